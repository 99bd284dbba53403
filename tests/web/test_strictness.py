"""How strictly somebody marks is seen by that person and the lead, on their pages and nowhere else."""

import json
import re

import pytest
import sqlalchemy as sa
from busy_area import SEVERITIES, Opened, make_busy_area, open_copy

from audit.domain.access import NotAllowed, NotFound
from audit.reporting.years_content import YearsContent
from audit.store.report import STRICTNESS, Report, ReportFile, ReportKind
from audit.workflow.report import download, get_file
from audit.workflow.strictness import list_strictness

READERS = ("Max", "Adi")


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("strictness") / "instance")


def places(figure: float) -> re.Pattern[str]:
    """A figure as it may be printed, with one place or more."""
    return re.compile(rf"(?<![\d.]){f'{abs(figure):.2f}'}(?!\d)|{abs(figure)}")


def seen_by(opened: Opened, name: str, path: str) -> str:
    return opened.client_as(name).get(path).text


def test_an_auditor_sees_their_own_and_nobody_elses(opened: Opened):
    page = seen_by(opened, "Ama", "/how-strictly")
    assert "You mark more strictly than the average here." in page
    assert places(SEVERITIES["Ama"]).search(page)
    for other in ("Ben", "Dana"):
        assert not places(SEVERITIES[other]).search(page)
        assert opened.near.cast.people[other].key not in page


def test_who_was_not_compared_is_told_so(opened: Opened):
    for name in ("Fay", "Pat", "Lee"):
        assert "Nothing yet." in seen_by(opened, name, "/how-strictly")


def test_the_lead_sees_everybody_of_their_own_area(opened: Opened):
    page = seen_by(opened, "Lee", "/how-strictly/everybody")
    for name, severity in SEVERITIES.items():
        assert name in page
        assert places(severity).search(page)
    far = opened.client_as("Lee", opened.far).get("/how-strictly/everybody").text
    assert not any(places(severity).search(far) for severity in SEVERITIES.values())


@pytest.mark.parametrize("name", READERS)
def test_managers_and_administrators_are_shown_none_of_it(opened: Opened, name: str):
    client = opened.client_as(name)
    assert client.get("/how-strictly/everybody").status_code == 404
    assert client.get("/how-strictly").status_code == 404
    for path in ("/findings", "/over-the-years/plan", f"/findings/{opened.near.keys['closed round']}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not any(places(severity).search(answer.text) for severity in SEVERITIES.values()), path
        assert "how-strictly" not in answer.text


@pytest.mark.parametrize("name", READERS)
def test_the_database_gives_readers_no_file_of_anybodys_strictness(opened: Opened, name: str):
    actor = opened.near.cast.actor(name)
    with opened.sessions.reading(actor) as session:
        names = session.scalars(sa.select(ReportFile.name)).all()
        assert names and not any(each.startswith(STRICTNESS) for each in names)
        report = session.scalars(sa.select(Report).where(Report.kind == ReportKind.YEARS)).one()
        file = f"{STRICTNESS}{opened.near.cast.people['Ama'].key}"
        for take in (get_file, download):
            with pytest.raises(NotFound):
                take(session, actor, report=report, name=file)
        with pytest.raises(NotAllowed):
            list_strictness(session, actor)


def test_the_database_gives_auditors_only_their_own_file(opened: Opened):
    with opened.sessions.reading(opened.near.cast.actor("Ben")) as session:
        names = session.scalars(sa.select(ReportFile.name)).all()
    assert names == [f"{STRICTNESS}{opened.near.cast.people['Ben'].key}"]


def test_what_managers_are_served_holds_no_rater(opened: Opened):
    with opened.sessions.reading(opened.near.cast.actor("Max")) as session:
        for file in session.scalars(sa.select(ReportFile)):
            text = file.content.decode("latin-1")
            assert not any(str(severity) in text for severity in SEVERITIES.values()), file.name
            if file.name == "content.json":
                assert json.loads(text)["findings"]["raters"] == []


def test_content_over_the_years_forgets_its_raters(opened: Opened):
    with opened.sessions.reading(opened.near.cast.actor("Lee")) as session:
        report = session.scalars(sa.select(Report).where(Report.kind == ReportKind.YEARS)).one()
        text = get_file(session, opened.near.cast.actor("Lee"), report=report, name="content.json").content
    assert YearsContent.from_json(text.decode()).findings.raters == ()
