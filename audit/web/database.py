"""The database session of a request: read for GET, write for the rest, kept only with a good answer."""

from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from audit.domain.access import DOOR, Actor
from audit.store.plain import PlainSession
from audit.store.sessions import Sessions
from audit.web.gate import OPEN
from audit.web.sign_in_session import current_visitor

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def sessions() -> Sessions:
    """The session makers of this installation."""
    return cast(Sessions, current_app.extensions["sessions"])


def current_actor() -> Actor:
    """Whose request this is; the door's own while nobody has signed in."""
    visitor = current_visitor()
    return visitor.actor if visitor else DOOR


def db() -> Session:
    """This request's session, opened when first asked for. Not for open pages but by the door's own hand."""
    if "database_session" not in g:
        at_door = DOOR if request.endpoint in OPEN else current_actor()
        # After a save of its own a request only shows what came of it, and needs no lock for that.
        reads = request.method in _READS or g.get("has_saved", False)
        opener = sessions().open_reading if reads else sessions().open_writing
        g.database_session = opener(g.get("link_actor", at_door))
    return cast(Session, g.database_session)


def come_by_link(actor: Actor) -> None:
    """From here on this request's session sees what the link opens, whoever has signed in beside it."""
    g.link_actor = actor


def saving() -> PlainSession:
    """For the saves that come most often: a transaction of their own, kept at the end of its `with`."""
    if "database_session" in g:
        raise RuntimeError("a request never holds two connections that write")
    g.has_saved = True
    return sessions().writing_plainly(current_actor())


def keep() -> None:
    """Commit what the request wrote."""
    if "database_session" in g:
        g.database_session.commit()


def release() -> None:
    """Close the session; whatever was not kept is gone."""
    session = g.pop("database_session", None)
    if session is not None:
        session.close()
