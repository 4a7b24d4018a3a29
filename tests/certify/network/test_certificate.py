"""The writer of certificates of networks, and the option of the command."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certify.check.certificate import check, digest
from certify.constructions import Request
from certify.errors import InputError
from certify.network.certificate import certificate, certify
from certify.network.report import decimals
from certify.parse import parse_expression
from proofs.daniely2017.constructions import lemma5, sharp

QUARTER = Fraction(1, 4)


def test_the_error_is_rounded_up_within_what_was_asked() -> None:
    built = sharp(Request(2, QUARTER))
    made = certificate(built)
    assert built.upper <= made.error < built.upper * (1 + Fraction(1, 10**5))
    assert certificate(built, built.upper).error == built.upper
    found = check(made.data)
    assert (found.status, found.statement, digest(found.statement)) == ("accepted", made.lines, made.statement)


@given(st.fractions(Fraction(1, 10**30), 10**30, max_denominator=10**40))
@example(Fraction(317560080817311640671678128252445466939781016395, 1461501637330902918203684832716283019655932542976))
def test_six_digits_are_rounded_in_the_direction_asked(value: Fraction) -> None:
    low, high = Fraction(decimals(value, up=False)), Fraction(decimals(value))
    assert low <= value <= high <= low * (1 + Fraction(11, 10**6))


@pytest.mark.parametrize("f", ["abs(t - 1/5)", "exp(t)", "max(t, t**2)", "t*sin(9*t)"])
def test_other_functions(f: str) -> None:
    document, checked = certify(sharp(Request(3, QUARTER, parse_expression(f))), QUARTER)
    assert checked.objection == "" and checked.error <= QUARTER
    assert json.loads(document.data)["dimension"] == 3


def test_the_numbers_are_those_of_the_network() -> None:
    built = sharp(Request(3, QUARTER))
    data = json.loads(certificate(built).data)
    assert data["neurons"] == list(built.network.widths)
    assert Fraction(data["largest_weight"]) == built.network.largest_weight
    for number, layer in enumerate(built.network.layers):
        bias = data["layers"][number]["bias"]
        found = [Fraction(int(n), int(bias["denominator"])) for n in bias["numerators"]]
        assert found == [layer.affine.bias[k] for k in range(len(found))]


def test_what_the_checker_does_not_accept_is_said() -> None:
    built = sharp(Request(2, QUARTER))
    _, checked = certify(replace(built, upper=built.lower * Fraction(9, 10)))
    assert checked.objection.startswith("not independently checked: rejected: ")
    with pytest.raises(InputError, match="depth 3"):
        certificate(lemma5(Request(eps=QUARTER, f=parse_expression("exp(t)"))))


def test_the_command_writes_and_checks_it(command, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    code, out, err = command(
        "network", "daniely2017", "--d", "3", "--eps", "1/4", "--certificate", "c/n.json", "--json", "r.json"
    )
    assert (code, err) == (0, "") and "accepted by the independent checker" in " ".join(out.split())
    told = json.loads((tmp_path / "r.json").read_text())["certificate"]
    assert told["checked"] is True and Fraction(told["error"]) <= QUARTER
    assert command("check", "c")[:2] == (0, "accepted     n.json (proved)\n1 accepted\n")


@pytest.mark.parametrize(
    "args", [["daniely2017.lemma5", "--f", "exp(t)", "--certificate", "n.json"], ["daniely2017", "--d", "2", "--certificate", "no/n.json"]]
)  # fmt: skip
def test_bad_input_is_one_line(command, args: list[str], tmp_path: Path) -> None:
    code, out, err = command("network", *args, "--eps", "1/4")
    assert code == 2 and out == "" and err.startswith("certify: error: ") and err.count("\n") == 1
    assert not list(tmp_path.iterdir())
