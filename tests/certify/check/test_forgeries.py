"""Certificates that once were accepted for false statements, a literal for each; and what is beside them and true.

Most rest on a term that cancels from the normal form and is not defined where it matters: `v0*log(v0)/log(v0)` is `v0`
for it, and to prove that it is > 0 wherever it is defined takes one step.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from certify.check.__main__ import main
from certify.check.certificate import check
from tests.certify.check.test_rules import boxes, proved

IDENTITY = {"rule": "identity"}
NEGATIVE, POINT = ["v0 >= -1", "v0 <= -1/2"], {"v0": "-1"}
ABSENT = "(1 + log(v0) - log(v0))"
ROOT = "(v0**2)**(1/2)"


def known(relation: str, sign: int = 1) -> dict[str, Any]:
    return {"rule": "known", "relation": relation, "sign": sign, "q": "1", "r": "0"}


def nowhere(low: str, high: str) -> dict[str, Any]:
    return {"rule": "empty", "relations": [low, high], "children": [known(low), known(high, -1)]}


def vacuous(low: str, high: str, integer: bool) -> list[dict[str, Any]]:
    """log(v0) is defined at every point between 1 and 0 (0 and 0), as there is none."""
    ends = ["1", "0"] if integer else ["0", "0"]
    return [{"need": ["v0 > 0"], "binders": [["v2", *ends, integer]], "proofs": [nowhere(low, high)]}]


def quadrature(plain: str, other: str) -> dict[str, Any]:
    halves = [{"left": True, "plain": plain, "rest": "v0", "powers": [["1", "-1/2"]], "logs": [], "pieces": [["0", "1/2", 4]]},
              {"left": False, "plain": other, "rest": "v0*(1 - v1)**(-1/2)", "powers": [["1", "0"]], "logs": [],
               "pieces": [["0", "1/2", 12]]}]  # fmt: skip
    return {"rule": "quadrature", "integral": f"integral({ROOT}*v1**(-1/2), v1, 0, 1)", "new": "u", "where": ["u >= -3", "u <= 0"],
            "prec": 80, "result": "-u", "halves": halves, "children": [known("u <= 0", -1)]}  # fmt: skip


def without_abs(number: str) -> bytes:
    """abs(number - v0) is v0 - 1/3 from 1/3 on, if the number is 1/3; so `abs(number - v0) + v0 >= 1/3` doubles v0 - 1/3 >= 0."""
    equal = {"rule": "fact", "fact": "abs_positive", "arguments": ["v0 - 1/3"], "children": [known("v0 >= 1/3")]}
    half = {"rule": "multiply", "factor": "1/2", "result": "v0 - 1/3", "children": [boxes(["v"]), known("v0 >= 1/3")]}
    proof = {
        "rule": "replace",
        "term": "abs(v0 - 1/3)",
        "by": "v0 - 1/3",
        "result": "2*v0 - 2/3",
        "children": [equal, half],
    }
    return proved(f"abs({number} - v0) + v0 >= 1/3", ["v0 >= 1/3"], {"v0": "1"}, proof)


FALSE = {
    "a real number above -1": proved("v0 >= 0", ["v0 >= -1/2", "v0 <= 1"], {"v0": "0"},
        {"rule": "whole", "item": "v0", "scale": "1", "children": [boxes(["v"])]}),
    "half an integer above -1": proved("v0/2 >= 0", ["v0 in ZZ", "v0 >= -1", "v0 <= 1"], {"v0": "0"},
        {"rule": "whole", "item": "v0/2", "scale": "1", "children": [boxes(["v"])]}),
    "an integer turned round": proved("-v0 >= 0", ["v0 in ZZ", "v0 >= 0", "v0 <= 1"], {"v0": "0"},
        {"rule": "whole", "item": "v0", "scale": "-1", "children": [boxes(["v"])]}),
    "an integer above -1 is not above 0": proved("v0 > 0", ["v0 in ZZ", "v0 >= 0", "v0 <= 1"], {"v0": "0"},
        {"rule": "whole", "item": "v0", "scale": "1", "children": [boxes(["v"])]}),
    "an equation is no strict inequality": proved("v0 < v1", ["v0 >= 0", "v0 <= 1", "v1 >= 0", "v1 <= 1", "v0 == v1"],
        {"v0": "0", "v1": "0"}, known("v0 < v1", -1)),
    "an empty sum says nothing of its body": proved(f"{ROOT} == v0 + sum(log(v0), v2, 1, 0)", ["v0 >= -1", "v0 <= 1"],
        {"v0": "0"}, IDENTITY, defined=vacuous("v2 >= 1", "v2 <= 0", True)),
    "an empty integral says nothing of its body": proved(f"{ROOT} == v0 + integral(log(v0), v2, 0, 0)", ["v0 >= -1", "v0 <= 1"],
        {"v0": "0"}, IDENTITY, defined=vacuous("v2 > 0", "v2 < 0", False)),
    "what is known of a variable is not known of a bound one": proved("0*integral(log(v0**2 - 1), v0, -2, 2) == 0",
        ["v0 in RR", "v0**2 - 1 > 0"], {"v0": "2"}, IDENTITY),
    "a product of zeros may be empty": proved("product(0, t, 1, v0) == 0", ["v0 in ZZ", "v0 >= -1"], {"v0": "1"}, IDENTITY),
    "a binomial coefficient may be negative": proved("abs(binomial(1/2, v0)) == binomial(1/2, v0)", ["v0 >= 0", "v0 <= 2"],
        {"v0": "0"}, IDENTITY),
    "the root of a sign is no power of -1": proved("sqrt((-1)**v0) + sqrt((-1)**v0)**3 == 2*cos(pi*v0/2)",
        ["v0 in ZZ", "v0 >= 2", "v0 <= 2"], {"v0": "2"}, IDENTITY,
        defined=[{"need": ["(-1)**v0 >= 0"], "proofs": [{"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}]}]),
    "erfc of what is not defined": proved("exp(-v0**2)/(v0*sqrt(pi)) > 1 - erf(v0)", NEGATIVE, POINT,
        {"rule": "erfc", "argument": "v0*log(v0)/log(v0)", "order": 1, "children": [known("v0 > 0")]}),
    "the floor of what is not defined": proved(f"v0 >= floor({ROOT})", NEGATIVE, POINT,
        {"rule": "floor", "term": "floor(v0*log(v0)/log(v0))"}),
    "a bound of a floor that is not defined": proved("floor(v0) >= 0", NEGATIVE, POINT,
        {"rule": "round", "term": "floor(v0*log(v0)/log(v0))", "n": "0", "side": "lower", "children": [known("v0 > 0")]}),
    "the last term of what is not defined": proved(f"{ROOT} == v0", NEGATIVE, POINT,
        {"rule": "last", "term": f"sum(v1*{ABSENT}, v1, 1, 2)", "children": [boxes(["v"])]}),
    "an exponent that is no integer any more": proved(f"v0 + v0**v1 >= {ROOT} + v0**v1",
        ["v0 >= -1", "v0 <= 1", "v1 in ZZ", "v1 >= 1", "v1 <= 3"], {"v0": "1", "v1": "1"},
        {"rule": "replace", "term": "v1", "by": "v1 + v0 - v0", "result": "0", "children": [IDENTITY, IDENTITY]}),
    "an exponent with a bound name": proved(f"v0 + v0**v1 + sum(v0, v0, 1, 2) >= {ROOT} + v0**v1 + 3",
        ["v0 >= -1", "v0 <= 1", "v1 in ZZ", "v1 >= 1", "v1 <= 3"], {"v0": "1", "v1": "1"},
        {"rule": "replace", "term": "v1", "by": "v1 + v0 - v0", "result": "0", "children": [IDENTITY, IDENTITY]}),
    "an antiderivative of what is not defined": proved(f"{ROOT} + integral(v1, v1, 0, 1) == v0 + 1/2", NEGATIVE, POINT,
        {"rule": "antiderivative", "integral": f"integral(v1*{ABSENT}, v1, 0, 1)", "antiderivative": "v1**2/2", "slope": "v1",
         "value": "1/2"}),
    "Euler's integral of what is not defined": proved(f"{ROOT} + integral(v1, v1, 0, 1) == v0 + 1/2", NEGATIVE, POINT,
        {"rule": "beta", "integral": f"integral(v1*{ABSENT}, v1, 0, 1)", "kind": "left", "bases": [["v1", "1", 1, 0, "1"]],
         "coefficients": [[0, "1"]], "value": "1/2"}),
    "Euler's integral with a base that is not defined": proved(f"integral(v1*{ROOT}, v1, 0, 1) == v0/2", NEGATIVE, POINT,
        {"rule": "beta", "integral": f"integral(v1*{ROOT}, v1, 0, 1)", "kind": "left", "bases": [[f"v1*{ABSENT}", "1", 1, 0, "1"]],
         "coefficients": [[0, "v0"]], "value": "v0/2"}),
    "Poisson's integral of what is not defined": proved(
        f"{ROOT} + integral(cos(v1)*(1 - v1**2)**(1/2), v1, -1, 1) == v0 + pi*besselj(1, 1)", NEGATIVE, POINT,
        {"rule": "poisson", "integral": f"integral(cos(v1)*(1 - v1**2)**(1/2)*{ABSENT}, v1, -1, 1)", "wave": "cos", "frequency": "1",
         "nu": "1", "degree": "0", "scale": "1", "value": "pi*besselj(1, 1)", "children": [boxes(["v"]), boxes(["v"])]}),
    "the square of what is not defined": proved(f"v0 >= {ROOT}", NEGATIVE, POINT,
        {"rule": "sign", "kind": "squares", "terms": [["1", [], "log(v0) - log(v0)"]]}),
    "a quadrature of what is not defined": proved(f"integral({ROOT}*v1**(-1/2), v1, 0, 1) <= 0", NEGATIVE, POINT,
        quadrature("v0*v1**(-1/2) + log(v0) - log(v0)", "v0*(1 - v1)**(-1/2) + log(v0) - log(v0)")),
    "an empty product of zeros is 1": proved("product(v1 - v1, v1, 1, v0) == 0", ["v0 in ZZ", "v0 >= 0"], {"v0": "0"}, IDENTITY),
    "a bound variable is not the free one of its name": proved("v1 + sum(sqrt(v0), v0, -1, 2) >= v1 + sum(sqrt(v0), v0, -1, 2)",
        ["v0 in RR", "v0 >= v1", "v1 >= 0", "v1 <= 1"], {"v0": "1", "v1": "0"}, IDENTITY,
        defined=[{"need": ["v0 >= 0"], "binders": [["v0", "-1", "2", True]], "proofs": [
            {"rule": "sum", "terms": ["v0 - v1", "v1"], "ops": [">=", ">="], "children": [known("v0 >= v1"), known("v1 >= 0")]}]}]),
    "a shift by the shifted variable": proved("v0 + 5 >= 0", ["v0 in RR", "v1 >= 0", "v1 <= 1", "v0 >= v0 - v1"],
        {"v0": "0", "v1": "0"}, {"rule": "sign", "kind": "bernstein", "shift": [["v0", 1, "v0 - v1"]], "tree": ["b"], "prec": 64}),
    "the gamma of a binomial coefficient that may be negative": proved(
        "gamma(1 + abs(binomial(v0, v1))) == gamma(1 + binomial(v0, v1))",
        ["v0 >= 1/2", "v0 <= 1/2", "v1 in ZZ", "v1 >= 2", "v1 <= 2"], {"v0": "1/2", "v1": "2"}, IDENTITY),
    "the root of a square is no square root": proved("sqrt((1/2 - v0)**2) == 1/2 - v0", ["v0 in RR"], {"v0": "0"}, IDENTITY,
        defined=[{"need": ["(1/2 - v0)**2 >= 0"], "proofs": [{"rule": "fact", "fact": "square", "arguments": ["1/2 - v0"]}]}]),
    "an absolute value of something else": without_abs("1/2"),
    "a face that belongs to the domain": proved("v0 > 0", ["v0 >= 0", "v0 <= 1"], {"v0": "1"}, boxes(["e", "v0", 1, ["v"]])),
    "a face inside the domain": proved("v0 > 3/4", ["v0 > 1/2", "v0 <= 1"], {"v0": "1"},
        boxes(["s", "v0", "3/4", ["e", "v0", 1, ["v"]], ["e", "v0", 1, ["v"]]])),
    "a variable with two fields": proved("v0 >= 1", ["v0 in RR", "v0 in ZZ", "v0 > 0"], {"v0": "1"}, known("v0 >= 1")),
}  # fmt: skip

TRUE = {
    "an equation is two inequalities": proved("v0 <= v1", ["v0 >= 0", "v0 <= 1", "v1 >= 0", "v1 <= 1", "v0 == v1"],
        {"v0": "0", "v1": "0"}, known("v0 <= v1", -1)),
    "a gamma that stands is positive": proved("abs(binomial(v0, 1/2))*gamma(v0 + 1/2) == binomial(v0, 1/2)*gamma(v0 + 1/2)",
        ["v0 >= 1"], {"v0": "1"}, IDENTITY),
    "the root of a sign": proved("sqrt((-1)**v0)**2 == (-1)**v0", ["v0 in ZZ", "v0 >= 2", "v0 <= 2"], {"v0": "2"}, IDENTITY,
        defined=[{"need": ["(-1)**v0 >= 0"], "proofs": [{"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}]}]),
    "an exponent that stays an integer": proved("v0**v1 >= v0**v1", ["v0 >= -1", "v0 <= 1", "v1 in ZZ", "v1 >= 1"],
        {"v0": "1", "v1": "1"}, {"rule": "replace", "term": "v1", "by": "v1 + 1 - 1", "result": "0", "children": [IDENTITY, IDENTITY]}),
    "an absolute value turned round": without_abs("1/3"),
    "a face that is excluded by a constraint": proved("v0 > 0", ["v0 >= 0", "v0 <= 1", "v0 != 0"], {"v0": "1"},
        boxes(["e", "v0", 1, ["v"]])),
    "the root of a square": proved("sqrt((1/2 - v0)**2) == abs(v0 - 1/2)", ["v0 in RR"], {"v0": "0"}, IDENTITY,
        defined=[{"need": ["(1/2 - v0)**2 >= 0"], "proofs": [{"rule": "fact", "fact": "square", "arguments": ["1/2 - v0"]}]}]),
    "Euler's integral": proved("integral(v1, v1, 0, 1) == 1/2", ["v0 in RR"], {"v0": "0"},
        {"rule": "beta", "integral": "integral(v1, v1, 0, 1)", "kind": "left", "bases": [["v1", "1", 1, 0, "1"]],
         "coefficients": [[0, "1"]], "value": "1/2"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_forgeries_are_rejected(name: str) -> None:
    assert check(FALSE[name]).status == "rejected", check(FALSE[name])


@pytest.mark.parametrize("name", TRUE)
def test_what_is_beside_them_is_accepted(name: str) -> None:
    assert check(TRUE[name]).status == "accepted", check(TRUE[name])


def test_half_a_character_is_no_claim() -> None:
    text = json.dumps(
        {
            "schema": "certify.certificate/1",
            "engine": "x",
            "claim": ["\ud800"],
            "where": [],
            "digest": "",
            "verdict": "proved",
        }
    )
    assert check(text.encode()).status == "rejected"


def test_many_entries_of_what_is_defined_are_refused_quickly() -> None:
    entry = {"need": ["v0 + 2 > 0"], "proofs": []}
    claim = "+".join(f"log(v0 + {k})" for k in range(1, 400)) + " >= 0"
    start = time.process_time()
    outcome = check(proved(claim, ["v0 >= 0", "v0 <= 1"], {"v0": "0"}, boxes(["v"]), defined=[entry] * 5_000))
    assert outcome.status in ("rejected", "too large"), outcome
    assert time.process_time() - start < 10, "about a second; this leaves room for slow machines"


def test_what_is_no_file_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody writes to, a device that never ends, a directory with a file's name."""
    os.mkfifo(tmp_path / "a.json")
    (tmp_path / "b.json").symlink_to("/dev/zero")
    (tmp_path / "c.json").mkdir()
    (tmp_path / "d.json").write_bytes(TRUE["Euler's integral"])
    assert main([str(tmp_path)]) == 1
    assert "1 accepted, 3 unreadable" in capsys.readouterr().out


def test_a_manifest_with_a_file_twice_is_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(TRUE["Euler's integral"])
    (tmp_path / "manifest.json").write_text('{"certificates": [{"file": "a.json"}, {"file": "a.json"}]}')
    assert main([str(tmp_path)]) == 1
    assert "twice" in capsys.readouterr().out


def test_a_file_beside_the_manifest_is_judged_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(TRUE["Euler's integral"])
    (tmp_path / "manifest.json").write_text('{"certificates": []}')
    assert main([str(tmp_path)]) == 0
    assert "not in the manifest" in capsys.readouterr().out
    (tmp_path / "b.json").write_bytes(FALSE["the square of what is not defined"])
    assert main([str(tmp_path)]) == 1
