"""Link cases: documents of earlier audits that everyone scores again, so that audit years can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.power import USUAL_LINKS
from audit.domain.sampling import draw_order
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.frame import Frame
from audit.store.frame_entries import count_cohorts, find_restrictions
from audit.store.links import (
    add_link_entries,
    find_links_frame,
    find_listed,
    list_earlier_audits,
    list_scored_cases,
    list_with_locator,
)
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version
from audit.workflow.frames import remove_frame
from audit.workflow.needs import needs


@dataclass(frozen=True)
class LinkOffer:
    """What a round could score again. `n_added` are in its list already; `n_earlier_years` audit years of
    this kind of document lie before it."""

    n_added: int
    n_available: int
    n_earlier_years: int
    n_missing_again: int = 0

    @property
    def n_offered(self) -> int:
        """As many as are usual, as far as there are any."""
        return 0 if self.n_added else min(USUAL_LINKS, self.n_available)


@needs(Permission.DRAW_SAMPLE)
def offer_links(session: Session, actor: Actor, *, round_key: str) -> LinkOffer:
    """Which documents of earlier audit years could be scored again in this round."""
    audit_round = get_by_key(session, AuditRound, round_key)
    frame = find_links_frame(session, audit_round.row_id)
    pool, n_scored = _list_pool(session, audit_round)
    return LinkOffer(
        n_added=sum(n for _, n in count_cohorts(session, frame_id=frame.row_id)) if frame else 0,
        n_available=len(pool),
        n_earlier_years=len(_earlier_years(session, audit_round)),
        n_missing_again=n_scored - len(pool),
    )


@needs(Permission.DRAW_SAMPLE)
def add_links(session: Session, actor: Actor, *, round_key: str, version: int, seed: int) -> Frame:
    """Draw link cases from earlier audits into the round's list; taken back like any list, until the draw.

    Those that tie most audit years together come first, chance decides between the others.
    """
    audit_round = get_by_key(session, AuditRound, round_key)
    existing = find_links_frame(session, audit_round.row_id)
    if existing is not None:
        return existing  # a double submit
    if audit_round.status != RoundStatus.PLANNED:
        raise Conflict("The sample of this round is drawn, so no documents can be added to score again.")
    check_version(audit_round, version)
    if audit_round.basis is None:
        raise Conflict("Upload the list of documents first, then add those that are scored again.")
    pool, _ = _list_pool(session, audit_round)
    chosen = choose_links(pool, seed=seed)
    if not chosen:
        raise Refused("links", "No document of an earlier audit can be scored again.")
    frame = add_link_entries(session, audit_round, chosen)
    flag_modified(audit_round, "basis")  # a preview of the draw that is open somewhere is now stale
    details = {"documents": len(chosen), "available": len(pool), "seed": seed}
    record(session, actor, "links_added", f"round {audit_round.key}", details)
    return frame


@needs(Permission.DRAW_SAMPLE)
def remove_links(session: Session, actor: Actor, *, round_key: str) -> None:
    """Take the link cases out of the list again, before the draw."""
    audit_round = get_by_key(session, AuditRound, round_key)
    frame = find_links_frame(session, audit_round.row_id)
    if frame is not None:
        remove_frame(session, actor, round_key=round_key, key=frame.key)


def choose_links(pool: Sequence[tuple[AuditCase, int]], *, seed: int) -> list[AuditCase]:
    """Twelve documents (case, in how many audit years it was scored), by years first and then by chance."""
    ordered = sorted(pool, key=lambda one: (-one[1], draw_order(seed, one[0].own_hash)))
    return [case for case, _ in ordered[:USUAL_LINKS]]


def _earlier_years(session: Session, audit_round: AuditRound) -> set[int]:
    audits = list_earlier_audits(session, audit_round)
    return {one.audit_year for one in audits if one.audit_year < audit_round.audit_year}


def _list_pool(session: Session, audit_round: AuditRound) -> tuple[list[tuple[AuditCase, int]], int]:
    """The documents of earlier audit years that can be scored again, each with the number of those years;
    and how many were scored at all.

    Never a restricted one, nor one that cannot be found again, nor one of which the list of this round holds
    another document: that one would be scored in its place.
    """
    rounds = {
        one.row_id: one.audit_year
        for one in list_earlier_audits(session, audit_round)
        if one.audit_year < audit_round.audit_year
    }
    scored = [case for case, _ in list_scored_cases(session, list(rounds))]
    years: dict[tuple[str, int | None], set[int]] = {}
    newest: dict[tuple[str, int | None], AuditCase] = {}
    for case in scored:
        document = (case.own_hash, case.review_no)
        years.setdefault(document, set()).add(rounds[case.round_id])
        newest[document] = case
    restricted = find_restrictions(session)
    listed = find_listed(session, audit_round.row_id)
    findable = list_with_locator(session, [case.entry_id for case in newest.values()])

    def can_link(case: AuditCase) -> bool:
        entry = listed.get(case.own_hash)
        is_same = entry is None or (entry.review_no, entry.cohort_year, entry.stage, entry.restricted) == (
            case.review_no,
            case.cohort_year,
            case.stage,
            False,
        )
        return is_same and case.entry_id in findable and case.own_hash not in restricted

    pool = [(case, len(years[document])) for document, case in newest.items() if can_link(case)]
    return pool, len(newest)
