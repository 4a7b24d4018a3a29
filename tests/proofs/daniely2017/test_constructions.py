"""The networks of Corollary 6: the whole network at exact points of the sphere, its size, its certified error."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.constructions import Built, Request, find
from certify.errors import InputError
from certify.network.evaluate import balls, exact
from certify.parse import parse_expression
from proofs.daniely2017 import constructions as module
from proofs.daniely2017.constructions import lemma5, printed, sharp
from tests.proofs.daniely2017.exact import dot, sphere_point

TENTH = Fraction(1, 10)
coordinates = st.lists(st.fractions(-3, 3, max_denominator=9), min_size=2, max_size=2)
BUILT: dict[str, Built] = {}


def built(kind: str) -> Built:
    """Networks for d = 3, built once."""
    if kind not in BUILT:
        build, f, eps = {
            "sharp": (sharp, None, Fraction(1, 4)),
            "printed": (printed, None, Fraction(1)),
            "kink": (sharp, "abs(t - 1/5)", Fraction(1, 4)),
        }[kind]
        BUILT[kind] = build(Request(3, eps, None if f is None else parse_expression(f)))
    return BUILT[kind]


@settings(max_examples=8)
@given(st.sampled_from(["sharp", "printed", "kink"]), coordinates, coordinates)
def test_the_error_stays_below_the_certified_bound(kind: str, u: list, v: list) -> None:
    x, y = sphere_point(u), sphere_point(v)
    case = built(kind)
    for other in (x, y, tuple(-c for c in x)):
        (value,) = exact(case.network, [*x, *other])
        t = dot(x, other)
        want = abs(mpmath.mpf(t.numerator) / t.denominator - mpmath.mpf(1) / 5) if kind == "kink" else wave(3, t)
        error = abs(mpmath.mpf(value.numerator) / value.denominator - want)
        assert error <= float(case.upper) + 1e-12
    assert case.lower <= case.upper <= (1 if kind == "printed" else Fraction(1, 4))


def wave(d: int, t: Fraction) -> mpmath.mpf:
    return mpmath.sinpi(d**3 * mpmath.mpf(t.numerator) / t.denominator)


@pytest.mark.parametrize("d", [3, 5, 8, 11])
@pytest.mark.parametrize("eps", [Fraction(3, 10), TENTH])
def test_width_and_error_of_the_sharp_network(d: int, eps: Fraction) -> None:
    case = sharp(Request(d, eps))
    assert case.upper <= eps
    assert eps / 2 <= case.lower <= case.upper
    predicted = d**3 * float((mpmath.pi + mpmath.pi**2 / 4) / eps) ** 0.5
    assert 0.98 * predicted <= case.network.width <= 1.04 * predicted + 12
    assert case.network.width <= 2.48 * d**3 / float(eps) ** 0.5 + 12
    assert case.network.depth == 3
    assert all(factor.values.floats()[1] for layer in case.network.layers for factor in layer.affine.factors)


def test_the_sharp_network_needs_a_hundredth_of_the_printed_width() -> None:
    case = sharp(Request(10, TENTH))
    assert case.printed["width"] == 50265482  # floor(16 pi 10^5/0.1)
    assert 100 * case.network.width <= case.printed["width"]
    assert case.network.largest_weight < 128


def test_the_lower_bound_is_an_error_that_occurs() -> None:
    case = built("sharp")
    found = Fraction(0)
    for k in range(-200, 201):
        r = Fraction(k, 199)
        t, u = (1 - r * r) / (1 + r * r), 2 * r / (1 + r * r)
        (value,) = exact(case.network, [1, 0, 0, t, u, 0])
        found = max(found, abs(value - Fraction(float(wave(3, t)))))
    assert abs(found - case.lower) <= Fraction(1, 10**6) or found >= case.lower


def test_the_printed_network_keeps_its_bounds() -> None:
    case = built("printed")
    assert case.network.width <= case.printed["width"]
    assert case.network.largest_weight <= 2 * 27 * Fraction(22, 7)
    assert Fraction(1, 50) < case.lower <= case.upper <= Fraction(1, 4)  # the bound L h/2 is far from sharp


def test_the_property_holds_on_the_whole_box() -> None:
    from flint import arb, ctx, fmpq

    case = built("sharp")
    (claim,) = case.properties
    assert claim.least >= -Fraction(5, 4) and claim.most <= Fraction(5, 4)
    for corner in ([1] * 6, [-1] * 6, [1, -1] * 3, [1, 0, 0, 0, 0, -1]):
        assert claim.least <= exact(case.network, corner)[0] <= claim.most
    with ctx.workprec(200):
        (value,) = balls(case.network, [arb(fmpq(k, 7)) for k in range(6)])
        assert value > arb(-1.25) and value < arb(1.25)


def test_lemma5() -> None:
    case = lemma5(Request(eps=TENTH, f=parse_expression("sin(3*t)"), radius=Fraction(2)))
    assert case.network.depth == 2
    assert case.lower <= case.upper <= TENTH
    assert case.network.width <= case.printed["width"] == 120
    for k in range(-20, 21):
        (value,) = exact(case.network, [Fraction(k, 10)])
        assert abs(float(value) - float(mpmath.sin(0.3 * k))) <= case.upper


@pytest.mark.parametrize(
    ("build", "request_", "message"),
    [
        (sharp, Request(0, TENTH), "--d"),
        (sharp, Request(None, TENTH), "--d"),
        (sharp, Request(3, Fraction(0)), "--eps"),
        (sharp, Request(3, None), "--eps"),
        (sharp, Request(3, TENTH, parse_expression("x*t")), "found x"),
        (sharp, Request(3, TENTH, parse_expression("1/t")), "Lipschitz"),
        (sharp, Request(3, TENTH, parse_expression("floor(t)")), "Lipschitz"),
        (sharp, Request(3, TENTH, parse_expression("sqrt(1 - t**2)")), "Lipschitz"),
        (sharp, Request(3, TENTH, parse_expression("2")), "Lipschitz"),
        (sharp, Request(30, Fraction(1, 10**6)), "GiB allowed"),
        (printed, Request(10, TENTH), "GiB allowed"),
        (lemma5, Request(eps=TENTH), "--f"),
        (lemma5, Request(eps=Fraction(9), f=parse_expression("t")), "constant"),
    ],
)
def test_bad_input(build, request_: Request, message: str) -> None:
    with pytest.raises(InputError, match=message):
        build(request_)


def test_names() -> None:
    assert find("daniely2017").build is sharp
    assert find("daniely2017.printed").build is printed
    with pytest.raises(InputError, match=r"daniely2017\.lemma5"):
        find("nothing")
    assert [c.name for c in module.constructions] == ["sharp", "printed", "lemma5"]
