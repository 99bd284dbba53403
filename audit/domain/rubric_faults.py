"""Where the parts of a rubric contradict one another.

These checks read plain data rather than the finished models, so that a file with one misspelt field
still hears of everything else that is wrong with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
Plain = Mapping[Any, Any]


class Fault(NamedTuple):
    """One contradiction, and the way to it through the file."""

    path: Path
    text: str


def faults(rubric: Any) -> tuple[Fault, ...]:  # noqa: ANN401 (whatever a file held)
    """Return every contradiction between the parts of a rubric."""
    if not isinstance(rubric, Mapping):
        return ()
    found = [*_scale(rubric), *_repeats(rubric), *_descriptors(rubric), *_bands(rubric), *_limits(rubric)]
    types = [criterion.get("type") for _, criterion in _criteria(rubric)]
    if types and all(each == "legal" for each in types):
        found.append(Fault(("sections",), "at least one quality question is needed to earn a grade"))
    return tuple(found)


def _items(holder: Plain, field: str, path: Path = ()) -> Iterator[tuple[Path, Plain]]:
    listed = holder.get(field)
    for position, item in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(item, Mapping):
            yield (*path, field, position), item


def _criteria(rubric: Plain) -> Iterator[tuple[Path, Plain]]:
    for path, section in _items(rubric, "sections"):
        yield from _items(section, "criteria", path)


def _numbers(rubric: Plain) -> list[int]:
    return [n for _, level in _items(rubric, "levels") if isinstance(n := level.get("number"), int)]


def _scale(rubric: Plain) -> Iterator[Fault]:
    numbers = _numbers(rubric)
    if numbers != list(range(1, len(numbers) + 1)):
        yield Fault(("levels",), "levels must be numbered 1, 2, 3 and so on, the worst first")
    good_from = rubric.get("good_from")
    if isinstance(good_from, int) and numbers and good_from not in numbers:
        yield Fault(("good_from",), f"there is no level {good_from}")


def _repeats(rubric: Plain) -> Iterator[Fault]:
    for noun, items in (
        ("section", _items(rubric, "sections")),
        ("criterion", _criteria(rubric)),
        ("limit", _items(rubric, "limits")),
    ):
        seen: set[str] = set()
        for path, item in items:
            key = item.get("key")
            if isinstance(key, str) and key in seen:
                yield Fault((*path, "key"), f"the {noun} key {key} is used more than once")
            seen.add(str(key))
    yield from _repeated_names(rubric, "bands", "grade")
    yield from _repeated_names(rubric, "levels", "name")


def _repeated_names(rubric: Plain, holder: str, field: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, item in _items(rubric, holder):
        name = item.get(field)
        if isinstance(name, str) and name in seen:
            yield Fault((*path, field), f"the name {name} is used more than once")
        seen.add(str(name))


def _descriptors(rubric: Plain) -> Iterator[Fault]:
    numbers = _numbers(rubric)
    for path, criterion in _criteria(rubric):
        if criterion.get("type") == "legal":
            yield from _legal_extras(path, criterion)
        elif criterion.get("type") == "quality":
            written = criterion.get("descriptors")
            have = list(written) if isinstance(written, Mapping) else []
            where, described = (*path, "descriptors"), [_whole(step) for step in have]
            yield from (Fault(where, f"level {n} is missing") for n in numbers if n not in described)
            unknown = [step for step in have if _whole(step) not in numbers]
            yield from (Fault((*where, step), f"there is no level {step} in the scale") for step in unknown)


def _legal_extras(path: Path, criterion: Plain) -> Iterator[Fault]:
    if criterion.get("descriptors"):
        yield Fault((*path, "descriptors"), "a legal question is met or not met, so it has no levels")
    if "weight" in criterion:
        yield Fault((*path, "weight"), "a legal question has no weight, because it stays out of the mean")


def _whole(number: object) -> int | None:
    """Read a level number: a file holds 1, the same rubric as JSON holds "1"."""
    text = str(number)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _bands(rubric: Plain) -> Iterator[Fault]:
    bands = [
        (path, mean)
        for path, band in _items(rubric, "bands")
        if isinstance(mean := band.get("lowest_mean"), int | float)
    ]
    if not bands:
        return
    first_path, first = bands[0]
    if first != 1:
        yield Fault((*first_path, "lowest_mean"), "the first grade must start at 1, the bottom of the scale")
    top = max(_numbers(rubric), default=None)
    for (_, below), (path, mean) in zip(bands, bands[1:], strict=False):
        if mean <= below:
            yield Fault((*path, "lowest_mean"), "grades must be listed from the worst to the best")
        elif top is not None and mean > top:
            yield Fault(
                (*path, "lowest_mean"), f"no document can reach {mean:g}: the top of the scale is {top}"
            )


def _limits(rubric: Plain) -> Iterator[Fault]:
    types = {c.get("key"): c.get("type") for _, c in _criteria(rubric) if isinstance(c.get("key"), str)}
    grades = [band.get("grade") for _, band in _items(rubric, "bands")]
    for path, limit in _items(rubric, "limits"):
        for field, wanted in (("legal_not_met", "legal"), ("quality", "quality")):
            yield from _names(path, field, limit, wanted, types)
        if isinstance(cap := limit.get("cap"), str) and cap not in grades:
            yield Fault((*path, "cap"), f"{cap} is not one of the grades")
        yield from _shape(path, limit, _numbers(rubric))


def _names(path: Path, field: str, limit: Plain, wanted: str, types: Plain) -> Iterator[Fault]:
    listed = limit.get(field)
    for position, key in enumerate(listed if isinstance(listed, list | tuple) else ()):
        where = (*path, field, position)
        if not isinstance(key, str):
            continue
        if key not in types:
            yield Fault(where, f"there is no criterion {key}")
        elif types[key] != wanted:
            yield Fault(where, f"{key} is not a {wanted} question")


def _shape(path: Path, limit: Plain, numbers: list[int]) -> Iterator[Fault]:
    legal, quality = limit.get("legal_not_met") or (), limit.get("quality") or ()
    if bool(legal) == bool(quality):
        yield Fault(path, "name either legal_not_met criteria or quality criteria, not both")
    below = limit.get("at_or_below")
    if quality and below is None:
        yield Fault(path, "at_or_below is missing: say which level and lower sets the cap")
    if below is not None and (legal or below not in numbers[:-1]):
        yield Fault((*path, "at_or_below"), "at_or_below goes with quality, and must be below the top level")
    named, at_least = legal or quality, limit.get("at_least", 1)
    n_named = len(set(map(str, named))) if isinstance(named, list | tuple) else 0
    if isinstance(at_least, int) and 0 < n_named < at_least:
        yield Fault((*path, "at_least"), f"{at_least} is more than the criteria named")
