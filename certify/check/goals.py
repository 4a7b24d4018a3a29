"""Goals, and when terms are defined: what must hold for each call, sum and integral.

A goal (D, f, op) says: at every point of D where f is defined, `f op 0`.

What is certified: a term is defined at every point where all its obligations hold, integrals being Lebesgue integrals over a
bounded interval.  What is not: the converse.  An obligation that is not `necessary` may fail where the term has a value, and
then a true claim is not accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from certify.check import normal
from certify.check.calculus import derivative
from certify.check.evaluate import decide
from certify.check.terms import (
    BINDERS,
    MINUS_ONE,
    ONE,
    ZERO,
    Domain,
    Range,
    Rejected,
    Relation,
    Term,
    add,
    call,
    is_integer,
    mul,
    number,
    power,
    put,
    spend,
    var,
)


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


# Definedness -----------------------------------------------------------------------------------------------------------

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
            if name in base.ranges:  # what is known of the one would be taken for known of the other
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


def obligations(t: Term, integers: frozenset[str]) -> list[Obligation]:
    """What must hold for t to be defined, inner obligations first."""
    found: dict[object, Obligation] = {}
    seen: set[tuple[Term, frozenset[str], Binders]] = set()

    def keep(o: Obligation) -> None:
        spend(5)
        if not any(all(literally(r) for r in a) for a in o.alternatives):
            found.setdefault((o.of, o.key()), o)

    def visit(t: Term, ints: frozenset[str], binders: Binders) -> None:
        if (t, ints, binders) in seen:
            return
        seen.add((t, ints, binders))
        if t.op not in BINDERS:
            for a in t.args:
                visit(a, ints, binders)
            for alternatives in needs(t, ints):
                keep(Obligation(alternatives, binders, of=t))
            return
        body, lower, upper = t.args
        name = str(t.value)
        visit(lower, ints, binders)
        visit(upper, ints, binders)
        discrete = t.op != "integral"
        if discrete and not (is_integer(lower, ints) and is_integer(upper, ints)):
            raise Rejected("the ends of a sum must be integers")
        a, b = (lower, upper) if discrete else ordered(t) or (lower, upper)
        inner = ints | {name} if discrete else ints - {name}
        visit(body, inner, (*binders, (name, a, b, discrete)))
        if not discrete:
            for o in existence(t, ints, binders):
                keep(o._replace(of=t))

    visit(t, integers, ())
    return list(found.values())


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


# Existence of integrals: the conditions of `certify.existence`, which says why they suffice.

IMPOSSIBLE: Alternatives = ((Relation(ZERO, ">", ZERO),),)


def ordered(t: Term) -> tuple[Term, Term] | None:
    """The ends of an integral in increasing order, if they are closed and that is plain."""
    _, a, b = t.args
    least = None if a.free or b.free else decide(Relation(a, "<=", b))
    return None if least is None else (a, b) if least else (b, a)


def factors(t: Term) -> Iterator[tuple[Term, Term]]:
    """The factors p**s of a product; powers of powers combined where that is right."""
    if t.op == "mul":
        for a in t.args:
            yield from factors(a)
    elif t.op == "pow":
        a, b = t.args
        inner: list[tuple[Term, Term]] = [(a, ONE)]
        if b.integer is not None or (a.op == "pow" and a.args[1].rational is not None and a.args[1].integer is None):
            inner = list(factors(a))
        for p, s in inner:
            yield p, mul(s, b)
    else:
        yield t, ONE


def existence(t: Term, ints: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """Obligations that suffice for an integral to exist, besides those between the ends."""
    body, lower, upper = t.args
    if ordered(t) is None:
        yield Obligation(((Relation(lower, "<=", upper),),), binders, False)
    for addend in body.args if body.op == "add" else (body,):
        for end in (lower, upper):
            yield from _at_end(addend, str(t.value), end, ints, binders)


def _at_end(addend: Term, x: str, end: Term, ints: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    plain, singular = [], []
    for base, exponent in factors(addend):
        counted = _counted(base, exponent, x)
        if counted is not None and _vanishes(counted[0], x, end):
            singular.append(counted)
        else:
            plain.append((base, exponent))
    total = add(*(s for _, s in singular))
    if singular and total.rational is not None and total.rational <= -1:
        for base, exponent in list(plain):
            if exponent.rational is not None and exponent.rational > 0 and x in base.free and _vanishes(base, x, end):
                plain.remove((base, exponent))
                singular.append((base, exponent))
                total = add(total, exponent)
    for base, exponent in plain:
        yield from _needs_at(power(base, exponent), x, end, ints, binders)
    for base, _ in singular:
        slope = derivative(base, x)
        yield from _needs_at(base, x, end, ints, binders)
        yield from _needs_at(slope, x, end, ints, binders)
        yield Obligation(_put_in(((Relation(slope, "!=", ZERO),),), x, end), binders, False)
    if singular:
        yield Obligation(((Relation(add(total, ONE), ">", ZERO),),), binders, False)


def _counted(base: Term, exponent: Term, x: str) -> tuple[Term, Term] | None:
    if x not in base.free or x in exponent.free:
        return None
    if base.op == "log":
        return (base.args[0], ZERO) if exponent.integer is not None and exponent.integer > 0 else None
    return None if exponent.rational is not None and exponent.rational >= 0 else (base, exponent)


def _vanishes(base: Term, x: str, end: Term) -> bool:
    try:
        derivative(base, x)
        return normal.is_zero(frozenset(), {}, put(base, {x: end}))
    except Rejected:
        return False


def _put_in(alternatives: Alternatives, x: str, end: Term) -> Alternatives:
    try:
        return tuple(tuple(r.put({x: end}) for r in a) for a in alternatives)
    except Rejected:
        return IMPOSSIBLE


def _needs_at(f: Term, x: str, end: Term, ints: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """The obligations of the parts of f that contain x, with x put to the end."""
    if x not in f.free:
        return
    if f.op in BINDERS:
        yield from _binder_at(f, x, end, ints, binders)
        return
    for a in f.args:
        yield from _needs_at(a, x, end, ints, binders)
    if f.op in ("floor", "ceil", "harmonic_dim") or (f.op == "besselj" and x in f.args[0].free):
        yield Obligation(IMPOSSIBLE, binders, False)
        return
    for alternatives in needs(f, ints):
        yield Obligation(_put_in(alternatives, x, end), binders, False)


def _binder_at(f: Term, x: str, end: Term, ints: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    name, body = str(f.value), f.args[0]
    if name in end.free:
        yield Obligation(IMPOSSIBLE, binders, False)
        return
    yield from _needs_at(f.args[1], x, end, ints, binders)
    yield from _needs_at(f.args[2], x, end, ints, binders)
    here = put(f, {x: end})
    discrete = f.op != "integral"
    a, b = (here.args[1], here.args[2]) if discrete else ordered(here) or (here.args[1], here.args[2])
    if name != x:
        inner = ints | {name} if discrete else ints - {name}
        yield from _needs_at(body, x, end, inner, (*binders, (name, a, b, discrete)))
    if not discrete:
        yield from existence(here, ints, binders)
