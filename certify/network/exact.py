"""A network as exact data: sparse rational matrices, layers, and what can be said of them exactly.

A network of depth D on R^n is x -> W_D s_{D-1}(... s_1(W_1 x + b_1) ...) + b_D with activations s_k.  W_k may be given as a
product of sparse factors, so that a layer between two narrow places needs no dense matrix; the weights of the network
are the entries of the products W_k and the biases b_k.

Sizes: a vector of n numbers is n integers over one positive denominator.  Integers are int64 where all fit, else Python's.
Everything raises InputError for shapes that do not fit, numbers that are not finite and sizes beyond the memory allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError

RELU: Final = "relu"
THRESHOLD: Final = "threshold"
IDENTITY: Final = "identity"
ACTIVATIONS: Final = (RELU, THRESHOLD, "sigmoid", "tanh", IDENTITY)
LARGEST_PRODUCT: Final = 50_000_000  # entries of a product of factors that are looked at one by one
_INT64: Final = 2**63 - 1

Integers: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Numbers:
    """The vector numerators/denominator."""

    numerators: Integers
    denominator: int = 1

    def __post_init__(self) -> None:
        array = self.numerators
        if array.ndim != 1 or not (array.dtype == np.int64 or array.dtype == object):
            raise InputError("expected a vector of integers")
        if not isinstance(self.denominator, int) or self.denominator < 1:
            raise InputError(f"expected a positive integer as denominator, found {self.denominator!r}")

    @staticmethod
    def of(values: Iterable[int | float | Fraction]) -> Numbers:
        """Rational numbers; floats as the dyadic numbers they are.  Raises InputError for NaN and infinities."""
        try:
            exact = [Fraction(value) for value in values]
        except (ValueError, OverflowError):
            raise InputError("expected finite numbers as weights, found NaN or an infinity") from None
        denominator = lcm(*(value.denominator for value in exact))
        return Numbers.integers((v.numerator * (denominator // v.denominator) for v in exact), denominator)

    @staticmethod
    def integers(values: Iterable[int], denominator: int = 1) -> Numbers:
        """Integers over a denominator."""
        return Numbers(compact(values), denominator)

    def __len__(self) -> int:
        return len(self.numerators)

    def __getitem__(self, k: int) -> Fraction:
        return Fraction(int(self.numerators[k]), self.denominator)

    @property
    def largest(self) -> Fraction:
        """The largest absolute value; 0 if there are none."""
        return Fraction(_largest(self.numerators), self.denominator)

    @property
    def nonzeros(self) -> int:
        """How many numbers are not 0."""
        return int(np.count_nonzero(self.numerators))

    def __neg__(self) -> Numbers:
        return Numbers(-self.numerators, self.denominator)

    def tiled(self, times: int) -> Numbers:
        """The vector again and again."""
        return Numbers(np.tile(self.numerators, times), self.denominator)

    def scaled(self, factor: Fraction) -> Numbers:
        """All numbers times a factor."""
        wide = self.numerators.astype(object) * factor.numerator
        return Numbers(compact(wide), self.denominator * factor.denominator)

    def floats(self) -> tuple[NDArray[np.float64], bool]:
        """The nearest float64 numbers, and whether all of them are exact.  Raises InputError beyond their range."""
        shift = self.denominator.bit_length() - 1
        dyadic = self.denominator == 1 << shift and shift <= 1000
        if dyadic and self.numerators.dtype == np.int64 and _largest(self.numerators) <= 2**53:
            return np.ldexp(self.numerators.astype(np.float64), -shift), True
        try:
            values = [int(n) / self.denominator for n in self.numerators]
        except OverflowError:
            raise InputError("a weight lies beyond the range of float64") from None
        exact = all(Fraction(v) * self.denominator == int(n) for v, n in zip(values, self.numerators, strict=True))
        return np.array(values, dtype=np.float64), exact


def compact(values: Iterable[int] | Integers) -> Integers:
    """Integers as int64 if all fit, else as Python's."""
    if isinstance(values, np.ndarray) and values.dtype == np.int64:
        return values
    items = [int(v) for v in values]
    fits = all(-_INT64 <= v <= _INT64 for v in items)
    if fits:
        return np.array(items, dtype=np.int64)
    wide = np.empty(len(items), dtype=object)
    wide[:] = items
    return wide


def _largest(values: Integers) -> int:
    return max(-int(values.min()), int(values.max())) if len(values) else 0


@dataclass(frozen=True, eq=False)
class Matrix:
    """A sparse matrix: `values[k]` stands in row `rows[k]` and column `columns[k]`, sorted by rows, then columns."""

    shape: tuple[int, int]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Numbers

    def __post_init__(self) -> None:
        height, width = self.shape
        if height < 1 or width < 1:
            raise InputError(f"expected a matrix with rows and columns, found {height} x {width}")
        if not len(self.rows) == len(self.columns) == len(self.values):
            raise InputError("expected as many rows and columns as entries in a sparse matrix")
        if len(self.rows):
            if (
                self.rows.min() < 0
                or self.rows.max() >= height
                or self.columns.min() < 0
                or self.columns.max() >= width
            ):
                raise InputError(f"an entry lies outside the {height} x {width} matrix")
            down = np.diff(self.rows)
            if np.any(down < 0) or np.any((down == 0) & (np.diff(self.columns) <= 0)):
                raise InputError("expected the entries of a matrix sorted by rows and columns, each place once")

    @staticmethod
    def dense(rows: Sequence[Sequence[int | float | Fraction]]) -> Matrix:
        """A matrix from its rows, zeros left out."""
        height, width = len(rows), len(rows[0]) if rows else 0
        if any(len(row) != width for row in rows):
            raise InputError("expected rows of one length")
        values = Numbers.of(value for row in rows for value in row)
        (places,) = np.nonzero(values.numerators)
        kept = Numbers(values.numerators[places], values.denominator)
        return Matrix((height, width), places // max(1, width), places % max(1, width), kept)

    @staticmethod
    def row(values: Numbers) -> Matrix:
        """A matrix of one row."""
        return Matrix((1, len(values)), np.zeros(len(values), np.int64), np.arange(len(values)), values)

    @staticmethod
    def selection(width: int, columns: NDArray[np.int64], values: Numbers) -> Matrix:
        """A matrix with one entry in each row, in the column given."""
        return Matrix((len(columns), width), np.arange(len(columns)), columns, values)

    def to_dense(self) -> list[list[Fraction]]:
        """The rows, with zeros."""
        found = [[Fraction(0)] * self.shape[1] for _ in range(self.shape[0])]
        for k, (i, j) in enumerate(zip(self.rows.tolist(), self.columns.tolist(), strict=True)):
            found[i][j] = self.values[k]
        return found

    def scaled(self, factor: Fraction) -> Matrix:
        """The matrix times a factor."""
        return Matrix(self.shape, self.rows, self.columns, self.values.scaled(factor))

    def __matmul__(self, other: Matrix) -> Matrix:
        """The product.  Raises InputError if its terms are too many to be written down."""
        if self.shape[1] != other.shape[0]:
            raise InputError(f"a matrix with {self.shape[1]} columns cannot follow one with {other.shape[0]} rows")
        length = np.bincount(other.rows, minlength=other.shape[0])
        count = length[self.columns]
        total = int(count.sum())
        if total > LARGEST_PRODUCT:
            raise InputError(f"a product of weight matrices has {total} terms, more than {LARGEST_PRODUCT}")
        start = np.concatenate(([0], np.cumsum(length)))[self.columns]
        left = np.repeat(np.arange(len(self.columns)), count)
        offset = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
        right = np.repeat(start, count) + offset
        rows, columns = self.rows[left], other.columns[right]
        terms = _times(self.values.numerators[left], other.values.numerators[right])
        return _summed(
            (self.shape[0], other.shape[1]), rows, columns, terms, self.values.denominator * other.values.denominator
        )


def _times(a: Integers, b: Integers) -> Integers:
    if a.dtype == object or b.dtype == object or _largest(a) * _largest(b) > _INT64:
        return compact(a.astype(object) * b.astype(object))
    return a * b


def _summed(shape: tuple[int, int], rows: Any, columns: Any, terms: Integers, denominator: int) -> Matrix:
    """A matrix from entries in any order, those in one place added."""
    place = rows * shape[1] + columns
    order = np.argsort(place, kind="stable")
    place, terms = place[order], terms[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    if len(first) < len(place):
        terms = compact(np.add.reduceat(terms.astype(object), first))
    place = place[first]
    kept = np.flatnonzero(terms != 0)
    return Matrix(shape, place[kept] // shape[1], place[kept] % shape[1], Numbers(terms[kept], denominator))


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


def require_memory(numbers: int, memory: int, what: str) -> None:
    """Raise InputError if so many numbers of eight bytes need more than `memory` bytes."""
    if 8 * numbers > memory:
        raise InputError(
            f"{what} would need {8 * numbers / 2**30:.3g} GiB, more than the {memory / 2**30:.3g} GiB allowed"
        )
