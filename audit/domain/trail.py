"""The history as a hash chain: whoever changes one line changes every line after it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

GENESIS = "0" * 64
_write_details = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_write_parts = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Link:
    """One line of the history, as the chain sees it. `at` is UTC; `detail_hash` is salted."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    subject: str
    detail_hash: str
    previous_hash: str
    chain_hash: str


@dataclass(frozen=True)
class Head:
    """Where a chain ends: what a released report prints."""

    sequence: int
    chain_hash: str
    at: datetime | None


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    sequence: int
    reason: str


def hash_details(salt: str, details: Mapping[str, object]) -> str:
    """SHA-256 of the salted details, so that purged details cannot be guessed from their hash."""
    return hashlib.sha256(f"{salt}\n{_write_details(details)}".encode()).hexdigest()


def hash_link(
    previous: str, sequence: int, at: datetime, actor: str, verb: str, subject: str, detail: str
) -> str:
    """SHA-256 over the line before it and all that this line says."""
    parts = [previous, sequence, at.isoformat(), actor, verb, subject, detail]
    return hashlib.sha256(_write_parts(parts).encode()).hexdigest()


def find_break(links: Iterable[Link], *, heads: Iterable[Head] = ()) -> Break | None:
    """The first place where the chain does not hold, or None. `heads` were noted or printed earlier.

    Only such a head shows that lines were cut off the end: what is left is a whole chain by itself.
    """
    noted = {(head.sequence, head.chain_hash) for head in heads if head.sequence}
    previous, expected = GENESIS, 1
    for link in links:
        if link.sequence != expected:
            return Break(expected, f"line {expected} is missing")
        if link.previous_hash != previous:
            return Break(link.sequence, f"line {link.sequence} does not follow the line before it")
        computed = hash_link(
            previous, link.sequence, link.at, link.actor, link.verb, link.subject, link.detail_hash
        )
        if computed != link.chain_hash:
            return Break(link.sequence, f"line {link.sequence} was changed")
        noted.discard((link.sequence, link.chain_hash))
        previous, expected = computed, expected + 1
    if not noted:
        return None
    sequence, _chain_hash = min(noted)
    return Break(sequence, f"the history does not hold the printed head at line {sequence}")
