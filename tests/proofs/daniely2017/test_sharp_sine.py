"""Lemma 4's constant against the exact distances."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import floor

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from certify.plane_wave import sine_tail

GRID = [(d, m, k) for d in (2, 3, 4, 7, 12, 30) for m in (1, 2, 3, 8, 20) for k in range(0, m, max(1, m // 4))]


@pytest.mark.parametrize(("d", "m", "k"), GRID)
def test_bound_against_exact_tails(d: int, m: int, k: int) -> None:
    """The exact distance is above both bounds, and not above 1."""
    exact = sine_tail(d, k + 1, f"pi*sqrt({d})*{m}")
    printed = (m - k) / (4 * arb(1).exp() * arb.pi() * m)
    sharp = (m - k) / (2 * (2 * arb.pi() * arb(1).exp()).sqrt() * m)
    assert exact <= 1 and exact >= 15 * printed
    half = (m - (k + 1) // 2) / (2 * (2 * arb.pi() * arb(1).exp()).sqrt() * m)
    assert d == 2 or (exact >= half and exact >= sharp)


def without_the_sign_of_the_sine(roots: Sequence[Fraction], sign: int, m: Fraction) -> int:
    """On how many of the intervals (i/m, (i+1)/m), -floor(m) <= i < floor(m), q sin(pi m x) <= 0; q has these roots."""
    changes = [root for root, times in Counter(roots).items() if times % 2]
    count = 0
    for i in range(-floor(m), floor(m)):
        a, b = i / m, (i + 1) / m
        if not any(a < root < b for root in changes):
            positive = sign * (-1) ** sum(root >= b for root in changes) > 0
            count += positive == (i % 2 != 0)
    return count


@given(
    st.lists(st.fractions(-1, 1, max_denominator=12), max_size=12),
    st.sampled_from([1, -1]),
    st.fractions(1, 9, max_denominator=5),
)
def test_half_of_the_degree(roots: list[Fraction], sign: int, m: Fraction) -> None:
    assert without_the_sign_of_the_sine(roots, sign, m) >= floor(m) - (len(roots) + 1) // 2


@pytest.mark.parametrize("m", [1, 2, 5])
def test_half_of_the_degree_is_attained(m: int) -> None:
    """With zeros at k inner ends the sine's sign is missed on just floor(m) - ceil(k/2) intervals."""
    for k in range(2 * m):
        roots = [Fraction(i, m) for i in range(-m + 1, -m + 1 + k)]
        assert min(without_the_sign_of_the_sine(roots, s, Fraction(m)) for s in (1, -1)) == m - (k + 1) // 2


def test_least_ratio_of_the_grid() -> None:
    """15.1 at d = 2, m = 3, k = 0: the printed constant loses at least so much on the grid."""
    ratios = {(d, m, k): float(sine_tail(d, k + 1, f"pi*sqrt({d})*{m}").mid()) * 4 * 2.718281828 * 3.14159265 * m / (m - k)
              for d, m, k in GRID}  # fmt: skip
    least = min(ratios, key=lambda key: ratios[key])
    assert least == (2, 3, 0) and 15.0 < ratios[least] < 15.2


def test_far_degrees() -> None:
    """The exact distance at the largest degree that is allowed; at twice the degree it is far below 2/5."""
    for d in (7, 8, 12, 20):
        for m in ("1/2", "2", "7/3"):
            size = float(Fraction(m)) * math.pi * math.sqrt(d)
            k = math.floor((1 - 2 / d) * size - d / 2)
            if k >= 0:
                assert sine_tail(d, k + 1, f"pi*sqrt({d})*{m}") >= arb("0.4")
            assert not sine_tail(d, math.ceil(2 * size) + 5, f"pi*sqrt({d})*{m}") >= arb("0.05")
