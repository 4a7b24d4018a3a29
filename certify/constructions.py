"""Networks that a paper or a package builds: how they are asked for, what is told of them, where they are found.

    [project.entry-points."certify.networks"]
    daniely2017 = "proofs.daniely2017.constructions:constructions"

The entry point's object is a tuple of `Construction`, the first of which answers to the entry point's name, the others to
`NAME.their name`.

Promise of a `Built`: the supremum of |network - function| over the domain named lies between `lower` and `upper`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from certify.entries import load, offered
from certify.errors import InputError
from certify.expr import Expr
from certify.network.bulk import MEMORY
from certify.network.certificate import InnerProduct
from certify.network.exact import Network

GROUP: Final = "certify.networks"
VARIABLE: Final = "t"  # of a function given as text


@dataclass(frozen=True)
class Request:
    """What the user asks for; None where nothing was said."""

    d: int | None = None
    eps: Fraction | None = None
    f: Expr | None = None
    radius: Fraction | None = None
    activation: str | None = None
    memory: int = MEMORY
    progress: Callable[[int], None] = lambda done: None

    def dimension(self, least: int, most: int) -> int:
        """d within its range.  Raises InputError."""
        if self.d is None or not least <= self.d <= most:
            raise InputError(f"--d: expected a dimension from {least} to {most}, found {self.d}")
        return self.d

    def error(self) -> Fraction:
        """eps > 0.  Raises InputError."""
        if self.eps is None or self.eps <= 0:
            raise InputError(f"--eps: expected an error > 0, found {self.eps}")
        return self.eps


@dataclass(frozen=True)
class Property:
    """For x in the box [low, high] every output of the network lies in [least, most]."""

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    least: Fraction
    most: Fraction
    says: str


@dataclass(frozen=True)
class Built:
    """A network with the enclosure of its error; `printed` holds what the source states, by name.

    `inner_product` is there if the network can be certified by `certify.network.certificate`.
    """

    network: Network
    function: str
    domain: str
    lower: Fraction
    upper: Fraction
    printed: dict[str, int | str] = field(default_factory=dict)
    properties: tuple[Property, ...] = ()
    notes: tuple[str, ...] = ()
    inner_product: InnerProduct | None = None


@dataclass(frozen=True)
class Construction:
    """A way to build networks.  `build` raises InputError for what it cannot do."""

    name: str
    title: str
    build: Callable[[Request], Built]


def known() -> tuple[dict[str, Construction], list[str]]:
    """The constructions of all papers by name, and what is wrong with those that cannot be loaded."""
    found: dict[str, Construction] = {}
    problems: list[str] = []
    for group, entries in offered(GROUP).items():
        try:
            items = load("networks", entries, tuple, _check)
        except InputError as failure:
            problems.append(str(failure))
            continue
        found.update({group if k == 0 else f"{group}.{item.name}": item for k, item in enumerate(items)})
    return found, problems


def find(name: str) -> Construction:
    """The construction of this name.  Raises InputError with the names there are."""
    found, problems = known()
    if name not in found:
        there = ", ".join(found) or "none"
        raise InputError("; ".join([f"no network is called {name[:80]!r}: there are {there}", *problems]))
    return found[name]


def _check(items: tuple[object, ...]) -> None:
    if not all(isinstance(item, Construction) for item in items):
        raise InputError("expected a tuple of certify.constructions.Construction")
