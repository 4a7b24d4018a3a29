"""The constants of Example 1 once more, with integers and mpmath instead of the engine."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import mpmath
import pytest

from proofs.daniely2017 import width
from tests.proofs.daniely2017.exact import dimension, sine_tail


@pytest.fixture(autouse=True)
def precision():
    with mpmath.workdps(60):
        yield


def printed(d: int) -> mpmath.mpf:
    denominator = 20 * mpmath.e * mpmath.pi * 4**d * (1 + mpmath.sqrt(4 * d)) + 2 ** (d + 1)
    return mpmath.sqrt(dimension(d, d * d)) / denominator


def derived(d: int) -> mpmath.mpf:
    numerator = mpmath.sqrt(dimension(d, d * d)) / (10 * mpmath.e * mpmath.pi) - 2 ** (d + 1)
    return numerator / (2 ** (2 * d + 1) * (1 + mpmath.sqrt(4 * d)))


def test_square_threshold_in_integers() -> None:
    # floor(m) - k >= (4/5) m with m^2 = d^5, k = d^2 - 1: 25 (floor(m) - k)^2 >= 16 d^5.
    holds = [d for d in range(2, 300) if 25 * (isqrt(d**5) - d * d + 1) ** 2 >= 16 * d**5]
    assert holds == list(range(25, 300))


def test_norm_holds_for_all_dimensions() -> None:
    # (floor(m) - k)/(4 e pi m) >= 1/(25 e^2 pi^2): floor(m) - k >= (4/(25 e pi)) m, and 4/(25 e pi) < 1/50.
    assert 4 / (25 * mpmath.e * mpmath.pi) < mpmath.mpf(1) / 50
    assert all(50 * (isqrt(d**5) - d * d + 1) >= isqrt(d**5) + 1 for d in range(2, 300))


def test_exact_tie() -> None:
    assert Fraction(5**5 - 25**2, 5**5) == Fraction(4, 5)


@pytest.mark.parametrize("d", [2, 3, 4, 5, 6])
def test_tail_bound_against_exact_tails(d: int) -> None:
    # A^2 itself, from Bessel functions, against Lemma 4's bound for it.
    with mpmath.workdps(80):
        exact = sine_tail(d, mpmath.pi * d**3, d * d)
        bound = (isqrt(d**5) - (d * d - 1)) / (4 * mpmath.e * mpmath.pi * mpmath.mpf(d) ** mpmath.mpf("2.5"))
        assert bound <= exact <= 1
        assert exact >= 1 / (5 * mpmath.e * mpmath.pi) ** 2
        assert exact > 5 * bound


def test_printed_against_derived() -> None:
    with mpmath.workdps(300):  # the two agree to about 140 digits at d = 199
        assert [d for d in range(2, 200) if printed(d) <= derived(d)] == list(range(24, 200))
    assert all(mpmath.ceil(printed(d)) == mpmath.ceil(derived(d)) for d in range(9, 24))
    assert all(mpmath.ceil(printed(d)) == 1 and derived(d) <= 0 for d in range(2, 9))


def test_derived_width_solves_the_bracket() -> None:
    for d in (2, 9, 24, 60):
        r, bound = derived(d), mpmath.mpf(2) ** d
        second = (2 * r * bound * (mpmath.sqrt(4 * d) * bound + bound) + 2 * bound) / mpmath.sqrt(dimension(d, d * d))
        assert mpmath.almosteq(second, 1 / (10 * mpmath.e * mpmath.pi), rel_eps=mpmath.mpf(10) ** -30)
        a = 1 / (5 * mpmath.e * mpmath.pi)
        assert mpmath.almosteq(a * (a - second), 1 / (50 * mpmath.e**2 * mpmath.pi**2), rel_eps=mpmath.mpf(10) ** -25)


def test_first_dimensions() -> None:
    eps = 1 / (50 * mpmath.e**2 * mpmath.pi**2)
    assert [d for d in range(2, 200) if printed(d) >= 1] == list(range(19, 200))
    assert [d for d in range(2, 200) if printed(d) > 16 * mpmath.pi * d**5 / eps] == list(range(44, 200))


@pytest.mark.parametrize(("c", "least"), list(width.LEAST.items()))
def test_growth_thresholds(c: str, least: int) -> None:
    exponent = mpmath.mpf(Fraction(c).numerator) / Fraction(c).denominator

    def holds(d: int) -> bool:
        return printed(d) >= mpmath.power(2, exponent * d * mpmath.log(d, 2))

    assert not holds(least - 1)
    assert all(holds(d) for d in range(least, least + 40))


def test_values_of_the_number_printed() -> None:
    logarithms = {20: "1.599", 30: "18.236", 50: "58.924", 100: "184.389", 200: "486.998"}
    for d, text in logarithms.items():
        assert abs(mpmath.log(printed(d), 2) - mpmath.mpf(text)) < 5e-4


def test_explicit_growth_in_integers() -> None:
    assert all(dimension(d, d * d) >= 2 * d * d ** (d - 3) for d in range(3, 120))


def test_depth_3_weights_and_widths() -> None:
    for d in (1, 2, 5):
        slope = mpmath.pi * d**3
        assert max(4, 2 * slope) == 2 * slope
        steepest = max(abs(mpmath.diff(lambda x, s=slope: mpmath.sin(s * x), mpmath.mpf(k) / 50)) for k in range(51))
        assert steepest <= slope * (1 + mpmath.mpf(10) ** -20)
        assert mpmath.almosteq(16 * d**2 * slope, 16 * mpmath.pi * d**5)
