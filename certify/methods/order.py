"""Two variables and their order: the cases x <= y and x >= y, and under an order y = x + t with t >= 0.

Where f vanishes on the diagonal, a chain of derivatives can start there once the order is known (`certify.methods.taylor`), and
after the substitution the contact lies at t = 0, where the other methods look for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain, Range
from certify.expr import ONE, ZERO, Call, Variable, fresh
from certify.goal import Goal
from certify.methods.cases import cases
from certify.methods.dimension import placed
from certify.methods.steps import Step, put, realise, substitution
from certify.parse import Relation
from certify.unproved import OutOfTime, Unproved


def applies(goal: Goal) -> bool:
    """Inequalities in two and more real variables."""
    return goal.op in (">=", ">") and len(_reals(goal)) > 1


def attempt(goal: Goal, context: Context) -> Proof:
    """Cases, or the difference as a variable."""
    failure: Unproved | None = None
    for plan in plans(goal):
        context.deadline.check()
        try:
            return realise(plan, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no two variables meet on a diagonal")


def plans(goal: Goal) -> Iterator[Step]:
    """The pairs of variables whose order matters."""
    for x, y in combinations(_reals(goal), 2):
        if orders(goal.domain, x, y):
            for low, high in ((x, y), (y, x)):
                if ordered(goal.domain, low, high):
                    yield apart(goal, low, high)
        elif _touches(goal, x, y):
            yield cases(goal, Call("max", (Variable(x), Variable(y))))


def _reals(goal: Goal) -> list[str]:
    return [name for name in goal.active if not goal.domain.ranges[name].integer]


def orders(domain: Domain, x: str, y: str) -> bool:
    """Whether a constraint compares the two variables with each other."""
    return any(c.free == {x, y} and c.op not in ("==", "!=") and _linear(c, x, y) for c in domain.constraints)


def _linear(c: Relation, x: str, y: str) -> bool:
    difference = normal(c.lhs - c.rhs)
    return difference in (normal(Variable(x) - Variable(y)), normal(Variable(y) - Variable(x)))


def ordered(domain: Domain, low: str, high: str) -> bool:
    """Whether low <= high is a constraint."""
    for c in domain.constraints:
        if c.free == {low, high} and c.op not in ("==", "!="):
            difference = normal(c.lhs - c.rhs)
            if difference == normal(Variable(low) - Variable(high)) and c.op in ("<", "<="):
                return True
            if difference == normal(Variable(high) - Variable(low)) and c.op in (">", ">="):
                return True
    return False


def apart(goal: Goal, low: str, high: str) -> Step:
    """high = low + t with t >= 0; the ends of high's range stay as constraints."""
    new = fresh("t", frozenset(goal.domain.ranges))
    r, s = goal.domain.ranges[low], goal.domain.ranges[high]
    top = None
    if s.upper is not None and r.lower is not None:
        top = normal(s.upper - r.lower)
    strict = any(c.op in ("<", ">") for c in goal.domain.constraints if c.free == {low, high})
    step = substitution(
        goal, high, new, Variable(low) + Variable(new), Variable(high) - Variable(low), Range(ZERO, top, strict, False)
    )
    return placed(step, ONE)


def _touches(goal: Goal, x: str, y: str) -> bool:
    """Whether f seems to vanish where x = y."""
    if x not in goal.f.free or y not in goal.f.free:
        return False
    try:
        return is_zero(put(goal.f, {y: Variable(x)}))
    except Unproved:
        return False
