"""A separation from its theorem to its certificate, for a toy theorem and a network of a dozen neurons."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.bounds import Offer
from certify.check.__main__ import main
from certify.check.certificate import check, digest
from certify.constructions import Built, Request
from certify.ledger import argued, claim
from certify.outcome import Limits
from certify.parse import parse_expression
from certify.separated import separate
from certify.separation import Pair, Theorem, first, root_below
from proofs.daniely2017.constructions import sharp

STEP = argued("toy", "Because it is so.", uses=[claim("base", "1 + 1 == 2")], guard="tests/certify/test_separation.py")
THEOREM = Theorem("exp(t)", "c/B", ["c = 10*d*sqrt(2)"], ["d in ZZ", "d >= 2", "B > 0", "0 <= mse", "c >= 0"], [STEP])


def build() -> Built:
    return sharp(Request(2, Fraction(1, 4), parse_expression("exp(t)")))


def pair(B: str = "1/2", mse: str = "1/16") -> Pair:
    return Pair(THEOREM, {"d": "2", "B": B, "mse": mse}, 20, build)


def test_from_the_theorem_to_the_certificate() -> None:
    assert pair().needed == 57  # 40*sqrt(2) = 56.57
    assert pair().claim.text == "c/B > 56"
    found = first(Offer([], lambda d, B, mse: {}, lambda d, B, mse: pair(B, mse)), [2], "1/2", "1/16")
    assert found is not None and found.built.network.neurons < 57
    result = found.prove(Limits(20.0))
    assert result.status == "proved"
    made = found.certify(result.data)
    assert made.objection == ""
    outcome = check(made.data)
    assert (outcome.status, digest(outcome.statement)) == ("accepted", made.statement)
    document = json.loads(made.data)
    assert document["theorem"]["taken"] == {"toy": "Because it is so."}
    assert document["theorem"]["bound"] == "10*d*sqrt(2)/B" and "10*d*sqrt(2) >= 0" in document["theorem"]["where"]
    assert f"with {found.built.network.neurons} hidden neurons" in document["statement"][1]
    assert found.light is False  # exp(t) needs larger weights than 1/2


def test_a_network_that_is_too_large_or_too_far_off_is_no_separation() -> None:
    def offered(**parts: object) -> Offer:
        return Offer([], lambda d, B, mse: {}, lambda d, B, mse: replace(pair(B, mse), **parts))

    assert first(offered(), [2], "1/2", "1/16") is not None
    assert first(offered(), [2], "5", "1/16") is None  # 5.7 neurons
    assert first(offered(), [2], "1/2", "1/1000") is None
    assert first(offered(neurons=57), [2], "1/2", "1/16") is None
    assert first(offered(neurons=10**6), [2], "1/10**9", "1/16") is None
    assert first(Offer([], lambda d, B, mse: {}, lambda d, B, mse: None), [2, 3], "1", "1/16") is None


def test_a_certificate_of_another_claim_is_objected_to() -> None:
    found = first(Offer([], lambda d, B, mse: {}, lambda d, B, mse: pair(B, mse)), [2], "1/2", "1/16")
    assert found is not None
    other = replace(found, pair=replace(found.pair, values={**found.pair.values, "B": "2/5"}))
    made = found.certify(other.prove(Limits(20.0)).data)
    assert made.objection.startswith("not independently checked: rejected: the claim is ")


def test_it_is_written_and_what_was_not_shown_is_said(tmp_path: Path) -> None:
    offer = Offer([], lambda d, B, mse: {}, lambda d, B, mse: pair(B, mse))
    found = separate(offer, [2], "1/2", "1/16", Limits(20.0), tmp_path)
    assert found is not None and found.holds and found.claim.certificate == tmp_path / "separation-2.cert.json"
    assert main([str(tmp_path)]) == 0
    assert (found.to_json()["checked"], found.to_json()["needed"]) == (True, "57")
    assert not replace(found, certified=None).holds
    told = replace(found, certified=None).to_json()
    assert (told["checked"], told["error"], told["objection"]) == (False, None, "the claim is not proved")
    assert separate(offer, [2], "5", "1/16", Limits(20.0), tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


def test_a_number_of_neurons_of_many_digits() -> None:
    found = first(Offer([], lambda d, B, mse: {}, lambda d, B, mse: pair(B, mse)), [2], "1/10**50", "1/16")
    assert found is not None and found.pair.needed is not None and found.pair.needed > 10**50
    assert found.certify(found.prove(Limits(20.0)).data).objection == ""


@given(st.fractions(Fraction(1, 10**20), 10, max_denominator=10**25).filter(bool))
def test_roots_are_rounded_down(value: Fraction) -> None:
    root = root_below(value)
    assert 0 < root**2 <= value < (root * Fraction(100001, 100000)) ** 2


@pytest.mark.parametrize("where", [["d in ZZ", "d >= 2", "B > 0"]])
def test_a_theorem_names_its_variables(where: list[str]) -> None:
    from certify.errors import InputError

    with pytest.raises(InputError, match="mse"):
        _ = replace(THEOREM, where=where, bound="c/B + mse").statement
