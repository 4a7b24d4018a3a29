"""Signs of polynomials on boxes, quadrants and spaces by the signs of coefficients, with subdivision.

On a bounded range the basis is Bernstein's, on a half-line the powers of the distance from its end, on the line the
powers: each basis function is >= 0 on its range (on the line the even ones; the others must not occur), so non-negative
coefficients in the product basis show that the polynomial is >= 0.  It is > 0 if moreover on every face that belongs to
the domain some coefficient > 0 stands at a basis function that does not vanish there.  A box that does not succeed is
split.

Coefficients are rationals, or balls where the polynomial has other constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import comb, prod
from typing import Any, Final, TypeAlias

from flint import arb, fmpq

from certify.deadline import Deadline
from certify.unproved import Unproved

MAX_ENTRIES: Final = 20_000
MAX_BOXES: Final = 600

Number = Any  # fmpq or arb
LineMap: TypeAlias = Callable[[list[Number]], list[Number]]
Tree: TypeAlias = "str | list[str | Tree]"


@dataclass(frozen=True)
class Side:
    """The range of one variable: ends are rationals or None; an open end is excluded from the domain."""

    lower: fmpq | None
    upper: fmpq | None
    lower_open: bool = False
    upper_open: bool = False
    integer: bool = False

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lower is not None and self.upper is not None


@dataclass(frozen=True)
class Box:
    """A product of ranges and the coefficients there, last variable fastest."""

    sides: tuple[Side, ...]
    shape: tuple[int, ...]
    entries: tuple[Number, ...]


def box(polynomial: Mapping[tuple[int, ...], Number], sides: Sequence[Side]) -> Box:
    """The coefficients of a polynomial (exponents -> coefficient) on a product of ranges."""
    shape = tuple(1 + max((m[k] for m in polynomial), default=0) for k in range(len(sides)))
    if prod(shape) > MAX_ENTRIES:
        raise Unproved("the polynomial is too long for Bernstein coefficients")
    entries = tuple(polynomial.get(m, fmpq(0)) for m in product(*(range(n) for n in shape)))
    found = Box(tuple(Side(None, None) for _ in sides), shape, entries)
    for k, side in enumerate(sides):
        found = _along(found, k, lambda line, side=side: _localise(line, side), side)  # type: ignore[misc]
    return found


def _along(old: Box, axis: int, change: LineMap, side: Side) -> Box:
    """Apply a linear map to every line of coefficients in one direction."""
    inner = prod(old.shape[axis + 1 :])
    n = old.shape[axis]
    entries: list[Number] = []
    m = n
    for start in range(0, len(old.entries), n * inner):
        lines = [change([old.entries[start + i * inner + j] for i in range(n)]) for j in range(inner)]
        m = len(lines[0])
        entries += [line[i] for i in range(m) for line in lines]
    shape = (*old.shape[:axis], m, *old.shape[axis + 1 :])
    sides = (*old.sides[:axis], side, *old.sides[axis + 1 :])
    return Box(sides, shape, tuple(entries))


def _localise(line: list[Number], side: Side) -> list[Number]:
    """From powers of x to the basis of a range."""
    if side.lower is not None:
        line = _shifted(line, side.lower)
        return line if side.upper is None else _bernstein(line, side.upper - side.lower)
    if side.upper is not None:
        return _mirrored(_shifted(line, side.upper))
    return line


def _shifted(line: list[Number], by: fmpq) -> list[Number]:
    """The coefficients of p(t + by)."""
    found = list(line)
    if by != 0:
        for k in range(len(found) - 1):
            for j in range(len(found) - 2, k - 1, -1):
                found[j] = found[j] + by * found[j + 1]
    return found


def _mirrored(line: list[Number]) -> list[Number]:
    """The coefficients of p(-t)."""
    return [-c if k % 2 else c for k, c in enumerate(line)]


def _bernstein(line: list[Number], width: fmpq) -> list[Number]:
    """From powers of t to Bernstein's basis on 0 <= t <= width (a single value if the width is 0)."""
    if width == 0:
        return line[:1]
    n = len(line) - 1
    scaled = [c * width**k / comb(n, k) for k, c in enumerate(line)]
    found = []
    for i in range(n + 1):
        total = fmpq(0)
        for k in range(i + 1):
            total = total + comb(i, k) * scaled[k]
        found.append(total)
    return found


def _casteljau(line: list[Number]) -> tuple[list[Number], list[Number]]:
    """Bernstein coefficients of the two halves."""
    left, right, row = [line[0]], [line[-1]], line
    half = fmpq(1, 2)
    while len(row) > 1:
        row = [(a + b) * half for a, b in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    return left, right[::-1]


def halves(old: Box, axis: int, at: fmpq) -> tuple[Box, Box]:
    """The box cut at a point inside its range; for an integer variable into <= at and >= at + 1."""
    side = old.sides[axis]
    nxt = at + 1 if side.integer else at
    low, high = replace(side, upper=at, upper_open=False), replace(side, lower=nxt, lower_open=False)
    below, above = _maps(side, at, nxt)
    return _along(old, axis, below, low), _along(old, axis, above, high)


def _maps(side: Side, at: fmpq, nxt: fmpq) -> tuple[LineMap, LineMap]:
    """From the basis of a range to those of its parts <= at and >= nxt."""
    lower, upper = side.lower, side.upper
    if lower is not None and upper is not None:
        width = upper - lower
        if at == nxt and 2 * at == lower + upper:
            return lambda line: _casteljau(line)[0], lambda line: _casteljau(line)[1]
        return (
            lambda line: _bernstein(_powers(line, width), at - lower),
            lambda line: _bernstein(_shifted(_powers(line, width), nxt - lower), upper - nxt),
        )
    if lower is not None:
        return lambda line: _bernstein(line, at - lower), lambda line: _shifted(line, nxt - lower)
    if upper is not None:
        return (
            lambda line: _shifted(line, upper - at),
            lambda line: _bernstein(_shifted(_mirrored(line), nxt - upper), upper - nxt),
        )
    return lambda line: _mirrored(_shifted(line, at)), lambda line: _shifted(line, nxt)


def _powers(line: list[Number], width: fmpq) -> list[Number]:
    """From Bernstein's basis on 0 <= t <= width to powers of t."""
    if width == 0:
        return line
    n = len(line) - 1
    found = []
    for k in range(n + 1):
        total = fmpq(0)
        for i in range(k + 1):
            total = total + (-1) ** (k - i) * comb(k, i) * line[i]
        found.append(total * comb(n, k) / width**k)
    return found


def succeeds(found: Box, op: str) -> bool:
    """Whether the coefficients show that the polynomial is op 0 on the box."""
    lines = [k for k, side in enumerate(found.sides) if side.lower is None and side.upper is None]
    for index, entry in _indexed(found):
        if any(index[k] % 2 for k in lines):
            if not _vanishes(entry):
                return False
        elif not entry >= 0:
            return False
    return op == ">=" or _positive_on_faces(found)


def _vanishes(entry: Number) -> bool:
    """Whether an entry is exactly 0 (a ball around 0 is neither == 0 nor != 0)."""
    return bool(entry == 0)


def _indexed(found: Box) -> Iterator[tuple[tuple[int, ...], Number]]:
    return zip(product(*(range(n) for n in found.shape)), found.entries, strict=True)


def _positive_on_faces(found: Box) -> bool:
    """A coefficient > 0 at a basis function that does not vanish, for every face of the domain.

    The faces are products of closed ends, of the open range where no end is closed, and of 0 on a line.
    """
    choices: list[list[int | None]] = []
    for side, n in zip(found.sides, found.shape, strict=True):
        ends: list[int | None] = []
        if side.lower is not None and not side.lower_open:
            ends.append(0)
        if side.upper is not None and not side.upper_open:
            ends.append(n - 1 if side.lower is not None else 0)
        if side.lower is None and side.upper is None:
            ends.append(0)
        choices.append(ends or [None])
    positive = [index for index, entry in _indexed(found) if entry > 0]
    return all(
        any(all(c is None or c == i for c, i in zip(face, index, strict=True)) for index in positive)
        for face in product(*choices)
    )


def prove(start: Box, names: Sequence[str], op: str, deadline: Deadline, boxes: int = MAX_BOXES) -> Tree:
    """The tree of splits after which every box succeeds, with at most so many boxes.  Raises Unproved."""
    budget = [boxes]

    def go(found: Box) -> Tree:
        deadline.check()
        if succeeds(found, op):
            return "b"
        budget[0] -= 1
        if budget[0] <= 0:
            raise Unproved("too many boxes for Bernstein coefficients")
        _give_up_at_corners(found, names, op)
        axis, at = _cut(found)
        left, right = halves(found, axis, at)
        return ["s", names[axis], str(at), go(left), go(right)]

    return go(start)


def _give_up_at_corners(found: Box, names: Sequence[str], op: str) -> None:
    """The coefficient at a corner is the value there: no splitting helps if it has the wrong sign."""
    ends = []
    for side, n in zip(found.sides, found.shape, strict=True):
        low = [0] if side.lower is not None or side.upper is None else []
        ends.append([*low, *([n - 1] if side.bounded else [0] if side.upper is not None else [])])
    places = dict(_indexed(found))
    for corner in product(*ends):
        if places[corner] < 0:
            raise Unproved("the polynomial is negative at a corner of a box")
        closed = not any(side.lower_open or side.upper_open for side in found.sides)
        if op == ">" and places[corner] == 0 and closed:
            raise Unproved("the polynomial vanishes at a corner of a box")


def _cut(found: Box) -> tuple[int, fmpq]:
    """Where to split: the direction in which the coefficients vary most, in the middle or by doubling."""
    best: tuple[float, int] | None = None
    for axis, side in enumerate(found.sides):
        if (side.integer and side.bounded and side.lower == side.upper) or found.shape[axis] == 1:
            continue
        score = _variation(found, axis)
        if best is None or score > best[0]:
            best = score, axis
    if best is None:
        raise Unproved("the polynomial is negative somewhere")
    axis = best[1]
    side = found.sides[axis]
    return axis, _middle(side)


def _middle(side: Side) -> fmpq:
    low, high = side.lower, side.upper
    if low is not None and high is not None:
        middle = (low + high) / 2
        return fmpq(middle.floor()) if side.integer else middle
    if low is not None:
        return max(fmpq(1), 2 * low) if low >= 0 else fmpq(-1) if side.integer else fmpq(0)
    if high is not None:
        return (min(fmpq(-1), 2 * high) if high <= 0 else fmpq(0)) - (1 if side.integer else 0)
    return fmpq(0)


def _variation(found: Box, axis: int) -> float:
    """How much the coefficients differ along an axis, as a float: this only steers the search."""
    inner = prod(found.shape[axis + 1 :])
    n = found.shape[axis]
    total = 0.0
    for start in range(0, len(found.entries), n * inner):
        for i in range(n - 1):
            for j in range(inner):
                a, b = found.entries[start + i * inner + j], found.entries[start + (i + 1) * inner + j]
                total += min(abs(_rough(b) - _rough(a)), 1e300)
    return total if found.sides[axis].bounded else total * 1.5


def _rough(value: Number) -> float:
    if isinstance(value, arb):
        return float(value.mid())
    return float(int(value.p) / int(value.q)) if abs(value) < 10**300 else 1e300
