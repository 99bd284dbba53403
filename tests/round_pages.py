"""The lead in a browser: what tests of the round's pages start from."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from cast import Cast
from round_steps import Lead, make_lead
from web_client import Client

from audit.settings import Settings
from audit.store.audit_round import AuditRound
from audit.store.sessions import Sessions


@dataclass
class LeadPages:
    """Lee's browser, beside the same lead's workflow on the same database."""

    client: Client
    lead: Lead
    sign_in: Callable[[str], Client]

    def upload(self, audit_round: AuditRound, content: bytes, name: str = "list.csv"):
        """Send a list through the page."""
        return self.client.submit(f"/rounds/{audit_round.key}/list", {"file": (BytesIO(content), name)})


def make_pages(
    sign_in: Callable[[str], Client], sessions: Sessions, cast: Cast, settings: Settings
) -> LeadPages:
    """Lee, signed in, with keys and standards."""
    return LeadPages(sign_in("Lee"), make_lead(sessions, cast, settings.keys), sign_in)
