"""What a reader must know before using the figures, in plain English."""

from collections.abc import Iterator, Mapping

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Agreement
from audit.domain.scored_cases import ScoredCase
from audit.domain.tables import CaseKey, Tables

ENOUGH_ALPHA = 0.667
CEILING_SHARE = 0.6
FEW_COHORTS = 5


def list_cautions(
    tables: Tables,
    scored: Mapping[CaseKey, ScoredCase],
    agreement: Agreement,
    plan: AnalysisPlan,
    n_levels: int,
    *,
    is_bridged: bool,
) -> list[str]:
    """Every caution that holds, in a fixed order. `is_bridged`: questions in common tie all versions."""
    return [
        *_of_the_sample(tables, scored),
        *_of_the_marking(tables, agreement, is_bridged=is_bridged),
        *_of_the_contributions(tables),
        *_of_the_scale(tables, plan, n_levels),
    ]


def _of_the_sample(tables: Tables, scored: Mapping[CaseKey, ScoredCase]) -> Iterator[str]:
    sampled = [row for row in tables.cases if row.in_sample]
    n_unscored = sum(row.case not in scored for row in sampled)
    if n_unscored:
        yield f"{n_unscored} of {len(sampled)} sampled cases have no score and are not in any mean."
    n_partly = sum(row.case in scored and not row.is_whole for row in tables.cases)
    if n_partly:
        yield (
            "Cases of which only some sections were scored, so that they have neither an average score nor a "
            f"grade: {n_partly}."
        )
    n_chosen = len(tables.cases) - len(sampled)
    if n_chosen:
        yield f"Cases chosen on purpose are left out of means and shares: {n_chosen}."
    cohorts = {row.cohort_year for row in sampled if row.case in scored and row.is_whole}
    if 1 < len(cohorts) <= FEW_COHORTS:
        yield f"Only {len(cohorts)} years are compared; a line through so few years says little."
    n_outside = sum(row.review_no is None for row in sampled)
    if n_outside:
        yield f"Documents outside both trends, because their review number is not known: {n_outside}."
    if not tables.population and any(row.weight is None for row in sampled):
        yield "How many documents each year had was not given; the figures describe the scored cases only."


def _of_the_marking(tables: Tables, agreement: Agreement, *, is_bridged: bool) -> Iterator[str]:
    if tables.counted_source == "imported":
        yield (
            "These answers come from a past audit that was brought in: who marked them is not known, nor "
            "whether anybody marked by themselves. Agreement and strictness cannot be told from them."
        )
    n_other = sum(score.source not in ("original", tables.counted_source) for score in tables.scores)
    if n_other:
        yield f"Answers that are not original (moderated, training or imported) are not used: {n_other}."
    if not agreement.n_cases:
        yield "No case was scored by two people, so nobody can say how far raters agree."
        if tables.population:
            yield (
                "Without cases scored by two people the intervals make no allowance for having scored a "
                "large part of all documents; they may be wider than they need be."
            )
    alpha = agreement.krippendorff_alpha_ordinal
    if alpha is not None and alpha < ENOUGH_ALPHA:
        yield (
            "People who scored the same document agreed less than is usually asked for (below "
            f"{ENOUGH_ALPHA}, where 1 is fully and 0 no better than chance). Single scores are uncertain, "
            "and the ranges are wider for it."
        )
    if not is_bridged:
        yield (
            "More than one version of the rubric was used, and no bridge between them says which questions "
            "are the same."
        )


def _of_the_contributions(tables: Tables) -> Iterator[str]:
    if tables.contributions and not any(row.fed_by for row in tables.sections):
        yield (
            "Nobody said which agencies feed which sections, so it could not be checked whether sections "
            "that an agency does not feed stay still."
        )
    feeding = {agency for row in tables.sections for agency in row.fed_by}
    strangers = sorted({row.agency for row in tables.contributions} - feeding) if feeding else []
    if strangers:
        yield (
            "Agencies in the contributions that feed no section by that name, so sections cannot be held "
            f"against what they gave: {', '.join(strangers)}."
        )


def _of_the_scale(tables: Tables, plan: AnalysisPlan, n_levels: int) -> Iterator[str]:
    if not tables.sections:
        yield "No sections were given, so the criteria are not gathered into sections."
    named = {row.criterion for row in tables.sections}
    unnamed = sorted({score.criterion for score in tables.quality_scores} - named) if named else []
    if unnamed:
        yield f"Questions in the scores that belong to no section by that name: {', '.join(unnamed)}."
    levels = [score.level for score in tables.quality_scores]
    if n_levels and plan.good_from > n_levels:
        yield f"Good starts at level {plan.good_from}, but no level above {n_levels} was given."
    for end, words in ((1, "lowest"), (n_levels, "highest")):
        if levels and levels.count(end) > CEILING_SHARE * len(levels):
            yield f"More than 60% of all answers are at the {words} level; the scale shows little there."
