"""Entry points of other projects: clashes and failures of somebody else's package are one line."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from certify import entries
from certify.errors import InputError


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, "group")


def test_a_name_found_twice_along_two_ways_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [entry("b", "fractions:Fraction"), entry("a", "math:pi"), entry("a", "math:pi"), entry("b", "math:e")]
    monkeypatch.setattr(entries, "entry_points", lambda group: found)
    there = entries.offered("group")
    assert list(there) == ["a", "b"]
    assert [len(same) for same in there.values()] == [1, 2]
    assert entries.load("number", there["a"], float) == pytest.approx(3.14159, abs=1e-5)
    with pytest.raises(InputError, match=r"number 'b' \(fractions:Fraction and math:e\): two packages use the name"):
        entries.load("number", there["b"], object)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("math:pi", r"^thing 'x' \(math:pi\): expected a builtins.str, found float$"),
        ("no_such_module:x", "cannot be loaded: ModuleNotFoundError"),
        ("math:no_such_name", "cannot be loaded: AttributeError"),
    ],
)
def test_what_cannot_be_used_is_one_line(value: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        entries.load("thing", [entry("x", value)], str)


def test_a_check_can_refuse() -> None:
    def check(text: str) -> None:
        raise InputError(f"{len(text)} letters are too many")

    with pytest.raises(InputError, match=r"thing 'x' \(string:digits\): 10 letters are too many"):
        entries.load("thing", [entry("x", "string:digits")], str, check)
