"""Exact numbers near sampled ones: short rationals that still do what a sample did, and recognised closed expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from flint import arb, ctx

from certify.enclose.numbers import to_arb, to_fraction
from certify.expr import PI, Expr, Rational, exp, log, neg, power, sqrt
from certify.methods.refute.axes import axis, complexity
from certify.methods.refute.landscape import Landscape, Point

RECOGNISE_BITS: Final = 320
SHORTEST: Final = arb(2) ** -16
LONGEST: Final = arb(10) ** 6
DENOMINATORS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 50, 100, 1000, 10**4, 10**6, 10**9)
MOST_TRIES: Final = 60
MOST_SIMPLE: Final = 24


def shorten(view: Landscape, point: Point, fails: Callable[[Point], bool] | None = None) -> Point:
    """A point near a failure, with fewer digits, that fails as well (by balls at that very point).

    For one integer variable the failing value is the first one, as far as halving the gap to a value that does not fail shows.
    """
    fails = fails or view.violates
    ranges = list(view.goal.domain.ranges.values())
    if len(point) == 1 and ranges[0].integer and view.ends[0][0] is not None:
        return (_first(fails, view.ends[0][0], point[0]),)
    simple = [sorted(axis(r, 0), key=complexity)[:MOST_SIMPLE] for r in ranges]
    for same in (tuple(v for _ in ranges) for v in simple[0]):
        if max(map(complexity, same)) < max(map(complexity, point)) and fails(same):
            return same
    for bound in DENOMINATORS:
        together = tuple(v.limit_denominator(bound) for v in point)
        if fails(together):
            point = together
            break
    for _ in range(2):
        for i, r in enumerate(ranges):
            for value in (*simple[i], *_nearby(point[i], view.ends[i], r.integer)):
                if complexity(value) >= complexity(point[i]):
                    continue
                shorter = (*point[:i], value, *point[i + 1 :])
                if fails(shorter):
                    point = shorter
                    break
    return point


def _first(fails: Callable[[Point], bool], low: Fraction, high: Fraction) -> Fraction:
    """The least failing integer above `low`, if failures begin once and for all below `high`."""
    if fails((low,)):
        return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, Fraction(middle)) if fails((Fraction(middle),)) else (Fraction(middle), high)
    return high


def _nearby(value: Fraction, ends: tuple[Fraction | None, Fraction | None], integer: bool) -> list[Fraction]:
    """Shorter numbers near the value, or at a rounded distance from an end, the shortest first."""
    found: set[Fraction] = set()
    for anchor in (Fraction(0), *(e for e in ends if e is not None)):
        distance = value - anchor
        found.update(anchor + rounded for rounded in _digits(distance))
        if not integer:
            found.update(anchor + distance.limit_denominator(d) for d in DENOMINATORS)
    if integer:
        found = {v for v in found if v.denominator == 1}
    return sorted(found, key=complexity)[:MOST_TRIES]


def _digits(value: Fraction) -> Iterator[Fraction]:
    """The value rounded to 1, 2, ... significant decimal digits."""
    if value == 0:
        return
    size = abs(value)
    exponent = (size.numerator.bit_length() - size.denominator.bit_length()) * 30103 // 100000
    for digits in (1, 2, 3, 4, 6, 9, 13):
        unit = Fraction(10) ** (exponent - digits + 1)
        yield round(value / unit) * unit


def recognise(x: arb) -> Iterator[Expr]:
    """Short closed expressions whose value agrees with x to some hundred bits."""
    with ctx.workprec(RECOGNISE_BITS):
        for found, build in (
            (x, Rational),
            (x / arb.pi(), lambda q: Rational(q) * PI),
            (x * x, lambda q: sqrt(Rational(q)) if x > 0 else neg(sqrt(Rational(q)))),
            (x.exp(), lambda q: log(Rational(q))),
            (abs(x).log(), lambda q: exp(Rational(q)) if x > 0 else neg(exp(Rational(q)))),
            (x**3, lambda q: power(Rational(q), Rational(Fraction(1, 3)))),
        ):
            if not SHORTEST < abs(found) < LONGEST:  # also skips NaN; exp of a large x has millions of bits
                continue
            guess = to_fraction(found).limit_denominator(10_000)
            if guess.numerator and abs(found - to_arb(guess)) < arb(2) ** -100:
                yield build(guess)
