"""abs, min and max by cases: on each case the term is one of its arguments, and the goal has one kink less.

Rule `cases`, parameter `term`.  For abs(a): the goal with a in place of the term on the domain with `a >= 0`, then with -a where
`a <= 0`.  For min(a_1, ..., a_n): for each i the goal with a_i in its place where `a_i <= a_j` for all j; max likewise with `>=`.
The cases cover the domain, and on each the term equals what replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator

from certify.certificate import Proof
from certify.context import Context, Unproved
from certify.domain import Domain
from certify.expr import ZERO, Call, Expr, has, neg, replace, walk
from certify.goal import Goal
from certify.parse import Relation
from certify.text import to_text

KINKS = ("abs", "min", "max")
MOST_CASES = 6


def applies(goal: Goal) -> bool:
    """Goals with a kink."""
    return has(goal.f, *KINKS)


def attempt(goal: Goal, context: Context) -> Proof:
    """Resolve an innermost kink and prove each case."""
    kinks = [n for n in walk(goal.f) if isinstance(n, Call) and n.op in KINKS and n.free <= goal.domain.ranges.keys()]
    if not kinks:
        raise Unproved("the kinks stand under an integral or a sum")
    term = min(kinks, key=lambda n: (n.size, to_text(n)))
    pieces = list(case_list(term))
    if len(pieces) > MOST_CASES:
        raise Unproved(f"{term.op} of more than {MOST_CASES} terms")
    children = []
    for value, conditions in pieces:
        domain = narrowed(goal.domain, conditions)
        children.append(context.prove(Goal(domain, replace(goal.f, term, value), goal.op)))
    return Proof("cases", {"term": to_text(term)}, tuple(children))


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
