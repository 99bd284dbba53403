import copy

import pytest
from pydantic import ValidationError

from audit.domain.agency import Agency
from audit.domain.case import Fact
from audit.domain.rubric import WHOLE, Rubric
from audit.domain.rubric_faults import faults


def criterion(key, **fields):
    levels = {1: "Bad.", 2: "Poor.", 3: "Fair.", 4: "Fine."}
    base = {"key": key, "question": "Well?", "look_for": ["this"], "fed_by": ["health"]}
    kind = fields.pop("type", "quality")
    extra = {"descriptors": levels} if kind == "quality" else {}
    return {**base, "type": kind, **extra, **fields}


def plain(**fields):
    return {
        "key": "plan",
        "version": "2026",
        "kind": "plan",
        "title": "Plans",
        "about": "What good looks like.",
        "levels": [{"number": n, "name": name} for n, name in enumerate(("I", "RI", "G", "O"), start=1)],
        "good_from": 3,
        "bands": [{"grade": "Weak", "lowest_mean": 1}, {"grade": "Strong", "lowest_mean": 2.5}],
        "limits": [
            {"key": "law", "legal_not_met": ["stated"], "cap": "Weak", "reason": "The law asks for it."}
        ],
        "sections": [
            {
                "key": "c",
                "letter": "C",
                "title": "Health",
                "help": "Read it.",
                "agencies": ["health"],
                "criteria": [criterion("stated", type="legal"), criterion("clear")],
            },
            {
                "key": "f",
                "letter": "F",
                "title": "Provision",
                "help": "Read it.",
                "agencies": ["education", "forum"],
                "criteria": [
                    criterion("exact", weight=2),
                    criterion("adult", applies_when="year_9_and_above"),
                ],
            },
        ],
        **fields,
    }


def texts(rubric):
    return [fault.text for fault in faults(rubric)]


def test_a_sound_rubric_has_no_faults():
    assert faults(plain()) == ()
    assert Rubric.model_validate(plain()).criterion("exact").weight == 2


def test_a_rubric_cannot_be_changed():
    rubric = Rubric.model_validate(plain())
    with pytest.raises(ValidationError):
        rubric.title = "Other"


def test_an_agency_scores_its_own_sections_and_the_whole_lens_scores_all():
    rubric = Rubric.model_validate(plain())
    assert [section.key for section in rubric.sections_for(Agency.HEALTH)] == ["c"]
    assert [section.key for section in rubric.sections_for("forum")] == ["f"]
    assert [section.key for section in rubric.sections_for(WHOLE)] == ["c", "f"]
    assert rubric.sections_for(Agency.PSYCHOLOGY) == ()


def test_an_unknown_lens_is_refused():
    with pytest.raises(ValueError, match="astrology"):
        Rubric.model_validate(plain()).sections_for("astrology")


def test_a_question_is_asked_only_where_it_applies():
    rubric = Rubric.model_validate(plain())
    assert [c.key for c in rubric.criteria_for("education")] == ["exact"]
    assert [c.key for c in rubric.criteria_for("education", {Fact.YEAR_9_AND_ABOVE})] == ["exact", "adult"]


def test_an_unknown_question_is_a_key_error():
    with pytest.raises(KeyError):
        Rubric.model_validate(plain()).criterion("nothing")


def test_the_rubric_says_which_levels_are_good():
    rubric = Rubric.model_validate(plain())
    assert [rubric.is_good(n) for n in (1, 2, 3, 4)] == [False, False, True, True]
    assert rubric.level_name(4) == "O"


def test_a_rubric_survives_being_written_as_json():
    rubric = Rubric.model_validate(plain())
    assert Rubric.model_validate_json(rubric.model_dump_json(exclude_unset=True)) == rubric


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda r: r["sections"][1].update(key="c"), "the section key c is used more than once"),
        (
            lambda r: r["sections"][1]["criteria"][0].update(key="clear"),
            "the criterion key clear is used more",
        ),
        (lambda r: r["sections"][0]["criteria"][1]["descriptors"].pop(3), "level 3 is missing"),
        (
            lambda r: r["sections"][0]["criteria"][1]["descriptors"].update({5: "x"}),
            "no level 5 in the scale",
        ),
        (lambda r: r["sections"][0]["criteria"][1].pop("descriptors"), "level 1 is missing"),
        (lambda r: r["sections"][0]["criteria"][0].update(weight=2), "a legal question has no weight"),
        (lambda r: r["sections"][0]["criteria"][0].update(descriptors={1: "x"}), "so it has no levels"),
        (lambda r: r["limits"][0].update(legal_not_met=["gone"]), "there is no criterion gone"),
        (lambda r: r["limits"][0].update(legal_not_met=["clear"]), "clear is not a legal question"),
        (lambda r: r["limits"][0].update(at_least=2), "2 is more than the criteria named"),
        (lambda r: r["limits"][0].update(cap="Middling"), "Middling is not one of the grades"),
        (lambda r: r["limits"][0].update(quality=["clear"], at_or_below=1), "not both"),
        (lambda r: r["limits"][0].update(legal_not_met=[], quality=["clear"]), "at_or_below is missing"),
        (lambda r: r["limits"][0].update(at_or_below=1), "at_or_below goes with quality"),
        (lambda r: r["limits"].append(r["limits"][0]), "the limit key law is used more than once"),
        (lambda r: r["bands"][0].update(lowest_mean=1.2), "the first grade must start at 1"),
        (lambda r: r["bands"].reverse(), "from the worst to the best"),
        (lambda r: r["bands"][1].update(lowest_mean=4.5), "no document can reach 4.5"),
        (lambda r: r["bands"][1].update(grade="Weak"), "the name Weak is used more than once"),
        (lambda r: r["levels"][1].update(number=1), "levels must be numbered 1, 2, 3"),
        (lambda r: r.update(good_from=7), "there is no level 7"),
        (
            lambda r: [s["criteria"].pop(1) for s in r["sections"]] and r["sections"].pop(1),
            "at least one quality",
        ),
    ],
)
def test_parts_that_contradict_one_another_are_named(change, text):
    rubric = copy.deepcopy(plain())
    change(rubric)
    assert any(text in found for found in texts(rubric)), texts(rubric)
    with pytest.raises(ValidationError, match=text.split("(")[0]):
        Rubric.model_validate(rubric)


@pytest.mark.parametrize(
    "change",
    [
        {"sections": None},
        {"sections": [None, 3, {"criteria": "x"}]},
        {"levels": "four"},
        {"bands": [{"lowest_mean": "x", "grade": []}]},
        {"limits": [{"legal_not_met": 3, "cap": [], "at_least": "x", "key": []}]},
        {"limits": [{"quality": [[]], "at_or_below": []}]},
        {"good_from": "x"},
    ],
)
def test_looking_for_faults_never_trips_over_a_broken_file(change):
    faults({**plain(), **change})
    faults(change)


def test_something_that_is_not_a_rubric_has_no_faults_to_name():
    assert faults(["a list"]) == ()
    assert faults(None) == ()
