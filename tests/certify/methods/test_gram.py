"""Sums of squares by a semidefinite program: what is found adds up exactly, what is no sum of squares is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.algebra import rational_polynomial
from certify.deadline import Deadline
from certify.methods.sign import barrier, gram
from certify.methods.sign.gram import Block
from tests.certify.methods.goals import goal

Polynomial = Mapping[tuple[int, ...], Fraction]
NAMES = ("x", "y", "z")


def polynomial(text: str, *names: str) -> Polynomial:
    found = rational_polynomial(goal(f"{text} >= 0", *(f"{n} in RR" for n in names)).f, names)
    assert found is not None
    return found


def squares(p: Polynomial, ideal: Sequence[Polynomial] = ()) -> bool:
    """Whether squares are found; if so, they add up exactly."""
    one = {(0,) * len(next(iter(p))): Fraction(1)}
    found = gram.decompose(p, [Block(one, gram.basis(p, one))], Deadline.after(20), ideal)
    if found is None:
        return False
    total: dict[tuple[int, ...], Fraction] = {}
    terms, multiples = found
    for term in terms:
        assert term.weight > 0
        for m, c in gram.times(term.multiplier, gram.times(term.base, term.base)).items():
            total[m] = total.get(m, Fraction(0)) + term.weight * c
    for factor, q in zip(multiples, ideal, strict=True):
        for m, c in q.items():
            total[m] = total.get(m, Fraction(0)) + factor * c
    assert {m: c for m, c in total.items() if c} == dict(p)
    return True


MOTZKIN = "x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1"
GOLDSTEIN_PRICE = (
    "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
    "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
)


@pytest.mark.parametrize(
    "text",
    [
        "x**4 + y**4 + 2*x**2*y + 2*x*y**2 - 21*x**2 - 13*y**2 - 14*x - 22*y + 170",  # vanishes at four points, one rational
        "4*x**2 - 2.1*x**4 + x**6/3 + x*y + 4*y**4 - 4*y**2 + 1.0317",  # room of 1e-5
        f"{GOLDSTEIN_PRICE} - 3",  # vanishes at (0, -1), degenerate at infinity
        f"(1 + x**2 + y**2)*({MOTZKIN})",
    ],
)
def test_sums_of_squares_in_two_variables(text: str) -> None:
    assert squares(polynomial(text, "x", "y"))


@pytest.mark.parametrize("text", [MOTZKIN, f"{GOLDSTEIN_PRICE} - 3.001", "x**2 + y**2 - 2.0001*x*y", "x*y + 1"])
def test_what_is_no_sum_of_squares(text: str) -> None:
    assert not squares(polynomial(text, "x", "y"))


def test_modulo_an_equation() -> None:
    circle = polynomial("x**2 + y**2 - 1", "x", "y")
    assert (
        squares(polynomial("5 - 3*x - 4*y + 0*x**2", "x", "y"), [circle]) is False
    )  # no square has a basis of degree 1
    ideal = [gram.times(circle, {m: Fraction(1)}) for m in [(0, 0)]]
    one = {(0, 0): Fraction(1)}
    p = polynomial("5 - 3*x - 4*y", "x", "y")
    assert gram.decompose(p, [Block(one, ((1, 0), (0, 1), (0, 0)))], Deadline.after(20), ideal) is not None
    p = polynomial("4.99 - 3*x - 4*y", "x", "y")
    assert gram.decompose(p, [Block(one, ((1, 0), (0, 1), (0, 0)))], Deadline.after(20), ideal) is None


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-4, 4)] * 4), min_size=1, max_size=3), st.integers(0, 3))
def test_any_sum_of_squares_of_affine_forms_is_found(rows: list[tuple[int, ...]], margin: int) -> None:
    unit = [tuple(int(i == j) for j in range(3)) for i in range(3)] + [(0, 0, 0)]
    p: dict[tuple[int, ...], Fraction] = {(0, 0, 0): Fraction(margin, 7)}
    for row in rows:
        base = {m: Fraction(c, 3) for m, c in zip(unit, row, strict=True) if c}
        for m, c in gram.times(base, base).items():
            p[m] = p.get(m, Fraction(0)) + c
    p = {m: c for m, c in p.items() if c}
    if p:
        assert squares(p)


def test_the_largest_shift_of_a_singular_matrix_is_zero() -> None:
    import numpy as np

    matrix = np.array([[1.0, 2.0], [2.0, 4.0]])
    t, (found,) = barrier.maximal_shift([matrix], [np.zeros((0, 2, 2))], Deadline.after(5))
    assert -1e-9 < t < 1e-9 and np.abs(found - matrix).max() < 1e-9
