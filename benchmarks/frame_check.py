"""Is reading a list little more than reading its workbook?  python benchmarks/frame_check.py [--rows 20000]

One run measures both: what openpyxl alone needs for the same file, and what `ehcp-audit frame check` needs
from start to answer, each in a process of its own and as the best of some turns. It also plants bad rows and
checks that each is named by its row. It fails if the ratio reaches 3 or if a bad row is missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import xlsxwriter

from audit.intake.example import HEADINGS

TODAY = date(2026, 11, 1)
LIMIT = 3.0
OPENPYXL_ALONE = """
import sys
from openpyxl import load_workbook
book = load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for row in book["List_1"].iter_rows(values_only=True)))
"""
OURS_ALONE = """
import json, sys
from datetime import date
from pathlib import Path
from audit.domain.case import Basis
from audit.intake.frame import read_frame
content = Path(sys.argv[1]).read_bytes()
reading = read_frame(content, sys.argv[1], basis=Basis.FIRST_PLANS, today=date(2026, 11, 1))
print(json.dumps(reading.as_dict()))
"""
BAD = {
    "no_id": (0, None),
    "repeated_id": (0, "EX-1"),
    "no_date": (6, None),
    "impossible_date": (6, "31/02/2024"),
    "unreadable_date": (6, "last spring"),
    "future_date": (6, datetime(2031, 1, 1)),  # noqa: DTZ001 - as a workbook holds it
    "formula": (6, "=TODAY()"),
}
ODD = {
    "no_birth_date": (3, None),
    "late_birth_date": (3, datetime(2026, 10, 1)),  # noqa: DTZ001
    "no_need": (9, ""),
    "unknown_need": (9, "BESD"),
    "bad_upn": (1, "123"),
}


def make_workbook(n_rows: int, *, with_formulas: bool) -> tuple[bytes, set[int], set[int]]:
    """A list of 21 columns, and which rows are to be refused and warned of."""
    dice = Random(2026)
    kinds = [kind for kind in BAD if with_formulas or kind != "formula"]
    places = dice.sample(range(10, n_rows), 40 * (len(kinds) + len(ODD)))
    bad = {place: kinds[n % len(kinds)] for n, place in enumerate(places[: 40 * len(kinds)])}
    odd = {place: list(ODD)[n % len(ODD)] for n, place in enumerate(places[40 * len(kinds) :])}
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet, day = book.add_worksheet("List_1"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, n_rows + 1):
        cells = _cells(dice, number)
        for spoilt, ways in ((bad, BAD), (odd, ODD)):
            if number in spoilt:
                column, cell = ways[spoilt[number]]
                cells[column] = cell
        _write(sheet, number, cells, day)
    book.close()
    return stream.getvalue(), {place + 1 for place in bad}, {place + 1 for place in odd}


def _cells(dice, number):
    initial = datetime(2018, 1, 2) + timedelta(days=dice.randrange(3000))  # noqa: DTZ001
    born = initial - timedelta(days=dice.randrange(800, 6000))
    reviewed = initial + timedelta(days=40)
    return [
        f"EX-{number}", f"Z000{number:09d}", number, born, "a) Male", "WBRI",
        initial, initial + timedelta(days=20), reviewed, "ASD", 900_000 + number % 140, "b) Primary", "",
        "b) No", 0, 0, round(dice.random(), 3), "b) No", "a) Yes", "Children in need", "a) Yes",
    ]  # fmt: skip


def _write(sheet, number, cells, day):
    for column, cell in enumerate(cells):
        if isinstance(cell, datetime):
            sheet.write_datetime(number, column, cell, day)
        elif isinstance(cell, str) and cell.startswith("="):
            sheet.write_formula(number, column, cell, None, "")
        elif cell not in (None, ""):
            sheet.write(number, column, cell)


def best_time(command: list[str], n_turns: int) -> tuple[float, str]:
    times = []
    for _ in range(n_turns):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - started)
    return min(times), done.stdout


def find_command() -> list[str] | None:
    """The command itself where it is installed and has `frame check`."""
    command = [str(Path(sys.executable).with_name("ehcp-audit")), "frame", "check"]
    try:
        subprocess.run([*command, "--help"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return command


def measure(n_rows: int, n_turns: int, *, with_formulas: bool) -> bool:
    content, bad, odd = make_workbook(n_rows, with_formulas=with_formulas)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(content)
        alone, _ = best_time([sys.executable, "-c", OPENPYXL_ALONE, str(path)], n_turns)
        command = find_command()
        whole = [*command, str(path), "--json"] if command else [sys.executable, "-c", OURS_ALONE, str(path)]
        ours, answer = best_time(whole, n_turns)
    found = json.loads(answer)
    refused, warned = ({problem["row"] for problem in found[kind]} for kind in ("refused", "warnings"))
    missed, extra = (bad - refused) | (odd - warned), refused - bad
    how = "ehcp-audit frame check" if command else "read_frame, the command being absent"
    print(f"{n_rows:,} rows, {'with' if with_formulas else 'no'} formulas, by {how}")
    print(f"  openpyxl {alone:.2f} s, frame check {ours:.2f} s, ratio {ours / alone:.2f} (limit {LIMIT})")
    print(f"  planted {len(bad)} bad, {len(odd)} odd; missed {len(missed)}, refused too many {len(extra)}")
    return ours / alone < LIMIT and not missed and not extra


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--turns", type=int, default=3)
    given = options.parse_args()
    outcomes = [measure(given.rows, given.turns, with_formulas=formulas) for formulas in (False, True)]
    print("ok" if all(outcomes) else "FAILED")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
