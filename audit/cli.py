"""The command line: one door to the workflow. Results on stdout, words on stderr."""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import click

from audit import jobs
from audit.domain.access import INSTALLER, Actor, Conflict, NotAllowed, NotFound, worker_for
from audit.domain.case import Basis
from audit.domain.letter import compose
from audit.intake.analysis_folder import analyse_folder
from audit.intake.analysis_plan import AnalysisPlanError
from audit.intake.frame import read_frame
from audit.intake.reading import UnreadableFile
from audit.intake.rubric import RubricError, read_rubric
from audit.intake.tables import TablesError
from audit.out_files import OutFile, write_whole
from audit.power_command import power
from audit.reporting.mail import Envelope, MailNotSent, send
from audit.reporting.pdf import ReportFailed, make_pdf
from audit.settings import Settings, SettingsError, find_instance, load_settings
from audit.step_bar import tell_steps
from audit.store.audit_round import RoundStatus
from audit.store.base import new_key, now
from audit.store.engine import DatabaseMissing, UnsafeDatabase, make_engine
from audit.store.sessions import Sessions
from audit.study_commands import simulate, study
from audit.web.serving import PortTaken
from audit.web.serving import serve as serve_web
from audit.workflow.doctor import examine
from audit.workflow.example import create_example
from audit.workflow.example_people import read_sign_ins
from audit.workflow.history import check_history
from audit.workflow.installation import create_installation, update_installation
from audit.workflow.operator import find_operator
from audit.workflow.round_report import compute, read_inputs
from audit.workflow.rounds import list_rounds

REFUSALS = (
    Conflict,
    NotAllowed,
    NotFound,
    SettingsError,
    UnsafeDatabase,
    DatabaseMissing,
    UnreadableFile,
    ReportFailed,
    MailNotSent,
    PortTaken,
    TablesError,
    AnalysisPlanError,
)
LONDON = ZoneInfo("Europe/London")
# The models' matrices are small: several threads in one product would only wait for each other. Set before
# numpy is first imported; whoever sets it outside decides.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@dataclass(frozen=True)
class Door:
    """The installation and the operator that a command works with."""

    instance: Path
    email: str | None

    @property
    def settings(self) -> Settings:
        """What the installation's settings say."""
        return load_settings(self.instance)

    def open(self) -> Sessions:
        """The installation's database."""
        return Sessions(make_engine(self.settings.database))

    def operator(self, sessions: Sessions) -> Actor:
        """Who is asking."""
        email = self.email or self.settings.operator
        if not email:
            raise SettingsError("Say who you are: ehcp-audit --as E-MAIL ...")
        with sessions.reading(INSTALLER) as session:
            return find_operator(session, INSTALLER, email=email)


def say(text: str) -> None:
    """Words for a person; never mixed with results."""
    click.echo(text, err=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """A refusal is one plain sentence and exit code 1, never a traceback."""
    try:
        yield
    except REFUSALS as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        raise  # whoever reads the output has seen enough
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'The file'}: {error.strerror}") from error


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, so that it clears away what it was writing.

    Commands that stop in a way of their own set their own answer to it.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is _stop:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(number: int, _frame: FrameType | None) -> None:
    # `timeout` sends it twice: the second must not cut the clearing away short. Not SIG_IGN, which processes
    # that are started meanwhile would inherit.
    signal.signal(number, lambda *_: None)
    sys.exit(128 + number)


class PlainGroup(click.Group):
    """Every command below it answers refusals in plain words and stops in order."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with stopped_in_order(), plain_errors():
            return super().invoke(ctx)


@click.group(cls=PlainGroup)
@click.version_option(package_name="ehcp-audit")
@click.option(
    "--instance", help="The instance folder; else EHCP_AUDIT_INSTANCE, else the one beside the program."
)
@click.option(
    "--as", "email", metavar="E-MAIL", help="Who is asking; else the operator named in the settings."
)
@click.pass_context
def main(context: click.Context, instance: str | None, email: str | None) -> None:
    """Audit the quality of education, health and care plans."""
    context.obj = Door(find_instance(instance), email)


@main.command()
@click.option("--area", "area_name", help="The local area's name.")
@click.option("--name", help="The first administrator's name.")
@click.option("--email", help="The first administrator's e-mail address.")
@click.pass_obj
def init(door: Door, area_name: str | None, name: str | None, email: str | None) -> None:
    """Make an installation and print a link to set a password; without options, bring one up to date."""
    if not (area_name or name or email):
        update_installation(door.instance, say=say)
        return
    if not (area_name and name and email):
        raise click.UsageError("A new installation needs --area, --name and --email.")
    link = create_installation(door.instance, area_name=area_name, name=name, email=email, say=say)
    if link:
        click.echo(link)


@main.command()
@click.pass_obj
def demo(door: Door) -> None:
    """Make the made-up area Exampleshire, unless it is there; prints one sign-in a role."""
    create_example(door.instance, today=datetime.now(LONDON).date(), say=say)
    for sign_in in read_sign_ins(door.instance):
        click.echo(f"{sign_in.role}\t{sign_in.email}\t{sign_in.password}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: int(os.environ.get("PORT") or 5000))
@click.pass_obj
def serve(door: Door, host: str, port: int) -> None:
    """Serve the workbench, worker included, until Ctrl-C."""
    settings = door.settings
    say(f"\n  The workbench is at http://{host}:{port}  (stop it with Ctrl-C)\n")
    for sign_in in read_sign_ins(door.instance):
        say(f"  {sign_in.role:<18} {sign_in.email:<38} {sign_in.password}")
    say("")
    worker = [sys.executable, "-m", "audit.cli", "worker"]
    sys.exit(serve_web(settings, host=host, port=port, worker_command=worker, say=say))


@main.command()
@click.option("--once", is_flag=True, help="Make what waits, then stop.")
@click.pass_obj
def worker(door: Door, once: bool) -> None:
    """Make the reports that wait, remind who is due today, and send the messages that wait."""
    settings, sessions, stop = door.settings, door.open(), threading.Event()
    if once:
        jobs.remind_once(sessions, settings, today=datetime.now(LONDON).date(), say=say)
        while jobs.work_once(sessions, say=say) or jobs.send_once(sessions, settings, say=say):
            pass
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    jobs.run(sessions, settings, stop=stop, say=say)


@main.group()
def mail() -> None:
    """Look at how messages are sent."""


@mail.command("test")
@click.argument("address")
@click.pass_obj
def mail_test(door: Door, address: str) -> None:
    """Send a message to ADDRESS now, as the settings say."""
    settings = door.settings
    letter = compose("EHC quality audit", "a test", "Messages of the workbench reach this address.")
    send(Envelope(new_key(), now(), address, letter), settings)
    if settings.mail_host:
        click.echo("The mail server took the message. Look whether it arrived.")
    else:
        click.echo(f"No mail server is set: the message is in the folder {settings.mail_folder}.")


@main.command()
@click.pass_obj
def rounds(door: Door) -> None:
    """List the rounds, finished ones first: key, status, period, title."""
    sessions = door.open()
    actor = door.operator(sessions)
    with sessions.reading(actor) as session:
        found = [line.audit_round for line in list_rounds(session, actor)]
        for row in sorted(found, key=lambda row: row.status != RoundStatus.CLOSED):
            month = f"-{row.audit_month:02}" if row.audit_month else ""
            click.echo(f"{row.key}\t{row.status}\t{row.audit_year}{month}\t{row.title}")


@main.group()
def frame() -> None:
    """Look at a list of documents."""


@frame.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--basis", type=click.Choice([basis.value for basis in Basis]), default=Basis.FIRST_PLANS.value)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def frame_check(file: Path, basis: str, as_json: bool) -> None:
    """Read FILE as the workbench would, keep nothing, and name every row with a fault."""
    today = datetime.now(LONDON).date()
    reading = read_frame(file.read_bytes(), file.name, basis=Basis(basis), today=today)
    if as_json:
        click.echo(json.dumps(reading.as_dict(), ensure_ascii=False))
        return
    click.echo(f"{reading.n_rows} rows, {len(reading.accepted)} accepted, {len(reading.refused)} refused")
    for kind, problems in (("refused", reading.refused), ("warning", reading.warnings)):
        for problem in problems:
            click.echo(f"{kind}: row {problem.row}, {problem.column}: {problem.reason}")


@main.group()
def rubric() -> None:
    """Look at a rubric file."""


@rubric.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def rubric_check(file: Path) -> None:
    """Read a rubric FILE and name every fault by line and field."""
    try:
        found = read_rubric(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name} is not UTF-8 text.") from error
    except RubricError as error:
        for problem in error.problems:
            click.echo(str(problem))
        raise click.ClickException(f"{file.name} has {len(error.problems)} faults.") from error
    click.echo(f"{found.title}: {len(found.sections)} sections, {len(found.criteria)} criteria")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "out", required=True, type=OutFile())
def analyse(folder: Path, plan: Path | None, out: Path) -> None:
    """Analyse the CSV tables in FOLDER and write the findings to a file."""
    with tell_steps("Analysing") as progress:
        findings = analyse_folder(folder, plan, progress)
    write_whole(out, json.dumps(findings.as_dict(), ensure_ascii=False, indent=1).encode())
    say(f"The findings are in {out}")


@main.command()
@click.argument("round_key", metavar="ROUND")
@click.option("--out", required=True, type=OutFile())
@click.pass_obj
def report(door: Door, round_key: str, out: Path) -> None:
    """Write the PDF report of a finished ROUND (its key, from `rounds`)."""
    sessions = door.open()
    actor = worker_for(door.operator(sessions))
    with sessions.reading(actor) as session:
        inputs = read_inputs(session, actor, round_key=round_key)
    content = compute(inputs, lambda _share, text: say(text))
    say("Setting the PDF report")
    write_whole(out, make_pdf(content))
    say(f"The report is in {out}")


main.add_command(simulate)
main.add_command(study)
main.add_command(power)


@main.group()
def trail() -> None:
    """Look at the history."""


@trail.command("verify")
@click.pass_obj
def trail_verify(door: Door) -> None:
    """Check that no line of the history was changed, removed or put in."""
    sessions = door.open()
    actor = door.operator(sessions)
    with sessions.reading(actor) as session:
        check = check_history(session, actor)
    if check.broken is not None:
        raise click.ClickException(f"The history does not hold: {check.broken.reason}.")
    click.echo(f"{check.head.sequence} lines, whole, head {check.head.chain_hash}")


@main.command()
@click.pass_obj
def doctor(door: Door) -> None:
    """Say what is missing or wrong, with the exact remedy."""
    findings = examine(door.settings, INSTALLER)
    for item in findings:
        click.echo(f"{'ok ' if item.is_well else 'NOT'}  {item.subject}: {item.words}")
        if not item.is_well:
            click.echo(f"     {item.remedy}")
    if not all(item.is_well for item in findings):
        sys.exit(1)


if __name__ == "__main__":
    main()
