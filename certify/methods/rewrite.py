"""Clearing denominators and positive factors, so that what is left is as regular as it can be."""

from __future__ import annotations

from certify import sample
from certify.algebra import fraction, normal
from certify.certificate import Proof
from certify.context import Context, Unproved
from certify.expr import MINUS_ONE, ONE, Expr, div, mul
from certify.goal import Goal
from certify.methods.shape import common, product_of, seems_positive
from certify.methods.steps import Step, multiply, realise, rewrite


def applies(goal: Goal) -> bool:
    """Relations that are not closed."""
    return bool(goal.f.free)


def attempt(goal: Goal, context: Context) -> Proof:
    """Clear denominators and common positive factors, if that changes anything."""
    step = simplified(goal)
    if step is None:
        raise Unproved("nothing to clear")
    return realise(step, context)


def simplified(goal: Goal) -> Step | None:
    """The goal times what is positive in the denominator and in common factors; None if that changes nothing.

    With f = N/D, D = s*|D| of one sign s and N = P*g with P positive: f has the sign of s*g, since f*h = s*g for h = |D|/P.
    """
    top, bottom = fraction(goal.f)
    sign = _sign(bottom, goal)
    if sign is None:
        return None
    shared = {b: e for b, e in common(top).items() if seems_positive(b, goal.domain)}
    factor = mul(bottom, MINUS_ONE) if sign < 0 else bottom
    result = top if sign > 0 else -top
    if shared:
        content = product_of(shared)
        factor, result = div(factor, content), normal(div(result, content))
    factor = normal(factor)
    if factor == ONE:
        return None if result == goal.f else rewrite(goal, result)
    return multiply(goal, factor, result)


def _sign(item: Expr, goal: Goal) -> int | None:
    if seems_positive(item, goal.domain):
        return 1
    return -1 if sample.seems(item, "<", goal.domain) else None
