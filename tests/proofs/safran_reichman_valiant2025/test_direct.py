"""Guards of Theorem 3 for our support: its geometry, with corners of cubes as packing, and its split pre-activations."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs.safran_reichman_valiant2025.cube import (
    ACTIVATIONS,
    bits,
    bound,
    correlation,
    signs,
    threshold,
    variation,
)


def support(d: int) -> np.ndarray:
    """(zeta_x, zeta_y, x, y) with zeta_x = 2x - 1 up to its scale: corners are pi/6 or more apart for d <= 14."""
    x = np.repeat(bits(d), 2**d, axis=0)
    y = np.tile(bits(d), (2**d, 1))
    return np.concatenate([2 * x - 1, 2 * y - 1, x, y], axis=1)


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_support(d: int) -> None:
    # Coordinates over sqrt d: zeta has entries +-sqrt(8/25/d), x entries 0 and 1/(4 sqrt d).
    points = support(d)
    assert len({tuple(p) for p in points.tolist()}) == 4**d
    scale = np.array([Fraction(8, 25 * d)] * (2 * d) + [Fraction(1, 16 * d)] * (2 * d))
    norms = [sum(int(v) ** 2 * s for v, s in zip(p, scale, strict=True)) for p in points]
    assert max(norms) == Fraction(64, 100) + Fraction(1, 8)
    least = min(
        sum(int(a - b) ** 2 * s for a, b, s in zip(p[: 2 * d], q[: 2 * d], scale, strict=False))
        for p, q in combinations(points, 2)
    )
    assert least >= Fraction(29, 100) ** 2  # (8/25) (2 - sqrt 3) = 0.0857, by corners 32/(25 d) or more
    root = mpmath.sqrt(d)
    farthest = mpmath.sqrt(
        sum(
            (abs(int(v)) * mpmath.sqrt(mpmath.mpf(s.numerator) / s.denominator) + 1 / (24 * root)) ** 2
            for v, s in zip(points[-1], scale, strict=True)
        )
    )
    assert farthest < 1  # x = y = (1, ..., 1), with z parallel to it


def test_bits_survive_the_cube() -> None:
    for a in (0, 1):
        for k in range(-24, 25):
            s = Fraction(k, 48)  # 12 sqrt(d) times a coordinate is 3a + s, |s| <= 1/2
            assert (3 * a + s) / 4 + Fraction(1, 2) >= a
            assert ((3 * a + s) / 4 + Fraction(1, 2)).__floor__() == a


def test_values_differ_only_far_apart() -> None:
    distance = mpmath.sqrt(mpmath.mpf(8) / 25 * (2 - mpmath.sqrt(3)))
    assert mpmath.mpf(1) / 5 <= distance - mpmath.mpf(1) / 12 < mpmath.mpf(1) / 4


def test_preactivations_separate() -> None:
    rng = np.random.default_rng(3)
    for d in (1, 2, 3):
        n, points = 2**d, support(d)
        for _ in range(20):
            w = rng.integers(-9, 10, size=4 * d)
            p = (points @ w).reshape(n, n)
            assert np.array_equal(p, p[:, :1] + p[:1, :] - p[0, 0])
        if d > 1:  # a matching of another form does not separate: the z of two points exchanged
            mixed = points.copy()
            mixed[[0, -1], : 2 * d] = mixed[[-1, 0], : 2 * d]
            p = (mixed @ np.array([1] + [0] * (4 * d - 1))).reshape(n, n)
            assert not np.array_equal(p, p[:, :1] + p[:1, :] - p[0, 0])


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.tuples(
            st.just(d), st.lists(st.integers(-6, 6), min_size=4 * d, max_size=4 * d), st.integers(-9, 9)
        )
    ),
    st.sampled_from(ACTIVATIONS),
)
def test_neurons_on_the_support(sample: tuple, sigma) -> None:
    d, w, b = sample
    values = [[Fraction(int(v) + b, 3) for v in row] for row in (support(d) @ np.array(w)).reshape(2**d, 2**d)]
    found = correlation([[sigma(v) for v in row] for row in values], d)
    spread, largest = (Fraction(1), Fraction(0)) if sigma is threshold else variation(sigma, values)
    assert abs(found) <= bound(d, spread, largest)


def test_every_network_keeps_its_distance() -> None:
    # Best output weights for random ReLUs on the support: the error stays above the bound with the network's own sizes.
    rng, d = np.random.default_rng(5), 2
    target, points = ((1 - signs(d)) // 2).reshape(-1), support(d)
    for m in (1, 2, 4, 8):
        for _ in range(10):
            pre = points @ rng.integers(-2, 3, size=(4 * d, m)) + rng.integers(-2, 3, size=m)
            design = np.concatenate([np.maximum(pre, 0), np.ones((4**d, 1), int)], axis=1)
            weights = [Fraction(round(w * 256), 256) for w in np.linalg.lstsq(design, target, rcond=None)[0]]
            error = [
                sum(c * int(v) for c, v in zip(weights, row, strict=True)) - int(t)
                for row, t in zip(design, target, strict=True)
            ]
            spread = Fraction(int((pre.max(axis=0) - pre.min(axis=0)).max()))
            c, largest = max(map(abs, weights)), Fraction(int(np.abs(pre).max()))
            gap = Fraction(1, 2) - m * c * bound(d, spread, largest) - (c + Fraction(1, 2)) / 2**d
            assert gap <= 0 or sum(e * e for e in error) / Fraction(4**d) >= gap**2
