"""The table of antiderivatives: what it finds differentiates back, by independent numerical differentiation."""

from __future__ import annotations

import pytest
from flint import arb, ctx

from certify.enclose import compile
from certify.methods.integral.primitives import expanded, primitive
from certify.parse import parse_expression

FOUND = [
    "x**2 + 3*x*t", "sin(pi*m*x)**2", "x**n", "exp(-x)", "x**3*exp(2*x)", "x**2*cos(3*x)", "exp(-x)*sin(3*x)", "log(x)", "x*log(x)",
    "x**a*log(x)", "1/x", "1/(1+x)", "1/(1+x**2)", "1/(4+9*x**2)", "1/sqrt(1-x**2)", "sqrt(1-x**2)", "sqrt(x)",
    "x*sqrt(1+x**2)", "x*exp(-x**2/2)", "exp(-x**2)", "(x**3+1)/(x**2+1)", "1/(x**3+1)", "1/(x*(x+1)**2)", "sin(x)*cos(x)**3",
    "sin(a*x)*cos(3*x)", "tan(x)", "sinh(x)", "cosh(2*x)", "tanh(x)", "atan(x)", "asin(x)", "erf(x)", "2**x", "cos(x)**2*exp(x)",
    "(1-x)**m", "1/(x*(1-log(x)))", "sqrt(3*x+1)", "x*sin(x)**2", "1/(x**2+x+1)", "exp(x)/(1+exp(x))", "cos(x)/(2+sin(x))",
    "x/(1+x)", "(1+x)**3*(2-x)**2", "exp(a*x+t)", "(x**4+1)/((x+1)**2*(x**2+3))",
]  # fmt: skip


@pytest.mark.parametrize("body", FOUND)
def test_the_slope_of_what_is_found_is_the_integrand(body: str) -> None:
    f = parse_expression(body)
    found = primitive(f, "x")
    assert found is not None
    names = ("a", "m", "n", "t", "x")
    step = arb(2) ** -40
    with ctx.workprec(200):
        for x in (arb(0.3), arb(0.625)):
            values = [arb(0.7), arb(1.5), arb(2), arb(0.2)]
            rise = compile(found, names).ball([*values, x + step]) - compile(found, names).ball([*values, x - step])
            slope = compile(f, names).ball([*values, x])
            assert abs(rise / (2 * step) - slope) < arb(2) ** -50


@pytest.mark.parametrize(
    "body", ["exp(x**3)", "sin(x)/x", "1/log(x)", "x**x", "abs(x)", "floor(x)", "gamma(x)", "exp(exp(x))"]
)
def test_what_is_not_in_the_table_is_not_guessed(body: str) -> None:
    assert primitive(parse_expression(body), "x") is None


def test_products_of_waves_and_sums_are_expanded() -> None:
    f = parse_expression("2*sin(x)**3*(1+x)*exp(x)")
    total = compile(f, ("x",))
    parts = [compile(t, ("x",)) for t in expanded(f, "x")]
    with ctx.workprec(64):
        assert (sum((p.ball([arb(0.4)]) for p in parts), arb(0)) - total.ball([arb(0.4)])).contains(0)
        assert abs(sum((p.ball([arb(0.4)]) for p in parts), arb(0)) - total.ball([arb(0.4)])) < 1e-15
