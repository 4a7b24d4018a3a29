"""Statements: what a claim says, exactly, and the digest by which it is known.

A statement is a domain and one or more relations, and asserts: *at every point of the domain every expression in it is
defined and every relation holds*.  `Statement.parse` reads the claim language; `canonical` spells the statement in one way
(variables renamed v0, v1, ... by first occurrence, conditions in a fixed order); `digest` is the SHA-256 of that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from certify.certificate import digest_of
from certify.domain import Domain, read_domain
from certify.errors import InputError
from certify.expr import Binder, Call, Expr, Variable, call, substitute
from certify.parse import Relation, parse_condition, parse_definition, parse_relations


@dataclass(frozen=True)
class Statement:
    """For all points of `domain`: every one of `relations` holds (and is defined)."""

    domain: Domain
    relations: tuple[Relation, ...]

    @classmethod
    def parse(cls, claim: str, where: Iterable[str] = (), let: Iterable[str] = ()) -> Statement:
        """Read a claim, its conditions and its definitions.

        Raises InputError: a syntax error with its position, an unknown name, a variable without a range, an empty range.
        """
        names: dict[str, Expr] = {}
        for line in let:
            name, body = parse_definition(line, names)
            if name in names:
                raise InputError(f"{name!r} is defined twice", text=line, position=0)
            names[name] = body
        domain = read_domain([parse_condition(line, names) for line in where])
        statement = cls(domain, parse_relations(claim, names))
        for relation in (*statement.relations, *domain.constraints):
            for name in sorted(relation.free - domain.ranges.keys()):
                raise InputError(f"the variable {name!r} has no range; expected a condition such as `{name} in RR`")
        return statement

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in the domain's order."""
        return tuple(self.domain.ranges)

    @cached_property
    def canonical(self) -> Statement:
        """The same statement with its variables renamed and its conditions ordered."""
        names = canonical_names(self)
        relations = tuple(_rename(r, names) for r in self.relations)
        constraints = sorted((_rename(r, names) for r in self.domain.constraints), key=str)
        order = sorted(self.domain.ranges, key=lambda name: int(names[name][1:]))
        ranges = {names[name]: self.domain.ranges[name] for name in order}
        return Statement(Domain(ranges, tuple(constraints)), relations)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The statement as text: one line for each relation of the claim, then the conditions."""
        claims = tuple(f"claim {r}" for r in self.relations)
        return claims + tuple(f"where {line}" for line in self.domain.lines())

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the canonical text."""
        return digest_of(self.canonical.lines)


def _rename(relation: Relation, names: dict[str, str]) -> Relation:
    values: dict[str, Expr] = {old: Variable(new) for old, new in names.items()}
    sides = (_canonical_binders(substitute(s, values), 0) for s in (relation.lhs, relation.rhs))
    lhs, rhs = sides
    return Relation(lhs, relation.op, rhs)


def _canonical_binders(item: Expr, depth: int) -> Expr:
    """Bound variables become b0, b1, ... by nesting depth."""
    if isinstance(item, Call):
        return call(item.op, *(_canonical_binders(a, depth) for a in item.args))
    if isinstance(item, Binder):
        name = f"b{depth}"
        body = substitute(item.body, {item.variable: Variable(name)})
        ends = (_canonical_binders(end, depth) for end in (item.lower, item.upper))
        return Binder(item.op, _canonical_binders(body, depth + 1), name, *ends)
    return item


def _occurrences(items: Sequence[Expr]) -> list[str]:
    """Free variables in the order in which they first occur."""
    found: dict[str, None] = {}

    def go(node: Expr, bound: frozenset[str]) -> None:
        if isinstance(node, Variable) and node.name not in bound:
            found.setdefault(node.name)
        elif isinstance(node, Call):
            for a in node.args:
                go(a, bound)
        elif isinstance(node, Binder):
            go(node.body, bound | {node.variable})
            go(node.lower, bound)
            go(node.upper, bound)

    for item in items:
        go(item, frozenset())
    return list(found)


def canonical_names(statement: Statement) -> dict[str, str]:
    """Old name to canonical name: by first occurrence in the claim; then, for variables in conditions only, by what the conditions say."""
    order = _occurrences([s for r in statement.relations for s in (r.lhs, r.rhs)])
    names = {name: f"v{k}" for k, name in enumerate(order)}
    rest = [name for name in statement.domain.ranges if name not in names]

    def signature(name: str) -> tuple[list[str], list[str]]:
        masked = {other: names.get(other, "w") for other in statement.domain.ranges} | {name: "self"}
        constraints = [str(_rename(c, masked)) for c in statement.domain.constraints if name in c.free]
        return list(statement.domain.ranges[name].describe("self")), sorted(constraints)

    while rest:
        name = min(rest, key=signature)
        rest.remove(name)
        names[name] = f"v{len(names)}"
    return names
