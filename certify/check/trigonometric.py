"""Trigonometric, inverse trigonometric and hyperbolic functions on intervals.

What is certified, as in `elementary`: f(X, p) contains f(x) for every real x in X; remainders are stated where a series is cut.  What is
not: the width, about p good bits.  `TooLarge` is raised, or the trivial bound returned, where an argument is too large to reduce.
"""

from __future__ import annotations

from math import isqrt
from typing import Final

from certify.check.dyadic import (  # isort: skip
    UNIT, ZERO, Interval, Num, TooLarge, Undefined, absolute, add, div, hull, maximum, minimum, minus, mul, neg, scale,
    sub, top,
)  # fmt: skip
from certify.check.elementary import (  # isort: skip
    ONE, UNIT_BALL, antitone, ball, exp_at, fixed, monotone, near, odd_series, pi, pi_bits, sqrt,
)  # fmt: skip

MAX_TRIG: Final = 1 << 14  # sin, cos and tan are reduced for |x| < 2**16384


def _reduce(a: Num, w: int) -> tuple[int, int, int, int]:
    """(n, r, err, v): a = n pi/2 + R with R within err of r in units of 2**-v, and about w good bits in r."""
    v = w + 12 + abs(top(a))
    enough = 2 * (v + a[0].bit_length())
    while True:
        x, h = fixed(a, v), pi_bits(v - 1)  # pi/2 is between h and h + 2 units
        n = (2 * x + h) // (2 * h)
        r, err = x - n * h, 2 * abs(n) + 1
        lack = w + err.bit_length() - r.bit_length()
        if n == 0 or lack < 0 or v > enough:  # stopping early is sound
            return n, r, err, v
        v += max(v // 2, lack + 8)  # a = n pi/2 to many bits needs more of pi


def _sin_cos(r: int, err: int, v: int, cosine: bool) -> Interval:
    """sin or cos of R (within err of r units of 2**-v), |R| < 1 (DLMF 4.19.1, 4.19.2).

    2 units a term (floors, and the floor of R**2), 4 for the tail: the terms fall and alternate, so it is below the first one
    left out (Leibniz), which is below 2 units; both functions have slopes of at most 1, so err goes in as it is.
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
    """The inverse if a >= 1, j halvings atan z = 2 atan(z / (1 + sqrt(1 + z**2))), then the series (DLMF 4.24.3).

    The remainder is that of `odd_series`, for which |z| <= 1/4 after the halvings; slopes are at most 1, so errors do not grow.
    For tiny and huge a: a - a**3/3 < atan a < a (the series alternates), and pi/2 - 1/a < atan a < pi/2 (4.24.4).
    """
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
    s, err = odd_series(z, v, -1)
    s, err = s << j, (err + 3) << j
    return ball(pi_bits(v - 1) + 1 - s, err + 1, -v) if big else ball(s, err, -v)


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
