"""When does an integral exist?  Conditions that suffice, as obligations like those of `certify.definedness`.

integral(g, x, a, b) is minus integral(g, x, b, a); if it is not plain from closed ends which one is smaller, `a <= b` is an
obligation.  Strictly between the ends g must be defined; that is `certify.definedness`.  Here, for each end:

Each addend of g is a product.  Let c be the end.  Factors p**s and log(p)**k (k a positive integer) with p ~ 0 at c, x in p
and not in s, are *singular* there unless s is a literal >= 0; a factor that is not (or is one with a literal s >= 0) is
*plain*.  The obligations are: those of every plain factor and of every p with x put to c; for every singular factor also those
of the derivative p' with x put to c, and p' != 0 there; and, if a power is singular, 1 + the sum of its exponents > 0 (where a
literal sum is <= -1, plain factors q and q**k with q ~ 0 at c count as singular ones too, with exponents 1 and k).

Then the addend is at most a constant times |x-c|**r*log(1/|x-c|)**k near c, r > -1, and continuous elsewhere on the closed
interval, because everything in the language is continuous where it is defined, except floor, ceil, harmonic_dim and the order of
besselj.  An x in one of those brings an obligation that cannot be met (`0 > 0`), and so does what cannot be written at c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from certify.context import Unproved
from certify.definedness import Alternatives, Binders, Obligation, needs
from certify.expr import ONE, ZERO, Binder, Call, Expr, Rational, add, children, substitute
from certify.parse import Relation

IMPOSSIBLE = ((Relation(ZERO, ">", ZERO),),)
JUMPS = ("floor", "ceil", "harmonic_dim")


def ordered(item: Binder) -> Binder | None:
    """The integral with its closed ends in increasing order; None if the order is not plain."""
    from certify.enclose import compare

    if item.lower.free or item.upper.free:
        return None
    least = compare(item.lower, "<=", item.upper)
    if least is None:
        return None
    return item if least else Binder(item.op, item.body, item.variable, item.upper, item.lower)


def existence(item: Binder, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """Obligations that suffice for the integral to exist, beyond those between the ends."""
    if ordered(item) is None:
        yield Obligation(item, ((Relation(item.lower, "<=", item.upper),),), binders, necessary=False)
    body = item.body
    for addend in body.args if isinstance(body, Call) and body.op == "add" else (body,):
        for end in (item.lower, item.upper):
            yield from _at_end(item, addend, end, integers, binders)


def _at_end(item: Binder, addend: Expr, end: Expr, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    x = item.variable
    factors = addend.args if isinstance(addend, Call) and addend.op == "mul" else (addend,)
    singular = [f for f in factors if _exponent(f, x) is not None and _vanishes(_base(f), x, end)]
    total: Expr = ONE
    for f in singular:
        exponent = _exponent(f, x)
        assert exponent is not None
        total = add(total, exponent)
    plain = [f for f in factors if f not in singular]
    if isinstance(total, Rational) and total.value <= 0:
        for f in list(plain):
            base, exponent = _power(f)
            if x in f.free and isinstance(exponent, Rational) and exponent.value > 0 and _vanishes(base, x, end):
                plain.remove(f)
                singular.append(f)
                total = add(total, exponent)
    for f in plain:
        yield from _needs_at(f, x, end, integers, binders)
    for f in singular:
        base = _base(f)
        slope = _slope(base, x)
        yield from _needs_at(base, x, end, integers, binders)
        yield from _needs_at(slope, x, end, integers, binders)
        yield from _required(item, Relation(slope, "!=", ZERO), x, end, binders)
    yield from _required(item, Relation(total, ">", ZERO), x, end, binders)


def _required(item: Binder, relation: Relation, x: str, end: Expr, binders: Binders) -> Iterator[Obligation]:
    """The relation with x put to the end."""
    for alternatives in _put((((relation,),),), x, end):
        yield Obligation(item, alternatives, binders, necessary=False)


def _power(f: Expr) -> tuple[Expr, Expr]:
    return f.args if isinstance(f, Call) and f.op == "pow" else (f, ONE)  # type: ignore[return-value]


def _exponent(f: Expr, x: str) -> Expr | None:
    """What a factor adds to the exponent at an end where its base vanishes; None if the factor is plain."""
    base, exponent = _power(f)
    if x not in base.free or x in exponent.free:
        return None
    if isinstance(base, Call) and base.op == "log":
        whole = isinstance(exponent, Rational) and exponent.value.denominator == 1 and exponent.value > 0
        return ZERO if whole else None
    return None if isinstance(exponent, Rational) and exponent.value >= 0 else exponent


def _base(f: Expr) -> Expr:
    base, _ = _power(f)
    return base.args[0] if isinstance(base, Call) and base.op == "log" else base


def _vanishes(base: Expr, x: str, end: Expr) -> bool:
    """Whether the base is identically 0 at the end, and has a derivative."""
    from certify.algebra import is_zero

    try:
        return is_zero(substitute(base, {x: end})) and bool(_slope(base, x).size)
    except (Unproved, ZeroDivisionError):
        return False


def _slope(base: Expr, x: str) -> Expr:
    from certify.calculus import derivative

    return derivative(base, x)


def _needs_at(f: Expr, x: str, end: Expr, integers: frozenset[str], binders: Binders) -> Iterator[Obligation]:
    """The obligations of f and all that is in it, with x put to the end; parts without x have them already."""
    if x not in f.free:
        return
    if isinstance(f, Binder):
        if f.variable in end.free or f.variable == x:
            yield Obligation(f, IMPOSSIBLE, binders, necessary=False)
            return
        yield from _needs_at(f.lower, x, end, integers, binders)
        yield from _needs_at(f.upper, x, end, integers, binders)
        discrete = f.op != "integral"
        inner = integers | {f.variable} if discrete else integers - {f.variable}
        here = substitute(f, {x: end})
        assert isinstance(here, Binder)
        within = (*binders, (f.variable, here.lower, here.upper, discrete))
        yield from _needs_at(f.body, x, end, inner, within)
        if not discrete:
            yield from existence(here, integers, binders)
        return
    for part in children(f):
        yield from _needs_at(part, x, end, integers, binders)
    if isinstance(f, Call):
        if f.op in JUMPS or (f.op == "besselj" and x in f.args[0].free):
            yield Obligation(f, IMPOSSIBLE, binders, necessary=False)
            return
        for alternatives in _put(needs(f, integers), x, end):
            yield Obligation(f, alternatives, binders, necessary=False)


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
