"""Interval arithmetic on pairs of ends: tight on wide boxes, exact at closed ends, and at home with infinite ends.

A pair (a, b) of exact `arb` numbers, a < inf and b > -inf, stands for the real numbers x with a <= x <= b.  For a
function f of this module and all points of its arguments f is defined and its value lies in the result; otherwise
`Undefined` is raised. Ends are rounded outwards at the current precision.  0 * inf is 0 here: an infinite end is
never an element.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeAlias

from flint import arb

from certify.enclose.balls import HIGHEST_POLYGAMMA, arb_power, exact_integer
from certify.enclose.numbers import rational_ball

Pair: TypeAlias = "tuple[arb, arb]"

ZERO: Final = arb(0)
ONE: Final = arb(1)
MINUS_ONE: Final = arb(-1)
HALF: Final = arb(0.5)
FOUR: Final = arb(4)
INF: Final = arb.pos_inf()
NEG_INF: Final = arb.neg_inf()
WIDEST_WALK: Final = 64  # steps of a functional equation taken on a wide argument


class Undefined(ArithmeticError):
    """The function is not defined, or not known to be, somewhere on its argument."""


def down(ball: arb) -> arb:
    """A lower bound; -inf if there is no better one."""
    end = ball.lower()
    return NEG_INF if end.is_nan() else end


def up(ball: arb) -> arb:
    """An upper bound; +inf if there is no better one."""
    end = ball.upper()
    return INF if end.is_nan() else end


def hull(ball: arb) -> Pair:
    """A ball as a pair.  Raises Undefined for a NaN."""
    if ball.is_nan():
        raise Undefined
    return down(ball), up(ball)


def to_ball(a: Pair) -> arb:
    """The pair as a ball."""
    lower, upper = a
    return lower if lower is upper else lower.union(upper)


def known_integer(a: Pair) -> int | None:
    """The integer that the pair is, if it is one of moderate size."""
    return exact_integer(a[0]) if a[0] == a[1] else None


def rational(value: Fraction) -> Pair:
    """An exact number."""
    ball = rational_ball(value)
    return (ball, ball) if ball.is_exact() else (ball.lower(), ball.upper())


def add(a: Pair, b: Pair) -> Pair:
    return (a[0] + b[0]).lower(), (a[1] + b[1]).upper()


def sub(a: Pair, b: Pair) -> Pair:
    return (a[0] - b[1]).lower(), (a[1] - b[0]).upper()


def neg(a: Pair) -> Pair:
    return -a[1], -a[0]


def _low(x: arb, y: arb) -> arb:
    """A lower bound of x*y, with 0*inf = 0."""
    end = (x * y).lower()
    return ZERO if end.is_nan() else end


def _high(x: arb, y: arb) -> arb:
    end = (x * y).upper()
    return ZERO if end.is_nan() else end


def mul(a: Pair, b: Pair) -> Pair:
    a0, a1 = a
    b0, b1 = b
    if a0 >= ZERO:
        if b0 >= ZERO:
            return _low(a0, b0), _high(a1, b1)
        if b1 <= ZERO:
            return _low(a1, b0), _high(a0, b1)
        return _low(a1, b0), _high(a1, b1)
    if a1 <= ZERO:
        if b0 >= ZERO:
            return _low(a0, b1), _high(a1, b0)
        if b1 <= ZERO:
            return _low(a1, b1), _high(a0, b0)
        return _low(a0, b1), _high(a0, b0)
    if b0 >= ZERO:
        return _low(a0, b1), _high(a1, b1)
    if b1 <= ZERO:
        return _low(a1, b0), _high(a0, b0)
    p, q, r, s = _low(a0, b1), _low(a1, b0), _high(a0, b0), _high(a1, b1)
    return p if p <= q else q, r if r >= s else s


def power(a: Pair, n: int) -> Pair:
    """`a**n` for an integer n >= 0."""
    a0, a1 = a
    if n == 0:
        return ONE, ONE
    if n % 2 or a0 >= ZERO:
        return _raise(a0, n).lower(), _raise(a1, n).upper()
    if a1 <= ZERO:
        return _raise(a1, n).lower(), _raise(a0, n).upper()
    return ZERO, _raise(-a0 if -a0 >= a1 else a1, n).upper()


def _raise(x: arb, n: int) -> arb:
    if n == 2:
        return x * x
    if not x.is_finite():
        return x if n % 2 else INF
    return x**n


def inv(a: Pair) -> Pair:
    if a[0] > ZERO or a[1] < ZERO:
        return (ONE / a[1]).lower(), (ONE / a[0]).upper()
    raise Undefined


def root(a: Pair, exponent: Fraction) -> Pair:
    """`a**exponent` for a positive fraction that is no integer."""
    if not a[0] >= ZERO:
        raise Undefined
    return _root(a[0], exponent).lower(), _root(a[1], exponent).upper()


def fractional(a: Pair, exponent: Fraction) -> Pair:
    """`a**exponent` for any fraction that is no integer; a > 0 if it is negative."""
    return root(a, exponent) if exponent > 0 else inv(root(a, -exponent))


def _root(x: arb, exponent: Fraction) -> arb:
    p, q = exponent.numerator, exponent.denominator
    if not x > ZERO or not x.is_finite():
        return x
    if q == 2:
        return x.sqrt() if p == 1 else x.sqrt() ** p
    if q <= 64 and p <= 64:
        return x.root(q) ** p
    return x ** rational_ball(Fraction(p, q))


def pow_(a: Pair, b: Pair) -> Pair:
    """`a**b`: any base if b is exactly one integer, otherwise a > 0, or a >= 0 and b > 0; extreme at the corners."""
    a0, a1 = a
    b0, b1 = b
    n = known_integer(b)
    if n is not None:
        return power(a, n) if n >= 0 else inv(power(a, -n))
    if not (a0 > ZERO or (a0 >= ZERO and b0 > ZERO)):
        raise Undefined
    corners = [_pow(x, y) for x in (a0, a1) for y in (b0, b1)]
    return _at_least(ZERO, _least([down(c) for c in corners])), _greatest([up(c) for c in corners])


def _pow(x: arb, y: arb) -> arb:
    """x**y for x >= 0, with limits at infinite ends."""
    if not x > ZERO:
        return ZERO
    if x.is_finite() and y.is_finite():
        return arb_power(x, y)
    if y == ZERO or x == ONE:
        return ONE
    return INF if (x > ONE) == (y > ZERO) else ZERO


def _least(ends: list[arb]) -> arb:
    least = ends[0]
    for end in ends[1:]:
        if end < least:
            least = end
    return least


def _greatest(ends: list[arb]) -> arb:
    greatest = ends[0]
    for end in ends[1:]:
        if end > greatest:
            greatest = end
    return greatest


def _at_least(bound: arb, end: arb) -> arb:
    return end if end > bound else bound


def increasing(f: Callable[[arb], arb]) -> Callable[[Pair], Pair]:
    """A function that increases and is defined on the whole line; `f` must know its limits at infinity."""

    def enclosed(a: Pair) -> Pair:
        a0, a1 = a
        if a0 is a1:
            return hull(f(a0))
        return down(f(a0)), up(f(a1))

    return enclosed


def exp(a: Pair) -> Pair:
    lower = a[0].exp().lower()
    return lower if lower >= ZERO else ZERO, up(a[1].exp())


def log(a: Pair) -> Pair:
    if a[0] > ZERO:
        return a[0].log().lower(), up(a[1].log())
    raise Undefined


def _erf(x: arb) -> arb:
    return x.erf() if x.is_finite() else ONE if x > ZERO else MINUS_ONE


def _sinh(x: arb) -> arb:
    return x.sinh() if x.is_finite() else x


def _tanh(x: arb) -> arb:
    return x.tanh() if x.is_finite() else ONE if x > ZERO else MINUS_ONE


atan = increasing(arb.atan)
sinh = increasing(_sinh)
tanh = increasing(_tanh)
erf = increasing(_erf)


def cosh(a: Pair) -> Pair:
    lower, upper = abs_(a)
    return _at_least(ONE, down(lower.cosh())), up(upper.cosh()) if upper.is_finite() else INF


FARTHEST: Final = arb(2) ** 4096  # integers beyond are not written out


def _steps(a: Pair, shift: arb) -> tuple[int, int] | None:
    """Floors of x/pi + shift at the two ends, the first not too large, the second not too small; None if too far
    out."""
    pi = arb.pi()
    first = (a[0] / pi + shift).lower().floor().unique_fmpz() if abs(a[0]) < FARTHEST else None
    last = (a[1] / pi + shift).upper().floor().unique_fmpz() if abs(a[1]) < FARTHEST else None
    return None if first is None or last is None else (int(first), int(last))


def _wave(a: Pair, f: Callable[[arb], arb], shift: arb) -> Pair:
    """sin or cos: `x/pi + shift` is an even integer at the maxima and an odd one at the minima."""
    a0, a1 = a
    if a0 is a1:
        value = f(a0)
        lower, upper = value.lower(), value.upper()
    else:
        steps = _steps(a, shift)
        if steps is None or steps[1] - steps[0] > 1:
            return MINUS_ONE, ONE
        p, q = f(a0), f(a1)
        lower, upper = _least([p.lower(), q.lower()]), _greatest([p.upper(), q.upper()])
        if steps[1] > steps[0]:
            lower, upper = (MINUS_ONE, upper) if steps[1] % 2 else (lower, ONE)
    return lower if lower >= MINUS_ONE else MINUS_ONE, upper if upper <= ONE else ONE


def sin(a: Pair) -> Pair:
    return _wave(a, arb.sin, -HALF)


def cos(a: Pair) -> Pair:
    return _wave(a, arb.cos, ZERO)


def tan(a: Pair) -> Pair:
    steps = _steps(a, HALF)
    if steps is None or steps[0] != steps[1]:
        raise Undefined
    lower, upper = a[0].tan(), a[1].tan()
    if not (lower.is_finite() and upper.is_finite()):
        raise Undefined
    return lower.lower(), upper.upper()


def _unit(a: Pair) -> None:
    if not (a[0] >= MINUS_ONE and a[1] <= ONE):
        raise Undefined


def asin(a: Pair) -> Pair:
    _unit(a)
    return a[0].asin().lower(), a[1].asin().upper()


def acos(a: Pair) -> Pair:
    _unit(a)
    return a[1].acos().lower(), a[0].acos().upper()


def abs_(a: Pair) -> Pair:
    if a[0] >= ZERO:
        return a
    if a[1] <= ZERO:
        return -a[1], -a[0]
    return ZERO, -a[0] if -a[0] >= a[1] else a[1]


def min_(a: Pair, b: Pair) -> Pair:
    return a[0] if a[0] <= b[0] else b[0], a[1] if a[1] <= b[1] else b[1]


def max_(a: Pair, b: Pair) -> Pair:
    return a[0] if a[0] >= b[0] else b[0], a[1] if a[1] >= b[1] else b[1]


def _floor(x: arb) -> arb:
    return x.floor() if x.is_finite() else x


def _ceil(x: arb) -> arb:
    return x.ceil() if x.is_finite() else x


floor = increasing(_floor)
ceil = increasing(_ceil)


def decimal(digits: str) -> Fraction:
    """An exact literal."""
    return Fraction(digits)


# The one minimum of gamma and lgamma on x > 0: where it lies, and lower bounds of the values there.
VALLEY: Final = decimal("1.46163214496836234126265954232"), decimal("1.46163214496836234126265954233")
GAMMA_LEAST: Final = decimal("0.88560319441088870027881590058")
LGAMMA_LEAST: Final = decimal("-0.12148629053584960809551455718")


def _valley(a: Pair, f: Callable[[arb], arb], least: Fraction) -> Pair:
    a0, a1 = a
    if not a0 > ZERO:
        raise Undefined
    if a0 is a1:
        return hull(f(a0))
    if a0 >= rational(VALLEY[1])[1]:
        return down(f(a0)), up(f(a1)) if a1.is_finite() else INF
    first = up(f(a0))
    if a1 <= rational(VALLEY[0])[0]:
        return down(f(a1)), first
    second = up(f(a1)) if a1.is_finite() else INF
    return rational(least)[0], first if first >= second else second


def gamma(a: Pair) -> Pair:
    return _valley(a, arb.gamma, GAMMA_LEAST)


def lgamma(a: Pair) -> Pair:
    return _valley(a, arb.lgamma, LGAMMA_LEAST)


def digamma(a: Pair) -> Pair:
    if not a[0] > ZERO:
        raise Undefined
    return down(a[0].digamma()), up(a[1].digamma()) if a[1].is_finite() else INF


def polygamma(a: Pair, order: int) -> Pair:
    """The order-th derivative of digamma, order >= 1: (-1)**(order+1) order! zeta(order + 1, x), of decreasing size."""
    if not a[0] > ZERO or order > HIGHEST_POLYGAMMA:
        raise Undefined
    s, factor = arb(order + 1), arb(order).fac()
    large = up(s.zeta(a[0]) * factor)
    small = _at_least(ZERO, down(s.zeta(a[1]) * factor)) if a[1].is_finite() else ZERO
    return (small, large) if order % 2 else (-large, -small)


def rgamma(a: Pair) -> Pair:
    """1/gamma on the whole line: through x*rgamma(x+1) for arguments that reach below 0."""
    if a[0] > ZERO:
        return inv(gamma(a))
    if a[0] is a[1]:
        return hull(a[0].rgamma())
    if a[0] <= arb(-WIDEST_WALK):
        raise Undefined
    return mul(a, rgamma(add(a, (ONE, ONE))))


def binomial(a: Pair, b: Pair) -> Pair:
    """gamma(a+1) rgamma(b+1) rgamma(a-b+1), a > -1."""
    if not a[0] > MINUS_ONE:
        raise Undefined
    k, one = known_integer(b), (ONE, ONE)
    if k is not None and 0 <= k <= WIDEST_WALK:
        product, n = one, known_integer(a)
        if n is not None and n < k:
            return ZERO, ZERO
        for j in range(k):
            factor = rational(Fraction(j))
            product = mul(product, mul(sub(a, factor), inv(rational(Fraction(k - j)))))
        return product
    if k is not None and k < 0:
        return ZERO, ZERO
    return mul(mul(gamma(add(a, one)), rgamma(add(b, one))), rgamma(add(sub(a, b), one)))


def harmonic_dim(d: Pair, n: Pair) -> Pair:
    """(2n + d - 2) gamma(n + d - 2) / (gamma(n + 1) gamma(d - 1)), and 1 for n = 0; d >= 2 and n >= 0."""
    two, one = rational(Fraction(2)), (ONE, ONE)
    if not (d[0] >= two[0] and n[0] >= ZERO):
        raise Undefined
    if n[1] == ZERO:
        return one
    if d[1] == two[0] and n[0] > ZERO:
        return two
    e = sub(d, two)
    front = add(add(n, n), e)
    top = gamma(add(n, e))
    return mul(mul(front, top), mul(inv(gamma(add(n, one))), inv(gamma(add(e, one)))))


def legendre(n: Pair, d: Pair, x: Pair) -> Pair:
    """The d-dimensional Legendre polynomial of degree n, 1 at x = 1, for one known n; |P| <= 1 on [-1, 1]."""
    degree = known_integer(n)
    if degree is None or not 0 <= degree <= 5000 or not d[0] >= rational(Fraction(2))[0]:
        raise Undefined
    inside = x[0] >= MINUS_ONE and x[1] <= ONE
    previous, current = (ONE, ONE), x
    if degree == 0:
        return previous
    two, e = rational(Fraction(2)), sub(d, rational(Fraction(2)))
    for k in range(1, degree):
        order = rational(Fraction(k))
        step = sub(mul(mul(add(mul(two, order), e), x), current), mul(order, previous))
        previous, current = current, mul(step, inv(add(order, e)))
        if inside:
            current = max_(min_(current, (ONE, ONE)), (MINUS_ONE, MINUS_ONE))
    return current


def besselj(order: Pair, x: Pair) -> Pair:
    """J of order >= 0 at x >= 0: |J| <= 1 (DLMF 10.14.1), and |J'| <= 1 for the order 0 and orders >= 1."""
    if not (order[0] >= ZERO and x[0] >= ZERO):
        raise Undefined
    if not (x[1].is_finite() and order[1].is_finite()):
        return MINUS_ONE, ONE
    nu, ball = to_ball(order), to_ball(x)
    if x[0] is not x[1] and x[1] > FOUR and (order[1] == ZERO or order[0] >= ONE):
        value = ball.mid().bessel_j(nu) + ball - ball.mid()
    else:
        value = ball.bessel_j(nu)
    if not value.is_finite():
        return MINUS_ONE, ONE
    return _at_least(MINUS_ONE, value.lower()), ONE if value.upper() > ONE else value.upper()


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": add, "sub": sub, "mul": mul, "neg": neg, "inv": inv, "pow": pow_, "exp": exp, "log": log, "sin": sin,
    "cos": cos, "tan": tan, "asin": asin, "acos": acos, "atan": atan, "sinh": sinh, "cosh": cosh, "tanh": tanh, "abs": abs_,
    "min": min_, "max": max_, "floor": floor, "ceil": ceil, "gamma": gamma, "lgamma": lgamma, "digamma": digamma, "erf": erf,
    "besselj": besselj, "binomial": binomial, "harmonic_dim": harmonic_dim, "legendre": legendre,
    "power": power, "root": root, "polygamma": polygamma,
}  # fmt: skip
