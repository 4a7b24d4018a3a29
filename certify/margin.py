"""How close a proved inequality is: the least value of `lhs - rhs` met at exact points of the domain.

Promise: `slack_bound` is an upper bound of the infimum of lhs - rhs over the domain (the ball of the difference at one exact point,
rounded up to three digits); that no smaller value occurs is not claimed.  0 means that the bound is attained or approached.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb, ctx

from certify.context import Deadline
from certify.enclose.numbers import to_arb, to_fraction
from certify.expr import has
from certify.goal import Goal
from certify.methods.refute.axes import axis
from certify.methods.refute.descent import descend
from certify.methods.refute.landscape import Landscape, Point
from certify.unproved import OutOfTime

MOST_POINTS: Final = 300
FEW_POINTS: Final = 12  # of integrals
NEGLIGIBLE: Final = arb(10) ** -12


def slack_bound(goal: Goal, deadline: Deadline) -> str | None:
    """The bound as a short decimal; None for equalities and where no point could be evaluated."""
    if goal.op not in (">", ">="):
        return None
    best: arb | None = None
    try:
        view = Landscape(goal, deadline)
        for point in _points(view):
            if view.inside(point):
                with ctx.workprec(192):
                    value = view.height.ball([to_arb(v) for v in point])
                if value.is_finite() and (best is None or value.upper() < best):
                    best = value.upper()
    except (OutOfTime, ValueError):
        pass
    if best is None:
        return None
    return "0" if best < NEGLIGIBLE else _rounded_up(best)


def _points(view: Landscape) -> Iterator[Point]:
    axes = [axis(r, 0) for r in view.goal.domain.ranges.values()]
    grid = itertools.product(*axes) if axes else iter([()])
    costly = has(view.goal.f, "integral")
    yield from itertools.islice(grid, FEW_POINTS if costly else MOST_POINTS)
    if len(axes) == 1 and not costly:
        yield from descend(view, axes[0], scaled=False)


def _rounded_up(value: arb) -> str:
    """Three significant digits, upwards; in balls, as the value may have billions of digits."""
    with ctx.workprec(256):
        exponent = int(to_fraction((value.log() / arb(10).log()).lower().floor()))
        digits = _ceiling(_scaled(value, 2 - exponent))
        while digits >= 1000:
            exponent += 1
            digits = _ceiling(_scaled(value, 2 - exponent))
    if -4 <= exponent < 6:
        return f"{float(digits * Fraction(10) ** (exponent - 2)):.{max(0, 2 - exponent)}f}"
    return f"{digits // 100}.{digits % 100:02d}e{exponent:+03d}"


def _scaled(value: arb, places: int) -> arb:
    """value * 10**places, exactly where it fits."""
    return value * arb(10) ** places if places >= 0 else value / arb(10) ** -places


def _ceiling(value: arb) -> int:
    """The least integer that is certainly not less; for values below 10**4."""
    return int(to_fraction(value.upper().ceil()))
