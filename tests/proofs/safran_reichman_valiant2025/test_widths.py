"""The widths once more with mpmath, and the guard of what the activations are."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from proofs.safran_reichman_valiant2025 import tables, widths
from tests.proofs.safran_reichman_valiant2025.cube import preactivations, relu, softsign, variation, zigzag


def width(activation: str, d: int, log2_weights: Fraction | int, error: Fraction = Fraction(1, 400)) -> mpmath.mpf:
    """The bound, from its formula in the docstring."""
    c = mpmath.power(2, mpmath.mpf(Fraction(log2_weights).numerator) / Fraction(log2_weights).denominator)
    delta = mpmath.power(2, -mpmath.mpf(d) / 2) * (1 + d / mpmath.sqrt(2))
    gap = mpmath.mpf(1) / 2 - mpmath.sqrt(mpmath.mpf(error.numerator) / error.denominator)
    tiny = mpmath.mpf(2) ** -d
    per_neuron = delta if activation == "threshold" else 2 * d * c * delta + (2 * d + 1) * c * tiny
    return (gap - (c + mpmath.mpf(1) / 2) * tiny) / (c * per_neuron)


@pytest.fixture(autouse=True)
def precision():
    with mpmath.workdps(400):
        yield


def test_growth_begins_where_it_says() -> None:
    exponents = {"2**(d/10)": Fraction(1, 10), "1": Fraction(0)}
    bounds = {"2**(d/3)": Fraction(1, 3), "2**(2*d/5)": Fraction(2, 5), "2**(d/4)": Fraction(1, 4)}
    for activation, weights, bound, least in widths.GROWTH:
        with mpmath.workdps(60):
            holds = [
                d
                for d in range(max(1, least - 60), least + 60)
                if width(activation, d, exponents[weights] * d)
                >= mpmath.power(2, mpmath.mpf(bounds[bound].numerator) * d / bounds[bound].denominator)
            ]
        assert holds == list(range(least, least + 60))


def test_table() -> None:
    for (activation, d), values in widths.TABLE.items():
        for corner, value in zip(widths.CORNERS, values, strict=True):
            assert mpmath.floor(mpmath.log(width(activation, d, Fraction(corner) * d), 2)) == value


def test_least_widths_are_ceilings() -> None:
    for d, weights, thresholds, relus, worst, printed in tables.rows((20, 100, 1000)):
        exponent = Fraction(weights.removeprefix("2**(").removesuffix(f"*{d})")) * d
        assert thresholds == mpmath.ceil(width("threshold", d, exponent))
        assert relus == mpmath.ceil(width("relu", d, exponent))
        c = mpmath.power(2, mpmath.mpf(exponent.numerator) / exponent.denominator)
        delta = mpmath.power(2, -mpmath.mpf(d) / 2) * (1 + d / mpmath.sqrt(2))
        assert worst == max(0, mpmath.ceil((mpmath.mpf(1) / 100 - (c + 0.5) / mpmath.mpf(2) ** d) / (c * delta)))
        assert printed == mpmath.ceil(mpmath.power(2, mpmath.mpf(d) / 3) / (100 * c))
    assert tables.least_width("relu", 60, "1") == 92721
    assert tables.least_width("relu", 2, "1") == 1
    assert tables.least_width("relu", 2, "4") == 0
    assert tables.least_width("threshold", 100, "1", Fraction(249, 1000)) < tables.least_width("threshold", 100, "1")


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="mean squared error"):
        tables.least_width("relu", 10, "1", Fraction(1, 4))
    with pytest.raises(InputError):
        tables.least_width("relu", 10, "2**")
    with pytest.raises(ValueError, match="no value"):
        tables.least_width("relu", 10, "0")


def test_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    tables.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 + 3 * len(tables.DIMENSIONS)
    assert max(map(len, lines)) <= 80


rationals = st.integers(-12, 12).map(lambda k: Fraction(k, 4))


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.tuples(st.just(d), st.lists(rationals, min_size=2 * d, max_size=2 * d), rationals)
    )
)
def test_activations(sample: tuple) -> None:
    d, w, b = sample
    c = max(map(abs, [*w, b]))
    points = preactivations(w, b, d)
    for sigma in (relu, softsign, zigzag):  # 1-Lipschitz, 0 at 0
        spread, largest = variation(sigma, points)
        assert spread <= 2 * d * c
        assert largest <= (2 * d + 1) * c
    spread, largest = variation(lambda z: min(Fraction(1), max(Fraction(0), z)), points)  # monotone, values in [0, 1]
    assert spread <= 1 >= largest
    spread, _ = variation(relu, preactivations([c] * (2 * d), Fraction(0), d))
    assert spread == 2 * d * c  # attained
