"""Finds papers: every installed package can add one under the entry-point group `certify.papers`.

    [project.entry-points."certify.papers"]
    daniely2017 = "proofs.daniely2017:paper"

The entry point's name is the paper's, its object a `certify.ledger.Paper`.  A paper is loaded only when a pattern
can mean it.

Promise: a paper that cannot be loaded, whatever it does, becomes one `InputError` that names it; the others are not
affected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Final

from certify.entries import load, offered
from certify.errors import InputError
from certify.ledger import Paper, Step, closure

if TYPE_CHECKING:
    from certify.constant import Constant

GROUP: Final = "certify.papers"


@dataclass
class Library:
    """The installed papers, loaded when they are needed; `problems` tells of those that could not be."""

    problems: list[InputError] = field(default_factory=list)
    _loaded: dict[str, Paper | None] = field(default_factory=dict)
    _entries: dict[str, list[EntryPoint]] = field(default_factory=lambda: offered(GROUP))

    @property
    def problem(self) -> InputError | None:
        """The first of the problems."""
        return self.problems[0] if self.problems else None

    def papers(self, wanted: Callable[[str], bool] = lambda name: True) -> list[Paper]:
        """The papers whose names are wanted, by name."""
        names = [name for name in self._entries if wanted(name)]
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

    def constants(self, patterns: Sequence[str] = ()) -> list[Constant]:
        """The constants that the patterns mean, as in `steps`.  Raises InputError for a pattern that means none."""
        every = [item for paper in self.papers() for item in paper.constants]
        for pattern in patterns:
            if not any(item.matches(pattern) for item in every):
                raise self.problem or InputError(f"no constant is known by {pattern[:120]!r}")
        return [item for item in every if not patterns or any(item.matches(p) for p in patterns)]

    def _paper(self, name: str) -> Paper | None:
        if name not in self._loaded:
            try:
                self._loaded[name] = _load(name, self._entries[name])
            except InputError as failure:
                self.problems.append(failure)
                self._loaded[name] = None
        return self._loaded[name]


def _load(name: str, entries: list[EntryPoint]) -> Paper:
    def check(paper: Paper) -> None:
        if paper.name != name:
            raise InputError(f"calls itself {paper.name!r}")
        for step in closure(paper.steps):
            if step.home is None or step.home.paper is None:
                raise InputError(f"{step.word} {step.id!r} is used, but stands in no lemma of a paper")
        for constant in paper.constants:
            for used in (*closure(constant.by), *constant.ends.values()):
                if used.home is None or used.home.paper is None:
                    raise InputError(
                        f"constant {constant.name!r}: {used.word} {used.id!r} stands in no lemma of a paper"
                    )
        for erratum in paper.errata:
            for item in (erratum.witness, erratum.repaired):
                if isinstance(item, Step) and (item.home is None or item.home.paper is None):
                    raise InputError(f"erratum {erratum.tag!r}: {item.word} {item.id!r} stands in no lemma of a paper")

    return load("paper", entries, Paper, check)


def _may_hold(pattern: str) -> Callable[[str], bool]:
    """Whether a paper of this name may hold what the pattern means, by what stands before its first wildcard."""
    plain = pattern[: next((k for k, char in enumerate(pattern) if char in "*?["), len(pattern))]
    if "." in plain:
        return lambda name: name == plain.partition(".")[0]
    return lambda name: name.startswith(plain)


def _matches(step: Step, pattern: str) -> bool:
    names: Iterable[str] = (step.id, *step.tags)
    return any(fnmatchcase(name, pattern) for name in names) or fnmatchcase(step.id, f"{pattern}.*")
