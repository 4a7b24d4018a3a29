"""Exact rational arithmetic: the value of an expression at rational points, where every step of it is rational.

`NotRational` is raised wherever a step is irrational, undefined, too large (MAX_BITS), or not covered; a value that
comes out is the exact value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial
from typing import Any, Final

from flint import fmpq, fmpz

MAX_BITS: Final = 1 << 22
MAX_DEGREE: Final = 5_000


class NotRational(ArithmeticError):
    """No exact rational value is known."""


def _bits(a: fmpq) -> int:
    return max(a.p.bit_length(), a.q.bit_length())


def whole(a: fmpq, least: int) -> int:
    """The integer that a number is, at least `least` and of moderate size."""
    if a.q != 1 or a < least or a > 10**7:
        raise NotRational
    return int(a.p)


def add(a: fmpq, b: fmpq) -> fmpq:
    return a + b


def sub(a: fmpq, b: fmpq) -> fmpq:
    return a - b


def mul(a: fmpq, b: fmpq) -> fmpq:
    return a * b


def neg(a: fmpq) -> fmpq:
    return -a


def inv(a: fmpq) -> fmpq:
    if a == 0:
        raise NotRational
    return 1 / a


def power(a: fmpq, n: int) -> fmpq:
    """`a**n`, n >= 0."""
    if abs(a) == 1 or a == 0:
        return a if n % 2 else fmpq(1) if n == 0 else a * a
    if _bits(a) * n > MAX_BITS:
        raise NotRational
    return a**n


def root(a: fmpq, exponent: Fraction) -> fmpq:
    """A positive fractional power, if it is rational."""
    if a < 0:
        raise NotRational
    q = exponent.denominator
    if q > 64:
        raise NotRational
    roots = [fmpz(part).root(q) for part in (a.p, a.q)]
    if roots[0] ** q != a.p or roots[1] ** q != a.q:
        raise NotRational
    return power(fmpq(roots[0], roots[1]), exponent.numerator)


def pow_(a: fmpq, b: fmpq) -> fmpq:
    if b.q != 1:
        if b < 0:
            return inv(pow_(a, -b))
        return root(a, Fraction(int(b.p), int(b.q)))
    if abs(b.p) > MAX_BITS:
        raise NotRational
    return power(a, int(b.p)) if b >= 0 else inv(power(a, -int(b.p)))


def only_at(argument: int, value: int) -> Callable[[fmpq], fmpq]:
    """A function with one rational point, such as exp(0) = 1."""

    def op(a: fmpq) -> fmpq:
        if a != argument:
            raise NotRational
        return fmpq(value)

    return op


def minimum(a: fmpq, b: fmpq) -> fmpq:
    return min(a, b)


def maximum(a: fmpq, b: fmpq) -> fmpq:
    return max(a, b)


def floor(a: fmpq) -> fmpq:
    return fmpq(a.floor())


def ceil(a: fmpq) -> fmpq:
    return fmpq(a.ceil())


def _factorial(n: int) -> fmpz:
    if n * n.bit_length() > MAX_BITS:
        raise NotRational
    return fmpz(factorial(n))


def gamma(a: fmpq) -> fmpq:
    return fmpq(_factorial(whole(a, 1) - 1))


def lgamma(a: fmpq) -> fmpq:
    if a not in (1, 2):
        raise NotRational
    return fmpq(0)


def binomial(a: fmpq, b: fmpq) -> fmpq:
    """Generalised: a rational above -1, b an integer; 0 below 0 and above an integer a."""
    if a <= -1 or b.q != 1:
        raise NotRational
    if b < 0 or (a.q == 1 and b > a):
        return fmpq(0)
    if a.q == 1:
        n, k = whole(a, 0), whole(b, 0)
        if min(k, n - k) * n.bit_length() > MAX_BITS:
            raise NotRational
        return fmpq(fmpz.bin_uiui(n, min(k, n - k)))
    k, product = whole(b, 0), fmpq(1)
    if k > MAX_DEGREE:
        raise NotRational
    for j in range(k):
        product *= (a - j) / (k - j)
    return product


def harmonic_dim(d: fmpq, n: fmpq) -> fmpq:
    """The dimension of the spherical harmonics of degree n in d dimensions."""
    whole(d, 2), whole(n, 0)
    if n == 0:
        return fmpq(1)
    return (2 * n + d - 2) / n * binomial(n + d - 3, n - 1)


def legendre(n: fmpq, d: fmpq, x: fmpq) -> fmpq:
    """By the three-term recurrence."""
    degree = whole(n, 0)
    if degree > MAX_DEGREE or d < 2 or _bits(x) * degree > MAX_BITS:
        raise NotRational
    if degree == 0:
        return fmpq(1)
    previous, current, e = fmpq(1), x, d - 2
    for k in range(1, degree):
        previous, current = current, ((2 * k + e) * x * current - k * previous) / (k + e)
    return current


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": add, "sub": sub, "mul": mul, "neg": neg, "inv": inv, "pow": pow_, "power": power, "root": root,
    "exp": only_at(0, 1), "log": only_at(1, 0), "sin": only_at(0, 0), "cos": only_at(0, 1), "tan": only_at(0, 0),
    "asin": only_at(0, 0), "acos": only_at(1, 0), "atan": only_at(0, 0), "sinh": only_at(0, 0), "cosh": only_at(0, 1),
    "tanh": only_at(0, 0), "erf": only_at(0, 0), "abs": abs, "min": minimum, "max": maximum, "floor": floor, "ceil": ceil,
    "gamma": gamma, "lgamma": lgamma, "binomial": binomial, "harmonic_dim": harmonic_dim, "legendre": legendre,
}  # fmt: skip
