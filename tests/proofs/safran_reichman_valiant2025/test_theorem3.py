"""The constants of the theorems once more, with mpmath."""

from __future__ import annotations

from fractions import Fraction

import mpmath

from tests.proofs.safran_reichman_valiant2025.cube import bits


def width(d: int, weights: mpmath.mpf) -> mpmath.mpf:
    """The bound of `direct` for ReLUs at mean squared error 1/400."""
    delta = mpmath.power(2, -mpmath.mpf(d) / 2) * (1 + d / mpmath.sqrt(2))
    tiny = mpmath.mpf(2) ** -d
    root = mpmath.sqrt(d)
    per_neuron = 4 * root * weights * delta + (2 * root + 1) * weights * tiny
    return (mpmath.mpf(9) / 20 - (weights + mpmath.mpf(1) / 2) * tiny) / (weights * per_neuron)


def test_chain_of_constants() -> None:
    assert Fraction(400, 399) * Fraction(1, 400) == Fraction(1, 399)
    assert Fraction(1, 398) - Fraction(1, 399) == Fraction(1, 398 * 399)
    with mpmath.workdps(40):
        mean = 8 * mpmath.sqrt(mpmath.mpf(1) / 398)
        assert mpmath.mpf(2) / 5 < mean < mpmath.mpf(41) / 100
    assert Fraction(41, 100) + 2 * Fraction(4, 100) + Fraction(1, 100) == Fraction(1, 2)
    assert Fraction(1, 3) / 6 / 104 == Fraction(1, 1872)


def test_constant_functions_reach_a_quarter() -> None:
    for d in (1, 2, 3):
        ones = Fraction(int(((bits(d) @ bits(d).T) & 1).sum()), 4**d)
        best = ones * (1 - ones)  # the mean squared error of the best constant
        assert best < Fraction(1, 4) <= best + Fraction(1, 4 ** (d + 1)) * 4


def test_growth_for_our_support() -> None:
    with mpmath.workdps(60):
        tenth, one = mpmath.mpf(1) / 10, mpmath.mpf(1)
        assert [d for d in range(250, 360) if width(d, 2 ** (tenth * d)) >= 2 ** (mpmath.mpf(d) / 4)] == list(
            range(301, 360)
        )
        assert [d for d in range(20, 130) if width(d, one) >= 2 ** (mpmath.mpf(d) / 3)] == list(range(72, 130))


def test_separation() -> None:
    with mpmath.workdps(60):
        weights = {d: max(12 * mpmath.sqrt(d), mpmath.mpf(d)) for d in range(2, 300)}
        assert [d for d in weights if width(d, weights[d]) > 2 * d] == list(range(64, 300))
        assert [d for d in weights if width(d, weights[d]) >= 2 * d * 2 ** (mpmath.mpf(d) / 3)] == list(range(235, 300))
