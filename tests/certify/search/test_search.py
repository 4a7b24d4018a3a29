"""Searches: known thresholds and constants; what is not monotone; what has no answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.outcome import Limits
from certify.runner import Workers
from certify.screen import progress
from certify.search.closed_form import closed_forms, simplest
from certify.search.parameter import Asker, Parametric, Value, short
from certify.search.sharpen import Best, sharpen
from certify.search.threshold import WHOLE, Threshold, threshold

TOL = Fraction(1, 10**9)


@pytest.fixture(scope="module")
def ask() -> Iterator[Asker]:
    with Workers() as workers, progress(0) as watch:
        yield Asker(Limits(timeout=60.0), 2, workers, watch)


def least(ask: Asker, claim: str, var: str, *where: str) -> Threshold:
    question = Parametric.read(claim, var, where, ())
    state = Threshold(question)
    threshold(question, ask, TOL, state)
    return state


def best(ask: Asker, claim: str, *where: str, least: bool | None = None) -> Best:
    question = Parametric.read(claim, "c", where, ())
    state = Best(question, least=least)
    sharpen(question, ask, TOL, state)
    return state


@pytest.mark.parametrize(
    ("claim", "where", "value"),
    [
        ("2**d >= d**3", ["d in ZZ"], 10),
        ("log(d) >= 20", ["d in ZZ", "d >= 1"], 485165196),
        ("(d-5)*(d-18)*(d-30) != 0", ["d in ZZ", "d >= 1"], 31),
        ("(d-5)**2*(d-18)**2 >= 1", ["d in ZZ", "d <= 40"], 19),
        ("x**2 + d*x + 9 >= 0", ["d in ZZ", "d >= -20", "x >= 0"], -6),
    ],
)
def test_integer_thresholds(ask: Asker, claim: str, where: list[str], value: int) -> None:
    """Also of claims that hold here and there below."""
    state = least(ask, claim, "d", *where)
    assert state.found and state.proved and state.refuted
    assert (state.proved.value.near, state.proved.status) == (value, "proved")
    assert (state.refuted.value.near, state.refuted.status) == (value - 1, "refuted")


def test_threshold_at_the_start_of_the_range(ask: Asker) -> None:
    state = least(ask, "d**2 >= 0", "d", "d in ZZ", "d >= 3")
    assert state.found and state.note == WHOLE and state.proved and state.proved.value.near == 3


def test_a_value_where_nothing_is_claimed(ask: Asker) -> None:
    """1/(d - 7) is undefined at 7: so 8 cannot be called least, and says so."""
    state = least(ask, "1/(d-7) >= 0", "d", "d in ZZ", "d >= 1")
    assert not state.found and state.proved and state.refuted
    assert (state.proved.value.near, state.refuted.value.near, state.note) == (8, 6, "undefined between 6 and 8")


def test_a_claim_that_alternates_has_no_threshold(ask: Asker) -> None:
    state = least(ask, "cos(pi*d) >= -1/2", "d", "d in ZZ", "d >= 0")
    assert not state.found and state.proved is None and state.note.startswith("refuted at d = ")


@pytest.mark.parametrize(
    ("claim", "where", "value"),
    [
        ("exp(-d*x) + x <= 1", ["d in ZZ", "d >= 0", "0 <= x <= 1/2"], 2),
        ("d*(50-d) <= 400", ["d in ZZ", "0 <= d <= 50"], 40),
        ("log(d - 5) >= 1", ["d in ZZ", "d >= 1"], 8),
        ("1/2 <= 1 - 1/d <= 1 - 1/d**2", ["d in ZZ", "d >= 1"], 2),
    ],
)
def test_thresholds_of_several_kinds(ask: Asker, claim: str, where: list[str], value: int) -> None:
    """Another variable; an upper end of the range; undefined below; a chain of relations."""
    state = least(ask, claim, "d", *where)
    assert state.found and state.proved and state.refuted
    assert (state.proved.value.near, state.refuted.value.near) == (value, value - 1)


def test_no_threshold_where_the_range_ends_in_a_refutation(ask: Asker) -> None:
    state = least(ask, "sin(x) >= 0", "x", "0 <= x <= 10")
    assert not state.found and state.note == "refuted at x = 10, and from no larger value on was it proved"


def test_a_claim_false_for_all_large_values_has_no_threshold(ask: Asker) -> None:
    state = least(ask, "d <= 100", "d", "d in ZZ", "d >= 1")
    assert not state.found and state.proved is None


@pytest.mark.parametrize(
    ("claim", "where", "form"),
    [("x**2 >= 2", ["x >= 0"], "sqrt(2)"), ("x**3 >= 2", [], "2**(1/3)"), ("x >= 2*log(x) + 1", ["x >= 1"], "")],
)
def test_real_thresholds(ask: Asker, claim: str, where: list[str], form: str) -> None:
    state = least(ask, claim, "x", *where)
    assert state.found and state.closed_form == form and state.proved and state.refuted
    assert 0 < state.proved.value.near - state.refuted.value.near <= TOL


@pytest.mark.parametrize(
    ("claim", "where", "form"),
    [
        ("1 - x >= exp(-c*x)", ["0 <= x <= 1/2"], "2*log(2)"),
        ("sin(x) >= c*x", ["0 <= x <= pi/2"], "2/pi"),
        ("exp(x) >= 1 + c*x", ["x >= 0"], "1"),
        ("x*exp(-x) <= c", ["x >= 0"], "1/e"),
        ("x*(1 - x) <= c", ["0 <= x <= 1", "0 <= c <= 1/4"], "1/4"),
    ],
)
def test_best_constants(ask: Asker, claim: str, where: list[str], form: str) -> None:
    state = best(ask, claim, *where)
    assert state.found and state.closed_form == form and state.proved and state.refuted
    assert 0 < abs(state.proved.value.near - state.refuted.value.near) <= TOL
    assert (state.proved.value.near > state.refuted.value.near) is state.least
    assert state.monotone


def test_what_is_not_monotone_is_not_called_so(ask: Asker) -> None:
    """The claim holds for 1 <= c <= 2: both ends are best constants, each on its side."""
    low, high = (best(ask, "(c-1)*(2-c) >= 0*x", "0 <= x <= 1", "0 <= c <= 3", least=side) for side in (True, False))
    assert low.proved and high.proved and (low.proved.value.text, high.proved.value.text) == ("1", "2")
    assert not low.monotone and not high.monotone


def test_monotone_only_where_the_claim_is_defined(ask: Asker) -> None:
    """sqrt(c) grows, but the range has c < 0."""
    state = best(ask, "sqrt(c) >= x", "0 <= x <= 1", "-1 <= c <= 4")
    assert not state.monotone
    assert best(ask, "sqrt(c) >= x", "0 <= x <= 1", "0 <= c <= 4").closed_form == "1"


def test_a_constant_with_a_long_decimal(ask: Asker) -> None:
    """2**(c*d) in a normal form with powers of 2**(d/10**9); best is c = (3 log2(9) - 1)/9, at d = 9."""
    question = Parametric.read("2**(c*d) >= d**3/2", "c", ["d in ZZ", "d >= 9"], ())
    state = Best(question, least=True)
    sharpen(question, ask, Fraction(1, 10**7), state)
    assert state.found and state.proved and state.refuted
    assert 0 <= float(state.proved.value.near) - (3 * math.log2(9) - 1) / 9 <= 1e-7
    assert all(end.result.outcome.checked == "accepted" for end in (state.proved, state.refuted))


@pytest.mark.parametrize(
    ("claim", "where", "form"),
    [
        ("x**x >= c", ["x > 0"], "exp(-1/e)"),
        ("abs(c-3) >= 1 + 0*x", ["0 <= x <= 1"], "2"),
        ("x**2 + y**2 >= c*x*y", ["x in RR", "y in RR"], "2"),
    ],
)
def test_best_constants_of_several_kinds(ask: Asker, claim: str, where: list[str], form: str) -> None:
    """At a point inside, of what fails on a short range only, on both sides of 0."""
    state = best(ask, claim, *where)
    assert state.found and state.closed_form == form and state.proved and state.refuted


def test_undefined_constants_are_said_to_be_so(ask: Asker) -> None:
    state = best(ask, "sqrt(c - x) >= 0", "0 <= x <= 1")
    assert not state.found and "undefined" in state.note and state.proved is None


def test_nothing_to_sharpen(ask: Asker) -> None:
    assert not best(ask, "x**2 >= 0*c", "x in RR").found


@pytest.mark.parametrize(
    ("claim", "var", "where"),
    [
        ("x >= 0", "c", ["x >= 0"]),
        ("x >= c", "c", ["x >= 0", "c**2 <= 2"]),
        ("x >= c", "c", ["x >= 0", "c > 1", "c < 0"]),
    ],
)
def test_bad_questions(claim: str, var: str, where: list[str]) -> None:
    with pytest.raises(InputError):
        Parametric.read(claim, var, where, ())


@given(st.fractions(-50, 50), st.fractions(Fraction(1, 10**6), 1))
def test_simplest_is_inside_and_simplest(low: Fraction, width: Fraction) -> None:
    found = simplest(low, low + width)
    assert low <= found <= low + width
    for denominator in range(1, min(found.denominator, 200)):
        assert (low * denominator).__ceil__() > ((low + width) * denominator).__floor__()


@pytest.mark.parametrize("form", ["2*log(2)", "sqrt(4/27)", "exp(-1/e)", "pi/4", "log(7)", "7/2", "1 + 1/e"])
def test_closed_forms_are_recognised(form: str) -> None:
    value = Value.of(form).near
    found = closed_forms(value - TOL, value + TOL)
    assert any(abs(Value.of(f).near - value) < Fraction(1, 10**40) for f in found)


def test_chance_rarely_gives_a_closed_form() -> None:
    offered = [closed_forms(Fraction(k * k + 7919, 104729), Fraction(k * k + 7919, 104729) + TOL) for k in range(40)]
    assert sum(map(bool, offered)) <= 4


@given(st.fractions())
def test_short_text_is_the_value(value: Fraction) -> None:
    assert Fraction(short(value)) == value
