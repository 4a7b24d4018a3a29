"""Intervals between rationals, and which rationals they contain: for tests only."""

from __future__ import annotations

from fractions import Fraction

from certify.check.dyadic import Interval, Undefined, less


def between(lo: int | Fraction | None, hi: int | Fraction | None, p: int) -> Interval:
    """All x with lo <= x <= hi (None: unbounded), rounded outwards; raises Undefined if there are none."""
    if lo is not None and hi is not None and lo > hi:
        raise Undefined("empty interval")
    return Interval(None if lo is None else Interval.of(lo, p).lo, None if hi is None else Interval.of(hi, p).hi)


def contains(x: Interval, q: int | Fraction) -> bool:
    """Whether a rational is an element."""
    n, d = Fraction(q).as_integer_ratio()
    return not (
        (x.lo is not None and less((n, 0), (x.lo[0] * d, x.lo[1])))
        or (x.hi is not None and less((x.hi[0] * d, x.hi[1]), (n, 0)))
    )
