"""What needs doing, for whoever has just signed in."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.workflow import home_cards
from audit.workflow.cards import Card
from audit.workflow.needs import needs

CardMaker = Callable[[Session, Actor], Card | None]

# Workflow functions that make a card, a line each, in the order of the page. Each says what it needs.
MAKERS: tuple[CardMaker, ...] = (
    home_cards.show_my_cases,
    home_cards.show_rounds,
    home_cards.show_corrections,
    home_cards.show_findings,
    home_cards.show_people,
    home_cards.show_standards,
    home_cards.show_history,
)


@needs(Permission.SIGN_OUT)
def list_cards(session: Session, actor: Actor) -> list[Card]:
    """The cards of everything that the actor may do; a maker that returns None has nothing to say."""
    allowed = (maker for maker in MAKERS if actor.may(maker.needs))  # type: ignore[attr-defined]
    return [card for maker in allowed if (card := maker(session, actor)) is not None]
