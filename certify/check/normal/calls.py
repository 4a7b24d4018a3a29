"""The calls, one function each: what they are in terms of others.

What is certified: each rewriting is a textbook identity wherever both sides are defined (DLMF 4.21-4.37, 5.5, 5.15, 10.2, 18.9).
What is not: that all identities are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import factorial, floor
from typing import Final

from certify.check.normal.elements import Element, constant, key, plus, scaled
from certify.check.normal.exponentials import Exponentials
from certify.check.terms import MINUS_ONE, Term, call, div, number
from certify.check.terms import add as t_add
from certify.check.terms import mul as t_mul
from certify.check.terms import neg as t_neg
from certify.check.written import dimension, legendre


def exp_pair(n: Exponentials, t: Term) -> tuple[Element, Element]:
    a = n.of(t.args[0])
    return n.exp(a), n.exp(scaled(a, -1))


def sinh(n: Exponentials, t: Term) -> Element:
    a, b = exp_pair(n, t)
    return scaled(plus(a, scaled(b, -1)), Fraction(1, 2))


def cosh(n: Exponentials, t: Term) -> Element:
    return scaled(plus(*exp_pair(n, t)), Fraction(1, 2))


def tanh(n: Exponentials, t: Term) -> Element:
    a, b = exp_pair(n, t)
    return n.multiply(plus(a, scaled(b, -1)), n.inverse_power(plus(a, b), 1))


def tan(n: Exponentials, t: Term) -> Element:
    sine, cosine = n.sin_cos(n.of(t.args[0]))
    return n.multiply(sine, n.inverse_power(cosine, 1))


def asin(n: Exponentials, t: Term) -> Element:
    a = n.of(t.args[0])
    for q in (Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), Fraction(1, 6)):
        sine = n.sin_cos({((n.pi, 1),): q})[0]
        for s in (1, -1):
            if a == scaled(sine, s):
                return {((n.pi, 1),): s * q}
    return n.odd("asin", a)


def atan(n: Exponentials, t: Term) -> Element:
    a = n.of(t.args[0])
    for q in (Fraction(1, 3), Fraction(1, 4), Fraction(1, 6)):
        sine, cosine = n.sin_cos({((n.pi, 1),): q})
        for s in (1, -1):
            if n.multiply(a, cosine) == scaled(sine, s):
                return {((n.pi, 1),): s * q}
    return n.odd("atan", a)


def acos(n: Exponentials, t: Term) -> Element:
    return plus({((n.pi, 1),): Fraction(1, 2)}, scaled(asin(n, t), -1))


def lgamma(n: Exponentials, t: Term) -> Element:
    """lgamma(z) = lgamma(z+k) - log(z) - ... - log(z+k-1), z > 0."""
    z = n.of(t.args[0])
    q = constant(z)
    if q is not None and q.denominator <= 2:
        return n.log(n.gamma_at(z))
    top, steps = n.shifted(z)
    return plus(n.atom("lgamma", top), *(scaled(n.log(s), -1) for s in steps))


def digamma(n: Exponentials, t: Term) -> Element:
    """digamma(z) = digamma(z+k) - 1/z - ... - 1/(z+k-1)."""
    top, steps = n.shifted(n.of(t.args[0]))
    return plus(n.atom("digamma", top), *(scaled(n.inverse_power(s, 1), -1) for s in steps))


def polygamma(n: Exponentials, t: Term) -> Element:
    """polygamma(m, z+1) = polygamma(m, z) + (-1)**m*m!/z**(m+1) (DLMF 5.15.5)."""
    m = t.args[0].integer
    if m is None or not 0 <= m <= 50:
        return n.call("polygamma", tuple(map(n.of, t.args)))
    top, steps = n.shifted(n.of(t.args[1]))
    q = -((-1) ** m) * factorial(m)
    return plus(
        n.call("polygamma", ({(): m} if m else {}, top)), *(scaled(n.inverse_power(s, m + 1), q) for s in steps)
    )


def binomial(n: Exponentials, t: Term) -> Element:
    """gamma(a+1)/(gamma(b+1)*gamma(a-b+1))."""
    a, b = map(n.of, t.args)
    one: Element = {(): 1}
    found = n.gamma_at(plus(a, one))
    for z in (plus(b, one), plus(a, scaled(b, -1), one)):
        found = n.multiply(found, n.gamma_at(z, -1)) if found else found
    return found


def harmonic_dim(n: Exponentials, t: Term) -> Element:
    known = dimension(*t.args)
    return n.of(known) if known is not None else n.call("harmonic_dim", tuple(map(n.of, t.args)))


def legendre_call(n: Exponentials, t: Term) -> Element:
    """Literal degrees as polynomials, 1 at x = 1, others by the recurrence down from the two lowest of their family."""
    k, d, x = t.args
    if k.integer is not None:
        return n.of(legendre(k.integer, d, x))
    kk, dd, xx = map(n.of, t.args)
    if xx == {(): 1}:
        return {(): 1}
    name, own = n.family(kk)
    low, _ = n.tops.get(("legendre", name, key(dd), key(xx)), (own, own))
    steps = own - low
    if steps < 2 or steps > 20:
        return n.call("legendre", (kk, dd, xx))
    # (m+d-2)*P[m+1] = (2*m+d-2)*x*P[m] - m*P[m-1] with m = k - 1 >= 1, as P[k-2] stands in the terms; then m + d - 2 > 0.
    m = t_add(k, MINUS_ONE)
    p1, p2 = call("legendre", m, d, x), call("legendre", t_add(k, number(-2)), d, x)
    top = t_add(t_mul(t_add(t_mul(number(2), m), d, number(-2)), x, p1), t_neg(t_mul(m, p2)))
    return n.of(div(top, t_add(m, d, number(-2))))


def floor_call(n: Exponentials, t: Term) -> Element:
    """floor(a + k) = floor(a) + k for literal integers k; likewise ceil."""
    a = n.of(t.args[0])
    k = floor(a.get((), 0))
    rest = plus(a, {(): -k})
    c = constant(rest)
    if c is not None:
        return plus({(): k + (1 if c and t.op == "ceil" else 0)})
    return plus(n.atom(t.op, rest), {(): k})


def extremum(n: Exponentials, t: Term) -> Element:
    """Sets of arguments; literals are folded."""
    found: list[Element] = []
    literals = []
    for a in map(n.of, t.args):
        c = constant(a)
        if c is not None:
            literals.append(c)
        elif not any(n.same(a, b) for b in found):
            found.append(a)
    if literals:
        q = min(literals) if t.op == "min" else max(literals)
        found.append({(): q} if q else {})
    if len(found) == 1:
        return found[0]
    return n.call(t.op, tuple(sorted(found, key=lambda e: sorted([[(g.index, k) for g, k in m] for m in e]))))


def besselj(n: Exponentials, t: Term) -> Element:
    order, x = map(n.of, t.args)
    if not x and constant(order) is not None:
        return {} if order else {(): 1}
    return n.call("besselj", (order, x))


HANDLERS: Final[Mapping[str, Callable[[Exponentials, Term], Element]]] = {
    "exp": lambda n, t: n.exp(n.of(t.args[0])), "log": lambda n, t: n.log(n.of(t.args[0])),
    "sinh": sinh, "cosh": cosh, "tanh": tanh,
    "sin": lambda n, t: n.sin_cos(n.of(t.args[0]))[0], "cos": lambda n, t: n.sin_cos(n.of(t.args[0]))[1], "tan": tan,
    "asin": asin, "acos": acos, "atan": atan, "erf": lambda n, t: n.odd("erf", n.of(t.args[0])),
    "abs": lambda n, t: n.absolute(n.of(t.args[0])),
    "gamma": lambda n, t: n.gamma_at(n.of(t.args[0])), "lgamma": lgamma, "digamma": digamma, "polygamma": polygamma,
    "binomial": binomial, "harmonic_dim": harmonic_dim, "legendre": legendre_call,
    "floor": floor_call, "ceil": floor_call, "min": extremum, "max": extremum, "besselj": besselj,
}  # fmt: skip
