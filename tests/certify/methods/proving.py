"""Claims through the prover and the independent checker, for the tests of the methods that transform goals."""

from __future__ import annotations

from certify import prove
from certify.certificate import canonical_json
from certify.check.certificate import check

SECONDS = 40


def rules(claim: str, *where: str) -> set[str]:
    """The rules of a proof that the checker accepts; AssertionError if there is none."""
    verdict = prove(claim, where, timeout=SECONDS)
    assert verdict.status == "proved", (claim, where, verdict.status, verdict.reason, verdict.closest)
    assert verdict.certificate is not None
    outcome = check(canonical_json(dict(verdict.certificate)).encode())
    assert outcome.status == "accepted", (claim, where, outcome.why)
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("rule"), str):
                found.add(node["rule"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(verdict.certificate["proofs"])
    return found


def unproved(claim: str, *where: str, seconds: float = 2) -> None:
    """A false claim is refuted or left undecided."""
    verdict = prove(claim, where, timeout=seconds)
    assert verdict.status != "proved", (claim, where)
