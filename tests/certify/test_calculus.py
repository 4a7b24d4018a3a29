from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from certify.algebra import is_zero
from certify.calculus import derivative, leading, taylor
from certify.expr import ONE, PI, ZERO, Call, Expr, Rational, Variable, add, div, mul, power, substitute
from certify.parse import parse_expression as read
from certify.unproved import Unproved
from tests.certify.real import Undefined, value

DERIVATIVES = """
x**5 == 5*x**4
x**n == n*x**(n-1)
2**x == 2**x*log(2)
x**x == x**x*(log(x)+1)
sqrt(x) == 1/(2*sqrt(x))
exp(x**2) == 2*x*exp(x**2)
log(1+x) == 1/(1+x)
sin(2*x) == 2*cos(2*x)
tan(x) == 1/cos(x)**2
asin(x) == 1/sqrt(1-x**2)
acos(x) == -1/sqrt(1-x**2)
atan(x) == 1/(1+x**2)
sinh(x)*cosh(x) == cosh(2*x)
tanh(x) == 1/cosh(x)**2
erf(x) == 2/sqrt(pi)*exp(-x**2)
besselj(0, x) == -besselj(1, x)
besselj(2, x) == (besselj(1, x) - besselj(3, x))/2
besselj(v, x) == v/x*besselj(v, x) - besselj(v+1, x)
legendre(3, d, x) == 3*(d+1)/(d-1)*legendre(2, d+2, x)
integral(exp(t), t, x, x**2) == 2*x*exp(x**2) - exp(x)
integral(exp(t), t, 0, y) == 0
sum(x**k, k, 1, n) == sum(k*x**(k-1), k, 1, n)
abs(y)*x == abs(y)
floor(y) == 0
"""


@pytest.mark.parametrize("line", DERIVATIVES.strip().splitlines())
def test_known_derivatives(line: str) -> None:
    left, right = line.split("==")
    assert is_zero(derivative(read(left), "x") - read(right))


@pytest.mark.parametrize(
    "text", ["abs(x)", "min(x, 1)", "max(x, 1)", "floor(x)", "ceil(x)", "integral(x*t, t, 0, 1)", "product(x, k, 1, n)",
             "sum(x, k, 1, floor(x))", "harmonic_dim(x, 1)", "besselj(x, 1)", "legendre(n, x, y)"]
)  # fmt: skip
def test_what_has_no_rule_is_refused(text: str) -> None:
    with pytest.raises(Unproved):
        derivative(read(text), "x")
    with pytest.raises(Unproved):
        taylor(read(text), "x", read("y"), 3)


def test_repeated_derivatives_stay_moderate() -> None:
    f = read("exp(sin(x))*log(1+x)**2/(1+x**2)")
    for _ in range(5):
        f = derivative(f, "x")
    assert f.size < 4000
    g = read("(1+x)**30*exp(-x)")
    for _ in range(6):
        g = derivative(g, "x")
    assert g.size < 200


TAYLOR = """
exp(x) at 0: 1, 1, 1/2, 1/6, 1/24
exp(-2*x) + x - 1 at 0: 0, -1, 2, -4/3
sin(x) at pi/2: 1, 0, -1/2, 0, 1/24
atan(x) at 1: pi/4, 1/2, -1/4, 1/12
sqrt(1+x) at 3: 2, 1/4, -1/64
log(x) at exp(-1): -1, e, -e**2/2
log(x) at y: log(y), 1/y, -1/(2*y**2)
x**x at 1: 1, 1, 1, 1/2, 1/3
2**x at 0: 1, log(2), log(2)**2/2
x**n at 1: 1, n, n*(n-1)/2
tan(x) at 0: 0, 1, 0, 1/3, 0, 2/15
tanh(x) at 0: 0, 1, 0, -1/3, 0, 2/15
erf(x) at 0: 0, 2/sqrt(pi), 0, -2/(3*sqrt(pi))
asin(x) at 1/2: pi/6, 2/sqrt(3)
besselj(0, x) at 0: 1, 0, -1/4, 0, 1/64
besselj(1, x) at 0: 0, 1/2, 0, -1/16
legendre(2, d, x) at 1: 1, 2*d/(d-1), d/(d-1)
lgamma(x+1) - lgamma(x) at 1: 0, 1, -1/2, 1/3
integral(exp(-t**2), t, 0, x) at 0: 0, 1, 0, -1/3
sum(x**k, k, 1, 3) at 1: 3, 6, 4, 1
1/(1-x-y) at 0: 1/(1-y), 1/(1-y)**2
(x-y)**4 at y: 0, 0, 0, 0, 1
"""


@pytest.mark.parametrize("line", TAYLOR.strip().splitlines())
def test_known_expansions(line: str) -> None:
    head, _, tail = line.partition(":")
    f, _, centre = head.partition(" at ")
    expected = [read(c) for c in tail.split(",")]
    found = taylor(read(f), "x", read(centre), len(expected))
    assert len(found) == len(expected)
    for c, e in zip(found, expected, strict=True):
        assert is_zero(c - e)
        assert (c == ZERO) == (e == ZERO)


@pytest.mark.parametrize(
    "text", ["1/x", "log(x)", "sqrt(x)", "x**(3/2)", "sin(x)/x", "gamma(x)", "x**(-2)", "1/sin(x)"]
)
def test_singular_centres_are_refused(text: str) -> None:
    with pytest.raises(Unproved):
        taylor(read(text), "x", ZERO, 3)


def test_leading_coefficients() -> None:
    assert leading(read("sin(x) - x + x**3/6"), "x", ZERO, 9) == (5, Rational(Fraction(1, 120)))
    assert leading(read("1 - x - exp(-x)"), "x", ZERO, 4) == (2, Rational(Fraction(-1, 2)))
    assert leading(read("1 - x - exp(-x)"), "x", ZERO, 2) is None
    assert leading(read("cos(x)**2 + sin(x)**2 - 1"), "x", ZERO, 6) is None
    assert taylor(read("x"), "x", ZERO, 0) == []


def test_the_centre_must_be_free_of_the_variable() -> None:
    with pytest.raises(ValueError, match="contains"):
        taylor(read("x"), "x", read("x+1"), 2)


SMOOTH = ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "gamma", "lgamma", "erf")
LEAVES = st.sampled_from([Variable("x"), Variable("x"), PI, *(Rational(Fraction(c)) for c in ("2", "1/2", "-1", "3"))])


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    exponents = st.sampled_from([read(t) for t in ("2", "3", "-1", "1/2", "-3/2", "x", "x+1")])
    return st.one_of(
        st.builds(add, inner, inner),
        st.builds(mul, inner, inner),
        st.builds(div, inner, inner),
        st.builds(power, inner, exponents),
        st.builds(lambda op, a: Call(op, (a,)), st.sampled_from(SMOOTH), inner),
    )


EXPRESSIONS = st.recursive(LEAVES, grow, max_leaves=5)
AT = [Fraction(1, 3), Fraction(-2, 5), Fraction(7, 4), Fraction(5, 2)]


def numerical(f: Expr, at: Fraction, order: int) -> mpf:
    """Coefficient number `order` by central differences in high precision."""
    with mpmath.workdps(40):
        h = Fraction(1, 10**6)
        if order == 1:
            return (value(f, {"x": at + h}) - value(f, {"x": at - h})) / (2 * mpf(1) / 10**6)
        both = value(f, {"x": at + h}) + value(f, {"x": at - h}) - 2 * value(f, {"x": at})
        return both / (2 * mpf(10) ** -12)


def close(a: mpf, b: mpf, scale: mpf) -> bool:
    return bool(abs(a - b) <= mpf(10) ** -6 * (1 + abs(a) + abs(b) + scale))


@settings(max_examples=2 * settings.default.max_examples)
@given(EXPRESSIONS, st.sampled_from(AT))
def test_derivatives_agree_with_difference_quotients(f: Expr, at: Fraction) -> None:
    slope = derivative(f, "x")
    try:
        expected, found = numerical(f, at, 1), value(slope, {"x": at})
        scale = abs(value(derivative(derivative(slope, "x"), "x"), {"x": at}))
    except Undefined:
        return
    if scale < 10**4:
        assert close(expected, found, scale)


@given(EXPRESSIONS, st.sampled_from(AT))
def test_expansions_agree_with_difference_quotients(f: Expr, at: Fraction) -> None:
    try:
        found = taylor(f, "x", Rational(at), 4)
        numbers = [value(c, {}) for c in found]
        expected = [value(f, {"x": at}), numerical(f, at, 1), numerical(f, at, 2)]
    except (Undefined, Unproved):
        return
    if abs(numbers[3]) < 10**4:
        for a, b in zip(expected, numbers, strict=False):
            assert close(a, b, abs(numbers[3]))


@given(EXPRESSIONS)
def test_expansions_agree_with_repeated_derivatives(f: Expr) -> None:
    """Symbolic centre: coefficient k is the k-th derivative over k!, put at the centre."""
    try:
        found = taylor(f, "x", Variable("y"), 3)
        by_hand = [substitute(f, {"x": Variable("y")}), substitute(derivative(f, "x"), {"x": Variable("y")})]
    except (Unproved, ZeroDivisionError):
        return
    for a, b in zip(found, by_hand, strict=False):
        for at in AT:
            try:
                u, v = value(a, {"y": at}), value(b, {"y": at})
            except Undefined:
                continue
            assert close(u, v, mpf(0))


def test_a_sum_is_differentiated_term_by_term_with_its_own_variable() -> None:
    assert is_zero(derivative(read("sum(x*k, k, 1, n)"), "k") - ZERO)
    assert derivative(Variable("y"), "x") == ZERO
    assert derivative(Variable("x"), "x") == ONE
