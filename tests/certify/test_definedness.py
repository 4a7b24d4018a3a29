"""Obligations: each function brings the ones of the table, inner before outer, and nothing else."""

from __future__ import annotations

import pytest

from certify.definedness import obligations
from certify.errors import InputError
from certify.integrality import is_integer_valued
from certify.parse import parse_expression

INTEGERS = frozenset({"n", "d"})


def needs(text: str) -> list[list[str]]:
    """For each obligation its alternatives, relations joined by `and`."""
    found = obligations(parse_expression(text), INTEGERS)
    return [[" and ".join(map(str, alternative)) for alternative in o.alternatives] for o in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + sin(y)*exp(x**3)", []),
        ("log(x)", [["x > 0"]]),
        ("log(log(x))", [["x > 0"], ["log(x) > 0"]]),
        ("sqrt(x)", [["x >= 0"]]),
        ("x**(-1/3)", [["x > 0"]]),
        ("x**0", []),
        ("1/x", [["x > 0", "x < 0", "x != 0"]]),
        ("2**x", []),
        ("x**y", [["x > 0", "x >= 0 and y > 0"]]),
        ("x**n", [["n >= 0", "x > 0", "x < 0", "x != 0"]]),
        ("(-2)**n", []),
        ("0**x", [["0 > 0", "0 >= 0 and x > 0"]]),
        ("tan(x)", [["cos(x) > 0", "cos(x) < 0", "cos(x) != 0"]]),
        ("asin(x)", [["x >= -1 and x <= 1"]]),
        ("factorial(n)", [["n + 1 > 0"]]),
        ("binomial(n, x)", [["n + 1 > 0"]]),
        ("harmonic_dim(d, n**2)", [["d >= 2 and n**2 >= 0"]]),
        ("legendre(n, x, y)", [["n >= 0 and x >= 2"]]),
        ("log2(x)", [["x > 0"], ["log(2) > 0", "log(2) < 0", "log(2) != 0"]]),
        ("log(x) + log(x)", [["x > 0"]]),
    ],
)
def test_the_table(text: str, expected: list[list[str]]) -> None:
    assert needs(text) == expected


def test_bodies_of_binders_are_looked_at_on_their_own_range() -> None:
    inner, *_ = obligations(parse_expression("integral(log(t), t, 0, x)"), INTEGERS)
    from certify.domain import Domain

    assert inner.domain(Domain()).lines() == ["t > 0", "t < x"]
    (division,) = obligations(parse_expression("sum(1/k, k, 1, n)"), INTEGERS)
    assert division.domain(Domain()).lines() == ["k in ZZ", "k >= 1", "k <= n"]


@pytest.mark.parametrize(
    "text", ["harmonic_dim(x, n)", "harmonic_dim(d, n/2)", "legendre(x, 3, y)", "sum(k, k, 1, x)", "polygamma(x, y)"]
)
def test_what_must_be_an_integer_is_said_to(text: str) -> None:
    with pytest.raises(InputError, match="integer"):
        obligations(parse_expression(text), INTEGERS)


@pytest.mark.parametrize(
    ("text", "whole"),
    [("n + 2*d", True), ("n/2", False), ("n**2", True), ("n**-1", False), ("2**n", False), ("floor(x)", True), ("x", False),
     ("factorial(n)", True), ("sum(k*n, k, 1, d)", True), ("sum(k/2, k, 1, d)", False), ("max(n, 3)", True)],
)  # fmt: skip
def test_integer_valued(text: str, whole: bool) -> None:
    assert is_integer_valued(parse_expression(text), INTEGERS) is whole
