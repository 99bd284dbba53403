import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest
from cast import Cast
from sqlalchemy.orm import Session

import audit.workflow
from audit.domain.access import DOOR, INSTALLER, WORKER, Actor, ActorKind, NotAllowed, Permission, Role
from audit.store.sessions import Sessions
from audit.store.whose import NoActor
from audit.workflow.needs import needs


def public_functions() -> Iterator[tuple[str, Callable]]:
    for module in pkgutil.iter_modules(audit.workflow.__path__):
        loaded = importlib.import_module(f"audit.workflow.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_"):
                yield f"{module.name}.{name}", function


def asks_for_something(function: Callable) -> bool:
    return list(inspect.signature(function).parameters)[:2] == ["session", "actor"]


ASKED = {name: function for name, function in public_functions() if asks_for_something(function)}
# Steps that a declared function calls; they are public because two modules share them.
STEPS = {
    "cases.give_back",
    "one_page.keep_page",
    "one_page.hand_in",
}


def test_every_workflow_function_declares_what_it_needs():
    undeclared = {name for name, function in ASKED.items() if not hasattr(function, "needs")} - STEPS
    assert undeclared == set()


def test_workflow_functions_take_everything_else_by_name():
    for name, function in ASKED.items():
        others = list(inspect.signature(function).parameters.values())[2:]
        if name not in STEPS:
            assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in others), name


@pytest.mark.parametrize("name", sorted(set(ASKED) - STEPS))
def test_whoever_lacks_the_permission_is_refused_before_anything_happens(name: str, sessions: Sessions):
    function = ASKED[name]
    nobody = Actor(kind=INSTALLER.kind, label="nobody", area_id=1, person_id=1, roles=frozenset())
    with sessions.open_reading(nobody) as session, pytest.raises(NotAllowed):
        function(session, nobody)


def test_a_session_of_somebody_else_is_refused(sessions: Sessions, cast: Cast):
    @needs(Permission.SCORE)
    def look(session: Session, actor: Actor) -> None: ...

    ben = cast.actor("Ben")
    with sessions.open_reading(ben) as session, pytest.raises(RuntimeError, match="somebody else"):
        look(session, cast.actor("Ama"))
    with sessions.open_reading(None) as session, pytest.raises(NoActor):
        look(session, cast.actor("Ama"))


def test_every_role_may_do_something_and_the_door_nothing_but_let_people_in():
    for role in Role:
        assert Actor(INSTALLER.kind, "x", 1, 1, frozenset({role})).permissions
    assert DOOR.permissions == {Permission.SIGN_IN}
    assert WORKER.permissions == {Permission.WORK}
    assert Permission.INSTALL in INSTALLER.permissions
    assert not any(
        Permission.INSTALL in Actor(INSTALLER.kind, "x", 1, 1, frozenset({role})).permissions for role in Role
    )


@pytest.mark.parametrize("role", [Role.PEER, Role.GUEST])
def test_a_peer_and_a_guest_may_score_and_raise_an_alert_and_nothing_else(role: Role):
    peer = Actor(INSTALLER.kind, "x", 1, 1, frozenset({role}))
    assert peer.permissions == {Permission.SCORE, Permission.RAISE_ALERT, Permission.SIGN_OUT}


def test_whoever_comes_by_a_reply_link_may_answer_a_note_and_nothing_else():
    reader = Actor(ActorKind.LINK, "reply link", 1, link_id=1)
    assert reader.permissions == {Permission.ANSWER_NOTE}
