"""Floors and ceilings: a value that is known, or a new variable between the bounds that a rounded number has.

Rule `round` compares floor(x) or ceil(x) with an integer n: floor(x) >= n says x >= n, floor(x) <= n says x < n + 1, and the mirror
images for ceil.  A term that is the same integer everywhere is replaced by it.  Any other becomes a new variable w with
x - 1 < w <= x for floor(x) (x <= w < x + 1 for ceil(x)), and with w >= n or w <= n for every such bound of x that is a known relation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flint import arb

from certify import sample
from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.domain import FLIPPED, Range
from certify.enclose import LARGEST_FLOOR, closed_floor
from certify.expr import MINUS_ONE, ONE, Call, Expr, Rational, Variable, add, fresh, neg, replace, walk
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.facts import by_floor
from certify.methods.known import known_relations
from certify.methods.steps import Step, conditions, generalise, goal_of, realise, replacement
from certify.parse import Relation
from certify.unproved import Unproved

MOST_BOUNDS: Final = 4


def applies(goal: Goal) -> bool:
    """Goals with a floor or ceiling that no binder hides."""
    return any(True for _ in _terms(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """The innermost floor or ceiling first."""
    for term in _terms(goal):
        value = _value(goal, term)
        if value is not None:
            return realise(replacement(goal, term, value, _equality(goal, term, value)), context)
    if goal.op not in (">=", ">"):
        raise Unproved("a floor in an equation, and its value is not constant")
    term = next(_terms(goal))
    return realise(as_variable(goal, term), context)


def _terms(goal: Goal) -> Iterator[Call]:
    found = {
        node
        for node in walk(goal.f)
        if isinstance(node, Call) and node.op in ("floor", "ceil") and node.free <= goal.domain.ranges.keys()
    }
    yield from sorted(found, key=lambda node: (node.size, str(node)))


def _value(goal: Goal, term: Call) -> Rational | None:
    """The value of a term at all sample points, if it is the same integer."""
    (x,) = term.args
    if not x.free:
        below = closed_floor(x if term.op == "floor" else neg(x))
        return None if below is None else Rational(below if term.op == "floor" else -below)
    compiled = sample.compiled_for(x, tuple(goal.domain.ranges))
    points = sample.points(goal.domain)
    if compiled is None or not points:
        return None
    values = [v.floor() if term.op == "floor" else v.ceil() for v in map(compiled.ball, points)]
    found = values[0].unique_fmpz() if abs(values[0]) < LARGEST_FLOOR else None
    if found is None or any(not bool(v == arb(found)) for v in values):
        return None
    return Rational(int(found))


def rounded(goal: Goal, term: Call, n: Expr) -> Step:
    """Rule `round`: f is floor(x) - n, ceil(x) - n or the negative of one of them, n integer-valued; op `>=`."""
    (x,) = term.args
    if goal.op != ">=" or term.op not in ("floor", "ceil") or not is_integer_valued(n, goal.domain.integers):
        raise Unproved("not a bound by an integer")
    side = "lower" if is_zero(goal.f - (term - n), goal.domain.integers) else "upper"
    if side == "upper" and not is_zero(goal.f - (n - term), goal.domain.integers):
        raise Unproved("not a bound of that floor or ceiling")
    f, op = {
        ("floor", "lower"): (x - n, ">="),
        ("floor", "upper"): (n + ONE - x, ">"),
        ("ceil", "lower"): (x - n + ONE, ">"),
        ("ceil", "upper"): (n - x, ">="),
    }[term.op, side]
    child = Goal(goal.domain, f, op)
    return Step(goal, "round", {"term": term, "n": n, "side": side}, (child,), ((goal, (n,)),))


def _equality(goal: Goal, term: Call, value: Rational) -> Step:
    item = Goal(goal.domain, term - value, "==")
    sides = (Goal(goal.domain, item.f, ">="), Goal(goal.domain, neg(item.f), ">="))
    return Step(item, "both", {}, tuple(rounded(side, term, value) for side in sides))


def as_variable(goal: Goal, term: Call) -> Step:
    """The term as a new variable, with all that is known about it."""
    (x,) = term.args
    name = fresh("w", frozenset(goal.domain.ranges))
    w = Variable(name)
    low, high = (add(x, MINUS_ONE), x) if term.op == "floor" else (x, add(x, ONE))
    strict = (">", "<=") if term.op == "floor" else (">=", "<")
    bounds = list(_integer_bounds(goal, term))[:MOST_BOUNDS]
    lows = [n.value for op, n in bounds if op == ">=" and isinstance(n, Rational)]
    highs = [n.value for op, n in bounds if op == "<=" and isinstance(n, Rational)]
    where = Range(Rational(max(lows)) if lows else None, Rational(min(highs)) if highs else None)
    extra = [Relation(w, strict[0], low), Relation(w, strict[1], high)]
    extra += [Relation(w, op, n) for op, n in bounds if not isinstance(n, Rational)]
    step = generalise(goal, term, name, where, replace(goal.f, term, w), *extra)
    ends = list(conditions(term, where))
    for k, relation in enumerate((*ends, *extra)):
        part = goal_of(step.children[k])
        step = step.then(by_floor(part, term) if 0 <= k - len(ends) < 2 else rounded(part, term, relation.rhs), k)
    return step


def _integer_bounds(goal: Goal, term: Call) -> Iterator[tuple[str, Expr]]:
    """Bounds of the rounded number by integers, from relations of its argument with the other variables."""
    (x,) = term.args
    for relation in known_relations(goal.domain):
        for side, op, other in (
            (relation.lhs, relation.op, relation.rhs),
            (relation.rhs, FLIPPED.get(relation.op, "!="), relation.lhs),
        ):
            n = normal(other - side + x)
            if op in ("!=", "==") or not x.free & side.free or not is_integer_valued(n, goal.domain.integers):
                continue
            if op in (">", ">="):
                yield ">=", add(n, ONE) if op == ">" and term.op == "ceil" else n
            else:
                yield "<=", add(n, MINUS_ONE) if op == "<" and term.op == "floor" else n
