"""Exact polynomials, measures and points for the tests, written independently of `certify`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb, factorial, prod

import mpmath

Poly = tuple[Fraction, ...]  # coefficients, the constant one first


def evaluate(p: Sequence[Fraction], x: Fraction) -> Fraction:
    """p(x) by Horner's rule."""
    total = Fraction(0)
    for coefficient in reversed(p):
        total = total * x + coefficient
    return total


def combine(*terms: tuple[Fraction | int, Sequence[Fraction]]) -> Poly:
    """A linear combination of polynomials."""
    length = max(len(p) for _, p in terms)
    return tuple(sum((Fraction(c) * p[k] for c, p in terms if k < len(p)), Fraction(0)) for k in range(length))


def times(p: Sequence[Fraction], q: Sequence[Fraction]) -> Poly:
    """The product."""
    found = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            found[i + j] += a * b
    return tuple(found)


def derivative(p: Sequence[Fraction]) -> Poly:
    """The derivative."""
    return tuple(k * c for k, c in enumerate(p))[1:] or (Fraction(0),)


def trimmed(p: Sequence[Fraction]) -> Poly:
    """Without leading zeros."""
    length = len(p)
    while length > 1 and p[length - 1] == 0:
        length -= 1
    return tuple(p[:length])


@cache
def legendre(d: int, n: int) -> Poly:
    """P_n by the explicit formula for Gegenbauer polynomials, not by the recurrence: P_n is C_n scaled to 1 at 1."""
    if n == 0:
        return (Fraction(1),)
    found = [Fraction(0)] * (n + 1)
    for j in range(n // 2 + 1):  # (-1)^j (nu)_{n-j} / (j! (n-2j)!) (2x)^{n-2j} with nu = (d-2)/2, divided by nu
        rising = prod((Fraction(d - 2, 2) + k for k in range(1, n - j)), start=Fraction(1))
        found[n - 2 * j] = (-1) ** j * 2 ** (n - 2 * j) * rising / (factorial(j) * factorial(n - 2 * j))
    at_one = sum(found)
    return tuple(c / at_one for c in found)


def moment(d: int, k: int) -> Fraction:
    """The integral of x^k over mu_d."""
    return Fraction(0) if k % 2 else prod((Fraction(2 * j + 1, d + 2 * j) for j in range(k // 2)), start=Fraction(1))


def mean(d: int, p: Sequence[Fraction]) -> Fraction:
    """The integral of a polynomial over mu_d."""
    return sum((c * moment(d, k) for k, c in enumerate(p)), Fraction(0))


def dimension(d: int, n: int) -> int:
    """N_{d,n}: the harmonic polynomials of degree n are the homogeneous ones less |x|^2 times those of degree n - 2."""
    return comb(d + n - 1, n) - (comb(d + n - 3, n - 2) if n >= 2 else 0)


def monomial_mean(powers: Sequence[int]) -> Fraction:
    """The mean of a monomial over the unit sphere of the space of so many dimensions."""
    if any(p % 2 for p in powers):
        return Fraction(0)
    top = prod(prod(range(1, p, 2)) for p in powers)
    d = len(powers)
    return Fraction(top, prod(d + 2 * j for j in range(sum(powers) // 2)))


def sphere_point(parameters: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """A rational point of the unit sphere, by stereographic projection; one dimension more than parameters."""
    norm = sum((t * t for t in parameters), Fraction(0))
    return (*(2 * t / (norm + 1) for t in parameters), (norm - 1) / (norm + 1))


def dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def real(x: Fraction | int) -> mpmath.mpf:
    """A rational at the working precision."""
    return mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator


def sine_tail(d: int, a: mpmath.mpf, n: int) -> mpmath.mpf:
    """The squared distance of sin(a x) in L2(mu_d) from the polynomials of degree below n (estimate, many digits).

    By Gegenbauer's expansion of the plane wave: the coefficient of sqrt(N_i) P_i is sqrt(N_i) G(i), up to sign, for odd
    i, and 0 for even i, with G(i) = Gamma(d/2) (2/a)^{d/2-1} J_{d/2-1+i}(a).
    """
    nu = mpmath.mpf(d) / 2 - 1
    scale = mpmath.gamma(nu + 1)

    def factor(i: int, b: mpmath.mpf) -> mpmath.mpf:
        return scale * (2 / b) ** nu * mpmath.besselj(nu + i, b)

    square = (1 - factor(0, 2 * a)) / 2
    return square - mpmath.fsum(dimension(d, i) * factor(i, a) ** 2 for i in range(1, n, 2))
