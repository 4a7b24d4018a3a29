from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.expr import ONE, Binder, Rational
from certify.goal import Goal
from certify.methods import evident, exact, finite, harmonic, identity, induction, known, sign
from certify.parse import parse_expression as read
from certify.text import to_text
from certify.unproved import Unproved
from tests.certify.methods.goals import Alone, goal

METHODS = (exact, known, identity, sign, evident, harmonic, finite, induction)

TRUE = [
    ("2**n >= n + 1", "n in ZZ", "n >= 0"),
    ("2**n > n", "n in ZZ", "n >= 0"),
    ("2**n >= n**2", "n in ZZ", "n >= 4"),
    ("3**n > n**3", "n in ZZ", "n >= 4"),
    ("factorial(n) >= 2**(n-1)", "n in ZZ", "n >= 1"),
    ("factorial(n) > 3**n", "n in ZZ", "n >= 7"),
    ("factorial(n) >= 3**n/5", "n in ZZ", "n >= 0"),
    ("(1+x)**n >= 1 + n*x", "x >= -1", "n in ZZ", "n >= 0"),
    ("(1-x)**n >= 1 - n*x", "0 <= x <= 1", "n in ZZ", "n >= 1"),
    ("binomial(2*n, n) <= 4**n", "n in ZZ", "n >= 0"),
    ("binomial(2*n, n) >= 4**n/(2*n+1)", "n in ZZ", "n >= 0"),
    ("sum(k, k, 1, n) == n*(n+1)/2", "n in ZZ", "n >= 0"),
    ("sum(k**2, k, 1, n) == n*(n+1)*(2*n+1)/6", "n in ZZ", "n >= 1"),
    ("sum(k**3, k, 1, n) == sum(k, k, 1, n)**2", "n in ZZ", "n >= 1"),
    ("sum(x**k, k, 0, n)*(1-x) == 1 - x**(n+1)", "n in ZZ", "n >= 0", "x in RR"),
    ("sum(k*factorial(k), k, 1, n) == factorial(n+1) - 1", "n in ZZ", "n >= 1"),
    ("sum(binomial(k, 2), k, 2, n) == binomial(n+1, 3)", "n in ZZ", "n >= 2"),
    ("sum(1/k**2, k, 1, n) <= 2 - 1/n", "n in ZZ", "n >= 1"),
    ("product(k, k, 1, n) == factorial(n)", "n in ZZ", "n >= 1"),
    ("product(1 + 1/k, k, 1, n) == n + 1", "n in ZZ", "n >= 1"),
    ("legendre(n, d, -x) == (-1)**n*legendre(n, d, x)", "n in ZZ", "n >= 0", "d in ZZ", "d >= 2", "-1 <= x <= 1"),
]

FALSE = [
    ("2**n >= n + 2", "n in ZZ", "n >= 0"),
    ("2**n > n**2", "n in ZZ", "n >= 3"),
    ("2**n > n**2", "n in ZZ", "n >= 0"),
    ("factorial(n) >= 3**n/4", "n in ZZ", "n >= 0"),
    ("factorial(n) > 2**(n-1)", "n in ZZ", "n >= 1"),
    ("(1+x)**n >= 1 + n*x", "x >= -4", "n in ZZ", "n >= 0"),
    ("(1+x)**n > 1 + n*x", "x >= -1", "n in ZZ", "n >= 0"),
    ("sum(k, k, 1, n) == n*(n+1)/2 + 1", "n in ZZ", "n >= 0"),
    ("sum(k, k, 1, n) == n*(n+1)/2", "n in ZZ", "n >= -5"),
    ("sum(1, k, 1, n) == n", "n in ZZ", "n >= -3"),
    ("product(k, k, 1, n) == n**2", "n in ZZ", "n >= 1"),
    ("sum(1/k**2, k, 1, n) <= 3/2", "n in ZZ", "n >= 1"),
    ("binomial(2*n, n) <= 4**n/2", "n in ZZ", "n >= 0"),
    ("legendre(n, d, -x) == legendre(n, d, x)", "n in ZZ", "n >= 0", "d in ZZ", "d >= 2", "-1 <= x <= 1"),
    ("harmonic_dim(d, n+1) > harmonic_dim(d, n)", "d in ZZ", "d >= 2", "n in ZZ", "n >= 0"),
]


@pytest.mark.parametrize("case", TRUE, ids=lambda case: str(case[0]))
def test_true_claims_are_proved(case: tuple[str, ...]) -> None:
    found = induction.attempt(goal(*case), Alone(*METHODS))
    assert any(node.rule in ("induct", "induct2") for node in found.walk())


@pytest.mark.parametrize("case", FALSE, ids=lambda case: str(case[0]))
def test_false_claims_are_not(case: tuple[str, ...]) -> None:
    with pytest.raises(Unproved):
        induction.attempt(goal(*case), Alone(*METHODS, seconds=3))


def test_what_starts_nowhere_is_no_case_for_induction() -> None:
    assert not induction.applies(goal("2**n > 0", "n in ZZ"))
    assert not induction.applies(goal("2**x >= x", "x >= 0"))
    assert not induction.applies(goal("n**2 >= n", "n in ZZ", "n >= 0"))
    assert not induction.applies(goal("2**n >= n", "n in ZZ", "n > x", "x >= 0"))


def test_the_step_is_refused_where_it_would_be_wrong() -> None:
    zero = Rational(0)
    for claim, start in (
        (goal("2**n >= n", "n in ZZ", "n >= 3"), zero),  # does not start there
        (goal("2**n >= n", "n in ZZ", "n >= 0", "n != 7"), zero),  # a gap: the chain breaks
        (goal("2**n >= x", "n in ZZ", "n >= 0", "x <= n", "x >= 0"), zero),  # another condition on n
        (goal("2**x >= x", "x >= 0"), zero),  # a real variable
        (goal("2**n > n", "n in ZZ", "n >= 0"), zero),  # strict, but not said where
    ):
        with pytest.raises(Unproved):
            induction.induct(claim, "n" if "n" in claim.domain.ranges else "x", start, ONE)


def test_the_parts_of_a_step() -> None:
    claim = goal("2**n >= n", "n in ZZ", "n >= 3")
    step = induction.induct(claim, "n", Rational(3), Rational(2))
    base, factor, rest = step.leaves()
    assert not base.domain.ranges and is_zero(base.f - Rational(5))
    assert factor.f == Rational(2) and factor.op == ">="
    assert is_zero(rest.f - read("n - 1")) and rest.op == ">=" and rest.domain == claim.domain
    assert step.new[0] == (Goal(claim.domain, Rational(0), ">="), (claim.f,))  # f is defined on the whole chain


def test_a_finite_range_ends_one_earlier_in_the_step() -> None:
    claim = goal("2**n >= n", "n in ZZ", "0 <= n <= 9")
    step = induction.induct(claim, "n", Rational(0), ONE)
    assert [to_text(leaf.domain.ranges["n"].upper or ONE) for leaf in step.leaves() if "n" in leaf.domain.ranges] == [
        "8",
        "8",
    ]


def test_the_last_term_needs_a_sum_that_is_not_empty() -> None:
    term = read("sum(k**2, k, 1, n+1)")
    assert isinstance(term, Binder)
    claim = goal("sum(k**2, k, 1, n+1) == sum(k**2, k, 1, n) + (n+1)**2", "n in ZZ", "n >= 0")
    (child,) = induction.last(claim, term).leaves()
    assert is_zero(child.f - read("n")) and child.op == ">="
    with pytest.raises(Unproved):
        induction.last(goal("sum(k**2, k, 1, n+1) == sum(k**2, k, 1, n) + n**2", "n in ZZ", "n >= 0"), term)


@given(st.integers(2, 5), st.integers(-6, 6), st.integers(0, 6), st.sampled_from([">=", ">"]))
def test_exponentials_against_lines_are_decided_rightly(base: int, slope: int, start: int, op: str) -> None:
    """b**n against slope*n + c with the largest integer c that is true, and with one more."""
    values = [base**n - slope * n for n in range(start, start + 12)]
    c = min(values) - (1 if op == ">" else 0)
    claim = f"{base}**n {op} {slope}*n + ({c})"
    where = ("n in ZZ", f"n >= {start}")
    assert isinstance(induction.attempt(goal(claim, *where), Alone(*METHODS)), Proof)
    with pytest.raises(Unproved):
        induction.attempt(goal(f"{base}**n {op} {slope}*n + ({c + 1})", *where), Alone(*METHODS, seconds=1))


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=3), st.integers(0, 3), st.integers(-2, 2))
def test_sums_of_polynomials(coefficients: list[int], start: int, error: int) -> None:
    """The closed form from Newton's series is proved; with an error it is not."""
    body = " + ".join(f"({c})*k**{i}" for i, c in enumerate(coefficients))
    values = [sum(c * k**i for i, c in enumerate(coefficients)) for k in range(start, start + len(coefficients) + 2)]
    sums = [Fraction(sum(values[: j + 1])) for j in range(len(values))]
    newton, row = [], sums
    while row:
        newton.append(row[0])
        row = [b - a for a, b in pairwise(row)]
    closed = " + ".join(f"({c})*binomial(n - {start}, {j})" for j, c in enumerate(newton) if c) or "0"
    claim = goal(f"sum({body}, k, {start}, n) == {closed} + {error}", "n in ZZ", f"n >= {start}")
    if error == 0:
        assert _proved(claim)
    else:
        assert not _proved(claim)


def _proved(claim: Goal) -> bool:
    try:
        Alone(*METHODS, seconds=3).prove(claim)
    except Unproved:
        return False
    return True
