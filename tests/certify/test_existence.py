"""When integrals exist: obligations that suffice, and integrals that must not get through."""

from __future__ import annotations

import pytest

from certify.definedness import obligations
from certify.domain import Domain
from certify.enclose import compare
from certify.existence import factors
from certify.parse import parse_expression
from certify.requirements import Obligation
from certify.text import to_text


def listed(text: str, *, necessary: bool) -> list[str]:
    """The obligations of a kind, alternatives joined by `or`."""
    found = obligations(parse_expression(text), frozenset({"n"}))
    return [
        " or ".join(" and ".join(map(str, relations)) for relations in o.alternatives)
        for o in found
        if o.necessary is necessary
    ]


def refused(text: str) -> bool:
    """Whether a closed obligation fails, or one between the ends fails in the middle."""

    def fails(o: Obligation) -> bool:
        return not any(all(compare(r.lhs, r.op, r.rhs) is True for r in relations) for relations in o.alternatives)

    found = obligations(parse_expression(text), frozenset())
    return any(not o.binders and fails(o) for o in found)


def test_the_sphere_weight_exists_for_exponents_above_minus_one() -> None:
    text = "integral((1-x**2)**((d-3)/2), x, -1, 1)"
    assert listed(text, necessary=False) == ["1/2*(d - 3) + 1 > 0"]
    assert listed(text, necessary=True) == ["1 - x**2 > 0 or 1 - x**2 >= 0 and 1/2*(d - 3) > 0"]


@pytest.mark.parametrize(
    "text",
    [
        "integral(1/x, x, 0, 1)",
        "integral(1/x, x, 1, 0)",
        "integral(1/x**2, x, 0, 1)",
        "integral(1/(x*sqrt(x)), x, 0, 1)",
        "integral(1/sqrt(x)/sqrt(x), x, 0, 1)",
        "integral(x**(-1/2)*x**(-1/2), x, 0, 1)",
        "integral((1-x**2)**(-1), x, -1, 1)",
        "integral((1-x)**(-1/2)*(1-x**2)**(-1/2), x, -1, 1)",
        "integral(log(x)/x, x, 0, 1)",
        "integral(tan(x), x, 0, pi/2)",
        "integral(1/sin(x), x, 0, 1)",
        "integral(exp(1/x), x, 0, 1)",
        "integral(1/log(x), x, 0, 1)",
        "integral(gamma(x), x, 0, 1)",
        "integral(1/x - 1/x, x, 0, 1)",
        "integral(floor(x), x, 0, 3)",
        "integral(1/(1-x+floor(x)), x, 0, 1)",
        "integral(x**x, x, 0, 1)",
        "integral(integral(1/(t+u), t, 0, 1), u, 0, 1)",
    ],
)
def test_what_is_not_known_to_exist_brings_an_obligation_that_fails(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "integral(1/sqrt(x), x, 0, 1)",
        "integral(1/sqrt(1-x**2), x, -1, 1)",
        "integral(1/sqrt(x*(1-x)), x, 0, 1)",
        "integral(log(x), x, 0, 1)",
        "integral(log(x)**2/sqrt(x)*exp(x), x, 0, 2)",
        "integral(sin(x)/x, x, 0, 1)",
        "integral(x/sin(x), x, 0, 1)",
        "integral(exp(sqrt(x)), x, 0, 1)",
        "integral(exp(x), x, 1, 0)",
        "integral(sqrt(abs(x)), x, -1, 1)",
        "integral((1-x**2)**(-9/10), x, -1, 1)",
    ],
)
def test_what_exists_is_not_refused(text: str) -> None:
    assert not refused(text)


def test_symbolic_ends_must_be_in_order_and_closed_ones_are_put_in_order() -> None:
    assert "0 <= t" in listed("integral(exp(x), x, 0, t)", necessary=False)
    (between,) = obligations(parse_expression("integral(1/x, x, 1, -1)"), frozenset())[:1]
    assert between.domain(Domain()).lines() == ["x > -1", "x < 1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/(a*b)", ["a**-1", "b**-1"]),
        ("1/sqrt(a)", ["a**-1/2"]),
        ("sqrt(a)**3*b", ["a**3/2", "b**1"]),
        ("sqrt(a**2)", ["a**2**1/2"]),
        ("(a**s)**2", ["a**2*s"]),
        ("(a*b)**s", ["a*b**s"]),
    ],
)
def test_factors(text: str, expected: list[str]) -> None:
    assert [f"{to_text(p)}**{to_text(s)}" for p, s in factors(parse_expression(text))] == expected
