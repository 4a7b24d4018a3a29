"""Guards of Theorem 4: the reduction at points of the sphere, the norms of scaled neurons, the sharp width by its parts."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

SPHERES = [2, 3, 4, 5]


def sphere(rng: np.random.Generator, count: int, d: int) -> np.ndarray:
    x = rng.normal(size=(count, d))
    return x / np.linalg.norm(x, axis=1)[:, None]


def bound(d: int) -> float:
    return 2 ** (d + 1) / (2 * math.pi * d**3)


def sharp(d: int, scale: int = 2) -> mpmath.mpf:
    top = (mpmath.pi * d**3) ** (mpmath.mpf(d) / 2)
    return top / (scale * mpmath.exp(0.75) * mpmath.mpf(4) ** d * mpmath.sqrt(2 * mpmath.gamma(d - 1)))


@pytest.mark.parametrize("d", SPHERES)
def test_the_reduction_at_points(d: int) -> None:
    rng = np.random.default_rng(d)
    x, y = sphere(rng, 500, d), sphere(rng, 500, d)
    t = np.sum(x * y, axis=1)
    middle = np.sum(((x + y) / 2) ** 2, axis=1)
    assert np.allclose(middle, (1 + t) / 2)
    assert np.all(middle <= 1 + 1e-12)
    target = (-1) ** d * np.sin(2 * math.pi * d**3 * middle)
    assert np.allclose(target, np.sin(math.pi * d**3 * t), atol=1e-9)
    assert not np.allclose(-target, np.sin(math.pi * d**3 * t), atol=1e-2)
    for scale, constant in ((1, 101), (2, 202)):
        eps = 1 / (constant * math.e**2 * math.pi**3 * d**3)
        assert 2 * math.pi * d**3 * scale * eps < 1 / (50 * math.e**2 * math.pi**2)


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("d", SPHERES)
def test_scaled_networks_have_these_norms(d: int, scale: int) -> None:
    rng = np.random.default_rng(7 * d + scale)
    W, factor = bound(d), 2 * math.pi * d**3 * scale
    x, y = sphere(rng, 300, d), sphere(rng, 300, d)
    largest = scale * (1 + math.sqrt(d)) * 2 ** (2 * d + 1) / (math.pi * d**3)
    w, b, v = rng.uniform(-W, W, (20, d)), rng.uniform(-W, W, 20), rng.uniform(-W, W, 20)
    plain = v * np.maximum(0, (x + y) / 2 @ w.T + b)  # the neurons of N at the middle
    scaled = (factor * v / 2) * np.maximum(0, x @ w.T + y @ w.T + 2 * b)  # halved and doubled
    assert np.allclose(factor * plain, scaled)
    assert np.abs(scaled).max() <= largest
    assert max(np.abs(w).max(), np.abs(2 * b).max()) <= 2**d
    e = np.full(d, 1 / math.sqrt(d))  # all weights W: the maximum is attained
    assert factor * W * max(0, float(e @ np.full(d, W)) + W) == pytest.approx(largest)


@pytest.mark.parametrize("d", SPHERES)
def test_odd_part_of_a_scaled_neuron(d: int) -> None:
    rng = np.random.default_rng(d)
    W = bound(d)
    x, y = sphere(rng, 20000, d), sphere(rng, 20000, d)
    for scale in (1, 2):
        for _ in range(5):
            w, b, v = rng.choice([-W, W], d), rng.uniform(-3, 3), scale * 2 ** (d + 1)
            p, q = x @ w / 2, y @ w / 2
            parts = [s * r * np.maximum(0, s * p + r * q + b) for s in (1, -1) for r in (1, -1)]
            odd = v * sum(parts) / 4
            assert np.all(np.abs(odd) <= v * np.abs(x @ w) / 4 + 1e-9)
            assert math.sqrt(np.mean(odd**2)) <= 1.05 * scale * 4**d / (math.pi * d**3) / 2


@pytest.mark.parametrize("d", [5, 7, 10, 30, 80])
def test_sharp_bound_by_its_parts(d: int) -> None:
    n = int(mpmath.floor(mpmath.pi * d**2 * (d - mpmath.mpf(3) / 2)))
    dimension = math.comb(d + n - 1, d - 1) - math.comb(d + n - 3, d - 1)
    for scale in (1, 2):
        norm = scale * mpmath.mpf(4) ** d / (mpmath.pi * d**3) / 2  # of an odd part
        width = mpmath.sqrt(dimension) / (4 * norm)
        assert sharp(d, scale) <= width <= 3 * sharp(d, scale)


def test_every_polynomial_is_exceeded() -> None:
    for p in range(1, 11):
        assert any(
            sharp(d) > (d * 4 * mpmath.sqrt(10) * mpmath.pi * d**3) ** p for d in (10 * 2**k for k in range(8))
        ), p
