"""Where f touches zero: candidates found numerically, named exactly, and confirmed by exact algebra.

A `Contact` says: with the fixed variables put in, the Taylor coefficients of f in `name` at `at` of the orders below `order`
vanish identically, and `at` lies on the stated side of the domain.  A `Minimum` says that f and its gradient vanish at a point.
Only algebra makes either; the numerical search that proposes them proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flint import arb, arb_mat, ctx

from certify.context import Unproved
from certify.domain import FLIPPED
from certify.enclose import Compiled, compile
from certify.enclose.pairs import Pair
from certify.expr import Expr, Rational, Variable, substitute
from certify.goal import Goal
from certify.methods.boxes.box import Box, Problem, exact, point_side, short_between
from certify.methods.boxes.guess import closed_forms
from certify.parse import Relation

HIGHEST_ORDER: Final = 14
EXACT_BITS: Final = 256  # f must vanish to half of these before exact algebra is asked
ROUNDS: Final = 40


@dataclass(frozen=True, slots=True)
class Contact:
    """f vanishes to the given order on name = at; `fixed` are the variables put in."""

    index: int
    at: Expr
    compiled: Compiled
    side: str
    order: int
    fixed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Minimum:
    """f and its gradient vanish at a point of the variables that are not fixed."""

    at: dict[int, Expr]
    pairs: dict[int, Pair]
    fixed: frozenset[int]


def tiny(ball: arb) -> bool:
    """Whether a ball at EXACT_BITS is as good as zero."""
    return bool(ball.is_finite() and abs(ball) < arb(2) ** -(EXACT_BITS // 2))


def confirm(problem: Problem, box: Box, index: int, at: Expr, side: str) -> Contact | None:
    """The contact at `name = at`, with its order found by exact algebra; None if f does not vanish there."""
    from certify.calculus import taylor

    name = problem.names[index]
    f = problem.restricted(box)
    try:
        coefficients = taylor(f, name, at, 1)
        if coefficients[0] != Rational(0):
            return None
        order, count = 0, 2
        while True:
            coefficients = taylor(f, name, at, count)
            order = next((k for k, a in enumerate(coefficients) if a != Rational(0)), count)
            if order < count:
                break
            if count >= HIGHEST_ORDER:
                return None
            count = min(HIGHEST_ORDER, count + 4)
    except Unproved:
        return None
    if side == "inner" and order % 2:
        return None
    fixed = frozenset(k for k, s in enumerate(box) if s.fixed)
    return Contact(index, at, compile(at, problem.names), side, order, fixed)


def excluded(problem: Problem, contact: Contact) -> bool:
    """Whether the contact lies outside the domain, as op `>` needs."""
    name = problem.names[contact.index]
    r = problem.domain.ranges[name]
    if contact.side == "lower" and r.lower_strict and r.lower == contact.at:
        return True
    if contact.side == "upper" and r.upper_strict and r.upper == contact.at:
        return True
    wanted = {"lower": (">",), "upper": ("<",), "inner": ()}[contact.side]
    return any(
        turned.op in (*wanted, "!=") and turned.rhs == contact.at
        for c in problem.domain.constraints
        for turned in isolated(c, name)
    )


def isolated(constraint: Relation, name: str) -> Iterator[Relation]:
    """The constraint as `name op other`, if one of its sides is the variable alone."""
    for side, op, other in (
        (constraint.lhs, constraint.op, constraint.rhs), (constraint.rhs, FLIPPED[constraint.op], constraint.lhs),
    ):  # fmt: skip
        if isinstance(side, Variable) and side.name == name and name not in other.free:
            yield Relation(side, op, other)


def at_ends(problem: Problem, box: Box) -> list[Contact]:
    """Contacts with the ends of the ranges of a box that belong to the domain, and with constraints `x >= c(y)`."""
    found = []
    for index, name in enumerate(problem.names):
        if box[index].fixed:
            continue
        r = problem.domain.ranges[name]
        places = [(r.lower, "lower"), (r.upper, "upper")]
        for c in problem.domain.constraints:
            for turned in isolated(c, name):
                if turned.op in (">", ">="):
                    places.append((turned.rhs, "lower"))
                elif turned.op in ("<", "<="):
                    places.append((turned.rhs, "upper"))
        for at, side in places:
            fixed_names = problem.fixed(box).keys()
            if at is not None and not (at.free & fixed_names) and vanishes(problem, box, index, at):
                contact = confirm(problem, box, index, at, side)
                if contact is not None and (problem.op == ">=" or excluded(problem, contact)):
                    found.append(contact)
    return found


def samples(box: Box, count: int) -> Iterator[Box]:
    """Points spread over a box, the same on every run."""
    for k in range(1, count + 1):
        point = []
        for i, s in enumerate(box):
            if s.fixed:
                point.append(s)
                continue
            low = s.low if s.low.is_finite() else (s.high - 4 if s.high.is_finite() else arb(-2))
            high = s.high if s.high.is_finite() else low + 4
            share = arb((k * (5 * i + 3) * 7 + 2 * i + 1) % 31 + 1) / 33
            point.append(point_side((low + (high - low) * share).mid()))
        yield tuple(point)


def vanishes(problem: Problem, box: Box, index: int, at: Expr) -> bool:
    """Whether f is numerically zero on name = at, at some points of the other variables."""
    compiled = compile(at, problem.names)
    others = [k for k, s in enumerate(box) if not s.fixed and k != index]
    for point in samples(box, 3 if others else 1):
        with ctx.workprec(64):
            if not _zero_at(problem, point, index, compiled, 64):
                return False
        with ctx.workprec(EXACT_BITS):
            if not _zero_at(problem, point, index, compiled, EXACT_BITS):
                return False
    return True


def _zero_at(problem: Problem, point: Box, index: int, compiled: Compiled, bits: int) -> bool:
    values = [end_pair_ball(s) for s in point]
    values[index] = compiled.ball([v if k != index else arb(0) for k, v in enumerate(values)])
    value = problem.f.ball(values)
    if not value.is_finite():
        # a removable singularity is the algebra's business; a wide ball is no reason to ask it
        return False
    return bool(value.contains(0)) and (bits < EXACT_BITS or tiny(value))


def end_pair_ball(s: object) -> arb:
    """The ball of a fixed or point range at the current precision."""
    from certify.methods.boxes.box import Side, end_ball

    assert isinstance(s, Side)
    return end_ball(s.lower) if s.lower is not None else s.low


def descend(problem: Problem, box: Box) -> tuple[list[arb], arb] | None:
    """A critical point near the middle of a box to many bits, and f there; None if Newton's method goes astray."""
    indices = [k for k, s in enumerate(box) if not s.fixed]
    with ctx.workprec(EXACT_BITS):
        values = [end_pair_ball(s) if s.fixed else s.middle() for s in box]
        radii = [s.radius() * 4 for s in box]
        start = list(values)
        for _ in range(ROUNDS):
            step = _newton(problem, values, indices)
            if step is None:
                return None
            for i, d in zip(indices, step, strict=True):
                values[i] = (values[i] + d).mid()
                if not abs(values[i] - start[i]) <= radii[i]:
                    return None
            if all(abs(d) < arb(2) ** -(EXACT_BITS - 40) for d in step):
                break
        else:
            return None
        value = problem.f.ball(values)
        return (values, value) if value.is_finite() else None


def _newton(problem: Problem, values: Sequence[arb], indices: Sequence[int]) -> list[arb] | None:
    """The Newton step for the gradient; in one variable Schroeder's, which does not mind multiple zeros."""
    point = [point_side(v.mid()) for v in values]
    if len(indices) == 1:
        a = problem.expand(point, indices, 4)
        first, second, third = a[1], a[2] * 2, a[3] * 6
        bottom = second * second - first * third
        step = -(first * second / bottom).mid() if not first.is_zero() else arb(0)
        return [step] if step.is_finite() else None
    from certify.methods.boxes.leaves import hessian

    second = hessian(problem, point, indices)
    gradient = [problem.expand(point, (i,), 2)[1] for i in indices]
    if not all(g.is_finite() for g in gradient) or not all(h.is_finite() for h in second.values()):
        return None
    rows = [[second[min(i, j), max(i, j)].mid() for j in indices] for i in indices]
    try:
        solution = arb_mat(rows).solve(arb_mat([[g.mid()] for g in gradient]))
    except ZeroDivisionError:
        return None
    return [-solution[k, 0].mid() for k in range(len(indices))]


def inside(problem: Problem, box: Box) -> tuple[Contact | Minimum | None, bool]:
    """A contact inside or near a small box; and whether f is certainly negative at a critical point found there."""
    indices = [k for k, s in enumerate(box) if not s.fixed]
    fixed = frozenset(range(len(box))) - set(indices)
    for at in proposals(problem, box, indices):
        if len(indices) == 1:
            contact = confirm(problem, box, indices[0], at[indices[0]], "inner")
            if contact is not None:
                return contact, False
        elif all(gradient_vanishes(problem, box, at)):
            with ctx.workprec(EXACT_BITS):
                pairs = {i: _pair(at[i]) for i in indices}
            return Minimum(at, pairs, fixed), False
    return None, False


def _pair(item: Expr) -> Pair:
    ball = compile(item, ()).ball(())
    return ball.lower(), ball.upper()


def gradient_vanishes(problem: Problem, box: Box, at: dict[int, Expr]) -> Iterator[bool]:
    """Whether f and each of its partial derivatives vanish at a point, by exact algebra."""
    from certify.calculus import taylor

    f = problem.restricted(box)
    for i in at:
        line = substitute(f, {problem.names[j]: value for j, value in at.items() if j != i})
        try:
            coefficients = taylor(line, problem.names[i], at[i], 2)
        except Unproved:
            yield False
            return
        yield all(a == Rational(0) for a in coefficients[:2])


def proposals(problem: Problem, box: Box, indices: Sequence[int]) -> Iterator[dict[int, Expr]]:
    """Exact points near a small box where f and its gradient are numerically zero."""
    simple = {i: Rational(short_between(exact(box[i].low), exact(box[i].high))) for i in indices}
    if critical_zero(problem, box, dict(simple)):
        yield dict(simple)
        return
    found = descend(problem, box)
    if found is None or not tiny(found[1]):
        return
    values, _ = found
    named: dict[int, Expr] = {}
    with ctx.workprec(EXACT_BITS):
        for i in indices:
            name = next(closed_forms(values[i]), None)
            if name is None:
                return
            named[i] = name
    if critical_zero(problem, box, named):
        yield named


def critical_zero(problem: Problem, box: Box, at: dict[int, Expr]) -> bool:
    """Whether f and its gradient vanish at a point to many bits."""
    with ctx.workprec(EXACT_BITS):
        values = [end_pair_ball(s) if s.fixed else arb(0) for s in box]
        for i, item in at.items():
            values[i] = compile(item, ()).ball(())
        if not tiny(problem.f.ball(values)):
            return False
        return all(tiny(problem.f.series(values, i, 2)[1]) for i in at)


def negated_goal(problem: Problem) -> Goal:
    """The goal that a counterexample proves."""
    return Goal(problem.domain, problem.goal.negated(), ">" if problem.op == ">=" else ">=")
