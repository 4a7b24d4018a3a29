"""Exact integrals through an antiderivative F, found by a table and checked by differentiation.

Rule `antiderivative`.  Where F is defined on the closed interval between the ends (so it is continuous there), its derivative
is defined strictly between them and equals the integrand, the integral is F(b) - F(a).  Powers 0**s in F(a) and F(b) whose
exponent is no literal are 0 where s > 0, which is left to be proved.

`certify.methods.primitives` promises nothing: whatever it guesses is differentiated and compared before it is used.
"""

from __future__ import annotations

from certify.algebra import is_zero
from certify.calculus import derivative
from certify.context import Unproved
from certify.domain import Domain, Range
from certify.enclose import compare
from certify.existence import ordered
from certify.expr import HALF, ZERO, Binder, Call, Expr, Rational, Variable, call, has, log, neg, substitute
from certify.goal import Goal
from certify.methods.primitives import primitive
from certify.methods.steps import Step
from certify.parse import Relation
from certify.text import to_text

def step(goal: Goal, item: Binder, f: Expr) -> tuple[Expr, Step]:
    """The value of an integral and the rule `antiderivative` for `item == value` on the goal's domain.

    Raises Unproved if f is not an antiderivative of the integrand.
    """
    x = item.variable
    slope = derivative(f, x)
    if has(f, "floor", "ceil", "integral", "sum", "product") or not is_zero(slope - item.body, goal.domain.integers):
        raise Unproved(f"{to_text(f)} is no antiderivative of {to_text(item.body)}")
    value, exponents = difference(item, f)
    equality = Goal(goal.domain, item - value, "==")
    found = Step(
        equality,
        "antiderivative",
        {"integral": to_text(item), "antiderivative": to_text(f), "slope": to_text(slope), "value": to_text(value)},
        tuple(Goal(goal.domain, s, ">") for s in exponents),
        (
            (Goal(between(goal.domain, item, strict=False), ZERO, ">="), (f,)),
            (Goal(between(goal.domain, item, strict=True), ZERO, ">="), (slope,)),
            (equality, (value,)),
        ),
    )
    return value, found


def difference(item: Binder, f: Expr) -> tuple[Expr, list[Expr]]:
    """F(b) - F(a) without powers of 0, and the exponents that must be positive for that."""
    exponents: dict[Expr, None] = {}

    def tidy(node: Expr) -> Expr:
        if isinstance(node, Call):
            args = [tidy(a) for a in node.args]
            if node.op == "pow" and not isinstance(args[1], Rational) and is_zero(args[0]):
                exponents.setdefault(args[1])
                return ZERO
            if node.op == "mul" and ZERO in args:  # the other factors are defined by the obligations of F
                return ZERO
            return call(node.op, *args)
        return node

    try:
        ends = [tidy(substitute(f, {item.variable: end})) for end in (item.upper, item.lower)]
    except ZeroDivisionError:
        raise Unproved("the antiderivative is undefined at an end") from None
    return ends[0] - ends[1], list(exponents)


def between(domain: Domain, item: Binder, *, strict: bool) -> Domain:
    """The domain with the bound variable between the ends (which are known to be in order, or are exchanged)."""
    item = ordered(item) or item
    x, op = item.variable, "<" if strict else "<="
    if x in domain.ranges:
        raise Unproved(f"the name {x} is taken")
    lower = None if item.lower.free else item.lower
    upper = None if item.upper.free else item.upper
    found = domain.with_range(x, Range(lower, upper, strict and lower is not None, strict and upper is not None))
    if lower is None:
        found = found.constrained(Relation(item.lower, op, Variable(x)))
    if upper is None:
        found = found.constrained(Relation(Variable(x), op, item.upper))
    return found


def attempt(goal: Goal, item: Binder) -> tuple[Expr, Step]:
    """The value of an integral by the table, and the rule for `item == value` on the goal's domain.  Raises Unproved."""
    guess = primitive(item.body, item.variable)
    if guess is None:
        raise Unproved(f"no antiderivative of {to_text(item.body)} was found")
    return step(goal, item, with_real_logs(guess, item))


def with_real_logs(f: Expr, item: Binder) -> Expr:
    """log(p) becomes log(-p) where p is negative in the middle of closed ends."""
    if item.lower.free or item.upper.free:
        return f
    middle = {item.variable: (item.lower + item.upper) * HALF}

    def go(node: Expr) -> Expr:
        if not isinstance(node, Call):
            return node
        if node.op == "log" and item.variable in node.free:
            try:
                p = substitute(node.args[0], middle)
            except ZeroDivisionError:
                return node
            if not p.free and compare(p, "<", ZERO) is True:
                return log(neg(node.args[0]))
        return call(node.op, *(go(a) for a in node.args))

    return go(f)
