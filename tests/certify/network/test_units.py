"""Networks made of units: the function of the sum that they are said to be, exactly, for every activation that has values."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from certify.interpolant import ReluSum, Unit
from certify.network import Matrix, Numbers
from certify.network.evaluate import exact
from certify.network.units import Units, composed, ridge_network
from tests.certify.network.nets import ACTIVATIONS

small = st.fractions(-3, 3, max_denominator=6)


@st.composite
def units(draw: st.DrawFn) -> Units:
    number = draw(st.integers(1, 4))
    vectors = [Numbers.of(draw(st.lists(small, min_size=number, max_size=number))) for _ in range(3)]
    return Units(draw(small), *vectors, draw(st.sampled_from(["relu", "threshold"])))


def value(g: Units, t: Fraction) -> Fraction:
    s = ACTIVATIONS[g.activation]
    return g.bias + sum((g.alphas[k] * s(g.gammas[k] * t - g.betas[k]) for k in range(len(g))), Fraction(0))


@settings(max_examples=25)
@given(units(), units(), small, st.lists(st.lists(small, min_size=3, max_size=3), min_size=1, max_size=3), st.data())
def test_composed(
    inner: Units, outer: Units, constant: Fraction, rows: list[list[Fraction]], data: st.DataObject
) -> None:
    x = data.draw(st.lists(small, min_size=3, max_size=3))
    network = composed(Matrix.dense(rows), inner, outer, constant)
    places = [sum(w * v for w, v in zip(row, x, strict=True)) for row in rows]
    assert exact(network, x) == [value(outer, constant + sum(value(inner, t) for t in places))]
    assert network.widths == (len(rows) * len(inner), len(outer))


@given(units(), st.lists(small, min_size=2, max_size=2), st.lists(small, min_size=2, max_size=2))
def test_ridge_network(g: Units, w: list[Fraction], x: list[Fraction]) -> None:
    network = ridge_network(Matrix.dense([w]), g)
    assert exact(network, x) == [value(g, w[0] * x[0] + w[1] * x[1])]


def test_units_of_a_sum() -> None:
    g = ReluSum(Fraction(1, 3), (Unit(Fraction(2), 1, Fraction(1, 2)), Unit(Fraction(-1), -1, Fraction(0))))
    for t in (Fraction(-2), Fraction(1, 4), Fraction(3)):
        assert value(Units.of(g), t) == g(t)
