"""Branch and bound on boxes: rule `boxes`.

Promise: the proof is a tree that covers the box of the domain, and every leaf was shown by ball arithmetic (or exact
algebra for contacts) exactly as the rule in `certify.certificate` says.  `Disproved` is raised only after f was
certainly of the wrong sign at a point of the domain.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from flint import ctx

from certify.certificate import Proof
from certify.context import Context
from certify.enclose import compare
from certify.expr import has
from certify.goal import Goal
from certify.methods.boxes.box import Problem
from certify.methods.boxes.search import MorePrecision, Search
from certify.unproved import Unproved

PRECISIONS: Final = (64, 128, 256, 512)
MARGIN: Final = 16  # more bits for whoever checks


def applies(goal: Goal) -> bool:
    """Inequalities with at least one variable and no integral: those are enclosed by rule `quadrature`, piece by piece."""
    return goal.op in (">=", ">") and bool(goal.f.free) and not has(goal.f, "integral")


def attempt(goal: Goal, context: Context) -> Proof:
    """Cover the box of the domain."""
    for r in goal.domain.ranges.values():
        if r.lower is not None and r.upper is not None and compare(r.lower, "<=", r.upper) is not True:
            raise Unproved("a range is empty, or not known not to be")
    last: Unproved | None = None
    for prec in PRECISIONS:
        with ctx.workprec(prec):
            try:
                tree = _search(goal, prec).tree(context.deadline)
            except MorePrecision as failure:
                last = failure
                continue
        return Proof("boxes", {"prec": prec + MARGIN, "tree": tree})
    assert last is not None
    raise last


@lru_cache(maxsize=32)
def _search(goal: Goal, prec: int) -> Search:
    """The search for a goal at the current precision `prec`: asked again after a timeout, it goes on."""
    return Search(Problem(goal))
