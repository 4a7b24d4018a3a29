"""The exercise book: standard inequalities with known answers, none of which may be settled wrongly.

`SETTLED` names claims of every kind that must be settled; the others may stay undecided within the short time that they get here.
How many are settled in 10 s each is a matter of a run by hand, `certify run tests/exercises/*.toml`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from certify.prove import prove
from certify.statement import Statement

BOOK = Path(__file__).parent / "exercises"
CLAIMS = [claim for path in sorted(BOOK.glob("*.toml")) for claim in tomllib.loads(path.read_text())["claim"]]
SETTLED = frozenset(
    [
        "jordan-two-sided",
        "jordan-strict",
        "kober-overstepped",
        "mitrinovic-adamovic",
        "cusa-huygens",
        "huygens",
        "becker-stark",
        "redheffer",
        "cos-positive-closed",
    ]
)


def test_the_book_is_large() -> None:
    ids = [claim["id"] for claim in CLAIMS]
    assert len(ids) == len(set(ids)) >= 150
    assert set(ids) >= SETTLED
    assert {claim["expected"] for claim in CLAIMS} == {"proved", "refuted"}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_exercise(claim: dict[str, object]) -> None:
    statement = Statement.parse(str(claim["claim"]), claim.get("where", ()), claim.get("let", ()))  # type: ignore[arg-type]
    must = claim["id"] in SETTLED
    verdict = prove(statement, timeout=10 if must else 1)
    assert verdict.status == claim["expected"] or (verdict.status == "undecided" and not must), verdict.reason
