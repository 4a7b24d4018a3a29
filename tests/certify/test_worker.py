"""The worker believes no verdict that does not carry a certificate for the very statement it was asked about."""

from __future__ import annotations

import json
import sys

import pytest

import certify.prove
from certify.errors import InputError
from certify.statement import Statement
from certify.worker import prove_claim

PROVE = sys.modules["certify.prove"]
TASK = {"claim": "x + c > 0", "where": ["x > 0"], "let": ["c = 1"], "timeout": 2.5}
STATEMENT = Statement.parse("x + c > 0", ["x > 0"], ["c = 1"])


def answer(monkeypatch: pytest.MonkeyPatch, status: str, certificate: dict | None, **rest: object) -> tuple:
    asked = []

    def prove(statement: Statement, *, timeout: float) -> object:
        asked.append((statement, timeout))
        return PROVE.Verdict(statement, status, certificate=certificate, method="m", **rest)

    monkeypatch.setattr(PROVE, "prove", prove)
    found = prove_claim(TASK)
    assert asked == [(STATEMENT, 2.5)]
    return found


def test_a_verdict_with_its_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = {"digest": STATEMENT.digest, "verdict": "proved", "proofs": [1]}
    outcome, data = answer(monkeypatch, "proved", certificate, margin="1/8", seconds=0.5)
    assert (outcome.status, outcome.method, outcome.margin, outcome.seconds) == ("proved", "m", "1/8", 0.5)
    assert json.loads(data) == certificate


def test_a_refutation(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = {"digest": STATEMENT.digest, "verdict": "refuted"}
    outcome, data = answer(monkeypatch, "refuted", certificate, witness={"x": "1"})
    assert (outcome.status, outcome.witness) == ("refuted", {"x": "1"})
    assert json.loads(data) == certificate


@pytest.mark.parametrize("status", ["proved", "refuted"])
@pytest.mark.parametrize(
    "certificate",
    [
        None,
        {},
        {"digest": STATEMENT.digest},
        {"verdict": "proved"},
        {"digest": "0" * 64, "verdict": "proved"},
        {"digest": "0" * 64, "verdict": "refuted"},
        {"digest": STATEMENT.digest, "verdict": "undecided"},
    ],
)
def test_a_verdict_without_its_certificate_is_undecided(
    monkeypatch: pytest.MonkeyPatch, status: str, certificate: dict | None
) -> None:
    outcome, data = answer(monkeypatch, status, certificate, witness={"x": "1"} if status == "refuted" else None)
    assert outcome.status == "undecided"
    assert "without a certificate" in outcome.reason
    assert data == b""


def test_a_certificate_of_the_opposite_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = {"digest": STATEMENT.digest, "verdict": "refuted"}
    assert answer(monkeypatch, "proved", certificate)[0].status == "undecided"


def test_a_refutation_without_witness_is_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="witness"):
        answer(monkeypatch, "refuted", {"digest": STATEMENT.digest, "verdict": "refuted"})


def test_an_undecided_verdict_has_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = {"digest": STATEMENT.digest, "verdict": "proved"}
    outcome, data = answer(monkeypatch, "undecided", certificate, reason="r", closest="c")
    assert (outcome.status, outcome.reason, outcome.closest, data) == ("undecided", "r", "c", b"")


def test_bad_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def prove(statement: Statement, *, timeout: float) -> object:
        raise InputError("log(x - 1) is undefined at x = 1/2")

    monkeypatch.setattr(PROVE, "prove", prove)
    outcome, data = prove_claim(TASK)
    assert (outcome.status, outcome.kind, outcome.reason, data) == (
        "undecided",
        "input",
        "log(x - 1) is undefined at x = 1/2",
        b"",
    )
    assert prove_claim({**TASK, "claim": "x >"})[0].kind == "input"


def test_the_public_name_is_the_function() -> None:
    assert certify.prove is PROVE.prove
