"""Margins: upper bounds of the slack, short, and cheap also where the slack has billions of digits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from certify.margin import _rounded_up
from certify.prove import prove


@given(st.fractions(min_value=Fraction(1, 10**12), max_value=10**12))
def test_rounded_up_to_three_digits(value: Fraction) -> None:
    upper = arb(fmpq(value.numerator, value.denominator)).upper()
    shown = Fraction(_rounded_up(upper))
    assert value <= shown <= value * Fraction(1011, 1000)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1.00"), (arb(1) / 2, "0.500"), (1000, "1000"), (123456, "124000"), (arb(2) ** -5000, "7.08e-1506")],
)
def test_literals(value: arb | int, text: str) -> None:
    assert _rounded_up(arb(value).upper()) == text


@pytest.mark.parametrize(
    "claim", ["10**10**10 > 0", "exp(10**10) > exp(10**10 - 1)", "factorial(10**9) > 0", "binomial(10**12, 10**6) > 0"]
)
def test_a_slack_with_billions_of_digits(claim: str) -> None:
    """Failed before: the slack was written out in full, which took longer than the limit of time."""
    verdict = prove(claim, timeout=5)
    assert verdict.status == "proved"
    assert verdict.margin is not None and "e+" in verdict.margin
