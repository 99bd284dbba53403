"""Two areas in which everything has happened: what tests over every address of the workbench start from.

Testshire is `near`, Farshire is `far`. Every name and every text of Farshire holds `FAR`.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from argon2 import PasswordHasher
from builders import BuiltRound, begin, build_round, fill, submit
from cast import PEOPLE, Cast, make_cast
from round_steps import Lead, make_lead, make_list
from sqlalchemy.orm import Session
from web_client import Client, parse, read_form

from audit.domain.access import INSTALLER, WORKER, MembershipStatus, Role
from audit.domain.agency import Agency
from audit.domain.alert import AlertKind
from audit.domain.contribution import Came, Part
from audit.domain.findings import RaterSummary
from audit.domain.rating import Answer
from audit.reporting.workbook import make_workbook
from audit.settings import Settings
from audit.statistics.interval import Interval
from audit.store.account import Membership, Person
from audit.store.area import Area, Organisation
from audit.store.audit_round import AuditRound, Programme
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.engine import make_engine
from audit.store.mail import Mail, MailPurpose
from audit.store.panel import PanelMember
from audit.store.queries import get_by_key
from audit.store.report import Report, ReportKind, ReportRound
from audit.store.sessions import Sessions
from audit.web.app import Workbench, create_app
from audit.workflow.accounts import make_password_link
from audit.workflow.alerts import raise_alert
from audit.workflow.cases import hand_back
from audit.workflow.contributions import ToldPart, save_advice
from audit.workflow.corrections import change_correction
from audit.workflow.guests import invite_guest
from audit.workflow.keying import begin_keying
from audit.workflow.meeting_sheets import begin_meeting_sheet
from audit.workflow.meetings import Minutes, start_meeting
from audit.workflow.moderation import show_moderation_case
from audit.workflow.reply_links import ask_by_link
from audit.workflow.report_jobs import File, claim, finish
from audit.workflow.round_report import CHARTS, CONTENT, PDF, WORKBOOK, compute, draw_charts, read_inputs
from audit.workflow.round_rows import workbook_content
from audit.workflow.round_stages import close_round
from audit.workflow.scoresheets import Stamp, save_closing, show_sheet
from audit.workflow.services import change_services
from audit.workflow.settling import settle
from audit.workflow.sheet_view import Closing
from audit.workflow.strictness_files import strictness_files
from audit.workflow.targets import Aim, add_target
from audit.workflow.years_inputs import read_years
from audit.workflow.years_report import compute_years, keep_years

PASSWORD = "three purple herons"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
FAR = "Zqfar"
FAULTY = ("EHC99999,31/02/2024,,,ASD,primary,,",)
TODAY = date(2026, 11, 23)
# Figures that are found nowhere but where somebody's strictness is.
SEVERITIES = {"Ama": 0.8642, "Ben": -0.7531, "Dana": 0.1357}

# Case 1 is submitted by all, 2 is begun, 3 waits; Dana has handed case 4 back, so Fay alone holds it.
# A meeting has begun to score 5, and what Ben scored of 6 on paper is being keyed in.
GIVEN = {
    1: {"Ama": "whole", "Ben": "whole", "Pat": "whole"},
    2: {"Ama": "whole", "Ben": "whole", "Pat": "whole"},
    3: {"Ama": "whole", "Pat": "whole"},
    4: {"Dana": "whole", "Fay": "whole"},
    5: {"Ben": "whole"},
    6: {"Ben": "whole"},
    7: {"Ben": "whole"},
}


@dataclass
class Side:
    """One area: its people, and the public key of one thing of each sort by a plain name."""

    cast: Cast
    lead: Lead
    mark: str
    keys: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, BuiltRound] = field(default_factory=dict)


@dataclass(frozen=True)
class BusyArea:
    """The instance folder, and what is in it. Only to be looked at: see `open_copy`."""

    folder: Path
    near: Side
    far: Side


@dataclass
class Opened:
    """The workbench on a copy of the busy area, for one test module."""

    app: Workbench
    settings: Settings
    near: Side
    far: Side

    @property
    def sessions(self) -> Sessions:
        return self.app.extensions["sessions"]

    def sign_in(self, email: str) -> Client:
        """A browser in which somebody has signed in."""
        client = self.app.test_client()
        answer = client.submit("/sign-in", {"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def client_as(self, name: str, side: Side | None = None) -> Client:
        """The named one of the cast of Testshire, or of `side`; Gus comes by his link, once."""
        if name == "Gus":
            return self.let_in((side or self.near).keys["link of Gus"])
        people = (side or self.near).cast.people
        return self.sign_in(people[name].email)

    def let_in(self, token: str) -> Client:
        """A browser in which a guest has used a link."""
        client = self.app.test_client()
        answer = client.submit(f"/guest/{token}")
        assert answer.status_code == 303, answer.text
        return client

    def snapshot(self) -> Callable[[], None]:
        """Note the database as it is; what is returned puts it back."""
        kept = self.settings.database.with_suffix(".kept")
        self._checkpoint()
        shutil.copy(self.settings.database, kept)

        def restore() -> None:
            self._checkpoint()
            shutil.copy(kept, self.settings.database)

        return restore

    def _checkpoint(self) -> None:
        with self.sessions.engine.connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.sessions.engine.dispose()


def token_of(client: Client) -> str:
    """What protects the forms of this browser's pages."""
    page = parse(client.get("/", follow_redirects=True).text)
    return str(read_form(page.find("form", action="/sign-out"))["csrf_token"])


def open_copy(busy: BusyArea, folder: Path) -> Opened:
    """The web application, CSRF protection and all, on a copy of the busy area."""
    shutil.copytree(busy.folder, folder, dirs_exist_ok=True)
    settings = make_settings(folder)
    app = create_app(settings, password_hasher=CHEAP)
    app.test_client_class = Client
    return Opened(app, settings, busy.near, busy.far)


def make_settings(folder: Path) -> Settings:
    return Settings(instance=folder, secret_key="s" * 64, trusted_hosts=("localhost",))


@cache
def make_busy_area(folder: Path, migrated_file: Path) -> BusyArea:
    """Built once in a test process, through the workflow itself."""
    folder.mkdir()
    settings = make_settings(folder)
    shutil.copy(migrated_file, settings.database)
    engine = make_engine(settings.database)
    sessions = Sessions(engine)
    password = CHEAP.hash(PASSWORD)
    cast = make_cast(sessions, password)
    near = _make_side(sessions, cast, settings, "Near")
    far = _make_side(sessions, _make_far_cast(sessions, cast, password), settings, FAR)
    for side in (near, far):
        _make_report(sessions, side)
    _make_years(sessions, near)
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return BusyArea(folder, near, far)


def _make_far_cast(sessions: Sessions, cast: Cast, password: str) -> Cast:
    area, people, memberships = cast.far_area, {}, {}
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, area.row_id).contact = f"{FAR} contact"
        session.get_one(Person, cast.far_lead.row_id).name = f"{FAR} Oz"
        for name, (agency, role) in PEOPLE.items():
            people[name], memberships[name] = join(
                session,
                area,
                f"{FAR} {name}",
                f"{name.lower()}@{FAR.lower()}.example",
                agency,
                role,
                password,
            )
    return Cast(area, cast.area, people, memberships, people["Lee"])


def join(
    session: Session, area: Area, name: str, email: str, agency: str, role: Role, password: str
) -> tuple[Person, Membership]:
    """A person with an active role, in an organisation of their own."""
    person = Person(email=email, name=name, password=password)
    organisation = Organisation(area_id=area.row_id, name=f"{name}'s service", agency=agency)
    session.add_all([person, organisation])
    session.flush()
    return person, add_role(session, area, person, organisation.row_id, agency, role)


def add_role(
    session: Session, area: Area, person: Person, organisation_id: int, agency: str, role: Role
) -> Membership:
    """One more thing that somebody may do."""
    membership = Membership(
        area_id=area.row_id,
        person_id=person.row_id,
        organisation_id=organisation_id,
        agency=agency,
        role=role,
        status=MembershipStatus.ACTIVE,
    )
    session.add(membership)
    session.flush()
    return membership


def _make_side(sessions: Sessions, cast: Cast, settings: Settings, mark: str) -> Side:
    lead = make_lead(sessions, cast, settings.keys)
    side = Side(cast, lead, mark, {"rubric": lead.rubric_key, "person": cast.people["Ben"].key})
    planned = lead.plan(f"{mark} planned")
    frame = lead.bring_in(planned, make_list(30, extra=FAULTY), file_name=f"{mark}.csv")
    drawn = lead.prepare("Ama", "Ben", total=4, title=f"{mark} drawn")
    side.keys |= {"planned round": planned.key, "frame": frame.key, "drawn round": drawn.key}
    with sessions.reading(cast.actor("Lee")) as session:
        side.keys["programme"] = session.get_one(Programme, planned.programme_id).key
    for name, title in (("closed round", f"{mark} closed"), ("open round", f"{mark} open")):
        built = build_round(sessions, cast, shared_out=GIVEN, rubric_name="plan_short_2026", title=title)
        side.rounds[name] = built
        side.keys[name] = built.audit_round.key
        _score(sessions, side, built)
    _follow_up(sessions, side)
    _invite_guests(sessions, side)
    _raise_alert(sessions, side)
    _record_advice(sessions, side)
    _meet(sessions, side)
    _note_keys(sessions, side, drawn)
    return side


def _score(sessions: Sessions, side: Side, built: BuiltRound) -> None:
    for name, level in (("Ama", 1), ("Ben", 4), ("Pat", 2)):
        words = f"{side.mark} words of {name}"
        sheet = begin(sessions, side.cast, built, 1, name)
        fill(sessions, side.cast, name, sheet, level=level, evidence=words)
        close_words(sessions, side.cast, name, sheet, words)
        submit(sessions, side.cast, name, sheet)
        side.keys[f"submitted sheet of {name}"] = sheet
        if built.audit_round.key == side.keys["closed round"]:
            continue
        begun = begin(sessions, side.cast, built, 2, name)
        fill(sessions, side.cast, name, begun, evidence=words)
        side.keys[f"begun sheet of {name}"] = begun
    for name in ("Ama", "Pat"):
        side.keys[f"waiting case of {name}"] = built.assignments[3, name].key
        side.keys[f"begun case of {name}"] = built.assignments[2, name].key
    side.keys["sheet of Dana"] = begin(sessions, side.cast, built, 4, "Dana")
    side.keys["case of Dana"] = built.assignments[4, "Dana"].key
    with sessions.writing(side.cast.actor("Dana")) as session:
        hand_back(session, side.cast.actor("Dana"), key=side.keys["case of Dana"], knows_it=False)


def close_words(sessions: Sessions, cast: Cast, name: str, sheet: str, words: str) -> None:
    """Fill the closing page."""
    actor = cast.actor(name)
    with sessions.writing(actor) as session:
        view = show_sheet(session, actor, key=sheet)
        closing = Closing(view.rubric.grades[0], words, words, words, 20)
        stamp = Stamp(view.sheet.version, page="closing")
        save_closing(session, actor, key=sheet, closing=closing, stamp=stamp)


def _follow_up(sessions: Sessions, side: Side) -> None:
    """Settle a difference, follow a correction, and close the older round."""
    actor, keys = side.cast.actor("Lee"), side.keys
    keys["moderated case"] = side.rounds["open round"].cases[1].key
    place = {"round_key": keys["open round"], "case_key": keys["moderated case"]}
    with sessions.writing(actor) as session:
        view = show_moderation_case(session, actor, **place)
        keys["section"] = view.rubric.sections[0].key
        name = next(name for name in view.found if name and not view.rubric.criterion(name).is_legal)
        words = {"method": "chair", "reason": f"{side.mark} reason", "edition": 0}
        settle(session, actor, **place, name=name, answer=Answer(name, level=2), **words)
        opened = side.rounds["open round"].cases[1].row_id
        query = sa.select(Correction).where(Correction.case_id == opened)
        keys["correction"] = session.scalars(query.limit(1)).one().key
    with sessions.writing(actor) as session:
        answered = {"owner": f"{side.mark} owner", "reply": f"{side.mark} reply", "is_done": False}
        version = get_by_key(session, Correction, keys["correction"]).version
        when = {"due_on": None, "today": TODAY}
        change_correction(session, actor, key=keys["correction"], version=version, **answered, **when)
    _ask_by_link(sessions, side)
    with sessions.writing(actor) as session:
        said = Minutes(TODAY, side.cast.people["Lee"].key, frozenset(), "", f"{side.mark} notes")
        start_meeting(session, actor, round_key=keys["closed round"], minutes=said, today=TODAY)
    with sessions.writing(actor) as session:
        version = session.get_one(AuditRound, side.rounds["closed round"].audit_round.row_id).version
        close_round(session, actor, key=keys["closed round"], version=version, why_early="enough")


def _invite_guests(sessions: Sessions, side: Side) -> None:
    """Gus and Gil have case 3 of the open round; Gil has not used the link yet."""
    actor = side.cast.actor("Lee")
    for name in ("Gus", "Gil"):
        with sessions.writing(actor) as session:
            invitation = invite_guest(
                session,
                actor,
                round_key=side.keys["open round"],
                name=f"{side.mark} {name}",
                email=f"{name}@{side.mark}.example" if name == "Gus" else "",
                organisation=f"{side.mark} school",
                agency=Agency.EDUCATION,
                lens="whole",
                case_keys=[side.rounds["open round"].cases[3].key],
                link_start="http://localhost/guest/",
            )
        side.keys[f"link of {name}"] = invitation.token or ""
        side.keys[f"guest {name}"] = invitation.link.key


def _raise_alert(sessions: Sessions, side: Side) -> None:
    """Ama is worried about case 2, which others have to score as well."""
    actor, key = side.cast.actor("Ama"), side.keys["begun case of Ama"]
    what = {"kind": AlertKind.SAFEGUARDING, "words": f"{side.mark} worry", "address": "http://localhost"}
    with sessions.writing(actor) as session:
        side.keys["alert"] = raise_alert(session, actor, key=key, **what).key


def _ask_by_link(sessions: Sessions, side: Side) -> None:
    """Somebody without an account is asked about a correction, and told by mail."""
    actor, keys = side.cast.actor("Lee"), side.keys
    asked = {"keys": [keys["correction"]], "owner": f"{side.mark} owner", "message": f"{side.mark} message"}
    when = {"due_on": TODAY, "today": TODAY, "email": f"owner@{side.mark.lower()}.example"}
    with sessions.writing(actor) as session:
        place = {"case_key": keys["moderated case"], "request_key": f"{side.mark} asked"}
        fresh = ask_by_link(session, actor, **place, **asked, **when, address="http://localhost")
        keys["reply link"], keys["answer link"] = fresh.link.key, fresh.token
        notes = sa.select(Mail).where(Mail.purpose == MailPurpose.NOTE)
        keys["message"] = session.scalars(notes).one().key


def _record_advice(sessions: Sessions, side: Side) -> None:
    """A service of the area's own was asked about case 1, and a target is set."""
    adi, lee, built = side.cast.actor("Adi"), side.cast.actor("Lee"), side.rounds["open round"]
    with sessions.writing(adi) as session:
        service = f"{side.mark} therapy"
        version = session.get_one(Area, side.cast.area.row_id).version
        change_services(session, adi, services=f"{service}, Health", closures="", version=version)
    with sessions.writing(lee) as session:
        part = Part(sought=True, sought_on=date(2026, 1, 5), came=Came.RECEIVED, came_on=date(2026, 2, 1))
        told = [ToldPart(f"own_{side.mark.lower()}_therapy", part, 0)]
        place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
        save_advice(session, lee, **place, told=told, today=TODAY)
        aim = Aim(title=f"{side.mark} aim", measure="advice_on_time", wanted_share=0.75, by_on=TODAY)
        side.keys["target"] = add_target(session, lee, aim=aim, today=TODAY).key


def _meet(sessions: Sessions, side: Side) -> None:
    """A meeting that has begun to score case 5 instead of its auditors, and case 6 being keyed in."""
    actor, keys, built = side.cast.actor("Lee"), side.keys, side.rounds["open round"]
    keys["other case"], keys["keyed case"] = built.cases[4].key, built.assignments[6, "Ben"].key
    keys["paper case"] = built.assignments[7, "Ben"].key
    said = Minutes(TODAY, side.cast.people["Lee"].key, frozenset(), f"{side.mark} Jo, Health", "")
    with sessions.writing(actor) as session:
        place = {"round_key": keys["open round"]}
        meeting = start_meeting(session, actor, **place, minutes=said, today=TODAY)
        place |= {"meeting_key": meeting.key, "case_key": built.cases[5].key}
        sheet = begin_meeting_sheet(session, actor, **place, instead_of_own=True)
        keys["meeting"], keys["meeting sheet"] = meeting.key, sheet.key
        begun = {"knows_it": False, "scored_on": TODAY, "today": TODAY}
        begin_keying(session, actor, key=keys["keyed case"], **begun)


def _make_report(sessions: Sessions, side: Side) -> None:
    """What the worker does, but for the setting of the PDF, which takes long and is tested elsewhere."""
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with sessions.reading(job.requester) as session:
        inputs = read_inputs(session, job.requester, round_key=job.round_key)
    content = compute(inputs, lambda *_: None)
    workbook = make_workbook(workbook_content(content, inputs.rows, inputs.corrections))
    files = {CONTENT: content.to_json().encode(), CHARTS: json.dumps(draw_charts(content)).encode()}
    files |= {PDF: f"%PDF {side.mark}".encode(), WORKBOOK: workbook}
    kept = [File(name, "application/octet-stream", data) for name, data in files.items()]
    with sessions.writing(job.requester) as session:
        finish(session, job.requester, job=job, files=kept, fingerprint=content.fingerprint)


def _make_years(sessions: Sessions, side: Side) -> None:
    """Findings over the years, as if there had been two years to compare; Ama's and Ben's marking too."""
    closed = side.rounds["closed round"].audit_round
    with sessions.writing(side.cast.actor("Lee")) as session:
        report = Report(kind=ReportKind.YEARS, requested_by_id=side.cast.people["Lee"].row_id)
        session.add(report)
        session.flush()
        session.add(ReportRound(report_id=report.row_id, round_id=closed.row_id))
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with sessions.reading(job.requester) as session:
        inputs = read_years(session, job.requester, report_id=job.report_id)
    content, _ = compute_years(inputs, lambda *_: None)
    chart = {"title": "Years", "description": "A line.", "svg": "<svg/>", "method": ""}
    charts = {"trend": {**chart, "table": {"headings": ["Year"], "rows": [["2025"]]}}}
    kept = keep_years(content, charts, f"%PDF {side.mark} years".encode())
    findings = replace(
        content.findings, raters=tuple(_marking(side, name) for name in ("Ama", "Ben", "Dana"))
    )
    kept += strictness_files(findings, about=content.title, rests_on=(closed.title,))
    with sessions.writing(job.requester) as session:
        finish(session, job.requester, job=job, files=kept, fingerprint=content.fingerprint)


def _marking(side: Side, name: str) -> RaterSummary:
    severity = SEVERITIES[name]
    return RaterSummary(
        rater_id=side.cast.people[name].key,
        n_cases=12,
        n_ratings=240,
        n_per_level=(),
        severity=severity,
        severity_interval=Interval(severity - 0.1, severity + 0.1, 0.95, "t, main model"),
        severity_shrunken=severity,
    )


def _note_keys(sessions: Sessions, side: Side, drawn: AuditRound) -> None:
    with sessions.reading(side.cast.actor("Lee")) as session:
        member = sa.select(PanelMember).where(PanelMember.round_id == drawn.row_id).limit(1)
        case = sa.select(AuditCase).where(AuditCase.round_id == drawn.row_id).limit(1)
        side.keys["member"] = session.scalars(member).one().key
        side.keys["drawn case"] = session.scalars(case).one().key
    with sessions.writing(side.cast.actor("Adi")) as session:
        person = side.cast.people["Fay"].key
        side.keys["password link"] = make_password_link(session, side.cast.actor("Adi"), person_key=person)
