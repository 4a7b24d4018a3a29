"""Where f touches zero, confirmed by exact algebra.

A `Contact` says: with the fixed variables put in, the Taylor coefficients of f in one variable at `at` of the orders
below `order` vanish identically, and `at` lies on the stated side of the domain.  A `Minimum` says that f and its
gradient vanish at a point. Where to look is found numerically (`locate`), which proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flint import ctx

from certify.domain import FLIPPED
from certify.enclose import Compiled, compile
from certify.enclose.pairs import Pair
from certify.expr import ZERO, Expr, Variable, substitute
from certify.methods.boxes.box import Box, Problem
from certify.methods.boxes.locate import EXACT_BITS, fixed_ends, vanishes
from certify.parse import Relation
from certify.unproved import Unproved

HIGHEST_ORDER: Final = 14
Fixed = frozenset[tuple[int, Expr]]


@dataclass(frozen=True)
class Contact:
    """f vanishes to the given order where variable number `index` equals `at`; `fixed` are the variables put in."""

    index: int
    at: Expr
    compiled: Compiled
    side: str
    order: int
    fixed: Fixed
    excluded: bool


@dataclass(frozen=True)
class Minimum:
    """f and its gradient vanish at a point of the variables that are not fixed."""

    at: Mapping[int, Expr]
    fixed: Fixed

    @cached_property
    def pairs(self) -> dict[int, Pair]:
        """The point, enclosed."""
        with ctx.workprec(EXACT_BITS):
            balls = {i: compile(item, ()).ball(()) for i, item in self.at.items()}
            return {i: (ball.lower(), ball.upper()) for i, ball in balls.items()}


def confirm(problem: Problem, box: Box, index: int, at: Expr, side: str) -> Contact | None:
    """The contact at `at`, with its order found by exact algebra; None if f does not vanish there."""
    from certify.calculus import leading

    name, f = problem.names[index], problem.restricted(box)
    try:
        first = leading(f, name, at, HIGHEST_ORDER)
    except Unproved:
        return None
    if first is None:
        return None
    order = first[0]
    if order == 0 or (side == "inner" and order % 2):
        return None
    compiled = compile(at, problem.names)
    return Contact(index, at, compiled, side, order, fixed_ends(box), excluded(problem, name, at, side))


def excluded(problem: Problem, name: str, at: Expr, side: str) -> bool:
    """Whether the points where the variable equals `at` lie outside the domain, as op `>` needs."""
    r = problem.domain.ranges[name]
    if side == "lower" and r.lower_strict and r.lower == at:
        return True
    if side == "upper" and r.upper_strict and r.upper == at:
        return True
    ops = {"lower": (">", "!="), "upper": ("<", "!="), "inner": ("!=",)}[side]
    return any(turned.op in ops and turned.rhs == at for turned in isolated(problem, name))


def isolated(problem: Problem, name: str) -> Iterator[Relation]:
    """The constraints with the variable alone on one side, as `name op other`."""
    for c in problem.domain.constraints:
        for side, op, other in ((c.lhs, c.op, c.rhs), (c.rhs, FLIPPED[c.op], c.lhs)):
            if isinstance(side, Variable) and side.name == name and name not in other.free:
                yield Relation(side, op, other)


def at_ends(problem: Problem, box: Box) -> Iterator[Contact]:
    """Contacts with the ends of the ranges of the domain, and with constraints `x >= c(y)`."""
    fixed_names = problem.fixed(box).keys()
    for index, name in enumerate(problem.names):
        if box[index].fixed:
            continue
        r = problem.domain.ranges[name]
        places = [(r.lower, "lower"), (r.upper, "upper")]
        for turned in isolated(problem, name):
            if turned.op in (">", ">=", "<", "<="):
                places.append((turned.rhs, "lower" if turned.op in (">", ">=") else "upper"))
        for at, side in places:
            if at is not None and not (at.free & fixed_names) and vanishes(problem, box, index, at):
                contact = confirm(problem, box, index, at, side)
                if contact is not None:
                    yield contact


def is_minimum(problem: Problem, box: Box, at: Mapping[int, Expr]) -> bool:
    """Whether f and each of its partial derivatives vanish at a point, by exact algebra."""
    from certify.calculus import taylor

    f = problem.restricted(box)
    for i in at:
        line = substitute(f, {problem.names[j]: value for j, value in at.items() if j != i})
        try:
            if any(a != ZERO for a in taylor(line, problem.names[i], at[i], 2)):
                return False
        except Unproved:
            return False
    return True
