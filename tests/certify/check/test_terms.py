"""The checker's own reading of text: the same trees as the engine's parser, and refusal of everything else."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify import expr as engine
from certify.check.domains import FLIPPED, Range, Relation
from certify.check.terms import (
    HALF,
    ONE,
    PI,
    ZERO,
    Purse,
    Rejected,
    Term,
    add,
    binder,
    call,
    is_integer,
    make,
    mul,
    neg,
    number,
    power,
    put,
    replace,
    var,
    walk,
)
from certify.check.text import parse, parse_domain, parse_relation
from certify.errors import InputError
from certify.parse import parse_expression
from certify.text import to_text


@pytest.fixture(autouse=True)
def purse() -> None:
    Purse.left = 10_000_000


def converted(item: engine.Expr) -> Term:
    """The engine's tree as it stands, without our constructors' folding."""
    if isinstance(item, engine.Rational):
        return number(item.value)
    if isinstance(item, engine.Constant):
        return PI
    if isinstance(item, engine.Variable):
        return var(item.name)
    if isinstance(item, engine.Call):
        return make(item.op, None, tuple(converted(a) for a in item.args))
    assert isinstance(item, engine.Binder)
    return binder(item.op, converted(item.body), item.variable, converted(item.lower), converted(item.upper))


def texts() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x", "y", "n1", "pi", "e", "0", "1", "2", "7/3", "0.41", "1e-3", "12"])

    def more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda p: f"{p[0]} + {p[1]}"), pair.map(lambda p: f"{p[0]} - {p[1]}"), pair.map(lambda p: f"{p[0]}*{p[1]}"),
            pair.map(lambda p: f"({p[0]})/({p[1]})"), pair.map(lambda p: f"({p[0]})**({p[1]})"), inner.map(lambda a: f"-{a}"),
            inner.map(lambda a: f"({a})"), inner.map(lambda a: f"sin({a})"), inner.map(lambda a: f"sqrt({a})"),
            inner.map(lambda a: f"log2({a})"), inner.map(lambda a: f"factorial({a})"), pair.map(lambda p: f"max({p[0]}, {p[1]})"),
            pair.map(lambda p: f"integral({p[0]}, x, 0, {p[1]})"), pair.map(lambda p: f"2**-{p[0]}*{p[1]}"),
        )  # fmt: skip

    return st.recursive(leaves, more, max_leaves=12)


@given(texts())
@settings(max_examples=150, deadline=None)
def test_reads_as_the_engine_does(text: str) -> None:
    Purse.left = 10_000_000
    try:
        expected = parse_expression(text)
    except (InputError, ZeroDivisionError, RecursionError):  # whatever the engine refuses, a certificate does not hold
        return
    assert parse(text) is converted(expected)
    assert parse(to_text(expected)) is parse(to_text(parse_expression(to_text(expected))))


@pytest.mark.parametrize("text", [
    "", " ", "x +", "x y", "2x", "x^2", "x = 1", "f(x)", "sin x", "sin(x, x)", "polygamma(1)", "integral(x, 2, 0, 1)", "(x", "x)",
    "_x", "x._a", "'x'", "x[0]", "lambda: x", "x if x else x", "1_000", "0x10", "1j", "inf(x)", "x or x", "\u03c0", "1e", "1//2", "x%2",
    "sum(k, k, 1)", "exp", "RR", "1/0", "x in RR", "x < 1", "a" * 50 + "+", "x\0", "x;y", "x#y",
])  # fmt: skip
def test_refuses(text: str) -> None:
    with pytest.raises(Rejected):
        parse(text)


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, b"x", ["x"]])
def test_refuses_what_is_no_text(value: object) -> None:
    with pytest.raises(Rejected):
        parse(value)


@pytest.mark.parametrize("text", [
    "(" * 5000 + "x", "-" * 60_000, "x" * 100_000, "1" * 5000, "1e99999", "**".join(["2"] * 3000), "+".join(["x"] * 40_000),
    "sin(" * 3000 + "x" + ")" * 3000, "((((x" + "**2)" * 4 + "**9" * 300,
])  # fmt: skip
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    start = time.process_time()
    with pytest.raises(Rejected):
        parse(text)
    assert time.process_time() - start < 2


def test_work_is_paid_for() -> None:
    Purse.left = 1000
    with pytest.raises(Rejected, match="work"):
        for k in range(10_000):
            add(var("x"), number(k))


def test_constructors_fold_but_never_cancel() -> None:
    x = var("x")
    assert add(number(1), x, number(2)) is add(number(3), x)
    assert add(x, number(1), neg(number(1))) is x
    assert mul(number(2), x, HALF) is x
    assert mul(ZERO, x) is not ZERO
    assert mul(x, power(x, number(-1))) is not ONE
    assert power(number(2), number(10)) is number(1024)
    assert power(number(2), number(10**9)).op == "pow"
    assert parse("e**x") is call("exp", x)
    assert parse("0.1 + 1/5") is number(Fraction(3, 10))
    with pytest.raises(Rejected):
        power(ZERO, number(-1))


def test_putting_does_not_capture() -> None:
    t = parse("integral(x*t, t, 0, x)")
    there = put(t, {"x": var("t")})
    assert there.free == {"t"} and there.value != "t"
    body = there.args[0]
    assert body is mul(var("t"), var(str(there.value)))
    assert put(t, {"t": ONE}) is t
    assert put(parse("x + y"), {"x": var("y"), "y": var("x")}) is parse("y + x")
    assert put(parse("sum(k*x, k, 1, x)"), {"x": number(3)}).free == frozenset()


def test_replacing_stops_at_binders() -> None:
    t = parse("sin(k) + sum(sin(k), k, 1, 3) + sum(sin(k)*j, j, 1, 3)")
    assert replace(t, parse("sin(k)"), var("s")) is parse("s + sum(sin(k), k, 1, 3) + sum(s*j, j, 1, 3)")
    assert replace(parse("sum(sin(x), k, 1, 3)"), parse("sin(x)"), var("k")) is parse("sum(sin(x), k, 1, 3)")


def test_integers_by_structure() -> None:
    ints = frozenset({"n"})
    assert all(
        is_integer(parse(t), ints)
        for t in ("n", "3", "n**2 - 2*n", "floor(x)", "abs(n)", "binomial(n, 2)", "sum(k, k, 1, n)")
    )
    assert not any(is_integer(parse(t), ints) for t in ("x", "n/2", "n**(-1)", "2**n", "sqrt(4)", "sum(k/2, k, 1, n)"))


def test_relations() -> None:
    x = var("x")
    r = parse_relation("x < 1")
    assert r == Relation(x, "<", ONE) and r.turned() == Relation(ONE, ">", x) and r.normal() == (add(ONE, neg(x)), ">")
    assert all(FLIPPED[FLIPPED[op]] == op for op in FLIPPED)
    for text in ("x", "x < y < z", "x <> y", "x = y"):
        with pytest.raises(Rejected):
            parse_relation(text)


def test_domains() -> None:
    d = parse_domain(["n in ZZ", "n >= 2", "0 < x <= pi/2", "y in RR", "x*y <= 1", "y >= x"])
    assert d.ranges["n"] == Range(number(2), None, integer=True)
    assert d.ranges["x"] == Range(ZERO, parse("pi/2"), lower_strict=True)
    assert d.ranges["y"] == Range() and len(d.constraints) == 2 and d.integers == {"n"}
    assert list(d.without("y").ranges) == ["n", "x"] and d.without("y").constraints == ()
    for lines in (
        ["x >= 0", "x >= 1"],
        ["x <= 1", "x < 1"],
        ["x == 1", "x >= 0"],
        ["x*y <= 1"],
        ["x in QQ"],
        ["exp in RR"],
        [1],
    ):
        with pytest.raises(Rejected):
            parse_domain(lines)


def test_shared_terms_are_one() -> None:
    t = parse("sin(x)**2 + sin(x)**2")
    assert len(list(walk(t))) == 5
    assert parse("sin( x )") is parse("sin(x)")
