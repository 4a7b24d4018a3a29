"""Guards of Theorem 2: Q as a product of operators, its slope, and the explicit widths."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import chebyshev, polynomial

from tests.proofs.safran_eldan_shamir2019.radial import even, lift, maximum


def norm(m: int, n: int) -> float:
    return math.prod(1 + n**2 / (2 * i + 1) for i in range(m))


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("k", [1, 2, 4])
def test_slopes_of_q(m: int, k: int) -> None:
    rng = np.random.default_rng(10 * m + k)
    n = 2 * k
    for case in range(20):
        series = np.zeros(n + 1)
        series[::2] = rng.normal(size=k + 1) if case else [0] * k + [1]
        p = chebyshev.cheb2poly(series)
        p = p / maximum(p)
        Q = lift(p[::2], 2 * m + 1)
        q = p.copy()
        for i in range(m):  # the operators 1 + theta/(2i+1)
            q = q + q * np.arange(n + 1) / (2 * i + 1)
        assert np.allclose(q, Q)
        assert maximum(Q) <= norm(m, n) * 1.001
        assert maximum(polynomial.polyder(Q)) <= 2 * n**2 * norm(m, n) * 1.001
    assert maximum(lift(chebyshev.cheb2poly([0] * n + [1])[::2], 3)) == pytest.approx(1 + n**2)  # attained for m = 1


def test_odd_dimensions_only() -> None:
    c = np.array([0.0, 1.0])
    assert not np.allclose(lift(c, 4), even(c * [1, 1 + 2]))  # dimension 3 has 1 + 2j for m = 1
    assert np.allclose(lift(c, 3), even(c * [1, 1 + 2]))


@given(st.integers(2, 400), st.floats(0.002, 0.5))
def test_explicit_widths(d: int, error: float) -> None:
    eps, m = mpmath.mpf(error), d // 2
    n = 2 * (int(mpmath.ceil(mpmath.pi / (2 * eps))) - 1)
    log_width = mpmath.log(4 * n**2 * math.comb(2 * m + n, n)) - mpmath.log(eps)
    log_width += sum(mpmath.log(1 + mpmath.mpf(n**2) / (2 * i + 1)) for i in range(m))
    assert log_width <= mpmath.mpf("9.1") * d * mpmath.log(1 / eps)
