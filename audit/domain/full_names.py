"""A person's full name in what somebody typed: two or more capitalised words that are nothing else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Words that stand capitalised in an auditor's notes and are no part of a name. What is often a surname
# (Brown, Young, Field, Page) is left out: its neighbours in ordinary words are in here.
_ORDINARY = """
    a able about above absent access according across act action actions add added additional after again
    against age agree agreed agreement aims all also although always amend amended amendment an and annex
    annual another answer answers any appeal appears appendix appropriate are area areas as ask asked asks
    aspiration aspirations assess assessed assessment assessments assistant at attached attainment attend
    attendance attention audit auditor author authorities authority autism autistic available awaiting back
    band baseline be because been before behaviour being below best better between big birth board body both
    bridge brief british budget but by can cannot care carer carers case central change chair chapter check
    checked child childhood children childrens circle class clear clearly clinical code cognition college
    comment comments commissioner commissioning commons communication community compare complaint complete
    conclusion consider consultant contact content copied copy correct could council county court covered
    coordinator current curriculum daily data date dated deaf decision deputy describe described detail
    details development did different difficulties difficulty direct director disabilities disability
    disabled discuss do doctor document does down draft due during duty dyslexia each early east education
    educational either elective else emotional employment end england english equality equipment european
    even every everything evidence example excellent exclusion expected explain families family february
    final finally first five follow for form foundation four framework friday from full further future general
    generic get given gives good got government governor group guidance had half has have he head heading
    headteacher health hearing help helpful her here high his history home hospital hours household how
    however human i identified if impairment important improve in include included includes inclusion
    independence independent individual infant information integrated intelligence intervention into irish
    is issue issued it its january joint junior july august september october november december march april
    may june key keyworker lack lacks language last later law lead leader learner learning least legal less
    let level levels liaison life like likely list little living local long look looked looks lord low made
    main maintained makes management manager many matches matron measurable medical meeting member mental
    mentions met method midwife minister ministry missing model moderate monday monthly more most mother
    mum mums dad dads father much multi multiple music must my named names national near need needs never new
    newly next nhs no nobody non none nor north northern not note noted nothing now number numbered nurse
    nursery objective observed occupational of officer ofsted often ok okay old on once one only open or
    order other others our out outcome outcomes outside over overall own paediatric paediatrician paper
    paragraph paragraphs parent parental parents part partly partnership parts past pathway people per
    person personal persons phase physical physiotherapist physiotherapy picture place placement plain plan
    planning plans play please policy poor portage post practice practitioner premium prepare preparing
    present previous primary principal prior private profound programme progress proposed protection
    provided provider provides provision psychiatrist psychologist psychology public pupil pupils quality
    quantified question quite quotes quoted rather read reader reading reads really reason receives records
    referral referred reg regional registered regulation regulations relevant remains repeat report reports
    request required resource response responsible review reviewed right rights role royal safeguarding said
    same saturday says schedule school schools scope score seal second secondary secretary section sections
    see seems seen self send senco sendco sendiass senior sensory sentence sentences service services
    severe several she short should shows sibling sign since site sixth skills slt social some somebody
    someone something sometimes south southern special specialist specific specified speech staff stage
    standard standards start state stated statement states statutory step still strategies strategy strength
    strengths strong student such sunday supervisor support supported sure table take taken target targets
    taught teacher teaching team term text than that the their them then therapist therapists therapy there
    therefore these they things third this those though three through thursday time timescale timetable
    tip to today together too toolkit top total training transfer transition transport travel tribunal
    tuesday tutor two type under undated unit united unclear unspecified unless until up updated upper upon
    us use used useful usually vague very view views virtual vision visual vocational voice voluntary wales
    was we weak wednesday week weekly welfare well were west western what when where whether which while
    white who whole whose why with within without word words work worker works worst would writing written
    yes yet you young your youth year years reception zone zones
    chronically sick entry template excel does lego makaton numicon boxall thrive elklan autumn
    summer spring winter
    christmas easter british
    great upper lower st saint google microsoft teams word blank levels broad areas whilst mentioned
    examples extremely only nearly parts pages strand strands copy pasted reference references clause
    subsection duties duty exam exams access arrangements english maths mathematics science physical
    gcse btec diploma functional skill trust academy academies federation
"""
_NO_NAMES = frozenset(_ORDINARY.split())

# A run of capitalised words that ends in one of these is a place, a law or a tool.
_ENDINGS = """
    school college academy hospital trust council nursery infants juniors primary secondary university centre
    center clinic surgery service services team unit house street road lane avenue church act acts code
    regulations framework scale scales test tests profile programme approach inventory checklist
    questionnaire forum partnership board borough county city district federation foundation charity society
    association syndrome disease disorder method model therapy curriculum judgment committee department
    scheme hub palsy signing system toolkit
"""
_INSTITUTIONS = frozenset(_ENDINGS.split())
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "lady"})

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BETWEEN = re.compile(r"(?:[ \u00a0]+[A-Z]\.?)?[ \u00a0]+|\.[ \u00a0]")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return re.sub(r"['’]s$", "", self.text).casefold()


def find_full_names(text: str) -> tuple[str, ...]:
    """Every full name in a text, as it was typed: "Amelia Brown", "Mrs Brown"."""
    found = [text[part[0].start : part[-1].end] for run in _runs(text) for part in _names_in(run)]
    return tuple(dict.fromkeys(re.sub(r"['’]s$", "", name) for name in found))


def _runs(text: str) -> Iterator[list[_Word]]:
    """Capitalised words with nothing but a space, or an initial, between them."""
    run: list[_Word] = []
    for match in _WORD.finditer(text):
        # Small words stand between capitalised ones, which ends a run by itself.
        if not match[0][0].isupper():
            continue
        word = _Word(match[0], match.start(), match.end())
        if _is_initial(word) and run:
            continue
        if run and not (_is_capitalised(word.text) and _follows(text, run[-1], word)):
            yield run
            run = []
        if _is_capitalised(word.text):
            run.append(word)
    yield run


def _is_initial(word: _Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and any(letter.islower() for letter in word)


def _follows(text: str, before: _Word, word: _Word) -> bool:
    between = text[before.end : word.start]
    # A full stop ends a sentence, but not a title.
    is_title = before.text.casefold() in _TITLES
    return bool(_BETWEEN.fullmatch(between)) and (is_title or not between.startswith("."))


def _names_in(run: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """The parts of a run that are names; whatever leads up to an institution is its name."""
    ends = [place for place, word in enumerate(run) if place and word.plain in _INSTITUTIONS]
    part: list[_Word] = []
    for word in run[ends[-1] + 1 if ends else 0 :]:
        if word.plain in _TITLES or word.plain not in _NO_NAMES:
            part.append(word)
            continue
        if _is_name(part):
            yield part
        part = []
    if _is_name(part):
        yield part


def _is_name(part: Sequence[_Word]) -> bool:
    return len(part) > 1 and any(word.plain not in _TITLES for word in part)
