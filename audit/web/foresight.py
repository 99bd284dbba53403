"""What pages before the draw say of what it will be able to answer."""

from collections.abc import Mapping
from typing import Any

from audit.domain.power import USUAL_LINKS
from audit.reporting.power_sentences import say_alone, say_doubt, say_first_audit, say_more, say_power
from audit.web.database import current_actor, db
from audit.workflow.foresight import foresee


def look_ahead(key: str, cohorts: Mapping[int, int], n_listed: int, n_years: int) -> dict[str, Any]:
    """What the templates of the sample need: the foresight, and the sentences about it."""
    found = foresee(db(), current_actor(), round_key=key, cohorts=cohorts, n_listed=n_listed, n_years=n_years)
    return {
        "foresight": found,
        "usual_links": USUAL_LINKS,
        "say_power": say_power,
        "say_doubt": say_doubt,
        "say_alone": say_alone,
        "say_more": say_more,
        "say_first_audit": say_first_audit,
    }
