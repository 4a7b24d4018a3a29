"""Separations one can hold in the hand: a lower bound for depth 2 at one dimension, and a network of depth 3 that is smaller.

A paper gives a `Theorem`, values for its names, and a way to build the network.  The certificate is specified in
`certify.check.separation`: it holds the claim that the bound exceeds W - 1, with its proof, and the network with all its weights; the
theorem itself is taken from the ledger, with the steps in words that it rests on, and no checker can see more than that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING, Final

from certify import __version__
from certify.certificate import Json, canonical_json, digest_of
from certify.enclose import closed_ball
from certify.expr import Expr, Rational, substitute
from certify.ledger import Argued, Cited, Claim, Step, closure
from certify.parse import parse_expression
from certify.statement import Statement
from certify.text import to_text

if TYPE_CHECKING:
    from certify.bounds import Offer
    from certify.constructions import Built
    from certify.network.certificate import Document
    from certify.outcome import Limits
    from certify.results import Result

SCHEMA: Final = "certify.separation/1"
VERDICT: Final = "proved given its theorem"
MOST_NEURONS: Final = 40_000  # of a network that is built: more take long to check


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

    @cached_property
    def statement(self) -> Statement:
        """`bound >= 0` on the domain, the definitions put in."""
        return Statement.parse(f"{self.bound} >= 0", self.where, self.let)

    @property
    def expression(self) -> Expr:
        """The bound with the definitions put in."""
        return self.statement.relations[0].lhs

    @property
    def taken(self) -> dict[str, str]:
        """The steps in words and from the literature on which it rests, with their texts; its claims have certificates of their own."""
        return {step.id: step.text for step in closure(self.uses) if isinstance(step, (Argued, Cited))}


@dataclass(frozen=True)
class Pair:
    """A theorem with values for its names, and the network at the same d and mse (a rational), of about so many neurons."""

    theorem: Theorem
    values: Mapping[str, str]
    neurons: int
    build: Callable[[], Built]

    @cached_property
    def needed(self) -> int | None:
        """How many neurons the theorem requires in depth 2."""
        from certify.bounds import round_down

        values = {name: parse_expression(text) for name, text in self.values.items()}
        return round_down(closed_ball(substitute(self.theorem.expression, values), 128 + 8 * int(self.values["d"])))

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


@dataclass(frozen=True)
class Separation:
    """A pair whose network is there and has fewer neurons than the theorem needs, with the same error."""

    pair: Pair
    built: Built

    @property
    def light(self) -> bool:
        """Whether the largest weight of the network is at most B as well."""
        from certify.enclose import compare

        largest = Rational(self.built.network.largest_weight)
        return compare(largest, "<=", parse_expression(self.pair.values["B"])) is True

    def prove(self, limits: Limits) -> Result:
        """The verdict on the claim."""
        from certify.session import evaluate

        with closing(evaluate([self.pair.claim], limits, 1)) as stream:
            return next(stream)

    def certify(self, claim: bytes) -> Certified:
        """The certificate, from the claim's, and what the independent checker says of it."""
        from certify.network.certificate import SECONDS
        from certify.network.certificate import certificate as of_network
        from certify.recheck import objection_to

        network = of_network(self.built, root_below(Fraction(self.pair.values["mse"])))
        data, digest = certificate(self.pair, claim, network)
        return Certified(data, digest, network.error, objection_to(data, digest, VERDICT, SECONDS))


@dataclass(frozen=True)
class Certified:
    """The certificate of a separation, the digest of its statement, the network's error, and the checker's objection, if any."""

    data: bytes
    statement: str
    error: Fraction
    objection: str


def first(offer: Offer, dimensions: Iterable[int], B: str, mse: str) -> Separation | None:
    """The first of the dimensions, increasing, at which there is a separation; None if there is none, or none small enough to build."""
    for d in dimensions:
        pair = offer.pair(d, B, mse)
        if pair is None or pair.needed is None or pair.neurons >= pair.needed:
            continue
        if pair.neurons > MOST_NEURONS:
            return None
        built = pair.build()
        if built.network.neurons < pair.needed and built.upper**2 <= Fraction(pair.values["mse"]):
            return Separation(pair, built)
    return None


def certificate(pair: Pair, claim: bytes, network: Document) -> tuple[bytes, str]:
    """The certificate of a separation from those of its parts, and the digest of what it states."""
    theorem = pair.theorem
    function, bound = (to_text(item) for item in (parse_expression(theorem.function), theorem.expression))
    part = json.loads(network.data)
    taken, values, conditions = theorem.taken, dict(pair.values), theorem.statement.domain.lines()
    total = sum(part["neurons"])
    d, weights, mse = (values[name] for name in ("d", "B", "mse"))
    lines = (
        f"At d = {d} no ReLU network of depth 2 with weights at most {weights} and fewer than {pair.needed} hidden neurons has a mean "
        f"squared error of at most {mse} for f(<x, x'>), x and x' uniform on the sphere of R^d.",
        f"The network of depth 3 given here, with {total} hidden neurons, has.",
        *network.lines,
        f"assumed: if {'; '.join(conditions)}, then a ReLU network of depth 2 with weights at most B whose mean squared "
        f"error for f(<x, x'>), f(t) = {function}, is at most mse has at least {bound} hidden "
        f"neurons (here {', '.join(f'{name} = {values[name]}' for name in sorted(values))})",
        f"taken from: {', '.join(sorted(taken))}",
    )
    digest = digest_of(lines)
    words: dict[str, Json] = {"function": function, "bound": bound, "where": list(conditions), "taken": dict(taken)}
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "engine": __version__,
        "digest": digest,
        "statement": list(lines),
        "theorem": words,
        "values": dict(values),
        "needed": str(pair.needed),
        "claim": json.loads(claim),
        "network": part,
    }
    return canonical_json(document).encode(), digest


def root_below(value: Fraction) -> Fraction:
    """The square root of a number > 0, rounded down to six digits or so."""
    scale = 10 ** (6 + len(str(value.denominator // value.numerator)) // 2)
    return Fraction(isqrt(value.numerator * scale**2 // value.denominator), scale)
