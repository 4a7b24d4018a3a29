"""`f != 0` by showing that f > 0 on the whole domain, or f < 0 (rule `apart`, parameter `sign`)."""

from __future__ import annotations

from certify.certificate import Proof
from certify.context import Context
from certify.goal import Goal
from certify.unproved import Disproved, Unproved


def applies(goal: Goal) -> bool:
    """Goals `f != 0`."""
    return goal.op == "!="


def attempt(goal: Goal, context: Context) -> Proof:
    """Try both signs."""
    try:
        return Proof("apart", {"sign": 1}, (context.prove(Goal(goal.domain, goal.f, ">")),))
    except Unproved:
        try:
            child = context.prove(Goal(goal.domain, goal.negated(), ">"))
        except Disproved as failure:  # f may have both signs and not vanish
            raise Unproved(failure.reason, failure.closest) from None
    return Proof("apart", {"sign": -1}, (child,))
