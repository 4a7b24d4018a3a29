"""The data model: evidence never grows, bad ledgers do not load and say where."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.ledger import (
    EVIDENCE,
    Claim,
    Paper,
    Step,
    argued,
    cited,
    claim,
    closure,
    erratum,
    evidence,
    lemma,
    missing,
    own_evidence,
)  # fmt: skip


def make(kind: str, name: str = "step", uses: tuple[Step, ...] = ()) -> Step:
    if kind == "argued":
        return argued(name, "words", guard="tests/x.py::test_y", uses=uses)
    if kind == "cited":
        return cited(name, "words", reference="somebody", uses=uses)
    if kind == "none yet":
        return missing(name, "words", uses=uses)
    return claim(name, "0 < 1", uses=uses)


def test_ids_come_from_where_a_step_stands() -> None:
    step = claim("density", "0 < 1")
    assert step.id == "density"
    sine = lemma("sine", "Lemma 4", "words", steps=[step])
    assert (step.id, sine.id) == ("sine.density", "sine")
    paper = Paper("daniely2017", reference="D", lemmas=[sine])
    assert (step.id, sine.id) == ("daniely2017.sine.density", "daniely2017.sine")
    assert list(paper.steps) == [step]


@pytest.mark.parametrize("kinds", list(combinations_with_replacement(EVIDENCE, 3)))
def test_the_weakest_step_decides(kinds: tuple[str, ...]) -> None:
    steps = [make(kind, f"s{k}") for k, kind in enumerate(kinds)]
    statuses = {step: "proved" for step in steps if isinstance(step, Claim)}
    weakest = max(kinds, key=EVIDENCE.index)
    assert evidence(steps, statuses) == weakest
    assert evidence([lemma("x", "", "", steps=steps)], statuses) == weakest


@given(st.lists(st.sampled_from(EVIDENCE), min_size=1, max_size=8), st.data())
def test_evidence_is_transitive_and_never_better_than_what_is_used(kinds: list[str], data: st.DataObject) -> None:
    steps: list[Step] = []
    for k, kind in enumerate(kinds):
        uses = data.draw(st.lists(st.sampled_from(steps), unique_by=id)) if steps else []
        steps.append(make(kind, f"s{k}", tuple(uses)))
    statuses = {step: "proved" for step in steps if isinstance(step, Claim)}

    def rank(step: Step) -> int:
        return max([EVIDENCE.index(kinds[steps.index(step)]), *(rank(used) for used in step.uses)])

    for step in steps:
        assert evidence([step], statuses) == EVIDENCE[rank(step)]


def test_the_whole_depth_counts_and_a_long_chain_is_no_trouble() -> None:
    step = make("none yet", "s0")
    for k in range(1, 5000):
        step = claim(f"s{k}", "0 < 1", uses=[step])
    chain = closure([step])
    assert [s.name for s in chain] == [f"s{k}" for k in range(5000)]
    assert evidence([step], dict.fromkeys(chain, "proved")) == "none yet"


@pytest.mark.parametrize(
    ("expected", "status", "kind"),
    [
        ("proved", "proved", "proved"),
        ("proved", "refuted", "none yet"),
        ("proved", "undecided", "none yet"),
        ("proved", None, None),
        ("refuted", "refuted", "proved"),
        ("refuted", "undecided", "none yet"),
    ],
)
def test_expectation_is_no_evidence(expected: str, status: str | None, kind: str | None) -> None:
    step = claim("s", "0 < 1", expected=expected)
    assert own_evidence(step, status) == kind
    assert evidence([step], {} if status is None else {step: status}) == kind


def test_nothing_carries_an_empty_lemma() -> None:
    assert evidence([lemma("x", "", "", steps=[])], {}) == "none yet"
    assert evidence([], {}) == "none yet"


def test_a_claim_that_is_expected_to_be_false_stands_beside_its_lemma() -> None:
    good, printed = claim("good", "0 < 1"), claim("printed", "1 < 0", expected="refuted", printed=True)
    item = lemma("x", "", "", steps=[good, printed])
    assert item.chain == (good,)
    assert evidence([item], {good: "proved", printed: "undecided"}) == "proved"
    with pytest.raises(InputError, match=r"'new': uses 'x\.printed', which is expected to be refuted"):
        claim("new", "0 < 1", uses=[printed])


def test_an_unknown_verdict_is_not_guessed() -> None:
    known, unknown = claim("known", "0 < 1"), claim("unknown", "0 < 1")
    assert evidence([known, unknown], {known: "proved"}) is None
    assert evidence([known, unknown, make("none yet", "m")], {known: "proved"}) == "none yet"


def test_a_lemma_can_be_used_as_a_whole() -> None:
    inner = lemma("inner", "", "", steps=[make("cited", "c"), claim("p", "0 < 1")])
    outer = claim("outer", "0 < 1", uses=[inner])
    assert [s.name for s in closure([outer])] == ["c", "p", "outer"]


def test_a_circle_is_an_error_that_names_it() -> None:
    a, b, c = (claim(name, "0 < 1") for name in "abc")
    a.uses, b.uses, c.uses = (b,), (c,), (a,)
    with pytest.raises(InputError, match=r"circle: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)"):
        closure([a])
    a.uses = (a,)
    with pytest.raises(InputError, match="circle: a -> a"):
        evidence([a], {})


def test_equal_texts_are_different_steps() -> None:
    assert claim("a", "0 < 1") != claim("a", "0 < 1")


BAD = {
    "syntax": (lambda: claim("density", "x >="), "claim 'density': claim: at character"),
    "syntax in where": (
        lambda: claim("density", "x > 0", where=["x > 1", "x <"]),
        r"claim 'density': where line 2: at character",
    ),
    "syntax in let": (lambda: claim("density", "1 > 0", let=["c = "]), r"claim 'density': let line 1"),
    "no range": (lambda: claim("density", "x > 0"), "claim 'density': .*no range"),
    "where a string": (lambda: claim("density", "x > 0", where="x > 1"), "'density': where must be a list of strings"),
    "let of numbers": (lambda: claim("density", "x > 0", let=[1]), "'density': let must be a list of strings"),
    "tags a string": (lambda: claim("density", "0 < 1", tags="C-D5"), "'density': tags must be a list"),
    "claim no string": (lambda: claim("density", 3), "'density': text must be a string"),
    "name no string": (lambda: claim(3, "0 < 1"), "name must be a string"),
    "expected": (lambda: claim("density", "0 < 1", expected="undecided"), "'density': expected = 'undecided'"),
    "printed": (lambda: claim("density", "0 < 1", printed=3), "'density': printed must be"),
    "uses a string": (lambda: claim("density", "0 < 1", uses=["other"]), "'density': uses 'other'"),
    "name": (lambda: claim("../etc", "0 < 1"), "cannot be an id"),
    "empty name": (lambda: claim("", "0 < 1"), "cannot be an id"),
    "argued without guard": (lambda: argued("signs", "words", guard=" "), "'signs': expected the test"),
    "cited without reference": (lambda: cited("basis", "words", reference=""), "'basis': expected a reference"),
    "dot in a lemma's step": (lambda: lemma("x", "", "", steps=[claim("a.b", "0 < 1")]), "'a.b'"),
    "two of a name": (lambda: lemma("x", "", "", steps=[claim("a", "0 < 1"), claim("a", "0 < 1")]), "lemma 'x': 'a'"),
    "two homes": (lambda: [lemma(n, "", "", steps=[STEP]) for n in ("x", "y")], "stands in lemma 'y' as well"),
    "two lemmas of a name": (
        lambda: Paper("p", reference="", lemmas=[lemma("x", "", "", steps=[]), lemma("x", "", "", steps=[])]),
        "paper 'p': 'x'",
    ),
    "erratum kind": (lambda: error(kind="wrong"), "erratum 'E': kind 'wrong'"),
    "erratum witness": (lambda: error(witness=claim("w", "0 < 1")), "erratum 'E': its witness 'w' is not expected"),
    "erratum repair": (
        lambda: error(repaired=claim("r", "1 < 0", expected="refuted")),
        "erratum 'E': its repair 'r' is not expected",
    ),
    "erratum sources": (lambda: error(sources="paper"), "erratum 'E': sources"),
}
STEP = claim("shared", "0 < 1")


def error(**rest: object) -> object:
    return erratum("E", **{"where": "", "kind": "false", "printed": "", "found": "", **rest})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_ledger_says_where(name: str) -> None:
    make_it, words = BAD[name]
    with pytest.raises(InputError, match=words) as caught:
        make_it()
    assert "\n" not in str(caught.value)
