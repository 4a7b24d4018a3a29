"""All obligations of a term, and when integrals exist: Lebesgue integrals over a bounded interval.

What is certified: the conditions of `certify.existence`, which says why they suffice, are asked for.  Between the ends the integrand is
to be defined; at an end, each addend is continuous there, or has factors p**s (and logarithms of p), p with a simple zero, whose exponents
add up to more than -1.  What is not: the converse.
"""

from __future__ import annotations

from collections.abc import Iterator

from certify.check import normal
from certify.check.calculus import derivative
from certify.check.definedness import Alternatives, Binders, Obligation, literally, needs
from certify.check.domains import Relation
from certify.check.evaluate import decide
from certify.check.terms import BINDERS, ONE, ZERO, Rejected, Term, add, is_integer, mul, power, put, spend

IMPOSSIBLE: Alternatives = ((Relation(ZERO, ">", ZERO),),)


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
