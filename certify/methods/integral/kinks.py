"""Integrals of functions with kinks: cut where abs, min and max change over, then without them.

Rule `cut_integral`: for a <= c <= b, the integral from a to b is that from a to c plus that from c to b.
Rule `kink`: an integral does not change if abs, min or max in it is replaced by the argument it equals on the open interval.
"""

from __future__ import annotations

from collections.abc import Iterator

from certify.enclose import compare
from certify.expr import HALF, Binder, Call, Expr, Variable, replace, substitute, walk
from certify.goal import Goal
from certify.methods.cases import KINKS, case_list
from certify.methods.integral.antiderivative import between, new_name
from certify.methods.refute.charts import solutions
from certify.methods.steps import Step
from certify.parse import Relation
from certify.text import to_text
from certify.tidy import simplified
from certify.unproved import Unproved


def step(goal: Goal, item: Binder) -> Step:
    """Cut a closed integral at the first kink inside, or replace a kink that has one value.  Raises Unproved."""
    if item.free or compare(item.lower, "<", item.upper) is not True:
        raise Unproved("kinks are cut in closed integrals")
    kinks = [n for n in walk(item.body) if isinstance(n, Call) and n.op in KINKS and n.free == {item.variable}]
    if not kinks:
        raise Unproved("there is no kink")
    term = min(kinks, key=lambda n: (n.size, to_text(n)))
    for c in _changes(term, item):
        return cut(goal, item, c)
    return resolve(goal, item, term)


def _changes(term: Call, item: Binder) -> Iterator[Expr]:
    """Points strictly inside where two arguments of the kink agree."""
    for _, conditions in case_list(term):
        for condition in conditions:
            for c in solutions(condition.lhs - condition.rhs, item.variable):
                c = simplified(c)
                if not c.free and compare(item.lower, "<", c) is True and compare(c, "<", item.upper) is True:
                    yield c


def cut(goal: Goal, item: Binder, c: Expr) -> Step:
    """Rule `cut_integral`."""
    x = item.variable
    parts = [Binder("integral", item.body, x, *ends) for ends in ((item.lower, c), (c, item.upper))]
    result = replace(goal.f, item, parts[0] + parts[1])
    order = [Goal(goal.domain, c - item.lower, ">="), Goal(goal.domain, item.upper - c, ">=")]
    return Step(
        goal,
        "cut_integral",
        {"integral": to_text(item), "at": to_text(c), "result": to_text(result)},
        (*order, Goal(goal.domain, result, goal.op)),
        ((goal, (c, *parts, result)),),
    )


def resolve(goal: Goal, item: Binder, term: Call) -> Step:
    """Rule `kink`: the case that holds in the middle, to be shown between the ends."""
    x = new_name(goal, "b")
    middle = {item.variable: (item.lower + item.upper) * HALF}
    for number, (value, conditions) in enumerate(case_list(term)):
        if all(compare(substitute(c.lhs, middle), c.op, substitute(c.rhs, middle)) for c in conditions):
            body = replace(item.body, term, value)
            smooth = Binder("integral", body, item.variable, item.lower, item.upper)
            result = replace(goal.f, item, smooth)
            inside = between(goal.domain, Binder("integral", body, x, item.lower, item.upper), strict=True)
            renamed: dict[str, Expr] = {item.variable: Variable(x)}
            whole = Goal(inside, substitute(item.body, renamed), ">=")
            shown = [
                Goal.of(inside, Relation(substitute(c.lhs, renamed), c.op, substitute(c.rhs, renamed)))
                for c in conditions
            ]
            return Step(
                goal,
                "kink",
                {
                    "integral": to_text(item),
                    "term": to_text(term),
                    "case": number,
                    "name": x,
                    "result": to_text(result),
                },
                (*shown, Goal(goal.domain, result, goal.op)),
                ((goal, (smooth, result)), (whole, (substitute(term, renamed),))),
            )
    raise Unproved("no case holds in the middle")
