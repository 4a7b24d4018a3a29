"""What is shown is what is known: decimals are near, control characters are gone, columns are columns."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.ledger import cited, claim, lemma
from certify.outcome import Outcome
from certify.output import printable
from certify.pages import decimal, show_lemma, show_tree
from certify.results import Result
from certify.screen import Screen, fit
from certify.text import rational_text


@given(st.fractions())
def test_decimals_of_rationals_are_near(value: Fraction) -> None:
    near = decimal(rational_text(value))
    if value.denominator == 1:
        assert near == ""
    else:
        assert abs(Fraction(near) - value) <= abs(value) / 100_000


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("sqrt(2)", "1.41421"),
        ("-pi/2", "-1.57080"),
        ("1/3", "0.333333"),
        (f"1/{10**400 + 1}", "1e-400"),
        (f"{10**400 + 1}/3", "3.33333e+399"),
        ("7", ""),
        ("x", ""),
        ("1 +", ""),
        ("log(-1)", ""),
        ("", ""),
    ],
)
def test_decimals(text: str, near: str) -> None:
    assert decimal(text) == near


@given(st.text())
def test_what_is_printed_is_one_line_without_control_characters(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.integers(1, 40))
def test_a_column_is_as_wide_as_it_is_said_to_be(text: str, width: int) -> None:
    assert len(fit(text, width)) == width
    if len(text) <= width:
        assert fit(text, width).rstrip() == text.rstrip()


def shown(monkeypatch: pytest.MonkeyPatch, show: object, *args: object) -> list[str]:
    monkeypatch.delenv("COLUMNS", raising=False)
    screen = Screen()
    screen.file = io.StringIO()
    show(screen, *args)  # type: ignore[operator]
    return screen.file.getvalue().splitlines()


def test_a_tree_goes_down_to_the_leaves_and_unfolds_each_step_once(monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = cited("leaf", "words", reference="Somebody 2012")
    middle = claim("middle", "0 < 1", uses=[leaf])
    tops = [claim(name, "0 < 1", uses=[middle]) for name in ("a", "b")]
    outcome = Outcome("proved")
    results = {leaf: Result(leaf), **{s: Result(s, outcome) for s in (middle, *tops)}}
    assert shown(monkeypatch, show_tree, tops, results) == [
        "  ├─ ✓ a  proved",
        "  │  └─ ✓ middle  proved",
        "  │     └─ · leaf  cited  Somebody 2012",
        "  └─ ✓ b  proved",
        "     └─ ✓ middle  proved  (as above)",
    ]


def test_a_deep_tree_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [claim("s0", "0 < 1")]
    for k in range(1, 1200):
        steps.append(claim(f"s{k}", "0 < 1", uses=[steps[-1]]))
    results = {step: Result(step, Outcome("proved")) for step in steps}
    assert len(shown(monkeypatch, show_tree, steps[-1:], results)) >= 1200


def test_the_evidence_of_a_lemma_is_shown_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    good, open_ = claim("good", "0 < 1"), claim("open", "0 < 1")
    item = lemma("x", "Lemma X", "what it says", steps=[good, open_])
    results = {good: Result(good, Outcome("proved")), open_: Result(open_, Outcome("undecided", "no method"))}
    lines = shown(monkeypatch, show_lemma, item, results)
    assert lines[:3] == ["x  Lemma X", "  statement what it says", "  evidence  none yet"]
    assert lines[-1] == "  └─ ? x.open  undecided"
