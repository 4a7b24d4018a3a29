"""The command bounds and its numbers: roundings, ranges, files, bad input."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from certify import cli
from certify.bounds import LOWER, UPPER, log2_text, read_dimensions, round_down, round_up
from certify.errors import InputError


@pytest.fixture
def certify(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["certify", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return (stop.value.code, *capsys.readouterr())

    return call


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


def test_the_table_as_json_and_csv(certify, tmp_path: Path) -> None:
    code, out, err = certify("bounds", "--d", "8..10", "--json", "b.json", "--csv", "b.csv", "--plot", "b.svg")
    assert (code, err) == (0, "")
    assert "from d = 9 depth-2 sharp exceeds depth-3 sharp: 19093 > 3250" in out
    assert max(map(len, out.splitlines())) <= 80
    data = json.loads((tmp_path / "b.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text())))
    assert data["rows"][1]["widths"]["depth-2 sharp"] == rows[1]["depth-2 sharp"] == "19093"
    assert rows[0]["depth-2 printed"] == "" and data["rows"][0]["widths"]["depth-2 printed"] is None
    assert {"lower": "depth-2 sharp", "upper": "depth-3 sharp", "d": 9} in data["crossings"]
    assert (data["pair"]["id"], data["pair"]["status"], data["pair"]["checked"]) == ("separation-9", "proved", True)
    assert "<svg" in (tmp_path / "b.svg").read_text()


def test_the_pair_is_a_certificate(certify, tmp_path: Path) -> None:
    from certify.check.certificate import check

    code, out, _ = certify("bounds", "--d", "9", "--certificates", "c")
    assert code == 0 and "separation-9.cert.json" in out
    found = check((tmp_path / "c" / "separation-9.cert.json").read_bytes().strip())
    assert (found.status, found.verdict) == ("accepted", "proved")


def test_no_crossing_for_large_weights(certify) -> None:
    code, out, _ = certify("bounds", "--d", "8..10", "--B", "8**d")
    assert code == 0 and "exceeds" not in out


@pytest.mark.parametrize(
    "args",
    [
        ["--d", "x"], ["--d", "9", "--B", "2**k"], ["--d", "9", "--B", "-1"], ["--d", "9", "--mse", "0"],
        ["--d", "9", "--mse", "1/"], ["--d", "9", "--paper", "nobody"], ["--d", "9", "--plot", "p.txt"],
        ["--d", "9", "--plot", "no/p.svg"], ["--d", "9", "--csv", "-", "--json", "-"],
    ],
)  # fmt: skip
def test_bad_input_is_one_line(certify, args: list[str]) -> None:
    code, out, err = certify("bounds", *args)
    assert code == 2 and out == "" and err.startswith("certify: error: ") and err.count("\n") == 1


def test_widths_do_not_depend_on_how_numbers_are_written(certify, tmp_path: Path) -> None:
    for name, mse, weights in (("a", "1/10", "2**d"), ("b", "0.1", "4**(d/2)")):
        assert certify("bounds", "--d", "9", "--mse", mse, "--B", weights, "--csv", f"{name}.csv")[0] == 0
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert math.isfinite(float((tmp_path / "a.csv").read_text().splitlines()[1].split(",")[3]))
