"""Staircases: within the error everywhere, no wider than variation allows; smoothing within its bound."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError
from certify.interpolant import PiecewiseLinear
from certify.network import Matrix
from certify.network import staircase as module
from certify.network.evaluate import balls, exact
from certify.network.staircase import Staircase, staircase, staircase_of
from certify.network.units import ridge_network
from certify.parse import parse_expression

LINE = Matrix.dense([[1]])
DELTA = Fraction(1, 20)


@pytest.mark.parametrize(
    ("text", "f", "variation"),
    [
        ("tanh(t)", math.tanh, 2 * math.tanh(3)),
        ("max(0, t)", lambda t: max(0.0, t), 3.0),
        ("1/(1 + exp(-t))", lambda t: 1 / (1 + math.exp(-t)), 1 / (1 + math.exp(-3)) - 1 / (1 + math.exp(3))),
        ("sin(t)", math.sin, 4 - 2 * math.sin(3)),
    ],
)
def test_error_and_width(text: str, f, variation: float) -> None:
    found = staircase(parse_expression(text), "t", Fraction(-3), Fraction(3), DELTA)
    sampled = [Fraction(k, 500) for k in range(-1500, 1501)]
    near = [jump + side * Fraction(1, 10**9) for jump in found.jumps for side in (-1, 0, 1)]
    worst = max(abs(float(found(t)) - f(float(t))) for t in (*sampled, *near))
    assert 0.8 * DELTA <= worst <= float(DELTA) + 1e-9
    assert variation / (2 * DELTA) - 4 <= len(found.jumps) <= 1.15 * variation / (2 * DELTA) + 4
    assert all(jump.denominator <= 2**20 for jump in found.jumps)
    network = ridge_network(LINE, found.units())
    for t in (*sampled[::100], *near[:9]):
        assert exact(network, [t]) == [found(t)]


@given(
    st.lists(st.fractions(-2, 2, max_denominator=5), min_size=2, max_size=5),
    st.fractions(Fraction(1, 20), 1),
    st.data(),
)
def test_staircases_of_piecewise_linear_functions(values: list[Fraction], delta: Fraction, data: st.DataObject) -> None:
    f = PiecewiseLinear(tuple(Fraction(k) for k in range(len(values))), tuple(values))
    found = staircase_of(f, delta)
    t = data.draw(st.fractions(0, len(values) - 1, max_denominator=300))
    assert abs(found(t) - f(t)) <= delta
    assert list(found.jumps) == sorted(set(found.jumps))
    variation = sum(abs(b - a) for a, b in itertools.pairwise(values))
    assert len(found.jumps) <= variation / (2 * delta) + 2 * len(values)


stairs = st.lists(st.tuples(st.integers(1, 9), st.fractions(-1, 1, max_denominator=9)), min_size=1, max_size=6)


@settings(deadline=None)
@given(stairs, st.sampled_from(["sigmoid", "tanh"]), st.fractions(-5, 60, max_denominator=64))
def test_smoothing_changes_little(steps: list, activation: str, t: Fraction) -> None:
    jumps, place = [], Fraction(0)
    for gap, _ in steps:
        place += Fraction(gap, 2)
        jumps.append(place)
    stair = Staircase(tuple(jumps), (Fraction(0), *(height for _, height in steps)))
    units, change = stair.smoothed(activation)
    (got,) = balls(ridge_network(LINE, units), [arb(fmpq(t.numerator, t.denominator))])
    want = stair(t)
    assert not abs(got - arb(fmpq(want.numerator, want.denominator))) > arb(fmpq(change.numerator, change.denominator))


def test_smoothing_is_at_its_bound_at_a_jump() -> None:
    stair = Staircase((Fraction(0), Fraction(1)), (Fraction(0), Fraction(1), Fraction(2)))
    units, change = stair.smoothed("sigmoid")
    (got,) = balls(ridge_network(LINE, units), [arb(0)])
    assert change == Fraction(3, 5)
    assert abs(got - 1) > 0.49


def test_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_JUMPS", 100)
    with pytest.raises(InputError, match="more than 100 jumps"):
        staircase(parse_expression("1/t"), "t", Fraction(-1), Fraction(1), DELTA)
    with pytest.raises(InputError, match="jumps or is unbounded"):
        staircase(parse_expression("floor(t + 1/3)"), "t", Fraction(-1), Fraction(1), DELTA)
    with pytest.raises(InputError, match="low < high"):
        staircase(parse_expression("t"), "t", Fraction(1), Fraction(1), DELTA)
    with pytest.raises(InputError, match="sigmoid or tanh"):
        Staircase((Fraction(0),), (Fraction(0), Fraction(1))).smoothed("relu")
