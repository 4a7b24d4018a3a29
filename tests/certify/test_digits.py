"""Balls as short decimals: never on the wrong side, never far off."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from certify.digits import rounded


@given(st.fractions(min_value=Fraction(1, 10**12), max_value=10**12), st.integers(2, 6))
def test_on_the_safe_side_and_close(value: Fraction, digits: int) -> None:
    ball = arb(fmpq(value.numerator, value.denominator))
    above, below = Fraction(rounded(ball, up=True, digits=digits)), Fraction(rounded(ball, up=False, digits=digits))
    step = 1 + Fraction(11, 10**digits)
    assert value <= above <= value * step
    assert value / step <= below <= value


@pytest.mark.parametrize(
    ("value", "up", "text"),
    [
        (1, True, "1.00"),
        (1, False, "1.00"),
        (arb(1) / 2, True, "0.500"),
        (1000, True, "1000"),
        (123456, True, "124000"),
        (123456, False, "123000"),
        (arb(999.6), True, "1000"),
        (arb(999.6), False, "999"),
        (arb(2) ** -5000, True, "7.08e-1506"),
        (arb(2) ** -5000, False, "7.07e-1506"),
        (arb(10) ** (10**9) * 2.345, False, "2.34e+1000000000"),
    ],
)
def test_literals(value: arb | int, up: bool, text: str) -> None:
    assert rounded(arb(value), up=up) == text
