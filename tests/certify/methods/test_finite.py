"""Finite ranges of integers: every case, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.certificate import Proof
from certify.deadline import Deadline
from certify.expr import Rational
from certify.methods import boxes, exact, finite
from certify.unproved import Disproved, OutOfTime, Unproved
from tests.certify.methods.goals import Alone, accept, goal


def prove(claim: str, *where: str, seconds: float = 20) -> Proof:
    item = goal(claim, *where)
    assert finite.applies(item)
    proof = finite.attempt(item, Alone(exact, boxes, finite, seconds=seconds))
    accept(item, proof)
    return proof


N = "n in ZZ"


@pytest.mark.parametrize(
    "claim",
    [
        ("gamma(n + 1) >= 2**(n - 1)", N, "1 <= n <= 300"), ("sum(k, k, 1, n) == n*(n + 1)/2", N, "0 <= n <= 60"),
        ("sum(binomial(n, k), k, 0, n) == 2**n", N, "0 <= n <= 30"), ("(1 + 1/n)**n < 3", N, "1 <= n <= 500"),
        ("sin(pi*n) == 0", N, "-3 <= n <= 10"), ("sqrt(n)**2 == n", N, "0 <= n <= 12"), ("n**2 != 2", N, "-50 <= n <= 50"),
        ("(-1)**n + (-1)**(n + 1) == 0", N, "-5 <= n <= 20"), ("n*(n - 1)*(n - 2)/6 == binomial(n, 3)", N, "0 <= n <= 40"),
        ("exp(log(n)) >= n", N, "1 <= n <= 20"), ("floor(n/2) + ceil(n/2) == n", N, "-9 <= n <= 9"),
        ("harmonic_dim(d, n) == (2*n + d - 2)*gamma(n + d - 2)/(gamma(n + 1)*gamma(d - 1))", "d in ZZ", N, "3 <= d <= 12", "0 <= n <= 12"),
        ("abs(legendre(n, d, 1/3)) <= 1", "d in ZZ", N, "2 <= d <= 9", "0 <= n <= 9"),
        ("a + b - a*b == max(a, b)", "a in ZZ", "b in ZZ", "0 <= a <= 1", "0 <= b <= 1"),
        ("a*b*c >= a + b + c - 2", "a in ZZ", "b in ZZ", "c in ZZ", "0 <= a <= 1", "0 <= b <= 1", "0 <= c <= 1"),
        ("a/b >= 1", "a in ZZ", "b in ZZ", "1 <= a <= 12", "1 <= b <= 12", "a >= b"),
        ("1/(n - 3) < 2", N, "0 <= n <= 9", "n != 3"), ("n > 0", N, "0 <= n <= 5", "n**2 > 0"),
        ("n >= 7", N, "13/2 <= n <= 9"),
    ],
    ids=lambda c: c[0],
)  # fmt: skip
def test_true_claims_by_values(claim: tuple[str, ...]) -> None:
    proof = prove(*claim)
    assert proof.params["cases"] == "values" and not proof.children


@pytest.mark.parametrize(
    "claim",
    [
        ("gamma(n + 1) >= 2**n", N, "1 <= n <= 50"), ("n**2 - n + 41 != 41**2", N, "0 <= n <= 41"),
        ("sum(k, k, 1, n) == n*(n + 1)/2 + product(n - k, k, 0, 9)", N, "0 <= n <= 12"),
        ("(1 + 1/n)**n < 2.7", N, "1 <= n <= 500"), ("sqrt(n)**2 > n", N, "1 <= n <= 3"), ("a*b == 0", "a in ZZ", "b in ZZ", "0 <= a <= 1", "0 <= b <= 1"),
        ("n != 5", N, "0 <= n <= 5"), ("n < 5", N, "0 <= n <= 5", "n != 4"), ("exp(n) == 1", N, "0 <= n <= 3"),
    ],
    ids=lambda c: c[0],
)  # fmt: skip
def test_false_claims_are_disproved(claim: tuple[str, ...]) -> None:
    with pytest.raises(Disproved):
        prove(*claim)


@pytest.mark.parametrize(
    "claim",
    [
        ("1/(n - 3) < 2", N, "0 <= n <= 9"), ("log(n) < n", N, "0 <= n <= 4"), ("0*gamma(n) == 0", N, "0 <= n <= 4"),
        ("0/(n - 2) == 0", N, "0 <= n <= 4"), ("sqrt(n - 1)**2 >= -2", N, "0 <= n <= 4"),
        ("0*x/(n - 2) >= 0", N, "0 <= n <= 4", "0 <= x <= 1"),
    ],
    ids=lambda c: c[0],
)  # fmt: skip
def test_a_case_that_is_undefined_is_not_skipped(claim: tuple[str, ...]) -> None:
    with pytest.raises(Unproved) as failure:
        prove(*claim)
    assert not isinstance(failure.value, Disproved)


def test_real_variables_become_children() -> None:
    proof = prove("x**n >= 1 + n*(x - 1)", N, "1 <= n <= 5", "0 <= x <= 2")
    assert proof.params == {"names": ["n"], "cases": "children"} and len(proof.children) == 5
    with pytest.raises(Unproved):
        prove("x**n >= 1 + n*(x - 1) + 1/10**6", N, "1 <= n <= 3", "0 <= x <= 2", seconds=3)


def test_cases_excluded_by_constraints_have_no_child() -> None:
    proof = prove("x/(n - 2) <= 1", N, "0 <= n <= 4", "0 <= x <= 1", "n != 2")
    assert len(proof.children) == 4
    proof = prove("x + n > 5/2", N, "0 <= n <= 4", "0 <= x <= 1", "x >= 3 - n", "n <= 3")
    assert all(c.rule == "boxes" for c in proof.children)


def test_a_constraint_that_cannot_be_decided_excludes_nothing() -> None:
    """sin(pi*n) >= 0 holds with equality, by algebra only; gamma(1/n) < 0 is undefined at 0."""
    assert prove("n < 4", N, "0 <= n <= 3", "sin(pi*n) >= 0")
    with pytest.raises(Unproved):
        prove("n > 0", N, "0 <= n <= 3", "gamma(n) > 0")


def test_equality_is_never_by_balls() -> None:
    """Off by exp(-exp(8)), about 10**-1294: balls of 1024 bits overlap zero."""
    with pytest.raises(Unproved):
        prove("pi*n + exp(0 - exp(8)) == pi*n", N, "1 <= n <= 2")
    with pytest.raises(Unproved):
        prove("pi*n >= pi*n + exp(0 - exp(8))", N, "1 <= n <= 2")


def test_infinite_or_symbolic_ranges_do_not_apply() -> None:
    assert not finite.applies(goal("n >= 0", N, "n >= 0"))
    assert not finite.applies(goal("x >= 0", "0 <= x <= 1"))
    with pytest.raises(Unproved):
        prove("n + x >= 0", N, "0 <= n <= 10**7", "0 <= x <= 1")


def test_the_deadline_is_kept() -> None:
    context = Alone(exact)
    context.deadline = Deadline.after(0)
    with pytest.raises(OutOfTime):
        finite.attempt(goal("n >= 0", N, "0 <= n <= 9"), context)


@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.integers(-5, 5),
    st.integers(0, 8),
    st.sampled_from([">", ">=", "==", "!="]),
)
def test_polynomials_against_python(coefficients: list[int], low: int, length: int, op: str) -> None:
    def p(n: int) -> int:
        return sum(c * n**k for k, c in enumerate(coefficients))

    text = " + ".join(f"({c})*n**{k}" if k else f"({c})" for k, c in enumerate(coefficients))
    holds = {">": int.__gt__, ">=": int.__ge__, "==": int.__eq__, "!=": int.__ne__}[op]
    true = all(holds(p(n), 0) for n in range(low, low + length + 1))
    item = goal(f"{text} + 0*n {op} 0", N, f"{low} <= n <= {low + length}")
    if true:
        finite.attempt(item, Alone(exact))
    else:
        with pytest.raises(Disproved):
            finite.attempt(item, Alone(exact))


@pytest.mark.parametrize("k", [1, 4, 8])
def test_cubes_of_bits(k: int) -> None:
    """Every corner of {0, 1}**k: the sum of k bits is at least the product of them."""
    names = [f"b{j}" for j in range(k)]
    where = [f"{name} in ZZ" for name in names] + [f"0 <= {name} <= 1" for name in names]
    prove(f"{' + '.join(names)} >= {k}*{'*'.join(names)}", *where)
    with pytest.raises(Disproved):
        prove(f"{' + '.join(names)} > {k}*{'*'.join(names)}", *where)


def test_instance_puts_values_in() -> None:
    item = goal("x*n >= n", N, "0 <= n <= 4", "x >= 1", "x <= n + 1")
    case = finite.instance(item, {"n": Rational(2)})
    assert case is not None and set(case.domain.ranges) == {"x"}
    assert [str(c) for c in case.domain.constraints] == ["x <= 3"]
    assert finite.instance(goal("n >= 0", N, "0 <= n <= 4", "n**2 <= 4"), {"n": Rational(3)}) is None
