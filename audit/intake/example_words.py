"""What Exampleshire's made-up auditors write: plain notes about no real child, chosen by the seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from audit.domain.agency import Agency
from audit.intake.example_phrases import ADVICE, ASSESSMENTS, REVIEWS, Phrases

# Notes that fit whatever question they stand beside.
EVIDENCE: dict[int, tuple[str, ...]] = {
    1: (
        "Nothing is written about this.",
        "The text could be about any child.",
        "Copied from last year's document, and it no longer holds.",
        "Named in one line, and it does not come up again.",
        "Says only “as appropriate”: nothing that anybody could check.",
        "Two paragraphs contradict each other here, and it is not said which one holds.",
    ),
    2: (
        "Right as far as it goes; two of the points that I looked for are missing.",
        "Some of it is specific, the rest is left open.",
        "Clear in places, but without dates.",
        "Most of it agrees with the advice; the latest report was not used.",
        "Long, and hard to follow for a parent; the main points are there.",
        "Correct, though it says more of what the child cannot do than of what they can.",
    ),
    3: (
        "Clear, current and specific; one point could be fuller.",
        "In plain words, and it agrees with the advice.",
        "All the points that I looked for are there.",
        "Specific to this child throughout; one date is missing.",
        "It can be followed from the advice to this page.",
    ),
    4: (
        "Could be picked up by a new school tomorrow.",
        "Nothing is missing, and the family would recognise their child in it.",
        "Exact, current, and in words that the child would use.",
        "I would show this to others as the way to do it.",
    ),
}
LEGAL_EVIDENCE: dict[int, tuple[str, ...]] = {
    0: (
        "I looked for it in the whole document and did not find it.",
        "The heading is there, but nothing stands under it.",
        "It stands in the wrong place, so nobody could rely on it.",
        "One of the things that must be there is missing.",
    ),
    1: (
        "Present, and in the right place.",
        "Checked against the advice: everything that must be there is there.",
        "Stated in so many words.",
    ),
}
REASONS: dict[str, tuple[str, ...]] = {
    "not_applicable": ("Does not arise for this plan.",),
    "not_supplied": ("The page was not among those supplied.", "The appendix was not supplied."),
    "outside_role": ("Needs a specialist's eye.", "I do not know this service well enough to judge."),
    "cannot_tell": ("The scan cannot be read at this place.", "The advice would be needed to tell."),
}
WORKS_WELL = (
    "The child's voice is strong, and the first page makes you want to meet them.",
    "Needs are set out one by one, and most of the help can be counted.",
    "The outcomes are ambitious and the family would recognise them.",
    "Well laid out: a new teacher would find what they need in two minutes.",
    "The advice from education is used fully and fairly.",
    "Strengths are described as carefully as difficulties.",
)
BETTER_IF = (
    "If each piece of help said how often, how long, in what group and by whom.",
    "If the health advice had come in time: the section rests on a report from two years ago.",
    "If social care had said either what is needed or that nothing was found after assessment.",
    "If the outcomes had dates and a way to see whether they were reached.",
    "If it were half as long and in words that the family uses.",
    "If preparing for adulthood were planned for, and not only mentioned.",
)
NOTHING_TO_PUT_RIGHT = "Nothing has to be put right for this child now."
PUT_RIGHT: tuple[tuple[str, Agency], ...] = (
    ("Specify the speech and language help in Section F: amount, frequency and who gives it.", Agency.HEALTH),
    ("Ask social care for a statement for Sections D and H; the sections are blank.", Agency.SOCIAL_CARE),
    ("Correct the year group and the name of the type of school in Section I.", Agency.SEND_TEAM),
    ("Add provision for the sensory need named in Section B.", Agency.EDUCATION),
    ("Replace the outdated psychology advice, or say why it still holds.", Agency.PSYCHOLOGY),
    ("Move the therapy that educates from Section G to Section F.", Agency.SEND_TEAM),
    ("Add dates to the outcomes and arrangements for reviewing them.", Agency.SEND_TEAM),
)
REPLIES = (
    "Put right and sent to the family.",
    "Amendment notice sent; waiting for the family's reply.",
    "Asked the service for new advice.",
)
PHRASES: dict[str, Phrases] = {
    "plan": Phrases(EVIDENCE, LEGAL_EVIDENCE, REASONS, WORKS_WELL, BETTER_IF, PUT_RIGHT, REPLIES),
    "assessment": ASSESSMENTS,
    "review": REVIEWS,
    "advice": ADVICE,
}


@dataclass(frozen=True, slots=True)
class ClosingTexts:
    """The three boxes at the end of a scoresheet."""

    works_well: str
    better_if: str
    put_right: str


@dataclass(frozen=True, slots=True)
class ExampleCorrection:
    """What must be put right for one child; `reply` is empty while it is open."""

    text: str
    owner: Agency
    due_on: date
    reply: str
    is_done: bool


def _dice(*parts: object) -> Random:
    return Random(":".join(map(str, parts)))  # noqa: S311 - made-up words, not secrets


def write_evidence(
    seed: int,
    plan: str,
    person: str,
    criterion: str,
    answer: int | str,
    *,
    is_legal: bool,
    kind: str = "plan",
) -> str:
    """The note beside one answer (a level or a reason): a few are left empty."""
    dice, phrases = _dice(seed, "evidence", plan, person, criterion), PHRASES[kind]
    if isinstance(answer, str):
        return dice.choice(phrases.reasons[answer])
    if dice.random() < (0.35 if is_legal else 0.08):
        return ""
    return dice.choice(phrases.legal_evidence[answer] if is_legal else phrases.evidence[answer])


def write_page(seed: int, plan: str, person: str, criterion: str) -> str:
    """Where the evidence stands: most say it."""
    dice = _dice(seed, "page", plan, person, criterion)
    return str(dice.randint(1, 18)) if dice.random() < 0.7 else ""


def write_closing(seed: int, plan: str, person: str, level: int, *, kind: str = "plan") -> ClosingTexts:
    """The three boxes; the weaker the plan, the surer that something must be put right."""
    dice, phrases = _dice(seed, "closing", plan, person), PHRASES[kind]
    must = dice.random() < (0.95, 0.55, 0.15, 0.0)[level - 1]
    return ClosingTexts(
        works_well=dice.choice(phrases.works_well),
        better_if=dice.choice(phrases.better_if),
        put_right=dice.choice(phrases.put_right)[0] if must else "",
    )


def find_correction(
    seed: int, plan: str, put_right: str, *, agreed_on: date, kind: str = "plan"
) -> ExampleCorrection:
    """The correction that a closing text asks for: its owner, its date, and the reply if there is one yet."""
    dice, phrases = _dice(seed, "correction", plan, put_right), PHRASES[kind]
    owner = dict(phrases.put_right).get(put_right, Agency.SEND_TEAM)
    due_on = agreed_on + timedelta(days=dice.choice((14, 35, 42, 56)))
    reply = dice.choice(phrases.replies) if dice.random() < 0.6 else ""
    return ExampleCorrection(put_right, owner, due_on, reply, bool(reply) and dice.random() < 0.6)
