"""Exact integrals through an antiderivative F, found by a table and checked by differentiation.

Rule `antiderivative`.  Strictly between the ends F is defined, and so is its derivative, which equals the integrand; at the
ends F is continuous, or has the limit that is taken for its value.  Then the integral is F(b) - F(a).  F is a sum; an addend
p**s*log(p)**k*q with p ~ 0 at an end, s free of x, and q defined there tends to 0 if s > 0, which is left to be proved; every
other addend must be defined at the end.

`certify.methods.integral.primitives` promises nothing: whatever it guesses is differentiated and compared before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass

from certify.algebra import is_zero
from certify.calculus import derivative
from certify.domain import Domain, Range
from certify.enclose import compare
from certify.existence import addends, factors, ordered
from certify.expr import (
    HALF,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    call,
    fresh,
    has,
    log,
    neg,
    power,
    substitute,
    walk,
)
from certify.goal import Goal
from certify.methods.integral.primitives import primitive
from certify.methods.steps import Step
from certify.parse import Relation
from certify.text import to_text
from certify.tidy import simplified
from certify.unproved import Unproved

DISCONTINUOUS = ("floor", "ceil", "harmonic_dim", "besselj", "integral", "sum", "product")


def step(goal: Goal, item: Binder, f: Expr) -> tuple[Expr, Step]:
    """The value of an integral and the rule `antiderivative` for `item == value` on the goal's domain.

    Raises Unproved if f is not an antiderivative of the integrand.
    """
    x = item.variable
    slope = derivative(f, x)
    if has(f, *DISCONTINUOUS) or not is_zero(slope - item.body, goal.domain.integers):
        raise Unproved(f"{to_text(f)} is no antiderivative of {to_text(item.body)}")
    upper, lower = limit(f, x, item.upper), limit(f, x, item.lower)
    value = simplified(upper.value - lower.value)
    equality = Goal(goal.domain, item - value, "==")
    positive = dict.fromkeys((*upper.exponents, *lower.exponents))
    found = Step(
        equality,
        "antiderivative",
        {"integral": to_text(item), "antiderivative": to_text(f), "slope": to_text(slope), "value": to_text(value)},
        tuple(Goal(goal.domain, s, ">") for s in positive),
        (
            (Goal(between(goal.domain, item, strict=True), ZERO, ">="), (f, slope)),
            (Goal(goal.domain, ZERO, ">="), (*upper.parts, *lower.parts)),
            (equality, (value,)),
        ),
    )
    return value, found


@dataclass(frozen=True)
class Limit:
    """The limit of F at an end: its value if all `parts` are defined and all `exponents` are positive."""

    value: Expr
    parts: tuple[Expr, ...]
    exponents: tuple[Expr, ...]


def limit(f: Expr, x: str, end: Expr) -> Limit:
    """The limit of F, addend by addend."""
    kept: list[Expr] = []
    parts: list[Expr] = []
    exponents: list[Expr] = []
    put = {x: end}
    try:
        for addend in addends(f):
            found = vanishing(addend, x, end)
            if found is None:
                kept.append(substitute(addend, put))
            else:
                exponent, rest = found
                exponents += [] if isinstance(exponent, Rational) else [exponent]
                parts += [substitute(q, put) for q in rest]
    except ZeroDivisionError:
        raise Unproved("the antiderivative is undefined at an end") from None
    return Limit(add(*kept) if kept else ZERO, (*kept, *parts), tuple(exponents))


def vanishing(addend: Expr, x: str, end: Expr) -> tuple[Expr, list[Expr]] | None:
    """(s, what must be defined at the end) if the addend is p**s*log(p)**k*q with p ~ 0 there and s not a literal <= 0.

    None where nothing is gained: without logarithms and with a literal s.
    """
    parts = list(factors(addend))
    for p, s in parts:
        if x not in p.free or x in s.free or (isinstance(s, Rational) and s.value <= 0):
            continue
        logs = [f for f in parts if f[0] == log(p) and isinstance(f[1], Rational) and f[1].value > 0]
        if (logs or not isinstance(s, Rational)) and is_zero(substitute(p, {x: end})):
            return s, [p, *(power(q, t) for q, t in parts if (q, t) != (p, s) and (q, t) not in logs)]
    return None


def new_name(goal: Goal, stem: str) -> str:
    """A name that is neither a variable of the domain nor free or bound in f."""
    bound = {n.variable for n in walk(goal.f) if isinstance(n, Binder)}
    return fresh(stem, frozenset(goal.domain.ranges) | goal.f.free | bound)


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
