"""Steps about one term or relation: a term by a variable or by an equal one, something in between, a relation as a constraint."""

from __future__ import annotations

from dataclasses import replace as altered

from certify.domain import Range
from certify.expr import ZERO, Expr, replace
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.steps.plan import Child, Step, goal_of, put
from certify.methods.steps.ranges import conditions
from certify.parse import Relation
from certify.unproved import Unproved


def generalise(goal: Goal, term: Expr, new: str, where: Range, result: Expr, *extra: Relation) -> Step:
    """Rule `generalise`: f is g with the term in the place of `new`; g has the sign for all values in a range of the term.

    `extra` are further relations between `new` and the other variables.
    """
    if new in goal.domain.ranges or where.integer:
        raise Unproved("a term is replaced by a new real variable")
    back = {new: term}
    domain = goal.domain.with_range(new, where).constrained(*extra)
    further = tuple(Relation(put(r.lhs, back), r.op, put(r.rhs, back)) for r in extra)
    new_terms: tuple[tuple[Goal, tuple[Expr, ...]], ...] = ((goal, (term, put(result, back))),)
    if is_integer_valued(term, goal.domain.integers):  # what is defined for integers need not be for reals
        new_terms += ((Goal(domain, ZERO, ">="), (result,)),)
    return Step(
        goal,
        "generalise",
        {
            "term": term,
            "new": new,
            "result": result,
            "where": [*where.describe(new), *extra],
        },
        (
            *(Goal.of(goal.domain, c) for c in (*conditions(term, where), *further)),
            Goal(domain, result, goal.op),
        ),
        new_terms,
        (put(result, back) - goal.f,),
    )


def replacement(goal: Goal, term: Expr, by: Expr, equality: Child | None = None) -> Step:
    """Rule `replace`: equals for equals."""
    result = replace(goal.f, term, by)
    equal = Goal(goal.domain, term - by, "==")
    assert equality is None or goal_of(equality) == equal
    return Step(
        goal,
        "replace",
        {"term": term, "by": by, "result": result},
        (equality or equal, altered(goal, f=result)),
        ((goal, (by, result)),),
    )


def transitive(goal: Goal, middle: Expr, *, strict_first: bool = False) -> Step:
    """Rule `transitive`: f >= g and g >= 0, one of them strict if the goal is."""
    if goal.op not in (">=", ">"):
        raise Unproved("transitivity is for inequalities")
    first = ">" if strict_first else ">="
    second = ">=" if strict_first else goal.op
    children = (Goal(goal.domain, goal.f - middle, first), Goal(goal.domain, middle, second))
    return Step(goal, "transitive", {"middle": middle}, children, ((goal, (middle,)),))


def cut(goal: Goal, relation: Relation) -> Step:
    """Rule `cut`: a relation that holds on D may be added to its constraints."""
    children = (Goal.of(goal.domain, relation), altered(goal, domain=goal.domain.constrained(relation)))
    return Step(goal, "cut", {"relation": relation}, children, ((goal, (relation.lhs, relation.rhs)),))


def by_known(goal: Goal, relation: Relation) -> Step:
    """Rule `known` for an equation: f ~ lhs - rhs of a constraint."""
    if goal.op != "==" or relation.op != "==" or relation not in goal.domain.constraints:
        raise Unproved("the equation is not known")
    params = {"relation": relation, "sign": 1, "q": "1", "r": "0"}
    return Step(goal, "known", params, (), (), (goal.f - (relation.lhs - relation.rhs),))
