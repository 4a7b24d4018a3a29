"""Equalities by the normal form (rule `identity`)."""

from __future__ import annotations

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.context import Context, Unproved
from certify.goal import Goal


def applies(goal: Goal) -> bool:
    """Equalities, and inequalities that may hold with equality."""
    return goal.op in ("==", ">=")


def attempt(goal: Goal, context: Context) -> Proof:
    """Show that f vanishes identically."""
    if is_zero(goal.f, goal.domain.integers):
        return Proof("identity")
    raise Unproved("the normal form does not vanish")
