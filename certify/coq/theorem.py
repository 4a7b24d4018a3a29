"""A claim as a Coq theorem: its statement, and a proof by the tactics of DepthcertProofs.v.

The statement says, for all values that the claim's conditions allow: every term is defined, and every relation holds.
The proof is a guess, made from the form of the claim and without Coq: a chain of tactics, for inequalities with the
difference of the two sides as a product.  Whether it is one is Coq's to say (`certify.coq.replay`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Final

from certify.coq.terms import Names, Unstated, definedness_terms, integer_text, real_term, relation_term
from certify.domain import Domain
from certify.expr import ONE, Binder, Call, Expr, Rational, Variable, add, has, mul, neg, power, walk
from certify.ledger import REFUTED, Claim
from certify.parse import Relation
from certify.statement import Statement
from certify.unproved import Unproved

MOST_CASES: Final = 200
MINUS_ONE: Final = Rational(-1)
_STRANGE: Final = re.compile(r"[^ -~]|\"")


@dataclass(frozen=True)
class Theorem:
    """A claim's theorem: what it says, and a proof for Coq to try."""

    claim: Claim
    proposition: str
    proof: str

    @property
    def name(self) -> str:
        """The theorem's name: the last part of the claim's id, and the beginning of its digest to keep ids apart."""
        key = hashlib.sha256(self.claim.id.encode()).hexdigest()[:6]
        return f"claim_{re.sub('[^A-Za-z0-9]', '_', self.claim.id.rpartition('.')[2])}_{key}"

    @cached_property
    def text(self) -> str:
        """The theorem and its proof, as they stand in a Coq file."""
        lines = "\n    ".join(map(comment, (self.claim.id, *self.claim.statement.lines)))
        return f"(** {lines} *)\nTheorem {self.name} :\n  {self.proposition}.\nProof.\n{self.proof}\nQed.\n"

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def comment(text: str) -> str:
    """The text on one line, without what Coq would read as the beginning or the end of a comment, or as a string."""
    return re.sub(r"(?<=[(*])(?=[*)])", " ", _STRANGE.sub("'", " ".join(text.split())))


def theorem(claim: Claim) -> Theorem:
    """The claim's theorem.  Raises Unstated: it is false, or cannot be stated, or no tactic here could prove it."""
    if claim.expected == REFUTED:
        raise Unstated("it is false")
    statement = claim.statement
    _require_reach(statement)
    names = Names.of(statement.variables, statement.domain.integers)
    hypotheses = list(_hypotheses(statement, names))
    ends = [end for r in statement.domain.ranges.values() for end in (r.lower, r.upper) if end is not None]
    sides = [s for r in (*statement.domain.constraints, *statement.relations) for s in (r.lhs, r.rhs)]
    defined = definedness_terms([*ends, *sides], names)
    conclusions = [*defined, *(relation_term(r, names) for r in statement.relations)]
    proposition = " ->\n  ".join([*hypotheses, " /\\\n  ".join(f"({c})" for c in conclusions)])
    if names.renamed:
        binders = " ".join(f"({new} : {'Z' if old in names.integers else 'R'})" for old, new in names.renamed.items())
        proposition = f"forall {binders},\n  {proposition}"
    return Theorem(claim, proposition, _proof(statement, names, len(defined)))


def _require_reach(statement: Statement) -> None:
    """Raise Unstated for what no tactic of DepthcertProofs.v is made for: Coq would only lose time over it."""
    finite = all(r.integer and r.compact for r in statement.domain.ranges.values())
    for relation in statement.relations:
        nodes = [node for side in (relation.lhs, relation.rhs) for node in walk(side)]
        calls = [node for node in nodes if isinstance(node, Call) and node.free]
        exponential = [c for c in calls if c.op == "pow" and c.args[1].free]
        if not all(_weighted(node) for node in nodes if isinstance(node, Binder)):
            raise Unstated("the tactics for integrals know polynomials times powers of 1 - x**2 from -1 to 1 only")
        if finite or relation.op == "==":
            continue
        if any(c.op == "floor" for c in calls) and any(_awkward_root(c, statement.domain) for c in calls):
            raise Unstated(
                "no tactic here bounds a floor next to the root of a variable, unless that starts at a square"
            )
        if any(c.op == "gamma" for c in calls):
            raise Unstated("no tactic here proves inequalities for gamma at a variable")
        if any(c.args[0].free for c in exponential):
            raise Unstated("no tactic here proves inequalities for a power whose base and exponent vary")
        if exponential and any(c.op == "harmonic_dim" for c in calls):
            raise Unstated("no tactic here compares harmonic_dim with exponentials for all d")


def _awkward_root(item: Call, domain: Domain) -> bool:
    """Whether it is a half-integer power of a variable whose least value is no square of an integer."""
    if item.op != "pow" or not isinstance(item.args[0], Variable) or not isinstance(item.args[1], Rational):
        return False
    lower = domain.ranges[item.args[0].name].lower if item.args[0].name in domain.ranges else None
    square = isinstance(lower, Rational) and lower.value >= 0 and isqrt(int(lower.value)) ** 2 == lower.value
    return item.args[1].value.denominator == 2 and not square


def _weighted(item: Binder) -> bool:
    """Whether it may be the integral from -1 to 1 of a polynomial times a power of 1 - x^2."""
    inner = [node for node in walk(item.body) if isinstance(node, Call) and item.variable in node.free]
    known = all(node.op in ("add", "mul", "pow", "legendre") for node in inner)
    return item.op == "integral" and (item.lower, item.upper) == (MINUS_ONE, ONE) and known


def _hypotheses(statement: Statement, names: Names) -> Iterator[str]:
    for name, r in statement.domain.ranges.items():
        variable = names.renamed[name]
        for end, strict, upper in ((r.lower, r.lower_strict, False), (r.upper, r.upper_strict, True)):
            if end is None:
                continue
            op = "<" if strict else "<="
            if r.integer:
                assert isinstance(end, Rational)
                text = integer_text(int(end.value))
                text = f"({text})" if end.value < 0 else text
            else:
                text = real_term(end, names)
            line = f"{variable} {op} {text}" if upper else f"{text} {op} {variable}"
            yield f"({line})%Z" if r.integer else line
    for constraint in statement.domain.constraints:
        yield relation_term(constraint, names)


def _proof(statement: Statement, names: Names, defined: int) -> str:
    if any(isinstance(node, Binder) for r in statement.relations for s in (r.lhs, r.rhs) for node in walk(s)):
        part = "  { first [ integral_part | part ]. }"
        return "\n".join(["  parts.", *[part] * (defined + len(statement.relations))])
    cases = _cases(statement, names)
    if cases is not None:
        return f"  intros; {cases}."
    if not statement.variables:
        return "\n".join(
            ["  parts.", *["  { first [ solve [closed_case] | part ]. }"] * (defined + len(statement.relations))]
        )
    lines = ["  parts."] + ["  { part. }"] * defined
    for relation in statement.relations:
        tactics = [*_products(relation, statement.domain, names), "part"]
        chain = " | ".join(f"solve [{t}]" for t in tactics)
        lines.append(f"  {{ first [ {chain} ]. }}" if len(tactics) > 1 else f"  {{ {tactics[0]}. }}")
    return "\n".join(lines)


def _cases(statement: Statement, names: Names) -> str | None:
    """Every case by numbers, if all variables are integers in finite ranges of not too many cases."""
    ranges = statement.domain.ranges
    ends = {name: (r.lower, r.upper) for name, r in ranges.items() if r.integer}
    if len(ends) < len(ranges) or statement.domain.constraints:
        return None
    tactic, count = "closed_case", 1
    for name, (lower, upper) in reversed(ends.items()):
        if not (isinstance(lower, Rational) and isinstance(upper, Rational)):
            return None
        count *= int(upper.value - lower.value) + 1
        low, high = (f"({integer_text(int(end.value))})%Z" for end in (lower, upper))
        tactic = f"each {names.renamed[name]} {low} {high} ltac:({tactic})"
    return tactic if ends and count <= MOST_CASES else None


def _products(relation: Relation, domain: Domain, names: Names) -> Iterator[str]:
    """Tactics for an inequality: the difference of its sides, or of the argument of abs and its bound, as a product."""
    if relation.op in ("==", "!="):
        return
    small, large = (relation.lhs, relation.rhs) if relation.op in ("<", "<=") else (relation.rhs, relation.lhs)
    if not has(add(small, large), "abs"):
        found = _product(add(large, neg(small)), domain, names)
        if found:
            yield f"by_factors ({found})"
    elif isinstance(small, Call) and small.op == "abs" and not has(add(small.args[0], large), "abs"):
        sides = [_product(add(large, s), domain, names) for s in (small.args[0], neg(small.args[0]))]
        if all(sides):
            yield f"by_abs ({sides[0]}) ({sides[1]})"


def _product(item: Expr, domain: Domain, names: Names) -> str | None:
    """The expression as a product of factors that seem to be >= 0 on the domain, if it is more than one."""
    from certify.algebra.frame import Normal
    from certify.sample import signs

    try:
        found = Normal(names.integers).factors(item, irreducible=True)
        constant, powers = found.constant, []
        for f in found.parts:
            base = f.base
            if not f.sign and f.exponent.numerator % 2 and min((s for _, s in signs(base, domain)), default=1) < 0:
                base, constant = neg(base), -constant
            powers.append(power(base, Rational(f.exponent)))
        if constant <= 0 or (len(powers) == 1 and constant == found.parts[0].exponent == 1):
            return None
        return real_term(mul(Rational(constant), *powers), names)
    except (Unproved, Unstated, ZeroDivisionError):
        return None
