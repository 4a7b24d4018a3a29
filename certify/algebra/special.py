"""Rounding, extrema, Legendre polynomials, Bessel functions at 0, sums, products and integrals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from certify.algebra.angles import MAX_MULTIPLE
from certify.algebra.field import Nowhere, TooLarge
from certify.algebra.leaves import leaf
from certify.expr import (
    MINUS_ONE,
    ONE,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    fresh,
    mul,
    power,
    substitute,
)

if TYPE_CHECKING:
    from certify.algebra.rewrite import Rewriter

MAX_UNFOLD: Final = 100


def inverse(item: Expr) -> Expr:
    """1/item for a rewritten item.  Raises Nowhere for a literal 0."""
    if item == ZERO:
        raise Nowhere("division by an expression that vanishes identically")
    return power(item, MINUS_ONE)


def rounded(r: Rewriter, op: str, argument: Expr) -> Expr:
    """floor and ceil, with integers taken out."""
    base, whole = r.lower.shift(argument)
    if isinstance(base, Rational):
        return Rational(whole + (1 if op == "ceil" and base.value else 0))
    return add(leaf(Call(op, (base,))), Rational(whole))


def extremum(r: Rewriter, op: str, args: tuple[Expr, ...]) -> Expr:
    """min and max of a set, with its literals folded into one."""
    items = {r.lower.canonical(a) for a in args}
    literals = [a.value for a in items if isinstance(a, Rational)]
    rest = sorted((a for a in items if not isinstance(a, Rational)), key=repr)
    if literals:
        rest.append(Rational(min(literals) if op == "min" else max(literals)))
    return r.rewrite(rest[0]) if len(rest) == 1 else leaf(Call(op, tuple(rest)))


def legendre(r: Rewriter, n: Expr, d: Expr, x: Expr) -> Expr:
    """Literal degrees as polynomials; others through the two lowest degrees of their class modulo 1 that occur.

    (n+d-2) P_{n+1} = (2n+d-2) x P_n - n P_{n-1}, used for n >= 1 only, where n + d - 2 > 0.
    """
    n, d, x = (r.lower.canonical(a) for a in (n, d, x))
    if x == ONE:
        return ONE
    base, shift = r.lower.shift(n)
    if base == ZERO:
        if not 0 <= shift <= MAX_UNFOLD:
            raise TooLarge("the degree of a Legendre polynomial is negative or too large")
        return _recurrence(r, ONE, r.rewrite(x), ZERO, d, x, shift)
    low = r.low[base, d, x] = min(shift, r.low.get((base, d, x), shift))
    if shift - low > MAX_MULTIPLE:
        raise TooLarge("degrees of Legendre polynomials are too far apart")
    first, second = (leaf(Call("legendre", (r.lower.canonical(add(base, Rational(low + j))), d, x))) for j in (0, 1))
    return _recurrence(r, first, second, add(base, Rational(low)), d, x, shift - low)


def _recurrence(r: Rewriter, first: Expr, second: Expr, start: Expr, d: Expr, x: Expr, steps: int) -> Expr:
    """P_{start + steps} from P_start and P_{start + 1}."""
    if steps == 0:
        return first
    for j in range(1, steps):
        k = r.rewrite(r.lower.canonical(add(start, Rational(j))))
        top = r.rewrite(d)
        front = add(mul(Rational(2), k), top, Rational(-2))
        both = add(mul(front, r.rewrite(x), second), mul(MINUS_ONE, k, first))
        first, second = second, mul(both, inverse(add(k, top, Rational(-2))))
    return second


def binder(r: Rewriter, node: Binder) -> Expr:
    """Binders up to the name of their variable and a rational factor; short literal sums and products written out."""
    lower, upper = r.lower.canonical(node.lower), r.lower.canonical(node.upper)
    if node.op == "integral" and lower == upper:
        return ZERO
    if node.op != "integral" and isinstance(lower, Rational) and isinstance(upper, Rational):
        first, last = lower.value, upper.value
        if last - first < MAX_UNFOLD and first.denominator == last.denominator == 1:
            items = [_item(r, node, k) for k in range(int(first), int(last) + 1)]
            return add(*items) if node.op == "sum" else mul(*items)
    name = fresh("b", (node.body.free - {node.variable}) | lower.free | upper.free)
    inside = r.lower.within(name, integer=node.op != "integral")
    body = inside.canonical(substitute(node.body, {node.variable: Variable(name)}))
    content = Fraction(1)
    if node.op == "product":
        if body == ONE:
            return ONE
    elif body == ZERO:
        return ZERO
    else:
        content, body = inside.scaled(body)
    return mul(Rational(content), leaf(Binder(node.op, body, name, lower, upper)))


def _item(r: Rewriter, node: Binder, k: int) -> Expr:
    try:
        return r.rewrite(substitute(node.body, {node.variable: Rational(k)}))
    except ZeroDivisionError:
        raise Nowhere("division by zero") from None


def bessel(r: Rewriter, order: Expr, x: Expr) -> Expr:
    """Bessel functions, with their values at 0 for literal orders."""
    order, x = r.lower.canonical(order), r.lower.canonical(x)
    if x == ZERO and isinstance(order, Rational):
        return ONE if order.value == 0 else ZERO
    return leaf(Call("besselj", (order, x)))
