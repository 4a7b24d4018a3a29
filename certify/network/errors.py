"""The error of a piecewise-linear approximant on an interval, enclosed.

`error_bounds` encloses the supremum of |g - f| over the whole interval, whatever g is.  Where balls show |f''| <= M between
two points of distance w with no knot between them, g - f has the second derivative -f'', so there
|g - f| <= max of its values at the two points + w^2 M/8; elsewhere (kinks) the range of f - g bounds it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certify.enclose.numbers import rational_ball, to_fraction
from certify.errors import InputError
from certify.expr import Expr
from certify.network.chords import Chords, Silent
from certify.network.suprema import PRECISION, second_bound

if TYPE_CHECKING:
    from flint import arb

    from certify.enclose import Compiled

_MOST_PIECES: Final = 20_000


def error_bounds(
    g: Chords,
    f: Expr,
    name: str,
    low: Fraction,
    high: Fraction,
    *,
    target: Fraction = Fraction(0),
    progress: Callable[[int], None] = Silent,
) -> tuple[Fraction, Fraction]:
    """(lower, upper) for the supremum of |g - f| over [low, high]; refined no further once upper <= target.

    Raises InputError if no finite bound was found.
    """
    from flint import ctx

    from certify.enclose import compile

    if not g.low <= low < high <= g.high:
        raise InputError("expected an interval inside the range of the knots")
    bend = second_bound(f, name, low, high)
    with ctx.workprec(PRECISION):
        compiled = compile(f, (name,))
        if bend is None:
            return _kinked(g, compiled, low, high, target)
        lower, upper = _smooth(g, compiled, low, high, progress)
        parts = parts_of(g.cells)
        return lower, upper + (g.step / parts) ** 2 / 8 * bend


def parts_of(cells: int) -> int:
    """Into how many pieces `error_bounds` cuts a cell: with n of them its upper bound is about 1 + 2/n^2 times the error."""
    return 8 if cells <= 200_000 else 4


def _smooth(
    g: Chords, f: Compiled, low: Fraction, high: Fraction, progress: Callable[[int], None]
) -> tuple[Fraction, Fraction]:
    """The largest |g - f| at the ends of all pieces: bounds below and above."""
    from flint import arb

    parts = parts_of(g.cells)
    start, width, unit, offset = (
        rational_ball(g.low),
        rational_ball(g.step / parts),
        rational_ball(g.step * g.slope_unit / parts),
        rational_ball(g.offset),
    )
    heights = g.heights.tolist()
    largest, lowest = arb(0), arb(0)
    first, last = (low - g.low) / (g.step / parts), (high - g.low) / (g.step / parts)
    ends = [abs(rational_ball(g(t)) - f.ball((rational_ball(t),))) for t in (low, high)]

    def points() -> Iterator[tuple[arb, int]]:
        for k in range(g.cells):
            a, slope = heights[k] * parts, heights[k + 1] - heights[k]
            for j in range(parts):
                if first <= k * parts + j <= last:
                    yield start + width * (k * parts + j), a + slope * j
            if not k % 10_000:
                progress(10_000)

    for t, height in points():
        gap = abs(offset + unit * height - f.ball((t,)))
        if not gap < lowest:
            ends.append(gap)
            lowest = max(lowest, gap.lower())
    for gap in ends:
        if not gap.is_finite():
            raise InputError("the function has no value that could be found at a point of the interval")
        largest, lowest = max(largest, gap.upper()), max(lowest, gap.lower())
    return to_fraction(lowest), to_fraction(largest)


def _kinked(g: Chords, f: Compiled, low: Fraction, high: Fraction, target: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds piece by piece, the worst piece cut until the bound is near the largest value found."""
    lower = Fraction(0)

    def piece(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction]:
        nonlocal lower
        ends = [rational_ball(a), rational_ball(b)]
        below, above = f.interval([ends[0].lower()], [ends[1].upper()])
        values = [rational_ball(g(a)), rational_ball(g(b))]
        gaps = [abs(v - f.ball((t,))) for v, t in zip(values, ends, strict=True)]
        lower = max(lower, *(to_fraction(gap.lower()) for gap in gaps if gap.is_finite()))
        found = [max(abs(v - end).upper() for v in values for end in (below, above))]
        bend = f.series((ends[0].union(ends[1]),), 0, 3)[2]
        if bend.is_finite():
            found.append(max(gap.upper() for gap in gaps) + (abs(bend) * rational_ball((b - a) ** 2 / 4)).upper())
        finite = [to_fraction(v.upper()) for v in found if v.is_finite()]
        return -min(finite, default=Fraction(10) ** 30), a, b

    knots = [g.low + k * g.step for k in range(g.cells + 1)]
    places = [low, *(t for t in knots if low < t < high), high]
    queue = [piece(a, b) for a, b in pairwise(places)]
    heapq.heapify(queue)
    for _ in range(_MOST_PIECES):
        if -queue[0][0] <= max(target, lower * 51 / 50):
            break
        _, a, b = heapq.heappop(queue)
        heapq.heappush(queue, piece(a, (a + b) / 2))
        heapq.heappush(queue, piece((a + b) / 2, b))
    if -queue[0][0] >= 10**30:
        raise InputError("the function could not be enclosed on the interval")
    return lower, -queue[0][0]
