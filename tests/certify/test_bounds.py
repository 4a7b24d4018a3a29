"""The command bounds and its numbers: roundings, ranges, files, bad input."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shlex
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from certify.bounds import LOWER, UPPER, log2_text, read_dimensions, round_down, round_up
from certify.errors import InputError


@given(st.integers(1, 10**30))
def test_logarithms_are_rounded_in_the_safe_direction(width: int) -> None:
    low, high = Fraction(log2_text(width, LOWER)), Fraction(log2_text(width, UPPER))
    assert 0 <= high - low <= Fraction(1, 100)
    assert 2 ** int(low * 100) <= width**100 <= 2 ** int(high * 100)


def test_powers_of_two_are_exact() -> None:
    assert log2_text(2**77, LOWER) == log2_text(2**77, UPPER) == "77.00"


def test_roundings() -> None:
    assert (round_down(arb(3)), round_down(arb("3.001")), round_down(arb(0.25))) == (3, 4, 1)
    assert (round_up(arb(3)), round_up(arb("3.001"))) == (3, 4)
    assert round_down(arb(3, 0.5)) == 3 and round_up(arb(3, 0.5)) == 4
    assert round_down(arb(0)) is None and round_down(arb.nan()) is None and round_up(arb.nan()) is None
    assert round_down(arb(-5)) is None


@pytest.mark.parametrize(("text", "found"), [("11", [11]), ("8..10", [8, 9, 10]), ("3,2,4..5", [2, 3, 4, 5])])
def test_dimensions(text: str, found: list[int]) -> None:
    assert read_dimensions(text) == found


@pytest.mark.parametrize("text", ["", "1", "x", "5..3", "2..", "..3", "2..99999999", "-3", "3.5", "²", "2..2000"])
def test_bad_dimensions(text: str) -> None:
    with pytest.raises(InputError):
        read_dimensions(text)


def test_the_table_as_json_and_csv(command, tmp_path: Path) -> None:
    code, out, err = command("bounds", "--d", "8..10", "--json", "b.json", "--csv", "b.csv", "--plot", "b.svg")
    assert (code, err) == (0, "")
    assert "from d = 9 depth-2 sharp exceeds depth-3 sharp: 19093 > 6276" in out
    assert max(map(len, out.splitlines())) <= 80
    data = json.loads((tmp_path / "b.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text())))
    assert data["rows"][1]["widths"]["depth-2 sharp"] == rows[1]["depth-2 sharp"] == "19093"
    assert rows[0]["depth-2 printed"] == "" and data["rows"][0]["widths"]["depth-2 printed"] is None
    assert {"lower": "depth-2 sharp", "upper": "depth-3 sharp", "d": 9} in data["crossings"]
    pair = data["pair"]
    assert (pair["id"], pair["status"], pair["checked"], pair["needed"]) == ("separation-9", "proved", True, "14056")
    assert sum(pair["network"]["widths"]) == pair["network"]["neurons"] < 14056 and "at most B = 512" in out
    assert "<svg" in (tmp_path / "b.svg").read_text()


def test_the_pair_is_a_certificate(command, tmp_path: Path) -> None:
    """At d = 7 with B = d: a small network, whose largest weight exceeds B."""
    from certify.check.certificate import check, digest

    code, out, _ = command("bounds", "--d", "5..8", "--B", "d", "--certificates", "c", "--json", "b.json")
    assert code == 0 and "separation-7.cert.json" in out
    assert "above B = 7, which is for depth 2" in out and "accepted by the independent checker" in out
    assert max(map(len, out.splitlines())) <= 80
    data = (tmp_path / "c" / "separation-7.cert.json").read_bytes()
    found = check(data.strip())
    assert (found.status, found.verdict) == ("accepted", "proved given its theorem")
    pair, document = json.loads((tmp_path / "b.json").read_text())["pair"], json.loads(data)
    assert (pair["id"], pair["status"], pair["checked"], pair["needed"]) == ("separation-7", "proved", True, "33084")
    assert pair["network"]["neurons"] == sum(document["network"]["neurons"]) < 33084 == int(document["needed"])
    assert Fraction(document["network"]["error"]) ** 2 <= Fraction(1, 10)
    assert "fewer than 33084 hidden neurons" in document["statement"][0]
    (entry,) = json.loads((tmp_path / "c" / "manifest.json").read_text())["certificates"]
    assert (entry["statement"], entry["verdict"]) == (digest(found.statement), found.verdict)
    assert command("check", "c")[:2] == (
        0,
        "accepted     separation-7.cert.json (proved given its theorem)\n1 accepted\n",
    )


def test_several_errors_give_the_crossings_of_the_readme(command, tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    ((line, block),) = re.findall(r"\$ certify (bounds --d 2\.\.12 .*)\n((?: {4}.*\n)+)", readme)
    code, out, err = command(*shlex.split(line), "--json", "x.json")
    assert (code, err) == (0, "") and max(map(len, out.splitlines())) <= 80
    assert [row[4:].rstrip() for row in block.splitlines()] == [
        row.rstrip() for row in out.splitlines()[: len(block.splitlines())]
    ]
    data = json.loads((tmp_path / "x.json").read_text())
    assert (data["schema"], data["d"], len(data["cases"])) == ("certify.crossings/1", [2, 12], 9)
    first, last = data["cases"][0], data["cases"][-1]
    assert (first["B"], first["mse"], last["B"], last["mse"]) == ("d", "1/10", "2**d", "1/1000")
    assert first["bounds"] == {"d": 6, "needed": "2371", "enough": "1858"}
    assert (first["built"]["d"], first["built"]["needed"], first["built"]["exceeds_B"]) == (7, "33084", True)
    for case in data["cases"]:
        built = case["built"]
        assert int(built["needed"]) > int(built["neurons"]) and Fraction(built["error"]) ** 2 <= Fraction(case["mse"])


def test_no_crossing_for_large_weights(command) -> None:
    code, out, _ = command("bounds", "--d", "8..10", "--B", "8**d")
    assert code == 0 and "exceeds" not in out


@pytest.mark.parametrize(
    "args",
    [
        ["--d", "x"], ["--d", "9", "--B", "2**k"], ["--d", "9", "--B", "-1"], ["--d", "9", "--mse", "0"],
        ["--d", "9", "--mse", "1/"], ["--d", "9", "--paper", "nobody"], ["--d", "9", "--plot", "p.txt"],
        ["--d", "9", "--plot", "no/p.svg"], ["--d", "9", "--csv", "-", "--json", "-"],
        ["--d", "9", "--B", "2", "--B", "3", "--csv", "x.csv"], ["--d", "9", "--mse", "1/2", "--mse", "0"],
    ],
)  # fmt: skip
def test_bad_input_is_one_line(command, args: list[str]) -> None:
    code, out, err = command("bounds", *args)
    assert code == 2 and out == "" and err.startswith("certify: error: ") and err.count("\n") == 1


def test_widths_do_not_depend_on_how_numbers_are_written(command, tmp_path: Path) -> None:
    for name, mse, weights in (("a", "1/10", "2**d"), ("b", "0.1", "4**(d/2)")):
        assert command("bounds", "--d", "8", "--mse", mse, "--B", weights, "--csv", f"{name}.csv")[0] == 0
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert math.isfinite(float((tmp_path / "a.csv").read_text().splitlines()[1].split(",")[3]))
