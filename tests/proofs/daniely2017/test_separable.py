"""The guards of Theorems 1 and 3, on exact data of finite degree."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs.daniely2017.exact import dimension, dot, evaluate, legendre, monomial_mean, real, sphere_point

DEGREE = 2
small = st.integers(-15, 15).map(lambda k: Fraction(k, 5))
unit = st.integers(-20, 20).map(lambda k: Fraction(k, 20))


def overlap(d: int, k: int, u: Sequence[Fraction], v: Sequence[Fraction]) -> Fraction:
    """<L_k^u, L_k^v>."""
    return evaluate(legendre(d, k), dot(u, v))


def zonal(d: int, n: int, v: Sequence[Fraction]) -> dict[tuple[int, ...], Fraction]:
    """P_n(<v, x>) as a polynomial in the coordinates of x, for d = 2."""
    assert d == 2
    found: dict[tuple[int, ...], Fraction] = {}
    for k, c in enumerate(legendre(d, n)):
        for j in range(k + 1):
            powers = (k - j, j)
            found[powers] = found.get(powers, Fraction(0)) + c * comb(k, j) * v[0] ** (k - j) * v[1] ** j
    return found


@pytest.mark.parametrize("n", range(4))
def test_equation_2(n: int) -> None:
    # E P_n(<x, x'>) P_i(<v, x>) P_j(<v', x'>) over two circles, by moments; three factors sqrt(N) make it equation (2).
    v, w = (Fraction(3, 5), Fraction(4, 5)), (Fraction(-5, 13), Fraction(12, 13))
    for i, j in product(range(4), repeat=2):
        total = Fraction(0)
        for k, c in enumerate(legendre(2, n)):
            for s in range(k + 1):  # <x, x'>^k = sum of C(k, s) (x_1 x'_1)^(k-s) (x_2 x'_2)^s
                means = []
                for direction, degree in ((v, i), (w, j)):
                    terms = zonal(2, degree, direction).items()
                    means.append(sum(b * monomial_mean([p + k - s, q + s]) for (p, q), b in terms))
                total += c * comb(k, s) * means[0] * means[1]
        expected = evaluate(legendre(2, n), dot(v, w)) / dimension(2, n) ** 2 if i == j == n else 0
        assert total == expected


@st.composite
def data(draw: st.DrawFn) -> tuple[int, list[Fraction], list[dict[tuple[int, int], Fraction]], list, list]:
    """d, the alpha_i / sqrt(N_i), for each j the beta^j_{k,l}, and the directions v_j and v'_j."""
    d = draw(st.integers(2, 4))
    r = draw(st.integers(1, 3))
    alphas = draw(st.lists(small, min_size=DEGREE + 1, max_size=DEGREE + 1))
    keys = list(product(range(DEGREE + 1), repeat=2))
    betas = [dict(zip(keys, draw(st.lists(small, min_size=9, max_size=9)), strict=True)) for _ in range(r)]
    points = [[sphere_point(draw(st.lists(small, min_size=d - 1, max_size=d - 1))) for _ in range(r)] for _ in range(2)]
    return d, alphas, betas, points[0], points[1]


@given(data(), st.integers(0, DEGREE))
def test_chain_on_rational_data(sample: tuple, n: int) -> None:
    d, a, betas, v, w = sample
    r = range(len(betas))

    def gram(keys: list[tuple[int, int]]) -> Fraction:
        """||sum_j g_j||^2 for the terms with these indices."""
        return sum(
            (
                betas[i][k, m] * betas[j][k, m] * overlap(d, k, v[i], v[j]) * overlap(d, m, w[i], w[j])
                for i in r
                for j in r
                for k, m in keys
            ),
            Fraction(0),
        )

    def inner(i: int, j: int) -> Fraction:
        """<alpha_i h_i, beta^j_i L_i (x) L_i>, where alpha_i = a_i sqrt(N_i): equation (2)."""
        return a[i] * betas[j][i, i] * overlap(d, i, v[j], w[j])

    every = list(product(range(DEGREE + 1), repeat=2))
    diagonal = [(i, i) for i in range(DEGREE + 1)]
    size = [dimension(d, i) for i in range(DEGREE + 1)]
    f_square = sum(a[i] ** 2 * size[i] for i in range(DEGREE + 1))
    cross = sum(inner(i, j) for i in range(DEGREE + 1) for j in r)
    full = f_square - 2 * cross + gram(every)
    step_2 = f_square - 2 * cross + gram(diagonal)
    degrees = range(n, DEGREE + 1)
    summands = [a[i] ** 2 * size[i] - 2 * sum(inner(i, j) for j in r) + gram([(i, i)]) for i in range(DEGREE + 1)]
    step_3 = sum(summands[i] for i in degrees)
    tail = sum(a[i] ** 2 * size[i] for i in degrees)
    step_5 = tail - 2 * sum(inner(i, j) for i in degrees for j in r)
    assert step_2 == sum(summands)
    assert min(summands) >= 0
    assert full >= step_2 >= step_3 >= step_5
    with mpmath.workdps(40):
        root = [mpmath.sqrt(m) for m in size]
        products = [[real(abs(betas[j][i, i] * a[i])) * root[i] for i in degrees] for j in r]
        step_6 = real(tail) - 2 * mpmath.fsum(map(mpmath.fsum, products)) / root[n]
        tail_norm = mpmath.sqrt(real(tail))
        parts = [mpmath.sqrt(real(sum(betas[j][i, i] ** 2 for i in degrees))) for j in r]
        step_7 = real(tail) - 2 * mpmath.fsum(parts) * tail_norm / root[n]
        norms = [mpmath.sqrt(real(sum(b**2 for b in betas[j].values()))) for j in r]
        step_8 = tail_norm * (tail_norm - 2 * mpmath.fsum(norms) / root[n])
        slack = mpmath.mpf(10) ** -30
        assert real(step_5) >= step_6 - slack
        assert step_6 >= step_7 - slack
        assert step_7 >= step_8 - slack


def test_theorem_3_is_an_equality_without_separable_functions() -> None:
    # g = 0: ||f||^2 >= ||P_0 f|| (||P_0 f|| - 0), both sides equal, so the constant 1 in front cannot be raised.
    tail = Fraction(7, 3)
    assert tail**2 >= tail * (tail - 0)
    assert not tail**2 >= Fraction(1001, 1000) * tail * (tail - 0)


@given(
    st.integers(2, 6).flatmap(
        lambda d: st.tuples(
            *[st.lists(unit, min_size=d, max_size=d) for _ in range(2)],
            *[st.lists(small, min_size=d - 1, max_size=d - 1) for _ in range(2)],
        )
    ),
    unit,
    st.fractions(0, 10),
)
def test_preactivations_stay_in_the_range(sample: tuple, bias: Fraction, bound: Fraction) -> None:
    w, w_other, x, y = sample
    x, y = sphere_point(x), sphere_point(y)
    value = bound * (dot(w, x) + dot(w_other, y) + bias)
    rest = max(abs(value) - bound, Fraction(0))  # |value| <= sqrt(4d) B + B
    assert rest**2 <= 4 * len(x) * bound**2


@given(st.integers(2, 6), st.integers(1, 10), st.fractions(0, 10), st.fractions(0, 10))
def test_squared_form_for_the_zero_network(d: int, r: int, bound: Fraction, norm: Fraction) -> None:
    # sigma the ReLU, f = A sqrt(N) P_1 with N = N_{d,1} = d: the squared form, and the printed one for A <= 1.
    with mpmath.workdps(30):
        b, a = real(bound), real(norm)
        maximum = (mpmath.sqrt(4 * d) + 1) * b
        bracket = a - (2 * r * b * maximum + 2 * b) / mpmath.sqrt(d)
        assert a**2 >= a * bracket
        if norm <= 1:
            assert a >= a * bracket


def test_printed_form_fails_for_the_zero_network() -> None:
    bound, norm = Fraction(1, 10), 2
    maximum = (4 + 1) * bound  # sqrt(4d) = 4 for d = 4
    bracket = norm - (2 * bound * maximum + 2 * bound) / 2  # sqrt(N_{4,1}) = 2
    assert norm * bracket == Fraction(37, 10)
    assert not norm >= norm * bracket
    assert norm**2 >= norm * bracket
