"""Why an answer stays open, in everyday words, and what would settle it."""

from dataclasses import dataclass

from audit.domain.findings import Claim, Doubt


@dataclass(frozen=True)
class DoubtWords:
    """`why` follows "cannot tell, because"; `remedy` is a sentence: what would change our mind."""

    why: str
    remedy: str


_SCORE_AGAIN = (
    "Score at least 12 documents of earlier years again in this year’s audit, or score the documents of all "
    "years together in one audit, in random order."
)
_SCORE_TWICE = "Let two people score a share of the documents, each without seeing the other’s scores."
_MORE_DOCUMENTS = "Score more documents of each year, or go on for more years."
_RECORD = "Record for each document which advice was asked for, when it came and who attended."
DOUBTS: dict[Doubt, DoubtWords] = {
    Doubt.EFFECTS_NOT_SEPARATED: DoubtWords(
        "the effect of the year cannot yet be separated from who scored and when",
        "Make the findings anew: they were made before this could be worked out.",
    ),
    Doubt.COHORT_AUDIT_YEAR_ALIASED: DoubtWords(
        "each year's documents were scored only in their own year", _SCORE_AGAIN
    ),
    Doubt.WEAK_LINK: DoubtWords("too few documents were scored again in another year", _SCORE_AGAIN),
    Doubt.FEWER_THAN_3_COHORTS: DoubtWords(
        "there are fewer than three years of documents",
        "Score the documents of at least one more year, earlier or later.",
    ),
    Doubt.NO_REVIEWS: DoubtWords(
        "no plan was scored at more than one review",
        "Score the first plan and later reviews of the same children.",
    ),
    Doubt.NO_CONTRIBUTIONS: DoubtWords("nothing was recorded about advice and attendance", _RECORD),
    Doubt.NO_MARGIN: DoubtWords(
        "nobody decided beforehand how large a change matters",
        "Decide how large a change matters before the next scores are seen.",
    ),
    Doubt.NO_VARIATION: DoubtWords(
        "every document has the same score",
        "Score more documents, with standards on which documents can differ.",
    ),
    Doubt.NO_CASE_DOUBLE_SCORED: DoubtWords("no document was scored by two people", _SCORE_TWICE),
    Doubt.RATERS_DO_NOT_AGREE: DoubtWords(
        "people who scored the same document did not agree",
        "Practise on the same documents and clear up the wording of the standards; then score again.",
    ),
    Doubt.INTERVAL_TOO_WIDE: DoubtWords(
        "what was scored could mean a change that matters, or none at all", _MORE_DOCUMENTS
    ),
    Doubt.CEILING: DoubtWords(
        "most answers already lie at one end of the scale, where a change could not show",
        "Use standards with room above and below what most documents reach.",
    ),
    Doubt.NO_CONVERGENCE: DoubtWords(
        "the calculation came to no stable result",
        "Score more documents, or look for questions that nearly everybody answers alike.",
    ),
    Doubt.VERSIONS_NOT_BRIDGED: DoubtWords(
        "the standards changed between years, and nobody said which questions stayed the same",
        "Say which questions of the new standards mean the same as in the old ones.",
    ),
    Doubt.SCORED_IN_DATE_ORDER: DoubtWords(
        "the documents were scored in the order of their dates, so people getting stricter or more lenient "
        "as they went on would look like a change",
        "Score the documents of all years in random order.",
    ),
    Doubt.MISSING_COULD_TURN_IT: DoubtWords(
        "the documents and answers that are missing could turn the answer round",
        "Score the documents that were drawn and not scored, and get hold of what was not supplied.",
    ),
    Doubt.NO_TREND_ANSWERABLE: DoubtWords(
        "whether quality changed cannot be told either",
        "First make the change of quality answerable: see what is said there.",
    ),
    Doubt.NO_TREND_DECLINED: DoubtWords(
        "no fall in quality was found for it to go with",
        "A fall in quality, found with the same documents.",
    ),
    Doubt.TOO_FEW_CASES: DoubtWords(
        "too few documents have both scores and records of contributions",
        "Score more documents, and record for each which advice was asked for, when it came and who "
        "attended.",
    ),
    Doubt.CONTRIBUTIONS_DID_NOT_FALL: DoubtWords(
        "contributions were not found to have fallen",
        "Records of contributions over more documents or years that show a fall.",
    ),
    Doubt.INDIRECT_EFFECT_UNCLEAR: DoubtWords(
        "documents with fewer contributions were not clearly of lower quality", _MORE_DOCUMENTS
    ),
    Doubt.NEGATIVE_CONTROL_MOVED: DoubtWords(
        "sections that an agency has no part in moved as well, so something else may be at work",
        "Find what else changed at the same time, record it, and score again.",
    ),
    Doubt.CLAIMS_OPEN: DoubtWords(
        "at least one of the questions that it rests on is open", "Answers to the questions that are open."
    ),
}
# reports made by an earlier version carry it
_FORMER = {"review_audit_year_aliased": "each review was scored only in its own year"}


def say_reason(reason: str) -> str:
    """Why nothing can be told, in words; a reason without words is said by its code rather than left out."""
    if reason in _FORMER:
        return _FORMER[reason]
    return DOUBTS[Doubt(reason)].why if reason in set(Doubt) else reason.replace("_", " ")


def list_remedies(claim: Claim) -> tuple[str, ...]:
    """What would settle an open answer, each thing once."""
    return tuple(dict.fromkeys(DOUBTS[reason].remedy for reason in claim.reasons))
