"""Logarithms of both sides: A - B >= 0 with positive A and B as log(A) - log(B) >= 0 (rule `log`).

For goals on an unbounded range in which gamma functions, binomials, exponentials or powers with a variable exponent occur: on the
logarithmic scale the tail method meets lgamma and linear growth only.  f must be a difference of two products; a factor that is
a sum keeps its logarithm as it is.
"""

from __future__ import annotations

from certify import sample
from certify.certificate import Proof
from certify.context import Context, Unproved
from certify.expr import ONE, Call, Expr, Rational, add, log, mul, neg, walk
from certify.goal import Goal
from certify.methods.shape import factors, seems_positive, summands
from certify.methods.steps import Step, logarithm, realise


def applies(goal: Goal) -> bool:
    """Inequalities between products that grow fast, on an unbounded range."""
    if goal.op not in (">=", ">") or all(goal.domain.ranges[name].compact for name in goal.active):
        return False
    names = goal.f.free
    return (
        any(isinstance(n, Call) and n.free & names and _is_fast(n) for n in walk(goal.f)) and len(summands(goal.f)) == 2
    )


def _is_fast(node: Call) -> bool:
    return node.op in ("gamma", "binomial") or (node.op == "pow" and not isinstance(node.args[1], Rational))


def attempt(goal: Goal, context: Context) -> Proof:
    """Take logarithms and prove what comes out."""
    step = plan(goal)
    if sample.violation(step.last) is not None:
        raise Unproved("the logarithms do not compare at a sample point")
    return realise(step, context)


def plan(goal: Goal) -> Step:
    """The step to log(A) - log(B)."""
    first, second = summands(goal.f)
    above, below = first, neg(second)
    if seems_positive(second, goal.domain) and seems_positive(neg(first), goal.domain):
        above, below = second, neg(first)
    if not (seems_positive(above, goal.domain) and seems_positive(below, goal.domain)):
        raise Unproved("not a difference of positive products")
    return logarithm(goal, below, add(log_of(above, goal), neg(log_of(below, goal))))


def log_of(item: Expr, goal: Goal) -> Expr:
    """The logarithm of a product of positive factors, written out."""
    return add(*(_log_of_factor(part, goal) for part in factors(item)))


def _log_of_factor(part: Expr, goal: Goal) -> Expr:
    if isinstance(part, Call):
        if part.op == "exp":
            return part.args[0]
        if part.op == "gamma":
            return Call("lgamma", part.args)
        if part.op == "binomial":
            n, k = part.args
            above, *below = (Call("lgamma", (add(a, ONE),)) for a in (n, k, n - k))
            return add(above, *map(neg, below))
        if part.op in ("pow", "mul") and seems_positive(part.args[0], goal.domain):
            if part.op == "mul":
                return log_of(part, goal)
            base, exponent = part.args
            return add(*(mul(exponent, t) for t in summands(log_of(base, goal))))
    return log(part)
