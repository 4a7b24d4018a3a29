"""An independent evaluator for tests: the claim language in mpmath, undefined where `certify.definedness` says so."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
from mpmath import mpf

from certify.expr import Binder, Call, Constant, Expr, Rational, Variable
from certify.integrality import is_integer_valued

DIGITS = 40
TINY = mpf(10) ** -25


class Undefined(Exception):
    """The expression has no real value at the point, or is too close to where it has none."""


def value(item: Expr, point: Mapping[str, Fraction | int], integers: frozenset[str] = frozenset()) -> mpf:
    """The value at a rational point.  Raises Undefined."""
    with mpmath.workdps(DIGITS):
        try:
            found = _value(
                item, {k: mpf(Fraction(v).numerator) / Fraction(v).denominator for k, v in point.items()}, integers
            )
        except (ZeroDivisionError, OverflowError, ValueError) as error:
            raise Undefined(str(error)) from None
        if not isinstance(found, mpf) or not mpmath.isfinite(found) or abs(found) > mpf(10) ** 40:
            raise Undefined("not a moderate real number")
        return found


def _need(condition: bool) -> None:
    if not condition:
        raise Undefined("outside the domain")


def _value(item: Expr, at: Mapping[str, mpf], integers: frozenset[str]) -> mpf:
    if isinstance(item, Rational):
        return mpf(item.value.numerator) / item.value.denominator
    if isinstance(item, Constant):
        return +mpmath.pi
    if isinstance(item, Variable):
        return at[item.name]
    if isinstance(item, Binder):
        return _binder(item, at, integers)
    assert isinstance(item, Call)
    if item.op == "pow":
        return _power(item, at, integers)
    args = [_value(a, at, integers) for a in item.args]
    for a in args:
        _need(abs(a) < mpf(10) ** 30)
    return _call(item.op, args)


def _power(item: Call, at: Mapping[str, mpf], integers: frozenset[str]) -> mpf:
    base, exponent = (_value(a, at, integers) for a in item.args)
    e = item.args[1]
    if isinstance(e, Rational) and e.value.denominator == 1:
        _need(abs(e.value) < 500 and (e.value >= 0 or abs(base) > TINY))
        return base ** int(e.value)
    positive = isinstance(item.args[0], Rational) and base > 0
    if not positive and is_integer_valued(e, integers) and not isinstance(e, Rational):
        n = int(mpmath.nint(exponent))
        _need(abs(n - exponent) < TINY and abs(n) < 500 and (n >= 0 or abs(base) > TINY))
        return base**n
    _need(abs(exponent) < 500)
    if abs(base) <= TINY and (isinstance(e, Rational) or exponent > TINY):
        _need(exponent > 0 and (base == 0 or exponent >= 1))  # a root of what may be 0 or not is not small
        return mpf(0)
    _need(base > TINY)
    return base**exponent


def _call(op: str, args: list[mpf]) -> mpf:
    a = args[0]
    if op == "add":
        return mpmath.fsum(args)
    if op == "mul":
        return mpmath.fprod(args)
    if op in ("exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "erf"):
        _need(abs(a) < 60)
        return getattr(mpmath, op)(a)
    if op in ("min", "max"):
        return {"min": min, "max": max}[op](args)
    if op in ("log", "gamma", "lgamma", "digamma"):
        _need(TINY < a < 80)
        return {"log": mpmath.log, "gamma": mpmath.gamma, "lgamma": mpmath.loggamma, "digamma": mpmath.digamma}[op](a)
    if op == "polygamma":
        _need(TINY < args[1] < 80)
        return mpmath.psi(int(a), args[1])
    if op == "tan":
        _need(abs(a) < 60 and abs(mpmath.cos(a)) > TINY)
        return mpmath.tan(a)
    if op in ("asin", "acos"):
        _need(abs(a) <= 1)
        return getattr(mpmath, op)(a)
    if op == "abs":
        return abs(a)
    if op in ("floor", "ceil"):
        whole = mpmath.nint(a)
        if abs(whole - a) < TINY:
            return whole
        return mpmath.floor(a) if op == "floor" else mpmath.ceil(a)
    if op == "binomial":
        n, k = args
        _need(-1 + TINY < n < 80 and abs(k) < 80)
        return mpmath.gamma(n + 1) * mpmath.rgamma(k + 1) * mpmath.rgamma(n - k + 1)
    if op == "besselj":
        _need(a >= 0 and 0 <= args[1] < 60)
        return mpmath.besselj(a, args[1])
    if op == "harmonic_dim":
        d, n = (int(mpmath.nint(x)) for x in args)
        _need(abs(d - args[0]) < TINY and abs(n - args[1]) < TINY and 2 <= d < 60 and 0 <= n < 60)
        first = mpmath.binomial(d + n - 1, d - 1)
        return first - (mpmath.binomial(d + n - 3, d - 1) if n >= 2 else 0)
    if op == "legendre":
        n = int(mpmath.nint(a))
        _need(abs(n - a) < TINY and 0 <= n < 40 and args[1] >= 2)
        return _legendre(n, args[1], args[2])
    raise AssertionError(op)


def _legendre(n: int, d: mpf, x: mpf) -> mpf:
    """By the explicit (Rodrigues) sum of harmonic projections: normalised Gegenbauer, Chebyshev for d = 2."""
    if d == 2:
        return mpmath.chebyt(n, x)
    half = (d - 2) / 2
    return mpmath.gegenbauer(n, half, x) / mpmath.gegenbauer(n, half, 1)


def _binder(item: Binder, at: Mapping[str, mpf], integers: frozenset[str]) -> mpf:
    lower, upper = (_value(e, at, integers) for e in (item.lower, item.upper))
    if item.op == "integral":
        _need(abs(lower) < 20 and abs(upper) < 20)

        def body(t: mpf) -> mpf:
            return _value(item.body, {**at, item.variable: t}, integers - {item.variable})

        return mpmath.quad(body, [lower, upper])
    first, last = int(mpmath.nint(lower)), int(mpmath.nint(upper))
    _need(abs(first - lower) < TINY and abs(last - upper) < TINY and last - first < 60)
    values = [
        _value(item.body, {**at, item.variable: mpf(k)}, integers | {item.variable}) for k in range(first, last + 1)
    ]
    return mpmath.fsum(values) if item.op == "sum" else mpmath.fprod(values)
