"""The binomial theorem: sum(q*binomial(n, k)*a**k*b**(n-k), k, 0, n) = q*(a + b)**n for integers n >= 0.

Rule `binomial`.  Sums under sums come first, so that multinomial sums are taken one variable after the other.  The
ratio of consecutive terms shows a/b; what is raised to a power that falls with k is b.
"""

from __future__ import annotations

from collections.abc import Iterator

from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.expr import (
    MINUS_ONE,
    ONE,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    call,
    children,
    mul,
    neg,
    power,
    replace,
    substitute,
)
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.shape import factors
from certify.methods.steps import Step, put, realise
from certify.requirements import Obligation
from certify.text import to_text
from certify.unproved import OutOfTime, Unproved

Parts = tuple[Expr, Expr, Expr]  # q, a, b


def applies(goal: Goal) -> bool:
    """Goals with a sum from 0 to something that is no literal."""
    return any(True for _ in sums(goal.f))


def attempt(goal: Goal, context: Context) -> Proof:
    """The first sum that has the form, inner ones first."""
    reason = Unproved("no sum has the form of the binomial theorem")
    for item, within in sums(goal.f):
        try:
            return realise(step(goal, item, within, parts(goal, item, within)), context)
        except OutOfTime:
            raise
        except Unproved as failure:
            reason = failure
    raise reason


def sums(item: Expr, within: tuple[Binder, ...] = ()) -> Iterator[tuple[Binder, tuple[Binder, ...]]]:
    """The sums from 0 to no literal, inner ones first, each with the sums and products around it, outermost first."""
    inside = (*within, item) if isinstance(item, Binder) and item.op != "integral" else within
    if isinstance(item, Binder):
        if item.op != "integral":
            yield from sums(item.body, inside)
        if item.op == "sum" and item.lower == ZERO and not isinstance(item.upper, Rational):
            yield item, within
    else:
        for child in children(item):
            yield from sums(child, within)


def step(goal: Goal, item: Binder, within: tuple[Binder, ...], found: Parts) -> Step:
    """Rule `binomial`: the sum replaced by q*(a + b)**n; the child before the last says n >= 0 where the sum stands.

    Then 0 <= k <= n, so a**k and b**(n-k) are defined for all a and b, and 0**0 is 1 in the theorem as in the language.
    """
    q, a, b = found
    k, n = Variable(item.variable), item.upper
    place = _place(goal, within)
    integers = place.domain.integers
    if not is_integer_valued(n, integers) or item.variable in (q + a + b + n).free:
        raise Unproved("not of the form of the binomial theorem")
    form = mul(q, call("binomial", n, k), power(a, k), power(b, n - k))
    if item.variable in place.domain.ranges or not is_zero(item.body - form, integers | {item.variable}):
        raise Unproved("not of the form of the binomial theorem")
    new: Expr = mul(q, power(a + b, n))
    old: Expr = item
    for outer in reversed(within):
        body = replace(outer.body, old, new)
        old, new = outer, Binder(outer.op, body, outer.variable, outer.lower, outer.upper)
    result = replace(goal.f, old, new)
    return Step(
        goal,
        "binomial",
        {"sum": item, "parts": [q, a, b], "within": list(within), "result": result},
        (Goal(place.domain, n, ">="), Goal(goal.domain, result, goal.op)),
        ((goal, (result,)),),
    )


def _place(goal: Goal, within: tuple[Binder, ...]) -> Goal:
    """The goal's domain extended by the variables of the sums around."""
    binders = tuple((outer.variable, outer.lower, outer.upper, True) for outer in within)
    return Goal(Obligation(ZERO, (), binders).domain(goal.domain), ZERO, ">=")


def parts(goal: Goal, item: Binder, within: tuple[Binder, ...]) -> Parts:
    """q, a and b with the sum's term q*binomial(n, k)*a**k*b**(n-k).  Raises Unproved if there are none."""
    k, n, g = Variable(item.variable), item.upper, item.body
    integers = goal.domain.integers | {outer.variable for outer in within} | {item.variable}
    following = put(g, {item.variable: k + 1})
    quotient = normal(following * (k + 1) * power(g, MINUS_ONE) * power(n - k, MINUS_ONE), integers)
    falling: list[Expr] = []
    for factor in factors(g):
        if isinstance(factor, Call) and factor.op == "pow" and item.variable in factor.args[1].free:
            base, exponent = factor.args
            slope = normal(put(exponent, {item.variable: k + 1}) - exponent, integers)
            if item.variable not in base.free and isinstance(slope, Rational) and slope.value < 0:
                falling.append(power(base, neg(slope)))
    b = mul(*falling) if falling else ONE
    first = substitute(g, {item.variable: ZERO})
    found = normal(first * power(b, neg(n)), integers), normal(quotient * b, integers), b
    if any(item.variable in part.free for part in found):
        raise Unproved(f"{to_text(item)} is not of the form of the binomial theorem")
    return found
