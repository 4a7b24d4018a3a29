"""Linear constraints on one variable become its range, so that the other methods meet boxes and half-lines.

Rule `widen`: the new domain has the range that the constraint allows and lacks the constraint.  A constraint that contradicts
the range leaves an empty piece, on which every goal holds: rule `empty` (two known relations that exclude each other).  A range is
split at a point inside it that a constraint `x != p` excludes; an end that is excluded becomes strict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from certify.certificate import Proof
from certify.context import Context
from certify.domain import FLIPPED, Domain, Range
from certify.enclose import compare
from certify.expr import Expr, Rational, Variable
from certify.goal import Goal
from certify.methods.steps import realise, split
from certify.parse import Relation
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Domains with a constraint on a single variable."""
    return any(len(c.free) == 1 and (c.op != "!=" or hole(c, goal.domain)) for c in goal.domain.constraints)


def attempt(goal: Goal, context: Context) -> Proof:
    """Absorb every linear constraint on one variable, then prove the goal on the new domain."""
    domain, conditions = goal.domain, []
    holes = [found for c in goal.domain.constraints if (found := hole(c, goal.domain))]
    for name, p in holes:
        if inside(p, goal.domain.ranges[name]):
            return realise(split(goal, name, [p]), context)
    for name, p in holes:
        domain = domain.with_range(name, without_ends(domain.ranges[name], p))
    filled = {
        c for c in goal.domain.constraints if (found := hole(c, domain)) and outside(found[1], domain.ranges[found[0]])
    }
    for constraint in goal.domain.constraints:
        for name, op, end in solved(constraint):
            tighter = tightened(domain.ranges[name], op, end)
            if tighter is None:
                continue
            domain = domain.with_range(name, tighter)
            conditions.append(Relation(Variable(name), op, end))
    absorbed = filled | {c for c in goal.domain.constraints if list(solved(c))}
    if not absorbed:
        raise Unproved("no constraint is linear in one variable")
    domain = Domain(domain.ranges, tuple(c for c in domain.constraints if c not in absorbed))
    for name, r in domain.ranges.items():
        if r.lower is not None and r.upper is not None:
            strict = r.lower_strict or r.upper_strict
            if compare(r.lower, "<" if strict else "<=", r.upper) is False:
                lower = Relation(Variable(name), ">" if r.lower_strict else ">=", r.lower)
                upper = Relation(Variable(name), "<" if r.upper_strict else "<=", r.upper)
                sides = [context.prove(Goal.of(goal.domain, c)) for c in (lower, upper)]
                return Proof("empty", {"relations": [str(lower), str(upper)]}, tuple(sides))
    leading = tuple(context.prove(Goal.of(goal.domain, c)) for c in conditions)
    return Proof("widen", {"where": list(domain.lines()), "shown": [str(c) for c in conditions]},
                 (*leading, context.prove(Goal(domain, goal.f, goal.op))))  # fmt: skip


def hole(constraint: Relation, domain: Domain) -> tuple[str, Expr] | None:
    """(variable, point) for a constraint `x != p` on a real variable, p closed."""
    if constraint.op == "!=":
        for one, p in ((constraint.lhs, constraint.rhs), (constraint.rhs, constraint.lhs)):
            if isinstance(one, Variable) and not p.free and not domain.ranges[one.name].integer:
                return one.name, p
    return None


def inside(p: Expr, r: Range) -> bool:
    """Whether a point lies strictly between the ends of a range."""
    above = r.lower is None or compare(p, ">", r.lower) is True
    return above and (r.upper is None or compare(p, "<", r.upper) is True)


def outside(p: Expr, r: Range) -> bool:
    """Whether a point is excluded from a range by the range alone."""
    below = r.lower is not None and (compare(p, "<", r.lower) is True or (p == r.lower and r.lower_strict))
    return below or (r.upper is not None and (compare(p, ">", r.upper) is True or (p == r.upper and r.upper_strict)))


def without_ends(r: Range, p: Expr) -> Range:
    """The range without the end p, if p is one."""
    return replace(r, lower_strict=r.lower_strict or p == r.lower, upper_strict=r.upper_strict or p == r.upper)


def solved(constraint: Relation) -> Iterator[tuple[str, str, Expr]]:
    """(variable, op, end) for constraints `a*x + b op 0` with rational a, b; two of them for an equation."""
    from certify.algebra import rational_polynomial

    if len(constraint.free) != 1 or constraint.op == "!=":
        return
    (name,) = constraint.free
    p = rational_polynomial(constraint.lhs - constraint.rhs, (name,))
    if p is None or any(m[0] > 1 for m in p) or not p.get((1,)):
        return
    end = Rational(-p.get((0,), Fraction(0)) / p[1,])
    op = constraint.op if p[1,] > 0 else FLIPPED[constraint.op]
    for each in ("<=", ">=") if op == "==" else (op,):
        yield name, each, end


def tightened(r: Range, op: str, end: Expr) -> Range | None:
    """The range cut by `variable op end`, or None if that changes nothing."""
    upper = op in ("<", "<=")
    strict = op in ("<", ">")
    known, known_strict = (r.upper, r.upper_strict) if upper else (r.lower, r.lower_strict)
    if known is not None:
        if known == end:
            if known_strict or not strict:
                return None
        elif compare(known, "<" if upper else ">", end) is not False:
            return None
    if r.integer:
        if not isinstance(end, Rational):
            return None
        value = end.value
        whole = value.numerator // value.denominator if upper else -(-value.numerator // value.denominator)
        if strict and whole == value:
            whole += -1 if upper else 1
        end, strict = Rational(whole), False
    return replace(r, upper=end, upper_strict=strict) if upper else replace(r, lower=end, lower_strict=strict)
