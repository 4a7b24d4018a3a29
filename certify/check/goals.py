"""Goals: at every point of D where f is defined, `f op 0`; and when f vanishes on D by the normal form.

What is certified: `similar` says yes only if f is 0 at each point of D where it is defined.  What is not: the converse.
"""

from __future__ import annotations

from typing import NamedTuple

from certify.check import normal
from certify.check.domains import Domain, Relation
from certify.check.terms import Term


class Goal(NamedTuple):
    domain: Domain
    f: Term
    op: str

    @staticmethod
    def of(domain: Domain, relation: Relation) -> Goal:
        return Goal(domain, *relation.normal())


def signs(domain: Domain) -> dict[str, int]:
    """What the literal lower ends say of the signs of the variables: 2 for > 0, 1 for >= 0."""
    found = {}
    for name, r in domain.ranges.items():
        q = None if r.lower is None else r.lower.rational
        if q is not None and q >= 0:
            found[name] = 2 if q > 0 or r.lower_strict else 1
    return found


def similar(domain: Domain, f: Term) -> bool:
    """f ~ 0 on the domain."""
    return normal.is_zero(domain.integers, signs(domain), f)
