"""One variable: cut the range where f turns, so that f is monotone on every piece that is not compact.

The places where f' changes its sign are found numerically.  Where f has a minimum with the value 0, the point must be known
exactly (a closed form is guessed, exact algebra confirms it): the pieces meet there, and a chain of derivatives starts there.
A positive minimum is put into a small compact piece of its own; a maximum only separates.  Rule `split`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb, ctx

from certify import sample
from certify.algebra import is_zero
from certify.calculus import derivative
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Range
from certify.enclose import Compiled, closed_ball, compare
from certify.enclose.numbers import to_fraction
from certify.expr import Expr, Rational
from certify.goal import Goal
from certify.methods.boxes.guess import closed_forms
from certify.methods.rewrite import simplified
from certify.methods.steps import put, realise, split
from certify.unproved import Unproved

BITS: Final = 256
MOST_TURNS: Final = 8
FINE: Final = 8  # points between neighbouring powers of two


def applies(goal: Goal) -> bool:
    """Inequalities in one real variable that have no denominators left."""
    return (
        goal.op in (">=", ">")
        and len(goal.domain.ranges) == 1
        and len(goal.active) == 1
        and not goal.domain.integers
        and not goal.domain.constraints
        and simplified(goal) is None
    )


def attempt(goal: Goal, context: Context) -> Proof:
    """Cut the range at the turns of f."""
    (name,) = goal.active
    cuts = _cuts(goal, name)
    if not cuts:
        raise Unproved("f does not turn inside its range")
    return realise(split(goal, name, cuts), context)


def _cuts(goal: Goal, name: str) -> list[Expr]:
    value = sample.compiled_for(goal.f, (name,))
    slope = sample.compiled_for(derivative(goal.f, name), (name,))
    if value is None or slope is None:
        raise Unproved("f cannot be evaluated")
    grid = _grid(goal.domain.ranges[name])
    signs = [sample.sign_at(slope, (x,)) for x in grid]
    turns: list[tuple[arb, arb, int]] = []
    last: tuple[arb, int] | None = None
    for x, s in zip(grid, signs, strict=True):
        if not s:
            continue
        if last is not None and s != last[1]:
            turns.append((last[0], x, s))
        last = (x, s)
    if len(turns) > MOST_TURNS:
        raise Unproved("f turns too often")
    found: list[Expr] = []
    for low, high, s in turns:
        z = _bisect(slope, low, high, s)
        if s > 0:
            found += _around_minimum(goal, name, value, z, low, high)
        else:
            found.append(Rational(_simple(z, low, high)))
    return _increasing(found, goal.domain.ranges[name])


def _around_minimum(goal: Goal, name: str, value: Compiled, z: arb, low: arb, high: arb) -> list[Expr]:
    """A point of contact, exactly; or two points that enclose a positive minimum."""
    with ctx.workprec(BITS):
        height = value.ball((z,))
        if abs(height) < arb(2) ** (-BITS // 2):
            for c in closed_forms(z, BITS - 32):
                if is_zero(put(goal.f, {name: c})):
                    return [c]
            raise Unproved("f seems to touch 0 at a point that was not recognised")
        reach = min(z - low, high - z) if z - low > 0 and high - z > 0 else (high - low) / 4
        width = min(reach, (high - low) / 4, key=float) + (high - low) / 64
        left, right = z - width, z + width
    first = _simple(left, left - width / 2, left + width / 2)
    second = _simple(right, right - width / 2, right + width / 2)
    return [Rational(first), Rational(second)]


def _bisect(slope: Compiled, low: arb, high: arb, s: int) -> arb:
    """The point where the derivative gets the sign s, to many bits."""
    with ctx.workprec(BITS):
        for _ in range(BITS):
            middle = ((low + high) / 2).mid()
            if middle <= low or middle >= high:
                break
            ball = slope.ball((middle,))
            if (ball > 0 and s > 0) or (ball < 0 and s < 0):
                high = middle
            elif ball > 0 or ball < 0:
                low = middle
            else:
                return middle
        return ((low + high) / 2).mid()


def zeros(first: Expr, name: str, low: arb, high: arb) -> Iterator[Expr]:
    """Closed forms of the zero of an increasing expression between two points."""
    compiled = sample.compiled_for(first, (name,))
    if compiled is not None:
        z = _bisect(compiled, low, high, 1)
        with ctx.workprec(BITS):
            yield from closed_forms(z, BITS - 32)


def _grid(r: Range) -> list[arb]:
    """Increasing points inside a range, close together."""
    with ctx.workprec(64):
        low = None if r.lower is None else closed_ball(r.lower, 64)
        high = None if r.upper is None else closed_ball(r.upper, 64)
        powers = [arb(2) ** (arb(k) / FINE) for k in range(-30 * FINE, 30 * FINE)]
        if low is not None and high is not None:
            half = (high - low) / 2
            small = [(half * p / powers[-1]).mid() for p in powers[::2] if p / powers[-1] > arb(2) ** -24]
            even = [(high - low) * k / 64 for k in range(1, 64)]
            found = [low + p for p in small] + [high - p for p in small] + [low + p for p in even]
        elif low is not None:
            found = [low + p for p in powers]
        elif high is not None:
            found = [high - p for p in powers]
        else:
            found = [*powers, arb(0), *(-p for p in powers)]
        return sorted((x.mid() for x in found), key=float)


def _simple(z: arb, low: arb, high: arb) -> Fraction:
    """A short fraction well between two points, close to z."""
    with ctx.workprec(BITS):
        value = to_fraction(z)
        gap = to_fraction(min(abs(z - low).mid(), abs(high - z).mid(), key=float)) / 2
    for bound in (1, 2, 4, 8, 16, 64, 256, 2**12, 2**20, 2**40, 2**80):
        found = value.limit_denominator(bound)
        if abs(found - value) <= gap:
            return found
    return value


def _increasing(points: list[Expr], r: Range) -> list[Expr]:
    """The points that lie inside the range, in order; an overlap is left out."""
    found: list[Expr] = []
    for p in points:
        inside = (r.lower is None or compare(p, ">", r.lower) is True) and (
            r.upper is None or compare(p, "<", r.upper) is True
        )
        if inside and (not found or compare(p, ">", found[-1]) is True):
            found.append(p)
    return found
