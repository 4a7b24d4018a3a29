"""Elementary functions on intervals: f(X, p) contains f(x) for every real x in X, with about p good bits.

What is certified: that f(x) is in f(X, p).  What is not: the width, about p good bits.

Each function is a kernel `_f(a, w)` that encloses f at one dyadic number a to about w bits, carried to
intervals by monotonicity, quadrants or a stated bound. Kernels work on integers v standing for v / 2**w
("units") and carry the error in units explicitly; every truncated series states its remainder. DLMF is the
NIST Digital Library of Mathematical Functions. Where an argument is too large to reduce, `TooLarge` is raised
or the trivial bound is returned.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Final

from certify.check.dyadic import UNIT, ZERO, Interval, Num, TooLarge, Undefined, div, ipow, minus, mul, neg, plus, top

ONE: Final = Interval(UNIT, UNIT)
UNIT_BALL: Final = Interval((-1, 0), UNIT)
MAX_EXP: Final = 40  # exp is computed for |x| < 2**40
Kernel = Callable[[Num, int], Interval]


def ball(v: int, err: int, e: int) -> Interval:
    """[v - err, v + err] * 2**e."""
    return Interval((v - err, e), (v + err, e))


def fixed(a: Num, v: int) -> int:
    """The floor of a * 2**v. Callers keep the exponent of a below a stated limit."""
    s = a[1] + v
    return a[0] << s if s >= 0 else a[0] >> -s


def near(a: Num, w: int) -> Interval:
    """a * (1 + d) for every |d| <= 2**-w."""
    return mul(Interval(a, a), ball(1 << w, 1, -w), w + 2)


def good_bits(y: Interval) -> int | None:
    """How many leading bits y determines; None for all of them (a point)."""
    if y.lo is None or y.hi is None:
        return 0
    width = plus(y.hi, minus(y.lo), 8, True)
    if width[0] == 0:
        return None
    return 0 if y.has_zero() else min(top(y.lo), top(y.hi)) - top(width)


def accurate(f: Callable[[int], Interval], p: int) -> Interval:
    """f at a working precision raised, at most six times, until p bits are right. Any stop is sound."""
    w = p + 16
    for _ in range(6):
        y = f(w)
        good = good_bits(y)
        if good is None or good >= p:
            break
        w = 2 * w if y.has_zero() else w + p - max(good, -w) + 8
    return y


def monotone(f: Kernel, x: Interval, p: int, low: Num | None = None, high: Num | None = None) -> Interval:
    """f increasing: the values at the ends are the extremes; low and high are the limits at -inf and +inf."""
    w = p + 6
    if x.lo is not None and x.lo == x.hi:
        return f(x.lo, w).round(p)
    lo = low if x.lo is None else f(x.lo, w).lo
    hi = high if x.hi is None else f(x.hi, w).hi
    return Interval(lo, hi).round(p)


def antitone(f: Kernel, x: Interval, p: int, low: Num | None = None, high: Num | None = None) -> Interval:
    """The same for f decreasing; low and high are again the limits at -inf and +inf."""
    low, high = low and minus(low), high and minus(high)
    return neg(monotone(lambda a, w: neg(f(a, w)), x, p, low, high))


def _inverse_series(q: int, w: int, sign: int) -> int:
    """The sum of sign**k / ((2k+1) q**(2k+1)), times 2**w: atan(1/q) for sign -1, atanh(1/q) for +1, q >= 3.

    DLMF 4.24.3 and 4.38.5.  Each t is the floor of 2**w / q**(2k+1), so N terms are off by less than N; when t is 0, the first term
    left out is below 1, and the tail below 1/(1 - q**-2) < 2.
    """
    t = s = (1 << w) // q
    i, turn = 1, sign
    while t:
        t //= q * q
        i += 2
        s += turn * (t // i)
        turn *= sign
    return s


@lru_cache(maxsize=256)
def _pi_block(w: int) -> int:
    """Machin (1706): pi = 16 atan(1/5) - 4 atan(1/239), off by less than 20 (w + 34) < 2**31 units of 2**-(w+32): 16 times at
    most (w + 32)/4.6 + 3 for the one series, 4 times (w + 32)/15 + 3 for the other.
    """
    v = w + 32
    return (16 * _inverse_series(5, v, -1) - 4 * _inverse_series(239, v, -1) - (1 << 31)) >> 32


@lru_cache(maxsize=256)
def _log2_block(w: int) -> int:
    """log 2 = 2 atanh(1/3) (DLMF 4.6.4 at z = 2), with the same error budget: 2 times at most (w + 32)/3.1 + 3."""
    return (2 * _inverse_series(3, w + 32, 1) - (1 << 31)) >> 32


def _cut(block: Callable[[int], int], w: int) -> int:
    """v with v <= c * 2**w <= v + 2, cut from a block of 64n bits that has the same property."""
    n = (w // 64 + 1) * 64
    return block(n) >> (n - w)


def pi_bits(w: int) -> int:
    """v with v <= pi * 2**w <= v + 2."""
    return _cut(_pi_block, w)


def log2_bits(w: int) -> int:
    """v with v <= log(2) * 2**w <= v + 2."""
    return _cut(_log2_block, w)


def pi(p: int) -> Interval:
    return ball(pi_bits(p + 2) + 1, 1, -p - 2)


def _root(a: Num, n: int, w: int) -> Interval:
    """The n-th root of a >= 0, from the floor r of the n-th root of an integer m: it is r if r**n = m."""
    if a[0] == 0:
        return Interval(ZERO, ZERO)
    s = max(0, n * (w + 2) - a[0].bit_length())
    s += (a[1] - s) % n  # now the exponent a[1] - s is a multiple of n
    m = a[0] << s
    if n == 2:
        r = isqrt(m)
    else:  # Newton's iteration from above decreases until it reaches the floor
        r, new = m, 1 << -(-m.bit_length() // n)
        while new < r:
            r, new = new, ((n - 1) * new + m // new ** (n - 1)) // n
    k = (a[1] - s) // n
    return Interval((r, k), (r if r**n == m else r + 1, k))


def root(x: Interval, n: int, p: int) -> Interval:
    """The n-th root (n >= 1) of a non-negative number."""
    if not x.is_nonnegative() or n < 1:
        raise Undefined("root of a negative number, or of order below 1")
    if n > 64:
        return power(x, Interval.of(Fraction(1, n), p + 64), p)
    return monotone(lambda a, w: _root(a, n, w), x, p)


def sqrt(x: Interval, p: int) -> Interval:
    return root(x, 2, p)


def rpow(x: Interval, q: int | Fraction, p: int) -> Interval:
    """x**q for rational q: any x (without 0 if q < 0) when q is an integer, else x >= 0 (x > 0 if q < 0)."""
    n, d = (q, 1) if isinstance(q, int) else (q.numerator, q.denominator)
    if d == 1:
        return ipow(x, n, p)
    if not x.is_nonnegative() or (n < 0 and not x.is_positive()):
        raise Undefined("fractional power of a negative number, or negative power of 0")
    if d > 64 or abs(n) > 64:
        return power(x, Interval.of(q, p + 64), p)
    y = root(ipow(x, abs(n), p + 4), d, p + 4)
    return (div(ONE, y, p) if n < 0 else y).round(p)


def power(x: Interval, y: Interval, p: int) -> Interval:
    """x**y = exp(y log x) for x > 0; also 0**y = 0 for y > 0; and x**0 = 1 when y is exactly {0}."""
    if y.is_zero():
        return ONE
    if not x.is_positive():
        if not (x.is_nonnegative() and y.is_positive()):
            raise Undefined("power of a negative number, or 0 to a power that may be <= 0")
        if x.is_zero():
            return x
        assert x.lo is not None  # 0: the least value is 0, the largest is at the upper end of x
        if x.hi is None:
            return Interval(ZERO, None)
        return Interval(ZERO, power(Interval(x.hi, x.hi), y, p).hi)

    def at(w: int) -> Interval:
        return exp(mul(y, log(x, w), w), w)

    return (accurate(at, p + 2) if x.is_point() and y.is_point() else at(p + 48)).round(p)


def exp_at(a: Num, w: int) -> Interval:
    """exp(a) = 2**n exp(r)**(2**j) with 0 <= r < 1/2**j: Taylor's series (DLMF 4.2.19), then j squarings.

    The terms are positive and each is less than the one before times r < 1, so the tail is bounded by a geometric series.
    Everything is rounded down; the truth stays in [s, s + err] units of 2**-v throughout.
    """
    if a[0] == 0:
        return ONE
    k = top(a)
    if k > MAX_EXP:
        if a[0] > 0:
            raise TooLarge("exp beyond 2**40")
        return Interval(ZERO, (1, -1 << MAX_EXP))  # 0 < exp(a) <= exp(-2**40) < 2**-(2**40)
    if k < -w - 1:  # |exp(a) - 1| <= 2|a| < 2**-w, with the sign of a
        return Interval(UNIT, ((1 << w) + 1, -w)) if a[0] > 0 else Interval(((1 << w) - 1, -w), UNIT)
    u = w + max(k, 0) + 12
    low = log2_bits(u)
    # n * log 2 lies between n * low and n * (low + 2); the divisor is chosen so that r is rounded down.
    n, r = divmod(fixed(a, u), low + 2 if a[0] > 0 else low)
    j = isqrt(u) // 2
    v = u + j  # r units of 2**-u are r * 2**j units of 2**-v, whose 2**j-th part is r again
    s = t = 1 << v
    i, err = 0, 4
    while t:  # a term and its floor differ by less than 2; the tail after a term below 2 units is below 2
        i += 1
        t = (t * r >> v) // i
        s += t
        err += 2
    for _ in range(j):
        err = ((2 * s + err) * err >> v) + 2
        s = s * s >> v
    # The true remainder exceeds r by at most d = 2|n| + 1 units of 2**-u; exp(d) < 1 + 2d, and s + err < 3 * 2**v.
    err += (6 * (2 * abs(n) + 1)) << j
    return Interval((s, n - v), (s + err, n - v))


def exp(x: Interval, p: int) -> Interval:
    return monotone(exp_at, x, p, ZERO, None)


def odd_series(z: int, v: int, sign: int) -> tuple[int, int]:
    """(s, err): the sum of sign**k Z**(2k+1) / (2k+1), for Z = z units of 2**-v and |Z| <= 1/4, is within err of s.

    DLMF 4.24.3 (sign -1) and 4.38.5 (+1).  2 units a term (the floors), and 4 for the tail: once a term is 0 in these units it is
    below 2, and the terms fall at least as a geometric series of ratio 1/16. The sum is odd in z.
    """
    t = s = abs(z)
    u = z * z >> v
    i, turn, err = 1, sign, 4
    while t:
        t = t * u >> v
        i += 2
        s += turn * (t // i)
        turn *= sign
        err += 2
    return (s if z >= 0 else -s), err


def _log(a: Num, w: int) -> Interval:
    """log(a) = n log 2 + 2**(j+1) atanh((y-1)/(y+1)) (DLMF 4.6.4), y the 2**j-th root of a / 2**n in [2/3, 4/3).

    So |(y-1)/(y+1)| <= 1/5, and the remainder is that of `odd_series`.
    """
    m, b = a[0], a[0].bit_length()
    n = b + a[1]
    if 3 * m < 2 << b:
        b, n = b - 1, n - 1
    d = m - (1 << b)  # a / 2**n = 1 + d / 2**b
    k = b - d.bit_length()  # |d / 2**b| < 2**-k
    if d == 0 and n == 0:
        return Interval(ZERO, ZERO)
    j = max(0, isqrt(w) // 2 - k) if d else 0
    v = w + j + 12 + (k if n == 0 else 0)
    y = fixed((m, -b), v)
    for _ in range(j):
        y = isqrt(y << v)
    # y is low by less than 3 units: a floor loses 1, and a root shrinks the loss by 0.62 at least. So z is within 4.
    one = 1 << v
    z = ((y - one) << v) // (y + one)
    s, err = odd_series(z, v, 1)
    s = (s << (j + 1)) + n * log2_bits(v)
    return ball(s, ((err + 5) << (j + 1)) + 2 * abs(n), -v)


def log(x: Interval, p: int) -> Interval:
    if not x.is_positive():
        raise Undefined("log of a number that may be <= 0")
    return monotone(_log, x, p)
