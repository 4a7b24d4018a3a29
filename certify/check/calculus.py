"""Derivatives of terms, and where Taylor coefficients vanish.

What is certified: `derivative` is the derivative wherever both it and the term are defined (textbook rules; DLMF 5.4, 5.9, 10.6 for
gamma and Bessel functions); `vanishing` says yes only if the coefficients are 0 by the normal form.  What is not: that a term is
differentiable where its derivative is not defined; the rules that differentiate see to that by enclosures, or by showing the
derivatives they go on with to be defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from certify.check import normal

from certify.check.terms import (  # isort: skip
    BINDERS, HALF, MINUS_ONE, ONE, PI, ZERO, Rejected, Term, add, binder, call, mul, neg, number, power, put, spend,
    sub, var,
)  # fmt: skip
from certify.check.written import legendre


def derivative(t: Term, name: str, memo: dict[Term, Term] | None = None) -> Term:
    """The derivative by the textbook rules; floor, ceil, abs, min, max and binders of the variable are refused."""
    memo = {} if memo is None else memo
    if name not in t.free:
        return ZERO
    found = memo.get(t)
    if found is None:
        spend(20)
        found = memo[t] = _derivative(t, name, memo)
    return found


def _derivative(t: Term, name: str, memo: dict[Term, Term]) -> Term:
    op, args = t.op, t.args
    if op == "var":
        return ONE
    if op == "add":
        return add(*(derivative(a, name, memo) for a in args))
    if op == "mul":
        return add(*(mul(*(derivative(b, name, memo) if i == j else b for j, b in enumerate(args)))
                     for i, a in enumerate(args) if name in a.free))  # fmt: skip
    if op == "pow":
        a, b = args
        if name not in b.free:
            return mul(b, power(a, add(b, MINUS_ONE)), derivative(a, name, memo))
        slope = mul(derivative(b, name, memo), call("log", a))
        return mul(
            t, slope if name not in a.free else add(slope, mul(b, derivative(a, name, memo), power(a, MINUS_ONE)))
        )
    if op == "sum" and name not in args[1].free | args[2].free:
        return binder(op, derivative(args[0], name), str(t.value), args[1], args[2])
    if op in BINDERS or op in ("floor", "ceil", "abs", "min", "max", "harmonic_dim"):
        raise Rejected(f"no derivative of {op}")
    u = args[-1]
    if op == "binomial":
        a, b = args
        one = call("digamma", add(a, ONE))
        both = call("digamma", add(sub(a, b), ONE))
        by_a = mul(sub(one, both), derivative(a, name, memo))
        return mul(t, add(by_a, mul(sub(both, call("digamma", add(b, ONE))), derivative(b, name, memo))))
    if any(name in a.free for a in args[:-1]):
        raise Rejected(f"no derivative of {op} by its order")
    return mul(_outer(t, u), derivative(u, name, memo))


def _outer(t: Term, u: Term) -> Term:
    op = t.op
    square = power(u, number(2))
    if op == "legendre":
        n = t.args[0].integer
        if n is None:
            raise Rejected("no derivative of a legendre of no literal degree")
        x = var("#x")
        return put(derivative(legendre(n, t.args[1], x), "#x"), {"#x": u})
    if op == "besselj":
        nu = t.args[0]
        return add(mul(nu, t, power(u, MINUS_ONE)), neg(call("besselj", add(nu, ONE), u)))
    if op == "polygamma":
        return call("polygamma", add(t.args[0], ONE), u)
    table = {
        "exp": lambda: t,
        "log": lambda: power(u, MINUS_ONE),
        "sin": lambda: call("cos", u),
        "cos": lambda: neg(call("sin", u)),
        "tan": lambda: add(ONE, power(t, number(2))),
        "asin": lambda: power(add(ONE, neg(square)), neg(HALF)),
        "acos": lambda: neg(power(add(ONE, neg(square)), neg(HALF))),
        "atan": lambda: power(add(ONE, square), MINUS_ONE),
        "sinh": lambda: call("cosh", u),
        "cosh": lambda: call("sinh", u),
        "tanh": lambda: add(ONE, neg(power(t, number(2)))),
        "gamma": lambda: mul(t, call("digamma", u)),
        "lgamma": lambda: call("digamma", u),
        "digamma": lambda: call("polygamma", ONE, u),
        "erf": lambda: mul(number(2), power(PI, neg(HALF)), call("exp", neg(square))),
    }
    if op not in table:
        raise Rejected(f"no derivative of {op}")
    return table[op]()


def vanishing(integers: frozenset[str], signs: Mapping[str, int], f: Term, name: str, c: Term, k: int) -> bool:
    """Whether the Taylor coefficients of f in one variable at c, of the orders 0..k-1, vanish as functions of the others."""
    for j in range(k):
        try:
            if not normal.is_zero(integers, {n: s for n, s in signs.items() if n != name}, put(f, {name: c})):
                return False
        except Rejected:
            return False
        if j < k - 1:
            f = collected(derivative(f, name))
    return True


def collected(t: Term) -> Term:
    """Like addends and like factors put together, so that derivatives of high order stay short; equal wherever t is defined."""
    coefficients: dict[frozenset[tuple[Term, Fraction]], Fraction] = {}
    shapes: dict[frozenset[tuple[Term, Fraction]], list[Term]] = {}
    for addend in t.args if t.op == "add" else (t,):
        coefficient, powers = Fraction(1), dict[Term, Fraction]()
        for factor in addend.args if addend.op == "mul" else (addend,):
            base, exponent = factor, Fraction(1)
            if factor.op == "pow" and factor.args[1].rational is not None:
                base, exponent = factor.args[0], factor.args[1].rational
            if factor.rational is not None:
                coefficient *= factor.rational
            else:
                powers[base] = powers.get(base, Fraction(0)) + exponent
        shape = frozenset(powers.items())
        coefficients[shape] = coefficients.get(shape, Fraction(0)) + coefficient
        shapes[shape] = [power(base, number(exponent)) for base, exponent in powers.items() if exponent]
    return add(ZERO, *(mul(number(q), *shapes[shape]) for shape, q in coefficients.items() if q))
