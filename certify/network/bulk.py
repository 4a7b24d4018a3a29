"""N(x) for many points x in float64, and how far the result can be from the exact value.

The pass multiplies by one factor after the other, block by block of points and of neurons, so that its memory is bounded.
A sum is made of pieces of at most `PIECE` terms, each summed in any order and with or without fused multiply-add, and
the pieces are added one by one.  So with u = 2**-53 and t(n) = min(n, PIECE) + ceil(n/PIECE) the value of a sum of n
products has an error of at most g(t(n) + 2) times the sum of their absolute values, g(k) = k*u/(1 - k*u) (Higham,
Accuracy and Stability of Numerical Algorithms, section 3.1), one more for the bias and one for the rounding of a weight.

`rounding_bound` follows the bounds for the values and for their errors through the layers, for all inputs of a box that are
float64 numbers: ReLU keeps both, other activations have no bound.  It assumes IEEE 754 arithmetic, which NumPy and BLAS use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.network.exact import IDENTITY, RELU, THRESHOLD, Network
from certify.network.matrix import Matrix

Floats = NDArray[np.float64]
PIECE: Final = 512  # neurons that are summed at once
POINTS: Final = 256  # points that pass at once: a piece of them stays in the cache
DENSE: Final = 1 << 14  # a factor of at most so many places is multiplied as a dense matrix
MEMORY: Final = 2 << 30
_UNIT: Final = 2.0**-53
_TINY: Final = 2.0**-1000  # above all that underflow can lose in float64
_TINY_SINGLE: Final = 2.0**-100  # and in float32


@dataclass(frozen=True)
class _Factor:
    """A factor in floats: dense, or by the entries of each row, padded to one length."""

    shape: tuple[int, int]
    dense: Floats | None
    columns: NDArray[np.int64]  # (entries a row, rows)
    weights: Floats  # the same

    @staticmethod
    def of(matrix: Matrix) -> _Factor:
        height, width = matrix.shape
        values, _ = matrix.values.floats()
        if _is_dense(matrix):
            dense = np.zeros((height, width))
            dense[matrix.rows, matrix.columns] = values
            return _Factor(matrix.shape, dense, np.zeros((0, height), np.int64), np.zeros((0, height)))
        length = np.bincount(matrix.rows, minlength=height)
        place = np.arange(len(matrix.rows)) - np.repeat(np.cumsum(length) - length, length)
        columns = np.zeros((int(length.max(initial=0)), height), np.int64)
        weights = np.zeros(columns.shape)
        columns[place, matrix.rows] = matrix.columns
        weights[place, matrix.rows] = values
        return _Factor(matrix.shape, None, columns, weights)

    def __call__(self, x: Floats) -> Floats:
        """The product with x, a column for each point."""
        if self.dense is None:
            return self.rows(x, slice(None))
        total = np.zeros((len(self.dense), x.shape[1]))
        for first in range(0, self.shape[1], PIECE):
            total += self.dense[:, first : first + PIECE] @ x[first : first + PIECE]
        return total

    def rows(self, x: Floats, part: slice) -> Floats:
        """Some rows of the product."""
        if self.dense is not None:
            return _Factor(self.shape, self.dense[part], self.columns, self.weights)(x)
        if not len(self.columns):
            return np.zeros((self.shape[0], x.shape[1]))[part]
        found: Floats = np.take(x, self.columns[0, part], axis=0)
        found *= self.weights[0, part, None]
        for columns, weights in zip(self.columns[1:], self.weights[1:], strict=True):
            found += x[columns[part]] * weights[part, None]
        return found


@dataclass(frozen=True)
class _Neurons:
    """Bias and activation."""

    bias: Floats
    activation: str

    def __call__(self, x: Floats, part: slice = slice(None)) -> Floats:
        x += self.bias[part]
        if self.activation == RELU:
            return np.maximum(x, 0.0, out=x)
        if self.activation == THRESHOLD:
            return (x >= 0.5).astype(np.float64)
        if self.activation == "sigmoid":
            return (1.0 + np.tanh(0.5 * x)) / 2.0
        return np.tanh(x) if self.activation == "tanh" else x


@dataclass(frozen=True)
class _Wide:
    """The neurons of a layer between two factors, the second dense: used up piece by piece, never all there."""

    before: _Factor
    neurons: _Neurons
    after: _Factor

    def __call__(self, x: Floats) -> Floats:
        assert self.after.dense is not None
        total = np.zeros((self.after.shape[0], x.shape[1]))
        for first in range(0, self.before.shape[0], PIECE):
            part = slice(first, first + PIECE)
            total += self.after.dense[:, part] @ self.neurons(self.before.rows(x, part), part)
        return total


class Runner:
    """A network made ready for float64.

    `memory` bounds the bytes that a call uses besides its argument and its result; InputError if it is too small.
    """

    def __init__(self, network: Network, *, memory: int = MEMORY, threads: int = 1) -> None:
        self.network, self.threads = network, max(1, threads)
        plain: list[Callable[[Floats], Floats]] = []
        for layer in network.layers:
            plain += [_Factor.of(factor) for factor in layer.affine.factors]
            plain.append(_Neurons(layer.affine.bias.floats()[0][:, None], layer.activation))
        self._steps = _fused(plain)
        stored = sum(16 * len(f.values) + 16 * f.shape[0] for layer in network.layers for f in layer.affine.factors)
        wide = (
            max(f.shape[0] for f in self._steps if isinstance(f, _Factor))
            if any(isinstance(f, _Factor) for f in self._steps)
            else 1
        )
        self.points = min(POINTS, (memory - stored) // (24 * max(wide, PIECE) * self.threads))
        if self.points < 1:
            raise InputError(f"{memory / 2**20:.3g} MiB are too little for a network of width {network.width}")

    def __call__(self, x: Floats, progress: Callable[[int], None] = lambda done: None) -> Floats:
        """N(x) of shape (points, outputs) for x of shape (points, inputs); `progress` is told of points done."""
        x = np.asarray(x, dtype=np.float64)
        if x.ndim != 2 or x.shape[1] != self.network.inputs:
            raise InputError(f"expected points with {self.network.inputs} coordinates, found an array {x.shape}")
        found = np.empty((len(x), self.network.outputs))

        def block(first: int) -> int:
            part = np.ascontiguousarray(x[first : first + self.points].T)
            for step in self._steps:
                part = step(part)
            found[first : first + self.points] = part.T
            return int(part.shape[1])

        starts = range(0, len(x), self.points)
        if self.threads == 1:
            for first in starts:
                progress(block(first))
            return found
        with ThreadPoolExecutor(self.threads) as pool:
            for done in pool.map(block, starts):
                progress(done)
        return found


def _fused(plain: Sequence[Callable[[Floats], Floats]]) -> list[Callable[[Floats], Floats]]:
    steps: list[Callable[[Floats], Floats]] = []
    k = 0
    while k < len(plain):
        group = plain[k : k + 3]
        match group:
            case [_Factor() as before, _Neurons() as neurons, _Factor(dense=dense) as after] if dense is not None:
                steps.append(_Wide(before, neurons, after))
                k += 3
            case _:
                steps.append(plain[k])
                k += 1
    return steps


def _is_dense(matrix: Matrix) -> bool:
    return matrix.shape[0] * matrix.shape[1] <= DENSE or matrix.shape[0] == 1


def rounding_bound(
    network: Network,
    low: Sequence[float],
    high: Sequence[float],
    *,
    unit: float = _UNIT,
) -> Floats:
    """Bounds, one for each output, for |float64 result - N(x)| over all x of float64 numbers in the box [low, high].

    `unit` = 2**-24 gives bounds for float32, sums in any order.  Raises InputError for an activation that is not ReLU
    and where the bound is not finite.
    """
    lower, upper = (np.array(end, dtype=np.float64) for end in (low, high))
    if not lower.shape == upper.shape == (network.inputs,) or not np.all(lower <= upper):
        raise InputError(f"expected a box of {network.inputs} ranges")
    with np.errstate(over="ignore", invalid="ignore"):
        error = _followed(network, lower, upper, unit)
    if not np.all(np.isfinite(error)):
        raise InputError("the bound for the rounding is not finite")
    return error


def _followed(network: Network, lower: Floats, upper: Floats, unit: float) -> Floats:
    """The bound for the error after the last layer; not finite where numbers overflow."""
    error = np.zeros(network.inputs)
    tiny = _TINY if unit == _UNIT else _TINY_SINGLE
    for layer in network.layers:
        if layer.activation not in (RELU, IDENTITY):
            raise InputError(f"there is no bound for the rounding of a network with the activation {layer.activation}")
        for factor in layer.affine.factors:
            lower, upper, error = _through(factor, lower, upper, error, unit, tiny)
        bias, _ = layer.affine.bias.floats()
        size = np.maximum(abs(lower), abs(upper)) + error + abs(bias)
        error = (error + 3 * unit * size) * (1 + 2.0**-40) + tiny
        slack = 2.0**-50 * size
        lower, upper = lower + bias - slack, upper + bias + slack
        if layer.activation == RELU:
            lower, upper = np.maximum(lower, 0.0), np.maximum(upper, 0.0)
    return error


def _through(
    matrix: Matrix, lower: Floats, upper: Floats, error: Floats, unit: float, tiny: float
) -> tuple[Floats, Floats, Floats]:
    """Bounds after a factor for the exact values and for the error of the computed ones.

    The bounds themselves are computed in float64: sums of n terms, so 4*(n + 4)*2**-53 times the sum of absolute values
    is more than enough for what is lost.
    """
    height, width = matrix.shape
    weights, _ = matrix.values.floats()

    def rows(terms: Floats) -> Floats:
        found: Floats = np.bincount(matrix.rows, weights=terms, minlength=height)  # type: ignore[assignment]
        return found

    longest = int(np.bincount(matrix.rows, minlength=height).max())
    one, other = weights * lower[matrix.columns], weights * upper[matrix.columns]
    size = rows(abs(weights) * np.maximum(abs(lower), abs(upper))[matrix.columns])
    spread = rows(abs(weights) * error[matrix.columns])
    loss = 4 * (longest + 4) * _UNIT
    terms = longest
    if unit == _UNIT and _is_dense(matrix):
        terms = min(width, PIECE) + -(-width // PIECE)
    steps = (terms + 2) * unit
    if not steps < 0.5:
        raise InputError("a sum has too many terms for a bound of its rounding")
    found = (spread + steps / (1 - steps) * (size + spread)) * (1 + loss + 2.0**-40) + tiny * longest
    return rows(np.minimum(one, other)) - loss * size, rows(np.maximum(one, other)) + loss * size, found
