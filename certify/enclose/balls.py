"""Ball arithmetic: the fast path for narrow arguments.  A result is NaN or unbounded wherever anything is undefined.

NaN passes through every operation here.  Arb answers by analytic continuation where the language is undefined (gamma
of a negative number); such arguments are refused.  Wide arguments are the business of `pairs`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final

from flint import arb

from certify.enclose.numbers import rational_ball

NAN: Final = arb.nan()
ZERO: Final = arb(0)
ONE: Final = arb(1)
inv: Final = partial(operator.truediv, ONE)
HUGE: Final = arb(2) ** 62
HIGHEST_POLYGAMMA: Final = 1000


def power(a: arb, n: int) -> arb:
    """`a**n`, n >= 0."""
    if n == 2:
        return a * a
    if n == 0:
        return NAN if a.is_nan() else ONE
    return a**n


def root(a: arb, exponent: Fraction) -> arb:
    """`a**exponent`, a positive fraction."""
    p, q = exponent.numerator, exponent.denominator
    if not a > ZERO:
        return ZERO if a.is_exact() and a == ZERO else NAN
    if q == 2:
        return a.sqrt() if p == 1 else a.sqrt() ** p
    return a.root(q) ** p if q <= 64 and p <= 64 else a ** rational_ball(exponent)


def pow_(a: arb, b: arb) -> arb:
    if a > ZERO:
        return arb_power(a, b)
    n = exact_integer(b)
    if n is not None:
        return power(a, n) if n >= 0 else inv(power(a, -n))
    return ZERO if a.is_exact() and a == ZERO and b > ZERO else NAN


def exact_integer(a: arb) -> int | None:
    """The integer that the ball is, if it is exact and of moderate size."""
    whole = a.unique_fmpz() if a.is_exact() and abs(a) < HUGE and a.is_integer() else None
    return None if whole is None else int(whole)


def arb_power(a: arb, b: arb) -> arb:
    """`a**b` for a > 0; Arb would write out a huge exact exponent in full."""
    return a**b if abs(b) < HUGE else (b * a.log()).exp()


def on_positive(f: Callable[[arb], arb]) -> Callable[[arb], arb]:
    """The function on x > 0 only."""

    def guarded(a: arb) -> arb:
        return f(a) if a > ZERO else NAN

    return guarded


def min_(a: arb, b: arb) -> arb:
    return a.min(b)


def max_(a: arb, b: arb) -> arb:
    return a.max(b)


def polygamma(a: arb, order: int) -> arb:
    if not a > ZERO or order > HIGHEST_POLYGAMMA:
        return NAN
    size = arb(order + 1).zeta(a) * arb(order).fac()
    return size if order % 2 else -size


def binomial(a: arb, b: arb) -> arb:
    n, k = exact_integer(a), exact_integer(b)
    if n is not None and k is not None and 0 <= n <= 10**6:
        return arb(n).bin_uiui(n, min(k, n - k)) if 0 <= k <= n else ZERO
    return (a + 1).gamma() * (b + 1).rgamma() * (a - b + 1).rgamma() if a > -1 else NAN


def harmonic_dim(d: arb, n: arb) -> arb:
    """See `pairs.harmonic_dim`."""
    if not (d >= 2 and n >= 0):
        return NAN
    if n.is_exact() and n == ZERO:
        return ONE
    e = d - 2
    if not (n > 0 or e > 0):
        return NAN
    return (2 * n + e) * (n + e).gamma() * (n + 1).rgamma() * (e + 1).rgamma()


def legendre(n: arb, d: arb, x: arb) -> arb:
    """By the three-term recurrence; one known degree."""
    degree = exact_integer(n)
    if degree is None or not 0 <= degree <= 5000 or not d >= 2 or x.is_nan():
        return NAN
    if degree == 0:
        return ONE
    previous, current, e = ONE, x, d - 2
    for k in range(1, degree):
        previous, current = current, ((2 * k + e) * x * current - k * previous) / (k + e)
    return current


def besselj(order: arb, x: arb) -> arb:
    return x.bessel_j(order) if order >= 0 and x >= 0 else NAN


def tan(a: arb) -> arb:
    return NAN if a.cos().contains(ZERO) else a.tan()


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "neg": operator.neg, "inv": inv,
    "pow": pow_, "exp": arb.exp, "log": arb.log, "sin": arb.sin,
    "cos": arb.cos, "tan": tan, "asin": arb.asin, "acos": arb.acos, "atan": arb.atan, "sinh": arb.sinh, "cosh": arb.cosh,
    "tanh": arb.tanh, "abs": abs, "min": min_, "max": max_, "floor": arb.floor, "ceil": arb.ceil,
    "gamma": on_positive(arb.gamma), "lgamma": on_positive(arb.lgamma), "digamma": on_positive(arb.digamma), "erf": arb.erf,
    "besselj": besselj, "binomial": binomial, "harmonic_dim": harmonic_dim, "legendre": legendre,
    "power": power, "root": root, "polygamma": polygamma,
}  # fmt: skip
