"""The true claims that the campaign starts from: those of all papers, and the exercise book."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from certify.errors import InputError
from certify.ledger import Claim
from certify.papers import Library
from certify.statement import Statement

BOOK: Final = Path(__file__).parents[1] / "exercises"


class Source(NamedTuple):
    """A claim as text."""

    id: str
    claim: str
    where: tuple[str, ...] = ()
    let: tuple[str, ...] = ()

    def statement(self) -> Statement | None:
        """The statement; None for bad input."""
        try:
            return Statement.parse(self.claim, self.where, self.let)
        except InputError:
            return None


@cache
def ledger() -> tuple[Source, ...]:
    """The claims of all papers."""
    return tuple(
        Source(s.id, s.text, tuple(s.where), tuple(s.let)) for s in Library().steps([]) if isinstance(s, Claim)
    )


@cache
def book() -> tuple[Source, ...]:
    """The claims of the exercise book."""
    items = [c for path in sorted(BOOK.glob("*.toml")) for c in tomllib.loads(path.read_text())["claim"]]
    return tuple(Source(c["id"], c["claim"], tuple(c.get("where", ())), tuple(c.get("let", ()))) for c in items)


PIECES: Final = re.compile(
    r"\d+(?:\.\d+)?(?:/\d+)?|<=|>=|==|!=|<|>|\*\*|[-+*/]|\b(?:sin|cos|exp|log|sqrt|tanh|atan|sinh|cosh|gamma|lgamma|min|max|floor|ceil)\b"
)
GROUPS: Final = (("<", "<=", ">", ">="), ("==", "<=", ">="), ("+", "-", "*", "/"), ("**", "*"), ("sin", "cos", "tanh", "atan"),
                 ("exp", "cosh", "sinh"), ("log", "sqrt"), ("gamma", "lgamma"), ("min", "max"), ("floor", "ceil"))  # fmt: skip


@cache
def by_hand() -> tuple[tuple[str, Source], ...]:
    """Claims that are "true", "false" or "undefined" (see the file), each with the word for it."""
    lines = (Path(__file__).parent / "by_hand.txt").read_text().splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            kind, claim, where, let = (*line.split(" | "), "", "")[:4]
            parts = (tuple(part for part in text.split("; ") if part) for text in (where, let))
            found.append((kind, Source(f"by hand, line {number}", claim, *parts)))
    return tuple(found)


class Change(NamedTuple):
    """A text after one of its pieces, at a place, has been changed."""

    at: int
    old: str
    new: str
    text: str


def changes(text: str) -> Iterator[Change]:
    """Each number, sign, relation and function of a text in turn."""
    for m in PIECES.finditer(text):
        old = m[0]
        if old[0].isdigit():
            n, _, d = old.partition("/")
            others = [f"({n}+1)/{d or 1}", f"({n}-1)/{d or 1}", f"{n}*101/(100*{d or 1})", f"{n}*99/(100*{d or 1})"]
            others = [f"({o})" for o in others]
        else:
            others = [o for group in GROUPS if old in group for o in group if o != old]
        for new in others:
            yield Change(m.start(), old, new, text[: m.start()] + new + text[m.end() :])


def change(text: str, chance: random.Random) -> str | None:
    """One of them."""
    found = [new.text for new in changes(text)]
    return chance.choice(found) if found else None
