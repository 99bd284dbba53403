"""What the analysis reads of advice and attendance: one row an agency, as it stood when the round closed."""

from datetime import UTC, date, datetime

from builders import build_round

from audit.domain.access import ActorKind
from audit.domain.contribution import Came, Part
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound, RoundStatus
from audit.workflow.analysis import read_tables
from audit.workflow.contributions import ToldPart, save_advice
from audit.workflow.round_cases import read_scored_cases

ASKED = date(2026, 10, 1)
IN_TIME = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 11, 12), used=True)
NOT_YET = Part(sought=True, sought_on=ASKED, came=Came.NOT_RECEIVED)


def test_each_agency_has_one_row_a_case_and_what_is_not_known_stays_so(sessions, cast):
    built = build_round(sessions, cast, status=RoundStatus.CLOSED)
    lee = cast.actor("Lee")
    told = {"paediatrics": IN_TIME, "camhs": Part(sought=True), "psychology": IN_TIME, "social_care": NOT_YET}
    told["family"] = Part(sought=False)
    for number in (1, 2):
        place = {"round_key": built.audit_round.key, "case_key": built.cases[number].key}
        # The round closed on the last day of the six weeks, or one day later.
        with sessions.writing(lee) as session:
            parts = [ToldPart(service, part, 0) for service, part in told.items()]
            save_advice(session, lee, **place, told=parts, today=date(2026, 11, 23))
    for closed_at, social_care in (
        (datetime(2026, 11, 12, 23, tzinfo=UTC), None),
        (datetime(2026, 11, 13, tzinfo=UTC), False),
    ):
        rows = read(sessions, cast, built, closed_at)
        assert len(rows) == 6
        found = {row.agency: row for row in rows if row.case == (built.cases[1].own_hash, 0)}
        assert (found["psychology"].requested, found["psychology"].on_time, found["psychology"].used) == (
            True, True, True,
        )  # fmt: skip
        assert (found["health"].requested, found["health"].on_time) == (True, None)
        assert "family" not in found  # it is no agency
        assert found["social_care"].on_time is social_care
        assert found["psychology"].attended is None


def read(sessions, cast, built, closed_at):
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).closed_at = closed_at
    worker = cast.actor("Lee", ActorKind.WORKER)
    with sessions.reading(worker) as session:
        audit_round = session.get_one(AuditRound, built.audit_round.row_id)
        rubric = read_rubric(audit_round.rubric_version.text)
        return read_tables(
            session, audit_round, rubric, read_scored_cases(session, audit_round)
        ).contributions
