"""The exact tail and its bound in closed form, on both sides."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import acb, arb, ctx

from certify.plane_wave import sine_coefficient, sine_head, sine_norm, sine_tail


def closed(d: int, n: int, a: arb) -> tuple[arb, arb]:
    """The two parts of the bound: for the norm and for the head."""
    half = arb(d) / 2
    norm = (1 - half.gamma() * (1 / a) ** (half - 1)) / 2
    return norm, math.comb(n + d - 2, d - 1) * half.gamma() ** 2 * (2 / a) ** (d - 2)


@pytest.mark.parametrize("d", [2, 3, 5])
def test_tail_against_quadrature(d: int) -> None:
    """The distance from the polynomials of degree below n, computed from the coefficients' integrals."""
    with ctx.workprec(120):
        half, a, end = arb(d) / 2, arb.pi() * d**3, arb.pi() / 2
        c = half.gamma() / (arb.pi().sqrt() * (half - arb(1) / 2).gamma())

        def mean(f) -> arb:
            return (c * acb.integral(lambda t, _: f(t.sin()) * t.cos() ** (d - 2), -end, end)).real

        tail = mean(lambda x: (a * x).sin() ** 2)
        assert tail.overlaps(sine_norm(d, f"pi*{d}**3"))
        values = {0: lambda x: acb(1), 1: lambda x: x}
        for n in range(1, 6):
            k = n - 1
            if k >= 2:
                older, newer = values[k - 2], values[k - 1]
                values[k] = lambda x, o=older, p=newer, k=k: (x * p(x) * (2 * k + d - 4) - o(x) * (k - 1)) / (k + d - 3)
            p = values[k]
            square = mean(lambda x, p=p: p(x) ** 2)
            tail = tail - mean(lambda x, p=p: (a * x).sin() * p(x)) ** 2 / square
            assert tail.rad() < 1e-12 and tail.overlaps(sine_tail(d, n, f"pi*{d}**3"))


def test_head_bound_on_both_sides() -> None:
    """Never below the head; J^2 is 2 cos^2/(pi a) or so, hence not far above either."""
    for d in (3, 4, 6, 9, 14):
        for n in (1, 2, 3, d, d * d, d**3):
            a = arb(1).exp() * d**3
            norm, bound = closed(d, n, a)
            head = sine_head(d, n, f"e*{d}**3", bits=400)
            assert bound >= head
            assert norm <= sine_norm(d, f"e*{d}**3", bits=200)
            assert n < 4 or bound <= 10_000 * a * head
    assert sine_head(7, 5, "pi*7**3").overlaps(sum((sine_coefficient(7, k, "pi*7**3") ** 2 for k in (1, 3)), arb(0)))


def test_tails_of_the_theorem() -> None:
    for d in range(5, 15):
        assert arb("0.5001") > sine_tail(d, d * d, f"pi*{d}**3") >= arb("0.49")
    norm, head = closed(5, 25, arb.pi() * 125)
    assert norm - head >= arb("0.49")
    norm, head = closed(4, 16, arb.pi() * 64)
    assert not norm - head >= arb("0.449")


@pytest.mark.parametrize("c", ["1", "1.7", "2.72", "3.14"])
def test_head_for_real_multiples_of_the_cube(c: str) -> None:
    """2 c d^(5/2) (c/pi)^(d-2) is above the bound with |J| <= 1 for n <= c d^3, and within a factor of 2 of it."""
    for d in (2, 3, 7, 20, 100, 1000):
        n = math.floor(Fraction(c) * d**3)
        limit = 2 * arb(c) * arb(d) ** (arb(5) / 2) * (arb(c) / arb.pi()) ** (d - 2)
        with ctx.workprec(200 + 20 * d):
            assert closed(d, n, arb.pi() * d**3)[1] <= limit
        assert d < 7 or closed(d, n, arb.pi() * d**3)[1] >= limit / 2
