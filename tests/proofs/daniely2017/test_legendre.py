"""The guards of Proposition 2: exact polynomials from the explicit formula, exact moments."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.enclose import closed_ball
from certify.parse import parse_expression
from tests.proofs.daniely2017.exact import (
    Poly,
    combine,
    derivative,
    dimension,
    evaluate,
    legendre,
    mean,
    monomial_mean,
    times,
    trimmed,
)

X: Poly = (Fraction(0), Fraction(1))
WEIGHT: Poly = (Fraction(1), Fraction(0), Fraction(-1))  # 1 - x^2
dimensions, degrees = st.integers(2, 20), st.integers(1, 14)


def ladder_holds(d: int, n: int, p: Poly, q: Poly) -> bool:
    """The two relations between P_n = p and P_{n-1} = q."""
    first = combine((1, times(WEIGHT, derivative(p))), (-n, q), (n, times(X, p)))
    second = combine((1, times(WEIGHT, derivative(q))), (-(n + d - 3), times(X, q)), (n + d - 3, p))
    return not any(first) and not any(second)


@given(dimensions, degrees)
def test_ladder_on_the_polynomials(d: int, n: int) -> None:
    p, q = legendre(d, n), legendre(d, n - 1)
    assert sum(p) == 1
    assert all(c == 0 for k, c in enumerate(p) if (k - n) % 2)
    assert ladder_holds(d, n, p, q)
    following = combine(
        (Fraction(2 * n + d - 2, n + d - 2), times(X, p)),
        (Fraction(-n, n + d - 2), q),
    )
    assert trimmed(following) == legendre(d, n + 1)
    equation = combine(
        (1, times(WEIGHT, derivative(derivative(p)))), (-(d - 1), times(X, derivative(p))), (n * (n + d - 2), p)
    )
    assert not any(equation)


@given(dimensions, st.integers(2, 14), st.integers(0, 14))
def test_the_ladder_notices_a_changed_coefficient(d: int, n: int, k: int) -> None:
    p = list(legendre(d, n))
    p[k % len(p)] += Fraction(1, 1000)
    assert not ladder_holds(d, n, tuple(p), legendre(d, n - 1))


@given(dimensions, st.integers(0, 14), st.integers(0, 14))
def test_moments_give_orthonormality(d: int, n: int, m: int) -> None:
    expected = Fraction(1, dimension(d, n)) if n == m else 0
    assert mean(d, times(legendre(d, n), legendre(d, m))) == expected


@given(dimensions, st.integers(0, 14), st.fractions(-1, 1))
def test_bounded_by_one(d: int, n: int, x: Fraction) -> None:
    assert abs(evaluate(legendre(d, n), x)) <= 1


@given(dimensions, degrees)
def test_the_bound_one_is_least(d: int, n: int) -> None:
    # P_n'(1) = n(n+d-2)/(d-1), so P_n is still above 0.9 close to 1.
    slope = sum(derivative(legendre(d, n)))
    assert slope == Fraction(n * (n + d - 2), d - 1)
    assert evaluate(legendre(d, n), 1 - Fraction(1, 20) / slope) > Fraction(9, 10)


@given(dimensions, st.integers(1, 60))
def test_dimension_forms(d: int, n: int) -> None:
    printed = comb(d + n - 1, d - 1) - (comb(d + n - 3, d - 1) if d + n - 3 >= d - 1 else 0)
    assert printed == dimension(d, n)
    ball = closed_ball(parse_expression(f"harmonic_dim({d}, {n})"), 256)
    assert ball.contains(dimension(d, n))
    assert ball.rad() < 1


@pytest.mark.parametrize("d", [2, 3, 4, 7])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 9])
def test_the_language_means_these_polynomials(d: int, n: int) -> None:
    value = evaluate(legendre(d, n), Fraction(2, 7))
    ball = closed_ball(parse_expression(f"legendre({n}, {d}, 2/7) - ({value})"), 128)
    assert ball.contains(0)
    assert ball.rad() < 1e-30


@pytest.mark.parametrize("d", [2, 3, 5])
@pytest.mark.parametrize(("t", "s"), [("3/5", "4/5"), ("-5/13", "12/13"), ("1", "0")])
def test_reproducing_formula(d: int, t: str, s: str) -> None:
    # <x, y> = y_1 and <x', y> = t y_1 + s y_2; sqrt(N_i N_j) E P_i(y_1) P_j(t y_1 + s y_2) = delta_ij P_i(t).
    cosine, sine = Fraction(t), Fraction(s)
    for i in range(5):
        for j in range(5):
            total = Fraction(0)
            for a, p in enumerate(legendre(d, i)):
                for b, q in enumerate(legendre(d, j)):
                    for c in range(b + 1):
                        part = comb(b, c) * cosine ** (b - c) * sine**c
                        total += p * q * part * monomial_mean([a + b - c, c] + [0] * (d - 2))
            expected = evaluate(legendre(d, i), cosine) / dimension(d, i) if i == j else 0
            assert total == expected
