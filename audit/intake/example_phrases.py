"""What made-up auditors write about assessments, reviews and advice: plain notes about no real child."""

from dataclasses import dataclass

from audit.domain.agency import Agency


@dataclass(frozen=True, slots=True)
class Phrases:
    """The notes of one kind of document: by level, by met or not, and for the three boxes at the end."""

    evidence: dict[int, tuple[str, ...]]
    legal_evidence: dict[int, tuple[str, ...]]
    reasons: dict[str, tuple[str, ...]]
    works_well: tuple[str, ...]
    better_if: tuple[str, ...]
    put_right: tuple[tuple[str, Agency], ...]
    replies: tuple[str, ...]


ASSESSMENTS = Phrases(
    evidence={
        1: (
            "The reply says only “not known to this service”, and nobody asked again.",
            "Nothing on file shows that this was done.",
            "The report is three years old and describes another school.",
            "The family wrote twice and was not answered.",
        ),
        2: (
            "The needs are clear; the help is “access to” and “as appropriate”.",
            "A reminder went out, but the decision was made without the answer.",
            "Two of the four recommendations reached the draft, without their amounts.",
            "Readable in parts; the scores are not explained.",
        ),
        3: (
            "Seen this term, at school and at home; dates are given.",
            "Needs, hours and dated outcomes follow from one another.",
            "Each comment of the family has an answer beside it.",
            "Carried over faithfully to the right section of the draft.",
        ),
        4: (
            "Two visits and a film that the child made; the advice builds on both.",
            "Could go into a plan word for word, and the parents were asked whether it is right.",
            "Everybody met over the draft, and the notes say who brought what.",
        ),
    },
    legal_evidence={
        0: (
            "Asked on 3 March, received on 19 May: eleven weeks.",
            "The letter does not mention mediation.",
            "No request to this service can be found.",
            "The final plan came in week 27, and no exception is claimed.",
        ),
        1: (
            "Both dates are on file and within the limit.",
            "The letter names the right of appeal, mediation and the advice service.",
            "Requested and received; the report is signed and dated.",
        ),
    },
    reasons={
        "not_applicable": ("Does not arise in this assessment.", "The assessment ended before this step."),
        "not_supplied": ("The letter was not among the papers.", "The date of the request was not supplied."),
        "outside_role": (
            "A clinician should judge this.",
            "I do not know this service well enough to judge.",
        ),
        "cannot_tell": ("The request is undated.", "The papers show the answer, but not when it came."),
    },
    works_well=(
        "The family had one person to speak to throughout, and says so.",
        "School and psychologist describe the same child, with dates.",
        "The child's own views are there twice, each time in a way that suits them.",
        "The reasons for the decision can be followed by anybody.",
    ),
    better_if=(
        "If health had been asked again when the reply was empty.",
        "If social care had spoken with the family before writing.",
        "If the family had been told of the delay before the limit passed.",
        "If the amounts in the advice had reached the draft.",
    ),
    put_right=(
        ("Ask health for advice again: the reply on file says nothing of this child.", Agency.HEALTH),
        ("Obtain social care advice; the file holds a search of the records only.", Agency.SOCIAL_CARE),
        ("Send the family the rights of appeal and mediation that the letter left out.", Agency.SEND_TEAM),
        ("Put the hours from the psychologist's advice into the plan.", Agency.SEND_TEAM),
    ),
    replies=("Advice requested again, with a date.", "Letter sent to the family.", "The plan was amended."),
)
REVIEWS = Phrases(
    evidence={
        1: (
            "Copied from last year's form; the dates were not changed.",
            "Nobody asked whether the help in Section F is being given.",
            "The child was not there and there is no word from them.",
            "No one from this service came or wrote.",
        ),
        2: (
            "“Good progress”, without a measure.",
            "Provision is said to be in place; two lines of Section F are not mentioned.",
            "The advice came a week after the meeting.",
            "The parents' worry about transport is noted and left there.",
        ),
        3: (
            "Each outcome has a judgement and this year's evidence.",
            "The therapist sent advice three weeks ahead, and it was used.",
            "What was missed in the spring is named, with the date by which it is made up.",
            "Changes are listed by section, with reasons.",
        ),
        4: (
            "The young person chaired the first half and chose who came.",
            "School, home and therapist give the same account of what was delivered and what it changed.",
            "A marked copy of the plan, agreed in the meeting, could be issued the next day.",
        ),
    },
    legal_evidence={
        0: (
            "Meeting on 12 May, decision on 30 July: eleven weeks.",
            "Invitations went out six days before the meeting.",
            "Social care was not invited.",
            "The amended plan came seven months after the meeting.",
        ),
        1: (
            "The letter is dated within four weeks of the meeting.",
            "Everybody whom the law names is on the list of invitations.",
            "The report reached all who were invited in nine days.",
        ),
    },
    reasons={
        "not_applicable": ("Does not arise in this review.", "The plan was kept as it was."),
        "not_supplied": ("The invitations were not among the papers.", "The new plan was not supplied."),
        "outside_role": (
            "A clinician should judge this.",
            "I do not know this service well enough to judge.",
        ),
        "cannot_tell": ("The letter is undated.", "The list of those present was not filled in."),
    },
    works_well=(
        "The child's film was shown first, and the meeting kept coming back to it.",
        "Every outcome was looked at, with evidence.",
        "The family was heard, and each request has an answer.",
        "The school had checked what was delivered before the meeting.",
    ),
    better_if=(
        "If health had come, or sent a line of this year.",
        "If reached outcomes had been taken out of the plan.",
        "If the decision had come within four weeks of the meeting.",
        "If adult life had been more than a course at college.",
    ),
    put_right=(
        ("Issue the amended plan: the limit passed in September.", Agency.SEND_TEAM),
        ("Make up the speech and language sessions missed in the spring.", Agency.HEALTH),
        ("Take the outcomes that were reached out of Section E.", Agency.SEND_TEAM),
        ("Ask social care whether the short breaks are still right.", Agency.SOCIAL_CARE),
    ),
    replies=(
        "Amended plan issued.",
        "Sessions booked for this term.",
        "Asked the service; waiting for its answer.",
    ),
)
ADVICE = Phrases(
    evidence={
        1: (
            "A letter to the doctor with a diagnosis, and nothing for a plan.",
            "Does not say whether the child was seen.",
            "Full of initials; I had to look up most of them.",
        ),
        2: (
            "Help is “regular” and “from a trained adult”, with no amounts.",
            "The parents are quoted, and then not answered.",
            "An outcome is there, without a date or a starting point.",
        ),
        3: (
            "Seen in class and at home in September; both visits are described.",
            "Hours, group size and review date for each piece of help.",
            "Terms are explained where they first appear.",
        ),
        4: (
            "The child's own drawing opens the report and the outcomes come back to it.",
            "A plan writer could copy every line of help.",
        ),
    },
    legal_evidence={
        0: ("Two weeks late, with no exception claimed.", "There is no word on outcomes."),
        1: ("Five weeks after the request.", "Needs, help and outcomes each have a heading."),
    },
    reasons={
        "not_applicable": ("Does not arise in this advice.",),
        "not_supplied": ("The request was not supplied.", "The last page is missing."),
        "outside_role": ("A colleague of this profession should judge this.",),
        "cannot_tell": ("The advice is undated.",),
    },
    works_well=(
        "One page of summary that the family could use at once.",
        "The writer plainly knows and likes this child.",
        "Every recommendation says how much and by whom.",
    ),
    better_if=(
        "If it said what the child needs, and not what the service can offer.",
        "If outcomes had a date and a starting point.",
        "If test results were explained in everyday words.",
    ),
    put_right=(
        ("Ask the writer for amounts: the help cannot be put into a plan as it stands.", Agency.HEALTH),
        ("Correct the pronoun and the year group.", Agency.PSYCHOLOGY),
        ("Ask social care to add outcomes.", Agency.SOCIAL_CARE),
    ),
    replies=("The writer sent a corrected page.", "The service was asked for amounts."),
)
