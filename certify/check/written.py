"""Calls that are defined by others, written out: sums and products with literal ends, legendre of literal degree, harmonic_dim.

What is certified: what is returned is equal to what is given, and defined wherever that is.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from certify.check.terms import MINUS_ONE, ONE, Rejected, Term, add, call, div, mul, neg, number, power, put


def items(t: Term, most: int) -> list[Term] | None:
    """The terms of a sum or product with literal integer ends, if there are no more than so many."""
    body, low, high = t.args
    if t.op == "integral" or low.integer is None or high.integer is None or high.integer - low.integer >= most:
        return None
    return [put(body, {str(t.value): number(k)}) for k in range(low.integer, high.integer + 1)]


def dimension(d: Term, k: Term) -> Term | None:
    """harmonic_dim by gammas, for a literal d >= 3 or a literal k >= 1, and for k = 0."""
    if k.integer == 0:
        return ONE
    if (d.integer or 0) < 3 and (k.integer or 0) < 1:
        return None
    z = add(k, d, number(-2))
    top = mul(add(mul(number(2), k), d, number(-2)), call("gamma", z))
    return div(top, mul(call("gamma", add(k, ONE)), call("gamma", add(d, MINUS_ONE))))


def legendre(n: int, d: Term, x: Term) -> Term:
    """The d-dimensional Legendre polynomial of literal degree n, as the rule `unfold` writes it."""
    if not 0 <= n <= 60:
        raise Rejected("legendre of this degree is not written out")
    terms, bottom = [], ONE
    for k in range(n // 2 + 1):
        if k:
            bottom = mul(bottom, add(d, number(2 * k - 3)))
        c = Fraction((-1) ** k * factorial(n), 2**k * factorial(k) * factorial(n - 2 * k))
        square = power(add(ONE, neg(power(x, number(2)))), number(k)) if k else ONE
        tail = power(x, number(n - 2 * k)) if n > 2 * k else ONE
        terms.append(mul(number(c), square, tail, power(bottom, MINUS_ONE)))
    return add(*terms)
