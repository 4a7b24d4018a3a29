"""The experiments' identities by enumeration, and that no measured error lies below a certified bound."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from certify.experiment import Setting
from proofs.safran_reichman_valiant2025.experiments import activations, concentration, depth3, parity, support

ALL = [parity.experiment, concentration.experiment, depth3.experiment, activations.experiment]


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_the_average_over_all_shifts_has_errors_of_one_size(degree: int) -> None:
    rng = np.random.default_rng(degree)
    g = parity.polynomial(rng, 5, degree)
    error = rng.standard_normal(32)
    after = parity.averaged(error, g, np.arange(32))
    assert np.allclose(after, parity.limit_of(g, error))
    assert np.allclose(np.abs(after), abs(((-1.0) ** g * error).mean()))


@pytest.mark.parametrize(("k", "degree"), [(4, 1), (5, 2), (5, 3)])
def test_polynomials_have_their_degree(k: int, degree: int) -> None:
    # the sum over the faces of dimension degree + 1 vanishes, over some of dimension degree it does not
    g = parity.polynomial(np.random.default_rng(2), k, degree)

    def face(directions: tuple[int, ...]) -> int:
        total = 0
        for chosen in itertools.product((0, 1), repeat=len(directions)):
            total ^= int(g[sum(1 << j for j, c in zip(directions, chosen, strict=True) if c)])
        return total

    assert not any(face(c) for c in itertools.combinations(range(k), degree + 1))
    assert degree != 1 or all(face(c) for c in itertools.combinations(range(k), 1))


@pytest.mark.parametrize("d", [4, 6])
@pytest.mark.parametrize(("x", "y"), list(itertools.product((0, 1), repeat=2)))
def test_shuffled_columns_keep_the_inner_product(d: int, x: int, y: int) -> None:
    words = concentration.shuffled(np.random.default_rng(0), x, y, d, 4000)
    assert np.all(support.inner_product(words) == x * y)
    counts = np.bincount(words @ (1 << np.arange(2 * d)), minlength=4**d)
    values = support.inner_product(support.bits(np.arange(4**d), d))
    assert np.all(counts[values != x * y] == 0)
    if d == 4:  # orders of the columns (x + a, y + b), (a, b), (x + a, b), (a, y + b), counted over a and b
        assert (counts > 0).sum() == {(0, 0): 4, (0, 1): 12, (1, 0): 12, (1, 1): 24}[x, y]
    else:
        assert (counts > 0).sum() > 300


@pytest.mark.parametrize("d", [2, 3])
def test_the_support_is_spread_out_in_its_ball(d: int) -> None:
    rng = np.random.default_rng(1)
    z = support.centres(rng, d)
    gaps = [np.linalg.norm(a - b) for a, b in itertools.combinations(z, 2)]
    assert min(gaps) >= 0.4 - 1e-12
    assert np.allclose(np.linalg.norm(z, axis=1), 0.8)
    numbers = rng.integers(4**d, size=500)
    x = support.points(rng, z, numbers, d)
    rounded = np.rint(3 * math.sqrt(d) * x[:, 2 * d :])
    assert np.array_equal(rounded, support.bits(numbers, d))


def test_certified_bounds_of_single_neurons_hold_for_all_of_them() -> None:
    # d = 1: every threshold on {0,1}^2 with an output layer, best error by exact least squares over the 14 sets that occur
    values = support.inner_product(support.bits(np.arange(4), 1)).astype(float)
    best = 1.0
    for chosen in itertools.product((0.0, 1.0), repeat=4):
        a = np.column_stack([chosen, np.ones(4)])
        best = min(best, float(((a @ np.linalg.lstsq(a, values, rcond=None)[0] - values) ** 2).mean()))
    assert activations.lower_bound("threshold", 1, 1, 1) <= best


@pytest.mark.parametrize("activation", activations.ACTIVATIONS)
def test_bounds_fall_with_the_width_and_rise_to_a_quarter(activation: str) -> None:
    narrow, wide = (activations.lower_bound(activation, 40, m, 1) for m in (1, 16))
    assert wide < narrow < 0.25
    assert narrow > 0.24
    assert activations.lower_bound(activation, 2, 100, 1) == 0.0
    by_hand = {"relu": (81, 81), "threshold": (1, 1), "sigmoid": (1, 1), "tanh": (2, 1)}[activation]
    delta = 2**-20 * (1 + 40 / math.sqrt(2))
    gap = 0.5 - (by_hand[0] * delta + by_hand[1] * 2**-40) - 1.5 * 2**-40
    assert narrow == pytest.approx(gap**2, rel=1e-9)


@pytest.mark.parametrize("experiment", ALL, ids=lambda e: e.name)
def test_nothing_measured_contradicts_what_is_certified(experiment) -> None:
    outcome = experiment.run(Setting(np.random.default_rng(11), quick=True))
    columns = outcome.columns
    for row in outcome.rows:
        seen = dict(zip(columns, row, strict=True))
        if experiment.name == "activations":
            assert seen["mse high"] >= seen["certified"]
        elif experiment.name == "depth3":
            assert seen["max error"] <= seen["certified sup"] + seen["certified rounding"]
        elif seen["copies"] is not None:
            assert seen["deviation"] <= 1.2 * seen["hoeffding"]
