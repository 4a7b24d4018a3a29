"""Chains of derivatives (Hardy): f >= 0 at an end and f' >= 0 beyond it, f' cleared of positive factors, and so on.

A plan is searched for best-first: a move multiplies f by something positive (so that the next derivative loses a logarithm, an
arc tangent, an exponential), differentiates towards an end, and clears denominators again.  Sample points rule out false
children, so that the search goes on only where every sign seems right; it ends at a goal that is rational in the variables, a
known fact, or comfortable on a compact range.  Only then is anything proved: the rule `taylor` at each link
(`certify.methods.steps.taylor` has the argument), `multiply` and `log` in between.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from certify import sample
from certify.algebra import normal
from certify.calculus import derivative
from certify.certificate import Proof
from certify.context import Context, OutOfTime, Unproved
from certify.domain import FLIPPED, Domain
from certify.enclose import sign
from certify.expr import ONE, add, Call, Expr, Variable, div, log, mul, neg, power
from certify.goal import Goal
from certify.methods import facts
from certify.methods.ends import End
from certify.methods.rewrite import simplified
from certify.methods.shape import INVERSE, atoms, collected, factors, groups, seems_positive, weight
from certify.methods.substitution import new_variable, to_zero
from certify.methods.steps import Step, chain, logarithm, multiply, realise, taylor

MOST_LINKS: Final = 12
MOST_NODES: Final = 400
MOST_SIZE: Final = 1_500
MOST_GROUPS: Final = 4


def applies(goal: Goal) -> bool:
    """Inequalities in a real variable with something else than a polynomial."""
    names = frozenset(goal.active) - goal.domain.integers
    return goal.op in (">=", ">") and bool(names) and any(True for _ in atoms(goal.f, names))


def attempt(goal: Goal, context: Context) -> Proof:
    """Search for a chain, prove its links."""
    failure: Unproved | None = None
    for plan in plans(goal, context):
        try:
            return realise(plan, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no chain of derivatives was found")


@dataclass(order=True)
class _Node:
    priority: float
    number: int
    goal: Goal = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)


def plans(goal: Goal, context: Context) -> Iterator[Step]:
    """Chains that look right, the simplest first."""
    numbers = count()
    names = frozenset(goal.active)
    queue: list[_Node] = []
    seen: set[Goal] = set()
    for steps in starts(goal):
        last = steps[-1].last if steps else goal
        heapq.heappush(queue, _Node(0, next(numbers), last, steps))
        seen.add(last)
    for _ in range(MOST_NODES):
        if not queue:
            return
        node = heapq.heappop(queue)
        if len(node.steps) > 2 * MOST_LINKS:
            continue
        for steps in moves(node.goal):
            context.deadline.check()
            last = steps[-1].last
            if last in seen or last.f.size > MOST_SIZE:
                continue
            seen.add(last)
            if is_leaf(last):
                yield chain(*node.steps, *steps)
                continue
            names = frozenset(last.active)
            cost = weight(last.f, names) + last.f.size / 10 + 2 * (len(node.steps) + len(steps))
            heapq.heappush(queue, _Node(cost, next(numbers), last, (*node.steps, *steps)))


def starts(goal: Goal) -> Iterator[tuple[Step, ...]]:
    """The goal; if it is cleared of denominators, also with the reciprocal of a positive unbounded variable, so that infinity
    is an end as well."""
    yield ()
    if simplified(goal) is not None:
        return
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.upper is None and r.lower is not None and not r.integer:
            with suppress(Unproved):
                step = to_zero(goal, name, "up")
                tamed, last = End(step.last.domain, new_variable(step)).tamed(step.last)
                cleared = simplified(last)
                yield (step, *tamed) if cleared is None else (step, *tamed, cleared)


def is_leaf(goal: Goal) -> bool:
    """Whether the other methods should settle a goal: rational in its variables, or a fact."""
    if weight(goal.f, goal.f.free) == 0:
        return True
    return goal.f.size < 30 and next(facts.candidates(goal), None) is not None


def moves(goal: Goal) -> Iterator[tuple[Step, ...]]:
    """Ways to a simpler goal: differentiate and clear, perhaps after a multiplication; take logarithms and clear."""
    for before in ((), *((step,) for step in multiplied(goal))):
        for link in links(before[-1].last if before else goal):
            yield (*before, *_cleared(link))
    for step in logarithms(goal):
        yield _cleared(step)


def _cleared(step: Step) -> tuple[Step, ...]:
    cleared = simplified(step.last)
    return (step,) if cleared is None else (step, cleared)


def multiplied(goal: Goal) -> Iterator[Step]:
    """The goal times a positive factor that prepares a derivative."""
    names = frozenset(goal.active)
    tried = {ONE}
    for factor in _factors(goal.f, names):
        for h in (factor, neg(factor)):
            if h in tried:
                continue
            tried.add(h)
            if seems_positive(h, goal.domain):
                yield multiply(goal, h, normal(goal.f * h))


def _factors(f: Expr, names: frozenset[str]) -> Iterator[Expr]:
    """Reciprocals of what stands before a logarithm (and the like) or an exponential."""
    for atom in atoms(f, names):
        if atom.op in INVERSE:
            parts = collected(f, atom)
            top = max(parts)
            if top > 0:
                yield div(ONE, parts[top])
    parts = groups(f, names)
    if len(parts) > 1:
        for fast, slow in parts.items():
            inverse = mul(*(power(x, neg(ONE)) for x in factors(fast)))
            yield inverse
            if slow.free & names:
                yield div(inverse, slow)


def logarithms(goal: Goal) -> Iterator[Step]:
    """A - B >= 0 with positive A and B as log(A) - log(B) >= 0, if exponentials (powers, gammas) make it worth while."""
    names = frozenset(goal.active)
    parts = groups(goal.f, names)
    if not 2 <= len(parts) <= MOST_GROUPS:
        return
    sides: tuple[list[Expr], list[Expr]] = [], []
    for fast, slow in parts.items():
        if seems_positive(slow, goal.domain):
            sides[0].append(mul(fast, slow))
        elif seems_positive(neg(slow), goal.domain):
            sides[1].append(mul(fast, neg(slow)))
        else:
            return
    if sides[0] and sides[1]:
        above, below = add(*sides[0]), add(*sides[1])
        with suppress(Unproved):
            yield logarithm(goal, below, log_of(above, goal) - log_of(below, goal))


def log_of(item: Expr, goal: Goal) -> Expr:
    """log of a product of positive factors, exponentials and powers undone."""
    total: list[Expr] = []
    for part in factors(item):
        if isinstance(part, Call) and part.op == "exp":
            total.append(part.args[0])
        elif isinstance(part, Call) and part.op == "pow" and seems_positive(part.args[0], goal.domain):
            base, exponent = part.args
            total.append(exponent * (base.args[0] if isinstance(base, Call) and base.op == "exp" else log(base)))
        elif part != ONE:
            total.append(log(part))
    return add(*total)


def links(goal: Goal) -> Iterator[Step]:
    """Derivatives towards every end, where the signs at the samples allow it."""
    for name in goal.active:
        if goal.domain.ranges[name].integer:
            continue
        try:
            slope = normal(derivative(goal.f, name))
        except Unproved:
            continue
        for at, side in centres(goal.domain, name):
            step = link(goal, name, at, side, slope)
            if step is not None:
                yield step


def link(goal: Goal, name: str, at: Expr, side: str, slope: Expr) -> Step | None:
    """The chain of one derivative from an end, if it looks right."""
    for ops in ((">=", ">="),) if goal.op == ">=" else ((">", ">="), (">=", ">")):
        try:
            step = taylor(goal, name, at, side, (goal.f, slope), ops)
        except Unproved:
            continue
        if all(_looks(child) for child in step.leaves()):
            return step
    return None


def _looks(goal: Goal) -> bool:
    """Whether a goal is true at the samples; a closed one is decided."""
    if goal.f.free:
        return sample.seems(goal.f, goal.op, goal.domain)
    s = sign(goal.f)
    return s is not None and sample.admits(goal.op, s)


def centres(domain: Domain, name: str) -> Iterator[tuple[Expr, str]]:
    """The ends towards which `name` can be differentiated: of its range, and other expressions it is compared with."""
    r = domain.ranges[name]
    if r.lower is not None:
        yield r.lower, "lower"
    if r.upper is not None:
        yield r.upper, "upper"
    variable = Variable(name)
    for c in domain.constraints:
        for side, op, other in ((c.lhs, c.op, c.rhs), (c.rhs, FLIPPED[c.op], c.lhs)):
            if side == variable and name not in other.free and op not in ("==", "!="):
                yield other, "lower" if op in (">", ">=") else "upper"
