"""Piecewise-linear approximants of a function on an interval, on a uniform grid, with their error enclosed.

`approximant` shares the error of a chord between both sides: its values at the knots are f - h^2 f''/16 + h^4 f^(4)/384,
up to the rounding to a lattice, where a chord alone errs by h^2 |f''|/8 to one side (for sin(a t) these are the first terms of
(1 + tan(a h/4)^2) sin(a t), which is best possible at a crest).  Steps, knots and slopes are dyadic, so that
the units of the network are float64 numbers.

`error_bounds` encloses the supremum of |g - f| over the whole interval, whatever g is.  Where balls show |f''| <= M between
two points of distance w with no knot between them, g - f has the second derivative -f'', so there
|g - f| <= max of its values at the two points + w^2 M/8; elsewhere (kinks) the range of f - g bounds it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certify.errors import InputError
from certify.expr import Call, Expr, Variable, add, call, fresh, substitute
from certify.network.exact import Integers, Numbers, compact
from certify.network.units import Units

if TYPE_CHECKING:
    from flint import arb

    from certify.enclose import Compiled

PRECISION: Final = 128
SLOPE_BITS: Final = 20
STEP_BITS: Final = 16
_MOST_PIECES: Final = 20_000
_MOST_CELLS: Final = 20_000_000
Silent: Final[Callable[[int], None]] = lambda done: None  # noqa: E731


@dataclass(frozen=True, eq=False)
class Chords:
    """g(low + k*step) = offset + step*slope_unit*heights[k], linear between the knots, constant beyond them."""

    low: Fraction
    step: Fraction
    heights: Integers
    slope_unit: Fraction
    offset: Fraction = Fraction(0)

    @property
    def cells(self) -> int:
        """The number of cells."""
        return len(self.heights) - 1

    @property
    def high(self) -> Fraction:
        """The last knot."""
        return self.low + self.cells * self.step

    @property
    def lipschitz(self) -> Fraction:
        """The least Lipschitz constant on the whole line."""
        return max(abs(int(v)) for v in np.diff(self.heights)) * self.slope_unit

    @property
    def range(self) -> tuple[Fraction, Fraction]:
        """The least and the largest value."""
        unit = self.step * self.slope_unit
        return self.offset + unit * int(self.heights.min()), self.offset + unit * int(self.heights.max())

    def __call__(self, t: Fraction) -> Fraction:
        """g(t), exactly."""
        place = min(max((t - self.low) / self.step, Fraction(0)), Fraction(self.cells))
        k = min(place.numerator // place.denominator, self.cells - 1)
        a, b = int(self.heights[k]), int(self.heights[k + 1])
        return self.offset + self.step * self.slope_unit * (a + (b - a) * (place - k))

    def units(self, *, clipped: bool = True) -> Units:
        """The units of g: right ones and left ones from the middle knot.  Not `clipped`: g goes on with its last slopes."""
        slopes, middle = np.diff(self.heights), self.cells // 2
        right = np.diff(np.concatenate(([0], slopes[middle:], [0])))  # at the knots middle, ..., last
        left = np.diff(np.concatenate(([0], -slopes[:middle][::-1], [0])))  # at the knots middle, ..., first
        if not clipped:
            right, left = right[:-1], left[:-1]
        knots = np.concatenate((middle + np.arange(len(right)), middle - np.arange(len(left))))
        alphas = np.concatenate((right, left))
        signs = np.concatenate((np.ones(len(right), np.int64), -np.ones(len(left), np.int64)))
        kept = np.flatnonzero(alphas != 0)
        alphas, signs, knots = alphas[kept], signs[kept], knots[kept]
        scale = self.low.denominator * self.step.denominator  # of the knots low + k*step
        start = self.low.numerator * self.step.denominator
        width = self.step.numerator * self.low.denominator
        betas = signs.astype(object) * (start + knots.astype(object) * width)
        bias = self.offset + self.step * self.slope_unit * int(self.heights[middle])
        unit = self.slope_unit
        scaled = compact(alphas.astype(object) * unit.numerator)
        return Units(bias, Numbers(scaled, unit.denominator), Numbers(signs), Numbers(compact(betas), scale))


def dyadic_step(length: Fraction, cells: int) -> Fraction:
    """The least m/2**q >= length/cells with m of at most 16 bits."""
    exact = length / cells
    shift = STEP_BITS - 1 - (exact.numerator.bit_length() - exact.denominator.bit_length())
    scaled = exact * Fraction(2) ** shift
    return Fraction(-(-scaled.numerator // scaled.denominator)) / Fraction(2) ** shift


def half_square(radius: Fraction, cells: int) -> Chords:
    """g with |g(u) - u^2/2| <= h^2/16 for |u| <= radius, h the step: an odd number of cells, the middle one flat.

    The knots are u = (j - 1/2)*h for integers j, where g(u) = u^2/2 - h^2/16.
    """
    if cells < 1 or cells % 2 == 0 or radius <= 0:
        raise InputError("expected an odd number of cells and a positive radius")
    step, half = dyadic_step(2 * radius, cells), cells // 2
    steps = np.abs(np.arange(-half, cells - half + 1) * 2 - 1)  # |2*j - 1|
    heights = (steps * steps - 1) // 8
    return Chords(-cells * step / 2, step, heights, step, step * step / 16)


def approximant(
    f: Expr, name: str, low: Fraction, high: Fraction, cells: int, progress: Callable[[int], None] = Silent
) -> Chords:
    """Chords for f on [low, high].  Raises InputError where f has no value at a knot, or for too many cells."""
    from flint import ctx

    from certify.enclose import compile

    if cells > _MOST_CELLS:
        raise InputError(f"{cells} cells are more than {_MOST_CELLS}; a larger error would do with fewer")
    step = dyadic_step(high - low, cells)
    compiled, bend = compile(f, (name,)), _second(f, name)
    more = None if bend is None else _second(bend, name)
    corrections = [
        (compile(b, (name,)), c) for b, c in ((bend, -(step**2) / 16), (more, step**4 / 384)) if b is not None
    ]
    unit = step / 2**SLOPE_BITS
    heights = []
    with ctx.workprec(PRECISION):
        shifts, scale = [(term, _arb(factor)) for term, factor in corrections], _arb(unit)
        for k in range(cells + 1):
            t = _arb(low + k * step)
            value = compiled.ball((t,))
            if low + k * step > high and not value.is_finite():  # the last knot may lie beyond the interval
                t = _arb(high)
                value = compiled.ball((t,))
            for term, factor in shifts:
                if (shift := factor * term.ball((t,))).is_finite():
                    value = value + shift
            if not value.is_finite():
                raise InputError(
                    f"the function has no value that could be found at {name} = {min(low + k * step, high)}"
                )
            heights.append(int(((value / scale).mid() + 0.5).floor().unique_fmpz()))
            if not k % 10_000:
                progress(10_000)
    return Chords(low, step, compact(heights), Fraction(1, 2**SLOPE_BITS))


def lipschitz_bound(f: Expr, name: str, low: Fraction, high: Fraction) -> Fraction | None:
    """A Lipschitz constant of f on [low, high], also where abs, min and max bend; None if balls show none.

    Almost everywhere the derivative of abs(u) is s*u' with s in [-1, 1]: s becomes a variable, and the bound holds for
    all its values.
    """
    from certify.calculus.rules import derivative
    from certify.context import Unproved

    turns: list[tuple[str, str, Expr]] = []  # the name that stands for abs(u), the name of its s, u

    def smooth(item: Expr) -> Expr:
        if not isinstance(item, Call):
            return item
        args = [smooth(a) for a in item.args]
        if item.op == "abs":
            return turn(args[0])
        if item.op in ("max", "min"):
            sign = 1 if item.op == "max" else -1
            best = args[0]
            for other in args[1:]:
                best = (best + other + sign * turn(best - other)) * Fraction(1, 2)
            return best
        return call(item.op, *args)

    def turn(u: Expr) -> Expr:
        taken = f.free | {v for pair in turns for v in pair[:2]}
        turns.append((fresh("a", taken), fresh("s", taken), u))
        return Variable(turns[-1][0])

    try:
        whole, slopes = smooth(f), dict[str, Expr]()

        def total(item: Expr) -> Expr:
            parts = (derivative(item, a) * slope for a, slope in slopes.items() if a in item.free)
            return add(derivative(item, name), *parts)

        for a, s, u in turns:
            slopes[a] = Variable(s) * total(u)
        slope = total(whole)
    except Unproved:
        return None
    for a, _, u in reversed(turns):
        slope = substitute(slope, {a: call("abs", u)})
    return sup_bound(slope, name, low, high, signs=[s for _, s, _ in turns])


def second_bound(f: Expr, name: str, low: Fraction, high: Fraction) -> Fraction | None:
    """An upper bound for |f''| on [low, high]; None if balls show none."""
    second = _second(f, name)
    return None if second is None else sup_bound(second, name, low, high)


def sup_bound(
    f: Expr, name: str, low: Fraction, high: Fraction, *, signs: Sequence[str] = (), pieces: int = 500
) -> Fraction | None:
    """An upper bound for |f| on [low, high], within 2 % where that takes few pieces; None if f may be unbounded.

    The variables `signs` range over [-1, 1].
    """
    from flint import arb, ctx

    from certify.enclose import compile

    compiled = compile(f, (name, *signs))
    with ctx.workprec(PRECISION):
        every, lower = [arb(0, 1)] * len(signs), Fraction(0)

        def piece(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction] | None:
            nonlocal lower
            ball = abs(compiled.ball((_arb(a).union(_arb(b)), *every)))
            if not ball.is_finite():
                return None
            inside = abs(compiled.ball((_arb((a + b) / 2), *every)))
            lower = max(lower, exact_value(inside.lower()))
            return -exact_value(ball.upper()), a, b

        number, queue = 16, list[tuple[Fraction, Fraction, Fraction]]()
        for k in range(number):
            entry = piece(low + (high - low) * k / number, low + (high - low) * (k + 1) / number)
            if entry is None:
                return None
            queue.append(entry)
        heapq.heapify(queue)
        while len(queue) < pieces and -queue[0][0] > lower * 51 / 50:
            _, a, b = heapq.heappop(queue)
            for c, e in ((a, (a + b) / 2), ((a + b) / 2, b)):
                entry = piece(c, e)
                if entry is None:
                    return None
                heapq.heappush(queue, entry)
        return -queue[0][0]


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


def _second(f: Expr, name: str) -> Expr | None:
    """The second derivative, if there is a rule for it."""
    from certify.calculus.rules import derivative
    from certify.context import Unproved

    try:
        return derivative(derivative(f, name), name)
    except Unproved:
        return None


def parts_of(cells: int) -> int:
    """Into how many pieces `error_bounds` cuts a cell: with n of them its upper bound is about 1 + 2/n^2 times the error."""
    return 8 if cells <= 200_000 else 4


def _smooth(
    g: Chords, f: Compiled, low: Fraction, high: Fraction, progress: Callable[[int], None]
) -> tuple[Fraction, Fraction]:
    """The largest |g - f| at the ends of all pieces: bounds below and above."""
    from flint import arb

    parts = parts_of(g.cells)
    start, width, unit, offset = _arb(g.low), _arb(g.step / parts), _arb(g.step * g.slope_unit / parts), _arb(g.offset)
    heights = g.heights.tolist()
    largest, lowest = arb(0), arb(0)
    first, last = (low - g.low) / (g.step / parts), (high - g.low) / (g.step / parts)
    ends = [abs(_arb(g(t)) - f.ball((_arb(t),))) for t in (low, high)]

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
    return exact_value(lowest), exact_value(largest)


def _kinked(g: Chords, f: Compiled, low: Fraction, high: Fraction, target: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds piece by piece, the worst piece cut until the bound is near the largest value found."""
    lower = Fraction(0)

    def piece(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction]:
        nonlocal lower
        ends = [_arb(a), _arb(b)]
        below, above = f.interval([ends[0].lower()], [ends[1].upper()])
        values = [_arb(g(a)), _arb(g(b))]
        gaps = [abs(v - f.ball((t,))) for v, t in zip(values, ends, strict=True)]
        lower = max(lower, *(exact_value(gap.lower()) for gap in gaps if gap.is_finite()))
        found = [max(abs(v - end).upper() for v in values for end in (below, above))]
        bend = f.series((ends[0].union(ends[1]),), 0, 3)[2]
        if bend.is_finite():
            found.append(max(gap.upper() for gap in gaps) + (abs(bend) * _arb((b - a) ** 2 / 4)).upper())
        finite = [exact_value(v.upper()) for v in found if v.is_finite()]
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


def _arb(value: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def exact_value(number: arb) -> Fraction:
    """The value of an exact ball."""
    mantissa, exponent = number.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
