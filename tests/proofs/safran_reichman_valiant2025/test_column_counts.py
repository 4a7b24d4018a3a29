"""Lemma 6: exact enumeration of the masks, and its steps."""

from __future__ import annotations

import itertools
from math import cosh, exp, sqrt

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proofs.safran_reichman_valiant2025.exact import column_law, counts_law

BITS = list(itertools.product((0, 1), repeat=2))


def moment(points: tuple[tuple[int, int], ...], s: float) -> float:
    """E exp(s sum (d_i - d)^2), exactly but for the exponential."""
    d = len(points)
    return sum(float(p) * exp(s * sum((c - d) ** 2 for c in counts)) for counts, p in counts_law(points).items())


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_lemma_6_for_small_numbers(d: int) -> None:
    for points in itertools.combinations_with_replacement(BITS, d):
        for share in (0.01, 0.1, 0.3, 0.6, 0.9, 0.99):
            s = share / (24 * d)
            value = moment(points, s)
            assert 1 <= value <= (1 - 24 * d * s) ** -1.5 <= (1 - 24 * d * s) ** -2
            s = share / (16 * d)
            assert 1 <= moment(points, s) <= (1 - 16 * d * s) ** -1.5


def test_an_exponent_below_one_half_fails() -> None:
    # for d = 1 and (0, 0) the sum of squares is always 12
    assert moment(((0, 0),), 0.001) > (1 - 0.024) ** -0.49


def test_gaussian_means() -> None:
    for s, u, a in ((0.3, 1.7, 0.5), (0.01, -3.0, 20.0)):

        def density(t: mpmath.mpf, s: float = s) -> mpmath.mpf:
            return mpmath.exp(-(t**2) / (4 * s)) / mpmath.sqrt(4 * mpmath.pi * s)

        line = [-mpmath.inf, 0, mpmath.inf]
        first = mpmath.quad(lambda t, u=u: density(t) * mpmath.exp(t * u), line)
        assert mpmath.almosteq(first, mpmath.exp(s * u**2), rel_eps=1e-8)
        second = mpmath.quad(lambda t, a=a: density(t) * mpmath.exp(a * t**2), line)
        assert mpmath.almosteq(second, (1 - 4 * a * s) ** mpmath.mpf(-0.5), rel_eps=1e-8)


@settings(max_examples=200, deadline=None)
@given(t=st.tuples(*[st.floats(-3, 3)] * 4))
def test_generating_function_of_a_column(t: tuple[float, ...]) -> None:
    square = sum(v * v for v in t)
    means = {}
    for x, y in BITS:
        vectors = [[c - 1 for c in counts] for counts in column_law(x, y)]
        assert all(sum(v[i] for v in vectors) == 0 for i in range(4))
        means[x, y] = sum(exp(sum(a * b for a, b in zip(t, v, strict=True))) for v in vectors) / 4
        assert means[x, y] <= exp(4 * square) * (1 + 1e-12)
    assert means[0, 0] <= cosh(sqrt(12 * square)) * (1 + 1e-12)
    assert max(means[0, 1], means[1, 0]) <= exp(2 * square) * (1 + 1e-12)
    assert means[1, 1] == 1
    assert abs(means[0, 1] - cosh(t[0] + t[1] - t[2] - t[3])) <= 1e-9 * means[0, 1]
    assert abs(means[1, 0] - cosh(t[0] - t[1] + t[2] - t[3])) <= 1e-9 * means[1, 0]
