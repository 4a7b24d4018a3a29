"""Lemma 19's interpolant: its four bounds, and that the printed grid has too many units."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from certify.constructions import Request
from certify.errors import InputError
from certify.network.evaluate import exact
from certify.parse import parse_expression
from proofs.eldan_shamir2016.constructions import lemma19


@pytest.mark.parametrize("eps", [Fraction(1, 10), Fraction(1, 2), Fraction(19, 10)])
def test_bounds(eps: Fraction) -> None:
    radius, slope = Fraction(2), 3
    case = lemma19(Request(eps=eps, f=parse_expression("sin(3*t)"), radius=radius))
    assert case.lower <= case.upper <= eps
    assert case.network.width <= 3 * radius * slope / eps
    assert case.network.layers[-1].affine.largest_weight <= 2 * slope
    for k in range(-25, 26):
        (value,) = exact(case.network, [Fraction(k, 10)])
        assert abs(float(value) - math.sin(3 * max(-2, min(2, k / 10)))) <= case.upper


def test_a_constant_needs_no_network() -> None:
    with pytest.raises(InputError, match="constant"):
        lemma19(Request(eps=Fraction(7), f=parse_expression("sin(3*t)"), radius=Fraction(2)))
    with pytest.raises(InputError, match="--f"):
        lemma19(Request(eps=Fraction(1)))
