"""Calls that are defined by others, written out."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from certify.check.terms import (  # isort: skip
    MINUS_ONE, ONE, Rejected, Term, add as t_add, call, div, mul as t_mul, neg as t_neg, number, power as t_power,
)  # fmt: skip


def dimension(d: Term, k: Term) -> Term | None:
    """harmonic_dim by gammas, for a literal d >= 3 or a literal k >= 1, and for k = 0."""
    if k.integer == 0:
        return ONE
    if (d.integer or 0) < 3 and (k.integer or 0) < 1:
        return None
    z = t_add(k, d, number(-2))
    top = t_mul(t_add(t_mul(number(2), k), d, number(-2)), call("gamma", z))
    return div(top, t_mul(call("gamma", t_add(k, ONE)), call("gamma", t_add(d, MINUS_ONE))))


def legendre(n: int, d: Term, x: Term) -> Term:
    """The d-dimensional Legendre polynomial of literal degree n, as the rule `unfold` writes it."""
    if not 0 <= n <= 60:
        raise Rejected("legendre of this degree is not written out")
    terms, bottom = [], ONE
    for k in range(n // 2 + 1):
        if k:
            bottom = t_mul(bottom, t_add(d, number(2 * k - 3)))
        c = Fraction((-1) ** k * factorial(n), 2**k * factorial(k) * factorial(n - 2 * k))
        square = t_power(t_add(ONE, t_neg(t_power(x, number(2)))), number(k)) if k else ONE
        tail = t_power(x, number(n - 2 * k)) if n > 2 * k else ONE
        terms.append(t_mul(number(c), square, tail, t_power(bottom, MINUS_ONE)))
    return t_add(*terms)
