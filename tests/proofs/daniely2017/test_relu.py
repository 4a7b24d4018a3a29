"""The guard of Lemma 5: the four bounds for random, worst and smooth functions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.interpolant import PiecewiseLinear, ReluSum, cells, distance, distance_bounds, knots, rounded, two_sided
from certify.parse import parse_expression

positive = st.fractions(Fraction(1, 10), 4, max_denominator=10)


@st.composite
def lipschitz_functions(draw: st.DrawFn) -> tuple[PiecewiseLinear, Fraction, Fraction]:
    """A random L-Lipschitz piecewise-linear function on [-R, R], R and L."""
    radius, slope = draw(positive), draw(positive)
    inner = draw(st.lists(st.fractions(-1, 1, max_denominator=40), max_size=8, unique=True))
    points = sorted({-radius, radius, *(radius * t for t in inner)})
    values = [draw(st.fractions(-3, 3, max_denominator=7))]
    for a, b in pairwise(points):
        values.append(values[-1] + draw(st.fractions(-1, 1, max_denominator=9)) * slope * (b - a))
    return PiecewiseLinear(tuple(points), tuple(values)), radius, slope


def check_four_bounds(g: ReluSum, radius: Fraction, slope: Fraction, eps: Fraction) -> None:
    """All that Lemma 5 says of g but its distance from f."""
    assert g.width <= 2 * radius * slope / eps
    assert all(abs(unit.beta) <= radius for unit in g.units)
    assert all(abs(unit.alpha) <= 2 * slope for unit in g.units)
    assert all(unit.gamma in (-1, 1) for unit in g.units)
    assert g.lipschitz <= slope


@given(lipschitz_functions(), positive)
def test_four_bounds(sample: tuple[PiecewiseLinear, Fraction, Fraction], eps: Fraction) -> None:
    f, radius, slope = sample
    g = two_sided([f(x) for x in knots(radius, cells(radius, slope, eps))], radius)
    assert g.bias == f(Fraction(0))
    check_four_bounds(g, radius, slope, eps)
    assert distance(f, g) <= eps


@given(positive, positive, positive)
def test_a_saw_is_the_worst_case(radius: Fraction, slope: Fraction, eps: Fraction) -> None:
    # Zero at the knots, with the full slope up and down between them: the error is L h/2, no less.
    number = max(1, cells(radius, slope, eps))
    points = sorted({*knots(radius, number), *(x + radius / number / 2 for x in knots(radius, number)[:-1])})
    grid = set(knots(radius, number))
    f = PiecewiseLinear(tuple(points), tuple(Fraction(0) if x in grid else slope * radius / number / 2 for x in points))
    g = two_sided([f(x) for x in knots(radius, number)], radius)
    assert f.lipschitz == slope
    assert distance(f, g) == slope * radius / number / 2


@pytest.mark.parametrize(
    ("text", "radius", "slope"),
    [
        ("sin(5*x)", Fraction(1), Fraction(5)),
        ("x**2/2", Fraction(2), Fraction(2)),
        ("exp(-x**2)", Fraction(3), Fraction(1)),
        ("atan(3*x)", Fraction(1), Fraction(3)),
    ],
)
@pytest.mark.parametrize("eps", [Fraction(1, 4), Fraction(1, 30), Fraction(3)])
def test_smooth_functions(text: str, radius: Fraction, slope: Fraction, eps: Fraction) -> None:
    f = parse_expression(text)
    points = knots(radius, cells(radius, slope, eps))
    g = two_sided(rounded(f, "x", points, slope), radius)
    check_four_bounds(g, radius, slope, eps)
    lower, upper = distance_bounds(f, "x", g, radius)
    assert 0 < lower <= upper <= eps


def test_the_grid_printed_has_too_many_units() -> None:
    # R L/eps = 11/10: the grid eps/L takes 4 units, stated are 2.2, and the repaired grid takes 2.
    ratio = Fraction(11, 10)
    assert 2 * -(-ratio.numerator // ratio.denominator) > 2 * ratio
    assert 2 * cells(Fraction(1), Fraction(1), 1 / ratio) == 2 <= 2 * ratio
