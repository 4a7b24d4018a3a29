"""Bounds from papers on the widths of networks: tables of numbers, each rounded in the safe direction.

A paper offers bounds under the entry-point group `certify.bounds`:

    [project.entry-points."certify.bounds"]
    daniely2017 = "proofs.daniely2017.bounds:offer"

The entry is an `Offer`: `columns` names the bounds with their sides; `row(d, B, mse)` gives the bounds at one dimension, for
weights at most B in depth 2 and a mean squared error of mse; `pair(d, B, mse)` a theorem
for depth 2 with its values there and a network of depth 3, if there are (`certify.separation`).

Promise: a lower bound is rounded down (a number of neurons up, being an integer), an upper bound up; what a formula says
nothing about is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flint import arb

from certify.enclose import closed_ball, compare
from certify.entries import load, offered
from certify.errors import InputError
from certify.expr import Expr, Rational
from certify.parse import parse_expression
from certify.separation import Pair

GROUP: Final = "certify.bounds"
LOWER, UPPER = "lower", "upper"
BITS: Final = 256
MOST: Final = 2000  # dimensions
MOST_ROWS: Final = 500


@dataclass(frozen=True)
class Column:
    """A bound: its name, its side, whether it is certified (a printed formula may be wrong), and what it is."""

    name: str
    side: str
    certified: bool
    note: str


@dataclass(frozen=True)
class Offer:
    """What a paper offers: its columns, a row of widths by column for one dimension, and a pair that separates."""

    columns: Sequence[Column]
    row: Callable[[int, Expr, Expr], Mapping[str, int | None]]
    pair: Callable[[int, str, str], Pair | None]


@dataclass(frozen=True)
class Row:
    """The widths at one dimension."""

    d: int
    widths: Mapping[str, int | None]


@dataclass(frozen=True)
class Table:
    """Rows for a range of dimensions."""

    offer: Offer
    B: str
    mse: str
    rows: Sequence[Row]

    def crossing(self, lower: str, upper: str) -> int | None:
        """The first dimension of the table from which on, up to its end, the lower bound exceeds the upper one."""
        found = lasting((row.d, row.widths[lower], row.widths[upper]) for row in self.rows)
        return found[0] if found else None


def lasting(rows: Iterable[tuple[int, int | None, int | None]]) -> tuple[int, int, int] | None:
    """The first (d, low, high) from which on, up to the end, low exceeds high."""
    first = None
    for d, low, high in rows:
        if low is None or high is None or low <= high:
            first = None
        elif first is None:
            first = (d, low, high)
    return first


def find(paper: str | None = None) -> Offer:
    """The bounds of a paper, of the only one that offers any if none is named.  Raises InputError."""
    entries = {name: found for name, found in offered(GROUP).items() if paper in (None, name)}
    if len(entries) != 1:
        known = ", ".join(offered(GROUP)) or "none"
        raise InputError(f"--paper {paper or ''}: expected a paper that offers bounds ({known})")
    return load("bounds", entries.popitem()[1], Offer)


def table(offer: Offer, dimensions: Sequence[int], B: str, mse: str, *, on_row: Callable[[int], None]) -> Table:
    """The rows for the dimensions.  Raises InputError if B or mse cannot be read, or are not positive."""
    error = read_positive(mse, {}, "--mse")
    weights = {d: read_positive(B, {"d": Rational(d)}, "--B") for d in dimensions}
    rows = []
    for d in dimensions:
        on_row(d)
        rows.append(Row(d, offer.row(d, weights[d], error)))
    return Table(offer, B, mse, rows)


def read_dimensions(text: str) -> list[int]:
    """`11`, `8..50` or `8,9,20..30`.  Raises InputError."""
    found: list[int] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not (first.isascii() and first.isdigit() and (not dots or (last.isascii() and last.isdigit()))):
            raise InputError(f"--d {text[:40]}: expected dimensions such as 11 or 8..50")
        if len(first) > 6 or len(last) > 6 or not 2 <= int(first) <= int(last or first) <= MOST:
            raise InputError(f"--d {text[:40]}: expected dimensions from 2 to {MOST}, in order")
        found += range(int(first), int(last or first) + 1)
    if len(found) > MOST_ROWS:
        raise InputError(f"--d {text[:40]}: expected at most {MOST_ROWS} dimensions")
    return sorted(set(found))


def read_positive(text: str, names: Mapping[str, Expr], option: str) -> Expr:
    """A closed expression > 0.  Raises InputError."""
    try:
        item = parse_expression(text, names)
        if not item.free and closed_ball(item, BITS) > 0:
            return item
    except InputError as failure:
        raise InputError(f"{option} {text[:40]}: {failure}") from None
    raise InputError(f"{option} {text[:40]}: expected an expression with a value > 0")


def at_most(item: Expr, limit: str) -> bool:
    """Whether a closed expression is certainly at most another."""
    return compare(item, "<=", parse_expression(limit)) is True


def round_down(ball: arb) -> int | None:
    """The least integer that is at least the ball's lower end: so many neurons are needed; None if that is below 1."""
    return _whole(ball.lower().ceil()) if ball.is_finite() and ball.lower() > 0 else None


def round_up(ball: arb) -> int | None:
    """The least integer that is at least the ball's upper end: so many neurons are enough."""
    return _whole(ball.upper().ceil()) if ball.is_finite() else None


def log2_text(width: int, side: str) -> str:
    """log2 of a width to two decimals, rounded down for a lower bound and up for an upper one."""
    power = width**100  # 100 log2(width) is between bit lengths
    bound = power.bit_length() - 1 if side == LOWER else (power - 1).bit_length()
    return f"{bound // 100}.{bound % 100:02d}"


def _whole(ball: arb) -> int | None:
    found = ball.unique_fmpz()
    return None if found is None else int(found)
