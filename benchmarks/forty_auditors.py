"""Forty auditors who save once a second: how much slower is a save than the least that a save could be?

Two servers run side by side under the gunicorn settings of `ehcp-audit serve`: the workbench, with forty
auditors and a case each, and a bare Flask application that does one INSERT into an SQLite file of the same
kind (WAL, synchronous=FULL). Forty clients save once a second for as long as asked, a few seconds to the one
and a few to the other by turns, so that a noisy machine disturbs both alike. Every save of the workbench adds
a marker to an evidence box and changes a level, as the script of the page sends it. It ends with 1 if

- a save gets another answer than 200,
- a marker that was acknowledged is not in the database, or the history does not hold,
- the 95th percentile of a save takes more than twice as long as the bare one's.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from builders import build_round  # noqa: E402
from cast import PEOPLE, make_cast  # noqa: E402
from kill_saves import GONE, LONGEST_BOX, MARKER, Browser, Page, command, free_port  # noqa: E402
from pysqlite3 import dbapi2  # noqa: E402

from audit.domain.access import Role  # noqa: E402
from audit.web.serving import gunicorn_command  # noqa: E402
from audit.workflow.installation import prepare as prepare_installation  # noqa: E402
from audit.workflow.passwords import Passwords  # noqa: E402

PASSWORD = "three purple herons"
MOST_RATIO = 2.0
BARE = '''
"""The least that a save can be: one INSERT in one transaction."""

import os
import threading

from flask import Flask, jsonify, request
from pysqlite3 import dbapi2

app, local = Flask(__name__), threading.local()


def connection():
    if not hasattr(local, "connection"):
        local.connection = dbapi2.connect(os.environ["BARE_DATABASE"], timeout=15, isolation_level=None)
        local.connection.execute("PRAGMA busy_timeout=15000")
        local.connection.execute("PRAGMA synchronous=FULL")
    return local.connection


@app.get("/health")
def health():
    return "ok"


@app.post("/save")
def save():
    held = connection()
    held.execute("BEGIN IMMEDIATE")
    sent = request.form["marker"], request.form["text"]
    held.execute("INSERT INTO saved (marker, text) VALUES (?, ?)", sent)
    held.execute("COMMIT")
    return jsonify(saved=True)
'''


def prepare(instance, n_auditors):
    """An installation with an open round and a case for each auditor; their sign-ins."""
    names = [f"Auditor {number:02}" for number in range(n_auditors)]
    PEOPLE.update(dict.fromkeys(names, ("education", Role.AUDITOR)))
    settings, sessions = prepare_installation(instance)
    cast = make_cast(sessions, Passwords().hash(PASSWORD))
    shared_out = {number: {name: "whole"} for number, name in enumerate(names, 1)}
    build_round(sessions, cast, shared_out=shared_out, keys_folder=settings.keys)
    sessions.engine.dispose()
    return [cast.people[name].email for name in names]


@dataclass
class Server:
    """One gunicorn in a process group of its own."""

    application: str
    port: int
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen | None = None

    def start(self):
        words = gunicorn_command("127.0.0.1", self.port)
        words[3] = self.application
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words, env={**os.environ, **self.environment}, stdout=log, stderr=log, start_new_session=True
            )
        begun = time.monotonic()
        while time.monotonic() - begun < 60:
            with contextlib.suppress(*GONE):
                if Browser(self.port).ask("GET", "/health")[0] == 200:
                    return
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()


@dataclass
class Auditor:
    """One person with an open section; remembers what was acknowledged and how long each save took."""

    number: int
    browser: Browser
    bare: Browser
    section: str
    box: str
    levels: list[int]
    fields: dict[str, str]
    n_sent: int = 0
    target: str = ""
    acknowledged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"workbench": [], "bare": []})

    @property
    def answer(self):
        return self.box.replace("evidence-", "answer-")

    def is_sent(self, name):
        question = self.box.removeprefix("evidence-")
        return "-" not in name or name.endswith(f"-{question}")

    def save(self, target):
        marker = f"k{self.number}-{self.n_sent}"
        self.n_sent += 1
        send = self.save_workbench if target == "workbench" else self.save_bare
        # A server closes a connection that was idle through the other's turn: begin with a fresh one.
        if self.target != target:
            for browser in (self.browser, self.bare):
                browser.close()
        self.target = target
        try:
            status = send(marker)
        except GONE as error:
            status = type(error).__name__
        if status != 200:
            self.faults.append(f"{target} answered {status}")
        elif target == "workbench":
            self.acknowledged.append(marker)

    def save_workbench(self, marker):
        words = f"{self.fields[self.box]} {marker}".strip()
        assert len(words) < LONGEST_BOX
        self.fields |= {self.box: words, self.answer: str(self.levels[self.n_sent % len(self.levels)])}
        # The script sends the questions that changed since its last save, and what the page was made from.
        sent = {name: told for name, told in self.fields.items() if self.is_sent(name)}
        status, told = self.time("workbench", self.browser, self.section, sent)
        if status == 200:
            found = json.loads(told)
            self.fields |= {"version": str(found["version"]), "state": found["state"]}
        return status

    def save_bare(self, marker):
        words = {"marker": marker, "text": self.fields[self.box]}
        return self.time("bare", self.bare, "/save", words)[0]

    def time(self, target, browser, path, fields):
        """Send a save and note how long its answer took to arrive; what came of it."""
        begun = time.perf_counter()
        try:
            status, _, told = browser.ask("POST", path, fields, "application/json")
        finally:
            self.seconds[target].append(time.perf_counter() - begun)
        return status, told


def sign_in(ports, people):
    auditors = []
    for number, person in enumerate(people):
        browser = Browser(ports["workbench"])
        browser.sign_in(person, PASSWORD)
        section = next(path for path in browser.begin_case() if path.endswith("/sections/a"))
        page = Page(browser.ask("GET", section)[2])
        box = next(name for name in page.boxes if name.startswith("evidence-"))
        levels = page.levels[box.replace("evidence-", "answer-")]
        fields = page.hidden(section) | {name: text.strip() for name, text in page.boxes.items()}
        auditors.append(Auditor(number, browser, Browser(ports["bare"]), section, box, levels, fields))
    return auditors


def take_turns(auditors, seconds, turn):
    """Everybody saves once a second at a moment of their own; the target changes with each turn."""
    targets = ("workbench", "bare")
    begun = time.monotonic() + 0.5

    def work(auditor):
        for second in range(2 * seconds):
            due = begun + second + auditor.number / len(auditors)
            time.sleep(max(0, due - time.monotonic()))
            auditor.save(targets[second // turn % 2])

    threads = [threading.Thread(target=work, args=[auditor]) for auditor in auditors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def find_lost(database, auditors):
    """Markers that were acknowledged and are not there."""
    connection = dbapi2.connect(str(database))
    rows = connection.execute("SELECT text FROM free_text WHERE box = 'evidence'").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    kept = {marker for (text,) in rows for marker in MARKER.findall(text)}
    return sorted({marker for auditor in auditors for marker in auditor.acknowledged} - kept)


def run(folder, given):
    instance, ports = folder / "instance", {"workbench": free_port(), "bare": free_port()}
    people = prepare(instance, given.auditors)
    (folder / "bare_save.py").write_text(BARE)
    bare_file = folder / "bare.sqlite3"
    connection = dbapi2.connect(str(bare_file))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, marker TEXT, text TEXT)")
    connection.close()
    serving = {"EHCP_AUDIT_INSTANCE": str(instance)}
    bare = {"BARE_DATABASE": str(bare_file), "PYTHONPATH": str(folder)}
    servers = [
        Server("audit.web.application:application()", ports["workbench"], folder / "workbench.log", serving),
        Server("bare_save:app", ports["bare"], folder / "bare.log", bare),
    ]
    try:
        for server in servers:
            server.start()
        auditors = sign_in(ports, people)
        for target in ("workbench", "bare"):
            for auditor in auditors:
                auditor.save(target)
                auditor.seconds[target].clear()
        take_turns(auditors, given.seconds, given.turn)
    finally:
        for server in servers:
            server.stop()
    trail = subprocess.run(
        command(instance, "--as", "lee@testshire.example", "trail", "verify"), capture_output=True, text=True
    )
    return auditors, find_lost(instance / "workbench.sqlite3", auditors), trail.returncode


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=60, help="of saving, for each of the two")
    options.add_argument("--turn", type=int, default=5, help="seconds until the other has its turn")
    options.add_argument("--auditors", type=int, default=40)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="forty-auditors-"))
    try:
        auditors, lost, trail = run(folder, given)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    faults = [fault for auditor in auditors for fault in auditor.faults]
    found = {
        "auditors": len(auditors),
        "seconds_each": given.seconds,
        # More than the cores: others kept them busy, and the ratio tells of the queue as well.
        "load": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
    }
    for target in ("workbench", "bare"):
        spent = [seconds for auditor in auditors for seconds in auditor.seconds[target]]
        found[target] = {"saves": len(spent)} | {
            f"p{round(100 * share)}_ms": round(1000 * percentile(spent, share), 1)
            for share in (0.5, 0.95, 0.99)
        }
    for name in ("p50", "p95", "p99"):
        found[f"ratio_{name}"] = round(found["workbench"][f"{name}_ms"] / found["bare"][f"{name}_ms"], 2)
    found |= {"lost": len(lost), "other_answers": len(faults), "history_holds": trail == 0}
    print(json.dumps(found, indent=2))
    for fault in (lost + faults)[:10]:
        print(f"  {fault}")
    is_well = not lost and not faults and trail == 0 and found["ratio_p95"] <= MOST_RATIO
    print("ok" if is_well else "FAILED")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
