from datetime import date

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round

from audit.domain.access import NotAllowed
from audit.domain.case_dates import Days
from audit.domain.clock import Outcome
from audit.store.trail import Event
from audit.workflow.case_dates import save_dates
from audit.workflow.contributions import show_advice
from audit.workflow.editing import Refused, Stale

TODAY = date(2026, 11, 23)
KEPT = Days(request_on=date(2026, 1, 5), final_on=date(2026, 5, 25), planning_meeting=True)


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    return build_round(sessions, cast)


def save(sessions, actor, built: BuiltRound, days: Days, version: int = 0) -> bool:
    place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.writing(actor) as session:
        return save_dates(session, actor, **place, days=days, version=version, today=TODAY)


def test_the_days_of_a_case_are_kept_and_its_limits_judged(sessions, cast, built):
    assert save(sessions, cast.actor("Ama"), built, KEPT)
    assert not save(sessions, cast.actor("Ama"), built, KEPT)
    place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.reading(cast.actor("Lee")) as session:
        page = show_advice(session, cast.actor("Lee"), **place, today=TODAY)
        assert page.days == KEPT and page.days_version == 1
        assert session.scalars(sa.select(Event.verb)).all() == ["dates_recorded"]
    outcomes = {clock.key: judged.outcome for clock, judged in page.limits}
    assert outcomes["final_20_weeks"] is Outcome.MET
    assert outcomes["decision_6_weeks"] is Outcome.UNKNOWN


def test_a_stale_or_impossible_save_is_refused(sessions, cast, built):
    save(sessions, cast.actor("Ama"), built, KEPT)
    with pytest.raises(Stale):
        save(sessions, cast.actor("Lee"), built, Days())
    with pytest.raises(Refused, match="before that of the request"):
        save(sessions, cast.actor("Lee"), built, Days(request_on=TODAY, final_on=date(2026, 1, 1)), 1)
    with pytest.raises(Refused, match="from the list"):
        save(sessions, cast.actor("Lee"), built, Days(exceptions=("weather",)), 1)
    with pytest.raises(NotAllowed):
        save(sessions, cast.actor("Pat"), built, Days(), 1)
