"""Exact interpolants: values at the knots, slopes, and suprema on both sides."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.enclose import closed_ball
from certify.expr import Rational, Variable, substitute
from certify.interpolant import (
    PiecewiseLinear,
    ReluSum,
    Unit,
    cells,
    distance,
    distance_bounds,
    knots,
    one_sided,
    rounded,
    two_sided,
)
from certify.parse import parse_expression

rationals = st.fractions(-5, 5, max_denominator=12)
positive = st.fractions(Fraction(1, 20), 5, max_denominator=20)
odd_lists = st.integers(0, 6).flatmap(lambda k: st.lists(rationals, min_size=2 * k + 1, max_size=2 * k + 1))


@given(odd_lists, positive, rationals)
def test_it_interpolates_and_goes_on_linearly(values: list[Fraction], radius: Fraction, x: Fraction) -> None:
    g = two_sided(values, radius)
    points = knots(radius, len(values) // 2)
    assert [g(p) for p in points] == values
    assert g.width <= len(values) - 1
    assert all(unit.gamma in (1, -1) and 0 <= unit.beta < radius and unit.alpha != 0 for unit in g.units)
    if len(values) > 1:
        f = PiecewiseLinear(tuple(points), tuple(values))
        assert g.lipschitz == f.lipschitz
        assert distance(f, g) == 0
        if abs(x) <= radius:
            assert f(x) == g(x)
        else:
            end, sign = (radius, 1) if x > 0 else (-radius, -1)
            near = end - sign * radius / (4 * len(values))
            assert (g(x) - g(end)) / (x - end) == (g(end) - g(near)) / (end - near)


@given(odd_lists, positive, rationals)
def test_the_expression_is_the_same_function(values: list[Fraction], radius: Fraction, x: Fraction) -> None:
    g = two_sided(values, radius)
    item = substitute(g.expression(Variable("x")), {"x": Rational(x)})
    assert closed_ball(item - g(x), 128).contains(0)


@given(odd_lists, positive, odd_lists)
def test_distance_is_the_supremum(values: list[Fraction], radius: Fraction, others: list[Fraction]) -> None:
    f = PiecewiseLinear((-radius, radius / 3, radius), (Fraction(0), Fraction(1), Fraction(-2)))
    g = two_sided(others, radius)
    found = distance(f, g)
    points = [radius * k / 12 for k in range(-12, 13)]
    assert all(abs(f(x) - g(x)) <= found for x in points)
    assert found in {abs(f(x) - g(x)) for x in (*f.knots, *(b for b in g.breaks if abs(b) < radius))}


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_parabola_is_missed_by_an_eighth_of_h_squared(number: int) -> None:
    radius = Fraction(2)
    g = two_sided([x * x for x in knots(radius, number)], radius)
    lower, upper = distance_bounds(parse_expression("x**2"), "x", g, radius)
    truth = (radius / number) ** 2 / 4
    assert lower <= truth <= upper <= truth * Fraction(102, 100)


def test_the_zero_distance_is_seen() -> None:
    g = two_sided([Fraction(1), Fraction(0), Fraction(1)], Fraction(1))
    lower, upper = distance_bounds(parse_expression("abs(x)"), "x", g, Fraction(1))
    assert lower == 0
    assert upper <= Fraction(1, 2**59)


def test_a_peak_off_the_grid_is_not_missed() -> None:
    # exp(-1e6 (x - 1/sqrt(3))^2) is 1 at one point and almost 0 a hundredth away from it.
    g = ReluSum(Fraction(0))
    lower, upper = distance_bounds(parse_expression("exp(-1000000*(x - 1/sqrt(3))**2)"), "x", g, Fraction(1))
    assert lower <= 1 <= upper <= Fraction(102, 100)


def test_what_cannot_be_enclosed_is_an_error() -> None:
    with pytest.raises(ValueError, match="enclosed"):
        distance_bounds(parse_expression("1/x"), "x", ReluSum(Fraction(0)), Fraction(1))


@given(st.integers(1, 9), positive)
def test_rounded_values_keep_the_lipschitz_constant(number: int, radius: Fraction) -> None:
    f = parse_expression("sin(3*x)")
    points = knots(radius, number)
    values = rounded(f, "x", points, Fraction(3))
    for x, value in zip(points, values, strict=True):
        ball = closed_ball(substitute(f, {"x": Rational(x)}) - Rational(value), 256)
        assert abs(ball).upper() < 2.0**-63
    g = two_sided(values, radius)
    assert g.lipschitz <= 3


def test_a_wrong_lipschitz_constant_is_noticed() -> None:
    with pytest.raises(ValueError, match="steeper"):
        rounded(parse_expression("sin(3*x)"), "x", knots(Fraction(1), 8), Fraction(2))


@given(positive, positive, positive)
def test_cells_are_enough_and_not_too_many(radius: Fraction, slope: Fraction, eps: Fraction) -> None:
    number = cells(radius, slope, eps)
    assert 2 * number <= 2 * radius * slope / eps
    if number == 0:
        assert slope * radius < eps
    else:
        assert slope * radius / number / 2 <= eps
        assert number == 1 or slope * radius / (number - 1) / 2 > eps


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="radius"):
        cells(Fraction(0), Fraction(1), Fraction(1))
    with pytest.raises(ValueError, match="odd"):
        two_sided([Fraction(0)] * 2, Fraction(1))
    with pytest.raises(ValueError, match="increasing"):
        PiecewiseLinear((Fraction(0), Fraction(0)), (Fraction(0), Fraction(1)))
    with pytest.raises(ValueError, match="two knots"):
        PiecewiseLinear((Fraction(0),), (Fraction(0),))
    with pytest.raises(ValueError, match="outside"):
        PiecewiseLinear((Fraction(0), Fraction(1)), (Fraction(0), Fraction(1)))(Fraction(2))


def test_units_add_up() -> None:
    g = ReluSum(Fraction(1), (Unit(Fraction(2), 1, Fraction(1)), Unit(Fraction(3), -1, Fraction(1))))
    assert [g(x) for x in (-2, -1, 0, 1, 2)] == [4, 1, 1, 1, 3]
    assert g.slopes == [-3, 0, 2]
    assert g.lipschitz == 3


@given(st.lists(rationals, min_size=2, max_size=6), st.integers(-30, 30).map(lambda k: Fraction(k, 7)))
def test_one_sided_sums_interpolate_and_are_constant_beyond(values: list[Fraction], x: Fraction) -> None:
    low, step = Fraction(-1, 2), Fraction(1, 3)
    g = one_sided(values, low, step)
    points = [low + k * step for k in range(len(values))]
    assert [g(p) for p in points] == values
    assert all(unit.gamma == 1 for unit in g.units)
    inside = min(max(x, points[0]), points[-1])
    assert g(x) == PiecewiseLinear(tuple(points), tuple(values))(inside)
    with pytest.raises(ValueError, match="two values"):
        one_sided(values[:1], low, step)
