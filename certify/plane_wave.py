"""The expansion of sin(a x) in Legendre polynomials in d dimensions, and what is left of it beyond a degree, as balls.

Let mu be the law of one coordinate of a uniform point of the sphere S^{d-1}, d >= 2, N_k = harmonic_dim(d, k), P_k the
d-dimensional Legendre polynomials, P_k(1) = 1, and nu = d/2 - 1.  The functions sqrt(N_k) P_k are an orthonormal basis of
L2(mu), and the coefficients of f(x) = sin(a x), a > 0, in it are 0 for even k and, for odd k (DLMF 18.17.16, 10.9.4),

    alpha_k = (-1)^{(k-1)/2} sqrt(N_k) Gamma(d/2) (2/a)^nu J_{k+nu}(a).

The integral of f^2 is (1 - Gamma(d/2) (1/a)^nu J_nu(2a))/2.  So the sum of alpha_k^2 over k >= n, which is the squared
distance of f from the polynomials of degree below n, is this minus a finite sum.

Below the frequency, k + nu < a, J comes from `certify.bessel` in fixed point.  Beyond it the same recurrence is run in balls: there errors grow
like exp(sum of asinh(v/a)), so so many bits are added beforehand, and the precision is doubled until the answer is as narrow as was asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from flint import arb, ctx, fmpz

from certify.bessel import Ladder, fixed, ladder, longest
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
    if n + 1 <= _below(d, frequency):
        return sine_masses(d, [0, n], a, bits=bits)[0]

    def value() -> arb:
        x = frequency()
        return _scale(d, x) ** 2 * sum((weight * bessel * bessel for weight, bessel in _terms(d, n, x)), arb(0))

    return _narrow(value, bits, _working_bits(d, n, a))


def sine_tail(d: int, n: int, a: Expr | str, *, bits: int = 53) -> arb:
    """A ball of radius at most 2**-bits for the sum of alpha_k**2 over k >= n.  Raises InputError."""
    norm, head = sine_norm(d, a, bits=bits + 2), sine_head(d, n, a, bits=bits + 2)
    with ctx.workprec(bits + GUARD):
        return norm - head


def sine_degrees(d: int, a: Expr | str) -> int:
    """The largest end that `sine_masses` takes, a little below a - d/2.  Raises InputError."""
    return _below(d, _frequency(d, a))


def sine_masses(d: int, edges: Sequence[int], a: Expr | str, *, bits: int = 53) -> list[arb]:
    """Balls of radius at most 2**-bits for the sums of alpha_k**2 over edges[i] <= k < edges[i+1], in one pass.

    The edges increase from at least 0 to at most `sine_degrees`.  Raises InputError.
    """
    frequency = _frequency(d, a)
    if (
        len(edges) < 2
        or edges[0] < 0
        or any(low > high for low, high in pairwise(edges))
        or edges[-1] > _below(d, frequency)
    ):
        raise InputError("expected degrees in order, from 0 to the frequency")
    with ctx.workprec(64):
        lost = 4 * max(1, math.ceil(float(frequency().upper()))).bit_length() + 2 * edges[-1].bit_length()
    precision = bits + lost + GUARD
    while precision <= MOST_BITS:
        found = _masses(d, edges, frequency, precision)
        if all(ball.rad() <= arb(2) ** -bits for ball in found):
            return found
        precision *= 2
    raise InputError(f"no ball as narrow as 2**-{bits} with {MOST_BITS} bits")


def _masses(d: int, edges: Sequence[int], frequency: Callable[[], arb], bits: int) -> list[arb]:
    """`sine_masses` with so many bits.

    alpha_k^2 = w_k J^2 with w_k = N_k Gamma(d/2)^2 (2/a)^{d-2}.  Degrees whose w_k add up to 2**-bits or so count as an error (|J| <= 1);
    from then on w_k, which does not decrease with k, is kept in fixed point, rounded down, each step by less than a unit.
    """
    last = edges[-1]
    with ctx.workprec(bits + GUARD):
        scale = _scale(d, frequency()) ** 2
        first = _negligible(d, last, scale, bits)
    rungs = ladder(d - 2, frequency, last, bits) if first < last else Ladder([], bits, arb(0))
    with ctx.workprec(bits + GUARD):
        neglected = _below_weight(d, first) * scale
        k = first + 1 - first % 2
        shift = 2 * bits
        weight = fixed((_dimension(d, k) * scale).lower(), shift)
        relative = 2 * arb(last + 2) / fmpz(weight)  # twice (updates + 1) units of the smallest weight
        found = []
        for low, high in pairwise([0, *edges]):
            total = count = 0
            while k < high:
                y = rungs.values[k]
                total += weight * (y * y >> bits)
                weight = weight * ((2 * k + d + 2) * (k + d - 2) * (k + d - 1)) // ((k + 1) * (k + 2) * (2 * k + d - 2))
                k += 2
                count += 1
            value = arb(fmpz(total)) * arb(2) ** -(shift + bits)
            largest = arb(fmpz(weight + 1)) * arb(2) ** -shift * (1 + relative)
            error = value * relative + count * largest * (2 * rungs.error + rungs.error**2 + arb(2) ** -bits)
            small = neglected if low < first else arb(0)
            found.append(value + arb(0, 1) * (error + small).upper())
    return found[1:]


def _negligible(d: int, last: int, scale: arb, bits: int) -> int:
    """A degree such that the weights of those below it add up to about 2**-bits or less."""
    if not _below_weight(d, last) * scale > arb(2) ** -bits:
        return last
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if _below_weight(d, middle) * scale < arb(2) ** -bits:
            low = middle
        else:
            high = middle
    return low


def _below_weight(d: int, k: int) -> arb:
    """C(k+d-2, d-1), at least the sum of N_j over odd j < k."""
    return arb(k + d - 1).gamma() / (arb(k).gamma() * arb(d).gamma()) if k else arb(0)


def _below(d: int, frequency: Callable[[], arb]) -> int:
    with ctx.workprec(128):
        return longest(d - 2, frequency())


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
    return (2 * k + d - 2) * arb(k + d - 2).gamma() / (arb(k + 1).gamma() * arb(d - 1).gamma())


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
