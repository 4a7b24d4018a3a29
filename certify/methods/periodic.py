"""Functions of sines and cosines of one real variable have a period: what holds on one period holds everywhere (rule `period`)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from certify.algebra import normal
from certify.algebra.leaves import rational_gcd
from certify.certificate import Proof
from certify.context import Context
from certify.enclose import compare
from certify.expr import PI, Call, Expr, Rational, Variable
from certify.goal import Goal
from certify.methods.steps import periodic, put, realise
from certify.unproved import Unproved

WAVES = ("sin", "cos", "tan")


def applies(goal: Goal) -> bool:
    """Inequalities with a variable that occurs in trigonometric functions alone, on more than a period."""
    return goal.op in (">=", ">") and any(True for _ in _periods(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """Go to one period about 0."""
    for name, period in _periods(goal):
        at = normal(period * Fraction(-1, 2))
        return realise(periodic(goal, name, period, at), context)
    raise Unproved("nothing is periodic")


def _periods(goal: Goal) -> Iterator[tuple[str, Expr]]:
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.integer or any(name in c.free for c in goal.domain.constraints):
            continue
        period = _period(goal.f, name)
        if period is None:
            continue
        if r.lower is None or r.upper is None or compare(r.upper - r.lower, ">", period) is True:
            yield name, period


def _period(f: Expr, name: str) -> Expr | None:
    """A common period of the sines, cosines and tangents through which alone f depends on a variable."""
    rates: list[Expr] = []

    def visit(node: Expr) -> bool:
        if name not in node.free:
            return True
        if not isinstance(node, Call):
            return False
        if node.op in WAVES:
            rate = normal(put(node.args[0], {name: Variable(name) + 1}) - node.args[0])
            if not rate.free and rate != Rational(0):
                rates.append(rate)
                return True
        return all(visit(a) for a in node.args)

    if not visit(f):
        return None
    shares = [normal(rate / rates[0]) for rate in rates]
    if not all(isinstance(q, Rational) for q in shares):
        return None
    unit = reduce(rational_gcd, (q.value for q in shares if isinstance(q, Rational)))
    found = normal(2 * PI / (rates[0] * unit))
    return found if compare(found, ">", Rational(0)) is True else normal(found * -1)
