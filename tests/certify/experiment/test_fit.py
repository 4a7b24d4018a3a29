"""Fits: least squares against normal equations, bounds kept, descent descends, intervals cover."""

from __future__ import annotations

import numpy as np
import pytest

from certify.experiment.fit import Shallow, bounded_least_squares, descend, mean_interval, random_features


def data(seed: int = 0) -> tuple[np.random.Generator, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (300, 3))
    return rng, x, np.sin(3 * x[:, 0]) * x[:, 1]


@pytest.mark.parametrize("activation", ["relu", "threshold", "sigmoid", "tanh"])
def test_the_residual_of_least_squares_is_orthogonal_to_the_features(activation: str) -> None:
    rng, x, y = data()
    fit = random_features(rng, x, y, 20, activation, bound=2.0)
    residual = fit(x) - y
    assert abs(residual.mean()) < 1e-9
    assert (residual**2).mean() < y.var()
    for k in range(20):
        one = Shallow(fit.w[k : k + 1], fit.b[k : k + 1], np.ones(1), 0.0, activation)
        assert abs((residual * one(x)).mean()) < 1e-9


def test_bounds_are_kept_and_the_solution_is_the_best_within() -> None:
    rng, x, y = data()
    fit = random_features(rng, x, 5 * y, 10, "tanh", bound=1.0, within=True)
    assert fit.largest_weight <= 1.0
    a = rng.standard_normal((50, 3))
    target = a @ np.array([0.5, 3.0, -0.2])
    v = bounded_least_squares(a, target, 1.0)
    assert v[1] == 1.0
    slope = a.T @ (a @ v - target)
    for entry, rise in zip(v, slope, strict=True):  # the conditions of optimality
        assert abs(rise) < 1e-4 if abs(entry) < 1 else rise * entry < 0


def test_descent_descends_and_keeps_the_bound() -> None:
    rng, x, y = data()
    start = random_features(rng, x, y, 8, "relu", bound=1.0, within=True)
    after = descend(start, x, y, steps=200, rate=0.01, bound=1.5)
    assert ((after(x) - y) ** 2).mean() < 0.9 * ((start(x) - y) ** 2).mean()
    assert after.largest_weight <= 1.5


def test_the_gradient_is_that_of_the_error() -> None:
    # a step so small that it shows the sign of every partial derivative
    rng, x, y = data(4)
    for activation in ("relu", "sigmoid", "tanh"):
        start = random_features(rng, x, y, 3, activation, bound=1.0, within=True)
        after = descend(start, x, y, steps=1, rate=1e-6, bound=9.0)
        for k in range(3):
            moved = Shallow(start.w.copy(), start.b.copy(), start.v.copy(), start.c, activation)
            moved.w[k, 0] += 1e-5
            rises = ((moved(x) - y) ** 2).mean() > ((start(x) - y) ** 2).mean()
            assert (after.w[k, 0] < start.w[k, 0]) == rises


def test_intervals_cover_the_mean() -> None:
    rng = np.random.default_rng(7)
    hits = sum(low <= 0.5 <= high for _, low, high in (mean_interval(rng.uniform(size=400)) for _ in range(400)))
    assert 360 <= hits <= 396
    assert mean_interval(np.ones(1))[2] == float("inf")
