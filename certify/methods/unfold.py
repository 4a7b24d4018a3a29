"""Sums and products with literal ends, and legendre of literal degree, written out.

Rule `unfold`: the goal for f is the goal for f with all of these written out, innermost first (also under other binders).

    legendre(n, d, x) = sum over 0 <= 2k <= n of (-1)**k n!/(2**k k! (n-2k)!) (1-x**2)**k x**(n-2k) / ((d-1)(d+1)...(d-3+2k))

(C. Müller, Spherical Harmonics, Lemma 2; the empty product is 1.)
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Final

from certify.certificate import Proof
from certify.context import Context
from certify.expr import MINUS_ONE, Binder, Call, Expr, Rational, add, call, mul, power, substitute, walk
from certify.goal import Goal
from certify.methods.steps import Step, realise
from certify.text import to_text
from certify.unproved import Unproved

MOST_TERMS: Final = 200
MOST_DEGREE: Final = 60
MOST_SIZE: Final = 20_000


def applies(goal: Goal) -> bool:
    """Goals in which something can be written out."""
    return any(literal(n) for n in walk(goal.f))


def attempt(goal: Goal, context: Context) -> Proof:
    """Write everything out and go on."""
    return realise(step(goal), context)


def step(goal: Goal) -> Step:
    """Rule `unfold`.  Raises Unproved if nothing changes or the result is too long."""
    result = unfolded(goal.f)
    if result == goal.f:
        raise Unproved("there is nothing to write out")
    return Step(
        goal,
        "unfold",
        {"result": to_text(result)},
        (Goal(goal.domain, result, goal.op),),
        ((goal, (result,)),),
    )


def literal(node: Expr) -> bool:
    """Whether a node is a sum or product with literal integer ends, or a legendre of literal degree."""
    if isinstance(node, Binder):
        return node.op != "integral" and isinstance(node.lower, Rational) and isinstance(node.upper, Rational)
    return isinstance(node, Call) and node.op == "legendre" and isinstance(node.args[0], Rational)


def unfolded(item: Expr) -> Expr:
    """The expression with all sums, products and legendres that are `literal` written out.

    Raises Unproved beyond MOST_TERMS terms, MOST_DEGREE or MOST_SIZE nodes.
    """
    memo: dict[Expr, Expr] = {}

    def go(node: Expr) -> Expr:
        found = memo.get(node)
        if found is None:
            found = memo[node] = rebuild(node)
            if found.size > MOST_SIZE:
                raise Unproved(f"more than {MOST_SIZE} nodes when written out")
        return found

    def rebuild(node: Expr) -> Expr:
        if isinstance(node, Call):
            args = tuple(go(a) for a in node.args)
            if node.op == "legendre" and isinstance(args[0], Rational):
                return legendre(args[0].value, args[1], args[2])
            return call(node.op, *args)
        if isinstance(node, Binder):
            ends = Binder(node.op, node.body, node.variable, go(node.lower), go(node.upper))
            if literal(ends):
                return (add if node.op == "sum" else mul)(*map(go, terms(ends)))
            return Binder(node.op, go(node.body), node.variable, ends.lower, ends.upper)
        return node

    try:
        return go(item)
    except ZeroDivisionError:
        raise Unproved("a term divides by zero") from None


def terms(item: Binder) -> list[Expr]:
    """The terms of a sum or product with literal ends."""
    assert isinstance(item.lower, Rational) and isinstance(item.upper, Rational)
    first, last = item.lower.value, item.upper.value
    if first.denominator != 1 or last.denominator != 1 or last - first >= MOST_TERMS:
        raise Unproved("the ends are no integers, or too far apart")
    return [substitute(item.body, {item.variable: Rational(k)}) for k in range(int(first), int(last) + 1)]


def legendre(degree: Fraction, d: Expr, x: Expr) -> Expr:
    """The d-dimensional Legendre polynomial of a literal degree."""
    if degree.denominator != 1 or not 0 <= degree <= MOST_DEGREE:
        raise Unproved(f"legendre of degree {degree}")
    n = int(degree)
    found = []
    for k in range(n // 2 + 1):
        scale = Fraction((-1) ** k * factorial(n), 2**k * factorial(k) * factorial(n - 2 * k))
        powers = [power(1 - x**2, Rational(k))] if k else []
        powers += [power(x, Rational(n - 2 * k))] if n > 2 * k else []
        below = [power(d + (2 * j - 1), MINUS_ONE) for j in range(k)]
        found.append(mul(Rational(scale), *powers, *below))
    return add(*found)
