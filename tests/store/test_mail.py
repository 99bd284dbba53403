import pytest
import sqlalchemy as sa
from cast import Cast

from audit.domain.letter import compose
from audit.store.mail import Mail, MailPurpose, queue_mail
from audit.store.sessions import Sessions

LETTER = compose("Testshire", "a case waits", "Sign in.")


def test_the_same_reminder_is_written_once(sessions: Sessions, cast: Cast):
    written = []
    for _ in range(2):
        with sessions.writing(cast.actor("Lee")) as session:
            place = {"area_id": cast.area.row_id, "purpose": MailPurpose.REMINDER}
            written.append(
                queue_mail(session, **place, address="ama@x.example", letter=LETTER, once="r1 ama")
            )
    assert written[0] is not None and written[1] is None
    with sessions.reading(cast.actor("Lee")) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 1


@pytest.mark.parametrize("name", ["Ama", "Pat", "Max", "Adi"])
def test_only_leads_see_what_was_sent(sessions: Sessions, cast: Cast, name: str):
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"area_id": cast.area.row_id, "purpose": MailPurpose.ALERT}
        queue_mail(session, **place, address="ama@x.example", letter=LETTER)
    with sessions.reading(cast.actor(name)) as session:
        assert session.scalars(sa.select(Mail)).all() == []
