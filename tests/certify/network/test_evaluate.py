"""The value of a network: exactly, in balls, in floats with a certified bound; all against the textbook's formula."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.network import Affine, Layer, Matrix, Network, Numbers, bulk
from certify.network.bulk import Runner, rounding_bound
from certify.network.evaluate import balls, exact
from tests.certify.network.nets import networks, value, weights

floats = st.floats(-3, 3, allow_subnormal=False)


def ball(v: Fraction) -> arb:
    return arb(fmpq(v.numerator, v.denominator))


@given(networks(), st.data())
def test_exact_value(network: Network, data: st.DataObject) -> None:
    x = data.draw(st.lists(weights, min_size=network.inputs, max_size=network.inputs))
    assert exact(network, x) == value(network, x)


@given(networks(["relu", "threshold", "sigmoid", "tanh"]), st.data())
def test_balls_hold_the_value_at_every_point_of_the_box(network: Network, data: st.DataObject) -> None:
    x = data.draw(st.lists(weights, min_size=network.inputs, max_size=network.inputs))
    radius = data.draw(st.sampled_from([Fraction(0), Fraction(1, 8), Fraction(2)]))
    side = data.draw(st.sampled_from([-1, 0, 1]))
    found = balls(network, [ball(v) + arb(0, 1) * ball(radius) for v in x])
    expected = value(network, [v + side * radius for v in x])
    for got, want in zip(found, expected, strict=True):
        assert got.is_finite()
        if isinstance(want, Fraction):
            assert got.overlaps(ball(want))
        else:
            assert got.overlaps(arb(want, 1e-9 * (1 + abs(want))))


@given(networks(["relu"]), st.data())
def test_floats_stay_within_the_bound(network: Network, data: st.DataObject) -> None:
    x = data.draw(st.lists(floats, min_size=network.inputs, max_size=network.inputs))
    found = Runner(network)(np.array([x]))[0]
    bound = rounding_bound(network, [-3.0] * network.inputs, [3.0] * network.inputs)
    for got, want, error in zip(found, exact(network, [Fraction(v) for v in x]), bound, strict=True):
        assert abs(Fraction(float(got)) - want) <= Fraction(float(error))


def random_network(rng: np.random.Generator, widths: list[int]) -> Network:
    layers = []
    for k, (before, after) in enumerate(itertools.pairwise(widths)):
        matrix = Matrix.dense(rng.standard_normal((after, before)).tolist())
        bias = Numbers.of(rng.standard_normal(after).tolist())
        layers.append(Layer(Affine((matrix,), bias), "identity" if k == len(widths) - 2 else "relu"))
    return Network(tuple(layers))


def test_the_bound_is_not_idle() -> None:
    # wide sums in float64: errors of the size of the bound's hundredth part do occur
    rng = np.random.default_rng(3)
    network = random_network(rng, [3, 40, 40, 1])
    x = rng.uniform(-1, 1, (20, 3))
    found, bound = Runner(network)(x)[:, 0], rounding_bound(network, [-1] * 3, [1] * 3)[0]
    worst = max(
        abs(Fraction(float(v)) - exact(network, [Fraction(t) for t in row])[0]) for v, row in zip(found, x, strict=True)
    )
    assert bound / 10_000 < worst < bound < 1e-10


@pytest.mark.parametrize("dense", [0, 1 << 14])
def test_every_way_through_a_factor_gives_the_same(dense: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "DENSE", dense)
    monkeypatch.setattr(bulk, "PIECE", 7)
    rng = np.random.default_rng(5)
    network = random_network(rng, [4, 30, 20, 1])
    x = rng.uniform(-1, 1, (5, 4))
    bound = rounding_bound(network, [-1] * 4, [1] * 4)[0]
    for runner in (Runner(network), Runner(network, threads=2), Runner(network, memory=60_000)):
        for row, v in zip(x, runner(x)[:, 0], strict=True):
            assert abs(Fraction(float(v)) - exact(network, [Fraction(t) for t in row])[0]) <= bound


def test_blocks_of_points_tell_their_progress() -> None:
    network = random_network(np.random.default_rng(0), [2, 3, 1])
    done: list[int] = []
    runner = Runner(network)
    runner.points = 4
    x = np.random.default_rng(1).uniform(size=(10, 2))
    found = runner(x, done.append)
    assert done == [4, 4, 2]
    assert np.array_equal(found, Runner(network)(x))


def test_bad_input() -> None:
    network = random_network(np.random.default_rng(0), [2, 3, 1])
    smooth = Network((Layer(network.layers[0].affine, "tanh"), network.layers[1]))
    with pytest.raises(InputError, match="2 coordinates, found 3"):
        exact(network, [1, 2, 3])
    with pytest.raises(InputError, match="2 coordinates"):
        Runner(network)(np.zeros((1, 3)))
    with pytest.raises(InputError, match="too little"):
        Runner(network, memory=100)
    with pytest.raises(InputError, match="tanh"):
        exact(smooth, [1, 2])
    with pytest.raises(InputError, match="tanh"):
        rounding_bound(smooth, [0, 0], [1, 1])
    with pytest.raises(InputError, match="2 ranges"):
        rounding_bound(network, [0], [1])
    with pytest.raises(InputError, match="2 ranges"):
        rounding_bound(network, [0, float("nan")], [1, 1])
    huge = Network((Layer(Affine((Matrix.dense([[2**2000]]),), Numbers.of([0]))),))
    with pytest.raises(InputError, match="range of float64"):
        Runner(huge)
    steep = Network((Layer(Affine((Matrix.dense([[4, 4]]),), Numbers.of([0]))),))
    with pytest.raises(InputError, match="not finite"):
        rounding_bound(steep, [0, 0], [1e308, 1e308])


def test_the_threshold_is_one_from_one_half_on() -> None:
    step = Network(
        (
            Layer(Affine((Matrix.dense([[1]]),), Numbers.of([0])), "threshold"),
            Layer(Affine((Matrix.dense([[1]]),), Numbers.of([0]))),
        )
    )
    below = Fraction(1, 2) - Fraction(1, 2**80)
    assert [exact(step, [v])[0] for v in (below, Fraction(1, 2))] == [0, 1]
    assert Runner(step)(np.array([[np.nextafter(0.5, 0)], [0.5]]))[:, 0].tolist() == [0.0, 1.0]
    (unsure,) = balls(step, [arb(0.5, 0.01)])
    assert unsure.contains(0) and unsure.contains(1)
