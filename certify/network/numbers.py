"""Vectors of exact rational numbers: integers over one positive denominator, int64 where all fit, else Python's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError

INT64: Final = 2**63 - 1

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
        return Fraction(largest(self.numerators), self.denominator)

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
        if dyadic and self.numerators.dtype == np.int64 and largest(self.numerators) <= 2**53:
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
    fits = all(-INT64 <= v <= INT64 for v in items)
    if fits:
        return np.array(items, dtype=np.int64)
    wide = np.empty(len(items), dtype=object)
    wide[:] = items
    return wide


def largest(values: Integers) -> int:
    return max(-int(values.min()), int(values.max())) if len(values) else 0


def require_memory(numbers: int, memory: int, what: str) -> None:
    """Raise InputError if so many numbers of eight bytes need more than `memory` bytes."""
    if 8 * numbers > memory:
        raise InputError(
            f"{what} would need {8 * numbers / 2**30:.3g} GiB, more than the {memory / 2**30:.3g} GiB allowed"
        )
