"""Seeded experiments: what one is, and where they are found.

    [project.entry-points."certify.experiments"]
    sphere = "proofs.daniely2017.experiments.sphere:experiment"

An experiment draws samples and measures; what it measures is an estimate, with an interval of confidence where there is
one, and proves nothing.  Next to estimates it may show certified bounds, which it calls so.  The same seed gives the same
figures on the same platform.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from certify.entries import load, offered
from certify.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

GROUP: Final = "certify.experiments"


@dataclass(frozen=True)
class Setting:
    """What an experiment is given: `quick` asks for few samples, `tell` is told how much of `Experiment.steps` is done."""

    rng: np.random.Generator
    quick: bool = False
    tell: Callable[[int], None] = lambda done: None


@dataclass(frozen=True)
class Outcome:
    """Rows under columns (numbers, texts, None), a drawing of them, and what was counted in them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    draw: Callable[[Figure], None]
    found: str = ""

    def column(self, name: str, **where: Any) -> list[Any]:
        """The values of a column, in the rows where other columns have the values given."""
        number = self.columns.index(name)
        return [row[number] for row in self.rows if all(row[self.columns.index(k)] == v for k, v in where.items())]


@dataclass(frozen=True)
class Experiment:
    """`shows` and `shows_not` say what follows from the figures and what does not."""

    name: str
    title: str
    shows: str
    shows_not: str
    steps: Callable[[bool], int]
    run: Callable[[Setting], Outcome]


def names() -> list[str]:
    """The names of the experiments there are, in order."""
    return list(offered(GROUP))


def find(name: str) -> Experiment:
    """The experiment of this name.  Raises InputError with the names there are."""
    entries = offered(GROUP)
    if name not in entries:
        raise InputError(f"no experiment is called {name[:80]!r}: there are {', '.join(entries) or 'none'}")
    return load("experiment", entries[name], Experiment)
