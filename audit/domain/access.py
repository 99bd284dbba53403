"""Who may do what: one table that a service manager could check, and the people it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What somebody comes to do. One person may hold several."""

    AUDITOR = "auditor"
    LEAD = "lead"
    PEER = "peer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    GUEST = "guest"


# Whose scoresheets a round counts; a peer's check it from outside.
SCORING_FOR_A_ROUND = (Role.AUDITOR, Role.LEAD, Role.GUEST)


class MembershipStatus(StrEnum):
    """Only an active membership counts for anything."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Permission(StrEnum):
    """What can be asked of the workflow. The value reads on after 'may'."""

    SIGN_IN = "sign in and set a password"
    SIGN_OUT = "sign out and see the own start page"
    SEE_ROUNDS = "see rounds and how far they are"
    PLAN_ROUND = "start, change and copy a round"
    READ_FRAME = "bring in a list of documents"
    DRAW_SAMPLE = "draw the sample"
    SHARE_OUT = "choose the panel and share out the cases"
    OPEN_ROUND = "open and close a round"
    SEE_LOCATOR = "see the council's own number of a case"
    SCORE = "score the cases assigned to them"
    MODERATE = "see submitted scores side by side and settle them"
    CORRECT = "follow what must be put right"
    READ_FINDINGS = "read findings and download reports"
    MAKE_REPORT = "make findings and reports"
    SEE_STRICTNESS = "see how strictly each person marks"
    READ_RUBRICS = "read the standards"
    INVITE = "invite auditors and guests to a panel"
    KEY_IN = "key in what somebody scored on paper"
    IMPORT_AUDIT = "bring in past audits"
    EXPORT_ROUND = "take a round as a workbook"
    REMIND = "send reminders"
    RAISE_ALERT = "raise an alert"
    ANSWER_ALERT = "see and answer alerts"
    ANSWER_NOTE = "answer by a link what must be put right"
    RECORD_ENGAGEMENT = "record advice and attendance"
    IMPORT_ENGAGEMENT = "bring in the advice and attendance of a whole round"
    SEE_ENGAGEMENT = "read how agencies advised and attended"
    SET_TARGETS = "set targets for advice and attendance"
    INSTALL_RUBRIC = "bring in a new version of the standards"
    SEE_PEOPLE = "see who has an account"
    MANAGE_PEOPLE = "make accounts and change what people may do"
    MANAGE_AREA = "change the area's name, colours and settings"
    READ_HISTORY = "read the history and check that it is whole"
    INSTALL = "set up an installation"
    WORK = "take the next thing to be made"


_EVERYBODY = {Permission.SIGN_OUT}
_OF_THE_AREA = _EVERYBODY | {Permission.READ_RUBRICS}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.AUDITOR: frozenset(
        _OF_THE_AREA | {Permission.SCORE, Permission.RAISE_ALERT, Permission.RECORD_ENGAGEMENT}
    ),
    Role.PEER: frozenset(_EVERYBODY | {Permission.SCORE, Permission.RAISE_ALERT}),
    # By a one-time link, for one round.
    Role.GUEST: frozenset(_EVERYBODY | {Permission.SCORE, Permission.RAISE_ALERT}),
    Role.MANAGER: frozenset(_OF_THE_AREA | {Permission.READ_FINDINGS, Permission.SEE_ENGAGEMENT}),
    Role.LEAD: frozenset(
        _OF_THE_AREA
        | {
            Permission.SEE_ROUNDS,
            Permission.PLAN_ROUND,
            Permission.READ_FRAME,
            Permission.DRAW_SAMPLE,
            Permission.SHARE_OUT,
            Permission.OPEN_ROUND,
            Permission.SEE_LOCATOR,
            # A lead may score one plan now; cases of a panel come only to its auditors.
            Permission.SCORE,
            Permission.INVITE,
            Permission.KEY_IN,
            Permission.IMPORT_AUDIT,
            Permission.EXPORT_ROUND,
            Permission.REMIND,
            Permission.RAISE_ALERT,
            Permission.ANSWER_ALERT,
            Permission.RECORD_ENGAGEMENT,
            Permission.IMPORT_ENGAGEMENT,
            Permission.SEE_ENGAGEMENT,
            Permission.SET_TARGETS,
            Permission.MODERATE,
            Permission.CORRECT,
            Permission.READ_FINDINGS,
            Permission.MAKE_REPORT,
            Permission.SEE_STRICTNESS,
            Permission.SEE_PEOPLE,
            Permission.READ_HISTORY,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _OF_THE_AREA
        | {
            Permission.SEE_ROUNDS,
            Permission.READ_FINDINGS,
            Permission.MAKE_REPORT,
            Permission.SEE_ENGAGEMENT,
            Permission.SET_TARGETS,
            Permission.INSTALL_RUBRIC,
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_AREA,
            Permission.READ_HISTORY,
        }
    ),
}


class ActorKind(StrEnum):
    """By which door somebody came."""

    PERSON = "person"
    OPERATOR = "operator"
    WORKER = "worker"
    DOOR = "door"
    LINK = "link"


@cache
def _permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for something. `label` is what pages call them; the history keeps people by key.

    Whoever comes by a reply link has no account: all that they may see hangs on `link_id`. `person_key` is
    what the history calls them, where the door knew it already.
    """

    kind: ActorKind
    label: str
    area_id: int | None = None
    person_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    link_id: int | None = None
    person_key: str | None = field(default=None, compare=False, repr=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that the actor's roles allow; the door may do nothing but let people in."""
        if self.kind is ActorKind.DOOR:
            return frozenset({Permission.SIGN_IN})
        if self.kind is ActorKind.LINK:
            return frozenset({Permission.ANSWER_NOTE})
        if self.kind is ActorKind.WORKER and self.area_id is None:
            return frozenset({Permission.WORK})
        granted = _permissions_of(self.roles)
        installs = self.kind is ActorKind.OPERATOR and self.person_id is None
        return granted | {Permission.INSTALL} if installs else granted

    def may(self, permission: Permission) -> bool:
        """Whether the table grants `permission` to one of the actor's roles."""
        return permission in self.permissions


def worker_for(actor: Actor) -> Actor:
    """The worker on somebody's behalf: their roles, and a view of all that was submitted in their area."""
    return replace(actor, kind=ActorKind.WORKER)


def worker_of_area(area_id: int) -> Actor:
    """The worker on nobody's behalf: it may look at one area, and remind its people as a lead may."""
    return Actor(ActorKind.WORKER, "worker", area_id=area_id, roles=frozenset({Role.LEAD}))


DOOR = Actor(kind=ActorKind.DOOR, label="sign-in page")
INSTALLER = Actor(kind=ActorKind.OPERATOR, label="set-up", roles=frozenset({Role.ADMINISTRATOR}))


WORKER = Actor(kind=ActorKind.WORKER, label="worker")


class NotAllowed(Exception):
    """The actor's roles do not allow what was asked."""


class Conflict(Exception):
    """What was asked does not fit the state of things; the message says what to do instead."""


class NotFound(Exception):
    """There is no such thing, or the actor may not see it: the two are never told apart."""


def require(actor: Actor, permission: Permission) -> None:
    """Raise `NotAllowed` unless the table grants it."""
    if not actor.may(permission):
        raise NotAllowed(f"This account may not {permission.value}. Ask an administrator if it should.")
