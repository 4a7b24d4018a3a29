"""Theorem files: what they say, and that nothing from outside gets into them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims import load_claims
from certify.coq.replay import LIBRARY, library, write
from certify.coq.terms import Unstated
from certify.coq.theorem import Theorem, comment, theorem
from certify.ledger import Claim
from certify.papers import Library

EXERCISES = Path(__file__).parents[2] / "exercises"
FORBIDDEN = re.compile(
    r"\b(Admitted|admit|Axioms?|Parameters?|Conjecture|Hypothes[ie]s|Variables?|Context|give_up|bypass_check)\b|Unset Guard"
)


def code(text: str) -> str:
    """The text without its comments (which nest)."""
    found, depth = [], 0
    for piece in re.split(r"(\(\*|\*\))", text):
        depth += (piece == "(*") - (piece == "*)")
        assert depth >= 0
        found.append(piece if depth == 0 and piece != "*)" else "")
    assert depth == 0
    return "".join(found)


def stated(claims: list[Claim]) -> list[Theorem]:
    found = []
    for claim in claims:
        try:
            found.append(theorem(claim))
        except Unstated:
            continue
    return found


def test_the_text_of_a_theorem() -> None:
    claim = Claim("half-bracket", "A*(A - X) >= A**2/n", where=["A >= 0", "0 <= X <= A/2", "n in ZZ", "n >= 2"])
    expected = """
        Require Import DepthcertProofs.
        Theorem claim : forall (A : R) (X : R) (n : Z), 0 <= A -> 0 <= X -> (2 <= n)%Z -> X <= 1 / 2 * A ->
          (IZR n <> 0) /\\ (A * (A - X) >= A ^ 2 / IZR n).
    """
    assert code(theorem(claim).text).split("Proof.")[0].split() == expected.split()


@given(st.text(alphabet='(*)"\\\n aZ.\u00e9\x00', max_size=60) | st.text(max_size=60))
def test_nothing_breaks_out_of_a_comment(text: str) -> None:
    found = comment(text)
    assert not any(mark in found for mark in ("(*", "*)", '"', "\n"))
    assert all(" " <= char <= "~" for char in found)


def test_names_from_outside_stay_names() -> None:
    claim = Claim(
        "a-b.c_d", "forall*R >= IZR - PI + claim", where=[f"{v} >= 0" for v in ("forall", "R", "IZR", "PI", "claim")]
    )
    text = theorem(claim).text
    assert "forall (forall_ : R) (R_ : R) (IZR_ : R) (PI_ : R) (claim_ : R)," in text
    assert "forall_ * R_ >= IZR_ - PI_ + claim_" in text


def test_ids_that_look_alike_get_files_of_their_own(tmp_path: Path) -> None:
    found = [theorem(Claim(name, "x**2 >= 0", where=["x in RR"])) for name in ("a-b", "a.b", "a_b")]
    write(found, tmp_path)
    assert len({t.module for t in found}) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["Makefile", "_CoqProject", *(f"{name}.v" for name in LIBRARY), *(f"{t.module}.v" for t in found)]
    )


def test_a_false_claim_is_not_stated() -> None:
    with pytest.raises(Unstated):
        theorem(Claim("f", "x >= 1", where=["x >= 0"], expected="refuted"))


def test_no_file_assumes_anything() -> None:
    claims = [s for s in Library().steps([]) if isinstance(s, Claim)]
    claims += [c for path in sorted(EXERCISES.glob("*.toml")) for c in load_claims(str(path))]
    theorems = stated(claims)
    assert len(theorems) >= 100
    for text in [*library().values(), *(t.text for t in theorems)]:
        assert not FORBIDDEN.search(code(text))
    for t in theorems:
        assert re.fullmatch(r"C_[A-Za-z0-9_]+", t.module)
        assert code(t.text).count("Theorem claim") == 1 and t.text.endswith("\nQed.\n\nPrint Assumptions claim.\n")
