"""The claim language: exact literals, one tree a text, errors with a position, hostile text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.expr import FUNCTIONS, Binder, Call, Expr, Rational, Variable, call
from certify.parse import MAX_CHARS, Membership, parse_condition, parse_definition, parse_expression, parse_relations
from certify.text import rational_text, to_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.41", Fraction(41, 100)),
        ("1e-9", Fraction(1, 10**9)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("79/100", Fraction(79, 100)),
        ("-2**2", Fraction(-4)),
        ("2**-3", Fraction(1, 8)),
        ("1_000", Fraction(1000)),
        ("1.25e3", Fraction(1250)),
    ],
)
def test_literals_are_exact(text: str, value: Fraction) -> None:
    assert parse_expression(text) == Rational(value)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a - b", "a + (-1)*b"),
        ("a/b", "a*b**(-1)"),
        ("sqrt(x)", "x**(1/2)"),
        ("e**x", "exp(x)"),
        ("e", "exp(1)"),
        ("log2(x)", "log(x)/log(2)"),
        ("factorial(n)", "gamma(n + 1)"),
        ("x - (y - z)", "x - y + z"),
    ],
)
def test_sugar_is_one_form(text: str, same: str) -> None:
    assert parse_expression(text) == parse_expression(same)


@pytest.mark.parametrize(
    ("left", "right"),
    [("x/x", "1"), ("0*x", "0"), ("x - x", "0"), ("sqrt(x)**2", "x"), ("(x**2)**(1/2)", "x"), ("a-(b+c)", "a-b+c")],
)
def test_nothing_is_cancelled(left: str, right: str) -> None:
    assert parse_expression(left) != parse_expression(right)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("foo(x)", "unknown function 'foo'"),
        ("sin(x, y)", "sin takes 1 argument, got 2"),
        ("min()", "min takes at least one argument"),
        ("x^2", "powers are written `**`"),
        ("x +", "cannot be read"),
        ("", "empty"),
        ("x < y", "inside an expression"),
        ("1/0", "division by zero"),
        ("1/(2-2)", "division by zero"),
        ("0**-1", "division by zero"),
        ("True", "unexpected literal"),
        ("'a'", "unexpected literal"),
        ("1j", "unexpected literal"),
        ("inf", "is not a number"),
        ("float('inf')", "unknown function 'float'"),
        ("__import__('os')", "unknown function"),
        ("().__class__", "unexpected"),
        ("[x for x in y]", "unexpected"),
        ("lambda: 1", "unexpected"),
        ("x if y else z", "unexpected"),
        ("sin", "is a function"),
        ("__x", "unknown name"),
        ("x\u00b2", "unexpected character"),
        ("1e999999999", "digits"),
        ("9" * 4000, "digits"),
        ("(" * 10_000 + "x" + ")" * 10_000, "characters"),
        ("(" * 9_000 + "x" + ")" * 9_000, "nested deeper"),
        ("-" * 10_000 + "x", "nested deeper"),
        ("x**" * 5_000 + "x", "nested deeper"),
        ("x+" * 600_000 + "x", "characters"),
        ("x // 2", "unknown operator"),
        ("x and y", "unexpected"),
        ("f.g(x)", "expected a function's name"),
        ("sin(x=1)", "plain arguments"),
        ("integral(x, 2, 0, 1)", "expected integral(body, variable, lower, upper)"),
        ("x; y", "cannot be read"),
        ("x\x00", "unexpected character"),
    ],
)
def test_bad_expressions_are_one_clear_error(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_expression(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_position_points_at_the_culprit() -> None:
    with pytest.raises(InputError) as caught:
        parse_relations("1 + sin(x) <= foo(x)")
    assert caught.value.position == "1 + sin(x) <= foo(x)".index("foo")
    assert caught.value.excerpt().splitlines()[1].index("^") == caught.value.position


def test_long_sums_are_read() -> None:
    found = parse_expression(" + ".join(f"{k}*x**{k}" for k in range(1, 400)))
    assert isinstance(found, Call) and len(found.args) == 399


def test_chains_and_conditions() -> None:
    first, second = parse_relations("0 <= x < 1/2")
    assert str(first) == "0 <= x" and str(second) == "x < 1/2"
    assert parse_condition("d in ZZ") == Membership("d", "ZZ")
    for text in ("d in QQ", "2 in ZZ", "pi in RR", "x not in RR", "x", "d in ZZ in RR"):
        with pytest.raises(InputError):
            parse_condition(text)


def test_definitions() -> None:
    assert parse_definition("c = a + 1", {"a": Rational(2)}) == ("c", Rational(3))
    for text in ("c", "c == 1", "1 = c", "pi = 3", "sin = 2", "= 3"):
        with pytest.raises(InputError):
            parse_definition(text, {})


def test_a_bound_variable_hides_a_definition_and_is_not_captured() -> None:
    inner = parse_expression("integral(x, x, 0, 1)", {"x": Rational(5)})
    assert isinstance(inner, Binder) and inner.body == Variable("x")
    with pytest.raises(InputError, match="bound here"):
        parse_expression("integral(c, x, 0, 1)", {"c": Variable("x")})


def test_exponential_definitions_are_refused_quickly() -> None:
    names: dict[str, Expr] = {"a0": Variable("x")}
    with pytest.raises(InputError, match="nodes"):
        for k in range(60):
            name, body = parse_definition(f"a{k + 1} = a{k}*sin(a{k})", names)
            names[name] = body


def test_huge_integers_print_whole() -> None:
    n = 7**20_000
    assert int(rational_text(n)[-50:]) == n % 10**50
    assert len(rational_text(n)) == 16_902


names = st.sampled_from(["x", "y", "d"])
leaves = st.one_of(
    st.fractions(min_value=-9, max_value=9, max_denominator=7).map(Rational),
    names.map(Variable),
    st.just(call("exp", Rational(1))),
)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> Expr:
    if depth == 0:
        return draw(leaves)
    sub = expressions(depth=depth - 1)
    op = draw(st.sampled_from(["add", "mul", "pow", "neg", "div", "fn", "bind", "leaf"]))
    if op == "leaf":
        return draw(leaves)
    a = draw(sub)
    if op == "neg":
        return -a
    if op == "bind":
        return Binder(draw(st.sampled_from(["integral", "sum", "product"])), a, "t", draw(leaves), draw(leaves))
    if op == "fn":
        name = draw(st.sampled_from(sorted(n for n, k in FUNCTIONS.items() if k == 1)))
        return call(name, a)
    b = draw(sub)
    try:
        return {"add": a.__add__, "mul": a.__mul__, "pow": a.__pow__, "div": a.__truediv__}[op](b)
    except ZeroDivisionError:
        return a


@given(expressions())
def test_text_is_read_back_to_the_same_tree(item: Expr) -> None:
    assert parse_expression(to_text(item)) == item


@given(st.text(max_size=60) | st.text(alphabet="xy01+-*/()., <=sincoe^", max_size=60))
def test_any_text_is_a_tree_or_an_input_error(text: str) -> None:
    for reader in (parse_expression, parse_relations, parse_condition):
        try:
            reader(text)
        except InputError as error:
            assert "\n" not in str(error)


def test_the_limit_is_named() -> None:
    with pytest.raises(InputError, match=str(MAX_CHARS)):
        parse_expression("x" * (MAX_CHARS + 1))
