"""Gamma, erf, Bessel functions and their relatives on intervals, and the table of all functions by name.

What is certified, as in `elementary`: f(X, p) contains f(x) for every real x in X, by series whose remainders are stated where they are
cut.  What is not: the width, about p good bits; Bessel functions beyond 2**13, where |J| <= 1 is returned, and of negative orders.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import factorial
from typing import Final

from certify.check.dyadic import (  # isort: skip
    UNIT, ZERO, Interval, Num, TooLarge, Undefined, absolute, add, ceil, div, floor, hull, intersection, ipow, less,
    lowest, maximum, minimum, minus, mul, neg, plus, scale, sub, top,
)  # fmt: skip
from certify.check.elementary import (  # isort: skip
    MAX_EXP, ONE, UNIT_BALL, Kernel, accurate, antitone, exp, exp_at, fixed, log, monotone, near, pi, power, sqrt,
)  # fmt: skip
from certify.check.trigonometric import acos, asin, atan, cos, cosh, sin, sinh, tan, tanh

MAX_POLYGAMMA: Final = 1000
MAX_BESSEL: Final = 13  # besselj is summed for 0 <= x < 2**13

# Gamma and its relatives --------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _tangent_numbers(n: int) -> list[int]:
    """T_1 .. T_n of tan x = sum T_k x**(2k-1) / (2k-1)! (DLMF 4.19.3; recurrence of Brent and Harvey)."""
    t = [0, 1, *(0,) * (n - 1)]
    for k in range(2, n + 1):
        t[k] = (k - 1) * t[k - 1]
    for k in range(2, n + 1):
        for j in range(k, n + 1):
            t[j] = (j - k) * t[j - 1] + (j - k + 2) * t[j]
    return t


def bernoulli(k: int) -> Fraction:
    """B_2k for k >= 1, = (-1)**(k-1) 2k T_k / (4**k (4**k - 1)) (DLMF 24.15.4)."""
    t = _tangent_numbers(1 << k.bit_length())[k]
    return Fraction((-1) ** (k - 1) * 2 * k * t, 4**k * (4**k - 1))


@lru_cache(maxsize=1 << 14)
def _stirling_coefficient(k: int, m: int, w: int) -> Interval:
    """B_2k (2k-2+m)! / (2k)!"""
    return Interval.of(bernoulli(k) * Fraction(factorial(2 * k - 2 + m), factorial(2 * k)), w)


def _stirling(z: Interval, m: int, w: int) -> Interval:
    """(-1)**m R^(m)(z), where R(z) = log Gamma(z) - (z - 1/2) log z + z - log(2 pi)/2 and z > 0.

    It is the sum of B_2k (2k-2+m)! / (2k)! z**(1-2k-m), k = 1, 2, ... (DLMF 5.11.1, 5.15.8). Stopped anywhere, the
    error has the sign of the first term left out and is smaller (DLMF 5.11(ii) for m = 0): R is the Laplace transform
    of the sum of 2 / (t**2 + 4 pi**2 j**2) over j >= 1 (Binet's first formula, Whittaker and Watson 12.31, and the
    partial fractions of coth, DLMF 4.36.3), whose expansion in t**2 has that property for each t > 0; m derivatives
    multiply the integrand by (-t)**m.
    """
    step = div(ONE, mul(z, z, w), w)
    t = div(ONE, ipow(z, m + 1, w), w)
    out = Interval(ZERO, ZERO)
    k = 1
    while True:
        term = mul(_stirling_coefficient(k, m, w // 64 * 64 + 64), t, w)
        if k > w or (k > 1 and term.exponent() < out.exponent() - w):
            return add(out, hull(Interval(ZERO, ZERO), term), w)
        out, t, k = add(out, term, w), mul(t, step, w), k + 1


def _steps(a: Num, m: int, w: int) -> int:
    """How many unit steps up from a > 0 Stirling's series needs at w bits."""
    return max(0, w // 5 + m + 4 - (fixed(a, 0) if top(a) < 64 else w + m + 4))


def _lgamma(a: Num, w: int) -> Interval:
    """(z - 1/2) log z - z + log(2 pi)/2 + R(z) - log(a (a+1) ... (z-1)) with z = a + n (DLMF 5.5.1)."""
    n = _steps(a, 0, w)
    x = Interval(a, a)
    z = add(x, Interval.dyadic(n), w)
    out = sub(mul(sub(z, Interval.dyadic(1, -1), w), log(z, w), w), z, w)
    out = add(add(out, scale(log(scale(pi(w), 1), w), -1), w), _stirling(z, 0, w), w)
    if n == 0:
        return out
    product = x
    for i in range(1, n):
        product = mul(product, add(x, Interval.dyadic(i), w), w)
    return sub(out, log(product, w), w)


def _gamma(a: Num, w: int) -> Interval:
    if top(a) > MAX_EXP:
        raise TooLarge("gamma beyond 2**40")
    if 0 < top(a) <= 8 and Interval(a, a) == Interval.dyadic(fixed(a, 0)):
        return Interval.of(factorial(fixed(a, 0) - 1), w)
    v = w + 16 + max(0, top(a)) + top(a).bit_length()  # the bits of log Gamma in front of the point are lost
    return exp(_lgamma(a, v), w)


# The minimum of Gamma on x > 0 is at x0 = X0 + ... and is GAMMA_X0 + ... (DLMF Table 5.4.1), cut to 45 digits.
X0: Final = Fraction(1461632144968362341262659542325721328468196204, 10**45)
GAMMA_X0: Final = Fraction(885603194410888700278815900582588733207951533, 10**45)


def _valley(f: Kernel, x: Interval, p: int, least: Callable[[int], Interval]) -> Interval:
    """f on x > 0 when f falls until x0, between X0 and X0 + 10**-45, and rises from there; f >= least."""
    if x.at_most(Interval.of(X0, p + 160)):
        return antitone(f, x, p)
    if Interval.of(X0 + Fraction(1, 10**45), p + 160).at_most(x):
        return monotone(f, x, p)
    assert x.lo is not None
    out = f(x.lo, p + 6)
    out = hull(out, f(x.hi, p + 6)) if x.hi is not None else Interval(out.lo, None)
    return hull(out, Interval(least(p + 6).lo, out.hi)).round(p)


def gamma(x: Interval, p: int) -> Interval:
    """On x < 0, between two integers, by reflection: pi / (sin(pi x) Gamma(1 - x)) (DLMF 5.5.3)."""
    if x.is_positive():
        return _valley(_gamma, x, p, lambda w: Interval.of(GAMMA_X0, w))
    if x.lo is None or x.hi is None or x.hi[0] >= 0 or not floor(Interval(x.hi, x.hi)).below(ceil(x)):
        raise Undefined("gamma at 0, a negative integer, or without a lower bound")
    if top(x.lo) > MAX_EXP:
        raise TooLarge("gamma beyond -2**40")
    w = p + 16 + max(0, top(x.lo))
    exact = w + max(x.lo[0].bit_length(), x.hi[0].bit_length())  # bits enough not to blur x near an integer
    n = fixed(plus(x.lo, (1, -1), 64, False), 0)  # sin(pi x) = (-1)**n sin(pi (x - n))
    s = sin(mul(pi(w), sub(x, Interval.dyadic(n), exact), w), w)
    out = div(pi(w), mul(s, gamma(sub(ONE, x, exact), w), w), w).round(p)
    return neg(out) if n % 2 else out


def lgamma(x: Interval, p: int) -> Interval:
    """log Gamma(x) for x > 0. It is 0 at 1 and 2."""
    if not x.is_positive():
        raise Undefined("lgamma of a number that may be <= 0")

    def at(a: Num, w: int) -> Interval:
        if lowest(a) in (UNIT, (1, 1)):
            return Interval(ZERO, ZERO)
        return accurate(lambda v: _lgamma(a, v), w)

    return _valley(at, x, p, lambda w: log(Interval.of(GAMMA_X0, w), w))


def _polygamma(m: int, a: Num, w: int) -> Interval:
    """psi at a > 0, or |psi^(m)(a)| for m >= 1: n steps up to z = a + n (DLMF 5.15.5), and with S = _stirling

    psi(z) = log z - 1/(2z) - S(1), |psi^(m)(z)| = (m-1)!/z**m + m!/(2 z**(m+1)) + S(m+1) (DLMF 5.15.8).
    """
    n = _steps(a, m, w)
    x = Interval(a, a)
    z = add(x, Interval.dyadic(n), w)
    out = Interval(ZERO, ZERO)
    for i in range(n):
        out = add(out, div(ONE, ipow(add(x, Interval.dyadic(i), w), m + 1, w), w), w)
    out = add(out, div(Interval.dyadic(1, -1), ipow(z, m + 1, w), w), w)
    out = add(mul(out, Interval.dyadic(factorial(m)), w), _stirling(z, m + 1, w), w)
    if m == 0:
        return sub(log(z, w), out, w)
    return add(out, div(Interval.dyadic(factorial(m - 1)), ipow(z, m, w), w), w)


def polygamma(m: int, x: Interval, p: int) -> Interval:
    """psi^(m) for x > 0, psi = Gamma'/Gamma: psi increases, and (-1)**(m+1) psi^(m) > 0 decreases."""
    if not x.is_positive() or m < 0:
        raise Undefined("polygamma of a number that may be <= 0")
    if m > MAX_POLYGAMMA:
        raise TooLarge("polygamma of order beyond 1000")

    def at(a: Num, w: int) -> Interval:
        return accurate(lambda v: _polygamma(m, a, v), w)

    if m == 0:
        return monotone(at, x, p)
    y = antitone(at, x, p, None, ZERO)
    return y if m % 2 else neg(y)


def digamma(x: Interval, p: int) -> Interval:
    return polygamma(0, x, p)


# erf and Bessel functions -------------------------------------------------------------------------


def _erf(a: Num, w: int) -> Interval:
    """erf a = 2/sqrt(pi) exp(-a**2) sum of 2**n a**(2n+1) / (1*3*...*(2n+1)) (DLMF 7.6.2), all terms positive
    for a > 0.  For large a: 1 - erf(a) <= exp(-a**2), as (a+t)**2 >= a**2 + t**2 in the integral (DLMF 7.2.2).

    lo and hi are a term rounded down and up; once the ratio of terms is <= 1/2 the tail is at most the last
    term.
    """
    if a[0] < 0:
        return neg(_erf(minus(a), w))
    if a[0] == 0:
        return Interval(ZERO, ZERO)
    k = top(a)
    if k > w.bit_length() or (k > 0 and fixed(a, 0) ** 2 >= w):  # 1 - erf a <= exp(-a**2) < 2**-w
        return Interval(((1 << w) - 1, -w), UNIT)
    factor = div(Interval.dyadic(2), sqrt(pi(w + 8), w + 8), w + 8)
    if k < -w:  # 0 < 1 - erf(a) / (2a / sqrt(pi)) < a**2 / 3
        return mul(factor, near(a, w + 8), w)
    v = w + 24 + max(0, -k)
    lo = fixed(a, v)
    hi = lo + 1
    square = (a[0] * a[0], 2 * a[1])
    u = fixed(square, v + 1)
    low, high, i = lo, hi, 1
    while hi > 4 or 2 * (u + 1) > (i + 2) << v:  # ends: the ratio u / i falls below 1/2, then hi below 4
        i += 2
        lo, hi = (lo * u >> v) // i, (hi * (u + 1) >> v) // i + 1
        low, high = low + lo, high + hi
    y = mul(Interval((low, -v), (high + hi, -v)), exp_at(minus(square), w + 8), w + 8)
    return minimum(mul(factor, y, w + 8), ONE)


def erf(x: Interval, p: int) -> Interval:
    return monotone(_erf, x, p, (-1, 0), UNIT)


def _bessel_sum(nu: Interval, x: Interval, w: int) -> Interval:
    """(x/2)**nu / Gamma(nu+1) * sum of (-x**2/4)**k / (k! (nu+1) ... (nu+k)) (DLMF 10.2.2), x >= 0, nu >= 0.

    The size of the ratio of successive terms falls with k; once it is <= 1/2 the tail is at most the last term.
    Terms grow to less than exp(x) < 2**(3x/2) before they fall, and so many more bits are carried.
    """
    reach = 1 + fixed(x.hi or ZERO, 0)
    v = w + 3 * reach // 2 + 8
    square = scale(mul(x, x, 2 * v), -2)
    t = s = ONE
    for k in range(1, 2 * (reach + v)):
        n = Interval.dyadic(k)
        ratio = div(square, mul(n, add(nu, n, v), v), v)
        t = neg(mul(t, ratio, v))
        s = add(s, t, v)
        if t.is_zero() or (t.exponent() < -v and ratio.at_most(Interval.dyadic(1, -1))):
            s = add(s, mul(UNIT_BALL, t, v), v)
            return div(mul(power(scale(x, -1), nu, w), s, w), gamma(add(nu, ONE, w), w), w)
    raise TooLarge("Bessel series")


def besselj(nu: Interval, x: Interval, p: int) -> Interval:
    """J_nu(x) for nu >= 0 and x >= 0, or any x if nu is an integer.

    Points by the series. Intervals: increasing for 0 <= x <= nu (DLMF 10.21.3; as x (x J')' = (nu**2 - x**2) J);
    otherwise the intersection of |J| <= 1 (DLMF 10.14.1), of the series if x <= 4, and of the value at the middle
    with a bound of the slope, which is (J_(nu-1) - J_(nu+1)) / 2 = nu/x J_nu - J_(nu+1) (DLMF 10.6.1, 10.6.2): at
    most 1 for nu = 0 (then it is -J_1) or nu >= 1, at most nu/x + 1 always.
    """
    if not nu.is_nonnegative():
        raise Undefined("besselj of negative order")
    if not x.is_nonnegative():
        whole = nu.lo is not None and nu.is_point() and floor(nu) == nu
        if not whole:
            raise Undefined("besselj of a negative number, order not an integer")
        if not nu.is_zero() and lowest(nu.lo or ZERO)[1] == 0:  # odd order
            below = neg(besselj(nu, maximum(neg(x), Interval(ZERO, ZERO)), p))
            return below if x.is_nonpositive() else hull(below, besselj(nu, maximum(x, Interval(ZERO, ZERO)), p))
        return besselj(nu, absolute(x), p)
    if x.lo is None or x.hi is None or (x.hi[0] and top(x.hi) > MAX_BESSEL):
        return UNIT_BALL
    w = p + 8
    if x.is_point():
        y = accurate(lambda v: _bessel_sum(nu, x, v), w) if nu.is_point() else _bessel_sum(nu, x, w)
    elif nu.lo is not None and not less(nu.lo, x.hi):
        y = Interval(besselj(nu, Interval(x.lo, x.lo), w).lo, besselj(nu, Interval(x.hi, x.hi), w).hi)
    else:
        y = UNIT_BALL
        if not less((4, 0), x.hi):
            y = intersection(y, _bessel_sum(nu, x, w))
        slope = ONE
        if not (nu.is_zero() or ONE.at_most(nu)):
            if not x.is_positive():
                return y.round(p)
            slope = add(ONE, div(nu, x, w), w)
        c = x.midpoint(w)
        shift = mul(mul(slope, UNIT_BALL, w), sub(x, c, w), w)
        y = intersection(y, add(besselj(nu, c, w), shift, w))
    return intersection(y, UNIT_BALL).round(p)


FUNCTIONS: Final[dict[str, Callable[[Interval, int], Interval]]] = {
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan,
    "asin": asin, "acos": acos, "atan": atan, "sinh": sinh, "cosh": cosh, "tanh": tanh,
    "gamma": gamma, "lgamma": lgamma, "digamma": digamma, "erf": erf,
    "floor": lambda x, p: floor(x), "ceil": lambda x, p: ceil(x), "abs": lambda x, p: absolute(x),
}  # fmt: skip
