"""The weights of a network of depth 3 on pairs of vectors, read from a certificate: exact rationals, and nothing taken on trust.

The file.  A vector is `{"numerators": [...], "denominator": D}`, numerators being whole numbers, long ones as text.  Layer 1: `matrix` with
`shape`, `rows`, `columns` and `values` (sorted by rows, then columns), and `bias`; each unit reads w*(x_i + x'_i) + b for one i and one
w != 0.  Layer 2: `column` and `row`, whose product is the matrix, and `bias`: unit k reads c_k*h + b_k, h = row*(outputs of layer 1),
c_k != 0.  Layer 3: `row` and `bias`.

What is certified.  The units that are returned are those of the file, each once: so many neurons the network has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from certify.check.plan import need
from certify.check.terms import spend

MOST_DIGITS: Final = 100
_RATIONAL: Final = re.compile(r"(-?)([0-9]+)(?:/([0-9]+))?")

Unit = tuple[Fraction, Fraction, Fraction]  # (w, b, c) is u -> c*max(0, w*u + b)


class Weights(NamedTuple):
    """N(x, x') = bias + the sum of the outer units at h, h the sum over i of the inner[i] at x_i + x'_i."""

    inner: list[list[Unit]]
    outer: list[Unit]
    bias: Fraction
    largest: Fraction  # absolute value of a weight or a bias

    @property
    def neurons(self) -> tuple[int, int]:
        """The units of the two hidden layers."""
        return sum(map(len, self.inner)), len(self.outer)


def rational(text: object) -> Fraction:
    """A number such as "-7/2"."""
    match = _RATIONAL.fullmatch(text) if isinstance(text, str) and len(text) <= 2 * MOST_DIGITS else None
    need(match is not None and max(len(match[2]), len(match[3] or "1")) <= MOST_DIGITS, "a rational number is expected")
    assert match is not None
    need(int(match[3] or "1") > 0, "a denominator > 0 is expected")
    return Fraction(int(match[1] + match[2]), int(match[3] or "1"))


def read_weights(layers: Any, d: int) -> Weights:
    """The units of three layers for pairs of vectors in dimension d.  Raises Rejected."""
    need(isinstance(layers, list) and len(layers) == 3, "three layers are expected")
    first = _entries(layers[0], {"matrix", "bias"})
    second = _entries(layers[1], {"column", "row", "bias"})
    last = _entries(layers[2], {"row", "bias"})
    weights, which = _first_matrix(first["matrix"], d)
    width = len(which)
    biases, row = _vector(first["bias"], width), _vector(second["row"], width)
    inner: list[list[Unit]] = [[] for _ in range(d)]
    for i, unit in zip(which, zip(weights, biases, row, strict=True), strict=True):
        inner[i].append(unit)
    column = _vector(second["column"])
    need(bool(column) and all(column), "a unit of the second layer reads nothing")
    heights, output = _vector(second["bias"], len(column)), _vector(last["row"], len(column))
    (bias,) = _vector(last["bias"], 1)
    outer = list(zip(column, heights, output, strict=True))
    plain = (weights, biases, heights, output, [bias])
    largest = max(_size(row) * _size(column), *map(_size, plain))
    return Weights(inner, outer, bias, largest)


def _first_matrix(item: Any, d: int) -> tuple[list[Fraction], list[int]]:
    """For each unit of the first layer its weight and its i."""
    matrix = _entries(item, {"shape", "rows", "columns", "values"})
    shape, rows, columns = matrix["shape"], matrix["rows"], matrix["columns"]
    need(isinstance(shape, list) and all(type(n) is int for n in shape), "a wrong shape")
    need(len(shape) == 2 and shape[0] >= 1 and shape[1] == 2 * d, "a wrong shape")
    width = shape[0]
    values = _vector(matrix["values"], 2 * width)
    for places in (rows, columns):
        need(isinstance(places, list) and len(places) == 2 * width, "two weights for each unit are expected")
        need(all(type(k) is int for k in places), "a place is a whole number")
    weights, which = values[::2], columns[::2]
    for k, (w, i) in enumerate(zip(weights, which, strict=True)):
        need(rows[2 * k : 2 * k + 2] == [k, k], "two weights for each unit are expected, in order")
        need(0 <= i < d and columns[2 * k + 1] == i + d, f"unit {k} does not read x_i and x'_i, for one i")
        need(w == values[2 * k + 1] != 0, f"unit {k} does not read a multiple of x_i + x'_i")
    return weights, which


def _entries(item: Any, keys: set[str]) -> Mapping[str, Any]:
    need(isinstance(item, dict) and item.keys() == keys, f"expected {', '.join(sorted(keys))}")
    return item  # type: ignore[no-any-return]


def _vector(item: Any, length: int | None = None) -> list[Fraction]:
    """Rational numbers over one denominator, so many."""
    data = _entries(item, {"numerators", "denominator"})
    numerators, denominator = data["numerators"], rational(data["denominator"])
    need(isinstance(numerators, list) and length in (None, len(numerators)), f"{length} numbers are expected")
    need(denominator.denominator == 1 and denominator > 0, "a whole denominator is expected")
    spend(2 * len(numerators))
    return [Fraction(_whole(n), denominator.numerator) for n in numerators]


def _whole(item: object) -> int:
    if type(item) is int:
        return item
    number = rational(item)
    need(number.denominator == 1, "a whole number is expected")
    return number.numerator


def _size(numbers: list[Fraction]) -> Fraction:
    return max(map(abs, numbers))
