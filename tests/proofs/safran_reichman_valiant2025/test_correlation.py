"""Guards of the correlation bounds: exhaustive where that can be, by search beyond."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs.safran_reichman_valiant2025.cube import (
    ACTIVATIONS,
    at_most_delta,
    bits,
    bound,
    correlation,
    preactivations,
    prefix_extremes,
    signs,
    threshold,
    variation,
)

rationals = st.integers(-12, 12).map(lambda k: Fraction(k, 4))


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_lindsey_on_all_rectangles(d: int) -> None:
    n = 2**d
    subsets = bits(n)  # every set of rows
    columns = np.sort(subsets @ signs(d), axis=1)
    highest = np.cumsum(columns[:, ::-1], axis=1)  # the best set of columns of each size, and the worst
    lowest = np.cumsum(columns, axis=1)
    sums = np.maximum(highest, -lowest)
    room = n * subsets.sum(axis=1)[:, None] * np.arange(1, n + 1)[None, :] - sums**2
    assert room.min() == 0  # the bound holds and is attained, not only by rows of 1
    assert ((room == 0) & (sums > 1)).any()


def test_rows_are_orthogonal() -> None:
    for d in range(1, 8):
        assert np.array_equal(signs(d) @ signs(d).T, 2**d * np.eye(2**d, dtype=np.int64))
        assert signs(d).sum() == 2**d


def test_staircase_exhaustively() -> None:
    # All orders of the rows; in each column the initial segment is free, as beta is.
    best = {}
    for d in (1, 2, 3):
        orders = np.array(list(permutations(range(2**d))))
        highest, lowest = prefix_extremes(orders, signs(d))
        best[d] = Fraction(max(highest, -lowest), 4**d)
        assert at_most_delta(best[d], d)
    assert best[1] == Fraction(3, 4)
    assert best[2] == Fraction(1, 2)
    assert best[3] == Fraction(11, 32)
    assert not at_most_delta(3 * best[2], 2)  # the bound is not idle: Delta_2 = 1.207


def test_staircases_are_what_thresholds_make() -> None:
    # d = 1, all alpha and beta on a grid: the same maximum as from the orders.
    s, best = signs(1), 0
    grid = np.arange(-2, 3)
    for a in grid:
        for beta in np.array(np.meshgrid(grid, grid)).reshape(2, -1).T:
            h = (np.array([0, a])[:, None] + beta[None, :] >= 1).astype(int)
            best = max(best, abs(int((s * h).sum())))
    assert Fraction(best, 4) == Fraction(3, 4)


@pytest.mark.parametrize("d", [4, 5])
def test_staircase_by_search(d: int) -> None:
    # Swaps of rows that raise the best staircase, from random orders and from the order by weight.
    rng, s, n = np.random.default_rng(d), signs(d), 2**d
    found = 0
    for start in range(6):
        order = np.argsort(bits(d).sum(axis=1), kind="stable") if start == 0 else rng.permutation(n)
        value = max(map(abs, prefix_extremes(order[None], s)))
        for _ in range(400):
            i, j = rng.integers(n, size=2)
            trial = order.copy()
            trial[[i, j]] = trial[[j, i]]
            new = max(map(abs, prefix_extremes(trial[None], s)))
            if new >= value:
                order, value = trial, new
        found = max(found, value)
    assert at_most_delta(Fraction(found, 4**d), d)
    assert found * found * 4 >= 8**d  # at least half of 2^{3d/2}: the search is not idle


@st.composite
def neurons(draw: st.DrawFn) -> tuple[int, list[list[Fraction]]]:
    d = draw(st.integers(1, 3))
    w = draw(st.lists(rationals, min_size=2 * d, max_size=2 * d))
    return d, preactivations(w, draw(rationals), d)


@given(neurons(), st.sampled_from(ACTIVATIONS))
def test_neurons(sample: tuple, sigma) -> None:
    d, points = sample
    value = correlation([[sigma(p) for p in row] for row in points], d)
    spread, largest = variation(sigma, points)
    assert abs(value) <= bound(d, spread, largest)
    if sigma is threshold:
        assert at_most_delta(value, d)


@st.composite
def networks(draw: st.DrawFn) -> tuple:
    d, m = draw(st.integers(1, 3)), draw(st.integers(0, 4))
    sigma = draw(st.sampled_from(ACTIVATIONS))
    hidden = [
        preactivations(draw(st.lists(rationals, min_size=2 * d, max_size=2 * d)), draw(rationals), d) for _ in range(m)
    ]
    return d, sigma, hidden, draw(st.lists(rationals, min_size=m, max_size=m)), draw(rationals)


def _output(d: int, sigma, hidden, outer, bias) -> list[list[Fraction]]:
    n = 2**d
    return [
        [sum((v * sigma(p[i][j]) for v, p in zip(outer, hidden, strict=True)), bias) for j in range(n)]
        for i in range(n)
    ]


def _right_side(d: int, sigma, hidden, outer, bias) -> Fraction:
    """m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d}, with the largest V and M of a neuron."""
    c = max([abs(v) for v in outer] + [abs(bias)])
    sizes = [(Fraction(1), Fraction(0)) if sigma is threshold else variation(sigma, p) for p in hidden]
    spread = max((v for v, _ in sizes), default=Fraction(0))
    largest = max((m for _, m in sizes), default=Fraction(0))
    return len(hidden) * c * bound(d, spread, largest) + (c + Fraction(1, 2)) / 2**d


@given(networks())
def test_worst_case_of_networks(net: tuple) -> None:
    d = net[0]
    values, target = _output(*net), (1 - signs(d)) // 2
    worst = max(abs(values[i][j] - int(target[i, j])) for i in range(2**d) for j in range(2**d))
    if worst <= Fraction(1, 2):
        assert Fraction(1, 2) - worst <= _right_side(*net)


@given(networks())
def test_average_case_of_networks(net: tuple) -> None:
    d = net[0]
    values, target = _output(*net), (1 - signs(d)) // 2
    gap = Fraction(1, 2) - _right_side(*net)
    mean = sum((values[i][j] - int(target[i, j])) ** 2 for i in range(2**d) for j in range(2**d)) / Fraction(4**d)
    correlated = -correlation([[v - Fraction(1, 2) for v in row] for row in values], d)
    assert correlated <= _right_side(*net)
    assert gap <= 0 or mean >= gap * gap


@pytest.mark.parametrize("d", [2, 3])
def test_average_case_of_fitted_networks(d: int) -> None:
    # Random thresholds with the best output weights: the nearest that networks come to the bound here.
    rng, target = np.random.default_rng(d), ((1 - signs(d)) // 2).reshape(-1)
    points = np.concatenate([np.repeat(bits(d), 2**d, axis=0), np.tile(bits(d), (2**d, 1))], axis=1)
    for m in (1, 3, 6, 12):
        for _ in range(10):
            h = (points @ rng.integers(-3, 4, size=(2 * d, m)) >= rng.integers(-2, 4, size=m)).astype(int)
            design = np.concatenate([h, np.ones((4**d, 1), int)], axis=1)
            weights = np.linalg.lstsq(design, target, rcond=None)[0]
            exact = [Fraction(round(w * 1024), 1024) for w in weights]
            error = [
                sum(c * int(v) for c, v in zip(exact, row, strict=True)) - int(t)
                for row, t in zip(design, target, strict=True)
            ]
            mean = sum(e * e for e in error) / Fraction(4**d)
            c = max(map(abs, exact))
            gap = Fraction(1, 2) - m * c * bound(d, Fraction(1), Fraction(0)) - (c + Fraction(1, 2)) / 2**d
            assert gap <= 0 or mean >= gap * gap
            assert mean <= Fraction(1, 4)
