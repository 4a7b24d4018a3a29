"""Half-lines, all integers from a bound on, and singular ends: a substitution that brings the end to u = 0.

A range [a, oo) is cut at some N >= a; on [N, oo) the variable is u**-q (q = 1, or what makes fractional powers whole), u in (0,
N**(-1/q)].  There the goal is made regular at u = 0 (`certify.methods.ends`), with new bounded variables for oscillation, flat
and logarithmic terms and Stirling's remainder, and goes to the other methods, which know contact at u = 0.  What is left of the
range is compact, or finitely many integers.  N is found by trying.  A range that ends in a singularity (a logarithm, a root, an
exponential of 1/x) at a finite point is treated the same way with the distance from that end for u.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from certify import sample
from certify.algebra import normal
from certify.certificate import Proof
from certify.context import Context
from certify.enclose import closed_ball, closed_floor
from certify.expr import ZERO, Expr, Rational, has
from certify.goal import Goal
from certify.methods.ends import ORDERS, Fractional, Levelling, Taming
from certify.methods.steps import Step, chain, goal_of, node, opened, realise, relax, split
from certify.methods.substitution import mirrored, new_variable, to_zero
from certify.methods.taylor import logarithms
from certify.unproved import OutOfTime, Unproved

LADDER: Final = (1, 2, 4, 8, 16, 64, 256, 2**10, 2**12, 2**16, 2**20, 2**30, 2**40)
BOUNDS: Final = (1, 8, 64, 512, 4096)
MOST_ROOT: Final = 12


def applies(goal: Goal) -> bool:
    """Inequalities with a variable that is unbounded on one side, or singular at an end."""
    return goal.op in (">=", ">") and any(True for _ in _ends(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """Try each end."""
    failure: Unproved | None = None
    for name, side in _ends(goal):
        try:
            return _attempt(goal, name, side, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no end of a range is unbounded or singular")


def _ends(goal: Goal) -> Iterator[tuple[str, str]]:
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.lower is None and r.upper is None:
            yield name, "line"
        elif r.upper is None:
            yield name, "up"
        elif r.lower is None:
            yield name, "down"
        elif not r.integer:
            for side in ("lower", "upper"):
                if _irregular(goal, name, side):
                    yield name, side


def _irregular(goal: Goal, name: str, side: str) -> bool:
    """Whether f is undefined, or not analytic, at an end."""
    r = goal.domain.ranges[name]
    end = r.lower if side == "lower" else r.upper
    assert end is not None
    names = tuple(goal.domain.ranges)
    compiled = sample.compiled_for(goal.f, names)
    found = sample.points(goal.domain)
    if compiled is None or not found:
        return False
    middle = found[len(found) // 3]
    point = [closed_ball(end, 64) if n == name else v for n, v in zip(names, middle, strict=True)]
    return not all(c.is_finite() for c in compiled.series(point, names.index(name), 3))


def _attempt(goal: Goal, name: str, side: str, context: Context) -> Proof:
    if goal.domain.ranges[name].integer:
        return _integers(goal, name, context)
    if side == "line":
        return realise(split(goal, name, [ZERO]), context)
    if side == "down":
        return realise(mirrored(goal, name), context)
    r = goal.domain.ranges[name]
    if (side == "lower" and not r.lower_strict) or (side == "upper" and not r.upper_strict):
        return realise(opened(goal, name, side), context)
    failure: Unproved | None = None
    for cut in _cuts(goal, name, side):
        context.deadline.check()
        try:
            steps = approach(goal, name, side, cut)
            end_proof = realise(steps, context.within(max(0.3, context.deadline.left / 4)))
        except Unproved as reason:
            if isinstance(reason, OutOfTime) and context.deadline.left <= 0:
                raise
            failure = failure or reason
            continue
        return _joined(goal, name, side, cut, end_proof, context)
    raise failure or Unproved("no cut of the range helped")


def _joined(goal: Goal, name: str, side: str, cut: Expr | None, end_proof: Proof, context: Context) -> Proof:
    """The proof near the end and that of the rest."""
    if cut is None:
        return end_proof
    step = split(goal, name, [cut])
    near = 0 if side == "lower" else 1
    rest = step.children[1 - near]
    assert isinstance(rest, Goal)
    other = context.prove(rest)
    return node(step, (end_proof, other) if near == 0 else (other, end_proof))


def _cuts(goal: Goal, name: str, side: str) -> Iterator[Expr | None]:
    """Where to cut the range: nowhere, or at points ever closer to the end."""
    r = goal.domain.ranges[name]
    if side == "up":
        assert r.lower is not None
        low = closed_floor(r.lower)
        if low is None:
            return
        positive = closed_ball(r.lower, 64) > 0
        if positive:
            yield None
        for step in LADDER:
            cut = max(1, low + 1) * step if positive or low >= 0 else step
            yield Rational(cut)
    else:
        assert r.lower is not None and r.upper is not None
        width = r.upper - r.lower
        for k in (1, 3, 6, 10, 16, 24):
            step_width = width * Rational(Fraction(1, 2**k))
            yield normal(r.lower + step_width) if side == "lower" else normal(r.upper - step_width)


def approach(goal: Goal, name: str, side: str, cut: Expr | None) -> Step:
    """The plan for the piece next to the end: substitute, take logarithms if that helps, make regular."""
    piece = goal
    if cut is not None:
        step = split(goal, name, [cut])
        child = step.children[0 if side == "lower" else 1]
        assert isinstance(child, Goal)
        piece = child
    failure: Unproved | None = None
    first: Step | None = None
    orders = ORDERS if has(goal.f, "erf") else ORDERS[:1]
    for before, order in ((b, k) for k in orders for b in (*((step,) for step in logarithms(piece)), ())):
        q = 1
        while q <= MOST_ROOT:
            try:
                start = to_zero(before[-1].last if before else piece, name, side, q)
                u = new_variable(start)
                tamed, last = Taming(start.last.domain, u, order).tamed(start.last)
                found = chain(*before, start, *tamed, *Levelling(last.domain, u).levelled(last))
                if len(orders) == 1 or all(sample.violation(leaf) is None for leaf in found.leaves()):
                    return found
                first = first or found
                break
            except Fractional as reason:
                if reason.q <= 1:
                    break
                q, failure = q * reason.q, reason
            except Unproved as reason:
                failure = reason
                break
    if first is not None:
        return first
    raise failure or Unproved("the end of the range was not understood")


def _integers(goal: Goal, name: str, context: Context) -> Proof:
    """All integers from a bound on: reals from some N on, the rest one by one.

    For each N the end at infinity is tried first, and only then, for the first few N, whatever else proves the goal for reals.
    """
    r = goal.domain.ranges[name]
    if not isinstance(r.lower, Rational):
        raise Unproved("integers without a lower end")
    low = int(r.lower.value)
    bounds = list(dict.fromkeys((low, *(max(k, low) for k in BOUNDS))))
    failure: Unproved | None = None
    for direct, tried in ((True, bounds), (False, bounds[:2])):
        for bound in tried:
            context.deadline.check()
            pieces = split(goal, name, [Rational(bound - 1)]) if bound > low else None
            relaxed = relax(goal if pieces is None else goal_of(pieces.children[1]), [name])
            if sample.violation(relaxed.last) is not None:
                failure = failure or Unproved("the goal fails for reals of the range")
                continue
            try:
                plan = relaxed.then(approach(relaxed.last, name, "up", None)) if direct else relaxed
                upper = realise(plan, context.within(max(0.5, context.deadline.left / 3)))
            except Unproved as reason:
                if isinstance(reason, OutOfTime) and context.deadline.left <= 0:
                    raise
                failure = reason
                continue
            return upper if pieces is None else node(pieces, (context.prove(goal_of(pieces.children[0])), upper))
    raise failure or Unproved("no bound was found from which the goal holds for reals")
