"""Constraints that tie variables together: equations are solved for a variable, and a variable between two bounds runs over (0, 1].

Elimination.    From x + y + z == 1 or x*y*z == 1 follows z = e(x, y); f and the conditions on z are rewritten with e, and z leaves
                the domain (rules `replace` and `widen`).
Unit interval.  If l < y <= u with l, u free of y (a simplex, an order), then y = l + (u - l)*t with 0 < t <= 1, and what is left is
                l < u, a condition on fewer variables (rules `widen` and `substitute`; Duffy's transformation for a simplex).
"""

from __future__ import annotations

from collections.abc import Iterator

from certify import sample
from certify.algebra import fraction, normal, polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain, Range
from certify.expr import ONE, ZERO, Expr, Rational, Variable, add, div, fresh, mul, neg
from certify.goal import Goal
from certify.methods import evident
from certify.methods.absorb import tightened
from certify.methods.sign.sums import is_rational_polynomial
from certify.methods.steps import (
    Child,
    Step,
    by_known,
    chain,
    comparisons,
    goal_of,
    multiply,
    opened,
    put,
    realise,
    replacement,
    substitution,
    total,
    widen,
)
from certify.parse import Relation
from certify.unproved import OutOfTime, Unproved


def applies(goal: Goal) -> bool:
    """Inequalities with a constraint on several variables."""
    return goal.op in (">=", ">") and any(len(c.free) > 1 and c.op != "!=" for c in goal.domain.constraints)


def attempt(goal: Goal, context: Context) -> Proof:
    """The first plan that succeeds."""
    failure: Unproved | None = None
    for plan in plans(goal):
        context.deadline.check()
        try:
            return realise(plan, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no constraint ties a variable to the others")


def plans(goal: Goal) -> Iterator[Step]:
    """Equations first; if there are none, bounds."""
    found = False
    for relation in goal.domain.constraints:
        if relation.op == "==":
            for name, value in solutions(goal.domain, relation):
                found = True
                yield eliminated(goal, relation, name, value)
                break
    if not found:
        yield from bounded(goal)


# equations ------------------------------------------------------------------------------------------------------------------


def solutions(domain: Domain, relation: Relation) -> Iterator[tuple[str, Expr]]:
    """(variable, value) for the real variables that occur linearly in the numerator of lhs - rhs, simple values first."""
    top, _ = fraction(relation.lhs - relation.rhs)
    found: list[tuple[int, str, Expr]] = []
    for name in sorted(relation.free, reverse=True):
        p = None if domain.ranges[name].integer else polynomial(top, (name,))
        if p is None or max(m[0] for m in p) != 1:
            continue
        rate, rest = p[1,], p.get((0,), ZERO)
        value = normal(neg(div(rest, rate)))
        found.append((value.size + (0 if isinstance(rate, Rational) else 10), name, value))
    found.sort(key=lambda item: item[0])
    yield from ((name, value) for _, name, value in found)


def eliminated(goal: Goal, relation: Relation, name: str, value: Expr) -> Step:
    """The goal on the domain without a variable that an equation determines."""
    domain, values = goal.domain, {name: value}
    r = domain.ranges[name]
    conditions = [c for c in domain.constraints if name in c.free and c != relation]
    if r.lower is not None:
        conditions.append(Relation(Variable(name), ">" if r.lower_strict else ">=", r.lower))
    if r.upper is not None:
        conditions.append(Relation(Variable(name), "<" if r.upper_strict else "<=", r.upper))
    shown = [Relation(put(c.lhs, values), c.op, put(c.rhs, values)) for c in conditions]
    kept = [(c, s) for c, s in zip(conditions, shown, strict=True) if s.free]
    ranges = {k: v for k, v in domain.ranges.items() if k != name}
    free = tuple(c for c in domain.constraints if name not in c.free)
    smaller = Domain(ranges, (*free, *(s for _, s in kept)))
    steps: list[Step] = []
    last = goal
    if name in goal.f.free:
        steps.append(replacement(goal, Variable(name), value, _equality(domain, relation, name, value)))
        last = steps[0].last
    step = widen(last, smaller, [s for _, s in kept])
    for k, (condition, _) in enumerate(kept):
        step = step.then(_carried(goal_of(step.children[k]), condition, relation, name, value), k)
    return chain(*steps, step)


def _equality(domain: Domain, relation: Relation, name: str, value: Expr) -> Child:
    """name - value == 0, from the equation times what makes it so."""
    goal = Goal(domain, Variable(name) - value, "==")
    difference = relation.lhs - relation.rhs
    factor = normal(div(difference, goal.f))
    if isinstance(factor, Rational):
        return multiply_known(goal, factor, difference, relation)
    if not sample.seems(factor, ">", domain):
        factor, difference = normal(neg(factor)), neg(difference)
    step = multiply(goal, factor, difference)
    step = step.then(evident.plan(goal_of(step.children[0])), 0)
    return step.then(multiply_known(step.last, ONE if difference == relation.lhs - relation.rhs else neg(ONE),
                                    relation.lhs - relation.rhs, relation))  # fmt: skip


def multiply_known(goal: Goal, factor: Expr, difference: Expr, relation: Relation) -> Child:
    """Rule `known` for an equation q*(lhs - rhs) == 0."""
    assert isinstance(factor, Rational)
    if factor == ONE and goal.f == difference:
        return by_known(goal, relation)
    q = 1 / abs(factor.value)
    params = {"relation": relation, "sign": 1 if factor.value > 0 else -1, "q": str(q), "r": "0"}
    return Step(goal, "known", params, (), (), (goal.f * factor - difference,))


def _carried(goal: Goal, condition: Relation, relation: Relation, name: str, value: Expr) -> Child:
    """A condition with the value of a variable put in, from the condition itself."""
    before = Goal.of(goal.domain, condition)
    if goal.op == "==":
        return goal
    step = total(goal, [before.f, goal.f - before.f], [goal.op, ">="])
    rest = goal_of(step.children[1])
    return step.then(replacement(rest, Variable(name), value, _equality(goal.domain, relation, name, value)), 1)


# bounds ---------------------------------------------------------------------------------------------------------------------


def bounded(goal: Goal) -> Iterator[Step]:
    """Every variable between two bounds, one of them from a constraint."""
    if is_rational_polynomial(goal):
        return
    for name in reversed(goal.active):
        r = goal.domain.ranges[name]
        if r.integer:
            continue
        ends = list(comparisons(goal.domain, name))
        tied = [c for c in goal.domain.constraints if name in c.free]
        lowers = [(e, op == ">") for e, op in ends if op in (">", ">=")]
        uppers = [(e, op == "<") for e, op in ends if op in ("<", "<=")]
        if r.lower is not None:
            lowers.append((r.lower, r.lower_strict))
        if r.upper is not None:
            uppers.append((r.upper, r.upper_strict))
        if not tied or len(tied) != len(ends) or len(lowers) != 1 or len(uppers) != 1:
            continue
        (low, low_strict), (high, high_strict) = lowers[0], uppers[0]
        if not (low_strict or high_strict):
            if not low.free:
                yield opened(goal, name, "lower")
            elif not high.free:
                yield opened(goal, name, "upper")
            continue
        yield _on_unit_interval(goal, name, low, high, low_strict, high_strict)


def _on_unit_interval(goal: Goal, name: str, low: Expr, high: Expr, low_strict: bool, high_strict: bool) -> Step:
    y, width = Variable(name), normal(high - low)
    before = _ordered(goal, y, low, high, (">", ">=") if low_strict else (">=", ">"))
    domain = goal.domain if before is None else before.last.domain
    first = goal if before is None else before.last
    new = fresh("t", frozenset(domain.ranges))
    t = Variable(new)
    step = substitution(
        first, name, new, add(low, mul(width, t)), div(y - low, width), Range(ZERO, ONE, low_strict, high_strict)
    )
    for k, result in enumerate((y - low, high - y)):
        step = step.then(multiply(goal_of(step.children[k]), width, result), k)
    last = step.last
    values = {name: add(low, mul(width, t))}
    redundant = {
        Relation(put(c.lhs, values), c.op, put(c.rhs, values)) for c in domain.constraints if name in c.free
    }  # fmt: skip
    smaller = Domain(last.domain.ranges, tuple(c for c in last.domain.constraints if c not in redundant))
    steps = (step, widen(last, smaller))
    return chain(*steps) if before is None else chain(before, *steps)


def _ordered(goal: Goal, y: Expr, low: Expr, high: Expr, ops: tuple[str, str]) -> Step | None:
    """low < high as a condition of the domain, from y - low and high - y; None if it is one of its ranges already."""
    domain, relation = goal.domain, Relation(low, "<", high)
    for side, op, end in ((low, "<", high), (high, ">", low)):
        if isinstance(side, Variable) and not end.free:
            tighter = tightened(domain.ranges[side.name], op, end)
            if tighter is None:
                return None
            domain, relation = domain.with_range(side.name, tighter), Relation(side, op, end)
            break
    else:
        domain = domain.constrained(relation)
    step = widen(goal, domain, [relation])
    return step.then(total(goal_of(step.children[0]), [y - low, high - y], ops), 0)
