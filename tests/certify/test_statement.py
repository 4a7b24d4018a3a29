"""Statements: domains, the canonical text, the digest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.expr import Rational
from certify.statement import Statement


def digest(claim: str, *where: str, let: tuple[str, ...] = ()) -> str:
    return Statement.parse(claim, where, let).digest


def test_renaming_and_reordering_keep_the_digest() -> None:
    one = digest("x*y <= sum(k, k, 1, n)", "0 <= x <= 1", "y >= 0", "n in ZZ", "n >= 1", "x <= y")
    assert one == digest("a*b <= sum(j, j, 1, m)", "a <= b", "m >= 1", "m in ZZ", "b >= 0", "a <= 1", "a >= 0")
    assert one == digest("v1*v0 <= sum(v2, v2, 1, x)", "v1 <= v0", "x >= 1", "x in ZZ", "v0 >= 0", "0 <= v1 <= 1")


@pytest.mark.parametrize(
    "other",
    [
        ("x*y <= 2", "0 <= x <= 1", "y > 0"),
        ("x*y <= 1", "0 < x <= 1", "y > 0"),
        ("x*y <= 1", "0 <= x <= 1", "y >= 0"),
        ("x*y < 1", "0 <= x <= 1", "y > 0"),
        ("x*y <= 1", "0 <= x <= 1", "y > 0", "x <= y"),
        ("x*y <= 1", "0 <= x <= 1", "y > 0", "x in ZZ"),
        ("x*x <= 1", "0 <= x <= 1", "y > 0"),
        ("y*y <= 1", "0 <= x <= 1", "y > 0"),
    ],
)
def test_any_change_of_meaning_changes_the_digest(other: tuple[str, ...]) -> None:
    assert digest("x*y <= 1", "0 <= x <= 1", "y > 0") != digest(*other)


def test_definitions_are_only_names() -> None:
    assert digest("c >= 0", "x >= 1", let=("a = x - 1", "c = a**2")) == digest("(x - 1)**2 >= 0", "x >= 1")


def test_the_tightest_ends_are_kept() -> None:
    domain = Statement.parse("x >= 0", ["x >= 1", "x > 1", "x >= 1/2", "x <= 4", "x < pi"]).domain
    assert domain.lines() == ["x > 1", "x < pi"]
    integers = Statement.parse("n >= 0", ["n in ZZ", "n > 5/2", "n < pi**2"]).domain
    assert integers.lines() == ["n in ZZ", "n >= 3", "n <= 9"]
    assert Statement.parse("n >= 0", ["n > 2", "n < 4", "n in ZZ"]).domain.ranges["n"].lower == Rational(3)


@pytest.mark.parametrize(
    ("claim", "where", "message"),
    [
        ("x >= 0", [], "no range"),
        ("x >= y", ["x >= 0"], "'y' has no range"),
        ("x >= 0", ["1 <= x <= 0"], "empty"),
        ("x >= 0", ["1 < x <= 1"], "empty"),
        ("x >= 0", ["x > pi", "x < 22/7", "x > 22/7"], "empty"),
        ("n >= 0", ["n in ZZ", "1/3 < n < 2/3"], "empty"),
        ("x >= 0", ["x >= 0", "2 < 1"], "empty"),
        ("x", ["x in RR"], "relation"),
        ("x >= 0", ["x in CC"], "RR or ZZ"),
        ("x >= 0", ["x"], "condition"),
    ],
)
def test_bad_statements(claim: str, where: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Statement.parse(claim, where)


@given(st.permutations(["0 <= x <= 1", "y > x", "z in RR", "z <= y", "w in ZZ", "w >= 3", "u <= 2", "u >= z"]))
def test_the_order_of_conditions_does_not_matter(where: list[str]) -> None:
    assert digest("x + y*z >= w", *where) == digest(
        "x + y*z >= w", "w >= 3", "u >= z", "u <= 2", "w in ZZ", "z <= y", "z in RR", "y > x", "x <= 1", "0 <= x"
    )


def test_the_canonical_statement_is_its_own_canonical_form() -> None:
    one = Statement.parse("b + a >= sum(integral(t*k, t, 0, a), k, 1, 3)", ["b >= 0", "0 <= a <= pi", "a <= b"])
    assert one.canonical.canonical.lines == one.canonical.lines
    assert Statement.parse(one.canonical.lines[0][6:], [w[6:] for w in one.canonical.lines[1:]]).digest == one.digest
