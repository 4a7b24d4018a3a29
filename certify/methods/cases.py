"""abs, min and max by cases: on each case the term is one of its arguments, and the goal has one kink less.

Rule `cases`, parameter `term`.  For abs(a): the goal with a in place of the term on the domain with `a >= 0`, then with -a where
`a <= 0`.  For min(a_1, ..., a_n): for each i the goal with a_i in its place where `a_i <= a_j` for all j; max likewise with `>=`.
The cases cover the domain, and on each the term equals what replaces it.

If only one case seems to occur on the domain, it is shown first that this is so (facts `abs_positive`, `max`, `min`).  The range of a
single variable is split first where the case changes, if those places are known exactly.  Kinks of an equation may come to light
in its normal form only: sqrt(x**2) is abs(x).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from certify import sample
from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain
from certify.expr import ZERO, Call, Expr, has, neg, replace, walk
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.pieces import zeros
from certify.methods.steps import Step, goal_of, node, put, realise, replacement, rewrite, split
from certify.parse import Relation
from certify.text import to_text
from certify.unproved import Unproved

KINKS = ("abs", "min", "max")
MOST_CASES = 6
MOST_CROSSINGS = 16


def applies(goal: Goal) -> bool:
    """Goals with a kink, perhaps a hidden one."""
    return has(goal.f, *KINKS) or (goal.op == "==" and has(goal.f, "pow") and has(_shown(goal), *KINKS))


def _shown(goal: Goal) -> Expr:
    try:
        return normal(goal.f, goal.domain.integers)
    except Unproved:
        return goal.f


def cases(goal: Goal, term: Call) -> Step:
    """Rule `cases`: by the sign of a for abs(a), by the place of the extremum for min and max."""
    children = tuple(
        Goal(narrowed(goal.domain, conditions), replace(goal.f, term, value), goal.op)
        for value, conditions in case_list(term)
    )
    return Step(goal, "cases", {"term": term}, children, ((goal, (term,)),))


def attempt(goal: Goal, context: Context) -> Proof:
    """Resolve an innermost kink and prove each case."""
    if not has(goal.f, *KINKS):
        return realise(rewrite(goal, _shown(goal)), context)
    kinks = [n for n in walk(goal.f) if isinstance(n, Call) and n.op in KINKS and n.free <= goal.domain.ranges.keys()]
    if not kinks:
        raise Unproved("the kinks stand under an integral or a sum")
    term = min(kinks, key=lambda n: (n.size, to_text(n)))
    step = single(goal, term)
    if step is not None:
        with suppress(Unproved):
            return realise(step, context)
    cuts = crossings(goal, term)
    if cuts:
        with suppress(Unproved):
            return realise(split(goal, goal.active[0], cuts), context)
    each = cases(goal, term)
    if len(each.children) > MOST_CASES:
        raise Unproved(f"{term.op} of more than {MOST_CASES} terms")
    return node(each, tuple(context.prove(goal_of(child)) for child in each.children))


def single(goal: Goal, term: Call) -> Step | None:
    """The goal with the one value that the term seems to have all over the domain; None if there is none."""
    if len(term.args) > 2:
        return None
    for value, conditions in case_list(term):
        if all(sample.seems(c.lhs - c.rhs if c.op == ">=" else c.rhs - c.lhs, ">=", goal.domain) for c in conditions):
            other = next((a for a in term.args if a != value), value)
            arguments = (value,) if term.op == "abs" else (value, other)
            equality = by_fact(
                Goal(goal.domain, term - value, "=="), "abs_positive" if term.op == "abs" else term.op, *arguments
            )
            return replacement(goal, term, value, equality)
    return None


def crossings(goal: Goal, term: Call) -> list[Expr]:
    """The places, in order, where the case of a term changes, as far as samples show; none if one of them is not recognised."""
    if len(goal.domain.ranges) != 1 or goal.domain.integers or goal.domain.constraints or len(term.args) > 2:
        return []
    (name,) = goal.domain.ranges
    gap = term.args[0] if len(term.args) == 1 else term.args[0] - term.args[1]
    ordered = sorted(((p[0], s) for p, s in sample.signs(gap, goal.domain) if s), key=lambda pair: float(pair[0]))
    found: list[Expr] = []
    for (low, a), (high, b) in pairwise(ordered):
        if a == b:
            continue
        forms = zeros(gap if a < b else neg(gap), name, low, high)
        c = next((c for c in forms if is_zero(put(gap, {name: c}))), None)
        if c is None or len(found) == MOST_CROSSINGS:
            return []
        found.append(c)
    return found


def case_list(term: Call) -> Iterator[tuple[Expr, tuple[Relation, ...]]]:
    """The values of a kink and the conditions under which it takes them."""
    if term.op == "abs":
        (a,) = term.args
        yield a, (Relation(a, ">=", ZERO),)
        yield neg(a), (Relation(a, "<=", ZERO),)
        return
    op = "<=" if term.op == "min" else ">="
    for i, a in enumerate(term.args):
        yield a, tuple(Relation(a, op, b) for j, b in enumerate(term.args) if j != i)


def narrowed(domain: Domain, conditions: tuple[Relation, ...]) -> Domain:
    """The domain cut down by conditions; those already there are not repeated."""
    return domain.constrained(*(c for c in conditions if c not in domain.constraints))
