"""Points worth certifying: exact corners, shortened samples, recognised contacts; for a goal that may fail, or for a domain.

Nothing here is part of a proof: every candidate is checked exactly by `certify.methods.refute`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from flint import arb, ctx

from certify.deadline import Deadline
from certify.enclose import closed_ball
from certify.enclose.numbers import to_arb
from certify.expr import ZERO, Expr, Rational
from certify.goal import Goal
from certify.methods.refute import descent
from certify.methods.refute.axes import axis, complexity
from certify.methods.refute.charts import Chart
from certify.methods.refute.landscape import Landscape, Point, has_scale
from certify.methods.refute.shorten import RECOGNISE_BITS, recognise, shorten

SIZES: Final = ((120, 2), (400, 3), (1000, 5))  # random samples and descents at each level, in several variables
NEAR_CONTACT: Final = arb(2) ** -16
NEAR_ZERO: Final = arb(2) ** -100
MOST_CORNERS: Final = 64
MOST_PRODUCTS: Final = 256

ExactPoint: TypeAlias = dict[str, Expr]


def failures(view: Landscape, level: int) -> Iterator[ExactPoint]:
    """Points of the chart that look like failures: exact corners, shortened samples, recognised contacts."""
    if not view.names:
        yield {}
        return
    if level == 0:
        yield from _corners(view)
    axes = [axis(r, level) for r in view.goal.domain.ranges.values()]
    if any(not a for a in axes):
        return
    for point in _suspects(view, axes, level):
        if view.violates(point):
            yield _named(view, shorten(view, point))
        elif view.goal.op in (">", "!="):
            yield from _contacts(view, point)


def _suspects(view: Landscape, axes: list[list[Fraction]], level: int) -> Iterator[Point]:
    several = len(axes) > 1
    if several and level == 0:
        yield from itertools.islice(itertools.product(*(_few(a) for a in axes)), MOST_PRODUCTS)
    if not several and view.goal.op == "!=":
        yield from ((v,) for v in descent.roots(view, axes[0]))
    for scaled in (False, True):
        if several:
            samples, starts = SIZES[level]
            yield from descent.wander(view, axes, scaled=scaled, seed=level, starts=starts, samples=samples)
        else:
            yield from descent.descend(view, axes[0], scaled=scaled)
        if level == 0 or not has_scale(view.goal.f):
            break


def _few(values: list[Fraction]) -> list[Fraction]:
    """Some of the simplest values, spread out; none of none."""
    if not values:
        return []
    simple = sorted(values, key=complexity)[:4]
    return sorted({values[0], values[-1], values[len(values) // 2], *simple}, key=complexity)


def _named(view: Landscape, point: Point) -> ExactPoint:
    return {name: Rational(value) for name, value in zip(view.names, point, strict=True)}


def _corners(view: Landscape) -> Iterator[ExactPoint]:
    """Included ends, exactly, where f is not clearly on the right side; with simple values for other coordinates."""
    choices: list[list[Expr]] = []
    for r in view.goal.domain.ranges.values():
        ends = [
            e for e, strict in ((r.lower, r.lower_strict), (r.upper, r.upper_strict)) if e is not None and not strict
        ]
        inner = [Rational(v) for v in _few(axis(r, 0))[:2]]
        choices.append(list(dict.fromkeys([*ends, *inner])))
    for corner in itertools.islice(itertools.product(*choices), MOST_CORNERS):
        view.deadline.check()
        with ctx.workprec(192):
            value = view.height.ball([closed_ball(c, 192) for c in corner])
        wrong = {">=": value < 0, ">": value < NEAR_ZERO, "==": not value.contains(0), "!=": abs(value) < NEAR_ZERO}
        if value.is_finite() and wrong[view.goal.op]:
            yield dict(zip(view.names, corner, strict=True))


def _contacts(view: Landscape, point: Point) -> Iterator[ExactPoint]:
    """Exact points near a sample where f all but vanishes: rational, or in one variable a recognised closed expression."""
    heights = [view.value(point, scaled=scaled) for scaled in (False, True)]
    if not any(h is not None and abs(h) < NEAR_CONTACT for h in heights):
        return
    for bound in (1, 2, 3, 4, 6, 12, 60, 1000):
        rounded = tuple(v.limit_denominator(bound) for v in point)
        near = all(abs(a - b) <= Fraction(1, 1000) * (1 + abs(b)) for a, b in zip(rounded, point, strict=True))
        if near and view.inside(rounded) and view.sign(rounded) == 0:
            yield _named(view, rounded)
            return
    if len(point) == 1:
        (name,) = view.names
        sharp = _sharpen(view, point[0])
        for item in recognise(sharp) if sharp is not None else ():
            yield {name: item}


def _sharpen(view: Landscape, start: Fraction) -> arb | None:
    """Newton's method for f = 0, or for f' = 0 at a double zero; the middle of the last ball."""
    with ctx.workprec(RECOGNISE_BITS):
        for order in (0, 1):
            x = to_arb(start)
            for _ in range(12):
                view.deadline.check()
                series = view.height.series([x], 0, order + 2)
                if not all(c.is_finite() for c in series) or series[order + 1].contains(0):
                    break
                step = (series[order] / (series[order + 1] * (order + 1))).mid()
                if not step.is_finite():
                    break
                x = (x - step).mid()
                if abs(step) < arb(2) ** (40 - RECOGNISE_BITS):
                    value = view.height.ball([x])
                    if value.is_finite() and abs(value) < arb(2) ** -120:
                        return x
                    break
    return None


def members(chart: Chart, level: int, deadline: Deadline) -> Iterator[ExactPoint]:
    """Points of the chart that seem to satisfy its constraints; where none does, points walked towards it."""
    try:
        view = Landscape(Goal(chart.domain, ZERO, ">="), deadline)
    except ValueError:
        return
    if not view.names:
        yield {}
        return
    if level == 0:
        ends = [[e for e in (r.lower, r.upper) if e is not None] for r in chart.domain.ranges.values()]
        inner = [[Rational(v) for v in _few(axis(r, 0))] for r in chart.domain.ranges.values()]
        choices = [list(dict.fromkeys([*i, *e])) for i, e in zip(inner, ends, strict=True)]
        if not view.conditions:
            yield from (
                dict(zip(view.names, c, strict=True)) for c in itertools.islice(itertools.product(*choices), 64)
            )
            return
        for corner in itertools.islice(itertools.product(*choices), 512):
            literal = tuple(c.value for c in corner if isinstance(c, Rational))
            if len(literal) < len(corner):
                yield dict(zip(view.names, corner, strict=True))
            elif view.inside(literal):
                yield _named(view, shorten(view, literal, fails=view.inside))
    axes = [axis(r, level) for r in chart.domain.ranges.values()]
    if any(not a for a in axes):
        return
    for point in descent.approach(view, axes, seed=level, samples=SIZES[level][0], starts=2 * SIZES[level][1]):
        yield _named(view, shorten(view, point, fails=view.inside))
