"""Theorem files: what they say, and that nothing from outside gets into them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims import load_claims
from certify.coq.files import LIBRARY, MOST, arrange, library, write
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
        Theorem claim_half_bracket_KEY : forall (A : R) (X : R) (n : Z), 0 <= A -> 0 <= X -> (2 <= n)%Z -> X <= 1 / 2 * A ->
          (IZR n <> 0) /\\ (A * (A - X) >= A ^ 2 / IZR n).
    """
    found = theorem(claim)
    expected = expected.replace("claim_half_bracket_KEY", found.name)
    assert re.fullmatch(r"claim_half_bracket_[0-9a-f]{6}", found.name)
    assert code(found.text).split("Proof.")[0].split() == expected.split()


@given(st.text(alphabet='(*)"\\\n aZ.\u00e9\x00', max_size=60) | st.text(max_size=60))
def test_nothing_breaks_out_of_a_comment(text: str) -> None:
    found = comment(text)
    assert not any(mark in found for mark in ("(*", "*)", '"', "\n"))
    assert all(" " <= char <= "~" for char in found)


def test_names_from_outside_stay_names() -> None:
    claim = Claim(
        "a-b.c_d",
        "forall*R >= IZR - PI + integrable",
        where=[f"{v} >= 0" for v in ("forall", "R", "IZR", "PI", "integrable")],
    )
    text = theorem(claim).text
    assert "forall (forall_ : R) (R_ : R) (IZR_ : R) (PI_ : R) (integrable_ : R)," in text
    assert "forall_ * R_ >= IZR_ - PI_ + integrable_" in text


def test_ids_that_look_alike_get_names_of_their_own() -> None:
    assert len({theorem(Claim(name, "x**2 >= 0", where=["x in RR"])).name for name in ("l.a-b", "l.a_b", "m.a-b")}) == 3


def test_files_hold_the_theorems_of_a_lemma_in_order(tmp_path: Path) -> None:
    names = [*(f"p.one.c{n}" for n in range(MOST + 1)), "p.two.c", "loose"]
    theorems = [theorem(Claim(name, "x**2 >= 0", where=["x in RR"])) for name in names]
    files = arrange(theorems)
    assert [t for f in files for t in f.theorems] == theorems
    assert [(f.module, len(f.theorems)) for f in files] == [
        ("C001_p_one", MOST), ("C002_p_one", 1), ("C003_p_two", 1), ("C004_claims", 1)
    ]  # fmt: skip
    write(files, tmp_path)
    modules = [*LIBRARY, *(f.module for f in files)]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["Makefile", "_CoqProject", *(f"{m}.v" for m in modules)]
    )
    assert (tmp_path / "_CoqProject").read_text().split() == ["-R", ".", "Depthcert", *(f"{m}.v" for m in modules)]


def test_a_false_claim_is_not_stated() -> None:
    with pytest.raises(Unstated):
        theorem(Claim("f", "x >= 1", where=["x >= 0"], expected="refuted"))


@pytest.mark.parametrize(
    ("claim", "where", "word"),
    [
        ("integral(sin(x)**2, x, -1, 1) <= 2", (), "integrals"),
        ("integral(x**2, x, 0, 1) == 1/3", (), "integrals"),
        ("sum(k, k, 1, n) == n*(n + 1)/2", ("n in ZZ", "n >= 1"), "integrals"),
        ("floor(d**(5/2)) >= 5/2", ("d >= 2",), "floor"),
        ("gamma(d/2) >= 1/2", ("d in ZZ", "d >= 3"), "gamma"),
        ("n**n >= n", ("n in ZZ", "n >= 1"), "power"),
    ],
)
def test_what_no_tactic_is_made_for_is_not_tried(claim: str, where: tuple[str, ...], word: str) -> None:
    with pytest.raises(Unstated, match=word):
        theorem(Claim("c", claim, where=where))


def test_no_file_assumes_anything() -> None:
    claims = [s for s in Library().steps([]) if isinstance(s, Claim)]
    claims += [c for path in sorted(EXERCISES.glob("*.toml")) for c in load_claims(str(path))]
    theorems = stated(claims)
    assert len(theorems) >= 100
    for text in library().values():
        assert not FORBIDDEN.search(code(text))
    for t in theorems:
        assert not FORBIDDEN.search(code(t.text)) and re.fullmatch(r"claim_[A-Za-z0-9_]+", t.name)
        assert code(t.text).count("Theorem") == 1 and t.text.endswith("\nQed.\n")
    for f in arrange(theorems):
        names = ", ".join(t.name for t in f.theorems)
        assert f.text.endswith(f"\nDefinition all := ({names}).\nPrint Assumptions all.\n")
