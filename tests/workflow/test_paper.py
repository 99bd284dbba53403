"""The scoresheet on paper: always blank, and of what is asked of its case."""

import pytest
import sqlalchemy as sa
from builders import begin, build_round

from audit.domain.access import NotAllowed, NotFound
from audit.store.trail import Event
from audit.workflow.paper import A_PAGE, get_my_paper, get_paper, list_papers
from audit.workflow.scoresheets import show_sheet


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast)


def test_a_form_asks_what_the_page_asks(sessions, cast, built) -> None:
    chidi, sheet = cast.actor("Chidi"), begin(sessions, cast, built, 1, "Chidi")
    with sessions.reading(chidi) as session:
        paper = get_my_paper(session, chidi, key=built.assignments[1, "Chidi"].key)
        view = show_sheet(session, chidi, key=sheet)
        asked = [[each.key for each in part.asked] for part in paper.forms[0].sections]
        assert asked == [[each.key for each in part.asked] for part in view.sections]
        assert paper.lens == "health" and paper.forms[0].n_asked == view.n_asked


def test_the_lead_prints_any_case_through_any_lens(sessions, cast, built) -> None:
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key}
    with sessions.reading(lee) as session:
        whole = get_paper(session, lee, **place, case_key=built.cases[2].key)
        health = get_paper(session, lee, **place, case_key=built.cases[2].key, lens="health")
        assert 0 < health.forms[0].n_asked < whole.forms[0].n_asked
        numbers = [form.case.number for form in list_papers(session, lee, **place).forms]
        assert numbers == [1, 2, 3]
        for lens in ("nonsense", ""):
            with pytest.raises(NotFound):
                list_papers(session, lee, **place, lens=lens)


def test_a_question_that_is_not_asked_of_a_case_is_not_on_its_form(sessions, cast) -> None:
    plain = build_round(sessions, cast, title="Plain")
    older = build_round(sessions, cast, title="Older", facts=("year_9_and_above",))
    lee, counts = cast.actor("Lee"), []
    for built in (plain, older):
        with sessions.reading(lee) as session:
            paper = get_paper(session, lee, round_key=built.audit_round.key, case_key=built.cases[1].key)
            counts.append(paper.forms[0].n_asked)
    assert counts[0] < counts[1]


def test_many_cases_come_a_few_at_a_time(sessions, cast) -> None:
    shared_out = {number: {"Ama": "whole"} for number in range(1, A_PAGE + 3)}
    built = build_round(sessions, cast, shared_out=shared_out, rubric_name="plan_short_2026")
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        place = {"round_key": built.audit_round.key}
        first = list_papers(session, lee, **place)
        assert len(first.forms) == A_PAGE and first.later == A_PAGE
        last = list_papers(session, lee, **place, first=A_PAGE)
        assert [form.case.number for form in last.forms] == [A_PAGE + 1, A_PAGE + 2]
        assert last.later is None


def test_nobody_prints_the_case_of_another(sessions, cast, built) -> None:
    chidi = cast.actor("Chidi")
    with sessions.reading(chidi) as session:
        with pytest.raises(NotFound):
            get_my_paper(session, chidi, key=built.assignments[2, "Ama"].key)
        with pytest.raises(NotAllowed):
            list_papers(session, chidi, round_key=built.audit_round.key)
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        list_papers(session, cast.outsider, round_key=built.audit_round.key)


def test_printing_writes_nothing(sessions, cast, built) -> None:
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        before = session.scalars(sa.select(sa.func.count(Event.row_id))).one()
        list_papers(session, lee, round_key=built.audit_round.key)
        assert not session.new and not session.dirty
        assert session.scalars(sa.select(sa.func.count(Event.row_id))).one() == before
