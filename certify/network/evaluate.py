"""The value of a network at a point: exactly in rationals, or in balls.

Promises: `exact` is N(x) itself (ReLU and threshold networks); `balls` contains N at every point of the box that its inputs
span, for every activation.  The threshold is 1 from 1/2 on and 0 below.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from certify.errors import InputError
from certify.network.exact import IDENTITY, RELU, THRESHOLD, Affine, Network
from certify.network.matrix import Matrix
from certify.network.numbers import Numbers

if TYPE_CHECKING:
    from flint import arb


def exact(network: Network, x: Sequence[Fraction | int]) -> list[Fraction]:
    """N(x).  Raises InputError for activations without rational values, or an x of another length."""
    _check(network, x)
    given = Numbers.of(Fraction(v) for v in x)
    values, denominator = given.numerators.astype(object), given.denominator
    for layer in network.layers:
        values, denominator = _affine(layer.affine, values, denominator)
        if layer.activation == RELU:
            values = np.maximum(values, 0)
        elif layer.activation == THRESHOLD:
            values, denominator = (2 * values >= denominator).astype(int).astype(object), 1
        elif layer.activation in ("sigmoid", "tanh"):
            raise InputError(f"a network with the activation {layer.activation} has no exact values")
    return [Fraction(int(v), denominator) for v in values]


def balls(network: Network, x: Sequence[arb]) -> list[arb]:
    """Balls for N on the box x, at the current precision.  Raises InputError for an x of another length."""
    from flint import arb, fmpz

    _check(network, x)
    values = _objects(list(x))
    for layer in network.layers:
        for factor in layer.affine.factors:
            weights = _objects([fmpz(int(n)) for n in factor.values.numerators])
            values = _rows(factor, weights * values[factor.columns], arb(0)) / factor.values.denominator
        bias = _objects([arb(int(n)) for n in layer.affine.bias.numerators]) / layer.affine.bias.denominator
        values = _objects([_activation(layer.activation, v) for v in values + bias])
    return list(values)


def _check(network: Network, x: Sequence[Any]) -> None:
    if len(x) != network.inputs:
        raise InputError(f"expected a point with {network.inputs} coordinates, found {len(x)}")


def _affine(affine: Affine, values: Any, denominator: int) -> tuple[Any, int]:
    for factor in affine.factors:
        values = _rows(factor, factor.values.numerators.astype(object) * values[factor.columns], 0)
        denominator *= factor.values.denominator
    bias = affine.bias
    return values * bias.denominator + bias.numerators.astype(object) * denominator, denominator * bias.denominator


def _rows(matrix: Matrix, terms: Any, zero: Any) -> Any:
    """The sums of the terms of each row."""
    found = _objects([zero] * matrix.shape[0])
    if len(terms):
        first = np.flatnonzero(np.diff(matrix.rows, prepend=-1))
        found[matrix.rows[first]] = np.add.reduceat(terms, first)
    return found


def _objects(items: list[Any]) -> Any:
    found = np.empty(len(items), dtype=object)
    found[:] = items
    return found


def _activation(name: str, z: arb) -> arb:
    from flint import arb

    if name == RELU:
        return z.max(arb(0))
    if name == THRESHOLD:
        if z >= 0.5:
            return arb(1)
        return arb(0) if z < 0.5 else arb(0.5, 0.5)
    if name == IDENTITY:
        return z
    low, high = ((1 + (end / 2).tanh()) / 2 if name == "sigmoid" else end.tanh() for end in (z.lower(), z.upper()))
    return low.union(high)  # both functions increase
