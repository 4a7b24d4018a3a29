"""The sign matrix of the inner product mod 2, thresholds and networks on the cube, in integers and fractions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]


def bits(d: int) -> Matrix:
    """The points of {0,1}^d, a row each."""
    return (np.arange(2**d)[:, None] >> np.arange(d)) & 1


def signs(d: int) -> Matrix:
    """(-1)^<x, y>, rows x and columns y."""
    points = bits(d)
    return 1 - 2 * ((points @ points.T) & 1)


def prefix_extremes(orders: Matrix, matrix: Matrix) -> tuple[int, int]:
    """The largest and the least sum of the matrix over a staircase whose rows come in one of these orders.

    A staircase takes an initial segment of the rows in each column, the columns being free of each other.
    """
    highest, lowest = 0, 0
    for part in np.array_split(orders, max(1, len(orders) // 4096)):
        sums = np.cumsum(matrix[part], axis=1)  # order, length - 1, column
        highest = max(highest, int(np.maximum(sums.max(axis=1), 0).sum(axis=1).max()))
        lowest = min(lowest, int(np.minimum(sums.min(axis=1), 0).sum(axis=1).min()))
    return highest, lowest


def at_most_delta(value: Fraction, d: int) -> bool:
    """|value| <= 2^{-d/2} (1 + d/sqrt 2), exactly: squared and squared again."""
    # value^2 2^d <= 1 + d^2/2 + d sqrt 2
    rest = value * value * 2**d - 1 - Fraction(d * d, 2)
    return rest <= 0 or rest * rest <= 2 * d * d


def bound(d: int, variation: Fraction, largest: Fraction) -> Fraction:
    """A rational just above V Delta + M 2^{-d}."""
    root = Fraction(14142135623730951, 10**16)  # > sqrt 2
    half = Fraction(1, 2 ** (d // 2)) / (root - Fraction(1, 10**15) if d % 2 else 1)
    return variation * half * (1 + d / (root - Fraction(1, 10**15))) + largest / 2**d


def preactivations(w: Sequence[Fraction], b: Fraction, d: int) -> list[list[Fraction]]:
    """<w, (x, y)> + b, rows x and columns y."""
    points = bits(d).tolist()
    alpha = [sum((c * v for c, v in zip(w[:d], x, strict=True)), b) for x in points]
    beta = [sum((c * v for c, v in zip(w[d:], y, strict=True)), Fraction(0)) for y in points]
    return [[p + q for q in beta] for p in alpha]


def correlation(values: Sequence[Sequence[Fraction]], d: int) -> Fraction:
    """E s f over {0,1}^{2d}."""
    s = signs(d).tolist()
    total = sum(
        (e * v for row, other in zip(s, values, strict=True) for e, v in zip(row, other, strict=True)), Fraction(0)
    )
    return total / 4**d


def variation(sigma: Callable[[Fraction], Fraction], points: Sequence[Sequence[Fraction]]) -> tuple[Fraction, Fraction]:
    """The variation of sigma on these points, and its largest absolute value there."""
    values = [sigma(p) for p in sorted({p for row in points for p in row})]
    return sum((abs(q - p) for p, q in itertools.pairwise(values)), Fraction(0)), max(map(abs, values))


def relu(z: Fraction) -> Fraction:
    return max(Fraction(0), z)


def threshold(z: Fraction) -> Fraction:
    return Fraction(int(2 * z >= 1))


def softsign(z: Fraction) -> Fraction:
    return z / (1 + abs(z))


def zigzag(z: Fraction) -> Fraction:
    """The distance to the nearest even integer."""
    return abs(z - 2 * ((z + 1) // 2))


ACTIVATIONS = (relu, threshold, softsign, zigzag)
