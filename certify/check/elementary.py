"""Elementary functions on intervals: f(X, p) contains f(x) for every real x in X, with about p good bits.

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

from certify.check.dyadic import (  # isort: skip
    UNIT, ZERO, Interval, Num, TooLarge, Undefined, absolute, add, div, hull, ipow, maximum,
    minimum, minus, mul, neg, plus, scale, sub, top,
)  # fmt: skip

ONE: Final = Interval(UNIT, UNIT)
UNIT_BALL: Final = Interval((-1, 0), UNIT)
MAX_EXP: Final = 40  # exp is computed for |x| < 2**40
MAX_TRIG: Final = 1 << 14  # sin, cos and tan are reduced for |x| < 2**16384
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


# Constants ----------------------------------------------------------------------------------------


def _inverse_series(q: int, w: int, sign: int) -> int:
    """The sum of sign**k / ((2k+1) q**(2k+1)), times 2**w: atan(1/q) for sign -1, atanh(1/q) for +1, q >= 3.

    Each t is the floor of 2**w / q**(2k+1), so N terms are off by less than N, and the tail by less than 2.
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
    """Machin: pi = 16 atan(1/5) - 4 atan(1/239), off by less than 20 (w + 34) < 2**31 units of 2**-(w+32)."""
    v = w + 32
    return (16 * _inverse_series(5, v, -1) - 4 * _inverse_series(239, v, -1) - (1 << 31)) >> 32


@lru_cache(maxsize=256)
def _log2_block(w: int) -> int:
    """log 2 = 2 atanh(1/3), with the same error budget."""
    return (2 * _inverse_series(3, w + 32, 1) - (1 << 31)) >> 32


def _constant(block: Callable[[int], int], w: int) -> int:
    """v with v <= c * 2**w <= v + 2, cut from a block of 64n bits that has the same property."""
    n = (w // 64 + 1) * 64
    return block(n) >> (n - w)


def pi(p: int) -> Interval:
    return ball(_constant(_pi_block, p + 2) + 1, 1, -p - 2)


def e(p: int) -> Interval:
    return exp(ONE, p)


# Roots and powers ---------------------------------------------------------------------------------


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


# exp and log --------------------------------------------------------------------------------------


def exp_at(a: Num, w: int) -> Interval:
    """exp(a) = 2**n exp(r)**(2**j) with 0 <= r < 1/2**j: Taylor, then j squarings.

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
    low = _constant(_log2_block, u)
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


def _odd_series(z: int, v: int, sign: int) -> tuple[int, int]:
    """(s, err): the sum of sign**k Z**(2k+1) / (2k+1), for Z = z units of 2**-v and |Z| <= 1/4, is within err of s.

    2 units a term (the floors), and 4 for the tail once a term is 0. The sum is odd in z.
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
    """log(a) = n log 2 + 2**(j+1) atanh((y-1)/(y+1)), y the 2**j-th root of a / 2**n in [2/3, 4/3)."""
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
    s, err = _odd_series(z, v, 1)
    s = (s << (j + 1)) + n * _constant(_log2_block, v)
    return ball(s, ((err + 5) << (j + 1)) + 2 * abs(n), -v)


def log(x: Interval, p: int) -> Interval:
    if not x.is_positive():
        raise Undefined("log of a number that may be <= 0")
    return monotone(_log, x, p)


def log2(x: Interval, p: int) -> Interval:
    """The binary logarithm; exact at powers of 2."""
    if not x.is_positive():
        raise Undefined("log2 of a number that may be <= 0")

    def at(a: Num, w: int) -> Interval:
        if a[0] & (a[0] - 1) == 0:
            return Interval.dyadic(top(a) - 1)
        return div(_log(a, w + 2), _log((2, 0), w + 2), w + 2)

    return monotone(at, x, p)


# Trigonometric functions --------------------------------------------------------------------------


def _reduce(a: Num, w: int) -> tuple[int, int, int, int]:
    """(n, r, err, v): a = n pi/2 + R with R within err of r in units of 2**-v, and about w good bits in r."""
    v = w + 12 + abs(top(a))
    enough = 2 * (v + a[0].bit_length())
    while True:
        x, h = fixed(a, v), _constant(_pi_block, v - 1)  # pi/2 is between h and h + 2 units
        n = (2 * x + h) // (2 * h)
        r, err = x - n * h, 2 * abs(n) + 1
        lack = w + err.bit_length() - r.bit_length()
        if n == 0 or lack < 0 or v > enough:  # stopping early is sound
            return n, r, err, v
        v += max(v // 2, lack + 8)  # a = n pi/2 to many bits needs more of pi


def _sin_cos(r: int, err: int, v: int, cosine: bool) -> Interval:
    """sin or cos of R (within err of r units of 2**-v), |R| < 1 (DLMF 4.19.1, 4.19.2).

    2 units a term, 4 for the tail (alternating, below the first term left out); both have slopes of at most 1.
    """
    t, i = (1 << v, 0) if cosine else (abs(r), 1)
    u, s, turn, slack = r * r >> v, t, -1, err + 4
    while t:
        t = (t * u >> v) // ((i + 1) * (i + 2))
        s += turn * t
        i, turn, slack = i + 2, -turn, slack + 2
    one = 1 << v
    s = s if cosine or r >= 0 else -s
    return Interval((max(s - slack, -one), -v), (min(s + slack, one), -v))


def _quarter(a: Num, w: int, shift: int) -> tuple[int, int, Interval]:
    """(q, q', sin(a + shift pi/2)), q <= floor(a / (pi/2)) <= q', and q = q' unless a is all but a multiple."""
    if a[0] == 0:
        return 0, 0, ONE if shift % 2 else Interval(ZERO, ZERO)
    if top(a) < -w:  # |sin a - a| <= |a|**3 / 6 and 1 - cos a <= a**2 / 2
        q = 0 if a[0] > 0 else -1
        return q, q, Interval(((1 << w) - 1, -w), UNIT) if shift % 2 else near(a, w)
    n, r, err, v = _reduce(a, w)
    y = _sin_cos(r, err, v, (n + shift) % 2 == 1)
    if n == 0:  # r has the sign of a
        return min(r, 0) and -1, min(r, 0) and -1, y
    return n - (r <= err), n - (r < -err), neg(y) if (n + shift) % 4 >= 2 else y


def _wave(x: Interval, p: int, shift: int) -> Interval:
    """sin(x + shift pi/2): the hull of its values at the ends and at the odd multiples of pi/2 between them."""
    w = p + 6
    if x.lo is None or x.hi is None or _too_big(x):
        return UNIT_BALL
    first, last, out = _quarter(x.lo, w, shift)
    if x.lo != x.hi:
        _, last, y = _quarter(x.hi, w, shift)
        out = hull(out, y)
        for j in range(first + 1, min(last, first + 4) + 1):  # four consecutive j already reach both signs
            if (j + shift) % 2:
                out = hull(out, ONE if (j + shift) % 4 == 1 else neg(ONE))
    return out.round(p)


def _too_big(x: Interval) -> bool:
    return not x.is_zero() and x.exponent() > MAX_TRIG


def sin(x: Interval, p: int) -> Interval:
    return _wave(x, p, 0)


def cos(x: Interval, p: int) -> Interval:
    return _wave(x, p, 1)


def tan(x: Interval, p: int) -> Interval:
    """Increasing between its poles, the odd multiples of pi/2."""
    if x.lo is None or x.hi is None:
        raise Undefined("tan of an unbounded interval")
    if _too_big(x):
        raise TooLarge("tan beyond 2**16384")
    first, last = _quarter(x.lo, p + 8, 0)[0], _quarter(x.hi, p + 8, 0)[1]
    if x.lo != x.hi and any(j % 2 for j in range(first + 1, min(last, first + 2) + 1)):
        raise Undefined("tan across a pole")
    return monotone(lambda a, w: div(_quarter(a, w + 4, 0)[2], _quarter(a, w + 4, 1)[2], w), x, p)


def _atan(a: Num, w: int) -> Interval:
    """The inverse if a >= 1, j halvings atan z = 2 atan(z / (1 + sqrt(1 + z**2))), the series (DLMF 4.24.3)."""
    if a[0] == 0:
        return Interval(ZERO, ZERO)
    k = top(a)
    if a[0] < 0:
        return neg(_atan(minus(a), w))
    if k < -w:  # 0 < a - atan a < a**3 / 3
        return near(a, w)
    if k > w + 1:  # 0 < pi/2 - atan a < 1/a <= 2**-w
        return sub(scale(pi(w), -1), Interval(ZERO, (1, -w)), w)
    j = max(0, 3 + min(k, 0) + isqrt(w) // 8)
    v = w + j + 12 + max(-k, 0)
    big = k > 0
    z = (1 << v - a[1]) // a[0] if big and v >= a[1] else 0 if big else fixed(a, v)
    for _ in range(j):  # halving an error, plus at most 1.3 units of rounding: below 3 for ever
        z = (z << v) // ((1 << v) + isqrt((1 << 2 * v) + z * z))
    s, err = _odd_series(z, v, -1)
    s, err = s << j, (err + 3) << j
    return ball(_constant(_pi_block, v - 1) + 1 - s, err + 1, -v) if big else ball(s, err, -v)


def atan(x: Interval, p: int) -> Interval:
    half = scale(pi(p + 2), -1)
    return monotone(_atan, x, p, neg(half).lo, half.hi)


def _asin(a: Num, w: int) -> Interval:
    """asin a = atan(a / sqrt((1 - a)(1 + a))); the ends are +-pi/2."""
    x = Interval(a, a)
    u, v = _one_minus(x, w), _one_minus(neg(x), w)
    if u.is_zero() or v.is_zero():
        return scale(pi(w) if u.is_zero() else neg(pi(w)), -1)
    return atan(div(x, sqrt(mul(u, v, w + 6), w + 6), w + 6), w)


def _acos(a: Num, w: int) -> Interval:
    """acos a = 2 atan(sqrt((1 - a) / (1 + a))), for a > -1."""
    x = Interval(a, a)
    u, v = _one_minus(x, w), _one_minus(neg(x), w)
    if v.is_zero():
        return pi(w)
    return scale(atan(sqrt(div(u, v, w + 6), w + 6), w), 1)


def _one_minus(x: Interval, w: int) -> Interval:
    """1 - x for a point |x| <= 1: exact where it cancels (|x| >= 1/2 has all its bits in the mantissa)."""
    assert x.lo is not None
    return sub(ONE, x, w + 8 + x.lo[0].bit_length())


def asin(x: Interval, p: int) -> Interval:
    if not UNIT_BALL.encloses(x):
        raise Undefined("asin outside [-1, 1]")
    return monotone(_asin, x, p)


def acos(x: Interval, p: int) -> Interval:
    if not UNIT_BALL.encloses(x):
        raise Undefined("acos outside [-1, 1]")
    return antitone(_acos, x, p)


# Hyperbolic functions -----------------------------------------------------------------------------


def _sinh(a: Num, w: int) -> Interval:
    """(exp a - exp -a) / 2; for 0 < a < 2**(-w/2), a < sinh a < a (1 + a**2 / 5)."""
    if a[0] < 0:
        return neg(_sinh(minus(a), w))
    if a[0] == 0 or top(a) < -w // 2:
        return near(a, w) if a[0] else Interval(ZERO, ZERO)
    v = w + 4 + max(0, -top(a))
    y = exp_at(a, v)
    return scale(sub(y, div(ONE, y, v), v), -1)


def _cosh(a: Num, w: int) -> Interval:
    y = exp_at(a, w + 2)
    y = scale(add(y, div(ONE, y, w + 2), w + 2), -1)
    return maximum(y, ONE)


def _tanh(a: Num, w: int) -> Interval:
    """(exp 2a - 1) / (exp 2a + 1); for 0 < a < 2**(-w/2), a (1 - a**2 / 3) < tanh a < a."""
    if a[0] < 0:
        return neg(_tanh(minus(a), w))
    if a[0] == 0 or top(a) < -w // 2:
        return near(a, w) if a[0] else Interval(ZERO, ZERO)
    if top(a) > w.bit_length():  # a >= w: 1 - tanh a < 2 exp(-2a) < 2**-w
        return Interval(((1 << w) - 1, -w), UNIT)
    v = w + 6 + max(0, -top(a))
    y = exp_at((a[0], a[1] + 1), v)
    return minimum(div(sub(y, ONE, v), add(y, ONE, v), v), ONE)


def sinh(x: Interval, p: int) -> Interval:
    return monotone(_sinh, x, p)


def cosh(x: Interval, p: int) -> Interval:
    return monotone(_cosh, absolute(x), p)


def tanh(x: Interval, p: int) -> Interval:
    return monotone(_tanh, x, p, (-1, 0), UNIT)
