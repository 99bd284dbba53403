"""Every workflow function declares what it needs, and checks it against its actor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from audit.domain.access import Actor, Permission, require
from audit.store.plain import AnySession
from audit.store.whose import actor_of

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=AnySession)


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[S, Actor, P], T]], Callable[Concatenate[S, Actor, P], T]]:
    """Declare the permission of `verb(session, actor, *, ...)`; the session must be the actor's own."""

    def declare(
        function: Callable[Concatenate[S, Actor, P], T],
    ) -> Callable[Concatenate[S, Actor, P], T]:
        @wraps(function)
        def checked(session: S, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            require(actor, permission)
            owner = actor_of(session)
            if owner is not actor and owner != actor:
                raise RuntimeError("the session of the database belongs to somebody else")
            return function(session, actor, *args, **kwargs)

        checked.needs = permission  # type: ignore[attr-defined]
        return checked

    return declare
