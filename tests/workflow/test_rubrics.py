"""Bringing in the standards."""

import pytest
from cast import Cast

from audit.domain.access import INSTALLER, NotAllowed, NotFound
from audit.folders import folder
from audit.intake.rubric import RubricError
from audit.store.sessions import Sessions
from audit.workflow.editing import Refused
from audit.workflow.rubrics import install_rubric, list_rubrics, show_rubric

TEXT = (folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8")


def test_setting_up_brings_a_version_into_one_area(sessions: Sessions, cast: Cast) -> None:
    with sessions.writing(INSTALLER) as session:
        row = install_rubric(session, INSTALLER, text=TEXT, area_id=cast.area.row_id)
    with sessions.reading(cast.actor("Ama")) as session:
        assert [each.key for each in list_rubrics(session, cast.actor("Ama"))] == [row.key]
        assert len(show_rubric(session, cast.actor("Ama"), rubric_key=row.key).rubric.criteria) == 10
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        show_rubric(session, cast.outsider, rubric_key=row.key)


def test_a_version_never_changes_its_words(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        row = install_rubric(session, adi, text=TEXT)
        assert install_rubric(session, adi, text=TEXT.encode()) is row
        with pytest.raises(Refused, match="new version"):
            install_rubric(session, adi, text=TEXT + "\n# more\n")
        with pytest.raises(RubricError):
            install_rubric(session, adi, text="key: x")


def test_a_lead_brings_in_none(sessions: Sessions, cast: Cast) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session, pytest.raises(NotAllowed):
        install_rubric(session, lee, text=TEXT)
