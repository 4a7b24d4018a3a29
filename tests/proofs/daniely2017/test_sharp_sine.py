"""Lemma 4's constant against the exact distances."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb

from certify.plane_wave import sine_tail

GRID = [(d, m, k) for d in (2, 3, 4, 7, 12, 30) for m in (1, 2, 3, 8, 20) for k in range(0, m, max(1, m // 4))]


@pytest.mark.parametrize(("d", "m", "k"), GRID)
def test_bound_against_exact_tails(d: int, m: int, k: int) -> None:
    """The exact distance is above both bounds, and not above 1."""
    exact = sine_tail(d, k + 1, f"pi*sqrt({d})*{m}")
    printed = (m - k) / (4 * arb(1).exp() * arb.pi() * m)
    sharp = (m - k) / (2 * (2 * arb.pi() * arb(1).exp()).sqrt() * m)
    assert exact <= 1 and exact >= 15 * printed
    assert d == 2 or exact >= sharp


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
