"""What pages, papers and the command line say for a code. The one place where that is decided."""

from collections.abc import Mapping

from audit.domain.access import MembershipStatus, Role
from audit.domain.agency import Agency
from audit.domain.alert import AlertKind, AlertStatus
from audit.domain.case import (
    AgeBand,
    Basis,
    ChosenBy,
    Fact,
    Flag,
    Origin,
    Placement,
    Restriction,
    Stage,
)
from audit.domain.clock import Moment, Move, Outcome
from audit.domain.contribution import Came
from audit.domain.moderation import Kind, Method
from audit.domain.rating import MET, NOT_MET, Answer, Reason
from audit.domain.rubric import WHOLE, CriterionType, Rubric
from audit.domain.target import Measure, Verdict, Why

AGENCIES: Mapping[str, str] = {
    Agency.EDUCATION: "Education",
    Agency.PSYCHOLOGY: "Educational psychology",
    Agency.HEALTH: "Health",
    Agency.SOCIAL_CARE: "Social care",
    Agency.FAMILY: "Family",
    Agency.FORUM: "Parent carer forum",
    Agency.SEND_TEAM: "SEND team",
    Agency.OTHER: "Other",
}
LENSES: Mapping[str, str] = {
    WHOLE: "The whole document",
    **{agency: f"{name} sections" for agency, name in AGENCIES.items()},
}
KINDS: Mapping[str, str] = {
    "plan": "plan",
    "assessment": "needs assessment",
    "review": "annual review",
    "advice": "advice",
}
# One document of a kind, and many of them: "1 piece of advice, 2 needs assessments".
ONE: Mapping[str, str] = {**KINDS, "advice": "piece of advice"}
MANY: Mapping[str, str] = {**{kind: f"{name}s" for kind, name in KINDS.items()}, "advice": "pieces of advice"}
CRITERION_TYPES: Mapping[str, str] = {
    CriterionType.QUALITY: "Quality",
    CriterionType.LEGAL: "Required by law",
}
LEGAL_LEVELS: Mapping[int, str] = {MET: "Met", NOT_MET: "Not met"}
REASONS: Mapping[str, str] = {
    Reason.NOT_APPLICABLE: "Not applicable",
    Reason.NOT_SUPPLIED: "Not supplied",
    Reason.OUTSIDE_ROLE: "Outside my role",
    Reason.CANNOT_TELL: "Cannot tell",
}
REASON_HINTS: Mapping[str, str] = {
    Reason.NOT_APPLICABLE: "The question cannot arise for this child. (What the document leaves out fails.)",
    Reason.NOT_SUPPLIED: "You were not given the page that you need.",
    Reason.OUTSIDE_ROLE: "You lack the knowledge to judge this.",
    Reason.CANNOT_TELL: "The document and what came with it do not settle it either way.",
}
STAGES: Mapping[str, str] = {
    Stage.DRAFT: "Draft",
    Stage.FINAL: "Final",
    Stage.AMENDED: "Amended",
    Stage.PHASE_TRANSFER: "Change of school or college",
}
ORIGINS: Mapping[str, str] = {
    Origin.OURS: "Made here",
    Origin.MOVED_IN: "Came with a family who moved in",
    Origin.TRIBUNAL: "Ordered by the Tribunal",
}
PLACEMENTS: Mapping[str, str] = {
    Placement.IN_AREA: "In the area",
    Placement.OUT_OF_AREA: "Outside the area",
    Placement.EOTAS: "Taught away from school",
}
CHOSEN_BY: Mapping[str, str] = {
    ChosenBy.RANDOM: "Drawn at random",
    ChosenBy.THEMATIC: "Chosen for a theme",
    ChosenBy.DIP_SAMPLE: "Dip sample",
    ChosenBy.REFERRED: "Referred by someone",
    ChosenBy.INSPECTION: "Chosen by inspectors",
    ChosenBy.LINK: "Scored by everyone",
}
RESTRICTIONS: Mapping[str, str] = {
    Restriction.ADOPTION: "Adoption",
    Restriction.PROTECTION_PLAN: "Child protection plan",
    Restriction.COURT_ORDER: "Court order",
    Restriction.OWN_CHILD: "Child of a member of staff or of the forum",
    Restriction.OTHER: "Another reason",
}
FLAGS: Mapping[str, str] = {
    Flag.APPEAL: "Appeal to the Tribunal",
    Flag.COMPLAINT: "Complaint",
    Flag.OMBUDSMAN: "Before the Ombudsman",
}
FLAG_WARNINGS: Mapping[str, str] = {
    Flag.APPEAL: "There is an appeal to the Tribunal about this document",
    Flag.COMPLAINT: "There is a complaint about this document",
    Flag.OMBUDSMAN: "The Ombudsman is looking into this document",
}
ALERT_KINDS: Mapping[str, str] = {
    AlertKind.SAFEGUARDING: "Worry about a child's safety",
    AlertKind.STATUTORY_BREACH: "Something the law requires has not been done",
}
ALERTS: Mapping[str, str] = {
    AlertStatus.RAISED: "Not seen yet",
    AlertStatus.SEEN: "Seen",
    AlertStatus.ANSWERED: "Answered",
}
AUTHORS: Mapping[str, str] = {
    "auditor": "Auditor",
    "meeting": "Panel meeting",
    "imported": "Imported: who marked it is not known",
}
BASES: Mapping[str, str] = {
    Basis.FIRST_PLANS: "First plans, by the date issued",
    Basis.PLANS_IN_FORCE: "Plans in force, by the date last issued",
    Basis.DOCUMENTS: "Documents of the list, by their date",
}
AGE_BANDS: Mapping[str, str] = {
    AgeBand.UNDER_5: "Under 5",
    AgeBand.FROM_5_TO_10: "5 to 10",
    AgeBand.FROM_11_TO_15: "11 to 15",
    AgeBand.FROM_16_TO_19: "16 to 19",
    AgeBand.FROM_20_TO_25: "20 to 25",
    AgeBand.UNKNOWN: "Age not known",
}
FACTS: Mapping[str, str] = {
    Fact.UNDER_5: "Under 5",
    Fact.YEAR_9_AND_ABOVE: "Year 9 and above",
    Fact.AGED_16_AND_ABOVE: "Aged 16 and above",
    Fact.LOOKED_AFTER: "In the care of a council",
    Fact.EOTAS: "Taught away from school",
    Fact.PHASE_TRANSFER: "Changing school or college",
    Fact.PERSONAL_BUDGET: "Has a personal budget",
    Fact.HOME_EDUCATED: "Educated at home by choice",
    Fact.KNOWN_TO_SOCIAL_CARE: "Known to social care",
}
DIFFERENCES: Mapping[str, str] = {
    Kind.GRADE_DIFFERS: "Overall grades differ",
    Kind.LEGAL: "One says met, another not met",
    Kind.TWO_LEVELS: "Two levels apart or more",
    Kind.SCORED_VS_REASON: "One scored it, another could not",
    Kind.ONE_LEVEL: "One level apart",
    Kind.REASONS_DIFFER: "Not scored, for different reasons",
}
METHODS: Mapping[str, str] = {
    Method.AGREEMENT: "Those who scored it agreed",
    Method.CHAIR: "The chair of the panel decided",
    Method.THIRD_AUDITOR: "A third auditor decided",
}
# Where a whole scoresheet of a meeting says what stands, and no question was settled by itself.
BY_MEETING = "The panel meeting scored the case anew"
ROLES: Mapping[str, str] = {
    Role.AUDITOR: "Auditor",
    Role.LEAD: "Audit lead",
    Role.PEER: "Peer reviewer",
    Role.MANAGER: "Service manager",
    Role.ADMINISTRATOR: "Administrator",
    Role.GUEST: "Guest",
}
MEMBERSHIPS: Mapping[str, str] = {
    MembershipStatus.INVITED: "Invited",
    MembershipStatus.ACTIVE: "Active",
    MembershipStatus.SUSPENDED: "Suspended",
    MembershipStatus.REVOKED: "Ended",
}
ROUNDS: Mapping[str, str] = {
    "planned": "Being planned",
    "drawn": "Sample drawn",
    "open": "Open for scoring",
    "closed": "Finished",
}
ASSIGNMENTS: Mapping[str, str] = {
    "waiting": "Not started",
    "started": "Started",
    "submitted": "Submitted",
    "handed_back": "Handed back",
}
CORRECTIONS: Mapping[str, str] = {"open": "To be done", "replied": "Answered", "done": "Put right"}
CAME: Mapping[str, str] = {
    Came.RECEIVED: "Advice came",
    Came.REUSED: "Earlier advice reused by agreement",
    Came.NOT_RECEIVED: "Nothing came",
    Came.REFUSED: "Refused",
    Came.NOT_KNOWN: "Said: not known to us",
}
PARTS: Mapping[str, str] = {
    "sought": "Advice asked for",
    "sought_on": "Asked on",
    "due_on": "Other last day",
    "excuse": "Pause or exception",
    "came": "What came",
    "came_on": "Came on",
    "used": "Used in the document",
    "invited": "Invited",
    "circulated": "Sent round two weeks before",
    "attended": "Attended",
}
DAYS: Mapping[str, str] = {
    "request_on": "Request received",
    "decision_on": "Decision whether to assess",
    "draft_on": "First draft sent, or decision not to issue",
    "final_on": "Final plan issued",
    "meeting_on": "Review meeting",
    "review_decision_on": "Decision after the review",
    "amended_on": "Final amended plan issued",
    "move_on": "Day of the change of school or college",
    "move": "Change of school or college",
    "planning_meeting": "Planning meeting held at the first draft",
    "exceptions": "Exceptions",
}
MOMENTS: Mapping[str, str] = {
    Moment.ADVICE_ASKED: "Advice asked for",
    Moment.ADVICE_CAME: "Advice came",
    **{moment: DAYS[f"{moment.value}_on"] for moment in Moment if f"{moment.value}_on" in DAYS},
}
MOVES: Mapping[str, str] = {
    Move.SCHOOL: "To another school",
    Move.TO_COLLEGE: "From secondary school to what comes after 16",
    Move.BETWEEN_COLLEGES: "Between colleges after 16",
}
OUTCOMES: Mapping[str, str] = {
    Outcome.MET: "Kept",
    Outcome.MISSED: "Missed",
    Outcome.EXCUSED: "Late, but excused",
    Outcome.UNKNOWN: "Not known",
}
MEASURES: Mapping[str, str] = {
    Measure.ADVICE_ON_TIME: "Advice that came in time",
    Measure.ADVICE_RECEIVED: "Advice that came, in time or late",
    Measure.ADVICE_USED: "Advice that the document uses",
    Measure.ATTENDED: "Invited services that attended",
    Measure.CIRCULATED: "Review advice sent round two weeks before",
    Measure.CONTRIBUTED: "Services that attended or sent current advice",
    Measure.PLANNING_MEETING: "Planning meeting held at the first draft",
    Measure.BY_HAND: "A figure from elsewhere, entered by hand",
}
VERDICTS: Mapping[str, str] = {
    Verdict.MET: "Met",
    Verdict.NOT_MET: "Not met",
    Verdict.CANNOT_TELL: "Cannot tell",
}
WHYS: Mapping[str, str] = {
    Why.WHOLE_COUNT: "Everybody was counted.",
    Why.BEYOND_CHANCE: "Further below the target than the small number looked at would explain.",
    Why.NOTHING_KNOWN: "Nothing is recorded yet.",
    Why.TOO_MUCH_UNKNOWN: "It hangs on what is not known.",
    Why.TOO_FEW: "With so few documents it may lie on either side.",
    Why.ALL_OF_A_SAMPLE: "All that were looked at do; a sample cannot show that everybody does.",
}
REPLY_LINKS: Mapping[str, str] = {
    "asked": "Not opened yet",
    "opened": "Opened",
    "answered": "Answered",
    "expired": "Ran out",
    "ended": "Ended",
}
MAILS: Mapping[str, str] = {
    "queued": "Waiting to be sent",
    "leased": "Being sent",
    "sent": "Sent",
    "failed": "Could not be sent",
}
REPORTS: Mapping[str, str] = {
    "queued": "Waiting to be made",
    "leased": "Being made",
    "done": "Ready",
    "failed": "Could not be made",
    "cancelled": "Stopped",
}

CONCEPTS: Mapping[str, Mapping[str, str]] = {
    "agency": AGENCIES,
    "lens": LENSES,
    "kind": KINDS,
    "one": ONE,
    "many": MANY,
    "criterion_type": CRITERION_TYPES,
    "reason": REASONS,
    "stage": STAGES,
    "origin": ORIGINS,
    "placement": PLACEMENTS,
    "chosen_by": CHOSEN_BY,
    "restriction": RESTRICTIONS,
    "flag": FLAGS,
    "flag_warning": FLAG_WARNINGS,
    "alert_kind": ALERT_KINDS,
    "alert": ALERTS,
    "author": AUTHORS,
    "basis": BASES,
    "age_band": AGE_BANDS,
    "fact": FACTS,
    "difference": DIFFERENCES,
    "method": METHODS,
    "role": ROLES,
    "membership": MEMBERSHIPS,
    "round": ROUNDS,
    "assignment": ASSIGNMENTS,
    "correction": CORRECTIONS,
    "came": CAME,
    "part": PARTS,
    "days": DAYS,
    "moment": MOMENTS,
    "move": MOVES,
    "outcome": OUTCOMES,
    "measure": MEASURES,
    "verdict": VERDICTS,
    "why": WHYS,
    "reply_link": REPLY_LINKS,
    "report": REPORTS,
    "mail": MAILS,
}
_OF_A_KIND = {"kind": "", "one": "", "many": "s"}


def say(concept: str, code: str) -> str:
    """Return the words for a code, as in say("stage", "final"); a kind unknown here is its own word."""
    if concept in _OF_A_KIND:
        return CONCEPTS[concept].get(code, code.replace("_", " ") + _OF_A_KIND[concept])
    return CONCEPTS[concept][code]


def say_restricted(left_out: Mapping[str, int]) -> str:
    """Return how many restricted documents were left out, and why: "3 (adoption 1, court order 2)"."""
    counts = [(words, left_out.get(code, 0)) for code, words in RESTRICTIONS.items()]
    told = ", ".join(f"{words[0].lower()}{words[1:]} {n_plans}" for words, n_plans in counts if n_plans)
    n_all = sum(n_plans for _, n_plans in counts)
    return f"{n_all} ({told})" if told else "0"


def say_answer(rubric: Rubric, answer: Answer) -> str:
    """Return an answer as a page shows it: the level's name, met or not met, or the reason."""
    if answer.reason is not None:
        return REASONS[answer.reason]
    if answer.level is None:
        return "Not answered"
    if rubric.criterion(answer.criterion).is_legal:
        return LEGAL_LEVELS[answer.level]
    return rubric.level_name(answer.level)
