"""Relations, ranges and domains.

What is certified: nothing; these are records, and what they say is in their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from certify.check.terms import Term, put, sub, var

FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Relation(NamedTuple):
    """lhs op rhs, op one of < <= > >= == !=."""

    lhs: Term
    op: str
    rhs: Term

    @property
    def free(self) -> frozenset[str]:
        return self.lhs.free | self.rhs.free

    def put(self, values: Mapping[str, Term]) -> Relation:
        return Relation(put(self.lhs, values), self.op, put(self.rhs, values))

    def turned(self) -> Relation:
        """The same said the other way round."""
        return Relation(self.rhs, FLIPPED[self.op], self.lhs)

    def normal(self) -> tuple[Term, str]:
        """(f, op) with the relation equivalent to f op 0, op one of >= > == !=."""
        if self.op in ("<", "<="):
            return sub(self.rhs, self.lhs), FLIPPED[self.op]
        return sub(self.lhs, self.rhs), self.op


class Range(NamedTuple):
    """Where a variable lives; an end that is None is infinite."""

    lower: Term | None = None
    upper: Term | None = None
    lower_strict: bool = False
    upper_strict: bool = False
    integer: bool = False

    def conditions(self, item: Term) -> list[Relation]:
        """What it means for a term to lie between the ends."""
        found = [] if self.lower is None else [Relation(item, ">" if self.lower_strict else ">=", self.lower)]
        return found if self.upper is None else [*found, Relation(item, "<" if self.upper_strict else "<=", self.upper)]


class Domain(NamedTuple):
    """Ranges by variable (ends are closed terms), and constraints between variables."""

    ranges: Mapping[str, Range]
    constraints: tuple[Relation, ...] = ()

    def with_range(self, name: str, new: Range) -> Domain:
        return self._replace(ranges={**self.ranges, name: new})

    def without(self, name: str) -> Domain:
        """The domain with a variable dropped, and the constraints in which it occurs."""
        ranges = {k: r for k, r in self.ranges.items() if k != name}
        return Domain(ranges, tuple(c for c in self.constraints if name not in c.free))

    def constrained(self, *extra: Relation) -> Domain:
        return self._replace(constraints=(*self.constraints, *extra))

    @property
    def integers(self) -> frozenset[str]:
        return frozenset(name for name, r in self.ranges.items() if r.integer)

    def bounds(self) -> list[Relation]:
        """The ranges as relations."""
        return [c for name, r in self.ranges.items() for c in r.conditions(var(name))]

    def known(self) -> list[Relation]:
        return [*self.constraints, *self.bounds()]
