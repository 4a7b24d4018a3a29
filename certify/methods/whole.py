"""Integers: what is greater than -1 is at least 0.

Rule `whole`: f = q*g with a rational q > 0 and g integer-valued, so that f >= 0 follows from g + 1 > 0.  A strict constraint between
integer-valued sides is added in its sharper form, without the strictness: a < b as a + 1 <= b (rule `cut`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from certify.algebra import normal, rational_polynomial
from certify.algebra.leaves import rational_gcd
from certify.certificate import Proof
from certify.context import Context
from certify.expr import ONE, Rational, add, mul
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.known import OPEN
from certify.methods.steps import Step, cut, goal_of, realise
from certify.parse import Relation
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Inequalities on domains with integer variables: those that are integer-valued, or have a constraint that is."""
    if goal.op not in (">=", ">") or not goal.domain.integers:
        return False
    return goal.op == ">=" or next(sharper(goal), None) is not None


def attempt(goal: Goal, context: Context) -> Proof:
    """Sharpen the constraints first."""
    relation = next(sharper(goal), None)
    if relation is not None:
        step = cut(goal, relation)
        return realise(step.then(whole(goal_of(step.children[0])), 0), context)
    return realise(whole(goal), context)


def whole(goal: Goal) -> Step:
    """Rule `whole`.  Raises Unproved if f is no multiple of what is integer-valued by its form."""
    integers = goal.domain.integers
    for q in dict.fromkeys((content(goal), Fraction(1))):
        item = goal.f if q == 1 else normal(mul(Rational(1 / q), goal.f))
        if goal.op == ">=" and item.free and is_integer_valued(item, integers):
            child = Goal(goal.domain, add(item, ONE), ">")
            params = {"item": item, "scale": Rational(q)}
            return Step(goal, "whole", params, (child,), ((goal, (item,)),), (goal.f - mul(Rational(q), item),))
    raise Unproved("not integer-valued by its form")


def content(goal: Goal) -> Fraction:
    """The positive rational by which a polynomial has to be divided to have coprime integers as coefficients; 1 for other things."""
    found = rational_polynomial(goal.f, tuple(goal.domain.ranges))
    return reduce(rational_gcd, (found or {}).values(), Fraction(0)) or Fraction(1)


def sharper(goal: Goal) -> Iterator[Relation]:
    """The strict constraints between integer-valued sides with several variables, sharpened, that are not there yet."""
    for c in goal.domain.constraints:
        if c.op in OPEN and len(c.free) > 1 and all(is_integer_valued(s, goal.domain.integers) for s in (c.lhs, c.rhs)):
            low, high = (c.lhs, c.rhs) if c.op == "<" else (c.rhs, c.lhs)
            found = Relation(add(low, ONE), "<=", high)
            if found not in goal.domain.constraints:
                yield found
