"""JSON results and exit codes."""

from __future__ import annotations

import json
from itertools import product

import pytest

from certify.ledger import Claim, argued, cited, claim, lemma, missing
from certify.outcome import CRASH, INPUT, LIMIT, Outcome
from certify.results import Result, exit_code, to_json
from certify.statement import Statement

KEYS = [
    "id",
    "claim",
    "where",
    "status",
    "expected",
    "evidence",
    "method",
    "margin",
    "witness",
    "certificate",
    "depends",
]
KEYS += ["ledger", "seconds", "reason", "checked", "objection", "constants"]

PROVED = Outcome("proved", method="boxes", margin="1/8", seconds=0.01, checked="accepted")
REFUTED = Outcome("refuted", witness={"x": "1/3"})
UNDECIDED = Outcome("undecided", "no method applies", closest="x in [0, 1]")


def result(outcome: Outcome | None, expected: str = "proved") -> Result:
    return Result(claim("c", "x > 0", where=["x > 1"], expected=expected), outcome)


def test_the_schema() -> None:
    used = claim("used", "0 < 1")
    step = claim("exp", "1 - x >= exp(-2*x)", where=["0 <= x <= 79/100"], uses=[used], tags=["C-D5"])
    lemma("sine", "", "", steps=[used, step])
    data = to_json([Result(step, PROVED)])
    assert json.loads(json.dumps(data)) == data
    assert list(data) == ["schema", "engine", "results"]
    assert data["schema"] == "certify.results/1"
    assert data["results"] == [
        {
            "id": "sine.exp",
            "claim": "1 - x >= exp(-2*x)",
            "where": ["0 <= x <= 79/100"],
            "status": "proved",
            "expected": "proved",
            "evidence": "proved",
            "method": "boxes",
            "margin": "1/8",
            "witness": None,
            "certificate": None,
            "depends": ["sine.used"],
            "ledger": ["C-D5"],
            "seconds": 0.01,
            "reason": "",
            "checked": True,
            "objection": "",
            "constants": [],
        }
    ]


@pytest.mark.parametrize("label", ["", "rejected", "unsupported", "too large"])
def test_what_the_checker_does_not_accept_is_said(label: str) -> None:
    data = result(Outcome("proved", checked=label, objection="rule 'x'" * bool(label))).to_json()
    assert data["status"] == data["evidence"] == "proved"
    assert data["checked"] is False
    assert data["objection"] == "not independently checked" + f": {label}: rule 'x'" * bool(label)
    assert result(UNDECIDED).to_json()["checked"] is None


def test_only_a_verdict_is_checked() -> None:
    for wrong in ({"checked": "yes"}, {"checked": "accepted", "status": "undecided"}, {"objection": 1}):
        with pytest.raises(ValueError):
            Outcome(**({"status": "proved"} | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "expected", "evidence"),
    [
        (PROVED, "proved", "proved"),
        (PROVED, "refuted", "proved"),
        (REFUTED, "refuted", "proved"),
        (REFUTED, "proved", "none yet"),
        (UNDECIDED, "proved", "none yet"),
        (UNDECIDED, "refuted", "none yet"),
    ],
)
def test_status_and_evidence_are_those_of_the_outcome(outcome: Outcome, expected: str, evidence: str) -> None:
    data = result(outcome, expected).to_json()
    assert (data["status"], data["expected"], data["evidence"]) == (outcome.status, expected, evidence)
    assert list(data) == KEYS
    assert data["witness"] == (dict(outcome.witness) if outcome.witness is not None else None)


def test_the_reason_says_what_came_closest() -> None:
    assert result(UNDECIDED).to_json()["reason"] == "no method applies; closest: x in [0, 1]"


def test_a_refuted_claim_without_variables_has_an_empty_witness() -> None:
    assert Result(claim("c", "1 < 0"), Outcome("refuted", witness={})).to_json()["witness"] == {}


@pytest.mark.parametrize(
    ("step", "evidence"),
    [
        (argued("a", "words", guard="g"), "argued"),
        (cited("a", "words", reference="r"), "cited"),
        (missing("a", "words"), "none yet"),
    ],
)
def test_a_step_in_words_has_no_status(step: object, evidence: str) -> None:
    data = Result(step).to_json()  # type: ignore[arg-type]
    assert list(data) == KEYS
    assert (data["status"], data["expected"], data["evidence"], data["claim"]) == (None, None, evidence, "words")


def test_definitions_are_put_in_so_that_claim_and_where_say_all() -> None:
    step = Claim("c", "a <= x + a < b", where=["x >= -b", "x <= 0"], let=["a = pi/2", "b = 2*a"])
    data = Result(step).to_json()
    again = Statement.parse(data["claim"], data["where"])  # type: ignore[arg-type]
    assert again.digest == step.statement.digest


CODES = {
    ("proved", "proved"): 0,
    ("refuted", "refuted"): 0,
    ("refuted", "proved"): 1,
    ("proved", "refuted"): 1,
    ("undecided", "proved"): 3,
    ("undecided", "refuted"): 3,
}
OUTCOMES = {"proved": PROVED, "refuted": REFUTED, "undecided": UNDECIDED}


@pytest.mark.parametrize("pair", list(product(CODES, CODES)))
def test_the_exit_code_is_that_of_the_worst(pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    codes = [CODES[case] for case in pair]
    worst = next(code for code in (1, 3, 0) if code in codes)
    assert exit_code(result(OUTCOMES[status], expected) for status, expected in pair) == worst


def test_exit_codes_of_the_rest() -> None:
    assert exit_code([]) == 0
    assert exit_code([Result(argued("a", "words", guard="g")), Result(cited("a", "words", reference="r"))]) == 0
    assert exit_code([Result(missing("a", "words"))]) == 3
    assert exit_code([result(REFUTED), result(Outcome("undecided", "empty range", kind=INPUT))]) == 2


BAD_OUTCOMES = [
    {"status": "true"},
    {"status": None},
    {"status": ""},
    {"status": "refuted"},
    {"status": "refuted", "witness": [1]},
    {"status": "refuted", "witness": {"x": 1}},
    {"status": "proved", "witness": {}},
    {"status": "undecided", "witness": {"x": "1"}},
    {"status": "proved", "kind": LIMIT},
    {"status": "proved", "kind": CRASH},
    {"status": "refuted", "witness": {}, "kind": INPUT},
    {"status": "proved", "kind": "guess"},
    {"status": "proved", "margin": 0.5},
    {"status": "proved", "method": None},
    {"status": "undecided", "reason": 7},
    {"status": "proved", "seconds": float("nan")},
    {"status": "proved", "seconds": -1.0},
    {"status": "proved", "seconds": "1"},
]


@pytest.mark.parametrize("fields", BAD_OUTCOMES)
def test_an_outcome_that_is_not_well_formed_cannot_be_built(fields: dict) -> None:
    with pytest.raises(ValueError):
        Outcome(**fields)
    with pytest.raises(ValueError):
        Outcome.from_json({**PROVED.to_json(), **fields})


@pytest.mark.parametrize("outcome", OUTCOMES.values())
def test_outcomes_survive_json(outcome: Outcome) -> None:
    assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome
