"""Lemma 5: brute force in exact fractions, and its steps at random arguments."""

from __future__ import annotations

from fractions import Fraction
from math import exp, factorial, lgamma, log

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proofs.safran_reichman_valiant2025.exact import compositions, multinomial


def sum_of_squares(d_counts: tuple[int, ...], padding: int) -> Fraction:
    """The left side of Lemma 5.

    multinom(D; D_i)^2/multinom(D+d; D_i+d_i) is D!^2/(D+d)! times the product of (D_i+d_i)!/D_i!^2: four functions of
    one number each, so the sum is a coefficient of the product of four polynomials.
    """
    common = factorial(padding) ** 2
    parts = [[Fraction(factorial(k + d), factorial(k) ** 2) for k in range(padding + 1)] for d in d_counts]
    total = parts[0]
    for part in parts[1:]:
        total = [sum((total[j] * part[k - j] for j in range(k + 1)), Fraction(0)) for k in range(padding + 1)]
    return Fraction(common, factorial(padding + sum(d_counts))) * total[padding]


def test_the_sum_as_printed() -> None:
    for counts in ((4, 0, 0, 0), (1, 1, 1, 1), (2, 1, 1, 0)):
        plain = sum(
            Fraction(multinomial(c) ** 2, multinomial(tuple(i + j for i, j in zip(c, counts, strict=True))))
            for c in compositions(8)
        )
        assert plain == sum_of_squares(counts, 8)


def test_lemma_5_for_small_numbers() -> None:
    """All d <= 12, D <= 16: the ratio of the two sides is at most 0.768."""
    largest = 0.0
    for padding in (4, 8, 12, 16):
        for d in (4, 8, 12):
            front = (1 + d / padding) ** 1.5 * 4.0 ** (padding - d)
            for counts in compositions(d):
                if list(counts) != sorted(counts):
                    continue  # the lemma is symmetric
                spread = sum((Fraction(c) - Fraction(d, 4)) ** 2 for c in counts)
                right = exp(float(4 * spread / padding)) * front
                largest = max(largest, float(sum_of_squares(counts, padding)) / right)
    assert 0.76 < largest < 0.769


@pytest.mark.parametrize("power", [0, 1])
def test_lemma_5_needs_its_factors(power: int) -> None:
    """Without (1 + d/D)^{3/2}, or with a smaller exponential, the bound fails somewhere."""
    worst = 0.0
    for padding in (4, 8, 16):
        for counts in ((1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (12, 0, 0, 0)):
            d = sum(counts)
            spread = sum((c - d / 4) ** 2 for c in counts)
            right = exp((4 if power == 0 else 1) * spread / padding) * 4.0 ** (padding - d)
            right *= (1 + d / padding) ** 1.5 if power else 1
            worst = max(worst, float(sum_of_squares(counts, padding)) / right)
    assert worst > 1


@settings(max_examples=300, deadline=None)
@given(n=st.integers(0, 60), m=st.integers(0, 60), k=st.integers(1, 60))
def test_step_1(n: int, m: int, k: int) -> None:
    left = Fraction(factorial(n + m), factorial(n))
    assert left <= (1 + Fraction(m, k)) ** (n - k) * Fraction(factorial(k + m), factorial(k))
    if n == k:
        assert left == Fraction(factorial(k + m), factorial(k))


@settings(max_examples=300, deadline=None)
@given(y=st.integers(0, 80), m=st.integers(0, 80), k=st.integers(1, 80))
def test_step_4(y: int, m: int, k: int) -> None:
    slope = log(k + m) + 1 / (2 * k) if k + m else 0
    assert lgamma(k + y + 1) - lgamma(k + m + 1) <= (y - m) * slope + (y - m) ** 2 / (2 * k) + 1e-9


@settings(max_examples=60, deadline=None)
@given(x=st.floats(0.01, 50))
def test_trigamma(x: float) -> None:
    value = mpmath.psi(1, x)
    assert value <= (x + 1) / x**2
    assert value >= 1 / mpmath.mpf(x)
    if x > 1:
        assert value <= 1 / (x - 1)


def test_central_quotient() -> None:
    def f(j: int) -> Fraction:
        return Fraction(factorial(4 * j), factorial(j) ** 4 * 4 ** (4 * j))

    for j in range(1, 12):
        for k in range(j, 24):
            assert (f(j) / f(k)) ** 2 <= Fraction(k, j) ** 3
            assert (f(j) / f(k)) ** 2 >= Fraction(k, j) ** 3 * Fraction(1, 2)
    assert (f(1) / f(2)) ** 2 > Fraction(1, 2) ** 3
    assert round(float(f(1) / f(2)), 3) == 2.438
