"""Closed forms of real numbers known to many bits: a guess that exact algebra must confirm.

`closed_forms(x, bits)` yields expressions whose value agrees with x: rationals with small terms, rational multiples
of pi, square and cube roots, quadratic irrationals, logarithms, exponentials and arctangents of small rationals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from flint import arb, fmpz_mat

from certify.enclose.numbers import to_fraction
from certify.expr import ONE, PI, ZERO, Call, Expr, Rational, add, div, exp, log, mul, power, sqrt

LARGEST: Final = 10**6


def simplest(x: arb, bits: int) -> Fraction | None:
    """The fraction with small terms that agrees with x, a number known to so many bits, or None."""
    if not x.is_finite() or abs(x) > LARGEST:
        return None
    value = to_fraction(x)
    guess = value.limit_denominator(min(LARGEST, 2 ** (bits // 4)))
    return guess if abs(value - guess) * 2 ** (bits * 3 // 4) < 1 else None


def closed_forms(x: arb, bits: int) -> Iterator[Expr]:
    """Expressions that agree with x, known to so many bits, the simplest kind first; 0 alone for x below 2**(-bits/4),
    as contact of high order is located to a fraction of the bits only."""
    if abs(x) < arb(2) ** -(bits // 4):
        yield ZERO
        return
    for transform, back in _KINDS:
        image = transform(x)
        if image is not None and (guess := simplest(image, bits)) is not None:
            yield back(guess, x)
    quadratic = _quadratic(x, bits * 3 // 4)
    if quadratic is not None:
        yield quadratic


def _sign(x: arb) -> Rational:
    return Rational(1 if x > 0 else -1)


def _positive(f: Callable[[arb], arb]) -> Callable[[arb], arb | None]:
    return lambda x: f(x) if x > 0 else None


_KINDS: Final[tuple[tuple[Callable[[arb], arb | None], Callable[[Fraction, arb], Expr]], ...]] = (
    (lambda x: x, lambda q, x: Rational(q)),
    (lambda x: x / arb.pi(), lambda q, x: mul(Rational(q), PI)),
    (lambda x: x * x, lambda q, x: mul(_sign(x), sqrt(Rational(q)))),
    (lambda x: x.exp() if abs(x) < 20 else None, lambda q, x: log(Rational(q))),
    (_positive(arb.log), lambda q, x: exp(Rational(q))),
    (lambda x: x * x * x, lambda q, x: mul(_sign(x), power(Rational(abs(q)), Rational(Fraction(1, 3))))),
    (lambda x: x.tan() if abs(x) < 1.57 else None, lambda q, x: Call("atan", (Rational(q),))),
    (
        lambda x: x.tan() if 1.58 < abs(x) < 4.7 else None,
        lambda q, x: add(Call("atan", (Rational(q),)), mul(_sign(x), PI)),
    ),
    (lambda x: x.cos() if 0 < x < 3.14 else None, lambda q, x: Call("acos", (Rational(q),))),
    (lambda x: x * arb.pi(), lambda q, x: div(Rational(q), PI)),
    (lambda x: (x / arb.pi()) ** 2, lambda q, x: mul(_sign(x), PI, sqrt(Rational(q)))),
    (lambda x: x * x * arb.pi(), lambda q, x: mul(_sign(x), sqrt(div(Rational(q), PI)))),
    (lambda x: x * x / arb.pi(), lambda q, x: mul(_sign(x), sqrt(mul(Rational(q), PI)))),
    (lambda x: x * arb(1).exp(), lambda q, x: mul(Rational(q), exp(Rational(-1)))),
    (lambda x: x / arb(1).exp(), lambda q, x: mul(Rational(q), exp(ONE))),
    (lambda x: x / arb(2).log(), lambda q, x: mul(Rational(q), log(Rational(2)))),
    (lambda x: x * arb(2).log(), lambda q, x: div(Rational(q), log(Rational(2)))),
    (lambda x: (x * x).exp() if abs(x) < 5 else None, lambda q, x: mul(_sign(x), sqrt(log(Rational(q))))),
)


def _quadratic(x: arb, bits: int) -> Expr | None:
    """p + sqrt(q) or p - sqrt(q), from a short integer relation between 1, x and x**2 to so many bits."""
    scaled = [(value * arb(2) ** bits).floor().unique_fmpz() for value in (arb(1), x, x * x)]
    if any(s is None for s in scaled):
        return None
    rows = [[int(i == j) for j in range(3)] + [int(s)] for i, s in enumerate(scaled) if s is not None]
    reduced = fmpz_mat(rows).lll()
    c, b, a = (int(reduced[0, j]) for j in range(3))
    if a == 0 or max(abs(a), abs(b), abs(c)) > min(LARGEST, 2 ** (bits // 6)):
        return None
    middle, square = Fraction(-b, 2 * a), Fraction(b * b - 4 * a * c, 4 * a * a)
    if square <= 0:
        return None
    root = sqrt(Rational(square))
    return add(Rational(middle), root if x > exact_ball(middle) else mul(Rational(-1), root))


def exact_ball(value: Fraction) -> arb:
    """A rational at the current precision."""
    return arb(value.numerator) / value.denominator
