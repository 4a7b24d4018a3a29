"""Functions of one inner term, and a single square root, in several variables.

Inner term.   f = F(u) with a function F of one variable, monotone where it matters (an angle, c - atan(u)): if F > 0 on one side of a
              rational T, it is enough that u lies there (rule `generalise`).
Single root.  f = a*sqrt(p) + b with a > 0: since (a*sqrt(p) + b)**2 + (a**2*p - b**2) = 2*a*sqrt(p)*f, it is enough that a**2*p >= b**2
              (rules `multiply` and `sum`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from certify import sample
from certify.algebra import fraction, polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Range
from certify.expr import HALF, ONE, ZERO, Call, Expr, Rational, Variable, fresh, mul, neg, power, replace, walk
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.steps import Step, generalise, goal_of, multiply, put, realise, total
from certify.unproved import OutOfTime, Unproved

OUTER: Final = ("atan", "asin", "acos", "log", "exp")
WIDTHS: Final = (Fraction(1, 2**14), Fraction(1, 2**30), Fraction(1, 2**44))
FARTHEST: Final = 2**20
BISECTIONS: Final = 80


def applies(goal: Goal) -> bool:
    """Inequalities in several real variables with a function of one inner term, or with a square root."""
    if goal.op not in (">=", ">") or len(goal.active) < 2 or goal.domain.integers:
        return False
    return any(isinstance(n, Call) and (n.op in OUTER or _is_root(n)) for n in walk(goal.f))


def attempt(goal: Goal, context: Context) -> Proof:
    """The first plan that succeeds."""
    failure: Unproved | None = None
    for plan in plans(goal):
        context.deadline.check()
        try:
            return realise(plan, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("f is no function of one inner term, and has no single square root")


def plans(goal: Goal) -> Iterator[Step]:
    """Bounds for an inner term, ever closer to the zero of the outer function; then a square root by itself."""
    for node in walk(goal.f):
        if isinstance(node, Call) and node.op in OUTER and len(node.args[0].free) > 1:
            yield from _bounded(goal, node.args[0])
    root = _single_root(goal)
    if root is not None:
        yield root


# an inner term --------------------------------------------------------------------------------------------------------------


def _bounded(goal: Goal, inner: Expr) -> Iterator[Step]:
    new = fresh("w", frozenset(goal.domain.ranges))
    outer = replace(goal.f, inner, Variable(new))
    if outer.free != {new}:
        return
    for rising in (False, True):
        for width in WIDTHS:
            end = _end(outer, new, width, rising=rising)
            if end is None:
                break
            where = Range(Rational(end), None) if rising else Range(None, Rational(end))
            step = generalise(goal, inner, new, where, outer)
            if all(sample.violation(leaf) is None for leaf in step.leaves()):
                yield step


def _end(outer: Expr, name: str, width: Fraction, *, rising: bool) -> Fraction | None:
    """A short fraction close to the place where a function of one variable changes its sign, where it is positive."""
    low, high = Fraction(-FARTHEST), Fraction(FARTHEST)
    wanted = {low: not rising, high: rising}
    if any(_positive(outer, name, x) is not sign for x, sign in wanted.items()):
        return None
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if _positive(outer, name, middle) is rising:
            high = middle
        else:
            low = middle
    inside = high + width * (1 + abs(high)) if rising else low - width * (1 + abs(low))
    between = sorted((inside, high if rising else low))
    return _shortest(*between)


def _shortest(low: Fraction, high: Fraction) -> Fraction:
    """A short fraction between two others."""
    middle, most = (low + high) / 2, 1
    while not low <= (found := middle.limit_denominator(most)) <= high:
        most *= 2
    return found


def _positive(outer: Expr, name: str, x: Fraction) -> bool | None:
    from certify.enclose import closed_ball

    ball = closed_ball(put(outer, {name: Rational(x)}), 128)
    return True if ball > 0 else False if ball < 0 else None


# a square root --------------------------------------------------------------------------------------------------------------


def _is_root(node: Expr) -> bool:
    return (
        isinstance(node, Call) and node.op == "pow" and isinstance(node.args[1], Rational)
        and abs(node.args[1].value) == HALF.value and len(node.free) > 1
    )  # fmt: skip


def _single_root(goal: Goal) -> Step | None:
    """The plan for f = (a*sqrt(p) + b)/c with c > 0, if a**2*p - b**2 seems to have the sign."""
    bases = {n.args[0] for n in walk(goal.f) if isinstance(n, Call) and _is_root(n)}
    if len(bases) != 1:
        return None
    (p,) = bases
    new = fresh("s", frozenset(goal.domain.ranges))
    s = Variable(new)
    f = replace(replace(goal.f, power(p, HALF), s), power(p, neg(HALF)), s**-1)
    top, bottom = fraction(f)
    parts = polynomial(top, (new,))
    if parts is None or max(parts) != (1,) or any(_is_root(n) for n in walk(f)):
        return None
    root = power(p, HALF)
    a, b = parts[1,], parts.get((0,), ZERO)
    below = put(bottom, {new: root})
    for sign in (1, -1):
        a, b, below = (a, b, below) if sign > 0 else (neg(a), neg(b), neg(below))
        rest = a**2 * p - b**2
        if all(sample.seems(x, ">", goal.domain) or x == ONE for x in (a, below)) and sample.seems(
            rest, goal.op, goal.domain
        ):
            first = multiply(goal, below, a * root + b)
            second = multiply(first.last, mul(Rational(2), a, root), (a * root + b) ** 2 + rest)
            third = total(second.last, [(a * root + b) ** 2, rest], [">=", goal.op])
            third = third.then(by_fact(goal_of(third.children[0]), "square", a * root + b), 0)
            return first.then(second.then(third))
    return None
