"""Where to look in a range: grids that get finer, come closer to the ends and reach farther from level to level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from certify.domain import Range
from certify.enclose import closed_ball
from certify.enclose.numbers import to_fraction
from certify.expr import Expr, Rational

LEVELS: Final = (0, 1, 2)
END_BITS: Final = 256


def end_value(end: Expr | None) -> Fraction | None:
    """The end of a range, rounded if it is not a literal."""
    if end is None or isinstance(end, Rational):
        return None if end is None else end.value
    found = closed_ball(end, END_BITS)
    return to_fraction(found) if found.is_finite() else None


def axis(r: Range, level: int) -> list[Fraction]:
    """Values to try, in increasing order; each level is finer and reaches farther (and closer to the ends) than the last."""
    low, high = end_value(r.lower), end_value(r.upper)
    found: set[Fraction] = set()
    if r.integer:
        found.update(_integers(low, high, level))
    elif low is not None and high is not None:
        found.update((low, high))
        width = high - low
        parts = (8, 60, 1021)[level]
        found.update(low + width * Fraction(k, parts) for k in range(1, parts))
        for k in ((1, 2, 3, 5, 8, 13, 20, 30, 45), (*range(1, 60), *range(60, 240, 12)), range(1, 240, 2))[level]:
            found.update((low + width / 2**k, high - width / 2**k))
    elif low is not None or high is not None:
        base, sign = (low, 1) if low is not None else (high, -1)
        assert base is not None
        found.update(base + sign * step for step in (Fraction(0), *_steps(level)))
        whole = base.numerator // base.denominator
        found.update(Fraction(whole + sign * k) for k in range((5, 20, 100)[level]))
        found.update(base + sign * Fraction(k, 8) for k in range((0, 64, 256)[level]))
    else:
        found.update(sign * step for step in (Fraction(0), *_steps(level)) for sign in (1, -1))
        found.update(Fraction(k, 4) for k in range(*((-4, 5), (-40, 41), (-400, 401))[level]))
    inside = (v for v in found if (low is None or v >= low) and (high is None or v <= high))
    return sorted(v for v in inside if not (r.lower_strict and v == low) and not (r.upper_strict and v == high))


def _steps(level: int) -> Iterator[Fraction]:
    """Distances from an end: geometric, the exponents from small to large."""
    if level == 0:
        exponents: Iterable[int] = (-30, -15, -8, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 30, 50)
    else:
        exponents = range(-40, 70) if level == 1 else range(-120, 260)
    for k in exponents:
        yield Fraction(2) ** k
        if level:
            yield Fraction(2) ** k * Fraction(11, 8)


def _integers(low: Fraction | None, high: Fraction | None, level: int) -> Iterator[Fraction]:
    near = (12, 80, 400)[level]
    far = (12, 40, 100)[level]
    starts = [(low, 1)] if low is not None else []
    starts += [(high, -1)] if high is not None else []
    for start, sign in starts or [(Fraction(0), 1), (Fraction(0), -1)]:
        for k in range(near):
            yield start + sign * k
        for k in range(3, far):
            for step in (2**k, 2**k + 1, 3 * 2 ** (k - 1), 10 ** (k // 3)):
                yield start + sign * step
    if low is not None and high is not None:
        width = high - low
        for k in range(1, near):
            yield low + width * k // near


def complexity(value: Fraction) -> tuple[int, Fraction]:
    """Short numbers first; among equally short ones small ones."""
    return value.numerator.bit_length() + 2 * value.denominator.bit_length(), abs(value)
