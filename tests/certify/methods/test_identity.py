from __future__ import annotations

import pytest

from certify.algebra import is_zero
from certify.expr import has
from certify.methods import exact, finite, harmonic, identity, known, sign
from certify.parse import parse_expression as read
from certify.unproved import Unproved
from tests.certify.methods.goals import Alone, goal
from tests.certify.methods.proving import rules

D_N = ("d in ZZ", "d >= 2", "n in ZZ", "n >= 1")


@pytest.mark.parametrize(
    "case",
    [
        ("binomial(n+2, 2) - binomial(n, 2) == 2*n + 1", "n in ZZ", "n >= 0"),
        (
            "binomial(d+n-1, d-1) - binomial(d+n-3, d-1) == (2*n+d-2)*factorial(n+d-3)/(factorial(n)*factorial(d-2))",
            *D_N,
        ),
        ("sin(x)**2 + cos(x)**2 == 1", "x in RR"),
        ("sin(x)**2 + cos(x)**2 >= 1", "x in RR"),
        ("(-1)**n*(-1)**n == 1", "n in ZZ"),
        ("exp(x+y) == exp(x)*exp(y)", "x in RR", "y in RR"),
    ],
    ids=lambda case: str(case[0]),
)
def test_identities(case: tuple[str, ...]) -> None:
    claim = goal(*case)
    assert identity.applies(claim)
    assert identity.attempt(claim, Alone()).rule == "identity"


@pytest.mark.parametrize(
    "case",
    [
        ("binomial(n+2, 2) - binomial(n, 2) == 2*n + 2", "n in ZZ", "n >= 0"),
        ("sqrt(x**2) == x", "x in RR"),
        ("log(x**2) == 2*log(x) + 1", "x > 0"),
        ("log(1 - x) == log(1 + x)", "0 <= x < 1"),
        ("(-1)**n == 1", "n in ZZ"),
        ("sin(x)**2 + cos(x)**2 >= 2", "x in RR"),
        ("1 >= 0", "x in RR"),
    ],
    ids=lambda case: str(case[0]),
)
def test_what_does_not_vanish(case: tuple[str, ...]) -> None:
    with pytest.raises(Unproved):
        identity.attempt(goal(*case), Alone())


@pytest.mark.parametrize(
    "case",
    [
        ("log(x**2) == 2*log(x)", "x > 0"),
        ("log((1 + x)*(2 - x)) == log(1 + x) + log(2 - x)", "0 <= x <= 1"),
        ("log(1 + 2*x + x**2) == 2*log(1 + x)", "x >= 0"),
    ],
    ids=lambda case: str(case[0]),
)
def test_equations_between_logarithms(case: tuple[str, ...]) -> None:
    assert "logs" in rules(*case)


def test_it_is_for_equalities_and_what_may_hold_with_equality() -> None:
    assert not identity.applies(goal("x > x - 1", "x in RR"))
    assert not identity.applies(goal("x != 1", "x > 1"))


METHODS = (exact, known, identity, sign, finite, harmonic)


@pytest.mark.parametrize(
    "case",
    [
        ("harmonic_dim(d, n) == binomial(d+n-1, d-1) - binomial(d+n-3, d-1)", *D_N),
        ("harmonic_dim(d, n+1) == (2*n+d)*(n+d-2)/((2*n+d-2)*(n+1))*harmonic_dim(d, n)", *D_N),
        ("harmonic_dim(d, 1) == d", "d in ZZ", "d >= 2"),
        ("harmonic_dim(4, n) == (n+1)**2", "n in ZZ", "n >= 0"),
    ],
    ids=lambda case: str(case[0]),
)
def test_dimensions(case: tuple[str, ...]) -> None:
    Alone(*METHODS).prove(goal(*case))


@pytest.mark.parametrize(
    "case",
    [
        ("harmonic_dim(2, n) == 2", "n in ZZ", "n >= 0"),
        ("2*harmonic_dim(n+2, n) == 3*binomial(2*n, n)", "n in ZZ", "n >= 0"),
        ("harmonic_dim(d, n) == binomial(d+n-1, d-1) - binomial(d+n-4, d-1)", "d in ZZ", "d >= 3", "n in ZZ", "n >= 1"),
        ("harmonic_dim(d, n+1) > harmonic_dim(d, n)", "d in ZZ", "d >= 2", "n in ZZ", "n >= 0"),
    ],
    ids=lambda case: str(case[0]),
)
def test_false_claims_on_dimensions_stay_open(case: tuple[str, ...]) -> None:
    """The formula by gammas has a pole at d = 2, n = 0, where the dimension is 1."""
    with pytest.raises(Unproved):
        Alone(*METHODS, seconds=3).prove(goal(*case))


def test_the_formula_is_used_where_the_degree_is_positive_only() -> None:
    claim = goal("harmonic_dim(d, n) >= 1", "d in ZZ", "d >= 2", "n in ZZ", "n >= 0")
    assert harmonic.expanded(claim) is None
    later = goal("harmonic_dim(d, n) >= 1", *D_N)
    step = harmonic.expanded(later)
    assert step is not None
    conditions = [leaf for leaf in step.leaves() if leaf.op == ">=" and not has(leaf.f, "gamma")]
    assert any(is_zero(leaf.f - read("n - 1")) for leaf in conditions)
    assert not any(has(leaf.f, "harmonic_dim") for leaf in step.leaves())
