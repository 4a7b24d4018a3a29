"""Finds papers: every installed package can add one under the entry-point group `certify.papers`.

    [project.entry-points."certify.papers"]
    daniely2017 = "proofs.daniely2017:paper"

The entry point's name is the paper's, its object a `certify.ledger.Paper`.  A paper is loaded only when a pattern
can mean it.

Promise: a paper that cannot be loaded, whatever it does, becomes one `InputError` that names it; the others are not
affected.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from certify.errors import InputError
from certify.ledger import Paper, Step, closure

GROUP: Final = "certify.papers"


@dataclass
class Library:
    """The installed papers, loaded when they are needed; `problems` tells of those that could not be."""

    problems: list[InputError] = field(default_factory=list)
    _loaded: dict[str, Paper | None] = field(default_factory=dict)
    _entries: dict[str, list[EntryPoint]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in entry_points(group=GROUP):
            same = self._entries.setdefault(entry.name, [])
            if entry not in same:  # one installation can be found along two ways
                same.append(entry)

    @property
    def problem(self) -> InputError | None:
        """The first of the problems."""
        return self.problems[0] if self.problems else None

    def papers(self, wanted: Callable[[str], bool] = lambda name: True) -> list[Paper]:
        """The papers whose names are wanted, by name."""
        names = [name for name in sorted(self._entries) if wanted(name)]
        return [paper for paper in map(self._paper, names) if paper is not None]

    def steps(self, patterns: Sequence[str] = ()) -> list[Step]:
        """The steps that the patterns mean (all, if there are none), each once, in the ledger's order.

        A pattern is an id, the id of a lemma or a paper, a tag, or any of these with `*`, `?` and `[...]`.  Raises
        InputError for a pattern that means nothing.
        """
        chosen = set[Step]()
        for pattern in patterns:
            found = [s for paper in self.papers(_may_hold(pattern)) for s in paper.steps if _matches(s, pattern)]
            found = found or [s for paper in self.papers() for s in paper.steps if _matches(s, pattern)]
            if not found:
                raise self.problem or InputError(f"no claim and no file is called {pattern[:120]!r}")
            chosen.update(found)
        loaded = self.papers(lambda name: not patterns or name in self._loaded)
        return [s for paper in loaded for s in paper.steps if not patterns or s in chosen]

    def _paper(self, name: str) -> Paper | None:
        if name not in self._loaded:
            try:
                self._loaded[name] = _load(name, self._entries[name])
            except InputError as failure:
                self.problems.append(failure)
                self._loaded[name] = None
        return self._loaded[name]


def _load(name: str, entries: list[EntryPoint]) -> Paper:
    where = f"paper {name!r} ({' and '.join(sorted(e.value for e in entries))})"
    try:
        if len(entries) > 1:
            raise InputError("two packages use the name")
        return _checked(entries[0].load(), name)
    except InputError as failure:
        raise InputError(f"{where}: {failure}") from None
    except Exception as failure:  # somebody else's package can fail in any way
        raise InputError(f"{where} cannot be loaded: {_one_line(failure)}") from failure


def _checked(paper: object, name: str) -> Paper:
    if not isinstance(paper, Paper):
        raise InputError(f"expected a certify.ledger.Paper, found {type(paper).__name__}")
    if paper.name != name:
        raise InputError(f"calls itself {paper.name!r}")
    for step in closure(paper.steps):
        if step.home is None or step.home.paper is None:
            raise InputError(f"{step.word} {step.id!r} is used, but stands in no lemma of a paper")
    for erratum in paper.errata:
        for item in (erratum.witness, erratum.repaired):
            if isinstance(item, Step) and (item.home is None or item.home.paper is None):
                raise InputError(f"erratum {erratum.tag!r}: {item.word} {item.id!r} stands in no lemma of a paper")
    return paper


def _one_line(failure: Exception) -> str:
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(failure).__name__}: {failure}{place}".split())


def _may_hold(pattern: str) -> Callable[[str], bool]:
    """Whether a paper of this name may hold what the pattern means, by what stands before its first wildcard."""
    plain = pattern[: next((k for k, char in enumerate(pattern) if char in "*?["), len(pattern))]
    if "." in plain:
        return lambda name: name == plain.partition(".")[0]
    return lambda name: name.startswith(plain)


def _matches(step: Step, pattern: str) -> bool:
    names: Iterable[str] = (step.id, *step.tags)
    return any(fnmatchcase(name, pattern) for name in names) or fnmatchcase(step.id, f"{pattern}.*")
