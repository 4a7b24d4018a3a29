"""Papers of other packages: found lazily, and broken ones become one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from certify import entries
from certify.errors import InputError
from certify.papers import Library

TOY = Path(__file__).parent / "toy"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, source: str, names: str = "") -> None:
    """Put a package with one module and one entry point in front of the import path."""
    site = folder / f"site-{module}"
    info = site / f"{module}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[certify.papers]\n{names or module} = {module}:paper\n")
    (site / f"{module}.py").write_text(source)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, module, raising=False)


def paper(name: str, *, start: str = "") -> str:
    return (
        f"{start}\nfrom certify.ledger import Paper, claim, lemma\n"
        f"step = claim('s', '0 < 1', tags=['T-1'])\n"
        f"paper = Paper({name!r}, reference='R', lemmas=[lemma('l', '', '', steps=[step])])\n"
    )


@pytest.fixture(autouse=True)
def no_papers_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    found = entries.entry_points
    monkeypatch.setattr(
        entries, "entry_points", lambda group: [e for e in found(group=group) if not e.value.startswith("proofs.")]
    )


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOY))


def ids(library: Library, *patterns: str) -> list[str]:
    return [step.id.removeprefix("toy2020.") for step in library.steps(patterns)]


ALL = ["sine.weight", "sine.basis", "sine.sign-count", "sine.total", "sine.total-printed", "main.hard", "main.limit"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["toy2020"], ALL),
        (["toy2020.sine"], ALL[:5]),
        (["toy2020.sine.total"], ["sine.total"]),
        (["toy2020.sine.total*"], ["sine.total", "sine.total-printed"]),
        (["toy*.h?rd", "toy2020.*.hard"], ["main.hard"]),
        (["*.sine.[bt]*"], ["sine.basis", "sine.total", "sine.total-printed"]),
        (["toy2020.main.limit", "toy2020.sine.weight"], ["sine.weight", "main.limit"]),
        (["C-T2"], ["sine.total"]),
        (["C-T*"], ["sine.weight", "sine.total"]),
        (["toy2020.sine.weight", "C-T1"], ["sine.weight", "sine.total"]),
    ],
)
def test_patterns(toy: None, patterns: list[str], expected: list[str]) -> None:
    assert ids(Library(), *patterns) == expected


@pytest.mark.parametrize(
    "pattern", ["toy2020.sine.tota", "toy", "sine", "TOY2020", "", "[", "toy2020.sine.", "a\nb", "**x"]
)
def test_a_pattern_that_means_nothing_is_an_error(toy: None, pattern: str) -> None:
    with pytest.raises(InputError, match="no claim and no file is called"):
        Library().steps([pattern])


def test_only_what_is_asked_for_is_loaded(toy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "aloof", paper("aloof"))
    assert len(ids(Library(), "toy2020.sine.weight")) == 1
    assert len(ids(Library(), "toy*")) == 7
    assert "aloof" not in sys.modules
    assert "aloof.l.s" in ids(Library())
    assert "aloof" in sys.modules


BROKEN = {
    "raise RuntimeError('two\\nlines')": r"RuntimeError: two lines \(.*broken\.py, line 1\)",
    "import no_such_module": "ModuleNotFoundError: No module named 'no_such_module'",
    "x = (": "SyntaxError: '\\(' was never closed",
    "1/0": "ZeroDivisionError",
    "": "AttributeError: .*'paper'",
    "paper = 3": "expected a certify.ledger.Paper, found int",
    paper("other"): "calls itself 'other'",
    paper(
        "broken", start="from certify.ledger import claim; claim('density', 'x >')"
    ): "claim 'density': claim: at char",
    "from certify.ledger import *\na = claim('a', '0 < 1')\nb = claim('b', '0 < 1', uses=[a])\n"
    "paper = Paper('broken', reference='', lemmas=[lemma('l', '', '', steps=[b])])": "claim 'a' is used, but stands in",
    "from certify.ledger import *\na = claim('a', '0 < 1')\n"
    "e = erratum('E', where='', kind='gap', printed='', found='', repaired=a)\n"
    "paper = Paper('broken', reference='', errata=[e])": "erratum 'E': claim 'a' stands in no lemma",
    "from certify.ledger import *\na = claim('a', '0 < 1')\na.uses = [a]\n"
    "paper = Paper('broken', reference='', lemmas=[lemma('l', '', '', steps=[a])])": "circle: broken.l.a -> broken.l.a",
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_broken_paper_is_one_line_and_the_others_are_there(
    toy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    install(tmp_path, monkeypatch, "broken", source)
    library = Library()
    assert set(ALL) <= set(ids(library))
    [problem] = library.problems
    assert str(problem).startswith("paper 'broken' (broken:paper)")
    assert "\n" not in str(problem)
    with pytest.raises(InputError, match=BROKEN[source]):
        Library().steps(["broken.l.nothing"])
    assert Library().steps(["toy2020.sine.weight"])


def test_two_packages_with_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "first", paper("same"), "same")
    install(tmp_path, monkeypatch, "second", paper("same"), "same")
    with pytest.raises(InputError, match=r"paper 'same' \(first:paper and second:paper\): two packages use the name"):
        Library().steps(["same"])


def test_one_package_found_along_two_ways(toy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link"
    link.symlink_to(TOY)
    monkeypatch.syspath_prepend(str(link))
    assert ids(Library(), "toy2020.sine.weight") == ["sine.weight"]


def test_a_step_of_another_paper_can_be_used(toy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        "from certify.ledger import *\nfrom toy_paper import total\n"
        "paper = Paper('later', reference='', lemmas=[lemma('l', '', '', steps=[claim('s', '0 < 1', uses=[total])])])"
    )
    install(tmp_path, monkeypatch, "later", source)
    [step] = Library().steps(["later"])
    assert [used.id for used in step.uses] == ["toy2020.sine.total"]
