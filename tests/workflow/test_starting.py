"""What the page that starts a round is filled with."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from round_steps import RUBRICS, Lead

from audit.domain.access import INSTALLER
from audit.domain.case import ChosenBy
from audit.domain.programme import YearKind
from audit.store.audit_round import AuditRound
from audit.store.rubric import RubricVersion
from audit.workflow.rubrics import install_rubric
from audit.workflow.starting import RoundSuggestion, suggest_dates, suggest_round

TODAY = date(2026, 11, 23)


def suggest(lead: Lead, today: date = TODAY, kind: str | None = None) -> RoundSuggestion:
    with lead.reading() as session:
        return suggest_round(session, lead.cast.actor("Lee"), today=today, kind=kind)


def install(lead: Lead, *changes: tuple[str, str]) -> str:
    """One more version or kind of the short standards; its public key."""
    text = (RUBRICS / "plan_short_2026.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    with lead.sessions.writing(INSTALLER) as session:
        row: RubricVersion = install_rubric(session, INSTALLER, text=text, area_id=lead.cast.area.row_id)
    return row.key


def test_the_first_round_is_suggested_for_this_month_with_usual_dates(lead: Lead):
    suggestion = suggest(lead)
    assert suggestion.title == "Plan audit, November 2026"
    assert (suggestion.audit_year, suggestion.audit_month) == (2026, 11)
    assert suggestion.year_kind is YearKind.ACADEMIC
    assert [rubric.key for rubric in suggestion.rubrics] == [lead.rubric_key]
    assert (suggestion.due_on, suggestion.meets_on) == (date(2026, 12, 14), date(2026, 12, 21))
    assert suggestion.double_share == 0.2


def test_a_second_round_of_a_month_gets_a_title_of_its_own(lead: Lead):
    lead.plan("Plan audit, November 2026")
    assert suggest(lead).title == "Plan audit, November 2026 (2)"


def test_the_next_month_is_filled_in_as_the_last_round_was(lead: Lead):
    dates = {"due_on": date(2026, 11, 30), "meets_on": date(2026, 12, 8)}
    lead.plan(double_share=0.5, reminds=False, **dates)
    suggestion = suggest(lead, date(2026, 12, 1))
    assert (suggestion.due_on, suggestion.meets_on) == (date(2026, 12, 30), date(2027, 1, 8))
    assert (suggestion.double_share, suggestion.reminds) == (0.5, False)


def test_a_date_that_would_have_passed_is_not_suggested(lead: Lead):
    lead.plan(due_on=date(2026, 11, 2))
    assert suggest(lead).due_on == date(2026, 12, 14)


def test_a_meeting_still_to_come_moves_behind_a_due_day_that_had_to_be_counted_anew(lead: Lead):
    lead.plan(due_on=date(2026, 11, 20), meets_on=date(2026, 11, 30))
    suggestion = suggest(lead)
    assert (suggestion.due_on, suggestion.meets_on) == (date(2026, 12, 14), date(2026, 12, 21))


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(due=st.none() | DAYS, meets=st.none() | DAYS, begins=DAYS, month=DAYS, today=DAYS)
def test_dates_that_are_suggested_lie_ahead_and_can_be_saved_as_they_are(
    due: date | None, meets: date | None, begins: date, month: date, today: date
):
    source = AuditRound(audit_year=begins.year, audit_month=begins.month, due_on=due, meets_on=meets)
    due_on, meets_on = suggest_dates(source, (month.year, month.month), today)
    assert today <= due_on <= meets_on


def test_a_dip_sample_tells_nothing_of_habits(lead: Lead):
    lead.plan(double_share=0.4)
    lead.plan("One plan", double_share=0.0, chosen_by=ChosenBy.DIP_SAMPLE)
    assert suggest(lead).double_share == 0.4


def test_the_newest_version_of_the_same_standards_is_suggested(lead: Lead):
    lead.plan()
    newest = install(lead, ('version: "2026"', 'version: "2027"'))
    assert suggest(lead).rubrics[0].key == newest


def test_the_kind_that_is_asked_for_comes_first_with_its_own_habits(lead: Lead):
    review = install(lead, ("kind: plan", "kind: review"), ("key: plan_short", "key: review_short"))
    lead.plan(double_share=0.3)
    suggestion = suggest(lead, kind="review")
    assert (suggestion.rubrics[0].key, suggestion.kind, suggestion.double_share) == (review, "review", 0.2)
    assert suggestion.title == "Annual review audit, November 2026"
    assert suggestion.kinds == ["plan", "review"]
