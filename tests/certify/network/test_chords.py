"""Approximants: the enclosure of the error against exact suprema and dense samples; units against the function."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError
from certify.network import Matrix
from certify.network.chords import Chords, approximant, dyadic_step, half_square
from certify.network.errors import error_bounds
from certify.network.evaluate import exact
from certify.network.numbers import compact
from certify.network.suprema import lipschitz_bound, second_bound
from certify.network.units import ridge_network
from certify.parse import parse_expression

ONE = Fraction(1)
LINE = Matrix.dense([[1]])
FUNCTIONS = {
    "sin(20*t)": lambda t: math.sin(20 * t),
    "exp(t)": math.exp,
    "abs(t - 1/3)": lambda t: abs(t - 1 / 3),
    "sqrt(1 - t**2)": lambda t: math.sqrt(max(0.0, 1 - t * t)),
    "max(0, sin(5*t))": lambda t: max(0.0, math.sin(5 * t)),
    "1/(2 + t)": lambda t: 1 / (2 + t),
}


@pytest.mark.parametrize("text", FUNCTIONS)
@pytest.mark.parametrize("cells", [1, 7, 40])
def test_the_error_is_enclosed(text: str, cells: int) -> None:
    f = parse_expression(text)
    g = approximant(f, "t", -ONE, ONE, cells)
    lower, upper = error_bounds(g, f, "t", -ONE, ONE)
    points = [Fraction(k, 5000) for k in range(-5000, 5001)]
    sampled = max(abs(float(g(t)) - FUNCTIONS[text](float(t))) for t in points)
    assert sampled <= upper + Fraction(1, 10**12)
    assert lower <= sampled * 1.01 + 1e-12
    assert upper <= (Fraction(11, 10) if cells > 1 else 5) * lower + Fraction(1, 10**12)


def test_a_bound_for_a_polynomial_is_exact() -> None:
    # chords of t^2 without a shift: the error is h^2/4 in the middle of each cell
    g = Chords(-ONE, Fraction(1, 2), compact([4, 1, 0, 1, 4]), Fraction(1, 2))
    lower, upper = error_bounds(g, parse_expression("t**2"), "t", -ONE, ONE)
    assert lower <= Fraction(1, 16) <= upper <= Fraction(1, 16) * Fraction(103, 100)
    assert lower >= Fraction(1, 16) * Fraction(99, 100)


def test_a_planted_spike_between_the_knots_is_seen() -> None:
    f = parse_expression("exp(-10000*(t - 1/7)**2)")
    g = Chords(-ONE, Fraction(1, 2), compact([0] * 5), Fraction(1, 2))
    _, upper = error_bounds(g, f, "t", -ONE, ONE)
    assert upper >= 1


@given(st.integers(0, 60).map(lambda k: 2 * k + 1), st.fractions(Fraction(1, 10), 5, max_denominator=20), st.data())
def test_half_square_errs_by_a_sixteenth_to_either_side(cells: int, radius: Fraction, data: st.DataObject) -> None:
    g = half_square(radius, cells)
    assert g.high >= radius and g.low == -g.high and g.step <= 2 * radius / cells * (1 + Fraction(1, 2**14))
    u = data.draw(st.fractions(-radius, radius, max_denominator=1000))
    assert abs(g(u) - u * u / 2) <= g.step**2 / 16
    units = g.units(clipped=False)
    assert len(units) == cells - 1 or cells == 1
    if len(units):
        assert exact(ridge_network(LINE, units), [u]) == [g(u)]
    assert g(g.low) - g.low**2 / 2 == -(g.step**2) / 16
    assert g(Fraction(0)) == g.step**2 / 16


heights = st.lists(st.integers(-50, 50), min_size=2, max_size=9)


@given(heights, st.integers(-40, 40).map(lambda k: Fraction(k, 7)))
def test_units_are_the_function_on_the_whole_line(values: list[int], t: Fraction) -> None:
    g = Chords(Fraction(-3, 4), Fraction(3, 8), compact(values), Fraction(1, 4), Fraction(1, 3))
    units = g.units()
    if len(units):
        assert exact(ridge_network(LINE, units), [t]) == [g(t)]
    assert g.range[0] <= g(t) <= g.range[1]
    assert abs(g(t) - g(t + Fraction(1, 100))) <= g.lipschitz / 100
    open_end = g.units(clipped=False)
    if g.low <= t <= g.high and len(open_end):
        assert exact(ridge_network(LINE, open_end), [t]) == [g(t)]


@given(st.fractions(Fraction(1, 100), 100), st.integers(1, 10**6))
def test_steps_are_dyadic_and_long_enough(length: Fraction, cells: int) -> None:
    step = dyadic_step(length, cells)
    assert step.denominator & (step.denominator - 1) == 0
    assert length / cells <= step <= length / cells * (1 + Fraction(1, 2**14))


@pytest.mark.parametrize(
    ("text", "slope", "bend"),
    [
        ("sin(20*t)", 20, 400),
        ("abs(t)", 1, None),
        ("max(0, t) - min(0, 2*t)", 2, None),
        ("abs(abs(t) - 1/2)", 1, None),
        ("exp(t)", math.e, math.e),
        ("sqrt(1 - t**2)", None, None),
    ],
)
def test_bounds_of_derivatives(text: str, slope: float | None, bend: float | None) -> None:
    f = parse_expression(text)
    found = lipschitz_bound(f, "t", -ONE, ONE), second_bound(f, "t", -ONE, ONE)
    for got, want, slack in zip(found, (slope, bend), (2.1, 1.05), strict=True):
        if want is None:
            assert got is None
        else:
            assert got is not None and want * (1 - 1e-12) <= got <= want * slack


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["abs(t - 1/3)*sin(3*t)", "max(t, exp(t) - 1, -t/2)", "min(abs(t), 1/4 + t**2)"]), st.data())
def test_a_lipschitz_constant_holds_between_any_two_points(text: str, data: st.DataObject) -> None:
    slope = lipschitz_bound(parse_expression(text), "t", -ONE, ONE)
    assert slope is not None
    s, t = (data.draw(st.floats(-1, 1)) for _ in range(2))
    names = {"abs": abs, "max": max, "min": min, "sin": mpmath.sin, "exp": mpmath.exp}
    value = [eval(text, names, {"t": mpmath.mpf(v)}) for v in (s, t)]  # the texts above, nothing from outside
    assert abs(value[0] - value[1]) <= float(slope) * abs(s - t) + 1e-12


def test_bad_input() -> None:
    with pytest.raises(InputError, match="no value"):
        approximant(parse_expression("1/t"), "t", -ONE, ONE, 2)
    with pytest.raises(InputError, match="cells"):
        approximant(parse_expression("t"), "t", -ONE, ONE, 10**9)
    with pytest.raises(InputError, match="odd"):
        half_square(ONE, 4)
    g = half_square(ONE, 3)
    with pytest.raises(InputError, match="inside"):
        error_bounds(g, parse_expression("t"), "t", -2 * ONE, ONE)
    with pytest.raises(InputError, match=r"enclosed|no value"):
        error_bounds(g, parse_expression("1/t"), "t", -ONE, ONE)
