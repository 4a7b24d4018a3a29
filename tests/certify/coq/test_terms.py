"""Coq terms say what the expressions say: read back by an independent evaluator, at many points."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from certify.coq.terms import NAMES, Names, Unstated, definedness_terms, real_term, relation_term
from certify.expr import ZERO, Expr, Variable, call, lift
from certify.parse import parse_expression, parse_relations
from tests.certify import real
from tests.certify.coq import evaluator

INTEGERS = frozenset({"n"})
HERE = Names.of(["x", "y", "n"], INTEGERS)

leaves = st.one_of(
    st.sampled_from([Variable("x"), Variable("y"), Variable("n"), parse_expression("pi")]),
    st.fractions(-5, 5, max_denominator=7).map(lift),
)


def _grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pair = st.tuples(inner, inner)
    unary = st.sampled_from(["exp", "log", "sin", "cos", "atan", "sinh", "tanh", "abs", "floor", "ceil", "sqrt"])
    exponents = st.sampled_from(["2", "3", "-1", "-2", "1/2", "-1/2", "3/2", "-5/2", "1/3", "n", "n/2", "2*n+1", "x"])
    return st.one_of(
        pair.map(lambda p: p[0] + p[1]),
        pair.map(lambda p: p[0] - p[1]),
        pair.map(lambda p: p[0] * p[1]),
        pair.filter(lambda p: p[1] != ZERO).map(lambda p: call("pow", p[1], lift(-1)) * p[0]),
        st.tuples(inner.filter(lambda e: e != ZERO), exponents).map(
            lambda p: call("pow", p[0], parse_expression(p[1]))
        ),
        st.tuples(unary, inner).map(lambda p: call(p[0], p[1])),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner, inner).map(lambda p: call(*p)),
    )


def _safe(build: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return build.filter(lambda e: e.size < 60)


expressions = _safe(st.recursive(leaves, _grow, max_leaves=8))
coordinates = st.fractions(Fraction(-3), Fraction(3), max_denominator=5)


@given(expressions, coordinates, coordinates, st.integers(1, 4))
def test_a_term_has_the_value_of_its_expression(item: Expr, x: Fraction, y: Fraction, n: int) -> None:
    point = {"x": x, "y": y, "n": n}
    try:
        expected = real.value(item, point, INTEGERS)
    except real.Undefined:
        return
    if not mpmath.isfinite(expected) or abs(expected) > 1e8:
        return
    with mpmath.workdps(real.DIGITS):
        try:
            found = evaluator.value(
                real_term(item, HERE), {k: mpf(v.numerator) / v.denominator for k, v in point.items()}
            )
        except (ZeroDivisionError, ValueError):  # Rpower at 0, which the theorem excludes
            return
        assert abs(found - expected) <= mpf(10) ** -15 * (1 + abs(expected)), real_term(item, HERE)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a - (b - c)", "a - b + c"),
        ("a/(b*c)", "a / (b * c)"),
        ("a/b/c", "a / b / c"),
        ("-a**2", "- a ^ 2"),
        ("(-a)**2", "(- a) ^ 2"),
        ("(a**2)**3", "(a ^ 2) ^ 3"),
        ("1/a**2", "/ a ^ 2"),
        ("a**(-3/2)", "/ sqrt a ^ 3"),
        ("2/3*a", "2 / 3 * a"),
        ("a*(-2)", "- 2 * a"),
        ("a*(b+c)", "a * (b + c)"),
        ("2**(2*n+1)", "powerRZ 2 (2 * n + 1)"),
        ("a**((n-3)/2)", "powerRZ (sqrt a) (n - 3)"),
        ("gamma((n-1)/2)", "gamma_half (n - 1)"),
        ("factorial(n)", "gamma_half (2 * n + 2)"),
        ("binomial(n+1, 2)*harmonic_dim(n, n**2)", "binomial (n + 1) 2 * harmonic_dim n (n ^ 2)"),
        ("legendre(3, n, a)", "legendre 3 (IZR n) a"),
        ("integral(a*x, x, 0, 1/n)", "RInt (fun x : R => a * x) 0 (/ IZR n)"),
        ("integral(integral(x*y, x, 0, y), y, 0, 1)", "integral (fun y : R => RInt (fun x : R => x * y) 0 y) 0 1"),
        ("integral(a, a, 0, a)", "RInt (fun a : R => a) 0 a"),
        ("max(a, b, c)", "Rmax a (Rmax b c)"),
    ],
)
def test_terms_by_kind(text: str, term: str) -> None:
    assert real_term(parse_expression(text), Names.of(["a", "b", "c", "n"], INTEGERS)) == term


@pytest.mark.parametrize(
    "text", ["erf(a)", "besselj(0, a)", "gamma(a)", "gamma(n/3)", "sum(k, k, 1, n)", "digamma(n)", "legendre(a, 3, b)"]
)
def test_what_cannot_be_stated_is_said(text: str) -> None:
    with pytest.raises(Unstated):
        real_term(parse_expression(text), Names.of(["a", "b", "n"], INTEGERS))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("log(a) >= 1/b", ["a > 0", "b <> 0"]),
        ("sqrt(a - 1) >= 0", ["a - 1 >= 0"]),
        ("a**b >= 0", ["a > 0"]),
        ("a**(1/3) >= 0", ["a > 0"]),
        ("2**a >= 0", []),
        ("a**(n/2) >= 0", ["a > 0 \\/ a >= 0 /\\ 1 / 2 * IZR n > 0"]),
        ("asin(a) >= 0", ["a >= - 1 /\\ a <= 1"]),
        ("gamma(n/2) >= 0", ["1 / 2 * IZR n > 0"]),
        ("integral(1/(x + a), x, 0, 1) >= 0",
         ["forall x : R, 0 < x < 1 -> x + a <> 0", "integrable (fun x : R => / (x + a)) 0 1"]),
        ("integral(log(x), x, 0, -1) >= 0",  # on ]-1, 0[, where Coq's ln is 0
         ["forall x : R, Rmin 0 (- 1) < x < Rmax 0 (- 1) -> x > 0", "ex_RInt (fun x : R => ln x) 0 (- 1)"]),
        ("integral(integral(log(y), y, 0, a*x), x, 0, 1) >= 0",  # the range of y depends on x
         ["forall x : R, 0 < x < 1 -> forall y : R, Rmin 0 (a * x) < y < Rmax 0 (a * x) -> y > 0",
          "forall x : R, 0 < x < 1 -> ex_RInt (fun y : R => ln y) 0 (a * x)",
          "integrable (fun x : R => RInt (fun y : R => ln y) 0 (a * x)) 0 1"]),
    ],
)  # fmt: skip
def test_a_theorem_says_that_its_terms_are_defined(text: str, parts: list[str]) -> None:
    (relation,) = parse_relations(text)
    assert definedness_terms([relation.lhs, relation.rhs], Names.of(["a", "b", "n"], INTEGERS)) == parts


@given(st.lists(st.sampled_from([*sorted(NAMES), "x", "PI_", "R_", "R__", "d"]), unique=True, min_size=1))
def test_no_variable_takes_a_name_that_a_statement_needs(names: list[str]) -> None:
    found = Names.of(names, frozenset())
    assert len(set(found.renamed.values())) == len(names)
    assert not set(found.renamed.values()) & NAMES


def test_a_bound_variable_keeps_apart_from_a_renamed_one() -> None:
    names = Names.of(["PI", "x"], frozenset())
    assert names.renamed["PI"] == "PI_"
    (relation,) = parse_relations("integral(PI*PI_, PI_, 0, 1) >= x")
    assert relation_term(relation, names) == "integral (fun PI__ : R => PI_ * PI__) 0 1 >= x"
