"""Networks for f_d: exact on the corners and inside of the cubes of A_{4d}; the printed one is 0; Theorem 4 within eps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.constructions import Request
from certify.errors import InputError
from certify.network.evaluate import balls, exact
from certify.parse import parse_expression
from proofs.safran_reichman_valiant2025.constructions import (
    example1,
    example1_printed,
    lemma8,
    support_point,
    theorem4,
)


def parity(a: int, b: int) -> int:
    return (a & b).bit_count() % 2


def inside(d: int, point: list[Fraction]) -> bool:
    """Whether 12 sqrt(d) times each coordinate of x and y lies in [0, 1] or [3, 4]."""
    squares = [144 * d * v * v for v in point[2 * d :]]
    return all(v >= 0 for v in point[2 * d :]) and all(s <= 1 or 9 <= s <= 16 for s in squares)


@given(
    st.integers(1, 12),
    st.integers(0, 2**12 - 1),
    st.integers(0, 2**12 - 1),
    st.fractions(0, 1),
    st.sampled_from(["relu", "threshold"]),
)
def test_the_repaired_network_is_exact(d: int, a: int, b: int, corner: Fraction, activation: str) -> None:
    a, b = a % 2**d, b % 2**d
    point = support_point(d, a, b, corner)
    assert inside(d, point)
    network = example1(Request(d, activation=activation)).network
    assert exact(network, point) == [parity(a, b)]
    assert network.width == (2 * d if activation == "relu" else d)


@given(st.integers(1, 10), st.integers(0, 2**10 - 1), st.fractions(0, 1))
def test_the_printed_network_is_zero(d: int, a: int, corner: Fraction) -> None:
    a %= 2**d
    case = example1_printed(Request(d))
    assert exact(case.network, support_point(d, a, a, corner)) == [0]
    assert case.lower == case.upper == 1
    assert case.network.width == max(2 * d, d + 1)


EPS = Fraction(1, 3)
CASES = {name: theorem4(Request(3, EPS, activation=name)) for name in ("relu", "threshold", "sigmoid", "tanh")}


@settings(max_examples=20)
@given(st.sampled_from(sorted(CASES)), st.integers(0, 7), st.integers(0, 7), st.fractions(0, 1))
def test_theorem4(name: str, a: int, b: int, corner: Fraction) -> None:
    case, point = CASES[name], support_point(3, a, b, corner)
    with ctx.workprec(128):
        (value,) = balls(case.network, [arb(fmpq(v.numerator, v.denominator)) for v in point])
        error = abs(value - parity(a, b))
        assert not error > arb(fmpq(case.upper.numerator, case.upper.denominator))
    assert case.upper <= EPS
    assert case.network.width <= 2.5 * 9 / EPS + 6


def test_theorem4_is_not_idle() -> None:
    assert CASES["relu"].upper == 0
    assert CASES["threshold"].lower >= EPS / 4
    assert CASES["sigmoid"].lower > EPS / 20


def test_lemma8() -> None:
    case = lemma8(Request(eps=Fraction(1, 20), f=parse_expression("tanh(t)"), radius=Fraction(4)))
    assert case.network.layers[0].activation == "threshold"
    assert case.upper == Fraction(1, 20)
    assert 18 <= case.network.width <= 24  # a variation of 2 tanh(4) in steps of 1/10


def test_bad_input() -> None:
    for build, request, message in (
        (example1, Request(0), "--d"),
        (example1, Request(3, activation="sigmoid"), "theorem4"),
        (theorem4, Request(3, Fraction(2)), "at most 1"),
        (theorem4, Request(3, EPS, activation="softmax"), "sigmoid or tanh"),
        (theorem4, Request(3000, Fraction(1, 10**6)), "GiB allowed"),
        (lemma8, Request(eps=EPS), "--f"),
        (lemma8, Request(eps=Fraction(5), f=parse_expression("t")), "constant"),
    ):
        with pytest.raises(InputError, match=message):
            build(request)
