"""Inequalities that are evident from the form of f: sums and products of terms whose signs are known.

Rules `sum`, `product` and the facts on signs, down to bounds of the domain.  Sample points tell which signs to look for, so
that a wrong path is never taken; nothing is tried twice.
"""

from __future__ import annotations

from certify import sample
from certify.certificate import Proof
from certify.context import Context
from certify.expr import MINUS_ONE, ONE, ZERO, Call, Expr, Rational, Variable, neg, power
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.shape import factors, summands
from certify.methods.steps import Child, Step, comparisons, product, realise, rewrite, total, transitive
from certify.unproved import Unproved

POSITIVE = {"exp": "exp_positive", "gamma": "gamma_positive", "log": "log_positive", "atan": "atan_positive",
            "asin": "asin_positive", "erf": "erf_positive", "binomial": "binomial_positive",}  # fmt: skip


def applies(goal: Goal) -> bool:
    """Inequalities of moderate size."""
    return goal.op in (">=", ">") and bool(goal.f.free) and goal.f.size <= 200


def attempt(goal: Goal, context: Context) -> Proof:
    """Take f apart by its form."""
    step = plan(goal)
    if not isinstance(step, Step):
        raise Unproved("the sign is not evident")
    return realise(step, context)


def plan(goal: Goal) -> Child:
    """A plan by the form of f, down to goals that have no more form (bounds of variables, closed goals); or the goal itself."""
    try:
        found = _plan(goal)
    except Unproved:
        return goal
    return goal if found is None else found


def _plan(goal: Goal) -> Step | None:
    f = goal.f
    if isinstance(f, Variable):
        return _bounded(goal, f.name)
    if not isinstance(f, Call) or not f.free or goal.op not in (">=", ">"):
        return None
    if f.op == "add":
        return _sum(goal)
    if f.op == "mul":
        if f.args[0] == MINUS_ONE and len(f.args) == 2:
            return _negative(goal, f.args[1])
        return _product(goal)
    if f.op == "pow":
        return _power(goal)
    if f.op in POSITIVE:
        step = by_fact(goal, POSITIVE[f.op] if goal.op == ">" or f.op != "log" else "log_nonnegative", *f.args)
        return _onward(step) if _plausible(step) else None
    return None


def _bounded(goal: Goal, name: str) -> Step | None:
    """x > 0 from x >= e (a constraint) and e > 0."""
    r = goal.domain.ranges[name]
    if r.lower is not None and (goal.op == ">=" or r.lower_strict or r.lower != ZERO):
        return None
    for end, op in comparisons(goal.domain, name):
        if op in (">", ">=") and sample.seems(end, goal.op, goal.domain.without(name)):
            return transitive(goal, end)  # and no further: variables may bound each other in a circle
    return None


def _sum(goal: Goal) -> Step | None:
    ops = []
    for term in summands(goal.f):
        if sample.seems(term, ">", goal.domain):
            ops.append(">")
        elif sample.seems(term, ">=", goal.domain):
            ops.append(">=")
        else:
            return None
    if goal.op == ">=":
        ops = [">="] * len(ops)
    elif ">" in ops:
        strict = ops.index(">")
        ops = [">" if k == strict else ">=" for k in range(len(ops))]
    return _onward(total(goal, summands(goal.f), ops))


def _product(goal: Goal) -> Step | None:
    chosen: list[Expr] = []
    sign = 1
    for item in factors(goal.f):
        if isinstance(item, Rational):
            sign, item = (-sign, Rational(-item.value)) if item.value < 0 else (sign, item)
        elif not sample.seems(item, goal.op, goal.domain):
            if not sample.seems(neg(item), goal.op, goal.domain):
                return None
            sign, item = -sign, neg(item)
        if item != ONE:
            chosen.append(item)
    if sign < 0 or len(chosen) < 2:
        return None
    return _onward(product(goal, chosen))


def _negative(goal: Goal, item: Expr) -> Step | None:
    """-log(a) for a at most 1."""
    if not isinstance(item, Call) or item.op != "log":
        return None
    step = by_fact(goal, "log_negative" if goal.op == ">" else "log_nonpositive", *item.args)
    return _onward(step) if _plausible(step) else None


def _power(goal: Goal) -> Step | None:
    assert isinstance(goal.f, Call)
    base, exponent = goal.f.args
    if goal.op == ">" and sample.seems(base, ">", goal.domain):
        return _onward(by_fact(goal, "power_positive", base, exponent))
    if goal.op == ">=" and sample.seems(base, ">=", goal.domain):
        return _onward(by_fact(goal, "power_nonnegative", base, exponent))
    even = isinstance(exponent, Rational) and exponent.value.denominator == 1 and exponent.value % 2 == 0
    if not even:
        return None
    assert isinstance(exponent, Rational)
    if goal.op == ">=":
        return by_fact(goal, "square", power(base, Rational(exponent.value / 2)))
    if sample.seems(neg(base), ">", goal.domain):
        step = rewrite(goal, power(neg(base), exponent))
        return step.then(plan(step.last))
    return None


def _plausible(step: Step) -> bool:
    return all(sample.violation(leaf) is None for leaf in step.leaves())


def _onward(step: Step) -> Step:
    """Plans for the children."""
    for k, child in enumerate(step.children):
        if isinstance(child, Goal):
            step = step.then(plan(child), k)
    return step
