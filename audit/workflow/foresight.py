"""Before the draw: what a round, with the earlier audits of its kind, will be able to answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.case import ChosenBy
from audit.domain.findings import DesignPower
from audit.domain.power import AuditDesign, AuditYear, measure_power
from audit.statistics.sample_size import sample_size_for_share
from audit.store.audit_round import AuditRound
from audit.store.frame_entries import list_link_documents
from audit.store.links import find_links_frame, list_earlier_audits, list_scored_cases
from audit.store.panel_rows import list_members
from audit.store.queries import get_by_key
from audit.workflow.analysis import make_plan
from audit.workflow.links import LinkOffer, offer_links
from audit.workflow.needs import needs
from audit.workflow.rubric_of import rubric_of

USUAL_PANEL = 4
SHARE_WITHIN = 0.1
Document = tuple[str, int | None]


@dataclass(frozen=True)
class Foresight:
    """What could be answered as things stand, and with link cases; how many cases tell a share closely.

    `power` is None for a round that no comparison of years counts, or whose margin nobody decided.
    """

    power: DesignPower | None
    with_links: DesignPower | None
    offer: LinkOffer
    n_earlier_audits: int
    n_for_share: int | None
    n_drawn: int
    n_years_listed: int


@needs(Permission.DRAW_SAMPLE)
def foresee(
    session: Session, actor: Actor, *, round_key: str, cohorts: Mapping[int, int], n_listed: int, n_years: int
) -> Foresight | None:
    """What a draw of so many cases of each year would let this and the earlier audits answer.

    None for a round that stays out of comparisons between years.
    """
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.chosen_by != ChosenBy.RANDOM:
        return None
    rubric = rubric_of(audit_round)
    plan = make_plan(audit_round, rubric)
    offer = offer_links(session, actor, round_key=round_key)
    audits = list_earlier_audits(session, audit_round)
    n_drawn = sum(cohorts.values())
    power = with_links = None
    if plan.margin is not None:
        n_people = len(list_members(session, audit_round.row_id)) or USUAL_PANEL
        years = _describe_years(session, audit_round, audits, cohorts, n_people)
        design = AuditDesign(
            audit_years=years,
            n_criteria=sum(not item.is_legal for item in rubric.criteria) or 1,
            raters_per_case=1 + audit_round.double_share,
            margin=plan.margin,
            alpha=plan.alpha,
        )
        power = measure_power(design, seed=plan.seed)
        if offer.n_offered:
            with_links = measure_power(_tie(design, offer.n_offered), seed=plan.seed)
    return Foresight(
        power=power,
        with_links=with_links,
        offer=offer,
        n_earlier_audits=len(audits),
        n_for_share=sample_size_for_share(SHARE_WITHIN, n_listed) if n_listed else None,
        n_drawn=n_drawn,
        n_years_listed=n_years,
    )


def _tie(design: AuditDesign, n_links: int) -> AuditDesign:
    """The same with links in this year and in those before."""
    tied = (replace(audit, n_links=max(audit.n_links, n_links)) for audit in design.audit_years)
    return replace(design, audit_years=tuple(tied))


def _describe_years(
    session: Session,
    audit_round: AuditRound,
    audits: list[AuditRound],
    cohorts: Mapping[int, int],
    n_people: int,
) -> tuple[AuditYear, ...]:
    year_of = {one.row_id: one.audit_year for one in audits}
    sizes: dict[int, Counter[int]] = {audit_round.audit_year: Counter(cohorts)}
    scored: dict[int, dict[Document, int]] = {audit_round.audit_year: {}}
    for case, n_people_of_case in list_scored_cases(session, list(year_of)):
        year = year_of[case.round_id]
        scored.setdefault(year, {})[case.own_hash, case.review_no] = n_people_of_case
        if case.chosen_by == ChosenBy.RANDOM:
            sizes.setdefault(year, Counter())[case.cohort_year] += 1
    frame = find_links_frame(session, audit_round.row_id)
    for document in list_link_documents(session, frame.row_id) if frame else []:
        scored[audit_round.audit_year][document] = n_people
    n_years = Counter(document for of_year in scored.values() for document in of_year)
    return tuple(
        _describe_year(year, sizes.get(year, Counter()), scored[year], n_years) for year in sorted(scored)
    )


def _describe_year(
    year: int, sizes: Mapping[int, int], scored: Mapping[Document, int], n_years: Mapping[Document, int]
) -> AuditYear:
    links = [n_people for document, n_people in scored.items() if n_years[document] > 1]
    return AuditYear(
        audit_year=year,
        n_per_cohort=dict(sizes),
        n_links=len(links),
        raters_per_link=sum(links) / len(links) if links else USUAL_PANEL,
    )
