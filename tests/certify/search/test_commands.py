"""The commands threshold and sharpen as their user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NEURONS = "sqrt(harmonic_dim(d, d**2))/(20*e*pi*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1)) >= 1"


def test_threshold_of_the_number_of_neurons(command, tmp_path: Path) -> None:
    from certify.check.certificate import check

    args = ["--var", "d", "--where", "d in ZZ", "--where", "d >= 2", "--json", "a.json", "--certificates", "c"]
    code, out, err = command("threshold", NEURONS, *args, "--timeout", "60")
    assert (code, err) == (0, "") and out.startswith("d = 19\n")
    data = json.loads((tmp_path / "a.json").read_text())
    assert (data["value"], data["enclosure"]) == ("19", {"proved": "19", "refuted": "18"})
    for name, verdict in (("proved", "proved"), ("refuted", "refuted")):
        found = check((tmp_path / "c" / f"{name}.cert.json").read_bytes().strip())
        assert (found.status, found.verdict) == ("accepted", verdict)
    assert [r["id"] for r in data["results"]] == ["proved", "refuted"]
    assert command("check", "c")[0] == 0


def test_sharpen_the_exponent(command, tmp_path: Path) -> None:
    args = ["--var", "c", "--minimize", "--where", "0 <= x <= 1/2", "--json", "-", "--tol", "1e-12"]
    code, out, _ = command("sharpen", "1 - x >= exp(-c*x)", *args)
    data = json.loads(out)
    assert code == 0 and data["closed_form"] == data["value"] == "2*log(2)"
    assert 0 < 1.3862943611198906 - float(data["enclosure"]["refuted"]) < 1e-12
    assert {r["id"]: r["status"] for r in data["results"]} == {
        "proved": "proved", "refuted": "refuted", "monotone": "proved",
    }  # fmt: skip


def test_not_found_is_exit_code_3(command) -> None:
    code, out, _ = command("sharpen", "x**2 >= 0*c", "--var", "c", "--where", "x in RR")
    assert code == 3 and out.startswith("not found\n")


@pytest.mark.parametrize(
    "args",
    [
        ["threshold", "d >= 3", "--var", "k", "--where", "d >= 1"],
        ["threshold", "d >= (3", "--var", "d"],
        ["threshold", "d >= 3", "--var", "d", "--tol", "0"],
        ["threshold", "d >= 3", "--var", "d", "--let", "d = 3"],
        ["sharpen", "x >= c", "--var", "c", "--where", "x >= 0", "--tol", "1e-x"],
        ["sharpen", "x >= c", "--var", "c", "--where", "x >= 0", "--minimize", "--maximize"],
        ["sharpen", "x >= c", "--var", "c", "--where", "x >= 0", "--where", "c in ZZ"],
        ["sharpen", "x >= c", "--var", "c"],
    ],
)
def test_bad_input_is_one_line(command, args: list[str]) -> None:
    code, out, err = command(*args)
    assert code == 2 and out == "" and err.startswith("certify: error: ") and err.count("\n") == 1
