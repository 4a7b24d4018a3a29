"""The exercise book: standard inequalities with known answers, none of which may be settled wrongly.

`SETTLED` names claims of every kind that must be settled in any run.  `OUT_OF_REACH` lists what is not settled in 10 seconds each,
or not in a way that the checker accepts; everything else is, which a run with HYPOTHESIS_PROFILE=thorough shows.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from certify.certificate import canonical_json
from certify.check.certificate import check
from certify.prove import prove
from certify.statement import Statement

BOOK = Path(__file__).parent / "exercises"
CLAIMS = [claim for path in sorted(BOOK.glob("*.toml")) for claim in tomllib.loads(path.read_text())["claim"]]
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
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

OUT_OF_REACH = frozenset((
    "alzer-product", "atan-sum-constrained", "atan-three-constrained", "bernoulli-concave",
    "beta-below-reciprocal-large", "beta-below-reciprocal-small", "binary-entropy-topsoe", "binomial-entropy",
    "binomial-two-sided", "cos-sum-box", "cosh-product", "dih-upper-coarse", "erf-square-upper",
    "flyspeck-dihedral-upper", "gamma-log-convex", "gamma-reciprocal-harmonic", "heart-dipole", "hoelder-cube",
    "huygens-three", "identric-pittenger", "imo-1995", "imo-2000", "imo-square-roots", "kearns-saul", "keckic-vasic",
    "kershaw", "log-sum", "log-sum-exp-four", "minkowski-cube", "minkowski-eight-margin", "minkowski-two",
    "nesbitt-weighted", "product-of-exponentials", "root-of-factorial", "sine-ratio", "sphere-linear-false",
    "tan-sin-sin-tan-whole", "triangle-cosine-lower", "triangle-cosines", "triangle-false", "triangle-sine-sum",
    "wendel", "x-to-the-x-rearranged", "x-to-the-y-plus", "young-exp", "young-p-three-variables",
))  # fmt: skip


def test_the_book_is_large() -> None:
    ids = [claim["id"] for claim in CLAIMS]
    assert len(ids) == len(set(ids)) >= 150
    assert set(ids) >= SETTLED | OUT_OF_REACH
    assert {claim["expected"] for claim in CLAIMS} == {"proved", "refuted"}


def test_the_share_that_is_settled() -> None:
    assert not SETTLED & OUT_OF_REACH
    assert len(OUT_OF_REACH) <= 0.1 * len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_exercise(claim: dict[str, object]) -> None:
    statement = Statement.parse(str(claim["claim"]), claim.get("where", ()), claim.get("let", ()))  # type: ignore[arg-type]
    must = claim["id"] in SETTLED or (THOROUGH and claim["id"] not in OUT_OF_REACH)
    verdict = prove(statement, timeout=10 if must else 1)
    assert verdict.status == claim["expected"] or (verdict.status == "undecided" and not must), verdict.reason
    if must:
        assert verdict.certificate is not None
        assert check(canonical_json(dict(verdict.certificate)).encode()).status == "accepted"
