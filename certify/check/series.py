"""Taylor expansions: truncated power series in h whose coefficients are intervals.

A `Series` (c_0, ..., c_n) describes a function u near every point x of some set X (a point, or a box) at
once: for each x in X, u is n times continuously differentiable around x (in its domain) and its k-th
derivative there, divided by k!, is in c_k. So c_0 encloses u over X. Every function here keeps this: it
returns such a description of f(u), or raises. Each relation between coefficients used below holds at each x,
hence for the intervals.

What is certified: that.  What is not: that the coefficients are narrow; terms that depend on each other are not seen together.

A constant is `Series.constant`, computed as an interval first (sqrt(0), say). A series whose coefficients
beyond c_0 are exactly 0 need not be a constant (h**9 to order 3), so nothing is ever skipped for it: f must
be smooth on c_0. Only at order 0 are the ends of domains, kinks and jumps allowed, as there are no
derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import comb, factorial
from typing import Final

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check import functions as fn
from certify.check import trigonometric as tr
from certify.check.dyadic import Interval, Undefined

ZERO: Final = Interval(d.ZERO, d.ZERO)


class Series:
    """c[k] encloses u^(k)(x) / k! for every x in the set expanded about."""

    __slots__ = ("c",)

    def __init__(self, c: Iterable[Interval]) -> None:
        self.c: Final = tuple(c)

    @staticmethod
    def constant(value: Interval, order: int) -> Series:
        return Series((value, *(ZERO,) * order))

    @staticmethod
    def variable(x: Interval, order: int) -> Series:
        """The identity about every point of x."""
        return Series((x, el.ONE, *(ZERO,) * (order - 1))[: order + 1])

    @property
    def order(self) -> int:
        return len(self.c) - 1


def _dot(pairs: Iterable[tuple[Interval, Interval]], p: int) -> Interval:
    out = ZERO
    for x, y in pairs:
        if not (x.is_zero() or y.is_zero()):
            out = d.add(out, d.mul(x, y, p), p)
    return out


def _times(x: Interval, n: int, p: int) -> Interval:
    return d.mul(x, Interval.dyadic(n), p)


def _over(x: Interval, n: int, p: int) -> Interval:
    return x if n == 1 else d.div(x, Interval.dyadic(n), p)


def add(u: Series, v: Series, p: int) -> Series:
    return Series(d.add(x, y, p) for x, y in zip(u.c, v.c, strict=True))


def neg(u: Series) -> Series:
    return Series(d.neg(x) for x in u.c)


def scale(u: Series, x: Interval, p: int) -> Series:
    """u times a constant."""
    return Series(d.mul(y, x, p) for y in u.c)


def mul(u: Series, v: Series, p: int) -> Series:
    """The product rule: sums of u_i v_(k-i). A series times itself is squared, which is tighter."""
    a, b = u.c, v.c
    if u is v:
        return Series(_square(a[: k + 1], p) for k in range(len(a)))
    return Series(_dot(((a[i], b[k - i]) for i in range(k + 1)), p) for k in range(min(len(a), len(b))))


def _square(a: tuple[Interval, ...], p: int) -> Interval:
    """The last coefficient of the square of a."""
    k = len(a) - 1
    out = d.scale(_dot(((a[i], a[k - i]) for i in range((k + 1) // 2)), p), 1)
    return out if k % 2 else d.add(out, d.ipow(a[k // 2], 2, p), p)


def div(u: Series, v: Series, p: int) -> Series:
    """q with q v = u, so q_k v_0 = u_k - (q_0 v_k + ... + q_(k-1) v_1)."""
    q: list[Interval] = []
    for k, x in enumerate(u.c):
        rest = _dot(((q[i], v.c[k - i]) for i in range(k)), p)
        q.append(d.div(d.sub(x, rest, p), v.c[0], p))
    return Series(q)


def compose(f: Callable[[int], Interval], u: Series, p: int) -> Series:
    """f(u) = sum of f(k) (u - u_0)**k, where f(k) encloses the k-th derivative of f over u_0, over k!."""
    shift = Series((ZERO, *u.c[1:]))
    out, power = [f(0), *(ZERO,) * u.order], shift
    for k in range(1, u.order + 1):
        x = f(k)  # always asked for: it may be undefined
        out = [y if z.is_zero() else d.add(y, d.mul(x, z, p), p) for y, z in zip(out, power.c, strict=True)]
        if k < u.order:
            power = mul(power, shift, p)
    return Series(out)


def _next(u: Series, g: list[Interval], p: int) -> Interval:
    """The coefficient y_k, k = len(g), of a y with y' = g u': k y_k = sum of i u_i g_(k-i), i = 1 .. k."""
    k = len(g)
    return _over(_dot(((_times(u.c[i], i, p), g[k - i]) for i in range(1, k + 1)), p), k, p)


def _integral(first: Interval, g: Series, u: Series, p: int) -> Series:
    """The y with y_0 in first and y' = g u'."""
    return Series((first, *(_next(u, list(g.c[:k]), p) for k in range(1, len(u.c)))))


def _exp_of_shift(u: Series, p: int) -> Series:
    """y = exp(u - u_0), from y' = y u'."""
    y = [el.ONE]
    while len(y) < len(u.c):
        y.append(_next(u, y, p))
    return Series(y)


def exp(u: Series, p: int) -> Series:
    return scale(_exp_of_shift(u, p), el.exp(u.c[0], p), p)


def log(u: Series, p: int) -> Series:
    x = u.c[0]
    return compose(lambda k: _over(d.ipow(x, -k, p), k * (-1) ** (k - 1), p) if k else el.log(x, p), u, p)


def rpow(u: Series, q: int | Fraction, p: int) -> Series:
    """u**q for rational q; the k-th Taylor coefficient of x**q is q (q-1) ... (q-k+1) / k! x**(q-k)."""
    binomial = [Fraction(1)]
    for k in range(u.order):
        binomial.append(binomial[k] * (q - k) / (k + 1))

    def f(k: int) -> Interval:
        if binomial[k] == 0:
            return ZERO
        return d.mul(Interval.of(binomial[k], p), el.rpow(u.c[0], q - k, p), p)

    return compose(f, u, p)


def power(u: Series, v: Interval | Series, p: int) -> Series:
    """u**v for u > 0; v is a constant (an interval) or a series. At order 0, also 0**v for v > 0."""
    x = u.c[0]
    y = v if isinstance(v, Interval) else v.c[0]
    if u.order == 0:
        return Series((el.power(x, y, p),))
    if not x.is_positive():
        raise Undefined("derivative of a power whose base may be <= 0")
    if isinstance(v, Series):
        return scale(_exp_of_shift(mul(v, log(u, p), p), p), el.power(x, y, p), p)

    def f(k: int) -> Interval:
        out = el.power(x, d.sub(y, Interval.dyadic(k), p), p)
        for i in range(k):
            out = _over(d.mul(out, d.sub(y, Interval.dyadic(i), p), p), i + 1, p)
        return out

    return compose(f, u, p)


def _cycle(u: Series, values: list[Interval], p: int) -> Series:
    """f(u) where the derivatives of f over u_0 are enclosed by values, repeated for ever."""
    return compose(lambda k: _over(values[k % len(values)], factorial(k), p), u, p)


def sin(u: Series, p: int) -> Series:
    s, c = tr.sin(u.c[0], p), tr.cos(u.c[0], p)
    return _cycle(u, [s, c, d.neg(s), d.neg(c)], p)


def cos(u: Series, p: int) -> Series:
    s, c = tr.sin(u.c[0], p), tr.cos(u.c[0], p)
    return _cycle(u, [c, d.neg(s), d.neg(c), s], p)


def sinh(u: Series, p: int) -> Series:
    return _cycle(u, [tr.sinh(u.c[0], p), tr.cosh(u.c[0], p)], p)


def cosh(u: Series, p: int) -> Series:
    return _cycle(u, [tr.cosh(u.c[0], p), tr.sinh(u.c[0], p)], p)


def _riccati(first: Interval, slope: Interval, sign: int, u: Series, p: int) -> Series:
    """y with y_0 in first, y' = g u', g = 1 + sign y**2, and g_0 in slope (given apart, being tighter)."""
    y, g = [first], [slope]
    while len(y) < len(u.c):
        y.append(_next(u, g, p))
        square = _square(tuple(y), p)
        g.append(square if sign > 0 else d.neg(square))
    return Series(y)


def tan(u: Series, p: int) -> Series:
    t = tr.tan(u.c[0], p)
    return _riccati(t, d.add(el.ONE, d.ipow(t, 2, p), p), 1, u, p)


def tanh(u: Series, p: int) -> Series:
    """tanh' = 1 - tanh**2 = 1 / cosh**2."""
    slope = d.ipow(tr.cosh(u.c[0], p), -2, p) if u.order else el.ONE
    return _riccati(tr.tanh(u.c[0], p), slope, -1, u, p)


def _one_plus(u: Series, p: int) -> Series:
    return Series((d.add(el.ONE, u.c[0], p), *u.c[1:]))


def atan(u: Series, p: int) -> Series:
    g = div(Series.constant(el.ONE, u.order), _one_plus(mul(u, u, p), p), p)
    return _integral(tr.atan(u.c[0], p), g, u, p)


def asin(u: Series, p: int) -> Series:
    y = tr.asin(u.c[0], p)
    if u.order == 0:
        return Series((y,))
    return _integral(y, rpow(_one_plus(neg(mul(u, u, p)), p), Fraction(-1, 2), p), u, p)


def acos(u: Series, p: int) -> Series:
    return Series((tr.acos(u.c[0], p), *neg(asin(u, p)).c[1:]))


def erf(u: Series, p: int) -> Series:
    g = exp(neg(mul(u, u, p)), p)
    factor = d.div(Interval.dyadic(2), el.sqrt(el.pi(p), p), p)
    return _integral(fn.erf(u.c[0], p), scale(g, factor, p), u, p)


def digamma(u: Series, p: int) -> Series:
    return compose(lambda k: _over(fn.polygamma(k, u.c[0], p), factorial(k), p), u, p)


def lgamma(u: Series, p: int) -> Series:
    x = u.c[0]
    return compose(lambda k: _over(fn.polygamma(k - 1, x, p), factorial(k), p) if k else fn.lgamma(x, p), u, p)


def gamma(u: Series, p: int) -> Series:
    """exp of lgamma for u > 0; for u < 0 the reflection pi / (sin(pi u) gamma(1 - u)) (DLMF 5.5.3)."""
    y = fn.gamma(u.c[0], p)
    if u.c[0].is_positive():
        return scale(_exp_of_shift(lgamma(u, p), p), y, p)
    bottom = mul(sin(scale(u, el.pi(p), p), p), gamma(_one_plus(neg(u), p), p), p)
    return Series((y, *div(Series.constant(el.pi(p), u.order), bottom, p).c[1:]))


def besselj(nu: Interval, u: Series, p: int) -> Series:
    """J_nu(u).

    For an integer nu, or nu at least the order, J^(k) = 2**-k sum of (-1)**j C(k,j) J_(nu-k+2j) (DLMF 10.6.7), with
    J_-n = (-1)**n J_n (DLMF 10.4.1). Otherwise, for u > 0, J' = nu/x J - J_(nu+1) (DLMF 10.6.2) and Bessel's equation
    x**2 y'' + x y' + (x**2 - nu**2) y = 0 (DLMF 10.2.1), differentiated k times.
    """
    x, n = u.c[0], u.order
    whole = nu.is_point() and d.floor(nu) == nu
    if whole or Interval.dyadic(n).at_most(nu):
        cache: dict[int, Interval] = {}

        def bessel(shift: int) -> Interval:
            if shift not in cache:
                order = d.add(nu, Interval.dyadic(shift), p)
                y = fn.besselj(d.absolute(order), x, p)
                odd = order.is_negative() and d.lowest(order.lo or d.ZERO)[1] == 0
                cache[shift] = d.neg(y) if odd else y
            return cache[shift]

        def f(k: int) -> Interval:
            terms = ((Interval.dyadic((-1) ** j * comb(k, j)), bessel(2 * j - k)) for j in range(k + 1))
            return _over(d.scale(_dot(terms, p), -k), factorial(k), p)

        return compose(f, u, p)
    c = [fn.besselj(nu, x, p)]
    if n:
        c.append(d.sub(d.mul(d.div(nu, x, p), c[0], p), fn.besselj(d.add(nu, el.ONE, p), x, p), p))
    square = d.ipow(x, 2, p)
    middle = d.sub(square, d.ipow(nu, 2, p), p)
    for k in range(n - 1):
        y = d.add(_times(d.mul(x, c[k + 1], p), (k + 1) * (2 * k + 1), p),
                  d.mul(d.add(middle, Interval.dyadic(k * k), p), c[k], p), p)  # fmt: skip
        if k > 0:
            y = d.add(y, _times(d.mul(x, c[k - 1], p), 2, p), p)
        if k > 1:
            y = d.add(y, c[k - 2], p)
        c.append(d.neg(d.div(y, _times(square, (k + 1) * (k + 2), p), p)))
    return compose(lambda k: c[k], u, p)


def floor(u: Series) -> Series:
    y = d.floor(u.c[0])
    if u.order and not (y.is_point() and y.below(u.c[0])):
        raise Undefined("derivative of floor or ceil where its argument may be an integer")
    return Series.constant(y, u.order)


def ceil(u: Series) -> Series:
    return neg(floor(neg(u)))


FUNCTIONS: Final[dict[str, Callable[[Series, int], Series]]] = {
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan,
    "asin": asin, "acos": acos, "atan": atan, "sinh": sinh, "cosh": cosh, "tanh": tanh,
    "gamma": gamma, "lgamma": lgamma, "digamma": digamma, "erf": erf,
    "floor": lambda u, p: floor(u), "ceil": lambda u, p: ceil(u),
}  # fmt: skip
