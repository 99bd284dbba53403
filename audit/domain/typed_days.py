"""Days that people type one a line, in the ways in which they are written here."""

import re
from calendar import month_name
from datetime import date

_MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_ORDINAL = re.compile(r"(\d)(st|nd|rd|th)\b", re.IGNORECASE)


def parse_day(text: str) -> date | None:
    """The day that "27 March 2026", "27/3/2026" or "2026-03-27" means; None where it is no day."""
    parts = re.findall(r"[^\W_]+", _ORDINAL.sub(r"\1", text))
    if len(parts) == 4 and not parts[0].isdigit():
        parts = parts[1:]  # the name of the weekday
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    number = _MONTHS.get(parts[1].casefold())
    numbers = [parts[0], str(number) if number else parts[1], parts[2]]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in numbers):
        return None
    if len(numbers[2]) != 4:
        return None
    try:
        return date(int(numbers[2]), int(numbers[1]), int(numbers[0]))
    except ValueError:
        return None
