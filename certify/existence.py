"""When does an integral exist?  Conditions that suffice, as obligations like those of `certify.definedness`.

integral(g, x, a, b) is minus integral(g, x, b, a); if it is not plain from closed ends which one is smaller, `a <= b` is
an obligation.  That g is defined strictly between the ends is the business of `certify.definedness`.  Here, for each end c
and each addend of g, a product of powers p**s (see `factors`):

p**s is *singular* at c if x occurs in p and not in s, p ~ 0 at c, and s is not a literal >= 0; likewise log(p)**k for a
literal integer k > 0, which counts with exponent 0.  All other factors are *plain*.  If there are singular factors and the
sum of their exponents is a literal <= -1, plain factors q**k with a literal k > 0 and q ~ 0 at c count as singular as well.

The obligations are, everything with x put to c: those of every plain factor and of every singular factor's p; those of the
derivative p' of every singular factor's p, and p' != 0; and, if there are singular factors, 1 + the sum of their exponents > 0.
Near c the addend is then at most a constant times |x-c|**r * log(1/|x-c|)**k with r > -1, and it is continuous elsewhere on
the closed interval, because everything in the language is continuous where it is defined, except floor, ceil, harmonic_dim
and the order of besselj.  An x in one of those brings an obligation that cannot be met (`0 > 0`), and so does what cannot be
written at c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from certify.expr import ONE, ZERO, Binder, Call, Expr, Rational, add, children, mul, power, substitute
from certify.parse import Relation
from certify.requirements import Alternatives, Binders, Obligation, needs
from certify.unproved import Unproved

Factor: TypeAlias = tuple[Expr, Expr]  # base and exponent

IMPOSSIBLE: Final[Alternatives] = ((Relation(ZERO, ">", ZERO),),)
JUMPS: Final = ("floor", "ceil", "harmonic_dim")


def ordered(item: Binder) -> Binder | None:
    """The integral with its closed ends in increasing order; None if the order is not plain."""
    from certify.enclose import compare

    if item.lower.free or item.upper.free:
        return None
    least = compare(item.lower, "<=", item.upper)
    if least is None:
        return None
    return item if least else Binder(item.op, item.body, item.variable, item.upper, item.lower)


def addends(item: Expr) -> tuple[Expr, ...]:
    """The terms of a sum; the item itself if it is none."""
    return item.args if isinstance(item, Call) and item.op == "add" else (item,)


def factors(item: Expr) -> Iterator[Factor]:
    """The factors p**s of a product, with p*q in a base under an integer power multiplied out and powers of powers combined.

    (p**r)**s is p**(r*s) if s is a literal integer, or r a literal that is no integer (then p >= 0).
    """
    if isinstance(item, Call) and item.op == "mul":
        for part in item.args:
            yield from factors(part)
    elif isinstance(item, Call) and item.op == "pow":
        base, exponent = item.args
        for p, s in factors(base) if is_integer(exponent) else combined(base):
            yield p, mul(s, exponent)
    else:
        yield item, ONE


def combined(base: Expr) -> Iterator[Factor]:
    """The base as one power, if its exponent is a literal that is no integer."""
    if isinstance(base, Call) and base.op == "pow":
        exponent = base.args[1]
        if isinstance(exponent, Rational) and not is_integer(exponent):
            yield from factors(base)
            return
    yield base, ONE


def is_integer(item: Expr) -> bool:
    """Whether the item is a literal integer."""
    return isinstance(item, Rational) and item.value.denominator == 1


def existence(item: Binder, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """Obligations that suffice for the integral to exist, beyond those between the ends."""
    if ordered(item) is None:
        yield Obligation(item, ((Relation(item.lower, "<=", item.upper),),), binders, necessary=False)
    for addend in addends(item.body):
        for end in (item.lower, item.upper):
            yield from _at_end(item, addend, end, integers, binders)


def _at_end(item: Binder, addend: Expr, end: Expr, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    x = item.variable
    plain: list[Factor] = []
    singular: list[Factor] = []
    for base, exponent in factors(addend):
        counted = _counted(base, exponent, x)
        if counted is not None and _vanishes(counted[0], x, end):
            singular.append(counted)
        else:
            plain.append((base, exponent))
    total = add(*(s for _, s in singular))
    if singular and isinstance(total, Rational) and total.value <= -1:
        for f in list(plain):
            base, exponent = f
            literal = isinstance(exponent, Rational) and exponent.value > 0
            if literal and x in base.free and _vanishes(base, x, end):
                plain.remove(f)
                singular.append(f)
                total = add(total, exponent)
    for base, exponent in plain:
        yield from _needs_at(power(base, exponent), x, end, integers, binders)
    for base, _ in singular:
        slope = _slope(base, x)
        yield from _needs_at(base, x, end, integers, binders)
        yield from _needs_at(slope, x, end, integers, binders)
        yield from _required(item, Relation(slope, "!=", ZERO), x, end, binders)
    if singular:
        yield from _required(item, Relation(add(total, ONE), ">", ZERO), x, end, binders)


def _counted(base: Expr, exponent: Expr, x: str) -> Factor | None:
    """The base that may vanish and the exponent that counts then; None if the factor is plain."""
    if x not in base.free or x in exponent.free:
        return None
    if isinstance(base, Call) and base.op == "log":
        whole = isinstance(exponent, Rational) and is_integer(exponent) and exponent.value > 0
        return (base.args[0], ZERO) if whole else None
    return None if isinstance(exponent, Rational) and exponent.value >= 0 else (base, exponent)


def _vanishes(base: Expr, x: str, end: Expr) -> bool:
    """Whether the base is identically 0 at the end, and has a derivative."""
    from certify.algebra import is_zero

    try:
        _slope(base, x)
        return is_zero(substitute(base, {x: end}))
    except (Unproved, ZeroDivisionError):
        return False


def _slope(base: Expr, x: str) -> Expr:
    from certify.calculus import derivative

    return derivative(base, x)


def _required(item: Binder, relation: Relation, x: str, end: Expr, binders: Binders) -> Iterator[Obligation]:
    """The relation with x put to the end."""
    for alternatives in _put([((relation,),)], x, end):
        yield Obligation(item, alternatives, binders, necessary=False)


def _needs_at(f: Expr, x: str, end: Expr, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """The obligations of f and all that is in it, with x put to the end; parts without x have them already."""
    if x not in f.free:
        return
    if isinstance(f, Binder):
        yield from _binder_at(f, x, end, integers, binders)
        return
    for part in children(f):
        yield from _needs_at(part, x, end, integers, binders)
    if isinstance(f, Call):
        if f.op in JUMPS or (f.op == "besselj" and x in f.args[0].free):
            yield Obligation(f, IMPOSSIBLE, binders, necessary=False)
            return
        for alternatives in _put(needs(f, integers), x, end):
            yield Obligation(f, alternatives, binders, necessary=False)


def _binder_at(f: Binder, x: str, end: Expr, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """The same for a sum, a product or an integral inside."""
    if f.variable in end.free:
        yield Obligation(f, IMPOSSIBLE, binders, necessary=False)
        return
    yield from _needs_at(f.lower, x, end, integers, binders)
    yield from _needs_at(f.upper, x, end, integers, binders)
    try:
        here = substitute(f, {x: end})
    except ZeroDivisionError:
        yield Obligation(f, IMPOSSIBLE, binders, necessary=False)
        return
    assert isinstance(here, Binder)
    discrete = f.op != "integral"
    if f.variable != x:
        inner = integers | {f.variable} if discrete else integers - {f.variable}
        within = here if discrete else ordered(here) or here
        yield from _needs_at(f.body, x, end, inner, (*binders, (f.variable, within.lower, within.upper, discrete)))
    if not discrete:
        yield from existence(here, integers, binders)


def _put(items: Iterable[Alternatives], x: str, end: Expr) -> Iterator[Alternatives]:
    """The alternatives with x put to the end."""
    values = {x: end}
    for alternatives in items:
        try:
            yield tuple(
                tuple(Relation(substitute(r.lhs, values), r.op, substitute(r.rhs, values)) for r in relations)
                for relations in alternatives
            )
        except ZeroDivisionError:
            yield IMPOSSIBLE
