"""`certify experiment` and `certify network` as their user meets them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from certify import cli
from certify.network.store import load

NAMES = ("activations", "concentration", "depth3", "parity", "sphere")


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def certify(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command in this process, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_prepare", lambda: None)

    def call(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["certify", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return Done(stop.value.code, *capsys.readouterr())  # type: ignore[arg-type]

    return call


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_is_repeatable_and_says_what_it_shows(certify, tmp_path: Path, name: str) -> None:
    done = certify("experiment", name, "--quick", "--seed", "3", "--out", "one")
    assert (done.code, done.err) == (0, "")
    for word in ("found", "shows", "not", "written"):
        assert f"  {word}" in done.out
    first = (tmp_path / "one" / f"{name}.json").read_text()
    certify("experiment", name, "--quick", "--seed", "3", "--out", "two")
    assert (tmp_path / "two" / f"{name}.json").read_text() == first
    data = json.loads(first)
    assert data["schema"] == "certify.experiment/1"
    assert data["seed"] == 3 and data["quick"] is True and data["rows"]
    assert (tmp_path / "one" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "NaN" not in first and "Infinity" not in first


def test_another_seed_gives_other_figures(certify, tmp_path: Path) -> None:
    for seed in "12":
        certify("experiment", "parity", "--quick", "--seed", seed, "--out", seed)
    assert (tmp_path / "1" / "parity.json").read_text() != (tmp_path / "2" / "parity.json").read_text()


def test_a_network_is_built_certified_and_written(certify, tmp_path: Path) -> None:
    done = certify("network", "daniely2017", "--d", "3", "--eps", "0.3", "--out", "n.npz", "--json", "n.json")
    assert (done.code, done.err) == (0, "")
    assert "certified for the whole domain" in done.out.replace("\n            ", " ")
    network, report = load(tmp_path / "n.npz"), json.loads((tmp_path / "n.json").read_text())
    assert report["widths"] == list(network.widths)
    assert report["largest_weight"] == str(network.largest_weight)
    assert 0 < float(report["error"][0]) <= float(report["error"][1]) <= 0.3


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["network", "nothing"], "no network is called"),
        (["network", "daniely2017"], "--d"),
        (["network", "daniely2017", "--d", "3", "--eps", "-1"], "--eps"),
        (["network", "daniely2017", "--d", "3", "--eps", "pi"], "rational"),
        (["network", "daniely2017", "--d", "3", "--eps", "nan"], "nan"),
        (["network", "daniely2017", "--d", "3", "--eps", "0.1", "--f", "sin("], "certify: error"),
        (["network", "daniely2017", "--d", "3", "--eps", "0.1", "--out", "no/where.npz"], "no/where.npz"),
        (["network", "daniely2017", "--d", "9", "--eps", "0.1", "--memory", "0.001"], "GiB allowed"),
        (["experiment", "nothing"], "no experiment is called"),
        (["experiment", "parity", "--seed", "-1"], "--seed"),
    ],
)
def test_bad_input_is_one_line(certify, args: list[str], message: str) -> None:
    done = certify(*args)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_without_matplotlib_there_is_no_plot(certify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    done = certify("experiment", "depth3", "--quick", "--out", "one")
    assert done.code == 0
    assert "matplotlib" in done.out
    assert not (tmp_path / "one" / "depth3.png").exists()


@pytest.mark.parametrize(("command", "name"), [("network", "daniely2017.lemma5"), ("experiment", "parity")])
def test_without_a_name_all_are_listed(certify, command: str, name: str) -> None:
    done = certify(command)
    assert (done.code, done.err) == (0, "")
    assert name in done.out.splitlines()
    assert max(map(len, done.out.splitlines())) <= 80
