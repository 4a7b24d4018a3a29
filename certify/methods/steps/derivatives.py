"""The step by derivatives: Taylor's theorem as a chain of mean value theorems."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace as altered

from certify.algebra import is_zero, normal
from certify.calculus import derivative
from certify.domain import FLIPPED, Domain
from certify.expr import ZERO, Expr, Rational, Variable, has, neg
from certify.goal import Goal
from certify.methods.steps.plan import Step, put, slope
from certify.parse import Relation
from certify.text import to_text
from certify.unproved import Unproved


def taylor(goal: Goal, name: str, at: Expr, side: str, terms: Sequence[Expr], ops: Sequence[str]) -> Step:
    """Rule `taylor`: the last derivative has a sign between c and every point of D, the earlier ones at c.

    On the side "lower" (name >= c): if g_k >= 0 inside and g_j(c) >= 0 for j < k, then g_{k-1}, ..., g_0 are non-decreasing
    from c on, one after the other (mean value theorem: each is continuous where its obligations hold), hence >= 0.  If g_k > 0
    or some g_j(c) > 0, then g_{j-1}, ..., g_0 increase strictly, so f > 0 everywhere but perhaps at c itself, where f is
    g_0(c).  "upper" is the mirror image, which turns the sign of odd derivatives.  "inner", k even: with g_j(c) = 0 for odd j,
    g_{k-1} has the sign of name - c, hence g_{k-2} is least at c, and so on down to f.

    `terms` are g_0 = f, ..., g_k, the derivatives, however written.
    """
    k = len(terms) - 1
    if goal.op not in (">=", ">") or k < 1 or len(ops) != k + 1 or terms[0] != goal.f or name in at.free:
        raise Unproved("not a chain of derivatives")
    if goal.domain.ranges[name].integer or has(goal.f, "floor", "ceil"):
        raise Unproved("a chain of derivatives needs a real variable and a continuous function")
    changes = [(slope(g, name), h) for g, h in itertools.pairwise(terms)]
    base, closed, inner, excluded, place = _surroundings(goal.domain, name, at, side)
    fits = all(op in (("==",) if side == "inner" and j % 2 else (">=", ">")) for j, op in enumerate(ops[:k]))
    strict = goal.op == ">=" or ops[0] == ">" or (excluded and ">" in ops)
    if not (fits and ops[k] in (">=", ">") and strict and (side != "inner" or k % 2 == 0)):
        raise Unproved("the signs at the centre do not make a chain")
    sign = -1 if side == "upper" else 1
    signed = [g if sign**j == 1 else neg(g) for j, g in enumerate(terms)]
    return Step(
        goal,
        "taylor",
        {
            "name": name,
            "at": at,
            "side": side,
            "order": k,
            "terms": list(terms),
            "ops": list(ops),
        },
        (
            *(Goal.of(base, c) for c in place),
            *(Goal(base, put(g, {name: at}), op) for g, op in zip(signed[:k], ops[:k], strict=True)),
            Goal(inner, signed[k], ops[k]),
        ),
        (
            (Goal(base, ZERO, ">="), (at,)),
            (Goal(closed, ZERO, ">="), tuple(terms[:k])),
            (Goal(inner, ZERO, ">="), (terms[k],)),
        ),
        tuple(g - h for g, h in changes if g != h),
    )


def comparisons(domain: Domain, name: str) -> Iterator[tuple[Expr, str]]:
    """(c, op) for the constraints that say `name op c`: lhs - rhs ~ q*(name - c) with a rational q."""
    for c in domain.constraints:
        if name not in c.free or c.op in ("==", "!="):
            continue
        if c.lhs == Variable(name) and name not in c.rhs.free:
            yield c.rhs, c.op
            continue
        difference = c.lhs - c.rhs
        rate = normal(derivative(difference, name))
        if isinstance(rate, Rational) and rate.value:
            end = normal(Variable(name) - difference / rate)
            if name not in end.free:
                yield end, c.op if rate.value > 0 else FLIPPED[c.op]


def _surroundings(
    domain: Domain, name: str, at: Expr, side: str
) -> tuple[Domain, Domain, Domain, bool, list[Relation]]:
    """D-, D1, D0 of rule `taylor`, whether the centre is excluded from D, and what places the centre in the range.

    On the side "lower", a point of D with value v of `name` has c <= v, so the segment from c to v lies in D1 if c is not
    below the range's lower end; that it is not above the upper end follows from c <= v.
    """
    r, variable = domain.ranges[name], Variable(name)
    base = domain.without(name)
    excluded, place = False, []
    sides: tuple[Relation, ...] = ()
    closed = r
    if side == "lower" and at == r.lower:
        excluded, closed = r.lower_strict, altered(r, lower_strict=False)
    elif side == "upper" and at == r.upper:
        excluded, closed = r.upper_strict, altered(r, upper_strict=False)
    else:
        if side != "inner":
            op = ">=" if side == "lower" else "<="
            ops = {found for end, found in comparisons(domain, name) if end == at or is_zero(end - at)}
            if not ops & {op, op[0]}:
                raise Unproved(f"{name} {op} {to_text(at)} is not known")
            excluded = op[0] in ops
            sides = (Relation(variable, op, at),)
        if side != "upper" and r.lower is not None:
            place.append(Relation(at, ">" if r.lower_strict else ">=", r.lower))
        if side != "lower" and r.upper is not None:
            place.append(Relation(at, "<" if r.upper_strict else "<=", r.upper))
    inner = altered(r, lower_strict=True, upper_strict=True)
    strict = tuple(Relation(c.lhs, c.op[0], c.rhs) for c in sides)
    around = {k: closed if k == name else v for k, v in domain.ranges.items()}
    return (
        base,
        Domain(around, (*base.constraints, *sides)),
        Domain({**around, name: inner}, (*base.constraints, *strict)),
        excluded,
        place,
    )
