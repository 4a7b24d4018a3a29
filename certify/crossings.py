"""Where the bounds of both depths cross, for several errors and largest weights: as text and JSON (`certify.crossings/1`).

    {"schema": "certify.crossings/1", "engine": {...}, "d": [first, last], "cases": [{"B": "2**d", "mse": "1/10",
     "bounds": null or {"lower", "upper", "d", "needed", "enough"}, "built": null or {"d", "needed", "neurons", "error",
     "largest_weight", "exceeds_B"}}]}

`bounds` is the first dimension from which on, up to the end of the range, the best certified lower bound exceeds the best certified
upper one; `built` the first at which a network was built with fewer neurons than a theorem in closed form needs (`certify.separation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certify.bounds import LOWER, UPPER, Table, lasting
from certify.separation import Separation, first
from certify.text import rational_text

if TYPE_CHECKING:
    from certify.screen import Screen

SCHEMA: Final = "certify.crossings/1"


@dataclass(frozen=True)
class Crossing:
    """A crossing of bounds, and a separation."""

    B: str
    mse: str
    bounds: tuple[int, int, int] | None  # d, needed, enough
    separation: Separation | None


def crossings(found: Table) -> Crossing:
    """The crossing of a table."""
    names = {side: [c.name for c in found.offer.columns if c.certified and c.side == side] for side in (LOWER, UPPER)}
    crossing = lasting(
        (
            row.d,
            max((w for n in names[LOWER] if (w := row.widths[n]) is not None), default=None),
            min((w for n in names[UPPER] if (w := row.widths[n]) is not None), default=None),
        )
        for row in found.rows
    )
    return Crossing(found.B, found.mse, crossing, first(found.offer, [row.d for row in found.rows], found.B, found.mse))


def to_json(dimensions: Sequence[int], cases: Sequence[Crossing]) -> dict[str, object]:
    """All cases as data, numbers of neurons as strings."""
    from certify.engine import engine

    return {
        "schema": SCHEMA,
        "engine": engine(),
        "d": [dimensions[0], dimensions[-1]],
        "cases": [_case(c) for c in cases],
    }


def _case(case: Crossing) -> dict[str, object]:
    bounds = separation = None
    if case.bounds is not None:
        bounds = dict(
            zip(("d", "needed", "enough"), (case.bounds[0], *map(rational_text, case.bounds[1:])), strict=True)
        )
    if (found := case.separation) is not None:
        separation = {
            "d": int(found.pair.values["d"]),
            "needed": rational_text(found.pair.needed or 0),
            "neurons": rational_text(found.built.network.neurons),
            "error": rational_text(found.built.upper),
            "largest_weight": rational_text(found.built.network.largest_weight),
            "exceeds_B": not found.light,
        }
    return {"B": case.B, "mse": case.mse, "bounds": bounds, "built": separation}


def show(screen: Screen, dimensions: Sequence[int], cases: Sequence[Crossing]) -> None:
    """A line for each case."""
    screen.say(
        (f"depth 2 needs more neurons than depth 3 has in all, d from {dimensions[0]} to {dimensions[-1]}", "bold")
    )
    screen.say((f"{'B':<8} {'mse':<8} {'by the bounds, from':<28} by a theorem, network built", "dim"))
    for case in cases:
        bounds = _words(*case.bounds) if case.bounds else "-"
        built = "-"
        if case.separation is not None:
            d, network = int(case.separation.pair.values["d"]), case.separation.built.network
            built = _words(d, case.separation.pair.needed or 0, network.neurons)
        screen.say(f"{case.B:<8} {case.mse:<8} {bounds:<28} {built}")
    screen.say("")
    screen.say(
        "  by the bounds: the best columns of `certify bounds`; by a theorem: its closed form against a network that was built"
    )


def _words(d: int, needed: int, enough: int) -> str:
    return f"d = {d}: {needed:,} > {enough:,}"
