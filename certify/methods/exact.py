"""Goals without variables: balls on a rising ladder of precisions; equality by exact algebra only.

Rules: `boxes` with the one leaf `v` for a certain sign, `identity` for a value shown to vanish, `apart` for `!=`.
"""

from __future__ import annotations

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.context import Context
from certify.enclose import LADDER, closed_ball
from certify.expr import Expr, Rational, has
from certify.goal import Goal
from certify.unproved import Disproved, Unproved

MARGIN = 16  # more bits for whoever checks


def applies(goal: Goal) -> bool:
    """Goals whose f is closed and has no integral: those are enclosed by rule `quadrature`, piece by piece."""
    return not goal.f.free and not has(goal.f, "integral")


def attempt(goal: Goal, context: Context) -> Proof:
    """Determine the sign of f."""
    sign, prec = settle(goal.f, context)
    holds = {">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[goal.op]
    if not holds:
        raise Disproved(f"the value is {['zero', 'positive', 'negative'][sign]}")
    if sign == 0:
        return Proof("identity")
    ball = Proof("boxes", {"prec": prec + MARGIN, "tree": ["v"]})
    return Proof("apart", {"sign": sign}, (ball,)) if goal.op == "!=" else ball


def settle(f: Expr, context: Context) -> tuple[int, int]:
    """The sign of a closed expression and the precision that shows it; Unproved if it was not found."""
    if isinstance(f, Rational):
        return (f.value > 0) - (f.value < 0), LADDER[0]
    defined = False
    for prec in LADDER:
        context.deadline.check()
        ball = closed_ball(f, prec)
        if ball > 0:
            return 1, prec
        if ball < 0:
            return -1, prec
        if ball.is_finite() and not defined:
            defined = True
            if is_zero(f):
                return 0, prec
    raise Unproved("the sign of the value was not found" if defined else "the value is not defined, or not known to be")
