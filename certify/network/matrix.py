"""Sparse matrices of exact rational numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.network.numbers import INT64, Integers, Numbers, compact, largest

LARGEST_PRODUCT: Final = 50_000_000  # terms of a product that are looked at one by one


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
    if a.dtype == object or b.dtype == object or largest(a) * largest(b) > INT64:
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
