"""The support: points of A_{4d} at random and at corners, against the norms, distances and values stated."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

REPAIRS = [("symmetric", 0.8, -1 / 24, 1 / 24), ("smaller", 0.764, 0.0, 1 / 12)]


def random_s(rng: np.random.Generator, d: int, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """A point z of the sphere and a bit vector."""
    z = rng.normal(size=2 * d)
    return radius * z / np.linalg.norm(z), rng.integers(0, 2, size=2 * d)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), d=st.integers(1, 30), repair=st.sampled_from(REPAIRS))
def test_no_point_is_farther_than_the_farthest(seed: int, d: int, repair: tuple[str, float, float, float]) -> None:
    _, radius, low, high = repair
    rng = np.random.default_rng(seed)
    z, x = random_s(rng, d, radius)
    c = rng.choice([low, high], size=4 * d) / math.sqrt(d)
    if seed % 2:  # towards the worst corner
        z, x = np.full(2 * d, radius / math.sqrt(2 * d)), np.ones(2 * d)
        c = np.full(4 * d, high / math.sqrt(d))
    norm = np.linalg.norm(np.concatenate([z, x / (4 * math.sqrt(d))]) + c)
    side = high
    farthest = math.hypot(radius + math.sqrt(2) * side, math.sqrt(2) * (0.25 + side))
    assert norm <= farthest + 1e-12 <= 1 + 1e-12
    if seed % 2:
        assert norm >= farthest - 1e-12


@pytest.mark.parametrize("d", [1, 2, 7, 40])
def test_the_printed_support_leaves_the_ball(d: int) -> None:
    z = np.full(2 * d, 0.8 / math.sqrt(2 * d))
    point = np.concatenate([z, np.ones(2 * d) / (4 * math.sqrt(d))]) + 1 / (12 * math.sqrt(d))
    assert np.linalg.norm(point) > 1.0317


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), d=st.integers(1, 12))
def test_points_of_different_cubes_are_far_apart(seed: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    z, x = random_s(rng, d, 0.8)
    step = rng.normal(size=2 * d)
    if seed % 3 == 0:
        step = np.ones(2 * d)  # the direction in which cubes reach out most
    other = z + 0.4 * step / np.linalg.norm(step)
    y = rng.integers(0, 2, size=2 * d)
    cubes = rng.choice([0, 1], size=(2, 4 * d)) / (12 * math.sqrt(d))
    if seed % 3 == 0:
        cubes[0, : 2 * d], cubes[1, : 2 * d] = 1 / (12 * math.sqrt(d)), 0
    a = np.concatenate([z, x / (4 * math.sqrt(d))]) + cubes[0]
    b = np.concatenate([other, y / (4 * math.sqrt(d))]) + cubes[1]
    distance = np.linalg.norm(a - b)
    assert distance >= 0.4 - math.sqrt(2) / 12 - 1e-12 >= 7 / 30
    assert np.linalg.norm(cubes[0] - cubes[1]) <= 1 / 6 + 1e-12


def test_the_distance_in_z_is_attained() -> None:
    d = 400
    z = np.zeros(2 * d)
    other = np.full(2 * d, 0.4 / math.sqrt(2 * d))
    assert np.linalg.norm(other - (z + 1 / (12 * math.sqrt(d)))) <= 0.4 - math.sqrt(2) / 12 + 1e-12


@pytest.mark.parametrize("d", [1, 2, 3, 5, 16, 99])
def test_value_on_cubes(d: int) -> None:
    rng = np.random.default_rng(d)
    for low, high in ((0.0, 1 / 12), (-1 / 24, 1 / 24)):
        x = rng.integers(0, 2, size=2 * d)
        corners = [rng.choice([low, high], size=2 * d) for _ in range(20)] + [np.full(2 * d, low), np.full(2 * d, high)]
        for c in corners:
            assert np.array_equal(np.round(3 * math.sqrt(d) * (x / (4 * math.sqrt(d)) + c / math.sqrt(d))), x)


@settings(max_examples=80, deadline=None)
@given(
    points=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=8, unique=True),
    values=st.lists(st.integers(0, 1), min_size=8, max_size=8),
    probes=st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=2, max_size=6),
)
def test_extension_is_lipschitz(
    points: list[tuple[int, int]], values: list[int], probes: list[tuple[float, float]]
) -> None:
    known = list(zip(points, values, strict=False))
    slope = max(abs(v - w) / math.dist(p, q) for (p, v), (q, w) in itertools.combinations(known, 2))

    def extended(x: tuple[float, float]) -> float:
        return min(v + slope * math.dist(x, p) for p, v in known)

    for p, v in known:
        assert abs(extended(p) - v) <= 1e-6 * (1 + slope)
    for p, q in itertools.combinations(probes, 2):
        assert abs(extended(p) - extended(q)) <= slope * math.dist(p, q) + 1e-9 * (1 + slope)
