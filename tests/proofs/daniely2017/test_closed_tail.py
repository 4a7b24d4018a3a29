"""The envelope of the Bessel functions and the closed bound for the head: never too small, and not much too large."""

from __future__ import annotations

import math

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.plane_wave import sine_head, sine_tail
from proofs.daniely2017.closed_tail import LEAST


def envelope(v: arb, x: arb) -> arb:
    return 2 / (arb.pi() * (x * x - v * v).sqrt())


def head_bound(d: int, n: int, a: arb) -> arb:
    rho = (n + arb(d) / 2 - 1) / a
    return 2 * rho ** (d - 1) / (arb.pi() * (2 * d - 1) * (1 - rho * rho)).sqrt()


@given(st.fractions(0, 60), st.fractions(0, 200))
@settings(deadline=None, max_examples=150)
def test_envelope_at_random(v, step) -> None:
    with ctx.workprec(900):
        order = arb(v.numerator) / v.denominator
        x = order + arb(step.numerator) / step.denominator + arb(2) ** -20
        assert x.bessel_j(order) ** 2 <= envelope(order, x)


def test_envelope_on_both_sides() -> None:
    """The envelope is reached up to 1 % within every period, a few units above the turning point."""
    with ctx.workprec(900):
        for v in (0, 0.5, 1, 4, 30, 200):
            start = v + 3 * v ** (1 / 3) + 2
            ratios = [
                arb(start + k / 40).bessel_j(arb(v)) ** 2 / envelope(arb(v), arb(start + k / 40)) for k in range(400)
            ]
            assert all(r <= 1 for r in ratios)
            assert max(float(r.mid()) for r in ratios) > 0.97


@given(d=st.integers(2, 14), n=st.integers(1, 120), spare=st.fractions(1, 80))
@settings(deadline=None, max_examples=60)
def test_head_at_random(d: int, n: int, spare) -> None:
    """For any frequency above n + d/2 - 1, not that of the paper only."""
    bound = head_bound(d, n, arb(n) + arb(spare.numerator) / spare.denominator + arb(d - 2) / 2)
    exact = f"{n} + {spare} + ({d}-2)/2"
    assert bound >= sine_head(d, n, exact, bits=200)


def test_head_on_both_sides() -> None:
    """The envelope is twice the mean: not below the head, and at most five times as large near the frequency."""
    for d in (4, 8, 12, 16):
        a = arb.pi() * d**3
        for share in (0.5, 0.9, 1 - 3 / d, 1 - 1.5 / d):
            n = int(math.pi * d**3 * share)
            head, bound = sine_head(d, n, f"pi*{d}**3", bits=120), head_bound(d, n, a)
            assert head <= bound <= 5 * head


def closed(d: int, n: int) -> arb:
    with ctx.workprec(300):
        a, half = arb.pi() * d**3, arb(d) / 2
        return (1 - half.gamma() * (1 / a) ** (half - 1)) / 2 - head_bound(d, n, a)


def test_tails_of_the_theorem() -> None:
    """The numbers of the theorem, with the exact tail where it is quick and with the closed one elsewhere; both sides."""
    for d in range(3, 12):
        assert sine_tail(d, d * d, f"pi*{d}**3") >= arb("0.49")
    assert not sine_tail(2, 4, "8*pi") >= arb("0.42")
    for d in (4, 5, 9, 12):
        for s, tail in ((3.5, "0.49"), (1.5, "0.369")):
            n = math.floor(math.pi * d * d * (d - s))
            assert d == 4 or closed(d, n) >= arb(tail)
            assert sine_tail(d, n, f"pi*{d}**3") >= arb(tail)
    assert closed(4, 25) >= arb("0.49")
    assert closed(1000, math.floor(math.pi * 1000**2 * 998.5)) < arb("0.40")
    for c, least in ({"1": 5, "3.14": 6743} | LEAST).items():
        assert closed(least, int(float(c) * least**3)) >= arb("0.49")
        assert not closed(least - 1, int(float(c) * (least - 1) ** 3)) >= arb("0.49")


@given(st.integers(1, 3141592653))
@settings(max_examples=200, deadline=None)
def test_every_real_multiple_of_the_cube(share: int) -> None:
    """11/(pi - c) for random c < pi; at half of it the bound does not give 0.49 any more."""
    c = share / 10**9
    d = max(4, math.ceil(11 / (math.pi - c)))
    if d > 10**5:
        return
    assert closed(d, math.floor(c * d**3)) >= arb("0.49")
    if d > 40:
        assert not closed(d // 2, math.ceil(c * (d // 2) ** 3)) >= arb("0.49")


@pytest.mark.parametrize("d", [8, 12, 16])
def test_mass_at_the_best_degree_is_near_its_limit(d: int) -> None:
    """At n = pi d^2 (d - s) the head is near erfc(sqrt(s))/2 (an estimate that the module mentions)."""
    for s in (0.66, 1.35):
        head = float(sine_head(d, round(math.pi * d * d * (d - s)), f"pi*{d}**3").mid())
        assert abs(head / (math.erfc(math.sqrt(s)) / 2) - 1) < 0.25
