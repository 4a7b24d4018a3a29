"""Goals: one relation over a domain, in the form every proof method works on.

A goal asserts `f op 0` on the whole domain, with op one of `>= > == !=`.  A goal is *total*: to prove it is to show that f
is defined at every point of the domain and that the relation holds there.
"""

from __future__ import annotations

from dataclasses import dataclass

from certify.domain import Domain
from certify.expr import ZERO, Expr, neg
from certify.parse import Relation
from certify.text import to_text


@dataclass(frozen=True)
class Goal:
    """For all points of `domain`: f is defined and `f op 0`, op in `>= > == !=`."""

    domain: Domain
    f: Expr
    op: str

    @classmethod
    def of(cls, domain: Domain, relation: Relation) -> Goal:
        """The goal of a relation: `lhs - rhs` for `>= > == !=`, `rhs - lhs` for `<= <`."""
        if relation.op in ("<=", "<"):
            return cls(domain, relation.rhs - relation.lhs, {"<=": ">=", "<": ">"}[relation.op])
        return cls(domain, relation.lhs - relation.rhs, relation.op)

    @property
    def relation(self) -> Relation:
        """`f op 0` as a relation."""
        return Relation(self.f, self.op, ZERO)

    @property
    def strict(self) -> bool:
        """Whether zero is not enough."""
        return self.op == ">"

    @property
    def active(self) -> tuple[str, ...]:
        """The variables that occur in f, in the domain's order."""
        return tuple(name for name in self.domain.ranges if name in self.f.free)

    def negated(self) -> Expr:
        """`-f`."""
        return neg(self.f)

    def __str__(self) -> str:
        where = "; ".join(self.domain.lines())
        return f"{to_text(self.f)} {self.op} 0" + (f"  for {where}" if where else "")
