"""The self-reduction: all points for d <= 4, and the law of the randomised point."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def popcount(a: np.ndarray) -> np.ndarray:
    """How many bits are set (of at most 16)."""
    total = np.zeros_like(a)
    for k in range(16):
        total += (a >> k) & 1
    return total


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_identity_for_all_points_up_to_four_coordinates(d: int) -> None:
    bits = np.arange(2**d, dtype=np.int64)
    x, y, a, b = np.meshgrid(bits, bits, bits, bits, indexing="ij")

    def ip(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return popcount(u & v) % 2

    right = (ip(x ^ a, y ^ b) + ip(a, b) + ip(x ^ a, b) + ip(a, y ^ b)) % 2
    assert np.array_equal(ip(x, y), right)
    wrong = (ip(x ^ a, y ^ b) + ip(a, b) + ip(x ^ a, b)) % 2
    assert not np.array_equal(ip(x, y), wrong)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_each_of_the_four_points_is_uniform(d: int) -> None:
    cube = list(itertools.product((0, 1), repeat=d))
    for x, y in itertools.product(cube, cube):
        laws = [Counter(), Counter(), Counter(), Counter()]
        for a, b in itertools.product(cube, cube):
            u = tuple(i ^ j for i, j in zip(x, a, strict=True))
            v = tuple(i ^ j for i, j in zip(y, b, strict=True))
            for law, point in zip(laws, ((u, v), (a, b), (u, b), (a, v)), strict=True):
                law[point] += 1
        for law in laws:
            assert len(law) == 4**d
            assert set(law.values()) == {1}


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), d=st.integers(1, 8), padding=st.integers(1, 20))
def test_randomised_point_has_the_same_value(seed: int, d: int, padding: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, a, b = rng.integers(0, 2, size=(4, d))
    first = np.concatenate([x ^ a, a, x ^ a, a])
    second = np.concatenate([y ^ b, b, b, y ^ b])
    more, extra = rng.integers(0, 2, size=(2, padding))
    if int(more @ extra) % 2:
        extra[np.flatnonzero(more & extra)[0]] = 0
    order = rng.permutation(4 * d + padding)
    left = np.concatenate([first, more])[order]
    right = np.concatenate([second, extra])[order]
    assert int(left @ right) % 2 == int(x @ y) % 2
