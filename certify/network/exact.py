"""A network as exact data: affine maps, layers, and what can be said of them exactly.

A network of depth D on R^n is x -> W_D s_{D-1}(... s_1(W_1 x + b_1) ...) + b_D with activations s_k.  W_k may be given as a
product of sparse factors, so that a layer between two narrow places needs no dense matrix; the weights of the network
are the entries of the products W_k and the biases b_k.

Everything raises InputError for shapes that do not fit, numbers that are not finite and sizes beyond the memory allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

import numpy as np

from certify.errors import InputError
from certify.network.matrix import Matrix
from certify.network.numbers import Numbers

RELU: Final = "relu"
THRESHOLD: Final = "threshold"
IDENTITY: Final = "identity"
ACTIVATIONS: Final = (RELU, THRESHOLD, "sigmoid", "tanh", IDENTITY)


@dataclass(frozen=True, eq=False)
class Affine:
    """x -> F_k ... F_1 x + bias, with the factors F_1, ..., F_k in the order in which they are applied."""

    factors: tuple[Matrix, ...]
    bias: Numbers

    def __post_init__(self) -> None:
        if not self.factors:
            raise InputError("expected at least one matrix in a layer")
        for first, second in zip(self.factors, self.factors[1:], strict=False):
            if second.shape[1] != first.shape[0]:
                raise InputError(
                    f"a matrix with {second.shape[1]} columns cannot follow one with {first.shape[0]} rows"
                )
        if len(self.bias) != self.factors[-1].shape[0]:
            raise InputError(f"expected {self.factors[-1].shape[0]} biases, found {len(self.bias)}")

    @property
    def shape(self) -> tuple[int, int]:
        """(number of outputs, number of inputs)."""
        return self.factors[-1].shape[0], self.factors[0].shape[1]

    @property
    def matrix(self) -> Matrix:
        """The product of the factors.  Raises InputError if it is too large to be written down."""
        found = self.factors[0]
        for factor in self.factors[1:]:
            found = factor @ found
        return found

    @property
    def _outer(self) -> tuple[Matrix, Matrix] | None:
        """Column and row, if the product goes through a single number."""
        places = [k for k, factor in enumerate(self.factors[:-1]) if factor.shape[0] == 1]
        if not places:
            return None
        cut = places[0] + 1
        zero = Numbers.integers([0])
        column = Affine(self.factors[cut:], Numbers(np.zeros(self.shape[0], np.int64))).matrix
        return column, Affine(self.factors[:cut], zero).matrix

    @property
    def largest_weight(self) -> Fraction:
        """The largest absolute value of an entry of the product, exactly."""
        if (pair := self._outer) is not None:
            return pair[0].values.largest * pair[1].values.largest
        return self.matrix.values.largest

    @property
    def nonzeros(self) -> int:
        """How many entries of the product are not 0."""
        if (pair := self._outer) is not None:
            return pair[0].values.nonzeros * pair[1].values.nonzeros
        return self.matrix.values.nonzeros

    def scaled(self, before: Fraction, after: Fraction) -> Affine:
        """x -> after*(F (x/before) + bias)."""
        *rest, last = self.factors
        return Affine((*rest, last.scaled(after / before)), self.bias.scaled(after))


@dataclass(frozen=True, eq=False)
class Layer:
    """An affine map and the activation applied to each of its outputs."""

    affine: Affine
    activation: str = IDENTITY

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            raise InputError(f"unknown activation {self.activation!r}; expected one of {', '.join(ACTIVATIONS)}")


@dataclass(frozen=True, eq=False)
class Network:
    """Hidden layers with an activation each, then an affine output layer."""

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not self.layers or self.layers[-1].activation != IDENTITY:
            raise InputError("expected an output layer without activation at the end of a network")
        if any(layer.activation == IDENTITY for layer in self.layers[:-1]):
            raise InputError("expected an activation in every hidden layer")
        for first, second in zip(self.layers, self.layers[1:], strict=False):
            if second.affine.shape[1] != first.affine.shape[0]:
                raise InputError(
                    f"a layer for {second.affine.shape[1]} inputs cannot follow one with {first.affine.shape[0]} neurons"
                )

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return self.layers[0].affine.shape[1]

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.layers[-1].affine.shape[0]

    @property
    def depth(self) -> int:
        """The number of layers: hidden ones and the output."""
        return len(self.layers)

    @property
    def widths(self) -> tuple[int, ...]:
        """The numbers of neurons of the hidden layers."""
        return tuple(layer.affine.shape[0] for layer in self.layers[:-1])

    @property
    def width(self) -> int:
        """The size of the largest hidden layer."""
        return max(self.widths, default=0)

    @property
    def neurons(self) -> int:
        """The number of hidden neurons."""
        return sum(self.widths)

    @property
    def largest_weight(self) -> Fraction:
        """The largest absolute value of a weight or a bias, exactly."""
        return max(max(layer.affine.largest_weight, layer.affine.bias.largest) for layer in self.layers)

    @property
    def nonzeros(self) -> int:
        """The number of weights and biases that are not 0."""
        return sum(layer.affine.nonzeros + layer.affine.bias.nonzeros for layer in self.layers)

    def satisfies(self, *, width: int | None = None, weight: Fraction | int | None = None) -> bool:
        """Whether no hidden layer is wider than `width` and no weight larger than `weight`, exactly."""
        narrow = width is None or self.width <= width
        return narrow and (weight is None or self.largest_weight <= weight)

    def rescaled(self, exponents: Sequence[int]) -> Network:
        """The same function, the outputs of hidden ReLU layer k multiplied by 2**exponents[k]: relu(c*z) = c*relu(z)."""
        if len(exponents) != len(self.layers) - 1 or any(layer.activation != RELU for layer in self.layers[:-1]):
            raise InputError("expected a ReLU network and an exponent for each hidden layer")
        factors = [Fraction(1), *(Fraction(2) ** e for e in exponents), Fraction(1)]
        return Network(
            tuple(
                Layer(layer.affine.scaled(before, after), layer.activation)
                for layer, before, after in zip(self.layers, factors, factors[1:], strict=False)
            )
        )

    def balanced(self) -> Network:
        """The rescaling by powers of two with the smallest largest weight that single steps find."""
        size = [(layer.affine.largest_weight, layer.affine.bias.largest) for layer in self.layers]
        exponents = [0] * (len(self.layers) - 1)

        def largest(trial: list[int]) -> Fraction:
            scale = [Fraction(2) ** e for e in (0, *trial, 0)]
            return max(
                max(w * after / before, b * after)
                for (w, b), before, after in zip(size, scale, scale[1:], strict=False)
            )

        best, steps = largest(exponents), (-1, 0, 1)
        moves = list(product(steps, repeat=len(exponents)))
        while True:
            trials = ([e + s for e, s in zip(exponents, move, strict=True)] for move in moves)
            value, trial = min(((largest(t), t) for t in trials), default=(best, exponents))
            if value >= best:
                return self.rescaled(exponents)
            best, exponents = value, trial
