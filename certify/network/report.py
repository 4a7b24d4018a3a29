"""What is said of a network that was built: the lines of the command, and the same as JSON."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from certify.screen import Screen

if TYPE_CHECKING:
    from certify.constructions import Built
    from certify.network.certificate import Checked

DIGITS = 6


def decimals(value: Fraction, *, up: bool = True) -> str:
    """A number to six digits, rounded up (or down): once, from its exact value."""
    context = Context(prec=DIGITS, rounding=ROUND_CEILING if up else ROUND_FLOOR)
    return f"{context.divide(Decimal(value.numerator), Decimal(value.denominator)):g}"


def show_built(screen: Screen, built: Built) -> None:
    """The function, the size next to what the source states, and the enclosure of the error."""
    network = built.network
    screen.listing([f"{built.function} on {built.domain}"], label="function")
    widths = " + ".join(f"{w:,}" for w in network.widths)
    screen.listing([f"{network.depth}, {network.inputs} inputs"], label="depth")
    screen.listing([f"{network.neurons:,} = {widths}" if network.depth > 2 else widths], label="neurons")
    screen.listing([f"{network.width:,}{_share(built)}"], label="width")
    screen.listing([f"{decimals(network.largest_weight)}{_stated(built, 'largest weight')}"], label="weight")
    screen.listing([f"{network.nonzeros:,} weights and biases are not 0"], label="nonzeros")
    low, high = decimals(built.lower, up=False), decimals(built.upper)
    screen.listing([f"sup error in [{low}, {high}], certified for the whole domain"], label="error", style="bold")
    screen.listing(built.notes, label="note")


def show_checked(screen: Screen, checked: Checked) -> None:
    """What the independent checker says of the certificate."""
    said = checked.objection or (
        f"error at most {decimals(checked.error)} from the weights alone: accepted by the independent checker"
    )
    screen.listing([said], label="checked", style="bold red" if checked.objection else "green")


def _stated(built: Built, name: str) -> str:
    return f" (stated: {built.printed[name]})" if name in built.printed else ""


def _share(built: Built) -> str:
    stated = built.printed.get("width")
    if not isinstance(stated, int) or not stated:
        return ""
    return f" (stated: {stated:,}; {100 * built.network.width / stated:.3g} % of it)"


def to_json(built: Built) -> dict[str, Any]:
    """Everything as data, numbers exact."""
    network = built.network
    return {
        "schema": "certify.network-report/1",
        "function": built.function,
        "domain": built.domain,
        "depth": network.depth,
        "widths": list(network.widths),
        "neurons": network.neurons,
        "nonzeros": network.nonzeros,
        "largest_weight": str(network.largest_weight),
        "error": [decimals(built.lower, up=False), decimals(built.upper)],
        "printed": built.printed,
        "notes": list(built.notes),
    }
