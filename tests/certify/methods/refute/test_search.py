"""The numerical search: grids, shortening, recognition, solving equations, root finding."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from certify.deadline import Deadline
from certify.domain import Range
from certify.enclose import closed_ball, compare
from certify.enclose.numbers import to_arb, to_fraction
from certify.expr import PI, ZERO, Rational, substitute
from certify.goal import Goal
from certify.methods.refute.axes import LEVELS, axis, complexity
from certify.methods.refute.charts import charts, solutions
from certify.methods.refute.descent import descend, roots
from certify.methods.refute.landscape import Landscape
from certify.methods.refute.shorten import RECOGNISE_BITS, recognise, shorten
from certify.parse import parse_expression
from certify.statement import Statement
from certify.text import to_text
from certify.tidy import exact_root, simplified, tidy


def view(claim: str, *where: str) -> Landscape:
    statement = Statement.parse(claim, where)
    return Landscape(Goal.of(statement.domain, statement.relations[0]), Deadline.after(20))


RANGES = [
    Range(Rational(0), Rational(1)),
    Range(Rational(0), Rational(1), True, True),
    Range(Rational(3), None, True),
    Range(None, Rational(-2)),
    Range(),
    Range(Rational(2), Rational(9), integer=True),
    Range(Rational(-5), None, integer=True),
    Range(integer=True),
    Range(ZERO, PI, False, True),
]


@pytest.mark.parametrize("r", RANGES)
@pytest.mark.parametrize("level", LEVELS)
def test_grids_stay_in_the_range(r: Range, level: int) -> None:
    values = axis(r, level)
    assert values == sorted(set(values)) and len(values) >= 5
    assert len(values) <= 3000
    for v in values:
        assert not r.integer or v.denominator == 1
        assert r.lower is None or compare(Rational(v), ">" if r.lower_strict else ">=", r.lower)
        assert r.upper is None or compare(Rational(v), "<" if r.upper_strict else "<=", r.upper) is not False


def test_finer_grids_come_closer_and_reach_farther() -> None:
    closest = [axis(RANGES[1], level)[0] for level in LEVELS]
    farthest = [axis(RANGES[2], level)[-1] for level in LEVELS]
    assert closest[0] > closest[1] > closest[2] and closest[2] < Fraction(1, 2**150)
    assert farthest[0] < farthest[1] < farthest[2] and farthest[2] > 2**200


@given(st.fractions(), st.integers(-80, 80))
def test_numbers(value: Fraction, exponent: int) -> None:
    dyadic = Fraction(value.numerator) * Fraction(2) ** exponent
    with ctx.workprec(30):
        assert to_arb(dyadic).is_exact() and to_fraction(to_arb(dyadic)) == dyadic
        assert abs(to_fraction(to_arb(value)) - value) <= abs(value) / 2**25


def test_short_numbers_are_simple() -> None:
    assert sorted([Fraction(7, 3), Fraction(1), Fraction(0), Fraction(1, 2), Fraction(100)], key=complexity)[:2] == [
        0,
        1,
    ]


def test_shortening_keeps_the_failure() -> None:
    v = view("x**2 >= 2", "0 <= x <= 3")
    point = (Fraction(1414, 1000) - Fraction(1, 10**12),)
    assert v.violates(point) and shorten(v, point) == (0,)
    v = view("abs(x - 5/7) >= 1/1000", "0 <= x <= 1")
    short = shorten(v, (Fraction(714_300_001, 10**9),))
    assert v.violates(short) and short == (Fraction(5, 7),)
    v = view("1/(1/3 - x) <= 10**12", "0 <= x < 1/3")
    short = shorten(v, (Fraction(1, 3) - Fraction(123_456, 10**18),))
    assert v.violates(short) and complexity(short[0])[0] < 200


@pytest.mark.parametrize(
    "text", ["3/7", "-22/7", "2*pi/3", "sqrt(2)", "-sqrt(5)/3", "exp(3/2)", "-exp(-1)", "log(7/3)", "5**(1/3)"]
)
def test_recognition(text: str) -> None:
    item = parse_expression(text)
    with ctx.workprec(RECOGNISE_BITS):
        value = closed_ball(item, RECOGNISE_BITS).mid()
        assert any(compare(candidate, "==", item) for candidate in recognise(value))


def test_nothing_is_recognised_in_a_random_number() -> None:
    with ctx.workprec(RECOGNISE_BITS):
        assert list(recognise((arb(2).sqrt() + arb(3).sqrt().exp()).sin())) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("3*x + y - 1", "x"), ("x**2 - 5", "x"), ("x**2 + x*y - 1", "x"), ("x**3 - y", "x"), ("exp(x) - y", "x"),
        ("log(2*x) - y", "x"), ("1/x - y", "x"), ("x*y - x - 1", "x"), ("sin(x) - 1/2", "x"), ("exp(x)**2 - 3*exp(x) + y", "x"),
    ],
)  # fmt: skip
def test_solutions_solve(text: str, name: str) -> None:
    f = parse_expression(text)
    found = list(solutions(f, name))
    assert found
    for solution in found:
        at = substitute(substitute(f, {name: solution}), {"y": Rational(2)})
        ball = closed_ball(at, 128)
        assert not ball.is_finite() or abs(ball) < arb(2) ** -60


def test_charts_cover_a_circle_on_both_sides() -> None:
    statement = Statement.parse("0 <= 1", ["x**2 + y**2 == 1", "x in RR", "y in RR"])
    signs = set()
    for chart in charts(statement.domain):
        (free,) = chart.domain.ranges
        point = chart.lift({free: Rational(Fraction(3, 5))})
        signs.add({name: to_text(v) for name, v in point.items()}["x" if free == "y" else "y"])
    assert signs == {"4/5", "-4/5"}


def test_descent_finds_a_narrow_valley() -> None:
    v = view("(x - 1234567/10**7)**2 >= 1/10**14", "0 <= x <= 1")
    assert any(
        v.violates(p) for level in LEVELS for p in descend(v, axis(Range(ZERO, Rational(1)), level), scaled=False)
    )


def test_roots_are_narrowed() -> None:
    v = view("x**3 != 2", "0 <= x <= 3")
    (root,) = roots(v, axis(Range(ZERO, Rational(3)), 0))
    assert abs(root**3 - 2) < Fraction(1, 10**50)


def test_signs_by_rising_precision_and_exactly() -> None:
    v = view("(x + 10**-60)**2 >= x**2 + 2*x*10**-60 + 10**-120", "0 <= x <= 1")
    assert v.sign((Fraction(1, 3),)) == 0
    v = view("(x + 10**-60)**2 > x**2 + 2*x*10**-60", "0 <= x <= 1")
    assert v.sign((Fraction(1, 3),)) == 1
    assert v.sign((Fraction(1, 3),)) == 1
    assert not v.inside((Fraction(-1, 10**30),)) and not v.inside((Fraction(1) + Fraction(1, 10**30),))


@given(st.integers(0, 10**12), st.integers(1, 7))
def test_exact_roots(value: int, n: int) -> None:
    assert exact_root(value**n, n) == value
    assert n == 1 or value == 0 or exact_root(value**n + 1, n) is None


def test_tidy() -> None:
    assert tidy(parse_expression("sqrt(16/25) + (8/27)**(2/3)")) == Rational(Fraction(4, 5) + Fraction(4, 9))
    assert tidy(parse_expression("sqrt(2)")) == parse_expression("sqrt(2)")
    assert simplified(parse_expression("sqrt(2)**2 - 1")) == Rational(1)
