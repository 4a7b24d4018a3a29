"""What a run says: a result for each step, their JSON (`certify.results/1`) and the exit code.

    {"schema": "certify.results/1", "engine": {...}, "results": [{"id": ..., "claim": ..., "where": [...],
      "status": ..., "expected": ..., "evidence": ..., "method": ..., "margin": ..., "witness": ...,
      "certificate": ..., "depends": [...], "ledger": [...], "seconds": ..., "reason": ...,
      "checked": ..., "objection": ..., "constants": [...]}]}

`status` and `expected` are null for a step that is no claim (argued, cited, missing): it has evidence and no
verdict. `certificate` is the path of the certificate's file if the run wrote one; `checked` says whether the
independent checker accepts it (null without a verdict), `objection` why not.  `claim` and `where` stand as
written, or with the definitions put in if there are any, so that the two say all.  `ledger` holds the step's tags, `constants`
what `certify show` knows of the constants of the step (as in `certify.constants`; empty in a run).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from certify.ledger import UNDECIDED, Claim, Missing, Step, own_evidence
from certify.outcome import INPUT, Outcome
from certify.recheck import ACCEPTED
from certify.text import to_text

SCHEMA: Final = "certify.results/1"

OK, UNEXPECTED, BAD_INPUT, OPEN, STOPPED = 0, 1, 2, 3, 130  # exit codes


@dataclass(frozen=True)
class Result:
    """A step with its outcome, if it is a claim, its certificate, and the path of that if it was written."""

    step: Step
    outcome: Outcome | None = None
    certificate: Path | None = None
    cached: bool = False
    data: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> str | None:
        """The verdict's status; None for a step that is no claim."""
        return self.outcome.status if self.outcome else None

    @property
    def as_expected(self) -> bool:
        """False for a claim that was decided otherwise than its ledger expects."""
        return self.status in (None, UNDECIDED) or (isinstance(self.step, Claim) and self.status == self.step.expected)

    def to_json(self, constants: Sequence[object] = ()) -> dict[str, object]:
        """The result in the schema's words, with entries for the step's constants."""
        step, outcome = self.step, self.outcome
        claim, where = _texts(step)
        return {
            "id": step.id,
            "claim": claim,
            "where": list(where),
            "status": self.status,
            "expected": step.expected if isinstance(step, Claim) else None,
            "evidence": own_evidence(step, self.status),
            "method": outcome.method if outcome else "",
            "margin": outcome.margin if outcome else None,
            "witness": dict(outcome.witness) if outcome and outcome.witness is not None else None,
            "certificate": str(self.certificate) if self.certificate else None,
            "depends": [used.id for used in step.uses],
            "ledger": list(step.tags),
            "seconds": round(outcome.seconds, 6) if outcome else 0.0,
            "reason": outcome.explanation if outcome else "",
            "checked": outcome.checked == ACCEPTED if outcome and outcome.status != UNDECIDED else None,
            "objection": outcome.unchecked if outcome else "",
            "constants": list(constants),
        }


def _texts(step: Step) -> tuple[str, Sequence[str]]:
    if not isinstance(step, Claim):
        return step.text, ()
    if not step.let:
        return step.text, step.where
    links = step.statement.relations
    chain = to_text(links[0].lhs) + "".join(f" {link.op} {to_text(link.rhs)}" for link in links)
    return chain, step.statement.domain.lines()


def to_json(results: Iterable[Result], constants: Mapping[Step, Sequence[object]] | None = None) -> dict[str, object]:
    """The whole run in the schema's words, with entries for the constants of each step."""
    from certify.engine import engine

    known = constants or {}
    return {"schema": SCHEMA, "engine": engine(), "results": [r.to_json(known.get(r.step, ())) for r in results]}


def statuses_of(results: Mapping[Step, Result]) -> dict[Step, str]:
    """The verdicts alone."""
    return {step: result.status for step, result in results.items() if result.status}


def exit_code(results: Iterable[Result]) -> int:
    """2: bad input; 1: something decided otherwise than expected; 3: something undecided or missing; 0: all is well."""
    results = list(results)
    if any(r.outcome and r.outcome.kind == INPUT for r in results):
        return BAD_INPUT
    if not all(r.as_expected for r in results):
        return UNEXPECTED
    return OPEN if any(r.status == UNDECIDED or isinstance(r.step, Missing) for r in results) else OK
