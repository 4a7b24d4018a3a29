"""When calls are defined: obligations, each of which must hold on a domain.

What is certified: a term is defined at every point where all its obligations (`existence.obligations`) hold.  What is not: the converse.
An obligation that is not `necessary` may fail where the term has a value, and then a true claim is not accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from certify.check.domains import Domain, Range, Relation
from certify.check.terms import MINUS_ONE, ONE, ZERO, Rejected, Term, add, call, is_integer, number, put, var

Alternatives = tuple[tuple[Relation, ...], ...]
Binders = tuple[tuple[str, Term, Term, bool], ...]  # name, lower, upper, integer: strictly between for integrals
Key = tuple[Alternatives, tuple[tuple[int, Term, Term, bool], ...]]


class Obligation(NamedTuple):
    """One of the alternatives must hold on the domain extended by the binders.

    An obligation is `necessary` if a term for which it fails is not defined; others only suffice.
    """

    alternatives: Alternatives
    binders: Binders = ()
    necessary: bool = True
    of: Term = ZERO  # the term that needs it

    def domain(self, base: Domain) -> Domain:
        """The domain on which an alternative must hold."""
        for name, lower, upper, integer in self.binders:
            if name in base.ranges:  # what is known of that variable is not known of this one
                raise Rejected("a bound variable has the name of another")
            v, strict, op = var(name), not integer, "<=" if integer else "<"
            low, high = None if lower.free else lower, None if upper.free else upper
            base = base.with_range(
                name, Range(low, high, strict and low is not None, strict and high is not None, integer)
            )
            if low is None:
                base = base.constrained(Relation(lower, op, v))
            if high is None:
                base = base.constrained(Relation(v, op, upper))
        return base

    def key(self) -> Key:
        """The same for obligations that differ in the names of binders only."""
        values = {b[0]: var(f"#k{i}") for i, b in enumerate(self.binders)}
        binders = tuple((i, put(b[1], values), put(b[2], values), b[3]) for i, b in enumerate(self.binders))
        return tuple(tuple(r.put(values) for r in a) for a in self.alternatives), binders

    def put(self, values: Mapping[str, Term]) -> Obligation:
        """The obligation at other values of the free variables (of which no binder has the name)."""
        if any(b[0] in values or any(b[0] in v.free for v in values.values()) for b in self.binders):
            raise Rejected("a bound variable has the name of another")
        alternatives = tuple(tuple(r.put(values) for r in a) for a in self.alternatives)
        binders = tuple((n, put(a, values), put(b, values), i) for n, a, b, i in self.binders)
        return Obligation(alternatives, binders, self.necessary, self.of)


def literally(r: Relation) -> bool:
    """Whether a relation between literals holds."""
    a, b = r.lhs.rational, r.rhs.rational
    if a is None or b is None:
        return False
    return {">": a > b, ">=": a >= b, "<": a < b, "<=": a <= b, "==": a == b, "!=": a != b}[r.op]


def _positive(t: Term) -> Alternatives:
    return ((Relation(t, ">", ZERO),),)


def _nonzero(t: Term) -> Alternatives:
    return ((Relation(t, ">", ZERO),), (Relation(t, "<", ZERO),), (Relation(t, "!=", ZERO),))


def needs(t: Term, integers: frozenset[str]) -> list[Alternatives]:
    """What a call needs beyond its arguments; see `certify.definedness`."""
    op, args = t.op, t.args
    if op in ("log", "lgamma", "gamma", "digamma"):
        return [_positive(args[0])]
    if op == "pow":
        a, b = args
        q = b.rational
        if q is not None:
            if q.denominator == 1:
                return [_nonzero(a)] if q < 0 else []
            return [((Relation(a, ">" if q < 0 else ">=", ZERO),),)]
        if a.rational is not None and a.rational > 0:
            return []
        if is_integer(b, integers):
            return [((Relation(b, ">=", ZERO),), *_nonzero(a))]
        return [(*_positive(a), (Relation(a, ">=", ZERO), Relation(b, ">", ZERO)))]
    if op == "tan":
        return [_nonzero(call("cos", *args))]
    if op in ("asin", "acos"):
        return [((Relation(args[0], ">=", MINUS_ONE), Relation(args[0], "<=", ONE)),)]
    if op == "binomial":
        return [_positive(add(args[0], ONE))]
    if op in ("harmonic_dim", "legendre"):
        if not all(is_integer(a, integers) for a in (args if op == "harmonic_dim" else args[:1])):
            raise Rejected(f"the orders of {op} must be integers")
        d, n = args if op == "harmonic_dim" else (args[1], args[0])
        pair = (Relation(d, ">=", number(2)), Relation(n, ">=", ZERO))
        return [(pair if op == "harmonic_dim" else pair[::-1],)]
    if op == "polygamma":
        if args[0].integer is None or args[0].integer < 0:
            raise Rejected("the order of polygamma must be a literal integer >= 0")
        return [_positive(args[1])]
    if op == "besselj":
        return [((Relation(args[0], ">=", ZERO), Relation(args[1], ">=", ZERO)),)]
    return []
