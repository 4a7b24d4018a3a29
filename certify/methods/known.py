"""Goals that follow from a bound of the domain or a constraint: f = q*(lhs - rhs) + r with rationals q > 0, r >= 0.

Rule `known`: the known relations of a goal are its constraints, then the bounds of its variables, in the domain's order.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain
from certify.expr import Expr, Variable
from certify.goal import Goal
from certify.parse import Relation
from certify.text import rational_text
from certify.unproved import Unproved

OPEN = frozenset((">", "<"))


def known_relations(domain: Domain) -> Iterator[Relation]:
    """The constraints and the bounds of a domain."""
    yield from domain.constraints
    for name, r in domain.ranges.items():
        if r.lower is not None:
            yield Relation(Variable(name), ">" if r.lower_strict else ">=", r.lower)
        if r.upper is not None:
            yield Relation(Variable(name), "<" if r.upper_strict else "<=", r.upper)


def applies(goal: Goal) -> bool:
    """Inequalities of moderate size."""
    return goal.op in (">", ">=") and goal.f.size <= 200


def attempt(goal: Goal, context: Context) -> Proof:
    """Match f against each known relation."""
    del context
    for relation in known_relations(goal.domain):
        if relation.op == "!=" or relation.free != goal.f.free:
            continue
        signs = (1, -1) if relation.op == "==" else (1,) if relation.op in (">", ">=") else (-1,)
        for s in signs:
            match = _multiple(goal.f, (relation.lhs - relation.rhs) * s)
            if match is None:
                continue
            q, r = match
            if q > 0 and (r > 0 or (r == 0 and (goal.op == ">=" or relation.op in OPEN))):
                params = {"relation": str(relation), "sign": s, "q": rational_text(q), "r": rational_text(r)}
                return Proof("known", params)  # type: ignore[arg-type]
    raise Unproved("follows from no single bound or constraint")


def _multiple(f: Expr, g: Expr) -> tuple[Fraction, Fraction] | None:
    """(q, r) with f = q*g + r by the normal form, q > 0, where both are polynomials with rational coefficients."""
    from certify.algebra import rational_polynomial

    names = tuple(sorted(f.free))
    p, k = rational_polynomial(f, names), rational_polynomial(g, names)
    if p is None or k is None:
        return None
    zero = (0,) * len(names)
    lead = next((m for m in k if m != zero), None)
    if lead is None or lead not in p:
        return None
    q = p[lead] / k[lead]
    if q <= 0 or any(p.get(m, 0) != q * k.get(m, 0) for m in {*p, *k} if m != zero):
        return None
    return q, p.get(zero, Fraction(0)) - q * k.get(zero, Fraction(0))
