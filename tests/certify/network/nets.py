"""Random small networks, and the textbook value of a network, for the tests."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from certify.network import Affine, Layer, Matrix, Network, Numbers

weights = st.one_of(
    st.integers(-3, 3).map(Fraction),
    st.fractions(-4, 4, max_denominator=12),
    st.integers(-(2**70), 2**70).map(lambda n: Fraction(n, 2**68)),
)


@st.composite
def matrices(draw: st.DrawFn, height: int, width: int) -> Matrix:
    rows = draw(st.lists(st.lists(weights, min_size=width, max_size=width), min_size=height, max_size=height))
    return Matrix.dense(rows)


@st.composite
def networks(draw: st.DrawFn, activations: Sequence[str] = ("relu", "threshold")) -> Network:
    """Up to three hidden layers of up to four neurons, some matrices in two factors."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    layers = []
    for k, (before, after) in enumerate(itertools.pairwise(sizes)):
        inner = draw(st.one_of(st.none(), st.integers(1, 3)))
        shapes = [(after, before)] if inner is None else [(inner, before), (after, inner)]
        factors = tuple(draw(matrices(*shape)) for shape in shapes)
        bias = Numbers.of(draw(st.lists(weights, min_size=after, max_size=after)))
        activation = "identity" if k == len(sizes) - 2 else draw(st.sampled_from(activations))
        layers.append(Layer(Affine(factors, bias), activation))
    return Network(tuple(layers))


def dense(affine: Affine) -> list[list[Fraction]]:
    """The product of the factors, by the definition."""
    found = affine.factors[0].to_dense()
    for factor in affine.factors[1:]:
        columns = list(zip(*found, strict=True))
        found = [
            [sum((a * b for a, b in zip(r, c, strict=True)), Fraction(0)) for c in columns] for r in factor.to_dense()
        ]
    return found


def value(network: Network, x: Sequence[Fraction]) -> list:
    """N(x) layer by layer from the dense matrices; floats where an activation is not rational."""
    for layer in network.layers:
        bias = [layer.affine.bias[k] for k in range(len(layer.affine.bias))]
        z = [
            sum(w * v for w, v in zip(row, x, strict=True)) + b
            for row, b in zip(dense(layer.affine), bias, strict=True)
        ]
        x = [ACTIVATIONS[layer.activation](v) for v in z]
    return list(x)


ACTIVATIONS = {
    "identity": lambda v: v,
    "relu": lambda v: max(v, Fraction(0)),
    "threshold": lambda v: Fraction(int(v >= Fraction(1, 2))),
    "sigmoid": lambda v: 1 / (1 + math.exp(-float(v))),
    "tanh": lambda v: math.tanh(float(v)),
}
