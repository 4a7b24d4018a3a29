"""The exercise book: standard inequalities with known answers, settled within 10 s each, none wrongly.

`OUT_OF_REACH` names the claims that the engine is known to leave undecided.  They are run as well: a wrong verdict fails, and a
claim that is settled must be taken off the list.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from certify.prove import prove
from certify.statement import Statement

BOOK = Path(__file__).parent / "exercises"
CLAIMS = [claim for path in sorted(BOOK.glob("*.toml")) for claim in tomllib.loads(path.read_text())["claim"]]
OUT_OF_REACH: frozenset[str] = frozenset((BOOK / "out_of_reach.txt").read_text().split())


def test_the_book_is_large_and_mostly_within_reach() -> None:
    ids = [claim["id"] for claim in CLAIMS]
    assert len(ids) == len(set(ids)) >= 150
    assert OUT_OF_REACH <= set(ids)
    assert len(OUT_OF_REACH) <= len(ids) // 10
    assert {claim["expected"] for claim in CLAIMS} == {"proved", "refuted"}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_exercise(claim: dict[str, object]) -> None:
    statement = Statement.parse(str(claim["claim"]), claim.get("where", ()), claim.get("let", ()))  # type: ignore[arg-type]
    hard = claim["id"] in OUT_OF_REACH
    verdict = prove(statement, timeout=2 if hard else 10)
    if verdict.status != "undecided":
        assert verdict.status == claim["expected"], verdict.witness
    assert (verdict.status == "undecided") == hard, verdict.reason
