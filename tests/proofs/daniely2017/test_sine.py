"""The guards of Lemma 4: exact counts of signs, exact integrals, exact distances."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs.daniely2017.exact import evaluate, mean, real, sine_tail, times, trimmed

frequencies = st.fractions(Fraction(1, 3), 9, max_denominator=7)


def remainder(p: Sequence[Fraction], q: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """p modulo q."""
    p = list(p)
    while len(p) >= len(q):
        factor = p[-1] / q[-1]
        shift = len(p) - len(q)
        for k, c in enumerate(q):
            p[shift + k] -= factor * c
        p.pop()
    return trimmed(p or [Fraction(0)])


def sturm_chain(p: Sequence[Fraction]) -> list[tuple[Fraction, ...]]:
    """The chain of Sturm's theorem."""
    chain = [trimmed(p), trimmed([k * c for k, c in enumerate(p)][1:] or [Fraction(0)])]
    while any(chain[-1]):
        chain.append(tuple(-c for c in remainder(chain[-2], chain[-1])))
    return chain[:-1]


def zeros_inside(p: Sequence[Fraction], a: Fraction, b: Fraction) -> int:
    """The number of distinct zeros of p in the open interval."""
    chain = sturm_chain(p)

    def variations(x: Fraction) -> int:
        signs = [v > 0 for q in chain if (v := evaluate(q, x)) != 0]
        return sum(s != t for s, t in pairwise(signs))

    if evaluate(p, a) == 0 or evaluate(p, b) == 0:  # divide out the ends
        return zeros_inside(divide_out(p, a if evaluate(p, a) == 0 else b), a, b) if len(trimmed(p)) > 1 else 0
    return variations(a) - variations(b)


def divide_out(p: Sequence[Fraction], root: Fraction) -> tuple[Fraction, ...]:
    """p / (x - root)."""
    found: list[Fraction] = []
    carry = Fraction(0)
    for c in reversed(p):
        carry = carry * root + c
        found.append(carry)
    assert found.pop() == 0
    return tuple(reversed(found))


def opposite_intervals(q: Sequence[Fraction], m: Fraction) -> int:
    """On how many of the (i/m, (i+1)/m), -floor(m) <= i < floor(m), q has no zero and not the sign of sin(pi m x)."""
    count = 0
    for i in range(-floor(m), floor(m)):
        a, b = i / m, (i + 1) / m
        if zeros_inside(q, a, b) == 0:
            sine = 1 if i % 2 == 0 else -1
            count += evaluate(q, (a + b) / 2) * sine < 0
    return count


polynomials = st.one_of(
    st.lists(st.integers(-9, 9).map(Fraction), min_size=1, max_size=8),
    st.lists(st.fractions(-1, 1, max_denominator=8), min_size=1, max_size=7).map(
        lambda roots: list(product_of_roots(roots))
    ),
)


def product_of_roots(roots: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The monic polynomial with these zeros."""
    found: tuple[Fraction, ...] = (Fraction(1),)
    for root in roots:
        found = times(found, (-root, Fraction(1)))
    return found


@given(polynomials, frequencies)
def test_sign_count(q: list[Fraction], m: Fraction) -> None:
    q = list(trimmed(q))
    if any(q):
        assert opposite_intervals(q, m) >= floor(m) - (len(q) - 1)


@given(frequencies)
def test_sign_count_cannot_be_raised(m: Fraction) -> None:
    # A constant has the opposite sign on just half of the intervals.
    assert opposite_intervals([Fraction(1)], m) == floor(m)


def test_sign_count_with_every_zero_in_its_own_pair() -> None:
    # With 2m - 1 zeros q can have the sign of the sine everywhere; nothing is promised from m zeros on.
    m = 4
    q = product_of_roots([Fraction(i, m) for i in range(-m + 1, m)])
    aligned = q if evaluate(q, Fraction(1, 2 * m)) > 0 else tuple(-c for c in q)
    assert opposite_intervals(aligned, Fraction(m)) == 0
    assert opposite_intervals([-c for c in aligned], Fraction(m)) == 2 * m


def test_zeros_are_counted() -> None:
    q = product_of_roots([Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(1)])
    assert zeros_inside(q, Fraction(0), Fraction(1)) == 1
    assert zeros_inside(q, Fraction(-1), Fraction(2)) == 3
    assert zeros_inside([Fraction(1), Fraction(0), Fraction(1)], Fraction(-9), Fraction(9)) == 0


@given(st.integers(2, 30), st.lists(st.fractions(-4, 4, max_denominator=5), min_size=1, max_size=6))
def test_restriction_on_squares(d: int, p: list[Fraction]) -> None:
    # int p^2 dmu_d >= (1/(2 e pi)) int_{-1}^1 p(t/sqrt(d))^2 dt; odd powers vanish, so all but e and pi is rational.
    square = times(p, p)
    right = sum((2 * c / (Fraction(d) ** (k // 2) * (k + 1)) for k, c in enumerate(square) if k % 2 == 0), Fraction(0))
    with mpmath.workdps(30):
        assert real(mean(d, square)) >= real(right) / (2 * mpmath.e * mpmath.pi)


@pytest.mark.parametrize("d", [2, 3, 4, 5, 9, 16])
@pytest.mark.parametrize("m", ["1/4", "1", "3/2", "2", "3", "7/2", "5", "8"])
def test_bound_against_exact_distances(d: int, m: str) -> None:
    # The left side of Lemma 4 is least for the best polynomial; its distance is known from Bessel functions.
    with mpmath.workdps(60):
        value = real(Fraction(m))
        for k in range(floor(Fraction(m)) + 1):
            distance = sine_tail(d, mpmath.pi * mpmath.sqrt(d) * value, k + 1)
            scale = 4 * mpmath.e * mpmath.pi * value
            assert distance >= (floor(Fraction(m)) - k) / scale
            if Fraction(m) >= k + 1:
                assert distance >= (value - k) / scale
            assert distance <= 1


def test_printed_bound_for_real_m() -> None:
    # 4 of 5 non-integers: the bound as printed holds from m = k + 1 on, and fails at k = 0 for m = 1/20.
    with mpmath.workdps(60):
        for d in (2, 3, 6):
            for m in (mpmath.mpf("1.01"), mpmath.mpf("2.5"), mpmath.sqrt(11), mpmath.mpf("5.99")):
                for k in range(int(mpmath.floor(m))):
                    distance = sine_tail(d, mpmath.pi * mpmath.sqrt(d) * m, k + 1)
                    assert distance >= (m - k) / (4 * mpmath.e * mpmath.pi * m)
            small = mpmath.mpf(1) / 20
            distance = sine_tail(d, mpmath.pi * mpmath.sqrt(d) * small, 1)
            assert distance < 1 / (4 * mpmath.e * mpmath.pi)


def test_the_bound_is_not_far_from_the_truth() -> None:
    # The least quotient among integers m is about 15.1, at d = 2, m = 3, k = 0: a bound 16 times as large is false.
    with mpmath.workdps(40):
        distance = sine_tail(2, 3 * mpmath.pi * mpmath.sqrt(2), 1)
        bound = 3 / (4 * mpmath.e * mpmath.pi * 3)
        assert 15 < distance / bound < 16


def test_density_on_both_sides() -> None:
    # min over |x| <= 1/sqrt(d) of density/sqrt(d): 0.22508 at d = 2, its least value, well above the 0.0585 needed.
    with mpmath.workdps(30):
        needed = 1 / (2 * mpmath.e * mpmath.pi)
        least = mpmath.inf
        for d in range(2, 400):
            c = mpmath.gamma(mpmath.mpf(d) / 2) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma(mpmath.mpf(d - 1) / 2))
            ends = [c * mpmath.power(1 - x, mpmath.mpf(d - 3) / 2) for x in (0, mpmath.mpf(1) / d)]
            least = min(least, min(ends) / mpmath.sqrt(d))
        assert 2 * needed < least < 4 * needed
        assert abs(least - mpmath.mpf("0.22507908")) < 1e-8


def test_the_limit_of_the_sharpened_density() -> None:
    with mpmath.workdps(30):

        def quotient(d: int) -> mpmath.mpf:
            c = mpmath.gamma(mpmath.mpf(d) / 2) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma(mpmath.mpf(d - 1) / 2))
            return c * mpmath.exp(-mpmath.mpf(d - 3) / d) * mpmath.e * mpmath.pi / mpmath.sqrt(d)

        assert quotient(61) > mpmath.mpf("1.3") > quotient(62)
        assert abs(quotient(10**8) - mpmath.sqrt(mpmath.pi / 2)) < 1e-7
        assert min(quotient(d) for d in range(3, 1000)) > mpmath.mpf("1.25")


def test_first_dimension() -> None:
    # At d = 1 the measure is the mean of the values at 1 and -1, where sin(pi m x) = 0 for integer m: distance 0.
    for m in range(1, 9):
        assert mpmath.sinpi(m) == 0 == mpmath.sinpi(-m)
