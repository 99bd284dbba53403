import hashlib
import json
import re
import time
from pathlib import Path

import pytest

from audit.folders import folder
from audit.intake.rubric import RubricError, fingerprint, json_schema, read_rubric

SOUND = """\
key: plan
version: "2026"
kind: plan
title: Plans
about: What good looks like.
levels:
  - {number: 1, name: Weak}
  - {number: 2, name: Strong}
good_from: 2
bands:
  - {grade: Weak, lowest_mean: 1}
  - {grade: Strong, lowest_mean: 1.5}
sections:
  - key: f
    letter: F
    title: Provision
    help: Read it as a parent would.
    agencies: [education]
    criteria:
      - key: f_specified
        type: quality
        question: Is it exact?
        look_for: [hours]
        descriptors:
          1: Nobody could say what is due.
          2: Anybody could say what is due.
        fed_by: [education]
"""
AT = {text.strip(): line for line, text in enumerate(SOUND.splitlines(), start=1)}


def problems(text):
    with pytest.raises(RubricError) as caught:
        read_rubric(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_sound_file_is_read():
    rubric = read_rubric(SOUND)
    assert rubric.criterion("f_specified").descriptors[2] == "Anybody could say what is due."
    assert read_rubric(SOUND.encode()) == rubric
    assert read_rubric("\ufeff" + SOUND) == rubric
    assert read_rubric(SOUND.replace("\n", "\r\n")) == rubric


def test_the_fingerprint_is_the_sha256_of_the_text():
    assert fingerprint(SOUND) == hashlib.sha256(SOUND.encode()).hexdigest() == fingerprint(SOUND.encode())


def test_a_missing_level_gives_line_section_and_criterion():
    text = SOUND.replace("          2: Anybody could say what is due.\n", "")
    assert problems(text) == [
        f"line {AT['descriptors:']}, section F, criterion f_specified: level 2 is missing"
    ]


def test_every_problem_is_named_at_once_in_the_order_of_the_file():
    text = (
        SOUND.replace('version: "2026"', "version: 2026")
        .replace("title: Plans\n", "titel: Plans\n")
        .replace("lowest_mean: 1.5", "lowest_mean: 3")
        .replace("agencies: [education]", "agencies: [education, astrology]")
        .replace("        question: Is it exact?\n", "        weight: -1\n")
        .replace("          2: Anybody could say what is due.\n", "")
    )
    found = problems(text)
    assert found == [
        "line 1: title is missing",
        "line 2: version must be words: put a number in quotes",
        "line 4: titel is not a field of a rubric: check the spelling",
        "line 12, grade Strong, lowest_mean: no document can reach 3: the top of the scale is 2",
        "line 18, section F, agencies, item 2: must be one of 'education', 'psychology', 'health', "
        "'social_care', 'family', 'forum', 'send_team' or 'other'",
        "line 20, section F, criterion f_specified: question is missing",
        "line 22, section F, criterion f_specified: weight must be more than 0",
        "line 24, section F, criterion f_specified: level 2 is missing",
    ]


def test_a_repeated_criterion_is_named_where_it_is_repeated():
    again = SOUND + SOUND[SOUND.index("      - key: f_specified") :]
    (problem,) = problems(again)
    assert problem == (
        f"line {len(SOUND.splitlines()) + 1}, section F, criterion f_specified, key: "
        "the criterion key f_specified is used more than once"
    )


def test_a_field_written_twice_is_named_and_the_rest_is_still_checked():
    text = SOUND.replace("title: Plans\n", "title: Plans\ntitle: Other\n").replace("[hours]", "hours")
    assert problems(text) == [
        "line 5: title is written twice",
        "line 24, section F, criterion f_specified: look_for must be a list",
    ]


def test_a_level_described_twice_is_named():
    text = SOUND.replace("          2: Any", "          1: Any")
    assert "line 26, section F, criterion f_specified: 1 is written twice" in problems(text)


def test_an_alias_bomb_is_refused_before_it_grows():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{', '.join(f'*{before}' for _ in range(9))}]\n"
    started = time.monotonic()
    assert problems(bomb) == [
        "line 1: anchors (&) and aliases (*) are not used in rubrics: write the words out"
    ]
    assert time.monotonic() - started < 2


def test_a_tag_is_refused_and_never_run(tmp_path):
    target = tmp_path / "made"
    text = f"key: !!python/object/apply:pathlib.Path.touch [[!!python/object:pathlib.Path {{p: {target}}}]]\n"
    assert problems(text)[0] == "line 1: tags (!) are not used in rubrics: take it out"
    assert not target.exists()


def test_a_tab_is_named_with_its_line():
    assert problems("key: plan\n\ttitle: x\n") == ["line 2: the line holds a tab: indent with spaces"]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f", "\ud800", "\ufffe"])
def test_a_character_that_is_not_text_is_named_with_its_line(character):
    assert problems(f"key: plan\ntitle: a{character}b\n") == [
        "line 2: the line holds a character that is not text"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file_says_so(text):
    assert problems(text)[0] in {
        "line 1: the file is empty",
        "line 1: a rubric begins with fields such as key and title",
    }


@pytest.mark.parametrize("text", ["just words", "- a\n- list\n", "42"])
def test_something_else_than_fields_says_what_a_rubric_begins_with(text):
    assert problems(text) == ["line 1: a rubric begins with fields such as key and title"]


@pytest.mark.parametrize("text", ["x" * 5_000_000, b"x" * 5_000_000, "é" * 300_000])
def test_a_file_that_is_too_large_is_refused_at_once(text):
    started = time.monotonic()
    assert problems(text) == ["line 1: the file is larger than 200 kB, which no rubric needs"]
    assert time.monotonic() - started < 1


def test_a_file_in_another_encoding_names_the_line():
    assert problems("key: plan\ntitle: café\n".encode("latin-1")) == [
        "line 2: the file is not saved as UTF-8 text"
    ]


def test_parts_nested_without_end_are_refused():
    assert problems("key: " + "[" * 5000) == ["line 1: the parts are nested too deeply"]


def test_two_documents_in_one_file_are_refused():
    (problem,) = problems(SOUND + "---\n" + SOUND)
    assert "one file holds one rubric" in problem


@pytest.mark.parametrize(
    "broken", ["title: [unclosed", "title: 'unclosed", "title: a: b", "  odd: indent", "? x"]
)
def test_what_is_not_yaml_gives_a_line_and_a_hint(broken):
    assert all(problem.startswith("line ") for problem in problems(f"key: plan\n{broken}\n"))


def test_a_colon_inside_words_gets_a_hint_about_quotes():
    (problem,) = problems(SOUND.replace("Is it exact?", "Is it right: name and all?"))
    assert problem.startswith("line 22: this is not YAML:")
    assert "must stand in quotes" in problem


def test_yes_and_no_and_leading_zeros_hold_no_surprises():
    text = SOUND.replace("title: Plans", "title: yes").replace("[hours]", "[no, on, off]")
    assert read_rubric(text).title == "yes"
    assert read_rubric(text).criterion("f_specified").look_for == ("no", "on", "off")


@pytest.mark.parametrize("number", [".inf", ".nan", "1e400", "99999999999999999999", "0x10", "0", "true"])
def test_a_weight_must_be_a_sensible_number(number):
    text = SOUND.replace("        look_for", f"        weight: {number}\n        look_for")
    assert all("weight" in problem for problem in problems(text))


def test_a_problem_can_be_given_as_plain_values():
    with pytest.raises(RubricError) as caught:
        read_rubric(SOUND.replace("title: Plans\n", ""))
    assert caught.value.problems[0].as_dict() == {"line": 1, "where": "", "message": "title is missing"}


def test_text_of_any_language_is_kept():
    assert read_rubric(SOUND.replace("title: Plans", "title: خطة 🌱 plân")).title == "خطة 🌱 plân"


def test_the_published_schema_is_the_one_in_use():
    published = Path(folder("rubrics"), "rubric.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema()


def test_beyond_a_few_screens_only_the_number_of_further_problems_is_given():
    found = problems("".join(f"k{number}: v\n" for number in range(500)))
    assert len(found) == 201
    assert re.fullmatch(r"line \d+: and \d+ more problems from here on", found[-1])


def test_a_misspelt_type_is_one_problem_and_draws_no_others():
    assert problems(SOUND.replace("type: quality", "type: qualty")) == [
        "line 21, section F, criterion f_specified: type must be one of 'quality' or 'legal'"
    ]


def test_folded_words_are_joined_with_a_space_and_nothing_else():
    for file in folder("rubrics").glob("*.yaml"):
        rubric = read_rubric(file.read_text(encoding="utf-8"))
        assert all(letter.isprintable() for letter in rubric.about), file.name
