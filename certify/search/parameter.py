"""A claim with one parameter, and somebody to ask whether it holds at a value, or from a value on.

A value is a closed expression, as text.  `Parametric.at` makes the claim at that value, for all other variables;
`from_on` the claim for all values from there on in the parameter's range.  Each is an ordinary claim, which the prover
settles without knowing of the search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from certify.cache import Cache
from certify.domain import Range, read_domain
from certify.enclose import closed_ball
from certify.enclose.numbers import to_fraction
from certify.errors import InputError
from certify.expr import Expr
from certify.ledger import Claim
from certify.outcome import INPUT, Limits
from certify.parse import Membership, parse_condition, parse_definition, parse_expression
from certify.results import Result
from certify.runner import Workers
from certify.screen import Watch
from certify.session import evaluate
from certify.statement import Statement
from certify.text import rational_text

BITS = 256
PLAIN: Final = 60  # quotients with a denominator up to this stay as they are written
UNDEFINED: Final = "undefined"
_RATIONAL: Final = re.compile(r"-?[0-9]{1,400}(/0*[1-9][0-9]{0,399})?")


@dataclass(frozen=True)
class Value:
    """A closed expression as text, and a rational close to it (for the search's own bookkeeping)."""

    text: str
    near: Fraction

    @classmethod
    def of(cls, item: str | Fraction | int) -> Value:
        """The value of a text or a rational.  Raises InputError if it has none."""
        if isinstance(item, str) and _RATIONAL.fullmatch(item) and Fraction(item).denominator > PLAIN:
            item = Fraction(item)
        if not isinstance(item, str):
            return cls(short(Fraction(item)), Fraction(item))
        ball = closed_ball(parse_expression(item), BITS)
        if not ball.is_finite():
            raise InputError(f"{item[:60]!r} has no value")
        return cls(item, to_fraction(ball))

    @property
    def decimal(self) -> str:
        """Twelve digits, an approximation for the eye; empty if the text is a decimal itself."""
        if not any(c not in "0123456789.-" for c in self.text):
            return ""
        near = Context(prec=12).divide(Decimal(self.near.numerator), Decimal(self.near.denominator))
        return f"{near.normalize():g}"


def short(value: Fraction) -> str:
    """A rational as a decimal if it is one, else as a quotient."""
    rest, places = value.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        places += 1
    if rest != 1 or not 0 < places <= 60:
        return rational_text(value)
    places = next(k for k in range(1, places + 1) if 10**k % value.denominator == 0)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True)
class Parametric:
    """A claim with a parameter: conditions about the parameter alone give its `range`, the `others` stay conditions."""

    text: str
    name: str
    where: tuple[str, ...]
    let: tuple[str, ...]
    others: tuple[str, ...]
    statement: Statement

    @classmethod
    def read(cls, text: str, name: str, where: Sequence[str], let: Sequence[str]) -> Parametric:
        """Read the claim.  Raises InputError, also if the parameter does not occur or has conditions that are no bounds."""
        definitions: dict[str, Expr] = {}
        for line in let:
            defined, body = parse_definition(line, definitions)
            definitions[defined] = body
        if name in definitions:
            raise InputError(f"--var {name}: it is defined by --let")
        own = [line for line in where if _names(line, definitions) == {name}]
        mentioned = own or [line for line in where if name in _names(line, definitions)]
        full = (*where,) if mentioned else (*where, f"{name} in RR")
        statement = Statement.parse(text, full, let)
        if name not in {n for relation in statement.relations for n in relation.free}:
            raise InputError(f"--var {name}: it does not occur in the claim")
        if read_domain([parse_condition(line, definitions) for line in own]).constraints:
            raise InputError(f"--var {name}: expected bounds such as `{name} >= 2`, or `{name} in ZZ`")
        return cls(text, name, full, tuple(let), tuple(line for line in where if line not in own), statement)

    @property
    def range(self) -> Range:
        """Where the parameter lives."""
        return self.statement.domain.ranges[self.name]

    @property
    def tied(self) -> bool:
        """Whether conditions on other variables depend on the parameter."""
        return any(self.name in c.free for c in self.statement.domain.constraints)

    def at(self, value: Value, id: str = "") -> Claim:
        """The claim at a value.  Raises InputError if there is nothing to claim there."""
        return Claim(
            id or f"at-{_slug(value)}", self.text, where=self.others, let=(f"{self.name} = {value.text}", *self.let)
        )

    def from_on(self, value: Value, end: Value | None = None, id: str = "") -> Claim:
        """The claim for all values of the parameter's range from `value` on (up to `end`).  Raises InputError."""
        where = [*self.where, f"{self.name} >= {value.text}"]
        where += [f"{self.name} <= {end.text}"] if end else []
        return Claim(id or f"from-{_slug(value)}", self.text, where=where, let=self.let)


def _names(line: str, definitions: dict[str, Expr]) -> set[str]:
    condition = parse_condition(line, definitions)
    if isinstance(condition, Membership):
        return {condition.name}
    return {name for relation in condition for name in relation.free}


def _slug(value: Value) -> str:
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in value.text)[:80].strip("._-") or "value"


@dataclass
class Asker:
    """Settles claims in batches, in processes that stay."""

    limits: Limits
    jobs: int
    workers: Workers
    watch: Watch
    cache: Cache | None = None
    asked: int = field(default=0, init=False)

    def __call__(self, claims: Sequence[Claim], seconds: float | None = None) -> list[Result]:
        """The results, in the order of the claims; `seconds` is the time for each, if less than the limit."""
        timeout = min(self.limits.timeout, seconds or self.limits.timeout)
        limits = Limits(timeout, self.limits.memory)
        results: dict[Claim, Result] = {}
        self.asked += len(claims)
        for result in evaluate(
            claims, limits, self.jobs, cache=self.cache, on_start=self.watch.begin, workers=self.workers
        ):
            assert isinstance(result.step, Claim)
            results[result.step] = result
            self.watch.end(result.step)
        return [results[claim] for claim in claims]


def status(result: Result) -> str:
    """The verdict, or UNDEFINED if the claim is bad input at this value (certainly undefined somewhere, or an empty range)."""
    outcome = result.outcome
    assert outcome is not None
    return UNDEFINED if outcome.kind == INPUT else outcome.status
