"""The expansion of sin(a x) in Legendre polynomials in d dimensions, and what is left of it beyond a degree, as balls.

Let mu be the law of one coordinate of a uniform point of the sphere S^{d-1}, d >= 2, N_k = harmonic_dim(d, k), P_k the
d-dimensional Legendre polynomials, P_k(1) = 1, and nu = d/2 - 1.  The functions sqrt(N_k) P_k are an orthonormal basis of
L2(mu), and the coefficients of f(x) = sin(a x), a > 0, in it are 0 for even k and, for odd k (DLMF 18.17.16, 10.9.4),

    alpha_k = (-1)^{(k-1)/2} sqrt(N_k) Gamma(d/2) (2/a)^nu J_{k+nu}(a).

The integral of f^2 is (1 - Gamma(d/2) (1/a)^nu J_nu(2a))/2.  So the sum of alpha_k^2 over k >= n, which is the squared
distance of f from the polynomials of degree below n, is this minus a finite sum.

J is computed by its recurrence in the order, J_{v+1} = (2v/a) J_v - J_{v-1}, upwards.  In balls errors grow like
exp(sum of asinh(v/a)), so so many bits are added beforehand, and the precision is doubled until the answer is as narrow as
was asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from flint import arb, ctx, fmpz

from certify.enclose import closed_ball
from certify.errors import InputError
from certify.expr import Expr
from certify.parse import parse_expression

MOST_BITS: Final = 4_000_000
GUARD: Final = 40
LOG2_E: Final = 1.4427


def sine_norm(d: int, a: Expr | str, *, bits: int = 53) -> arb:
    """A ball of radius at most 2**-bits for the integral of sin(a x)**2 over mu.  Raises InputError for bad d or a."""
    frequency = _frequency(d, a)
    return _narrow(lambda: _norm(d, frequency()), bits, 64)


def sine_coefficient(d: int, k: int, a: Expr | str, *, bits: int = 53) -> arb:
    """A ball of radius at most 2**-bits for alpha_k, k >= 0.  Raises InputError."""
    frequency = _frequency(d, a)
    _check_degree(k)

    def value() -> arb:
        if k % 2 == 0:
            return arb(0)
        x = frequency()
        sign = -1 if k % 4 == 3 else 1
        return sign * _dimension(d, k).sqrt() * _scale(d, x) * x.bessel_j(arb(2 * k + d - 2) / 2)

    return _narrow(value, bits, 64)


def sine_head(d: int, n: int, a: Expr | str, *, bits: int = 53) -> arb:
    """A ball of radius at most 2**-bits for the sum of alpha_k**2 over k < n.  Raises InputError."""
    frequency = _frequency(d, a)
    _check_degree(n)

    def value() -> arb:
        x = frequency()
        return _scale(d, x) ** 2 * sum((weight * bessel * bessel for weight, bessel in _terms(d, n, x)), arb(0))

    return _narrow(value, bits, _working_bits(d, n, a))


def sine_tail(d: int, n: int, a: Expr | str, *, bits: int = 53) -> arb:
    """A ball of radius at most 2**-bits for the sum of alpha_k**2 over k >= n.  Raises InputError."""
    norm, head = sine_norm(d, a, bits=bits + 2), sine_head(d, n, a, bits=bits + 2)
    with ctx.workprec(bits + GUARD):
        return norm - head


def sine_coefficients(d: int, count: int, a: Expr | str, *, bits: int = 53) -> list[arb]:
    """Balls for |alpha_0|, ..., |alpha_{count-1}|, in one pass; about `bits` bits.  Raises InputError."""
    frequency = _frequency(d, a)
    _check_degree(count)
    with ctx.workprec(bits + _working_bits(d, count, a)):
        x = frequency()
        scale = _scale(d, x)
        found = [scale * weight.sqrt() * abs(bessel) for weight, bessel in _terms(d, count, x)]
    with ctx.workprec(bits + GUARD):
        return [+value for value in found]


def _terms(d: int, n: int, a: arb) -> Iterator[tuple[arb, arb]]:
    """N_k and J_{k+nu}(a) for odd k < n, two zeros for even k."""
    inverse = 1 / a
    older = a.bessel_j(arb(d - 2) / 2)
    newer = a.bessel_j(arb(d) / 2)
    weight, zero = arb(d), arb(0)  # N_1
    for k in range(n):
        if k % 2:
            yield weight, older
            top = (2 * k + d + 2) * (k + d - 2) * (k + d - 1)
            weight = weight * fmpz(top) / fmpz((k + 1) * (k + 2) * (2 * k + d - 2))
        else:
            yield zero, zero
        older, newer = newer, inverse * (2 * k + d) * newer - older


def _norm(d: int, a: arb) -> arb:
    half = arb(d) / 2
    return (1 - half.gamma() * (1 / a) ** (half - 1) * (2 * a).bessel_j(half - 1)) / 2


def _scale(d: int, a: arb) -> arb:
    half = arb(d) / 2
    return half.gamma() * (2 / a) ** (half - 1)


def _dimension(d: int, k: int) -> arb:
    """N_k for k >= 1."""
    if d == 2:
        return arb(2)
    return arb((2 * k + d - 2) * math.comb(k + d - 3, d - 3)) / (d - 2)


def _working_bits(d: int, n: int, a: Expr | str) -> int:
    """About how many bits the recurrence loses, and some more; an estimate, on which nothing rests."""
    frequency = float(closed_ball(_closed(a), 64).mid())
    s = (n + d / 2) / frequency
    lost = frequency * (s * math.asinh(s) - math.hypot(1, s) + 1) * LOG2_E
    return math.ceil(lost) + math.ceil(math.log2(n + 2)) + GUARD


def _narrow(value: Callable[[], arb], bits: int, more: int) -> arb:
    """The value at a precision at which its radius is at most 2**-bits."""
    precision = max(bits, 2) + more
    while precision <= MOST_BITS:
        with ctx.workprec(precision):
            found = value()
            if found.is_finite() and found.rad() <= arb(2) ** -bits:
                return found
        precision *= 2
    raise InputError(f"no ball as narrow as 2**-{bits} with {MOST_BITS} bits")


def _frequency(d: int, a: Expr | str) -> Callable[[], arb]:
    """The frequency at the current precision."""
    if d < 2:
        raise InputError(f"dimension {d}: expected at least 2")
    closed = _closed(a)
    if not closed_ball(closed, 128) > 0:
        raise InputError("the frequency must be > 0")
    return lambda: closed_ball(closed, ctx.prec)


def _closed(a: Expr | str) -> Expr:
    return parse_expression(a) if isinstance(a, str) else a


def _check_degree(n: int) -> None:
    if n < 0:
        raise InputError(f"degree {n}: expected at least 0")
