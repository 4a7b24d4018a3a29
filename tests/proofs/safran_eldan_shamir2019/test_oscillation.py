"""Guard of the oscillating function: its Lipschitz constant is 2, not more, not less."""

from __future__ import annotations

import math

import numpy as np
import pytest


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_lipschitz_constant_is_2(d: int) -> None:
    a = 2 * math.pi * d**3

    def f(x: np.ndarray) -> np.ndarray:
        return np.sin(a * np.sum(x**2, axis=1)) / a

    rng = np.random.default_rng(d)
    x = rng.normal(size=(20000, d))
    x *= (rng.random(20000) ** (1 / d) / np.linalg.norm(x, axis=1))[:, None]
    y = x + rng.normal(size=x.shape) * 10.0 ** rng.uniform(-5, 0, (20000, 1))
    y /= np.maximum(1, np.linalg.norm(y, axis=1))[:, None]
    distance = np.linalg.norm(x - y, axis=1)
    assert np.all(np.abs(f(x) - f(y)) <= 2 * distance + 1e-12)
    unit = x / np.linalg.norm(x, axis=1)[:, None]
    for delta in (1, 0.1, 0.01):  # the pairs of `steep`
        h = delta / (2 * a)
        slope = np.abs(f(unit) - f((1 - h) * unit)) / h
        assert np.all(slope > 2 - delta)
        assert np.all(slope < 2)
