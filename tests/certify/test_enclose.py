"""Enclosures against mpmath, exact rationals and each other; domain errors, infinite ends, leaks of precision."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certify.enclose import closed_ball, closed_floor, compare, compile, sign
from certify.expr import FUNCTIONS, Expr, Rational, Variable, call
from certify.parse import parse_expression as parse
from tests.certify.real import Undefined, value

INF, NEG_INF = arb.pos_inf(), arb.neg_inf()
NAMES = ("x", "y")


@pytest.fixture(autouse=True)
def _digits() -> Iterator[None]:
    with mpmath.workdps(40):
        yield


def number(text: str) -> arb:
    return {"inf": INF, "-inf": NEG_INF}.get(text) or arb(text)


def contains(low: arb, high: arb, true: mpmath.mpf) -> bool:
    """Whether an mpmath number of 40 digits lies in an interval, up to its own error."""
    slack = abs(true) * mpmath.mpf(10) ** -30 + mpmath.mpf(10) ** -30
    lower, upper = to_mpf(low), to_mpf(high)
    return bool(lower - slack <= true <= upper + slack)


def to_mpf(end: arb) -> mpmath.mpf:
    if not end.is_finite():
        return mpmath.inf if end > 0 else -mpmath.inf
    mantissa, exponent = end.man_exp()
    return mpmath.ldexp(int(mantissa), int(exponent))


# Random expressions ----------------------------------------------------------------------------------

small = st.fractions(min_value=-3, max_value=3, max_denominator=6)
leaves = st.one_of(st.sampled_from([Variable("x"), Variable("y")]), small.map(Rational))


def _node(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    one = st.sampled_from(
        [
            "exp",
            "log",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "tanh",
            "abs",
            "floor",
            "ceil",
            "gamma",
            "lgamma",
            "digamma",
            "erf",
            "sqrt",
        ]
    )
    two = st.sampled_from(["add", "mul", "add", "mul", "min", "max", "pow", "binomial"])
    return st.one_of(
        st.builds(lambda f, a: call(f, a), one, inner),
        st.builds(lambda f, a, b: call(f, a, b), two, inner, inner),
        st.builds(
            lambda a, n: call("pow", a, Rational(n)),
            inner,
            st.sampled_from([-2, -1, 2, 3, Fraction(1, 3), Fraction(3, 2)]),
        ),
        st.builds(lambda k, a: call("polygamma", Rational(k), a), st.integers(0, 3), inner),
        st.builds(lambda k, a: call("besselj", Rational(k), a), st.sampled_from([0, 1, Fraction(5, 2)]), inner),
        st.builds(
            lambda n, d, a: call("legendre", Rational(n), Rational(d), a), st.integers(0, 5), st.integers(2, 5), inner
        ),
    )


expressions = st.recursive(leaves, _node, max_leaves=5)
coordinates = st.tuples(small, st.sampled_from([Fraction(0), Fraction(1, 64), Fraction(1, 4), Fraction(2)]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Expr, list[tuple[Fraction, Fraction]], list[Fraction]]:
    """An expression, a box, and a point of the box."""
    try:
        item = draw(expressions)
    except ZeroDivisionError:
        assume(False)
    box, point = [], []
    for _ in NAMES:
        low, width = draw(coordinates)
        box.append((low, low + width))
        point.append(low + width * draw(st.sampled_from([Fraction(0), Fraction(1, 7), Fraction(1, 2), Fraction(1)])))
    return item, box, point


def balls(box: list[tuple[Fraction, Fraction]]) -> tuple[list[arb], list[arb]]:
    lows = [(arb(a.numerator) / a.denominator).lower() for a, _ in box]
    highs = [(arb(b.numerator) / b.denominator).upper() for _, b in box]
    return lows, highs


@settings(max_examples=250)
@given(cases())
def test_values_lie_in_every_enclosure(case: tuple[Expr, list[tuple[Fraction, Fraction]], list[Fraction]]) -> None:
    item, box, point = case
    compiled = compile(item, NAMES)
    lows, highs = balls(box)
    low, high = compiled.interval(lows, highs)
    ball = compiled.ball([a.union(b) for a, b in zip(lows, highs, strict=True)])
    try:
        true = value(item, dict(zip(NAMES, point, strict=True)))
    except Undefined:
        return
    if not low.is_nan():
        assert contains(low, high, true)
    if ball.is_finite():
        assert contains(ball.lower(), ball.upper(), true)
    exact = compiled.exact(point)
    if exact is not None:
        assert abs(true - mpmath.mpf(exact.numerator) / exact.denominator) <= abs(true) * 1e-30 + 1e-30


@settings(max_examples=120)
@given(cases())
def test_wider_boxes_give_wider_enclosures(case: tuple[Expr, list[tuple[Fraction, Fraction]], list[Fraction]]) -> None:
    """What is finite on a box is finite, and inside, at each of its points."""
    item, box, point = case
    compiled = compile(item, NAMES)
    low, high = compiled.interval(*balls(box))
    if low.is_nan():
        return
    a, b = compiled.interval(*balls([(p, p) for p in point]))
    assert not a.is_nan()
    assert a <= high and b >= low  # up to rounding outwards, the point's interval meets the box's


@settings(max_examples=100)
@given(cases())
def test_derivatives_agree_with_difference_quotients(
    case: tuple[Expr, list[tuple[Fraction, Fraction]], list[Fraction]],
) -> None:
    """Mean value theorem: a quotient of differences inside the box lies in the derivative's enclosure over the box."""
    item, box, _ = case
    (low, high), (y, _) = box
    assume(high > low)
    compiled = compile(item, NAMES)
    lows, highs = balls([(low, high), (y, y)])
    slope = compiled.expand(lows, highs, (0,), 2)[1]
    gradient, second = compiled.derivatives((0, 1), lows, highs, second=True)
    assume(slope.is_finite())
    try:
        ends = [value(item, {"x": x, "y": y}) for x in (low, high)]
    except Undefined:
        return
    quotient = (ends[1] - ends[0]) / (
        mpmath.mpf(high.numerator) / high.denominator - mpmath.mpf(low.numerator) / low.denominator
    )
    for found in (slope, gradient.get(0, arb(0))):
        assert contains(found.lower(), found.upper(), quotient)
    curvature = compiled.expand(lows, highs, (0,), 3)[2] * 2
    other = second.get((0, 0), arb(0))
    assert not (curvature.is_finite() and other.is_finite()) or curvature.overlaps(other)


# One-variable series against mpmath's Taylor coefficients --------------------------------------------

SERIES = [
    "x*x", "x**3", "1/x", "x**(3/2)", "sqrt(x)", "x**(1/3)", "x**-2", "x**x", "2**x", "exp(x*x)", "log(1 + x*x)", "sin(x*x)",
    "cos(x**2)", "tan(x/3)", "asin(x/3)", "acos(x*x/9)", "atan(x*x)", "sinh(x*x)", "cosh(x**2)", "tanh(x*x)", "erf(x**2)",
    "gamma(x*x)", "lgamma(x*x)", "digamma(x**2)", "polygamma(2, x*x)", "besselj(1, x**2)", "besselj(5/2, x**2)",
    "abs(x - 5)", "min(x, 4)", "max(x**2, -3)", "floor(x)*x", "ceil(x) + x", "binomial(x, 3)", "binomial(x, x/2)",
    "legendre(4, 3, x/4)", "legendre(3, x + 2, x/5)", "sum(x**k/k, k, 1, 5)", "product(x + k, k, 0, floor(x) + 2)",
]  # fmt: skip


@pytest.mark.parametrize("text", SERIES)
@pytest.mark.parametrize("centre", [Fraction(13, 10), Fraction(7, 4)])
def test_series_against_mpmath(text: str, centre: Fraction) -> None:
    item, order = parse(text), 5

    true = _taylor_by_interpolation(lambda q: value(item, {"x": q}), centre, Fraction(1, 100), order)
    compiled = compile(item, ("x",))
    x = arb(centre.numerator) / centre.denominator
    point = compiled.series([x], 0, order)
    wide = compiled.series([x + arb(0, 0.1)], 0, order)
    for k in range(order):
        assert abs(to_mpf(point[k].mid()) - true[k]) < 1e-7 * (1 + abs(true[k]))
        assert wide[k].contains(point[k])
    assert all(wide[k].rad() > 0 or wide[k] == point[k] for k in range(order))


@pytest.mark.parametrize("text", SERIES)
def test_tight_series_agree_with_balls(text: str) -> None:
    """Both enclose the same coefficients; at points they agree to many digits, and exact ends are kept."""
    compiled = compile(parse(text), ("x",))
    for low, high in ((1.25, 1.25), (1.25, 1.5)):
        balls = compiled.expand([arb(low)], [arb(high)], (0,), 6)
        pairs = compiled.expand_tightly([arb(low)], [arb(high)], (0,), 6)
        for ball, (a, b) in zip(balls, pairs, strict=True):
            assert a.is_nan() or (a <= b and ball.lower() <= b and ball.upper() >= a)
            assert low < high or a.is_nan() or b - a <= 4 * ball.rad() + arb(2) ** -30
    assert sum(a.is_nan() for a, _ in compiled.expand_tightly([arb(1.25)], [arb(1.25)], (0,), 6)) in (0, 6)


@pytest.mark.parametrize(
    ("text", "order", "low", "high"),
    [("x**3", 1, "0", "3"), ("x**3", 2, "0", "3"), ("y*exp(x)", 1, "0", "e"), ("y*x", 1, "0", "1"), ("x**(5/2)", 1, "0", "5/2"),
     ("sin(y)*cosh(x)", 1, "0", "sin(1)*sinh(1)"), ("x - sin(x)", 0, "-sin(1)", "1"), ("cos(x)", 1, "-sin(1)", "0"),
     ("log(1 + x)", 2, "-1/2", "-1/8"), ("1/(1 + x)", 1, "-1", "-1/4"), ("(x + y)**2", 1, "0", "4"), ("lgamma(1 + x)", 1, "digamma(1)", "digamma(2)")],
)  # fmt: skip
def test_tight_series_on_the_unit_square(text: str, order: int, low: str, high: str) -> None:
    compiled = compile(parse(text), ("x", "y"))
    got = compiled.expand_tightly([arb(0), arb(0)], [arb(1), arb(1)], (0,), order + 1)[order]
    for end, wanted in zip(got, (low, high), strict=True):
        true = closed_ball(parse(wanted), 128)
        assert end == 0 if wanted == "0" else abs(end - true) < arb(2) ** -40


def test_zero_times_unknown_is_unknown() -> None:
    """In Arb a zero series times NaN coefficients is zero; the derivatives of abs and sqrt at 0 must not get lost
    so."""
    for text in ("x*abs(x - y)", "(x - y)*sqrt(x - y)*sqrt(x - y)", "(x - x)*abs(x)", "0*abs(x)"):
        compiled = compile(parse(text), ("x", "y"))
        wide = [arb(-1), arb(0)], [arb(1), arb(0)]
        assert not compiled.expand(*wide, (0,), 3)[2].is_finite()
        assert compiled.expand_tightly(*wide, (0,), 3)[2][0].is_nan()
        assert not compiled.derivatives((0,), *wide)[0][0].is_finite()


def _taylor_by_interpolation(
    f: Callable[[Fraction], mpmath.mpf], centre: Fraction, h: Fraction, order: int
) -> list[mpmath.mpf]:
    """Taylor coefficients 0 .. order-1 from central differences of high order (independent of any derivative
    formula)."""
    nodes = [Fraction(j) for j in range(-6, 7)]
    matrix = mpmath.matrix([[mpmath.mpf(int(t)) ** k for k in range(len(nodes))] for t in nodes])
    values = mpmath.matrix([f(centre + t * h) for t in nodes])
    solution = mpmath.lu_solve(matrix, values)
    step = mpmath.mpf(h.numerator) / h.denominator
    return [solution[k] / step**k for k in range(order)]


@pytest.mark.parametrize(
    "text", ["abs(x)", "floor(x)", "min(x, 0)", "max(x, x**2)", "sqrt(x)", "x**(3/2)", "asin(x + 1)"]
)
def test_series_is_unknown_across_a_kink(text: str) -> None:
    """Around 0 none of these is differentiable; over [-1/8, 1/8] (or [0, 1/8]) no finite second derivative may come
    out."""
    compiled = compile(parse(text), ("x",))
    low = arb(0) if text[0] in "sx" or text.startswith("asin") else arb(-0.125)
    high = arb(0.125) if not text.startswith("asin") else arb(0)
    assert not compiled.expand([low], [high], (0,), 3)[2].is_finite()


def test_besselj_derivative_in_the_order_is_unknown() -> None:
    compiled = compile(parse("besselj(x, 1)"), ("x",))
    assert not compiled.series([arb(1, 0.1)], 0, 2)[1].is_finite()


# Where things are undefined ---------------------------------------------------------------------------

UNDEFINED = [
    ("log(x)", "0", "1"), ("log(x)", "-1", "1"), ("log(x)", "0", "0"), ("1/x", "0", "1"), ("1/x", "-1", "1"), ("x**-2", "-1", "2"),
    ("sqrt(x)", "-0.001", "1"), ("x**(1/3)", "-8", "-8"), ("x**(-1/2)", "0", "1"), ("tan(x)", "1", "2"), ("tan(x)", "-9", "9"),
    ("asin(x)", "0", "1.001"), ("acos(x)", "-1.001", "0"), ("gamma(x)", "-0.5", "-0.5"), ("gamma(x)", "-0.5", "0.5"),
    ("gamma(x)", "0", "1"), ("lgamma(x)", "-0.5", "-0.5"), ("digamma(x)", "-0.5", "-0.5"), ("polygamma(1, x)", "-0.5", "-0.25"),
    ("polygamma(2, x)", "0", "1"), ("x**x", "-1", "-1/2"), ("x**pi", "-1", "1"), ("0**x", "-1", "1"), ("0**x", "0", "1"),
    ("binomial(x, 2)", "-2", "0"), ("binomial(x, 2)", "-1", "0"), ("besselj(0, x)", "-1", "1"), ("besselj(x, 1)", "-1", "1"),
    ("harmonic_dim(3, x)", "-1", "2"), ("harmonic_dim(x, 2)", "1", "3"), ("legendre(2, x, 1/2)", "1", "3"),
    ("legendre(x, 3, 1/2)", "1", "2"), ("sum(1/k, k, x, 2)", "0", "0"), ("product(log(k), k, x, 3)", "-1", "-1"),
    ("sum(k, k, 1, x)", "1", "2"), ("max(1, log(x))", "-1", "-1"), ("sin(tan(x))", "1", "2"), ("atan(1/x)", "-1", "1"),
    ("exp(-1/x**2)", "-1", "1"), ("0*log(x)", "-1", "1"), ("x**0*log(x)", "-1", "1"), ("min(0, 1/x)", "0", "1"),
    ("floor(1/x)", "0", "1"), ("abs(log(x))", "0", "1"), ("erf(log(x))", "0", "1"), ("tanh(1/x)", "0", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), UNDEFINED)
def test_undefined_somewhere_means_not_finite(text: str, low: str, high: str) -> None:
    compiled = compile(parse(text), ("x",))
    ends = [closed_ball(parse(t), 64) for t in (low, high)]
    a, b = ends[0].lower(), ends[1].upper()
    got = compiled.interval([a], [b])
    assert not (got[0].is_finite() and got[1].is_finite())
    assert not compiled.ball([a.union(b)]).is_finite()
    assert not compiled.series([a.union(b)], 0, 2)[0].is_finite()
    assert not any(x.is_finite() for x in compiled.derivatives((0,), [a], [b])[0].values())


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_nan_goes_through_every_function(name: str) -> None:
    """log(-1) inside any argument makes the whole undefined, whatever the function makes of NaN."""
    count = FUNCTIONS[name] or 2
    if name == "polygamma":
        items = [call(name, Rational(2), parse("log(x)"))]
    else:
        items = []
        for bad in range(count):
            args = [
                parse("log(x)") if k == bad else Rational(3 if name != "legendre" or k < 2 else Fraction(1, 2))
                for k in range(count)
            ]
            items.append(call(name, *args))
    for item in items:
        for x in (arb(-1), arb(-1, 0.5)):
            assert not compile(item, ("x",)).ball([x]).is_finite()


CLOSED_ENDS = [
    ("sqrt(x)", "0", "4", "0", "2"), ("x**(1/3)", "0", "8", "0", "2"), ("asin(x)", "-1", "1", "-pi/2", "pi/2"),
    ("acos(x)", "-1", "1", "0", "pi"), ("x**2", "-2", "1", "0", "4"), ("x*x", "-2", "1", "0", "4"), ("x**4", "-2", "1", "0", "16"),
    ("x**3", "-2", "1", "-8", "1"), ("sin(x)", "0", "2", "0", "1"), ("sin(x)", "4", "5", "-1", "sin(4)"),
    ("cos(x)", "-1", "1", "cos(1)", "1"), ("cos(x)", "2", "4", "-1", "cos(2)"), ("cos(x)", "1", "7", "-1", "1"),
    ("tan(x)", "-1", "1", "-tan(1)", "tan(1)"), ("tan(x)", "2", "4", "tan(2)", "tan(4)"), ("cosh(x)", "-1", "2", "1", "cosh(2)"),
    ("abs(x)", "-3", "2", "0", "3"), ("gamma(x)", "1", "3", "gamma(1.46163214496836234126)", "2"), ("lgamma(x)", "1", "2", "lgamma(1.46163214496836234126)", "0"),
    ("digamma(x)", "1", "2", "digamma(1)", "digamma(2)"), ("polygamma(1, x)", "1", "2", "polygamma(1, 2)", "polygamma(1, 1)"),
    ("polygamma(2, x)", "1", "2", "polygamma(2, 1)", "polygamma(2, 2)"), ("min(x, 1)", "0", "3", "0", "1"),
    ("max(x, 1)", "0", "3", "1", "3"), ("floor(x)", "-3/2", "5/2", "-2", "2"), ("ceil(x)", "-3/2", "5/2", "-1", "3"),
    ("x**x", "1", "2", "1", "4"), ("0**x", "1/2", "2", "0", "0"), ("x**2", "0", "0", "0", "0"), ("1/x", "2", "4", "1/4", "1/2"),
    ("x**3*x", "-2", "1", "0", "16"), ("erf(x)", "-1", "1", "-erf(1)", "erf(1)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high", "least", "greatest"), CLOSED_ENDS)
def test_ranges_are_tight_on_wide_boxes(text: str, low: str, high: str, least: str, greatest: str) -> None:
    """Both ways: the interval reaches the true range and hardly more."""
    a, b = (closed_ball(parse(t), 200) for t in (low, high))
    assert a.is_exact() and b.is_exact()
    got = compile(parse(text), ("x",)).interval([a], [b])
    true = [closed_ball(parse(t), 200) for t in (least, greatest)]
    assert got[0] <= true[0] + arb(2) ** -40 and got[1] >= true[1] - arb(2) ** -40
    assert got[0] >= true[0] - arb(2) ** -40 and got[1] <= true[1] + arb(2) ** -40


INFINITE = [
    ("exp(-x)", "3", "inf", "0", "exp(-3)"), ("exp(x)", "-inf", "1", "0", "e"), ("exp(x)", "-inf", "inf", "0", "inf"),
    ("exp(-x**2)", "-inf", "inf", "0", "1"), ("1/x", "2", "inf", "0", "1/2"), ("1/x", "-inf", "-2", "-1/2", "0"),
    ("sin(x)", "0", "inf", "-1", "1"), ("cos(x)", "-inf", "inf", "-1", "1"), ("x**2", "-inf", "1", "0", "inf"),
    ("x**3", "-inf", "1", "-inf", "1"), ("atan(x)", "-inf", "inf", "-pi/2", "pi/2"), ("tanh(x)", "0", "inf", "0", "1"),
    ("erf(x)", "-inf", "inf", "-1", "1"), ("log(x)", "1", "inf", "0", "inf"), ("lgamma(x)", "2", "inf", "0", "inf"),
    ("gamma(x)", "2", "inf", "1", "inf"), ("digamma(x)", "1", "inf", "digamma(1)", "inf"), ("sqrt(x)", "4", "inf", "2", "inf"),
    ("polygamma(1, x)", "1", "inf", "0", "pi**2/6"), ("x**(-3/2)", "4", "inf", "0", "1/8"), ("cosh(x)", "-inf", "inf", "1", "inf"),
    ("sinh(x)", "-inf", "0", "-inf", "0"), ("abs(x)", "-inf", "1", "0", "inf"), ("0*x", "-inf", "inf", "0", "0"),
    ("floor(x)", "-inf", "5/2", "-inf", "2"), ("x/(1 + x)", "1", "inf", "0", "inf"), ("x*exp(-x)", "0", "inf", "0", "inf"),
    ("min(x, 3)", "1", "inf", "1", "3"), ("max(x, 3)", "-inf", "4", "3", "4"), ("2**-x", "1", "inf", "0", "1/2"),
    ("x**x", "1", "inf", "1", "inf"), ("besselj(0, x)", "0", "inf", "-1", "1"), ("x - x", "0", "inf", "-inf", "inf"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high", "least", "greatest"), INFINITE)
def test_infinite_ends(text: str, low: str, high: str, least: str, greatest: str) -> None:
    got = compile(parse(text), ("x",)).interval([number(low)], [number(high)])
    for end, wanted in zip(got, (least, greatest), strict=True):
        if wanted in ("inf", "-inf"):
            assert not end.is_finite() and not end.is_nan() and (end > 0) == (wanted == "inf")
        else:
            assert abs(end - closed_ball(parse(wanted), 64)) < arb(2) ** -40


@pytest.mark.parametrize("text", ["1/x", "log(x)", "tan(x)", "asin(x)", "gamma(x)", "x**(1/2)", "1/sin(x)"])
def test_undefined_on_the_line(text: str) -> None:
    low, high = compile(parse(text), ("x",)).interval([NEG_INF], [INF])
    assert low.is_nan() and high.is_nan()


# Closed expressions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "op", "right", "holds"),
    [
        ("pi", "<", "355/113", True), ("pi", ">=", "355/113", False), ("e", "<", "2.7182818284590452354", True),
        ("sqrt(2)*sqrt(3)", "==", "sqrt(6)", True), ("exp(log(2))", "<=", "2", True), ("exp(log(2))", "<", "2", False),
        ("exp(pi*sqrt(163))", "==", "262537412640768744", False), ("exp(pi*sqrt(163))", "<", "262537412640768744", True),
        ("1/3 + 1/6", "==", "1/2", True), ("sin(1)**2 + cos(1)**2", "!=", "1", False), ("log(-1)", "<", "0", None),
        ("0*log(0-1)", "==", "0", None), ("1/(pi - pi)", ">", "0", None), ("gamma(0-1/2)", "<", "0", None),
        ("pi + 1/10**300", ">", "pi", True), ("exp(1/10**200)", ">", "1", True), ("sum(1/k, k, 1, 4)", "==", "25/12", True),
        ("gamma(1/2)**2", "==", "pi", True), ("2**(10**6)", ">", "3**(6*10**5)", True),
    ],
)  # fmt: skip
def test_compare(left: str, op: str, right: str, holds: bool | None) -> None:
    assert compare(parse(left), op, parse(right)) is holds


def test_compare_does_not_take_close_for_equal() -> None:
    """Two numbers that agree to 2000 digits: not equal, and balls of 4096 bits cannot tell."""
    tiny = parse("exp(0-4000)")
    assert compare(tiny, "==", parse("0")) is False
    left = parse("pi + exp(0-exp(10))")
    assert compare(left, "==", parse("pi")) is not True


@given(st.fractions(max_denominator=50), st.fractions(max_denominator=50))
def test_compare_rationals(a: Fraction, b: Fraction) -> None:
    assert compare(Rational(a), "<", Rational(b)) is (a < b)
    assert compare(Rational(a), "==", Rational(b)) is (a == b)
    assert sign(Rational(a)) == (a > 0) - (a < 0)


@pytest.mark.parametrize(
    ("text", "floor"),
    [("pi", 3), ("-pi", -4), ("7/2", 3), ("-7/2", -4), ("exp(log(3))", 3), ("sqrt(2)**2", 2), ("10**20*pi", 314159265358979323846),
     ("log(0-1)", None), ("exp(exp(100))", None)],
)  # fmt: skip
def test_closed_floor(text: str, floor: int | None) -> None:
    assert closed_floor(parse(text)) == floor


@pytest.mark.parametrize(
    "text", ["exp(exp(exp(50)))", "2**(2**(2**50))", "gamma(10**40)", "sin(10**60)", "besselj(10**6, 10**7)"]
)
def test_monsters_are_harmless(text: str) -> None:
    """Sound and quick, finite or not."""
    ball = closed_ball(parse(text), 128)
    assert ball.is_nan() or ball.rad() >= 0


# Precision and terms do not leak -------------------------------------------------------------------------


def test_global_settings_are_left_alone() -> None:
    before = ctx.prec, ctx.cap
    compiled = compile(parse("lgamma(x)*log(x)"), ("x",))
    compiled.series([arb(2)], 0, 7)
    compiled.series([arb(-2)], 0, 7)
    compiled.derivatives((0,), [arb(2)], [arb(3)], second=True)
    closed_ball(parse("log(0-1)"), 333)
    compare(parse("pi"), "<", parse("4"))
    assert (ctx.prec, ctx.cap) == before


@pytest.mark.parametrize("prec", [53, 100, 300])
def test_constants_follow_the_precision(prec: int) -> None:
    compiled = compile(parse("pi*x/3"), ("x",))
    with ctx.workprec(400):
        true = arb.pi() / 3
    for bits in (prec, 64, prec):
        with ctx.workprec(bits):
            ball = compiled.ball([arb(1)])
            assert ball.rad() < arb(2) ** (3 - bits) and ball.contains(true)


# Meanings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", range(2, 8))
@pytest.mark.parametrize("n", range(7))
def test_harmonic_dim_is_a_difference_of_binomials(d: int, n: int) -> None:
    true = math.comb(n + d - 1, d - 1) - (math.comb(n + d - 3, d - 1) if n >= 2 else 0)
    item = parse("harmonic_dim(d, n)")
    compiled = compile(item, ("d", "n"))
    assert compiled.ball([arb(d), arb(n)]).contains(true)
    assert compiled.exact([Fraction(d), Fraction(n)]) == true
    low, high = compiled.interval([arb(d), arb(n)], [arb(d + 1), arb(n + 1)])
    assert low.is_nan() or low <= true <= high


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("d", [2, 3, 4, Fraction(9, 2)])
def test_legendre_agrees_with_explicit_polynomials(n: int, d: Fraction) -> None:
    """Against the hypergeometric form 2F1(-n, n+d-2; (d-1)/2; (1-x)/2)."""
    x = Fraction(2, 7)
    total, term = Fraction(0), Fraction(1)
    for k in range(n + 1):
        total += term
        term *= Fraction((k - n) * (n + d - 2 + k)) / ((Fraction(d - 1) / 2 + k) * (k + 1)) * (1 - x) / 2
    compiled = compile(parse("legendre(n, d, x)"), ("n", "d", "x"))
    assert compiled.exact([Fraction(n), Fraction(d), x]) == total
    with ctx.workprec(120):
        assert compiled.ball([arb(v.numerator) / v.denominator for v in (Fraction(n), Fraction(d), x)]).contains(
            arb(total.numerator) / total.denominator
        )


def test_sums_with_a_variable_end() -> None:
    compiled = compile(parse("sum(k**2, k, 1, n)"), ("n",))
    assert compiled.exact([Fraction(100)]) == 338350
    assert compiled.ball([arb(100)]).contains(338350)
    assert compiled.exact([Fraction(0)]) == 0
    assert compile(parse("product(k, k, 1, n)"), ("n",)).exact([Fraction(0)]) == 1
    assert not compiled.ball([arb(1.5)]).is_finite()
    nested = compile(parse("sum(sum(j*k*x, j, 1, k), k, 1, n)"), ("n", "x"))
    assert nested.exact([Fraction(4), Fraction(1, 2)]) == sum(
        j * k for k in range(1, 5) for j in range(1, k + 1)
    ) / Fraction(2)
    shadow = compile(parse("k + sum(k, k, 1, 3)*k"), ("k",))
    assert shadow.exact([Fraction(10)]) == 70


def test_missing_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="'y'"):
        compile(parse("x + y"), ("x",))


def test_nested_sums_are_written_out_for_few_terms_only() -> None:
    nested = compile(parse("sum(sum(sum(1, k, 0, j), j, 0, i), i, 0, n)"), ("n",))
    assert nested.ball([arb(8)]) == 165
    assert not nested.ball([arb(2000)]).is_finite()
    plain = compile(parse("sum(1, k, 0, n)"), ("n",))
    assert plain.ball([arb(2000)]) == 2001
