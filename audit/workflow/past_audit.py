"""A past audit on its way in: what is known of it between one page and the next, which nothing stores.

The file is read once and forgotten. Its rows travel in the lead's own page, encrypted under the area's key;
once the columns are matched only those that are wanted, with the document's number as a keyed hash.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from cryptography.fernet import InvalidToken

from audit.domain.access import Conflict
from audit.domain.identity import AreaKeys, Purpose, keyed_hash
from audit.intake.past_columns import LEFT_OUT, OWN_ID
from audit.intake.past_table import PastTable
from audit.intake.reading import UnreadableFile
from audit.store.keys import StoredKeys

# With this the whole form stays below what a form may hold (500,000 bytes).
MOST_CARRIED = 440_000
_LOST = "The page no longer holds what the file said. Start again and choose the file anew."


@dataclass(frozen=True)
class PastAudit:
    """What the lead said and what the file held, as far as it was matched."""

    title: str
    audit_year: int
    audit_month: int | None
    rubric_key: str
    chosen_by: str
    file_name: str
    sha256: str
    n_rows: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    columns: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def table(self) -> PastTable:
        """The rows under their headings."""
        return PastTable(self.headings, self.rows)


def match_columns(past: PastAudit, uses: Sequence[str], keys: StoredKeys) -> PastAudit:
    """Keep only the columns that are used; the document's number becomes a keyed hash at once."""
    kept = [place for place, use in enumerate(uses) if use != LEFT_OUT]
    columns = tuple(uses[place] for place in kept)
    area_keys, id_place = AreaKeys(keys.versions), columns.index(OWN_ID)

    def take(cells: Sequence[str]) -> tuple[str, ...]:
        taken = [cells[place] for place in kept]
        number = taken[id_place]
        taken[id_place] = keyed_hash(area_keys, Purpose.OWN_ID, number) if number else ""
        return tuple(taken)

    rows = tuple((number, take(cells)) for number, cells in past.rows)
    headings = tuple(past.headings[place] for place in kept)
    return replace(past, headings=headings, rows=rows, columns=columns)


def pack(past: PastAudit, keys: StoredKeys) -> str:
    """What a page carries to the next."""
    plain = zlib.compress(json.dumps(asdict(past), ensure_ascii=False).encode(), level=9)
    boxed, version = keys.encrypt(base64.b85encode(plain).decode())
    carried = f"{version}.{boxed.decode()}"
    if len(carried) > MOST_CARRIED:
        raise UnreadableFile(
            "The file holds more than can be brought in at once. Take out columns with long texts that "
            "you do not need, or split it, for example by year."
        )
    return carried


def unpack(carried: str, keys: StoredKeys) -> PastAudit:
    """What the page before said; raises `Conflict` where it was changed, or belongs to another area."""
    version, _, boxed = carried.partition(".")
    try:
        plain = zlib.decompress(base64.b85decode(keys.decrypt(boxed.encode(), int(version))))
    except (InvalidToken, KeyError, ValueError, zlib.error) as error:
        raise Conflict(_LOST) from error
    told = json.loads(plain)
    told["headings"], told["columns"] = tuple(told["headings"]), tuple(told["columns"])
    told["rows"] = tuple((number, tuple(cells)) for number, cells in told["rows"])
    return PastAudit(**told)
