"""Guards of Theorems 1 and 3: a whole network on the plane, and the explicit widths against the formula."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import polynomial

from tests.proofs.safran_eldan_shamir2019.radial import even_polynomial, kappa, lift

ALPHA = mpmath.log(1 + mpmath.sqrt(2))
RELU = 3  # c_sigma


def width(d: int, k: int, eps: mpmath.mpf) -> mpmath.mpf:
    """The width of Theorem 1 over c_sigma."""
    inverse = mpmath.mpf(1)
    for j in range(k):
        inverse *= mpmath.mpf(d + 2 * j) / (2 * j + 1)
    return 4 * k * math.comb(d + 2 * k - 1, 2 * k) * inverse * mpmath.cosh(2 * k * ALPHA) / eps


def degree(eps: mpmath.mpf) -> int:
    return int(mpmath.ceil(mpmath.pi / (2 * eps))) - 1


@given(st.integers(2, 10**6), st.floats(0.005, 0.5))
def test_explicit_widths(d: int, error: float) -> None:
    eps = mpmath.mpf(error)
    assert mpmath.log(width(d, degree(eps), eps)) <= 785 * mpmath.log(d) / (100 * eps)


def test_the_explicit_width_is_nearly_attained() -> None:
    half = mpmath.mpf(1) / 2
    assert mpmath.log(width(2, 3, half), 2) / 2 == pytest.approx(7.85, abs=0.001)
    edges = [mpmath.pi / (2 * k) for k in range(4, 40)]
    for d in (2, 3, 10, 1000):
        for k, eps in enumerate(edges, 4):
            assert mpmath.log(width(d, k, eps), d) * eps <= 7.85


@pytest.mark.parametrize("phi", [lambda r: np.abs(r - 0.5) - 0.25, lambda r: np.sin(9 * r) / 9, lambda r: 0.5 - r])
def test_network_on_the_plane(phi) -> None:  # type: ignore[no-untyped-def]
    d, eps = 2, 0.5
    k = degree(mpmath.mpf(eps))
    Q = lift(even_polynomial(phi, k), d)
    angles = math.pi * np.arange(2 * k + 1) / (2 * k + 1)  # exact for even forms of degree 2k
    nodes = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert len(nodes) <= math.comb(d + 2 * k - 1, 2 * k)
    slope = 2 * k / kappa(d, k) * math.cosh(2 * k * float(ALPHA))
    grid = np.linspace(-1, 1, 20001)
    assert np.abs(polynomial.polyval(grid, polynomial.polyder(Q))).max() <= slope
    cells = math.ceil(slope / eps)  # a side, for the error eps/2
    knots = np.linspace(-1, 1, 2 * cells + 1)
    values = polynomial.polyval(knots, Q)
    neurons = len(nodes) * len(knots)
    assert neurons <= RELU * width(d, k, mpmath.mpf(eps))
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4000, 2))
    x *= (rng.random(4000) ** 0.5 / np.linalg.norm(x, axis=1))[:, None]
    network = np.interp(x @ nodes.T, knots, values).mean(axis=1)  # the broken line of the ReLUs
    assert np.abs(network - phi(np.linalg.norm(x, axis=1))).max() <= eps


@given(st.integers(2, 10**5), st.integers(1, 40))
def test_powers_of_the_radius(d: int, k: int) -> None:
    log_width = mpmath.log(2 * k * math.comb(d + 2 * k - 1, 2 * k))
    log_width += sum(mpmath.log(mpmath.mpf(d + 2 * j) / (2 * j + 1)) for j in range(k))
    assert log_width <= mpmath.mpf("3.6") * k * mpmath.log(d)
    x = np.array([0.3, -0.4])
    angles = math.pi * np.arange(2 * k + 1) / (2 * k + 1)
    projections = x[0] * np.cos(angles) + x[1] * np.sin(angles)
    assert (projections ** (2 * k)).mean() / kappa(2, k) == pytest.approx(0.5 ** (2 * k))
