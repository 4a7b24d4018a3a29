"""Equations with the square root of a product of terms >= 0: sqrt(a*b) = sqrt(a)*sqrt(b) (fact `root`).

The normal form takes a factor out of a root only if it is positive by its form; here its sign is shown on the goal's domain.
"""

from __future__ import annotations

from certify import sample
from certify.certificate import Proof
from certify.context import Context
from certify.expr import HALF, Call, mul, power, walk
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.shape import factors
from certify.methods.steps import realise, replacement
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Equations with the square root of a product."""
    return goal.op == "==" and any(_is_root(node) for node in walk(goal.f))


def _is_root(node: object) -> bool:
    return isinstance(node, Call) and node.op == "pow" and node.args[1] == HALF and len(factors(node.args[0])) > 1


def attempt(goal: Goal, context: Context) -> Proof:
    """Divide the first root into that of a factor and that of the rest, if both seem to be >= 0."""
    for node in walk(goal.f):
        if not (isinstance(node, Call) and _is_root(node) and node.free <= goal.domain.ranges.keys()):
            continue
        first, *rest = factors(node.args[0])
        other = mul(*rest)
        if all(sample.seems(item, ">=", goal.domain) for item in (first, other) if item.free):
            by = mul(power(first, HALF), power(other, HALF))
            equality = by_fact(Goal(goal.domain, node - by, "=="), "root", first, other)
            return realise(replacement(goal, node, by, equality), context)
    raise Unproved("no square root of a product of terms that are not negative")
