"""Is every acknowledged save still there after kill -9?  python benchmarks/kill_saves.py [--kills 20]

Serves a copy of the example (made afresh, or of --instance) in a process group of its own, signs in as its
auditors over HTTP and lets all of them save answers without pause. At a random moment the whole group gets
SIGKILL: server, its processes and the worker. Then the database is looked at as the kill left it, and the
server is started again. Every save adds one marker to an evidence box and chooses another
level, so a lost, doubled or half-done save shows:

- every marker that the server acknowledged is there, and none that was never sent;
- the level beside a box is that of its last marker;
- a scoresheet has exactly one line of the history, and one step of its version, for each of its markers;
- integrity_check and foreign_key_check are clean, and `ehcp-audit trail verify` holds.

It ends with 1 if any of this fails, and ends no process but its own.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from pysqlite3 import dbapi2

LONGEST_BOX = 4_000
MARKER = re.compile(r"k\d+-\d+")
GONE = (OSError, http.client.HTTPException)


class Page(HTMLParser):
    """What a page would send: its hidden fields by form, the text of its boxes, the levels it offers."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.boxes, self.levels, self._box = [], {}, {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        if tag == "input" and found.get("type") == "hidden" and self.forms:
            self.forms[-1][1][found["name"]] = found.get("value") or ""
        if tag == "input" and found.get("type") == "radio" and found["value"].isdigit():
            self.levels.setdefault(found["name"], []).append(int(found["value"]))
        if tag == "textarea":
            self._box = found["name"]
            self.boxes[self._box] = ""

    def handle_data(self, data):
        if self._box:
            self.boxes[self._box] += data

    def handle_endtag(self, tag):
        self._box = None if tag == "textarea" else self._box

    def hidden(self, action):
        return dict(next(fields for target, fields in self.forms if target == action))


class Browser:
    """One person's browser: keeps cookies and one connection."""

    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, None

    def ask(self, method, path, fields=None, accept="text/html"):
        """One request; (status, where to, text). Raises one of `GONE` when the server goes."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Accept": accept, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except GONE:
            self.connection.close()
            self.connection = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def sign_in(self, email, password):
        fields = Page(self.ask("GET", "/sign-in")[2]).hidden("/sign-in")
        status, _, _ = self.ask("POST", "/sign-in", {**fields, "email": email, "password": password})
        assert status == 303, f"{email} could not sign in: {status}"

    def begin_case(self):
        """Open a case that waits and start it; the addresses of its sections, or none."""
        listed = self.ask("GET", "/cases")[2]
        for key in dict.fromkeys(re.findall(r'"/cases/([a-z0-9]{16})(?:/open)?"', listed)):
            token = Page(listed).hidden("/sign-out")
            self.ask("POST", f"/cases/{key}/open", token)
            page = Page(self.ask("GET", f"/cases/{key}")[2])
            starts = f"/cases/{key}/start"
            if any(action == starts for action, _ in page.forms):
                first = self.ask("POST", starts, page.hidden(starts))[1]
                overview = self.ask("GET", first.split("/sections")[0])[2]
                sections = re.findall(r'"(/scoresheets/[a-z0-9]{16}/sections/\w+)"', overview)
                return list(dict.fromkeys(sections))
        return []


@dataclass
class Auditor:
    """Saves without pause until the server goes; remembers what was sent and what was acknowledged."""

    number: int
    browser: Browser
    sections: list[str]
    sent: dict[str, int] = field(default_factory=dict)  # marker to the level that was sent with it
    acknowledged: list[str] = field(default_factory=list)
    other_answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0

    @property
    def sheet(self):
        return self.sections[0].split("/")[2]

    def work(self):
        with contextlib.suppress(*GONE):
            while True:
                self.save()

    def find_room(self):
        """The section, its page, and the first evidence box in it that is not full."""
        while True:
            page = Page(self.browser.ask("GET", self.sections[0])[2])
            for name, text in page.boxes.items():
                if name.startswith("evidence-") and len(text) < LONGEST_BOX:
                    return self.sections[0], page, name
            self.sections.pop(0)

    def save(self):
        """One save, by turns as a form and as the page's own script send it."""
        section, page, name = self.find_room()
        marker = f"k{self.number}-{len(self.sent)}"
        fields = {**page.hidden(section), name: f"{page.boxes[name].strip()} {marker}"}
        answer = name.replace("evidence-", "answer-")
        level = page.levels[answer][len(self.sent) % len(page.levels[answer])]
        fields[answer] = str(level)
        accept = "application/json" if len(self.sent) % 2 else "text/html"
        self.sent[marker] = level
        begun = time.monotonic()
        status, _, _ = self.browser.ask("POST", section, fields, accept)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if status in (200, 303):
            self.acknowledged.append(marker)
        else:
            self.other_answers[status] += 1


@dataclass
class Server:
    """`ehcp-audit serve` on a free port, in a process group of its own."""

    instance: Path
    port: int
    log: Path
    process: subprocess.Popen | None = None

    def start(self):
        """Start and wait until it answers; the seconds that took."""
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command(self.instance, "serve", "--port", str(self.port)),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.monotonic() - begun < 60:
            with contextlib.suppress(*GONE):
                if Browser(self.port).ask("GET", "/health")[0] == 200:
                    return time.monotonic() - begun
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.05)
        raise AssertionError("the server did not answer within a minute")

    def kill(self):
        """SIGKILL to the whole group that was started here, and to nothing else."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def command(instance, *words):
    return [sys.executable, "-m", "audit.cli", "--instance", str(instance), *words]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare(named, folder):
    """A copy of the named instance, or an example of its own."""
    instance = folder / "instance"
    if named:
        shutil.copytree(named, instance)
    else:
        print("making an example (about a minute) ...", flush=True)
        subprocess.run(command(instance, "demo"), check=True, capture_output=True)
    return instance


def sign_in_all(instance, port):
    """Every auditor of the example who has a case waiting."""
    auditors = []
    for line in json.loads((instance / "example-sign-ins.json").read_text()):
        if not line["role"].startswith("Auditor"):
            continue
        browser = Browser(port)
        browser.sign_in(line["email"], line["password"])
        sections = browser.begin_case()
        if sections:
            auditors.append(Auditor(len(auditors), browser, sections))
    assert len(auditors) > 1, "fewer than two auditors have a case waiting"
    return auditors


def look(database, sheet):
    """Version and number of saving lines of one scoresheet, and each question's text and level."""
    connection = dbapi2.connect(str(database))
    try:
        row_id, version = connection.execute(
            "SELECT id, version FROM scoresheet WHERE key = ?", [sheet]
        ).fetchone()
        n_lines = connection.execute(
            "SELECT count(*) FROM event JOIN event_detail ON event_id = event.id"
            " WHERE verb = 'scoresheet_saved' AND subject = ?",
            [f"scoresheet {sheet}"],
        ).fetchone()[0]
        rows = connection.execute(
            "SELECT text, level FROM free_text LEFT JOIN rating USING (scoresheet_id, criterion)"
            " WHERE scoresheet_id = ? AND box = 'evidence'",
            [row_id],
        ).fetchall()
    finally:
        connection.close()
    return version, n_lines, rows


def check_auditor(database, auditor):
    """What is wrong with one auditor's sheet, in words."""
    version, n_lines, rows = look(database, auditor.sheet)
    kept = [marker for text, _ in rows for marker in MARKER.findall(text)]
    faults = [f"lost: {marker}" for marker in auditor.acknowledged if marker not in set(kept)]
    faults += [f"never sent: {marker}" for marker in set(kept) - set(auditor.sent)]
    faults += [f"twice: {marker}" for marker, times in Counter(kept).items() if times > 1]
    for text, level in rows:
        if level != auditor.sent.get(MARKER.findall(text)[-1]):
            faults.append(f"half done: level {level} beside {text[-20:]}")
    if not len(kept) == n_lines == version - 1:
        faults.append(f"half done: {len(kept)} saves, {n_lines} lines of history, version {version}")
    return faults


def check(instance, auditors):
    """Everything that is wrong, as the kill left the database."""
    database = instance / "workbench.sqlite3"
    connection = dbapi2.connect(str(database))
    integrity = connection.execute("PRAGMA integrity_check").fetchall()
    faults = [] if integrity == [("ok",)] else [f"integrity_check: {integrity}"]
    faults += [f"foreign_key_check: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    connection.close()
    trail = subprocess.run(command(instance, "trail", "verify"), capture_output=True, text=True)
    faults += [f"trail verify: {trail.stderr}"] if trail.returncode else []
    return faults + [fault for auditor in auditors for fault in check_auditor(database, auditor)]


def wait_until_saving(auditors):
    """A server that has just started is slow: the moment of the kill counts from the first save."""
    n_before, begun = sum(len(each.acknowledged) for each in auditors), time.monotonic()
    while sum(len(each.acknowledged) for each in auditors) == n_before and time.monotonic() - begun < 30:
        time.sleep(0.01)


def run(server, given):
    """Kill and look, again and again; (kills, faults, seconds of each restart, auditors)."""
    restarts = [server.start()]
    auditors = sign_in_all(server.instance, server.port)
    chance, begun = random.Random(given.seed), time.time()
    faults, n_kills = [], 0
    while n_kills < given.kills and time.time() - begun < given.seconds and not faults:
        threads = [threading.Thread(target=auditor.work) for auditor in auditors]
        for thread in threads:
            thread.start()
        wait_until_saving(auditors)
        time.sleep(chance.uniform(0, given.longest))
        server.kill()
        for thread in threads:
            thread.join()
        n_kills += 1
        faults = check(server.instance, auditors)
        restarts.append(server.start())
    server.kill()
    return n_kills, faults, restarts[1:], auditors


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seconds", type=float, default=900, help="stop after so long, finished or not")
    options.add_argument("--longest", type=float, default=2.0, help="most seconds of saving before a kill")
    options.add_argument("--instance", type=Path, help="an example to copy; it stays as it is")
    options.add_argument("--seed", type=int, default=None, help="draws the moments of the kills")
    given = options.parse_args()
    # Whoever ends this script ends its server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kill-saves-") as name:
        server = Server(prepare(given.instance, Path(name)), free_port(), Path(name) / "server.log")
        try:
            n_kills, faults, restarts, auditors = run(server, given)
        finally:
            server.kill()
    n_sent = sum(len(auditor.sent) for auditor in auditors)
    n_acknowledged = sum(len(auditor.acknowledged) for auditor in auditors)
    others = sum((auditor.other_answers for auditor in auditors), Counter())
    print(f"{n_kills} kills, {len(auditors)} auditors, {n_sent} saves sent, {n_acknowledged} acknowledged")
    print(f"lost: {sum(fault.startswith('lost') for fault in faults)}, faults in all: {len(faults)}")
    print(f"restart until it answers: mean {sum(restarts) / max(1, len(restarts)):.2f} s, ", end="")
    print(f"longest {max(restarts, default=0):.2f} s; slowest save {max(a.slowest for a in auditors):.2f} s")
    print(f"other answers: {dict(others) or 'none'}")
    for fault in faults[:20]:
        print(f"  {fault}")
    is_well = not faults and not others and n_kills == given.kills and n_acknowledged > 0
    print("ok" if is_well else "FAILED")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
