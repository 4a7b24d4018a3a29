"""Guards of the polynomials: Favard's kernel and constant, Chebyshev's extremality, sums of coefficients, slopes."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial, chebyshev, polynomial

from tests.proofs.safran_eldan_shamir2019.radial import even, even_polynomial, favard_sines, maximum

ALPHA = math.log(1 + math.sqrt(2))


@pytest.mark.parametrize("n", [1, 2, 3, 8, 25])
def test_kernel_of_favard(n: int) -> None:
    sines = favard_sines(n)
    t = (np.arange(400 * n) + 0.5) * 2 * math.pi / (400 * n)
    difference = (math.pi - t) / 2 - np.sin(np.outer(t, np.arange(1, n))) @ sines
    assert np.all(difference * np.sin(n * t) > 0)  # it has the sign of sin(n t)
    mean = np.abs(difference).mean() * 2 * math.pi
    assert mean == pytest.approx(math.pi**2 / (2 * n), rel=1e-3)


def profiles() -> list[object]:
    rng = np.random.default_rng(1)
    knots = np.linspace(0, 1, 12)
    random = [np.cumsum(np.concatenate([[0], rng.choice([-1, 1], 11)])) / 11 for _ in range(6)]
    broken = [lambda r, v=v: np.interp(r, knots, v - (v.max() + v.min()) / 2) for v in random]
    return [lambda r: r - 0.5, lambda r: np.abs(r - 0.5) - 0.25, lambda r: np.sin(20 * r) / 20, *broken]


@pytest.mark.parametrize("eps", [0.5, 0.3, 0.1])
def test_even_polynomials_near_lipschitz_functions(eps: float) -> None:
    k = math.ceil(math.pi / (2 * eps)) - 1
    t = np.linspace(-1, 1, 4001)
    worst = 0.0
    for phi in profiles():
        p = even(even_polynomial(phi, k))  # type: ignore[arg-type]
        error = float(np.abs(phi(np.abs(t)) - polynomial.polyval(t, p)).max())  # type: ignore[operator]
        assert error <= math.pi / (4 * (k + 1)) + 1e-6 <= eps / 2 + 1e-6
        assert maximum(p) <= 1
        worst = max(worst, error)
    assert worst >= 0.15 * eps  # the bound is not idle


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_chebyshev_is_extremal(k: int) -> None:
    points = [(1 + mpmath.cos(i * mpmath.pi / k)) / 2 for i in range(k + 1)]  # on [0, 1], falling
    for i, own in enumerate(points):
        others = [y for j, y in enumerate(points) if j != i]
        scale = math.prod(float(own - y) for y in others)
        basis = Polynomial.fromroots([float(y) for y in others]) / scale
        for r in range(k + 1):
            at_0, at_1 = basis.deriv(r)(0), basis.deriv(r)(1)
            assert (-1) ** i * at_1 >= -1e-9
            assert (-1) ** (i + k - r) * at_0 >= -1e-9
    # in the middle T is not extremal: 2y - 1 is steeper there than the Chebyshev polynomial of degree 2
    assert abs(Polynomial([1, -8, 8]).deriv()(0.5)) < abs(Polynomial([-1, 2]).deriv()(0.5))


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=9))
def test_sums_of_coefficients(values: list[float]) -> None:
    series = np.zeros(2 * len(values) - 1)
    series[::2] = values
    p = chebyshev.cheb2poly(series)
    k = len(values) - 1
    assert np.abs(p).sum() <= math.cosh(2 * k * ALPHA) * maximum(p, 401) * 1.001 + 1e-9


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_sums_of_chebyshev_coefficients(k: int) -> None:
    p = chebyshev.cheb2poly([0] * (2 * k) + [1])
    assert np.abs(p).sum() == pytest.approx(math.cosh(2 * k * ALPHA))


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=9))
def test_slopes(values: list[float]) -> None:
    p = chebyshev.cheb2poly(values)
    n, size = len(values) - 1, maximum(p, 401) * 1.001 + 1e-9
    s = np.linspace(-1, 1, 101)
    slope = polynomial.polyval(s, polynomial.polyder(p))
    assert np.all(np.abs(s * slope) <= n**2 * size)
    assert np.all(np.abs(slope) <= 2 * n**2 * size)
    assert polynomial.polyval(1, polynomial.polyder(chebyshev.cheb2poly([0] * n + [1]))) == pytest.approx(n**2)
