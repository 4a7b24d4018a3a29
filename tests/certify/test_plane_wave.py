"""The expansion of the sine: against independent integration, against closed forms, on both sides."""

from __future__ import annotations

import mpmath
import pytest
from flint import acb, arb, ctx, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.bessel import ladder, longest
from certify.errors import InputError
from certify.plane_wave import sine_coefficient, sine_degrees, sine_head, sine_masses, sine_norm, sine_tail
from certify.prove import prove


def legendre(n: int, d: int, x: acb) -> acb:
    older, newer = acb(1), x
    for k in range(2, n + 1):
        older, newer = newer, (x * newer * (2 * k + d - 4) - older * (k - 1)) / (k + d - 3)
    return newer if n else acb(1)


def integrate(d: int, f) -> arb:
    """The integral of f over mu_d with x = sin(t): the weight becomes cos(t)^(d-2), which is analytic for all d >= 2."""
    half = arb(d) / 2
    c = half.gamma() / (arb.pi().sqrt() * (half - arb(1) / 2).gamma())
    end = arb.pi() / 2
    return (c * acb.integral(lambda t, _: f(t.sin()) * t.cos() ** (d - 2), -end, end)).real


@pytest.mark.parametrize("d", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("a", ["1/3", "7", "3*pi"])
def test_coefficients_and_norm_against_quadrature(d: int, a: str) -> None:
    with ctx.workprec(100):
        x = {"1/3": arb(1) / 3, "7": arb(7), "3*pi": 3 * arb.pi()}[a]
        norm = integrate(d, lambda t: (x * t).sin() ** 2)
        assert norm.overlaps(sine_norm(d, a, bits=60)) and norm.rad() < 1e-15
        for k in range(1, 8):
            dimension = acb(2 if d == 2 else (2 * k + d - 2) * mpmath.binomial(k + d - 3, d - 3) / (d - 2)).real
            value = integrate(d, lambda t, k=k: (x * t).sin() * legendre(k, d, t)) * dimension.sqrt()
            assert value.rad() < 1e-12 and value.overlaps(sine_coefficient(d, k, a, bits=60))


@given(d=st.integers(2, 30), n=st.integers(0, 60), a=st.fractions(1, 80), bits=st.integers(8, 200))
@settings(max_examples=60, deadline=None)
def test_tail_is_as_narrow_as_asked_and_falls(d: int, n: int, a, bits: int) -> None:
    tail, next_tail = (sine_tail(d, k, str(a), bits=bits) for k in (n, n + 1))
    assert tail.rad() <= arb(2) ** -bits
    step = sine_coefficient(d, n, str(a), bits=bits + 3) ** 2
    assert (tail - next_tail).overlaps(step)
    assert not tail < 0 and not tail > 1


def test_all_of_the_norm_is_in_the_coefficients() -> None:
    for d, a in ((2, "5"), (3, "20"), (7, "9*pi")):
        assert abs(sine_tail(d, 120, a, bits=80)) < arb(2) ** -75


@given(d=st.integers(2, 9), a=st.fractions(8, 40), bits=st.integers(8, 120), data=st.data())
@settings(max_examples=25, deadline=None)
def test_masses_are_sums_of_squares_of_coefficients(d: int, a, bits: int, data) -> None:
    end = sine_degrees(d, str(a))
    edges = sorted(data.draw(st.lists(st.integers(0, end), min_size=2, max_size=5)))
    found = sine_masses(d, edges, str(a), bits=bits)
    squares = [sine_coefficient(d, k, str(a), bits=bits + 10) ** 2 for k in range(end)]
    with ctx.workprec(200):
        for ball, low, high in zip(found, edges, edges[1:], strict=False):
            assert ball.rad() <= arb(2) ** -bits
            assert ball.overlaps(sum(squares[low:high], arb(0)))


def test_all_of_the_mass_is_there() -> None:
    """With what single coefficients say about the degrees beyond the frequency."""
    end = sine_degrees(4, "pi*4**3")
    with ctx.workprec(200):
        inside = sine_masses(4, [0, end], "pi*4**3", bits=80)[0]
        beyond = sum((sine_coefficient(4, k, "pi*4**3", bits=100) ** 2 for k in range(end, end + 80)), arb(0))
        assert abs(inside + beyond - sine_norm(4, "pi*4**3", bits=80)) < arb(2) ** -70
        assert beyond > arb("0.04")


def test_ladder_against_bessel() -> None:
    """Each value is within its error, which is not much larger than the true ones; up to one below the argument."""
    for twice, x in ((0, 30), (1, 200), (7, 55), (40, 300)):
        with ctx.workprec(600):
            count = longest(twice, arb(x))
            found = ladder(twice, lambda x=x: arb(x), count, 100)
            assert twice / 2 + count - 1 < x - 1 < twice / 2 + count + 1
            errors = [
                abs(arb(fmpz(v)) * arb(2) ** -100 - arb(x).bessel_j(arb(twice) / 2 + k))
                for k, v in enumerate(found.values)
            ]
            assert all(e <= found.error for e in errors)
            assert found.error < arb(2) ** -70 and max(errors) > arb(2) ** -100


def test_bad_edges() -> None:
    for edges in ([3], [5, 4], [-1, 3], [0, 1000]):
        with pytest.raises(InputError):
            sine_masses(4, edges, "20")


@pytest.mark.parametrize(("d", "digits"), [(2, "0.418919550777"), (3, "0.495256761862"), (4, "0.499851274488")])
def test_literal_tails(d: int, digits: str) -> None:
    assert abs(sine_tail(d, d * d, f"pi*{d}**3") - arb(digits)) < 1e-12


def test_large_dimension() -> None:
    assert abs(sine_tail(60, 3600, "pi*60**3", bits=400) - arb(0.5)) < arb(2) ** -390
    assert sine_head(60, 3600, "pi*60**3", bits=500) > 0


def test_the_norm_is_what_the_prover_says() -> None:
    text = "integral(sin(7*x)**2, x, -1, 1)/2 >= 0.4646"
    assert prove(text).status == ("proved" if sine_norm(3, "7") > arb("0.4646") else "refuted")


@pytest.mark.parametrize("bad", [(1, 2, "3"), (3, -1, "3"), (3, 2, "-3"), (3, 2, "0"), (3, 2, "x")])
def test_bad_arguments(bad: tuple[int, int, str]) -> None:
    with pytest.raises(InputError):
        sine_tail(*bad)
