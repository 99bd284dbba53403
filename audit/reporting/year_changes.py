"""What changed between audit years besides the documents, named beside the trend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.domain.analysis_plan import AnalysisPlan
from audit.reporting.figures import counted, decimal, percent


@dataclass(frozen=True, kw_only=True)
class YearFacts:
    """One round's part in what an audit year was like. `people` are public keys and never printed."""

    audit_year: int
    standards: str
    list_of: str
    people: frozenset[str]
    agencies: frozenset[str]
    plan: AnalysisPlan
    is_imported: bool = False


def list_changes(rounds: Sequence[YearFacts]) -> tuple[str, ...]:
    """A sentence for each thing that was not the same from one audit year to the next."""
    years = sorted({each.audit_year for each in rounds})
    by_year = {year: [each for each in rounds if each.audit_year == year] for year in years}
    said = [
        f"In {year} more than one version of the standards was used: {_all(found, _standards)}."
        for year, found in by_year.items()
        if len({each.standards for each in found}) > 1
    ]
    for earlier, later in pairwise(years):
        said += _compare(earlier, by_year[earlier], later, by_year[later])
    if any(each.is_imported for each in rounds):
        imported = _list([str(year) for year in years if any(each.is_imported for each in by_year[year])])
        said.append(
            f"Scores of {imported} were brought in from a past audit. Who gave them is not known, so "
            "they are not compared with scores that were given here."
        )
    return tuple(said)


def _compare(earlier: int, before: Sequence[YearFacts], later: int, after: Sequence[YearFacts]) -> list[str]:
    said = []
    for name, of in (("standards", _standards), ("list", _list_of)):
        if {of(each) for each in before} != {of(each) for each in after}:
            said.append(
                f"The {name} changed between {earlier} and {later}: {_all(before, of)}; then "
                f"{_all(after, of)}."
            )
    said += _compare_people(earlier, before, later, after)
    old, new = before[-1].plan, after[-1].plan
    differences = _differences(old, new)
    if differences:
        said.append(f"The analysis plan of {later} differs from that of {earlier}: {_list(differences)}.")
    return said


def _compare_people(
    earlier: int, before: Sequence[YearFacts], later: int, after: Sequence[YearFacts]
) -> list[str]:
    said = []
    known = frozenset().union(*(each.people for each in before))
    people = frozenset().union(*(each.people for each in after))
    if known and people - known:
        said.append(
            f"Of {counted(len(people), 'person', 'people')} who scored in {later}, {len(people - known)} had "
            f"not scored in {earlier}."
        )
    was = frozenset().union(*(each.agencies for each in before))
    now = frozenset().union(*(each.agencies for each in after))
    if now and was - now:
        said.append(f"Took part in {earlier} and not in {later}: {_list(sorted(was - now))}.")
    if was and now - was:
        said.append(f"Took part in {later} and not in {earlier}: {_list(sorted(now - was))}.")
    return said


def _differences(old: AnalysisPlan, new: AnalysisPlan) -> list[str]:
    compared = {
        "change that matters": (_say_margin(old), _say_margin(new)),
        "change of contributions that matters": (
            percent(old.engagement_margin),
            percent(new.engagement_margin),
        ),
        "chance of a false alarm": (percent(old.alpha), percent(new.alpha)),
        "good from level": (str(old.good_from), str(new.good_from)),
        "held still": (_list(list(old.covariates)) or "nothing", _list(list(new.covariates)) or "nothing"),
    }
    return [
        f"{name} {after}, before {before}" for name, (before, after) in compared.items() if before != after
    ]


def _say_margin(plan: AnalysisPlan) -> str:
    return "not decided" if plan.margin is None else f"{decimal(plan.margin)} levels a year"


def _standards(each: YearFacts) -> str:
    return each.standards


def _list_of(each: YearFacts) -> str:
    return each.list_of


def _all(found: Sequence[YearFacts], of: Callable[[YearFacts], str]) -> str:
    return _list(sorted({of(each) for each in found}))


def _list(words: list[str]) -> str:
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"
