"""How close a proved inequality is: the least value of `lhs - rhs` met at exact points of the domain.

Promise: `slack_bound` is an upper bound of the infimum of lhs - rhs over the domain (the ball of the difference at one exact point,
rounded up to three digits); that no smaller value occurs is not claimed.  0 means that the bound is attained or approached.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from flint import arb, ctx

from certify.deadline import Deadline
from certify.digits import rounded
from certify.enclose.numbers import to_arb
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
    return "0" if best < NEGLIGIBLE else rounded(best, up=True)


def _points(view: Landscape) -> Iterator[Point]:
    axes = [axis(r, 0) for r in view.goal.domain.ranges.values()]
    grid = itertools.product(*axes) if axes else iter([()])
    costly = has(view.goal.f, "integral")
    yield from itertools.islice(grid, FEW_POINTS if costly else MOST_POINTS)
    if len(axes) == 1 and not costly:
        yield from descend(view, axes[0], scaled=False)
