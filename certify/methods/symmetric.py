"""Polynomials that do not change under an exchange, or a cycle, of variables: cases by their order.

Under an order such as x <= y <= z every variable is the one before plus something >= 0, and what is left often has coefficients
of one sign (`certify.methods.sign`), as for Schur's inequality.  Rule `cases` for the larger of two variables.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

from certify.algebra import is_zero, polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.expr import Call, Expr, Variable
from certify.goal import Goal
from certify.methods.cases import cases
from certify.methods.order import ordered
from certify.methods.steps import Step, goal_of, put, realise
from certify.unproved import Unproved

MOST_VARIABLES: Final = 4
MAX_SIZE: Final = 400


def applies(goal: Goal) -> bool:
    """Polynomial inequalities in three or four real variables of the same range."""
    names = goal.active
    if goal.op not in (">=", ">") or not 2 < len(names) <= MOST_VARIABLES or goal.f.size > MAX_SIZE:
        return False
    ranges = [goal.domain.ranges[name] for name in names]
    return all(r == ranges[0] and not r.integer for r in ranges) and polynomial(goal.f, names) is not None


def attempt(goal: Goal, context: Context) -> Proof:
    """Every order, one after the other."""
    if not any(_invariant(goal, p) for p in _permutations(goal.active)):
        raise Unproved("not symmetric")
    step = by_order(goal)
    if step is None:
        raise Unproved("the variables are in order")
    return realise(step, context)


def by_order(goal: Goal) -> Step | None:
    """Cases until the order of the variables is known; None if it is."""
    pair = next((p for p in combinations(goal.active, 2) if not (_below(goal, *p) or _below(goal, *p[::-1]))), None)
    if pair is None:
        return None
    step = cases(goal, Call("max", (Variable(pair[0]), Variable(pair[1]))))
    for k, child in enumerate(step.children):
        further = by_order(goal_of(child))
        if further is not None:
            step = step.then(further, k)
    return step


def _permutations(names: tuple[str, ...]) -> list[dict[str, Expr]]:
    """The exchanges, and the cycle."""
    swaps: list[dict[str, Expr]] = [{x: Variable(y), y: Variable(x)} for x, y in combinations(names, 2)]
    return [*swaps, {x: Variable(y) for x, y in zip(names, (*names[1:], names[0]), strict=True)}]


def _invariant(goal: Goal, values: dict[str, Expr]) -> bool:
    return is_zero(goal.f - put(goal.f, values))


def _below(goal: Goal, x: str, y: str) -> bool:
    """Whether x <= y follows from the constraints, in some steps."""
    reached, new = {x}, {x}
    while new:
        new = {b for a in new for b in goal.domain.ranges if b not in reached and ordered(goal.domain, a, b)}
        reached |= new
    return y in reached
