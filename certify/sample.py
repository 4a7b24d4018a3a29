"""Sample points of a domain, to tell false goals from plausible ones before any proof is tried.

What is promised: the points returned by `points` satisfy the domain up to rounding, and `violation` returns a point only if a
ball computed there contradicts the goal.  What is not promised: anything else.  Nothing here is part of a proof; a goal
without violation may be false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flint import arb, ctx

from certify.domain import Domain, Range
from certify.expr import Expr, has
from certify.goal import Goal

if TYPE_CHECKING:
    from certify.enclose import Compiled

Point = tuple[arb, ...]

PRECISIONS: Final = (64, 192)
FRACTIONS: Final = tuple(Fraction(k, 16) for k in range(1, 16))
CLOSE: Final = (3, 5, 7, 10, 14, 20, 30)
FAR: Final = (-30, -20, -12, -8, -5, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 50)
MANY: Final = 160
FEW: Final = 8  # points for goals with integrals, which take long to evaluate


@lru_cache(maxsize=256)
def violation(goal: Goal) -> Point | None:
    """A sample point where the goal certainly fails (in the order of the domain's variables), or None."""
    names = tuple(goal.domain.ranges)
    compiled = compiled_for(goal.f, names)
    if compiled is None:
        return None
    costly = has(goal.f, "integral")
    if costly and goal.op == "==" and not goal.f.free:
        return None  # its exact value costs less than a ball
    for point in points(goal.domain)[: FEW if costly else None]:
        s = sign_at(compiled, point, PRECISIONS[: 1 if costly else None])
        if s is not None and not admits(goal.op, s):
            return point
    return None


def admits(op: str, sign: int) -> bool:
    """Whether a value of this sign satisfies `op 0`."""
    return {
        ">=": sign >= 0, ">": sign > 0, "==": sign == 0, "!=": sign != 0, "<=": sign <= 0, "<": sign < 0,
    }[op]  # fmt: skip


def compiled_for(f: Expr, names: Sequence[str]) -> Compiled | None:
    """The evaluator of f, or None if it has none (a binder, say)."""
    from certify.enclose import compile
    from certify.errors import InputError
    from certify.unproved import Unproved

    try:
        return compile(f, names)
    except (Unproved, InputError, ValueError):
        return None


def sign_at(compiled: Compiled, point: Point, precisions: Sequence[int] = PRECISIONS) -> int | None:
    """The sign (1, -1, or 0 for an exact zero) of the value at a point; None if undefined or too close to tell."""
    for prec in precisions:
        with ctx.workprec(prec):
            value = compiled.ball(point)
            if value > 0:
                return 1
            if value < 0:
                return -1
            if not value.is_finite():
                return None
            if value.is_zero():
                return 0
    return None


def signs(f: Expr, domain: Domain) -> list[tuple[Point, int]]:
    """The signs of f at the sample points where they can be told."""
    compiled = compiled_for(f, tuple(domain.ranges))
    if compiled is None:
        return []
    found = ((p, sign_at(compiled, p)) for p in points(domain))
    return [(p, s) for p, s in found if s is not None]


def seems(f: Expr, op: str, domain: Domain) -> bool:
    """Whether f is defined and `f op 0` at some sample points and fails at none (decidedly, in balls)."""
    found = signs(f, domain)
    return bool(found) and all(admits(op, s) for _, s in found)


@lru_cache(maxsize=256)
def points(domain: Domain) -> tuple[Point, ...]:
    """Points of the domain, deterministic: a grid for one variable, mixtures of grids for several."""
    grids = [list(_grid(r)) for r in domain.ranges.values()]
    if any(not g for g in grids):
        return ()
    found: list[Point] = [()] if not grids else [(v,) for v in grids[0]] if len(grids) == 1 else list(_mixtures(grids))
    return tuple(p for p in found if _inside(domain, p))


def _grid(r: Range) -> Iterator[arb]:
    """Values of a range: spread out, close to its ends, far away where it is unbounded; its ends if they belong to it."""
    low, high = _end(r.lower), _end(r.upper)
    if low is not None and not r.lower_strict:
        yield low
    if high is not None and not r.upper_strict:
        yield high
    for value in _inner(low, high):
        if not r.integer:
            yield value
        else:
            whole = value.floor().mid()
            if (low is None or not whole < low) and (high is None or not whole > high):
                yield whole


def _inner(low: arb | None, high: arb | None) -> Iterator[arb]:
    with ctx.workprec(PRECISIONS[0]):
        if low is not None and high is not None:
            width = high - low
            for q in FRACTIONS:
                yield (low + width * arb(q.numerator) / q.denominator).mid()
            for k in CLOSE:
                step = width * arb(2) ** -k
                yield (low + step).mid()
                yield (high - step).mid()
        elif low is not None or high is not None:
            for k in FAR:
                step = arb(2) ** k * (1 + arb(3) / 16)
                if low is not None:
                    yield (low + step).mid()
                elif high is not None:
                    yield (high - step).mid()
        else:
            yield arb(0)
            for k in FAR:
                step = arb(2) ** k * (1 + arb(3) / 16)
                yield step.mid()
                yield -step.mid()


def _end(end: Expr | None) -> arb | None:
    from certify.enclose import closed_ball

    return None if end is None else closed_ball(end, PRECISIONS[-1])


def _mixtures(grids: list[list[arb]]) -> Iterator[Point]:
    """Points whose coordinates are drawn from the grids, some of them with equal or almost equal coordinates."""
    draw = random.Random(1)
    for _ in range(MANY):
        yield tuple(draw.choice(g) for g in grids)
    for k in range(MANY // 2):
        point = [draw.choice(g) for g in grids]
        i, j = draw.sample(range(len(grids)), 2)
        point[j] = point[i] * (1 + draw.choice((0, 1, -1)) * arb(2) ** -(3 + 3 * (k % 4)))
        yield tuple(v.mid() for v in point)


def _inside(domain: Domain, point: Point) -> bool:
    """Whether the balls at the point do not contradict the domain's ranges and certainly satisfy its constraints."""
    for value, r in zip(point, domain.ranges.values(), strict=True):
        low, high = _end(r.lower), _end(r.upper)
        if low is not None and (value < low or (r.lower_strict and not value > low)):
            return False
        if high is not None and (value > high or (r.upper_strict and not value < high)):
            return False
        if r.integer and not value.is_integer():
            return False
    names = tuple(domain.ranges)
    for constraint in domain.constraints:
        goal = Goal.of(domain, constraint)
        compiled = compiled_for(goal.f, names)
        s = None if compiled is None else sign_at(compiled, point)
        if s is None or not admits(goal.op, s):
            return False
    return True
