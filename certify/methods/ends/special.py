"""Special functions at infinity as finitely many terms and a new bounded variable."""

from __future__ import annotations

from certify.domain import Range
from certify.expr import MINUS_ONE, ONE, ZERO, Call, Variable, neg, replace
from certify.goal import Goal
from certify.methods.ends.bounded import new_name, planned
from certify.methods.facts import (
    by_erfc,
    by_fact,
    by_floor,
    by_stirling,
    erfc_series,
    erfc_term,
    stirling_series,
    stirling_term,
)
from certify.methods.steps import Step, generalise, goal_of, multiply


def stirling(goal: Goal, node: Call, k: int) -> Step:
    """lgamma(z) = S_k(z) + r*T with T the next term of the series and r in [0, 1].

    T has the sign (-1)**k.  r >= 0: times |T|, this is the enveloping property of order k; r <= 1: that of order k + 1.
    """
    (z,) = node.args
    name = new_name(goal)
    next_term = stirling_term(z, k + 1)
    size = next_term if k % 2 == 0 else neg(next_term)
    share = (node - stirling_series(z, k)) / next_term
    result = replace(goal.f, node, stirling_series(z, k) + Variable(name) * next_term)
    step = generalise(goal, share, name, Range(ZERO, ONE), result)
    for index, order in ((0, k), (1, k + 1)):
        bound = step.children[index]
        assert isinstance(bound, Goal)
        sign = 1 if order % 2 == 0 else -1
        remainder = (node - stirling_series(z, order)) * sign
        scaled = multiply(bound, size, remainder)
        scaled = scaled.then(planned(scaled.children[0]), 0)
        step = step.then(scaled.then(by_stirling(scaled.last, z, order)), index)
    return step


def error_function(goal: Goal, node: Call, n: int) -> Step:
    """erf(z) = 1 - E_n(z) - r*T with T the next term of the asymptotic series of 1 - erf and r in [0, 1].

    T has the sign of (-1)**n.  r >= 0 and r <= 1, times |T|, are the enveloping property of orders n and n + 1.
    """
    (z,) = node.args
    name = new_name(goal)
    series, next_term = erfc_series(z, n), erfc_term(z, n)
    size = next_term if n % 2 == 0 else neg(next_term)
    share = (1 - node - series) / next_term
    result = replace(goal.f, node, 1 - series - Variable(name) * next_term)
    step = generalise(goal, share, name, Range(ZERO, ONE), result)
    for index, order in ((0, n), (1, n + 1)):
        bound = goal_of(step.children[index])
        remainder = 1 - node - erfc_series(z, order)
        scaled = multiply(bound, size, remainder if order % 2 == 0 else neg(remainder))
        scaled = scaled.then(planned(scaled.children[0]), 0)
        last = by_erfc(scaled.last, z, order)
        step = step.then(scaled.then(last.then(planned(last.children[0]), 0)), index)
    return step


def wave(goal: Goal, node: Call) -> Step:
    """A sine or cosine as a new variable in [-1, 1]."""
    name = new_name(goal)
    result = replace(goal.f, node, Variable(name))
    step = generalise(goal, node, name, Range(MINUS_ONE, ONE), result)
    for index, fact in enumerate((f"{node.op}_lower", f"{node.op}_upper")):
        child = step.children[index]
        assert isinstance(child, Goal)
        step = step.then(by_fact(child, fact, *node.args), index)
    return step


def fractional_part(goal: Goal, node: Call) -> Step:
    """floor(x) = x - r, ceil(x) = x + r with r in [0, 1)."""
    name = new_name(goal)
    (x,) = node.args
    r = Variable(name)
    part, by = (x - node, x - r) if node.op == "floor" else (node - x, x + r)
    step = generalise(goal, part, name, Range(ZERO, ONE, upper_strict=True), replace(goal.f, node, by))
    for index in (0, 1):
        child = step.children[index]
        assert isinstance(child, Goal)
        step = step.then(by_floor(child, node), index)
    return step
