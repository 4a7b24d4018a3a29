"""Goals that contain integrals: exact values, comparison of integrands, enclosures.

In this order: an integral is replaced by its exact value (rules `odd`, `beta`, `poisson`, `antiderivative`); it is split into
integrals of its terms (`linear`); the goal follows from one between integrands (`integrand`), after an integral over a longer
interval has been cut down to a shorter one (`shrink`); kinks are cut out (`cut_integral`, `kink`); an integral
becomes a variable in a certified range (`quadrature`), for which the ranges of its parameters are cut (`split`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flint import ctx

from certify.algebra import is_zero, polynomial
from certify.certificate import Json, Proof
from certify.context import Context
from certify.domain import Range
from certify.enclose import closed_ball, compare
from certify.enclose.numbers import to_fraction
from certify.existence import factors
from certify.expr import ONE, ZERO, Binder, Expr, Rational, Variable, add, fresh, mul, power, replace, substitute, walk
from certify.goal import Goal
from certify.methods.integral import antiderivative, beta, kinks
from certify.methods.integral.antiderivative import between, new_name
from certify.methods.integral.primitives import expanded
from certify.methods.integral.quadrature import Enclosure, closed, enclose_integral, integrate
from certify.methods.steps import Step, chain, realise, replacement, split
from certify.text import rational_text, to_text
from certify.tidy import simplified
from certify.unproved import OutOfTime, Unproved

__all__ = ["applies", "attempt", "enclose_integral"]

PRECISIONS: Final = (32, 64, 128, 192)
NARROWEST: Final = Fraction(1, 2**12)  # ranges of parameters are not cut further
EXACT: Final[tuple[Callable[[Goal, Binder], beta.Exact], ...]] = (
    beta.odd, beta.beta, beta.poisson, antiderivative.attempt,
)  # fmt: skip


def applies(goal: Goal) -> bool:
    """Goals with an integral that is not under another binder's variable."""
    return any(True for _ in integrals(goal))


def integrals(goal: Goal) -> Iterator[Binder]:
    """The integrals in f whose free variables are the domain's, inner ones first."""
    found = [
        n for n in walk(goal.f) if isinstance(n, Binder) and n.op == "integral" and n.free <= goal.domain.ranges.keys()
    ]
    yield from sorted(found, key=lambda n: (n.size, to_text(n)))


def attempt(goal: Goal, context: Context) -> Proof:
    """Try the steps in turn; each leaves a goal with one integral less, or smaller ones."""
    reason = Unproved("no integral here can be evaluated or compared")
    for step in _steps(goal):
        context.deadline.check()
        try:
            return realise(step, context)
        except OutOfTime:
            raise
        except Unproved as failure:
            reason = failure
    raise reason


def comparison(goal: Goal) -> Step:
    """The goal between integrands, if f is a sum of integrals over one interval and nothing else.  Raises Unproved."""
    found = combination(goal)
    if goal.op not in (">=", ">") or not is_zero(found.rest, goal.domain.integers):
        raise Unproved("not a sum of integrals")
    return integrand(goal, found)


def _steps(goal: Goal) -> Iterator[Step]:
    with suppress(Unproved):
        yield comparison(goal)
    for builder in (_exact_steps, _linear_steps, _integrand_steps, _kink_steps, _quadrature_steps):
        yield from builder(goal)


def _exact_steps(goal: Goal) -> Iterator[Step]:
    for item in integrals(goal):
        for method in EXACT:
            try:
                value, equality = method(goal, item)
                yield replacement(goal, item, value, equality)
            except Unproved:
                continue


def _kink_steps(goal: Goal) -> Iterator[Step]:
    for item in integrals(goal):
        try:
            yield kinks.step(goal, item)
        except Unproved:
            continue


def _linear_steps(goal: Goal) -> Iterator[Step]:
    for item in integrals(goal):
        try:
            yield linear(goal, item)
        except Unproved:
            continue


def linear(goal: Goal, item: Binder) -> Step:
    """Rule `linear`: the integral of a sum is the sum of the integrals, constant factors in front."""
    x = item.variable
    groups: dict[Expr, list[Expr]] = {}
    for term in expanded(item.body, x):
        outside = [power(b, s) for b, s in factors(term) if x not in b.free and x not in s.free]
        inside = [power(b, s) for b, s in factors(term) if x in b.free or x in s.free]
        groups.setdefault(mul(*inside), []).append(mul(*outside))
    pairs = [(add(*scales), body) for body, scales in groups.items()]
    if len(pairs) < 2 and all(c == ONE for c, _ in pairs):
        raise Unproved("the integrand is a single term")
    if not is_zero(item.body - add(*(mul(c, g) for c, g in pairs)), goal.domain.integers):
        raise Unproved("the integrand is not the sum of its terms")
    parts = [(c, Binder("integral", g, x, item.lower, item.upper)) for c, g in pairs]
    result = replace(goal.f, item, add(*(mul(c, part) for c, part in parts)))
    return Step(
        goal,
        "linear",
        {"integral": to_text(item), "terms": [[to_text(c), to_text(g)] for c, g in pairs], "result": to_text(result)},
        (Goal(goal.domain, result, goal.op),),
        ((goal, (*(part for pair in parts for part in pair), result)),),
    )


@dataclass(frozen=True)
class Combination:
    """f ~ the sum of c*integral over `parts`, plus `rest`."""

    parts: tuple[tuple[Expr, Binder], ...]
    rest: Expr


def combination(goal: Goal) -> Combination:
    """f as a linear combination of its outermost integrals.  Raises Unproved."""
    items = list(integrals(goal))
    outer = [i for i in items if not any(i is not j and any(n == i for n in walk(j)) for j in items)]
    taken = set(goal.f.free)
    names: dict[str, Binder] = {}
    f = goal.f
    for item in outer:
        name = fresh("w", taken)
        taken.add(name)
        names[name] = item
        f = replace(f, item, Variable(name))
    p = polynomial(f, tuple(names), goal.domain.integers) if names else None
    if p is None or any(sum(m) > 1 for m in p):
        raise Unproved("f is not linear in its integrals")
    count = len(names)
    rest = p.get((0,) * count, ZERO)
    units = [tuple(int(i == k) for i in range(count)) for k in range(count)]
    parts = tuple((p[u], item) for u, item in zip(units, names.values(), strict=True) if u in p)
    if not parts:
        raise Unproved("the integrals cancel")
    if any(n in set(outer) for _, item in parts for n in walk(rest)):
        raise Unproved("an integral is left over")
    return Combination(parts, rest)


def _integrand_steps(goal: Goal) -> Iterator[Step]:
    if goal.op not in (">=", ">"):
        return
    try:
        found = combination(goal)
    except Unproved:
        return
    with suppress(Unproved):
        yield integrand(goal, found)
    for number in range(len(found.parts)):
        for other in range(len(found.parts)):
            try:
                yield shrink(goal, found, number, other)
            except Unproved:
                continue


def integrand(goal: Goal, found: Combination) -> Step:
    """Rule `integrand`: sum of c_i*integral(g_i, x, a, b) + r is the integral of sum of c_i*g_i + r/(b-a)."""
    first = found.parts[0][1]
    a, b = first.lower, first.upper
    if any(not (_same(i.lower, a) and _same(i.upper, b)) for _, i in found.parts):
        raise Unproved("the integrals have different ends")
    x = new_name(goal, "b")
    total = add(*(mul(c, substitute(i.body, {i.variable: Variable(x)})) for c, i in found.parts))
    constant = is_zero(found.rest, goal.domain.integers)
    if not constant:
        total = total + found.rest / (b - a)
    placed = Binder("integral", total, x, a, b)
    inner = Goal(between(goal.domain, placed, strict=True), total, goal.op)
    length = Goal(goal.domain, b - a, ">=" if constant and goal.op == ">=" else ">")
    return Step(
        goal,
        "integrand",
        {
            "terms": [[to_text(c), to_text(i)] for c, i in found.parts],
            "rest": to_text(found.rest),
            "name": x,
            "result": to_text(total),
        },
        (length, inner),
        ((goal, (found.rest, *(part for pair in found.parts for part in pair))), (inner, (total,))),
    )


def _same(a: Expr, b: Expr) -> bool:
    return a == b or is_zero(a - b)


def shrink(goal: Goal, found: Combination, number: int, other: int) -> Step:
    """Rule `shrink`: for c >= 0 and g >= 0, c*integral of g over [a, b] is at least that over [a', b'] inside."""
    c, item = found.parts[number]
    _, inner = found.parts[other]
    if _same(item.lower, inner.lower) and _same(item.upper, inner.upper):
        raise Unproved("the interval is the same")
    x = new_name(goal, "b")
    body = substitute(item.body, {item.variable: Variable(x)})
    shorter = Binder("integral", item.body, item.variable, inner.lower, inner.upper)
    result = replace(goal.f, item, shorter)
    order = [
        Goal(goal.domain, larger - smaller, ">=")
        for smaller, larger in ((item.lower, inner.lower), (inner.lower, inner.upper), (inner.upper, item.upper))
    ]
    if any(not g.f.free and compare(g.f, "<", ZERO) is not False for g in order):
        raise Unproved("the interval is not inside")
    inside = between(goal.domain, Binder("integral", body, x, item.lower, item.upper), strict=True)
    return Step(
        goal,
        "shrink",
        {
            "integral": to_text(item),
            "factor": to_text(c),
            "ends": [to_text(inner.lower), to_text(inner.upper)],
            "name": x,
            "result": to_text(result),
        },
        (Goal(goal.domain, c, ">="), *order, Goal(inside, body, ">="), Goal(goal.domain, result, goal.op)),
        ((goal, (c, shorter, result)),),
    )


def _quadrature_steps(goal: Goal) -> Iterator[Step]:
    """All integrals in ranges, if that leaves room to prove the rest; else a cut of a parameter's range."""
    if goal.op not in (">=", ">", "!="):
        return
    parameters = sorted(set().union(*(i.free for i in integrals(goal))))
    if any(not _literal(goal.domain.ranges[name]) for name in parameters):
        return
    for prec in PRECISIONS if not parameters else PRECISIONS[:2]:
        with suppress(Unproved):
            yield enclosed(goal, prec)
    wide = [(_width(goal.domain.ranges[name]), name) for name in parameters if not goal.domain.ranges[name].integer]
    width, name = max(wide, default=(Fraction(0), ""))
    if width > NARROWEST:
        r = goal.domain.ranges[name]
        assert r.lower is not None
        middle = simplified(r.lower + Rational(width / 2))
        yield split(goal, name, [middle])


def _literal(r: Range) -> bool:
    """Whether both ends are literal."""
    return isinstance(r.lower, Rational) and isinstance(r.upper, Rational)


def _width(r: Range) -> Fraction:
    assert isinstance(r.lower, Rational) and isinstance(r.upper, Rational)
    return r.upper.value - r.lower.value


def enclosed(goal: Goal, prec: int) -> Step:
    """Rule `quadrature` for one integral after the other, inner ones first.  Raises Unproved."""
    plans: list[Step] = []
    while (item := next(integrals(goal), None)) is not None:
        plans.append(quadrature(goal, item, prec))
        goal = plans[-1].last
    if not plans:
        raise Unproved("there is no integral")
    return chain(*plans)


def quadrature(goal: Goal, item: Binder, prec: int) -> Step:
    """Rule `quadrature`: an integral is a number in a certified range for all parameters in their ranges."""
    found = enclosure(goal, item, prec)
    if not found.ball.is_finite():
        raise Unproved(f"no enclosure of {to_text(item)} was found")
    lower, upper = (Rational(to_fraction(end)) for end in (found.ball.lower(), found.ball.upper()))
    new = new_name(goal, "w")
    where = Range(lower, upper)
    result = replace(goal.f, item, Variable(new))
    return Step(
        goal,
        "quadrature",
        {
            "integral": to_text(item),
            "new": new,
            "where": list(where.describe(new)),
            "prec": prec,
            "halves": halves(found),
            "result": to_text(result),
        },
        (Goal(goal.domain.with_range(new, where), result, goal.op),),
    )


def enclosure(goal: Goal, item: Binder, prec: int) -> Enclosure:
    """The integral for all parameters in their ranges."""
    if not item.free:
        return closed(item, prec)
    with ctx.workprec(prec):
        values = {}
        for name in item.free:
            r = goal.domain.ranges[name]
            if r.lower is None or r.upper is None:
                raise Unproved(f"{name} has no bounds")
            values[name] = closed_ball(r.lower, prec).union(closed_ball(r.upper, prec))
        return integrate(item, values)


def halves(found: Enclosure) -> list[Json]:
    """How an enclosure was computed, as plain data."""
    listed: list[Json] = []
    for half in found.halves:
        e = half.expansion
        listed.append(
            {
                "left": half.left,
                "plain": to_text(e.plain),
                "rest": to_text(e.rest),
                "powers": [[to_text(q), to_text(s)] for q, s in e.powers],
                "logs": [[to_text(p), None if q is None else to_text(q), k] for p, q, k in e.logs],
                "pieces": [[rational_text(p.low), rational_text(p.high), p.order] for p in half.pieces],
            }
        )
    return listed
