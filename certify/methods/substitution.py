"""Changes of one variable: mirror, reciprocal, distance from an end, powers, exponentials.  Rule `substitute`.

Each function builds the step; its inverse and the range of the new variable are chosen so that the children that place the
new variable are evident.
"""

from __future__ import annotations

from fractions import Fraction

from certify.algebra import normal
from certify.context import Unproved
from certify.domain import Range
from certify.expr import ZERO, Expr, Rational, Variable, exp, fresh, log, neg, power
from certify.goal import Goal
from certify.methods import evident
from certify.methods.steps import Step, goal_of, substitution


def new_variable(step: Step) -> str:
    """The variable that a substitution introduces."""
    return str(step.params["new"])


def mirrored(goal: Goal, name: str) -> Step:
    """x = -t."""
    r = goal.domain.ranges[name]
    where = Range(
        None if r.upper is None else normal(neg(r.upper)),
        None if r.lower is None else normal(neg(r.lower)),
        r.upper_strict,
        r.lower_strict,
    )
    return _planned(substitution(goal, name, _fresh(goal, "t"), neg(Variable(_fresh(goal, "t"))), neg(Variable(name)), where))


def to_zero(goal: Goal, name: str, side: str, q: int = 1) -> Step:
    """What lies at the end of a range goes to u = 0: x = u**-q for "up", x = end + u**q for "lower", end - u**q for "upper".

    "up" needs positive x.
    """
    r = goal.domain.ranges[name]
    new = _fresh(goal, "u")
    u, x = Variable(new), Variable(name)
    root = Rational(Fraction(1, q))
    if side == "up":
        if r.lower is None or r.upper is not None:
            raise Unproved(f"{name} is not unbounded on one side")
        end, strict = (None, False) if r.lower == ZERO else (normal(power(r.lower, neg(root))), r.lower_strict)
        if r.lower == ZERO and not r.lower_strict:
            raise Unproved(f"{name} may be 0")
        return _planned(substitution(goal, name, new, u**-q, power(x, neg(root)), Range(ZERO, end, True, strict)))
    if r.lower is None or r.upper is None:
        raise Unproved(f"{name} is unbounded")
    top = normal(power(r.upper - r.lower, root))
    if side == "lower":
        where = Range(ZERO, top, r.lower_strict, r.upper_strict)
        return _planned(substitution(goal, name, new, r.lower + u**q, power(x - r.lower, root), where))
    where = Range(ZERO, top, r.upper_strict, r.lower_strict)
    return _planned(substitution(goal, name, new, r.upper - u**q, power(r.upper - x, root), where))


def shifted(goal: Goal, name: str, end: Expr) -> Step:
    """x = end + t, for a range [end, oo) or one with an irrational end."""
    r = goal.domain.ranges[name]
    where = Range(
        None if r.lower is None else normal(r.lower - end),
        None if r.upper is None else normal(r.upper - end),
        r.lower_strict,
        r.upper_strict,
    )
    new = _fresh(goal, "t")
    return _planned(substitution(goal, name, new, end + Variable(new), Variable(name) - end, where))


def exponential(goal: Goal, name: str, rate: Fraction = Fraction(1)) -> Step:
    """x = log(v)/rate, v = exp(rate*x) > 0, for f that depends on x through exponentials of multiples of rate*x alone."""
    r = goal.domain.ranges[name]
    new = _fresh(goal, "v")
    ends = [None if e is None else normal(exp(e * rate)) for e in (r.lower, r.upper)]
    strict = (r.lower_strict, r.upper_strict)
    if rate < 0:
        ends, strict = ends[::-1], strict[::-1]
    where = Range(ends[0] if ends[0] is not None else ZERO, ends[1], strict[0] or ends[0] is None, strict[1])
    forward = log(Variable(new)) * (1 / rate)
    return _planned(substitution(goal, name, new, forward, exp(Variable(name) * rate), where))


def _fresh(goal: Goal, stem: str) -> str:
    return fresh(stem, frozenset(goal.domain.ranges))


def _planned(step: Step) -> Step:
    """Plans for the children that place the new variable."""
    for k in range(len(step.children) - 1):
        child = goal_of(step.children[k])
        step = step.then(evident.plan(child), k)
    return step
