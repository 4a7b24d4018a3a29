"""Piecewise-linear interpolation by a ReLU network with one hidden layer, in exact rationals.

    g(x) = bias + sum of alpha*relu(gamma*x - beta)

`two_sided` interpolates values at the knots 0, +-h, ..., +-R: units with gamma = 1 and beta = 0, h, ..., (K-1)*h
carry the right half, units with gamma = -1 and the same beta the left half, and g goes on with its last slope beyond
+-R.

Promises: `two_sided` returns a sum that takes exactly the given values at the knots.  `distance` is the exact supremum
of |f - g| for a piecewise-linear f.  `distance_bounds` encloses the supremum for a smooth f, by balls over intervals
that cover the range; a bound that could not be had is a ValueError, never a guess.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from certify.expr import ZERO, Expr, Rational, Variable, add, call, mul, substitute

_ROUNDING_BITS: Final = 64
_MOST_PIECES: Final = 100_000


@dataclass(frozen=True)
class Unit:
    """x -> alpha*relu(gamma*x - beta)."""

    alpha: Fraction
    gamma: int
    beta: Fraction

    def __call__(self, x: Fraction) -> Fraction:
        return self.alpha * max(Fraction(0), self.gamma * x - self.beta)


@dataclass(frozen=True)
class ReluSum:
    """x -> bias + the sum of its units, for all real x."""

    bias: Fraction
    units: tuple[Unit, ...] = ()

    def __call__(self, x: Fraction | int) -> Fraction:
        return sum((unit(Fraction(x)) for unit in self.units), self.bias)

    @property
    def width(self) -> int:
        """The number of units."""
        return len(self.units)

    @property
    def breaks(self) -> list[Fraction]:
        """Where the slope may change, increasing."""
        return sorted({unit.beta / unit.gamma for unit in self.units})

    @property
    def slopes(self) -> list[Fraction]:
        """The slopes on the pieces of the line, from left to right: one more than there are breaks."""
        breaks = self.breaks
        if not breaks:
            return [Fraction(0)]
        inner = [(a + b) / 2 for a, b in pairwise(breaks)]
        points = [breaks[0] - 1, *inner, breaks[-1] + 1]
        return [sum((u.alpha * u.gamma for u in self.units if u.gamma * x > u.beta), Fraction(0)) for x in points]

    @property
    def lipschitz(self) -> Fraction:
        """The least Lipschitz constant on the whole line."""
        return max(abs(slope) for slope in self.slopes)

    def expression(self, argument: Expr) -> Expr:
        """The sum as an expression, relu(t) spelled max(0, t)."""
        hidden = (mul(Rational(u.alpha), call("max", ZERO, argument * u.gamma - u.beta)) for u in self.units)
        return add(Rational(self.bias), *hidden)


@dataclass(frozen=True)
class PiecewiseLinear:
    """The continuous function that is linear between its knots; it ends at the first and the last of them."""

    knots: tuple[Fraction, ...]
    values: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if len(self.knots) != len(self.values) or len(self.knots) < 2:
            raise ValueError("expected at least two knots, and as many values")
        if any(a >= b for a, b in pairwise(self.knots)):
            raise ValueError("expected increasing knots")

    def __call__(self, x: Fraction) -> Fraction:
        for (a, b), (p, q) in zip(pairwise(self.knots), pairwise(self.values), strict=True):
            if a <= x <= b:
                return p + (q - p) * (x - a) / (b - a)
        raise ValueError(f"{x} lies outside [{self.knots[0]}, {self.knots[-1]}]")

    @property
    def lipschitz(self) -> Fraction:
        """The least Lipschitz constant."""
        pieces = zip(pairwise(self.knots), pairwise(self.values), strict=True)
        return max(abs((q - p) / (b - a)) for (a, b), (p, q) in pieces)


def cells(radius: Fraction, lipschitz: Fraction, eps: Fraction) -> int:
    """How many cells a side are enough for error eps: ceil(R*L/(2*eps)), and none where a constant is: R*L < eps."""
    if radius <= 0 or lipschitz < 0 or eps <= 0:
        raise ValueError("expected radius > 0, lipschitz >= 0 and eps > 0")
    ratio = radius * lipschitz / eps
    return 0 if ratio < 1 else -(-ratio.numerator // (2 * ratio.denominator))


def knots(radius: Fraction, number: int) -> list[Fraction]:
    """-R, ..., -h, 0, h, ..., R with `number` cells a side."""
    if number == 0:
        return [Fraction(0)]
    return [radius * k / number for k in range(-number, number + 1)]


def two_sided(values: Sequence[Fraction], radius: Fraction) -> ReluSum:
    """The interpolant of an odd number of values at `knots(radius, ...)`; of a single value, the constant."""
    if len(values) % 2 == 0 or radius <= 0:
        raise ValueError("expected an odd number of values and radius > 0")
    number = len(values) // 2
    centre, units = Fraction(values[number]), list[Unit]()
    for gamma in (1, -1):
        slope = Fraction(0)
        for k in range(number):
            near, far = values[number + gamma * k], values[number + gamma * (k + 1)]
            new = (far - near) * number / radius
            if new != slope:
                units.append(Unit(new - slope, gamma, radius * k / number))
            slope = new
    return ReluSum(centre, tuple(units))


def one_sided(values: Sequence[Fraction], low: Fraction, step: Fraction) -> ReluSum:
    """The interpolant of values at low, low + step, ..., constant beyond the first and the last: units with gamma = 1."""
    if len(values) < 2 or step <= 0:
        raise ValueError("expected at least two values and step > 0")
    slopes = [Fraction(0), *((b - a) / step for a, b in pairwise(values)), Fraction(0)]
    units = (Unit(b - a, 1, low + k * step) for k, (a, b) in enumerate(pairwise(slopes)) if a != b)
    return ReluSum(Fraction(values[0]), tuple(units))


def rounded(f: Expr, name: str, points: Sequence[Fraction], lipschitz: Fraction) -> list[Fraction]:
    """Rational values within 2**-64 of f at the points, with no slope above `lipschitz` between neighbours.

    `lipschitz` must be a Lipschitz constant of f: then a value that is pulled back to the steepest slope allowed is
    still as near to f.  Raises ValueError where f has no value or the constant is refuted.
    """
    values = [_rounded(substitute(f, {name: Rational(x)})) for x in points]
    slack = Fraction(2, 2**_ROUNDING_BITS)
    for k in range(1, len(values)):
        reach = lipschitz * (points[k] - points[k - 1])
        low, high = values[k - 1] - reach, values[k - 1] + reach
        if not low - slack <= values[k] <= high + slack:
            raise ValueError(f"f is steeper than {lipschitz} between {points[k - 1]} and {points[k]}")
        values[k] = min(max(values[k], low), high)
    return values


def _rounded(item: Expr) -> Fraction:
    from flint import ctx

    from certify.enclose import refinements

    if isinstance(item, Rational):
        return item.value
    for ball in refinements(item):
        with ctx.workprec(512):
            scaled = ball * 2 ** (_ROUNDING_BITS + 1)
            whole = (scaled.mid() + 0.5).floor().unique_fmpz()
            if scaled.rad() < 0.25 and whole is not None:  # within 3/4 of the value, and 2 is allowed
                return Fraction(int(whole), 2 ** (_ROUNDING_BITS + 1))
    raise ValueError(f"no value was found for {item!r}")


def distance(f: PiecewiseLinear, g: ReluSum) -> Fraction:
    """The supremum of |f - g| over the range of f: f - g is linear between the points where either of them bends."""
    first, last = f.knots[0], f.knots[-1]
    points = {*f.knots, *(x for x in g.breaks if first < x < last)}
    return max(abs(f(x) - g(x)) for x in points)


def distance_bounds(
    f: Expr, name: str, g: ReluSum, radius: Fraction, *, tolerance: Fraction = Fraction(1, 100)
) -> tuple[Fraction, Fraction]:
    """(lower, upper) with lower <= sup |f - g| <= upper <= (1 + tolerance)*lower + 2**-60 over [-radius, radius].

    Raises ValueError if that was not reached.
    """
    pieces = _linear_pieces(f, name, g, radius)
    lower, queue = Fraction(0), list[tuple[Fraction, Fraction, Fraction, Expr]]()

    def enter(a: Fraction, b: Fraction, item: Expr) -> None:
        nonlocal lower
        below, above = _sup_on(item, name, a, b)
        lower = max(lower, below)
        heapq.heappush(queue, (-above, a, b, item))

    for a, b, item in pieces:
        enter(a, b, item)
    for _ in range(_MOST_PIECES):
        above, a, b, item = queue[0]
        if -above <= (1 + tolerance) * lower + Fraction(1, 2**60):
            return lower, -above
        heapq.heappop(queue)
        middle = (a + b) / 2
        enter(a, middle, item)
        enter(middle, b, item)
    raise ValueError(f"the distance could not be enclosed: between {lower} and {-queue[0][0]}")


def _linear_pieces(f: Expr, name: str, g: ReluSum, radius: Fraction) -> Iterable[tuple[Fraction, Fraction, Expr]]:
    points = sorted({-radius, radius, *(x for x in g.breaks if abs(x) < radius)})
    for a, b in pairwise(points):
        slope = (g(b) - g(a)) / (b - a)
        yield a, b, f - (Variable(name) - a) * slope - g(a)


def _sup_on(item: Expr, name: str, a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds for the supremum of |item| on [a, b]: its value in the middle, and the mean-value form."""
    from flint import ctx

    from certify.enclose import compile
    from certify.enclose.numbers import rational_ball, to_fraction

    with ctx.workprec(128):
        compiled = compile(item, (name,))
        box = rational_ball(a).union(rational_ball(b))
        middle = compiled.ball((box.mid(),))
        slope = compiled.series((box,), 0, 2)[1]
        best = [compiled.ball((box,)), middle + slope * (box - box.mid())]
        finite = [abs(ball).upper() for ball in best if ball.is_finite()]
        if not finite or not middle.is_finite():
            raise ValueError(f"{item!r} could not be enclosed on [{a}, {b}]")
        return to_fraction(abs(middle).lower()), to_fraction(min(finite))
