"""Separations one can hold in the hand: a lower bound for depth 2 at one dimension, and a network of depth 3 that is smaller.

A paper gives a `Theorem`, values for its names, and a way to build the network.  The certificate is specified in
`certify.check.separation`: it holds the claim that the bound exceeds W - 1, with its proof, and the network with all its weights; the
theorem itself is taken from the ledger, with the steps in words that it rests on, and no checker can see more than that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING, Final

from certify import __version__
from certify.certificate import Json, canonical_json
from certify.enclose import closed_ball
from certify.expr import Expr
from certify.ledger import Argued, Cited, Claim, Step, closure
from certify.parse import parse_definition, parse_expression
from certify.text import to_text

if TYPE_CHECKING:
    from certify.constructions import Built
    from certify.network.certificate import Document

SCHEMA: Final = "certify.separation/1"


@dataclass(frozen=True)
class Theorem:
    """For all values that `where` allows, a ReLU network of depth 2 with weights at most B whose mean squared error for f(<x, x'>), on a
    product of two spheres in dimension d, is at most mse has at least `bound` hidden neurons.

    `function` is f(t) in t and d; `bound` is in d, B, mse, other names of `where`, and those of `let`; `uses` are the steps that prove it.
    """

    function: str
    bound: str
    let: Sequence[str]
    where: Sequence[str]
    uses: Sequence[Step]

    def expression(self, values: Mapping[str, Expr] | None = None) -> Expr:
        """The bound with the definitions put in, and values for the names."""
        names = dict(values or {})
        for line in self.let:
            name, body = parse_definition(line, names)
            names[name] = body
        return parse_expression(self.bound, names)

    @property
    def taken(self) -> dict[str, str]:
        """The steps in words and from the literature on which it rests, with their texts."""
        return {step.id: step.text for step in closure(self.uses) if isinstance(step, (Argued, Cited))}


@dataclass(frozen=True)
class Pair:
    """A theorem with values for its names, and the network at the same d and mse (a rational)."""

    theorem: Theorem
    values: Mapping[str, str]
    build: Callable[[], Built]

    @cached_property
    def needed(self) -> int | None:
        """How many neurons the theorem requires in depth 2."""
        from certify.bounds import round_down

        values = {name: parse_expression(text) for name, text in self.values.items()}
        return round_down(closed_ball(self.theorem.expression(values), 128 + 8 * int(self.values["d"])))

    @property
    def claim(self) -> Claim:
        """That the bound exceeds `needed` - 1."""
        assert self.needed is not None
        values = [f"{name} = {text}" for name, text in self.values.items()]
        d, weights, mse = (self.values[name] for name in ("d", "B", "mse"))
        return Claim(
            f"separation-{d}",
            f"{self.theorem.bound} > {self.needed - 1}",
            let=[*values, *self.theorem.let],
            source=(
                f"At d = {d} no depth-2 ReLU network with weights at most {weights} and fewer than {self.needed:,} neurons has a mean "
                f"squared error of at most {mse}."
            ),
        )


def certificate(pair: Pair, claim: bytes, network: Document) -> tuple[bytes, str]:
    """The certificate of a separation from those of its parts, and the digest of what it states."""
    theorem = pair.theorem
    function, bound = (to_text(item) for item in (parse_expression(theorem.function), theorem.expression()))
    part = json.loads(network.data)
    taken, values = theorem.taken, dict(pair.values)
    total = sum(part["neurons"])
    lines = (
        f"assumed: {', '.join(sorted(taken))}: if {'; '.join(theorem.where)}, then a ReLU network of depth 2 with weights at most B whose "
        f"mean squared error for f(<x, x'>), x and x' uniform on the sphere of R^d, f(t) = {function}, is at most mse has at least {bound} "
        "hidden neurons",
        f"values: {', '.join(f'{name} = {values[name]}' for name in sorted(values))}",
        f"needed in depth 2: {pair.needed} hidden neurons",
        f"enough in depth 3: {total} hidden neurons",
        *network.lines,
    )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    words: dict[str, Json] = {"function": function, "bound": bound, "where": list(theorem.where), "taken": dict(taken)}
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "engine": __version__,
        "digest": digest,
        "theorem": words,
        "values": dict(values),
        "needed": pair.needed,
        "claim": json.loads(claim),
        "network": part,
    }
    return canonical_json(document).encode(), digest


def root_below(value: Fraction, digits: int = 6) -> Fraction:
    """The square root, rounded down to so many decimals."""
    scale = 10 ** (2 * digits)
    return Fraction(isqrt(value.numerator * scale // value.denominator), 10**digits)
