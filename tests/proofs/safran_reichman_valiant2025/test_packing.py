"""The packing: caps by quadrature, greedy sets of points."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def cap_fraction(n: int, theta: float) -> mpmath.mpf:
    """The share of the sphere of R^n within an angle theta, by the incomplete beta function."""
    return mpmath.betainc(mpmath.mpf(n - 1) / 2, 0.5, 0, mpmath.sin(theta) ** 2, regularized=True) / 2


@settings(max_examples=60, deadline=None)
@given(n=st.integers(2, 60), theta=st.floats(0.05, math.pi / 2))
def test_cap_fraction(n: int, theta: float) -> None:
    exact = cap_fraction(n, theta)
    bound = mpmath.sin(theta) ** (n - 1) / 2
    assert exact <= bound * (1 + mpmath.mpf(10) ** -12)
    # the bound is not wasteful: u**((n-3)/2) alone integrates to 2/(n-1)
    assert exact >= bound * 2 / (n - 1) * mpmath.gamma(n / 2) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma((n - 1) / 2)) * (
        1 - mpmath.mpf(10) ** -12
    )


@pytest.mark.parametrize("n", [2, 3, 4, 7, 12])
def test_cap_fraction_by_angles(n: int) -> None:
    def integral(theta: float) -> mpmath.mpf:
        return mpmath.quad(lambda t: mpmath.sin(t) ** (n - 2), mpmath.linspace(0, theta, 5))

    for theta in (0.2, math.pi / 6, 1.0, math.pi / 2):
        assert mpmath.almosteq(integral(theta) / integral(math.pi), cap_fraction(n, theta), rel_eps=1e-9)


def test_cap_of_a_circle_and_of_a_sphere() -> None:
    for theta in (0.1, 0.5, 1.0, 1.5):
        assert mpmath.almosteq(cap_fraction(2, theta), theta / mpmath.pi)
        assert mpmath.almosteq(cap_fraction(3, theta), (1 - mpmath.cos(theta)) / 2)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_greedy_packing(n: int) -> None:
    """Sets to which none of many random points can be added have 2^n points or more, at the distances stated."""
    rng = np.random.default_rng(n)
    for _ in range(5):
        points = rng.normal(size=(20_000, n))
        points /= np.linalg.norm(points, axis=1)[:, None]
        chosen: list[np.ndarray] = []
        free = np.ones(len(points), dtype=bool)
        while free.any():
            new = points[np.flatnonzero(free)[0]]
            chosen.append(new)
            free &= points @ new <= math.cos(math.pi / 6)
        assert len(chosen) >= 2**n
        found = np.array(chosen)
        distances = np.linalg.norm(found[:, None] - found[None, :], axis=2) + 9 * np.eye(len(found))
        assert 0.8 * distances.min() >= 0.41411
        assert 0.764 * distances.min() >= 0.3954
