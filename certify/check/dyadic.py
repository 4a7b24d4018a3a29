"""Closed intervals of real numbers whose end points are dyadic, in whole-number arithmetic only.

A `Num` (m, e) is the real number m * 2**e. An `Interval` is a non-empty closed set {x real: lo <= x <= hi};
`lo` may be None (no lower bound) and `hi` may be None (no upper bound). Infinity is never an element, and
there is no NaN.

The one rule everything rests on: for f in this module and all reals x in X, y in Y, f(x, y) is in f(X, Y, p).
What is certified: that.  What is not: that an interval is as narrow as it could be.

Ends are rounded outwards to about p bits; more bits never means less sound. An operation that is undefined at
any point of its arguments raises `Undefined`; one whose answer could not be held in memory raises `TooLarge`.
Rounding is a shift: Python's m >> s is the floor of m / 2**s for either sign, and -(-m >> s) is the ceiling.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

Num = tuple[int, int]
ZERO: Final[Num] = (0, 0)
UNIT: Final[Num] = (1, 0)
FAR: Final = 4096  # ends whose exponents differ by more are never aligned bit by bit
MAX_POWER: Final = 1 << 64  # largest exponent of an integer power


class IntervalError(ArithmeticError):
    """No enclosure is given; the caller must treat the claim as not proved."""


class Undefined(IntervalError):
    """The operation is not defined (or its branch not decided) somewhere on its argument."""


class TooLarge(IntervalError):
    """The answer exists but would need an unreasonable amount of memory or time."""


def less(a: Num, b: Num) -> bool:
    """a < b, exactly, without building huge integers."""
    (m, e), (n, f) = a, b
    d = e - f
    if not -FAR < d < FAR:
        if m == 0 or n == 0 or (m < 0) != (n < 0):
            return m < n  # the signs decide
        s, t = m.bit_length() + e, n.bit_length() + f
        if s != t:  # 2**(s-1) <= |a| < 2**s, likewise b
            return (s < t) == (m > 0)
        # Here |d| is the difference of the lengths of m and n: the shift builds nothing longer than they are.
    return m << d < n if d >= 0 else m < n << -d


def minus(a: Num) -> Num:
    return -a[0], a[1]


def top(a: Num) -> int:
    """The k with 2**(k-1) <= |a| < 2**k, for a != 0."""
    return a[0].bit_length() + a[1]


def rounded(a: Num, p: int, up: bool) -> Num:
    """a rounded to p bits, upwards or downwards."""
    m, e = a
    s = m.bit_length() - p
    return a if s <= 0 else (-(-m >> s) if up else m >> s, e + s)


def plus(a: Num, b: Num, p: int, up: bool) -> Num:
    """a + b rounded to p bits."""
    (m, e), (n, f) = a, b
    d = e - f
    if d >= 0:
        if d > FAR:
            return _plus_far(a, b, p, up)
        m, e = (m << d) + n, f
    else:
        if d < -FAR:
            return _plus_far(b, a, p, up)
        m += n << -d
    s = m.bit_length() - p
    return (m, e) if s <= 0 else (-(-m >> s) if up else m >> s, e + s)


def _plus_far(a: Num, b: Num, p: int, up: bool) -> Num:
    """a + b rounded, when the exponent of a is far above that of b.

    Unless b has enough bits to reach a, |b| < 2**(e-p-4) with e the exponent of a, and b is replaced by 0 or
    by one unit 2**(e-p-4) on the side asked for.
    """
    (m, e), (n, f) = a, b
    if m == 0 or n == 0:
        return rounded(b if m == 0 else a, p, up)
    if e - f <= n.bit_length() + p + 4:
        return rounded(((m << (e - f)) + n, f), p, up)
    unit = 1 if up and n > 0 else -1 if not up and n < 0 else 0
    return rounded(((m << (p + 4)) + unit, e - p - 4), p, up)


def times(a: Num | None, b: Num | None, p: int, up: bool) -> Num | None:
    """a * b rounded; with an infinite end the product is infinite (None), except 0 * infinity = 0.

    That convention is right for end points: {0} * [c, infinity) = {0}.
    """
    if a is None or b is None:
        return ZERO if (a is not None and a[0] == 0) or (b is not None and b[0] == 0) else None
    m = a[0] * b[0]
    s = m.bit_length() - p
    return (m, a[1] + b[1]) if s <= 0 else (-(-m >> s) if up else m >> s, a[1] + b[1] + s)


def over(a: Num | None, b: Num | None, p: int, up: bool) -> Num | None:
    """a / b rounded, for b > 0; finite / infinity = 0 (infinity / infinity does not occur in `div`)."""
    if a is None:
        return None
    if b is None or a[0] == 0:
        return ZERO
    s = max(0, p + 2 + b[0].bit_length() - a[0].bit_length())
    q = -((-a[0] << s) // b[0]) if up else (a[0] << s) // b[0]
    return rounded((q, a[1] - b[1] - s), p, up)


class Interval:
    """{x real: lo <= x <= hi}.

    The constructor takes the ends as they are; lo <= hi is the caller's duty, which everything here keeps.
    """

    __slots__ = ("hi", "lo")

    def __init__(self, lo: Num | None, hi: Num | None) -> None:
        self.lo: Final = lo
        self.hi: Final = hi

    @staticmethod
    def of(q: int | Fraction, p: int) -> Interval:
        """The number q: exact if p bits hold it, else the two neighbours around it."""
        if isinstance(q, int):
            return Interval(rounded((q, 0), p, False), rounded((q, 0), p, True))
        a, b = (q.numerator, 0), (q.denominator, 0)
        return Interval(over(a, b, p, False), over(a, b, p, True))

    @staticmethod
    def dyadic(m: int, e: int = 0) -> Interval:
        """The number m * 2**e, exactly."""
        return Interval((m, e), (m, e))

    def is_positive(self) -> bool:
        return self.lo is not None and self.lo[0] > 0

    def is_nonnegative(self) -> bool:
        return self.lo is not None and self.lo[0] >= 0

    def is_negative(self) -> bool:
        return self.hi is not None and self.hi[0] < 0

    def is_nonpositive(self) -> bool:
        return self.hi is not None and self.hi[0] <= 0

    def is_zero(self) -> bool:
        """Exactly {0}."""
        return self.lo is not None and self.hi is not None and self.lo[0] == 0 == self.hi[0]

    def has_zero(self) -> bool:
        return not (self.is_positive() or self.is_negative())

    def is_finite(self) -> bool:
        return self.lo is not None and self.hi is not None

    def is_point(self) -> bool:
        return self.lo is not None and self.hi is not None and not less(self.lo, self.hi)

    def below(self, other: Interval) -> bool:
        """x < y for every x here and every y there."""
        return self.hi is not None and other.lo is not None and less(self.hi, other.lo)

    def at_most(self, other: Interval) -> bool:
        """x <= y for every x here and every y there."""
        return self.hi is not None and other.lo is not None and not less(other.lo, self.hi)

    def encloses(self, other: Interval) -> bool:
        """Every element of other is an element of this."""
        return (self.lo is None or (other.lo is not None and not less(other.lo, self.lo))) and (
            self.hi is None or (other.hi is not None and not less(self.hi, other.hi))
        )

    def lower(self) -> Fraction | None:
        """The lower end as a fraction, None if unbounded."""
        return None if self.lo is None else _fraction(self.lo)

    def upper(self) -> Fraction | None:
        return None if self.hi is None else _fraction(self.hi)

    def magnitude(self) -> Num | None:
        """The largest |x|, exactly; None if unbounded."""
        return absolute(self).hi

    def exponent(self) -> int:
        """The least k with |x| < 2**k for all x; raises Undefined for {0} and for unbounded intervals."""
        a = self.magnitude()
        if a is None or a[0] == 0:
            raise Undefined("no exponent")
        return top(a)

    def midpoint(self, p: int) -> Interval:
        """One point of a bounded interval, near its middle (rounded to p bits where that stays inside)."""
        if self.lo is None or self.hi is None:
            raise Undefined("midpoint of an unbounded interval")
        m, e = plus(self.lo, self.hi, p, False)
        mid = (m, e - 1)
        return Interval(self.lo, self.lo) if less(mid, self.lo) else Interval(mid, mid)

    def round(self, p: int) -> Interval:
        """This interval with its ends rounded outwards to p bits."""
        return Interval(
            None if self.lo is None else rounded(self.lo, p, False),
            None if self.hi is None else rounded(self.hi, p, True),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Interval) and self.encloses(other) and other.encloses(self)


def lowest(a: Num) -> Num:
    """The same number with an odd mantissa, or (0, 0)."""
    s = (a[0] & -a[0]).bit_length() - 1
    return (a[0] >> s, a[1] + s) if s >= 0 else ZERO


def _fraction(a: Num) -> Fraction:
    m, e = lowest(a)
    if abs(e) > 1 << 20:
        raise TooLarge("a fraction with more than 2**20 bits")
    return Fraction(m << e) if e >= 0 else Fraction(m, 1 << -e)


def add(x: Interval, y: Interval, p: int) -> Interval:
    a, b, c, d = x.lo, y.lo, x.hi, y.hi
    return Interval(
        None if a is None or b is None else plus(a, b, p, False),
        None if c is None or d is None else plus(c, d, p, True),
    )


def neg(x: Interval) -> Interval:
    a, b = x.lo, x.hi
    return Interval(None if b is None else (-b[0], b[1]), None if a is None else (-a[0], a[1]))


def sub(x: Interval, y: Interval, p: int) -> Interval:
    return add(x, neg(y), p)


def mul(x: Interval, y: Interval, p: int) -> Interval:
    a, b, c, d = x.lo, x.hi, y.lo, y.hi
    y_above = c is not None and c[0] >= 0
    y_below = d is not None and d[0] <= 0
    if a is not None and a[0] >= 0:
        return Interval(times(a if y_above else b, c, p, False), times(a if y_below else b, d, p, True))
    if b is not None and b[0] <= 0:
        return Interval(times(b if y_below else a, d, p, False), times(b if y_above else a, c, p, True))
    if y_above:
        return Interval(times(a, d, p, False), times(b, d, p, True))
    if y_below:
        return Interval(times(b, c, p, False), times(a, c, p, True))
    # Both have elements of both signs.
    s, t = times(a, d, p, False), times(b, c, p, False)
    u, v = times(a, c, p, True), times(b, d, p, True)
    return Interval(
        None if s is None or t is None else s if less(s, t) else t,
        None if u is None or v is None else u if less(v, u) else v,
    )


def div(x: Interval, y: Interval, p: int) -> Interval:
    if y.is_negative():
        x, y = neg(x), neg(y)
    a, b, c, d = x.lo, x.hi, y.lo, y.hi
    if c is None or c[0] <= 0:
        raise Undefined("division by an interval that contains 0")
    return Interval(
        over(a, d if a is not None and a[0] >= 0 else c, p, False),
        over(b, c if b is not None and b[0] >= 0 else d, p, True),
    )


def scale(x: Interval, k: int) -> Interval:
    """x * 2**k, exactly."""
    a, b = x.lo, x.hi
    return Interval(None if a is None else (a[0], a[1] + k), None if b is None else (b[0], b[1] + k))


def _upper(a: Num | None, b: Num | None) -> Num | None:
    """The larger of two upper ends."""
    return None if a is None or b is None else b if less(a, b) else a


def hull(x: Interval, y: Interval) -> Interval:
    """The smallest interval that contains both."""
    return Interval(minimum(x, y).lo, _upper(x.hi, y.hi))


def intersection(x: Interval, y: Interval) -> Interval:
    """What both contain; raises Undefined if that is nothing."""
    if x.below(y) or y.below(x):
        raise Undefined("empty intersection")
    return Interval(maximum(x, y).lo, minimum(x, y).hi)


def maximum(x: Interval, y: Interval) -> Interval:
    a, b = x.lo, y.lo
    return Interval(b if a is None else a if b is None or less(b, a) else b, _upper(x.hi, y.hi))


def minimum(x: Interval, y: Interval) -> Interval:
    return neg(maximum(neg(x), neg(y)))


def absolute(x: Interval) -> Interval:
    if x.is_nonnegative():
        return x
    if x.is_nonpositive():
        return neg(x)
    return Interval(ZERO, _upper(neg(x).hi, x.hi))


def _floor(a: Num) -> Num:
    m, e = a
    if e >= 0:  # already an integer
        return a
    return m >> -e, 0


def floor(x: Interval) -> Interval:
    return Interval(x.lo and _floor(x.lo), x.hi and _floor(x.hi))


def ceil(x: Interval) -> Interval:
    return neg(floor(neg(x)))


def ipow(x: Interval, n: int, p: int) -> Interval:
    """x**n for an integer n; x**0 = 1, and a negative n needs 0 outside x. Tight for even n around 0."""
    if not -MAX_POWER <= n <= MAX_POWER:
        raise TooLarge("integer exponent beyond 2**64")
    if n == 0:
        return Interval(UNIT, UNIT)
    if n < 0:
        return div(Interval(UNIT, UNIT), ipow(x, -n, p + 2), p)
    if n % 2 == 0:
        x = absolute(x)
    w = p + n.bit_length() + 4  # directed squarings lose about 2n units in the last of w bits
    a, b = x.lo, x.hi
    lo = None if a is None else _end_power(a, n, w, False)
    hi = None if b is None else _end_power(b, n, w, True)
    return Interval(lo, hi).round(p)


def _end_power(a: Num, n: int, w: int, up: bool) -> Num:
    """a**n rounded, n > 0; for a < 0 (n is then odd) it is -(|a|**n) rounded the other way."""
    if a[0] < 0:
        return minus(_end_power(minus(a), n, w, not up))
    out: Num | None = rounded(a, w, up)
    for bit in bin(n)[3:]:  # for non-negative factors each rounded product is a bound on the same side
        out = times(out, out, w, up)
        if bit == "1":
            out = times(out, a, w, up)
    assert out is not None
    return out
