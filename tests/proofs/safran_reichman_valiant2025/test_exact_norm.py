"""The closed form of the norm for d = 1, against sums over all counts."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest

from certify.enclose import compile
from certify.parse import parse_expression
from proofs.safran_reichman_valiant2025 import exact_norm
from tests.proofs.safran_reichman_valiant2025.exact import squared_norm


@pytest.mark.parametrize("point", list(exact_norm.POINTS))
def test_formula_against_all_counts(point: str) -> None:
    x, y = map(int, point)
    formula = compile(parse_expression(exact_norm.squared_norm(point)), ["D"])
    for padding in (4, 8, 12, 20):
        assert formula.exact([Fraction(padding)]) == squared_norm(((x, y),), padding)


def test_the_two_mixed_points_are_alike() -> None:
    assert squared_norm(((0, 1),), 12) == squared_norm(((1, 0),), 12)


def test_values_at_100() -> None:
    values = {"00": 1.4288, "01": 1.4201, "11": 1.4158}
    for point, value in values.items():
        formula = compile(parse_expression(exact_norm.squared_norm(point)), ["D"])
        exact = formula.exact([Fraction(100)])
        assert exact is not None
        assert abs(sqrt(exact) - value) < 6e-5
