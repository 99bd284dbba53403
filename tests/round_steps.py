"""Steps of a lead that many tests start from: a round, its list, its sample and its panel."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cast import Cast
from sqlalchemy.orm import Session

from audit.domain.access import INSTALLER
from audit.domain.case import Basis
from audit.domain.programme import YearKind
from audit.domain.rubric import WHOLE
from audit.domain.sampling import How
from audit.intake.rubric import fingerprint, read_rubric
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.frame import Frame
from audit.store.keys import create_keys
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import Scoresheet
from audit.store.sessions import Sessions
from audit.workflow.frames import add_frame
from audit.workflow.panel import add_member
from audit.workflow.round_stages import open_round
from audit.workflow.rounds import plan_round
from audit.workflow.sample import draw_cases
from audit.workflow.sample_design import SampleDesign
from audit.workflow.sharing import share_out_cases

TODAY = date(2026, 11, 23)
RUBRICS = Path(__file__).parent.parent / "rubrics"


@dataclass
class Lead:
    """Lee, with a database, keys and the short standards installed."""

    sessions: Sessions
    cast: Cast
    keys_folder: Path
    rubric_key: str

    @contextmanager
    def writing(self, name: str = "Lee") -> Iterator[Session]:
        """A writing session of one of the cast."""
        with self.sessions.writing(self.cast.actor(name)) as session:
            yield session

    @contextmanager
    def reading(self, name: str = "Lee") -> Iterator[Session]:
        """A reading session of one of the cast."""
        with self.sessions.reading(self.cast.actor(name)) as session:
            yield session

    def plan(self, title: str = "November plans", request_key: str | None = None, **more: Any) -> AuditRound:
        """Start a round."""
        with self.writing() as session:
            return plan_round(
                session,
                self.cast.actor("Lee"),
                title=title,
                audit_year=2026,
                audit_month=11,
                year_kind=YearKind.ACADEMIC,
                rubric_key=self.rubric_key,
                request_key=request_key,
                **more,
            )

    def plan_of(self, rubric: str, title: str) -> AuditRound:
        """Start a round by other standards than the short ones."""
        key = install(self.sessions, self.cast, rubric)
        return replace(self, rubric_key=key).plan(title)

    def bring_in(self, audit_round: AuditRound, content: bytes, **changes: Any) -> Frame:
        """Read a list into a round."""
        asked: dict[str, Any] = {
            "file_name": "list.csv",
            "basis": Basis.FIRST_PLANS,
            "today": TODAY,
            **changes,
        }
        with self.writing() as session:
            return add_frame(
                session,
                self.cast.actor("Lee"),
                round_key=audit_round.key,
                content=content,
                keys_folder=self.keys_folder,
                **asked,
            )

    def version_of(self, audit_round: AuditRound) -> int:
        """The version that a page opened now would carry."""
        with self.reading() as session:
            return session.get_one(AuditRound, audit_round.row_id).version

    def draw(self, audit_round: AuditRound, **changes: object) -> AuditRound:
        """Draw the sample of a round."""
        version = self.version_of(audit_round)
        with self.writing() as session:
            return draw_cases(
                session,
                self.cast.actor("Lee"),
                round_key=audit_round.key,
                version=version,
                design=design(**changes),
            )

    def join(self, audit_round: AuditRound, *names: str, lens: str = WHOLE, **more: Any) -> None:
        """Put people of the cast on the panel."""
        for name in names:
            with self.writing() as session:
                add_member(
                    session,
                    self.cast.actor("Lee"),
                    round_key=audit_round.key,
                    membership_key=self.cast.memberships[name].key,
                    lens=lens,
                    **more,
                )

    def share_out(self, audit_round: AuditRound, double_share: float = 0.2) -> AuditRound:
        """Share the cases out."""
        version = self.version_of(audit_round)
        with self.writing() as session:
            return share_out_cases(
                session,
                self.cast.actor("Lee"),
                round_key=audit_round.key,
                version=version,
                double_share=double_share,
            )

    def open(self, audit_round: AuditRound) -> AuditRound:
        """Let scoring begin."""
        version = self.version_of(audit_round)
        with self.writing() as session:
            return open_round(session, self.cast.actor("Lee"), key=audit_round.key, version=version)

    def submit_sheets(self, n_sheets: int | None = None, minutes: int = 30) -> None:
        """Submit the first so many scoresheets, or all. (Without answers: only the counts matter here.)"""
        with self.writing() as session:
            waiting = session.scalars(sa.select(Assignment).order_by(Assignment.row_id)).all()
            for row in waiting[:n_sheets]:
                row.status = AssignmentStatus.SUBMITTED
                session.add(
                    Scoresheet(
                        case_id=row.case_id,
                        assignment_id=row.row_id,
                        person_id=row.person_id,
                        minutes_spent=minutes,
                        submitted_at=now(),
                    )
                )

    def finish(self, audit_year: int, *names: str, total: int = 15) -> AuditRound:
        """A round of an earlier year, scored and closed. (By hand: only who scored what matters.)"""
        audit_round = self.prepare(*names, total=total, title=f"Plans of {audit_year}")
        self.open(audit_round)
        self.submit_sheets()
        with self.writing() as session:
            row = session.get_one(AuditRound, audit_round.row_id)
            row.audit_year, row.status, row.closed_at = audit_year, RoundStatus.CLOSED, now()
        return audit_round

    def prepare(self, *names: str, total: int = 10, title: str = "November plans") -> AuditRound:
        """A round with a list, a sample, a panel and its cases shared out."""
        audit_round = self.plan(title)
        self.bring_in(audit_round, make_list(60))
        self.draw(audit_round, total=total)
        self.join(audit_round, *(names or ("Ama", "Chidi", "Dana")))
        return self.share_out(audit_round)


def design(**changes: object) -> SampleDesign:
    """Ten cases by cohort year, in proportion."""
    asked: dict[str, Any] = {"by": ("cohort_year",), "how": How.PROPORTIONAL, "total": 10, "n_reserve": 0}
    return SampleDesign(**{**asked, "seed": 2026, **changes})


def make_lead(sessions: Sessions, cast: Cast, folder: Path) -> Lead:
    """The lead, ready to start a round."""
    create_keys(folder, cast.area.key)
    return Lead(sessions, cast, folder, install(sessions, cast, "plan_short_2026"))


def install(sessions: Sessions, cast: Cast, name: str) -> str:
    """Bring shipped standards into the area; returns their key."""
    text = (RUBRICS / f"{name}.yaml").read_text(encoding="utf-8")
    rubric_file = read_rubric(text)
    with sessions.writing(INSTALLER) as session:
        rubric = RubricVersion(
            area_id=cast.area.row_id,
            name=rubric_file.key,
            kind=rubric_file.kind,
            title=rubric_file.title,
            rubric_version=rubric_file.version,
            text=text,
            sha256=fingerprint(text),
        )
        session.add(rubric)
    return rubric.key


def make_list(n_plans: int = 60, *, seed: int = 1, first: int = 1, extra: tuple[str, ...] = ()) -> bytes:
    """A CSV list of made-up plans over three cohorts and three needs; `extra` are whole lines."""
    chance = random.Random(seed)
    lines = ["own_id,plan_date,upn,date_of_birth,need,phase,chosen_by,restricted"]
    for number in range(first, first + n_plans):
        year = chance.choice((2022, 2023, 2024))
        need = chance.choice(("ASD", "SLCN", "SEMH"))
        lines.append(f"EHC{number:05d},14/03/{year},,01/05/{year - 8},{need},primary,,")
    return "\r\n".join([*lines, *extra]).encode()
