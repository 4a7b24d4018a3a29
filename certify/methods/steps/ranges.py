"""Steps that change the domain: integers as reals, pieces of a range, new variables for old ones, a larger domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace as altered

from certify.domain import Domain, Range
from certify.expr import ZERO, Expr, Variable, add
from certify.goal import Goal
from certify.methods.steps.plan import Step, put
from certify.parse import Relation
from certify.unproved import Unproved


def relax(goal: Goal, names: Sequence[str]) -> Step:
    """Rule `relax`: what holds for all reals of a range holds for its integers.

    f must be defined for those reals: `x**n` with x < 0 is defined for integers n only, so that a goal about real n would say
    nothing about x < 0.
    """
    ranges = {k: altered(r, integer=False) if k in names else r for k, r in goal.domain.ranges.items()}
    relaxed = altered(goal, domain=altered(goal.domain, ranges=ranges))
    return Step(goal, "relax", {"names": list(names)}, (relaxed,), ((altered(relaxed, f=ZERO), (goal.f,)),))


def split(goal: Goal, name: str, at: Sequence[Expr]) -> Step:
    """Rule `split`: the range of a variable is cut at closed points, increasing and inside it.

    A real point belongs to both of its neighbours, or to none if a constraint excludes it; an integer point to the piece on its left.
    """
    r = goal.domain.ranges[name]
    pieces, rest = [], r
    for p in at:
        hole = not r.integer and excluded(goal.domain, name, p)
        pieces.append(altered(rest, upper=p, upper_strict=hole))
        rest = altered(rest, lower=p + 1 if r.integer else p, lower_strict=hole)
    pieces.append(rest)
    children = tuple(altered(goal, domain=goal.domain.with_range(name, piece)) for piece in pieces)
    return Step(goal, "split", {"name": name, "at": list(at)}, children)


def excluded(domain: Domain, name: str, p: Expr) -> bool:
    """Whether a constraint says `name != p`."""
    return any(c.op == "!=" and {c.lhs, c.rhs} == {Variable(name), p} for c in domain.constraints)


def periodic(goal: Goal, name: str, period: Expr, at: Expr) -> Step:
    """Rule `period`: f, defined on the whole line, has a period T > 0; so its values are those on [at, at + T]."""
    r = goal.domain.ranges[name]
    if r.integer or any(name in c.free for c in goal.domain.constraints):
        raise Unproved("a real variable without constraints is periodic")
    line = goal.domain.with_range(name, Range(None, None))
    one = altered(goal, domain=goal.domain.with_range(name, Range(at, add(at, period))))
    shifted = put(goal.f, {name: add(Variable(name), period)})
    params = {"name": name, "period": period, "at": at}
    return Step(goal, "period", params, (one,), ((Goal(line, ZERO, ">="), (goal.f,)),), (shifted - goal.f,))


def opened(goal: Goal, name: str, side: str) -> Step:
    """Rule `open`: a closed end of a range is a case of its own."""
    r = goal.domain.ranges[name]
    end, strict = (r.lower, r.lower_strict) if side == "lower" else (r.upper, r.upper_strict)
    if end is None or strict or r.integer:
        raise Unproved("the range has no closed end there")
    values = {name: end}
    base = goal.domain.without(name).constrained(
        *(Relation(put(c.lhs, values), c.op, put(c.rhs, values)) for c in goal.domain.constraints if name in c.free)
    )
    inner = altered(r, lower_strict=True) if side == "lower" else altered(r, upper_strict=True)
    at_end = Goal(base, put(goal.f, values), goal.op)
    children = (at_end, altered(goal, domain=goal.domain.with_range(name, inner)))
    return Step(goal, "open", {"name": name, "side": side}, children, ((Goal(base, ZERO, ">="), (at_end.f,)),))


def substitution(goal: Goal, name: str, new: str, forward: Expr, inverse: Expr, where: Range) -> Step:
    """Rule `substitute`: a point of D with the value x of `name` is the image of the point with inverse(x) for `new`.

    So if f(forward) has the sign wherever `new` lies in its range, and inverse(x) lies there for all of D, f has it on D.
    """
    domain = goal.domain
    if new in domain.ranges or domain.ranges[name].integer or where.integer:
        raise Unproved("a real variable is replaced by a new real variable")
    back = put(forward, {new: inverse})
    ranges = {(new if k == name else k): (where if k == name else r) for k, r in domain.ranges.items()}
    values = {name: forward}
    constraints = tuple(
        Relation(put(c.lhs, values), c.op, put(c.rhs, values)) if name in c.free else c for c in domain.constraints
    )
    return Step(
        goal,
        "substitute",
        {
            "name": name,
            "new": new,
            "forward": forward,
            "inverse": inverse,
            "where": list(where.describe(new)),
        },
        (
            *(Goal.of(domain, c) for c in conditions(inverse, where)),
            Goal(Domain(ranges, constraints), put(goal.f, values), goal.op),
        ),
        ((goal, (inverse, back)),),
        (back - Variable(name),),
    )


def widen(goal: Goal, domain: Domain, shown: Sequence[Relation] = ()) -> Step:
    """Rule `widen`: a larger domain; the conditions that are not literally those of D are shown first."""
    if any(r.integer != goal.domain.ranges[name].integer for name, r in domain.ranges.items()):
        raise Unproved("a wider domain keeps the integer variables")
    children = (*(Goal.of(goal.domain, c) for c in shown), altered(goal, domain=domain))
    return Step(goal, "widen", {"where": list(domain.lines()), "shown": list(shown)}, children)


def conditions(item: Expr, where: Range) -> Iterator[Relation]:
    """What it means that an expression lies in a real range."""
    if where.lower is not None:
        yield Relation(item, ">" if where.lower_strict else ">=", where.lower)
    if where.upper is not None:
        yield Relation(item, "<" if where.upper_strict else "<=", where.upper)
