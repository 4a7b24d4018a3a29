"""Sines and cosines of multiple angles and of rational multiples of pi, as expressions."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from certify.expr import ONE, PI, ZERO, Call, Expr, Rational, add, mul, sqrt

Pair = tuple[Expr, Expr]  # (cosine, sine) of one angle

RIGHT: Final[Pair] = (ZERO, ONE)
CONSTRUCTIBLE: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12)
MAX_TURNS: Final = 100  # multiples of pi/q beyond it stay as they are: the polynomials would be long


def multiple(pair: Pair, k: int) -> Pair:
    """(cos k*t, sin k*t) from (cos t, sin t), as polynomials by the Chebyshev recurrences."""
    c, s = pair
    if k < 0:
        c_k, s_k = multiple(pair, -k)
        return c_k, mul(Rational(-1), s_k)
    if k == 0:
        return ONE, ZERO
    t_0: Expr = ONE
    u_0: Expr = ZERO
    u_1: Expr = ONE
    t_1 = c
    for _ in range(k - 1):
        t_0, t_1 = t_1, add(mul(Rational(2), c, t_1), mul(Rational(-1), t_0))
        u_0, u_1 = u_1, add(mul(Rational(2), c, u_1), mul(Rational(-1), u_0))
    return t_1, mul(s, u_1)


def plus(a: Pair, b: Pair) -> Pair:
    """The pair of the sum of two angles."""
    return (
        add(mul(a[0], b[0]), mul(Rational(-1), a[1], b[1])),
        add(mul(a[1], b[0]), mul(a[0], b[1])),
    )


def of_pi(turn: Fraction) -> Pair:
    """(cos, sin) of turn*pi: by radicals for the denominators in `CONSTRUCTIBLE`, else through leaves
    (`certify.algebra.rewrite`) for pi/denominator, or for the angle itself."""
    turn %= 2
    p, q = turn.numerator, turn.denominator
    if p > q:
        c, s = of_pi(2 - turn)
        return c, mul(Rational(-1), s)
    if 2 * p > q:
        c, s = of_pi(1 - turn)
        return mul(Rational(-1), c), s
    if 4 * p > q and q in CONSTRUCTIBLE:
        c, s = of_pi(Fraction(1, 2) - turn)
        return s, c
    return multiple(_unit(q), p) if p <= MAX_TURNS else _leaves(turn)


def _unit(q: int) -> Pair:
    """The pair of pi/q."""
    two, five = sqrt(Rational(2)), sqrt(Rational(5))
    half, quarter = Rational(Fraction(1, 2)), Rational(Fraction(1, 4))
    if q == 1:
        return Rational(-1), ZERO
    if q == 2:
        return RIGHT
    if q == 3:
        return half, mul(half, sqrt(Rational(3)))
    if q == 4:
        return mul(half, two), mul(half, two)
    if q == 5:
        return mul(quarter, add(ONE, five)), mul(quarter, sqrt(add(Rational(10), mul(Rational(-2), five))))
    if q == 6:
        return mul(half, sqrt(Rational(3))), half
    if q == 8:
        cosine = mul(half, sqrt(add(Rational(2), two)))
        return cosine, mul(cosine, add(two, Rational(-1)))
    if q == 10:
        fifth = _unit(5)
        return mul(Rational(2), *fifth), mul(quarter, add(five, Rational(-1)))
    if q == 12:
        three = sqrt(Rational(3))
        return (
            mul(quarter, two, add(three, ONE)),
            mul(quarter, two, add(three, Rational(-1))),
        )
    return _leaves(Fraction(1, q))


def _leaves(turn: Fraction) -> Pair:
    angle = mul(Rational(turn), PI)
    return Call("leaf", (Call("cos", (angle,)), ONE)), Call("leaf", (Call("sin", (angle,)), ONE))


def arctangents() -> dict[Expr, Fraction]:
    """tan(t*pi) -> t for the angles in (0, pi/2) with simple tangents."""
    two, three = sqrt(Rational(2)), sqrt(Rational(3))
    third = Rational(Fraction(1, 3))
    return {
        ONE: Fraction(1, 4),
        three: Fraction(1, 3),
        mul(third, three): Fraction(1, 6),
        add(two, Rational(-1)): Fraction(1, 8),
        add(two, ONE): Fraction(3, 8),
        add(Rational(2), mul(Rational(-1), three)): Fraction(1, 12),
        add(Rational(2), three): Fraction(5, 12),
    }


def arcsines() -> dict[Expr, Fraction]:
    """sin(t*pi) -> t for the angles in (0, pi/2] with simple sines."""
    angles = [Fraction(p, q) for q in CONSTRUCTIBLE[1:] for p in range(1, q // 2 + 1)]
    return {of_pi(angle)[1]: angle for angle in angles}
