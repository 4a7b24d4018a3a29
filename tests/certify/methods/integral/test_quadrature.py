"""Enclosures of integrals against closed forms and an independent high-precision rule, on both sides; and what must fail."""

from __future__ import annotations

import math
import re

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.expr import Binder
from certify.methods.integral.quadrature import closed, enclose_integral, integrate, moment
from certify.parse import parse_expression


def ball(text: str, prec: int = 64, **values: arb) -> arb:
    item = parse_expression(text)
    assert isinstance(item, Binder)
    with ctx.workprec(prec):
        return enclose_integral(item, values)


def holds_tightly(found: arb, exact: mpmath.mpf, relative: float = 1e-12) -> bool:
    """The ball contains the value (known to 40 digits) and is no wider than promised."""
    if not found.is_finite():
        return False
    with ctx.workprec(200):
        value = arb(mpmath.nstr(exact, 45)).mid()
        size = abs(value) + arb(10) ** -3
        near = arb(value, size * arb(10) ** -40)
        return bool(found.overlaps(near)) and bool(found.rad() <= size * relative)


SMOOTH = [
    ("exp(-t**2)", 0, 3),
    ("1/(1 + t**2)", -4, 4),
    ("sin(3*t)*exp(t)", -1, 2),
    ("1/(1 + 10000*t**2)", -1, 1),
    ("log(1 + t)", 0, 5),
    ("t**5 - 3*t", -1, 3),
    ("gamma(t)", 1, 3),
    ("cos(50*t)", 0, 1),
    ("besselj(2, t)", 0, 5),
    ("legendre(5, 4, t)**2", -1, 1),
    ("t**t", 1, 2),
    ("tanh(t)", -1, 3),
]
PYTHON = {
    "exp": mpmath.exp, "sin": mpmath.sin, "cos": mpmath.cos, "log": mpmath.log, "gamma": mpmath.gamma, "tanh": mpmath.tanh,
    "besselj": mpmath.besselj, "abs": abs, "max": max, "min": min, "sqrt": mpmath.sqrt, "pi": mpmath.pi,
    "legendre": lambda n, d, x: mpmath.gegenbauer(n, mpmath.mpf(d - 2) / 2, x) / mpmath.gegenbauer(n, mpmath.mpf(d - 2) / 2, 1),
}  # fmt: skip


def reference(body: str, points: list[object]) -> mpmath.mpf:
    """The integral by mpmath's rule, cut at the points."""
    with mpmath.workdps(50):
        code = compile(body, "body", "eval")
        return mpmath.quad(lambda t: eval(code, PYTHON, {"t": t}), points, maxdegree=12)


@pytest.mark.parametrize(("body", "a", "b"), SMOOTH)
def test_smooth_integrands(body: str, a: int, b: int) -> None:
    pieces = max(4, (b - a) * 4)
    with mpmath.workdps(50):
        points = [a + mpmath.mpf(b - a) * k / pieces for k in range(pieces + 1)]
    assert holds_tightly(ball(f"integral({body}, t, {a}, {b})"), reference(body, points))


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("integral(sqrt(1-t**2), t, -1, 1)", "pi/2"),
        ("integral(1/sqrt(1-t**2), t, -1, 1)", "pi"),
        ("integral((1-t**2)**(-9/10), t, -1, 1)", "beta(mpf(1)/2, mpf(1)/10)"),
        ("integral((1-t**2)**(97/2), t, -1, 1)", "beta(mpf(1)/2, mpf(99)/2)"),
        ("integral(t**(1/3)*(1-t)**(-2/3), t, 0, 1)", "beta(mpf(4)/3, mpf(1)/3)"),
        ("integral(log(t), t, 0, 1)", "mpf(-1)"),
        ("integral(t*log(t), t, 0, 1)", "mpf(-1)/4"),
        ("integral(log(t)*log(1-t), t, 0, 1)", "2 - pi**2/6"),
        ("integral(log(t)**3, t, 0, 1)", "mpf(-6)"),
        ("integral(log(t)/sqrt(t), t, 0, 4)", "8*log(2) - 8"),
        ("integral(exp(sqrt(t)), t, 0, 1)", "mpf(2)"),
        ("integral(sqrt(t*(pi-t)), t, 0, pi)", "pi**3/8"),
        ("integral(sin(t)/t, t, 0, 1)", "si(1)"),
        ("integral((1-cos(t))/t**2, t, 0, 1)", "si(1) - 1 + cos(1)"),
        ("integral((exp(t)-1)/t, t, 0, 1)", "ei(1) - euler"),
        ("integral(abs(t-1/3), t, 0, 1)", "mpf(5)/18"),
        ("integral(sqrt(abs(t-1/3)), t, 0, 1)", "2*(sqrt(mpf(8)/27) + sqrt(mpf(1)/27))/3"),
        ("integral(max(t, 1-t), t, 0, 1)", "mpf(3)/4"),
        ("integral(floor(t), t, 0, 5/2)", "mpf(2)"),
        ("integral(abs(-(t-1/4)**2), t, 0, 1)", "mpf(7)/48"),
        ("integral(max(-(t-1/4)**2, (t-1/4)**2), t, 0, 1)", "mpf(7)/48"),
        ("integral(log(t)*max(1-t, 1+t), t, 0, 1)", "mpf(-5)/4"),
        ("integral(log(1-t)*abs(t-1), t, 0, 1)", "mpf(-1)/4"),
        ("integral(abs(-t)/sqrt(t), t, 0, 1)", "mpf(2)/3"),
        ("integral(exp(t), t, 1, 0)", "1 - e"),
        ("integral(sin(100*pi*t)**2, t, -1, 1)", "mpf(1)"),
        ("integral(cos(300*t)*(1-t**2)**(5/2), t, -1, 1)", "15*pi*besselj(3, 300)/mpf(300)**3"),
        ("integral(cos(1500*t), t, 0, 1)", "sin(1500)/1500"),
    ],
)  # fmt: skip
def test_known_values(text: str, exact: str) -> None:
    with mpmath.workdps(50):
        value = eval(exact, vars(mpmath))
    assert holds_tightly(ball(text), value, 1e-10)


def test_an_empty_interval_gives_zero() -> None:
    assert ball("integral(exp(t), t, 2, 2)").is_zero()


@pytest.mark.parametrize(
    "text",
    [
        "integral(1/t, t, 0, 1)",
        "integral(1/t, t, -1, 1)",
        "integral(1/t, t, 1, -1)",
        "integral(1/(t-1/3), t, 0, 1)",
        "integral(1/(t-1/3)**2, t, 0, 1)",
        "integral(1/(3*t-1)**3, t, 0, 1)",
        "integral(1/(t**2-2), t, 0, 2)",
        "integral(abs(t-1/3)**(-1/2), t, 0, 1)",
        "integral(tan(t), t, 0, 2)",
        "integral(1/sin(t), t, 1, 4)",
        "integral(sqrt(t-1/2), t, 0, 1)",
        "integral(sqrt(1/2-t), t, 0, 1)",
        "integral(log(t-1/2), t, 0, 1)",
        "integral(log(abs(t)), t, -1, 1)",
        "integral((1-t**2)**(-1), t, -1, 1)",
        "integral((1-t**2)**(-3/2), t, -1, 1)",
        "integral(log(t)/t, t, 0, 1)",
        "integral(t**(-1/2)*t**(-1/2), t, 0, 1)",
        "integral(cos(t)/t, t, 0, 1)",
        "integral((1-cos(t))/t**3, t, 0, 1)",
        "integral((t - 1/10**12)/t**2, t, 0, 1)",
        "integral(gamma(t), t, 0, 1)",
        "integral(gamma(t), t, -1/2, 1)",
        "integral(asin(2*t), t, 0, 1)",
        "integral(t**(1/3), t, -1, 1)",
        "integral(1/0**t, t, 0, 1)",
        "integral(t**-2 - t**-2, t, -1, 1)",
        "integral(0*log(t - 1/2), t, 0, 1)",
    ],
)  # fmt: skip
def test_undefined_and_divergent_integrals_have_no_value(text: str) -> None:
    for prec in (53, 192):
        assert not ball(text, prec).is_finite()


def test_undefined_parameters_have_no_value() -> None:
    assert not ball("integral(sqrt(y)*t, t, 0, 1)", y=arb(-1)).is_finite()
    assert not ball("integral((t*sqrt(y))**(1/2), t, 0, 1)", y=arb(-1)).is_finite()
    assert not ball("integral((t*y/y)**(1/2), t, 0, 1)", y=arb(0)).is_finite()
    assert not ball("integral(t**s, t, 0, 1)", s=arb(-1)).is_finite()
    assert not ball("integral(t**s, t, 0, 1)", s=arb(-0.95, 0.1)).is_finite()
    assert not ball("integral(1/(t-y), t, 0, 1)", y=arb(0.5, 0.25)).is_finite()
    assert not ball("integral(exp(t*y), t, 0, 1)", y=arb.pos_inf()).is_finite()
    assert not ball("integral(exp(t*y), t, 0, 1)", y=arb.nan()).is_finite()


@given(st.floats(-0.95, 40), st.floats(-0.95, 40))
def test_eulers_beta_function(p: float, r: float) -> None:
    found = ball("integral(t**p*(1-t)**r, t, 0, 1)", p=arb(p), r=arb(r))
    with mpmath.workdps(50):
        exact = mpmath.beta(mpmath.mpf(p) + 1, mpmath.mpf(r) + 1)
    assert holds_tightly(found, exact, 1e-9)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.1, 5))
def test_ends_in_any_order_and_a_parameter(a: float, b: float, c: float) -> None:
    found = ball("integral(exp(c*t), t, a, b)", a=arb(a), b=arb(b), c=arb(c))
    with mpmath.workdps(50):
        exact = (mpmath.exp(mpmath.mpf(c) * b) - mpmath.exp(mpmath.mpf(c) * a)) / c
    assert holds_tightly(found, exact, 1e-9)


@given(st.floats(0, 2), st.floats(0, 0.5), st.floats(-1, 1))
def test_a_box_of_parameters_contains_every_value(middle: float, radius: float, place: float) -> None:
    box = ball("integral(1/(1+c*t**2), t, 0, 1)", c=arb(middle + radius, radius))
    c = middle + radius + place * radius * 0.999
    exact = math.atan(math.sqrt(c)) / math.sqrt(c) if c > 1e-9 else 1.0
    assert (box + arb(0, 1e-9)).contains(exact)
    at_low = 1 / (1 + middle)
    assert box.rad() <= 0.02 + radius * 1.2 * (1 + at_low)


@pytest.mark.parametrize("bits", [32, 64, 128, 192, 1024])
def test_precision_is_met_up_to_the_limit(bits: int) -> None:
    found = ball("integral(exp(-t**2), t, 0, 1)", bits)
    with mpmath.workdps(80):
        exact = mpmath.sqrt(mpmath.pi) / 2 * mpmath.erf(1)
    with ctx.workprec(300):
        assert found.contains(arb(mpmath.nstr(exact, 75)) + arb(0, arb(10) ** -74)) or found.overlaps(
            arb(mpmath.nstr(exact, 75))
        )
    assert found.rel_accuracy_bits() >= min(bits, 192) - 24


def test_the_halves_tell_how_the_ball_was_found() -> None:
    item = parse_expression("integral(log(t)*(1-t)**(1/2) + exp(t), t, 0, 1)")
    assert isinstance(item, Binder)
    found = closed(item, 64)
    with ctx.workprec(64):
        total = sum((p.value for half in found.halves for p in half.pieces), arb(0))
    assert total.overlaps(found.ball)
    for half in found.halves:
        ends = [p.low for p in half.pieces] + [half.pieces[-1].high]
        assert ends[0] == 0 and ends[-1] == 0.5
        assert all(p.high == q.low for p, q in zip(half.pieces, half.pieces[1:], strict=False))


def test_hopeless_oscillation_is_given_up_soon_with_a_true_ball() -> None:
    item = parse_expression("integral(cos(10**9*t), t, 0, 1)")
    assert isinstance(item, Binder)
    with ctx.workprec(64):
        found = integrate(item, {})
    assert len(found.halves[0].pieces) < 10
    assert found.ball.contains(math.sin(1e9) / 1e9)


INNER = ["t", "2*t", "(1-t)", "(t+1)", "(3*t-1)", "(t-1/2)", "(1-t**2)", "t**2"]
OUTER = [
    "exp({})", "sin({})", "cos({})", "abs({})", "sqrt(2+sin({}))", "1/(2+cos({}))", "atan({})", "log(1+abs({}))", "({})**2",
    "tanh({})", "sqrt(abs({}))", "max({}, 1/3)", "min(1-t, {})", "max({0}, -{0})", "abs(-({})**2)",
]  # fmt: skip
WEIGHTS = [
    "",
    "t**(-1/2)*",
    "t**(3/2)*(1-t)**(-1/3)*",
    "log(t)*",
    "log(1-t)*sqrt(t)*",
    "1/sqrt(t*(1-t))*",
    "log(t)**2*",
]


@settings(max_examples=12)
@given(
    st.sampled_from(WEIGHTS),
    st.sampled_from(OUTER),
    st.sampled_from(OUTER),
    st.sampled_from(INNER),
    st.sampled_from(INNER),
)
def test_random_integrands_with_kinks_and_singular_ends(weight: str, f: str, g: str, a: str, b: str) -> None:
    body = f"{weight}({f.format(g.format(a))} + {g.format(b)})"
    found = ball(f"integral({body}, t, 0, 1)", 53)
    code = compile(re.sub(r"(\d+)/(\d+)", r"mpf(\1)/\2", body), "body", "eval")
    names = PYTHON | {"atan": mpmath.atan, "mpf": mpmath.mpf}
    with mpmath.workdps(20):
        exact = mpmath.quad(lambda t: eval(code, names, {"t": t}), [mpmath.mpf(k) / 24 for k in range(25)])
    assert found.is_finite()
    assert abs(float(found.mid()) - float(exact)) <= float(found.rad()) + 1e-3 * (1 + abs(float(exact)))


@given(st.floats(-0.9, 6), st.integers(0, 4), st.floats(0.01, 1))
def test_moments(q: float, i: int, h: float) -> None:
    with ctx.workprec(100):
        found = moment(arb(q), i, arb(h))
    with mpmath.workdps(40):
        z = mpmath.mpf(q) + 1
        # the substitution u = exp(-v) turns the moment into an incomplete gamma function
        exact = (-1) ** i * mpmath.gammainc(i + 1, -z * mpmath.log(mpmath.mpf(h))) / z ** (i + 1)
    assert abs(float(found.mid()) - float(exact)) <= 1e-12 * (1 + abs(float(exact)))
