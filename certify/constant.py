"""A constant of a source, and the best value for it that is certified.

    constant("density", of=sine.density, claim="C*(1 - s/d)**((d-3)/2) >= c*sqrt(d)", where=[...], let=[...],
             printed="1/(2*e*pi)", best="1/sqrt(2*pi*e)", better="larger")

The claim has the name `c` for the constant (`var` gives another).  From it come claims of the ledger: with the best value, which
must be proved; with a value a little better (`beyond`, by default a thousandth), which must be refuted; with `attained`, at the
conditions given, equality; with `least_slack`, that the slack is at least so much everywhere; with `false`, the printed value, which
must be refuted.  `fails` is another statement for the refuted end.  `by` names steps that carry the value where no claim can, or that
are needed besides: a theorem in words, say.  Where the notion does not apply, `reason` says why, and there is no best value.

Printed and best are expressions; they may have variables, of `where` or of `over`, and then the slack is given at the `points`.

Promises: the value that is shown is the one that stands in the claims; it is certified only if every claim has the verdict it must
have, the independent checker accepts them all, and no step of `by` is without evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

from certify.errors import InputError
from certify.expr import Expr, Rational
from certify.ledger import PROVED, REFUTED, Claim, Lemma, Step
from certify.parse import parse_expression
from certify.statement import Statement
from certify.text import to_text

LARGER, SMALLER = "larger", "smaller"
HOME: Final = "constants"  # the name of the lemma that holds the claims
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


Parts: TypeAlias = tuple[str, list[str], list[str]]  # claim, where, let


@dataclass(frozen=True)
class Form:
    """A claim with a name for the constant in it."""

    claim: str
    _: KW_ONLY
    where: Sequence[str] = ()
    let: Sequence[str] = ()
    var: str = "c"

    def __post_init__(self) -> None:
        if not any(self.var in _words(line) for line in (self.claim, *self.where, *self.let)):
            raise InputError(f"the constant {self.var!r} does not occur in {self.claim[:60]!r}")

    def at(self, value: str) -> Parts:
        """Claim, conditions and definitions for a value of the constant."""
        return self.claim, list(self.where), [f"{self.var} = {value}", *self.let]

    def equality(self, value: str, point: Sequence[str]) -> Parts:
        """The same with `==` at a point, such as `["x = 0"]`, of the domain.  Raises InputError."""
        statement = Statement.parse(self.claim, *_at_point([f"{self.var} = {value}", *self.let], self.where, point))
        if len(statement.relations) != 1:
            raise InputError("expected one relation where the constant is attained")
        sides = statement.relations[0]
        return f"{to_text(sides.lhs)} == {to_text(sides.rhs)}", statement.domain.lines(), []


def _at_point(let: Sequence[str], where: Sequence[str], point: Sequence[str]) -> tuple[list[str], list[str]]:
    """The conditions and definitions with some variables defined by the point.  Raises InputError."""
    values = {name: parse_expression(text) for name, text in map(_definition, point)}
    rest = []
    for line in where:
        name, _, field_ = line.partition(" in ")
        value = values.get(name.strip())
        if field_.strip() == "ZZ" and value is not None:
            if not (isinstance(value, Rational) and value.value.denominator == 1):
                raise InputError(f"{name.strip()} = {to_text(value)} is no integer")
        elif not (field_.strip() == "RR" and value is not None):
            rest.append(line)
    return rest, [*point, *let]


def _definition(line: str) -> tuple[str, str]:
    name, _, text = line.partition("=")
    return name.strip(), text


@dataclass(eq=False)
class Constant:
    """A constant: what is printed, the best value, and the claims that certify it.

    `of` is the step or lemma whose constant it is.  Raises InputError for texts that cannot be read, and where neither a claim nor
    a step certifies the value.
    """

    name: str
    _: KW_ONLY
    of: Step | Lemma
    printed: str = ""
    best: str = ""
    better: str = LARGER
    claim: str = ""
    where: Sequence[str] = ()
    let: Sequence[str] = ()
    var: str = "c"
    beyond: str = ""
    fails: Form | Claim | None = None
    attained: Sequence[str] | Claim = ()
    by: Sequence[Step | Lemma] = ()
    over: Sequence[str] = ()
    points: Sequence[Sequence[str]] = ()
    least_slack: str = ""
    false: bool = False
    reason: str = ""
    note: str = ""
    tags: Sequence[str] = ()
    home: Lemma | None = field(default=None, init=False, repr=False)
    ends: dict[str, Claim] = field(default_factory=dict, init=False, repr=False)  # by role, see `ROLES`

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise InputError(f"constant {str(self.name)[:60]!r}: expected a name of small letters, digits and '-'")
        if self.better not in (LARGER, SMALLER):
            raise self.error(f"better = {self.better!r}; expected 'larger' or 'smaller'")
        if bool(self.reason) == bool(self.best):
            raise self.error("expected a best value, or the reason why there is none")
        if self.best and not (self.claim or self.by):
            raise self.error("expected a claim with the constant, or steps that carry the value")
        if self.false and not (self.claim and self.printed):
            raise self.error("expected a claim and what is printed, which is false")
        self.tags, self.by = tuple(self.tags), tuple(self.by)
        try:
            self._read()
        except InputError as failure:
            raise self.error(str(failure)) from None

    @property
    def id(self) -> str:
        """`paper.constants.name`."""
        return f"{self.home.id}.{self.name}" if self.home else self.name

    @property
    def value(self) -> Expr | None:
        """The best value; None if the notion does not apply."""
        return parse_expression(self.best) if self.best else None

    @property
    def printed_value(self) -> Expr | None:
        """What is printed; None if the source gives no value."""
        return parse_expression(self.printed) if self.printed else None

    def places(self) -> list[tuple[str, dict[str, Expr]]]:
        """The points as text, each with its values by name.  Raises InputError."""
        found = []
        for conditions in self.points:
            values = {name: parse_expression(text) for name, text in map(_definition, conditions)}
            found.append((", ".join(conditions), values))
        return found

    @property
    def step_ids(self) -> list[str]:
        """The ids of its claims, or of what it belongs to if it has none."""
        return [claim.id for claim in self.ends.values()] or [self.of.id]

    def concerns(self, step: Step) -> bool:
        """Whether it is a constant of this step, or the step one of its claims."""
        return step is self.of or step in self.ends.values()

    def matches(self, pattern: str) -> bool:
        """Whether a pattern means it: its id, that of its step, lemma or paper or of one of its claims, a tag, or one with wildcards."""
        ids = [self.id, self.of.id, *(claim.id for claim in self.ends.values())]
        return any(fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}.*") for name in [*ids, *self.tags])

    def error(self, message: str) -> InputError:
        """The message with the constant it belongs to."""
        return InputError(f"constant {self.name!r}: {message}")

    def _read(self) -> None:
        for text in filter(None, (self.printed, self.best, self.beyond)):
            parse_expression(text)
        for point in self.points:
            Statement.parse("0 <= 0", *_at_point([], self._over(), point))
        if not self.best:
            return
        form = Form(self.claim, where=self.where, let=self.let, var=self.var) if self.claim else None
        self.beyond = self.beyond or self._a_little_better()
        if form is not None:
            self._end("best", form.at(self.best))
            if self.false:
                self._end("printed", form.at(self.printed), expected=REFUTED)
        if isinstance(self.fails, Claim):
            self.ends["beyond"] = self.fails
        else:
            failing = self.fails or form
            if failing is not None and self.beyond:
                self._end("beyond", failing.at(self.beyond), expected=REFUTED)
        if isinstance(self.attained, Claim):
            self.ends["attained"] = self.attained
        elif self.attained and form is not None:
            self._end("attained", form.equality(self.best, self.attained))
        if self.least_slack:
            self._end("slack", self._slack_everywhere())

    def _a_little_better(self) -> str:
        """A thousandth better than the best value; nothing if that is 0."""
        factor = "1001/1000" if self.better == LARGER else "999/1000"
        return "" if self.value == Rational(0) else f"({self.best})*{factor}"

    def _over(self) -> list[str]:
        """The conditions on the variables of the values."""
        return [line for line in self.over or self.where if self.var not in _words(line)]

    def _slack_everywhere(self) -> Parts:
        top, bottom = (self.best, self.printed) if self.better == LARGER else (self.printed, self.best)
        free = parse_expression(f"({top})/({bottom})").free
        where = [line for line in self._over() if _words(line) & free]
        return f"({top})/({bottom}) >= {self.least_slack}", where, []

    def _end(self, role: str, parts: Parts, expected: str = PROVED) -> None:
        text, where, let = parts
        source = f"the constant of {self.of.id}: {ROLES[role]}"
        self.ends[role] = Claim(
            f"{self.name}-{role}", text, where=where, let=let, expected=expected, source=source, tags=self.tags
        )


ROLES: Final = {
    "best": "the best value",
    "beyond": "a better value",
    "printed": "the value printed",
    "attained": "equality",
    "slack": "the slack everywhere",
}
constant, form = Constant, Form


def _words(line: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", line))


def best_values(constants: Sequence[Constant], among: Iterable[Lemma]) -> Lemma:
    """The lemma with the claims of the constants; a claim that stands in one of the lemmas already is taken from there."""
    known = {(s.statement, s.expected): s for item in among for s in item.steps if isinstance(s, Claim)}
    steps: list[Claim] = []
    for item in constants:
        for role, claim in item.ends.items():
            if claim.home is None:
                key = (claim.statement, claim.expected)
                if key not in known:
                    known[key] = claim
                    steps.append(claim)
                item.ends[role] = known[key]
    home = Lemma(HOME, "The constants: the best certified values", "each constant with its best value", steps=steps)
    for item in constants:
        item.home = home
    return home
