"""Chains of derivatives (Hardy): f >= 0 at an end and f' >= 0 beyond it, f' cleared of positive factors, and so on.

A plan is searched for best-first: a move multiplies f by something positive (so that the next derivative loses a logarithm, an
arc tangent, an exponential), differentiates towards an end, and clears denominators again.  Sample points rule out false
children, so that the search goes on only where every sign seems right; it ends at a goal that is rational in the variables, a
known fact, or comfortable on a compact range.  Only then is anything proved: the rule `taylor` at each link
(`certify.methods.steps.taylor` has the argument), `multiply` and `log` in between.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as altered
from fractions import Fraction
from functools import partial
from itertools import count, pairwise
from math import gcd, lcm
from typing import Final

from certify import sample
from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain
from certify.enclose import closed_ball, sign
from certify.expr import ONE, ZERO, Call, Expr, Rational, Variable, add, div, exp, log, mul, neg, power
from certify.goal import Goal
from certify.methods import evident, facts
from certify.methods.ends import Taming
from certify.methods.pieces import zeros
from certify.methods.rewrite import simplified
from certify.methods.shape import INVERSE, atoms, collected, factors, groups, powers, seems_positive, summands, weight
from certify.methods.steps import (
    Child,
    Step,
    chain,
    comparisons,
    exponential,
    logarithm,
    multiply,
    put,
    realise,
    slope,
    taylor,
)
from certify.methods.substitution import new_variable, to_zero
from certify.unproved import OutOfTime, Unproved

HOPELESS: Final = frozenset(("gamma", "binomial", "harmonic_dim", "besselj", "legendre", "floor", "ceil"))
TURNS: Final = (0, 1, -1, Fraction(1, 2))
MOST_LINKS: Final = 12
MOST_MOVES: Final = 2_000
MOST_SIZE: Final = 1_500
MOST_GROUPS: Final = 4


def applies(goal: Goal) -> bool:
    """Inequalities in a real variable with something else than a polynomial."""
    names = frozenset(goal.active) - goal.domain.integers
    found = {node.op for node in atoms(goal.f, names)}
    return goal.op in (">=", ">") and bool(names) and bool(found) and not found & HOPELESS


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
class _Option:
    """A move that has not been made: `make` returns the steps from the beginning, or None."""

    priority: float
    number: int
    make: Callable[[], tuple[Step, ...] | None] = field(compare=False)


def plans(goal: Goal, context: Context) -> Iterator[Step]:
    """Chains that look right, the simplest first."""
    numbers = count()
    queue: list[_Option] = []
    seen: set[Goal] = set()

    def push(priority: float, make: Callable[[], tuple[Step, ...] | None]) -> None:
        heapq.heappush(queue, _Option(priority, next(numbers), make))

    for priority, start in starts(goal):
        push(priority, start)
    for _ in range(MOST_MOVES):
        if not queue:
            return
        context.deadline.check()
        steps = heapq.heappop(queue).make()
        if steps is None:
            continue
        last = steps[-1].last if steps else goal
        if last in seen or last.f.size > MOST_SIZE or len(steps) > 2 * MOST_LINKS:
            continue
        seen.add(last)
        if steps:
            end = leaf(last) or (last if regular(last) and not regular(goal) else None)
            if end is not None:
                yield chain(*steps) if isinstance(end, Goal) else chain(*steps, end)
                continue
        cost = weight(last.f, frozenset(last.active)) + last.f.size / 10 + len(steps)
        for penalty, move in moves(last):
            push(cost + penalty, partial(_after, steps, move))


def _after(steps: tuple[Step, ...], move: Callable[[], tuple[Step, ...] | None]) -> tuple[Step, ...] | None:
    try:
        more = move()
    except Unproved:
        return None
    return None if more is None else (*steps, *more)


def starts(goal: Goal) -> Iterator[tuple[float, Callable[[], tuple[Step, ...] | None]]]:
    """The goal; if it is cleared of denominators, also with the reciprocal of a positive unbounded variable, so that infinity
    is an end as well."""
    yield 0, tuple
    if simplified(goal) is not None:
        return
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.upper is None and r.lower is not None and not r.integer:
            yield 8, partial(_after, (), partial(_inverted, goal, name))


def _inverted(goal: Goal, name: str) -> tuple[Step, ...]:
    step = to_zero(goal, name, "up")
    tamed, last = Taming(step.last.domain, new_variable(step)).tamed(step.last)
    cleared = simplified(last)
    return (step, *tamed) if cleared is None else (step, *tamed, cleared)


def leaf(goal: Goal) -> Child | None:
    """The goal if the other methods should settle it, since it is rational in its variables; a plan if it is evident down to
    such goals (or compact ones in one variable), or a fact; else None."""
    if weight(goal.f, goal.f.free) == 0:
        return goal
    found = evident.plan(goal)
    if isinstance(found, Step) and all(_settled(g) for g in found.leaves()):
        return found
    return next(facts.candidates(goal), None) if goal.f.size < 30 else None


def regular(goal: Goal) -> bool:
    """Whether a goal in one variable is for boxes: its range is compact, and f analytic up to the ends."""
    names = tuple(goal.domain.ranges)
    if len(names) != 1 or not goal.domain.ranges[names[0]].compact or goal.domain.constraints:
        return False
    compiled = sample.compiled_for(goal.f, names)
    if compiled is None:
        return False
    ends = (goal.domain.ranges[names[0]].lower, goal.domain.ranges[names[0]].upper)
    series = (compiled.series((closed_ball(e, 64),), 0, 3) for e in ends if e is not None)
    return all(c.is_finite() for coefficients in series for c in coefficients)


def _settled(goal: Goal) -> bool:
    compact = all(goal.domain.ranges[name].compact for name in goal.active)
    return weight(goal.f, goal.f.free) == 0 or (compact and len(goal.active) == 1 and goal.f.size < 20)


def moves(goal: Goal) -> Iterator[tuple[float, Callable[[], tuple[Step, ...] | None]]]:
    """Ways to a simpler goal, each with a penalty: differentiate and clear, perhaps after a multiplication; take logarithms of
    both sides, or exponentials; multiply by a conjugate."""
    names = frozenset(goal.active)
    places = [(name, at, side) for name in goal.active for at, side in centres(goal.domain, name)]
    slow = any(node.op == "gamma" or (node.op == "pow" and node.args[1].free) for node in atoms(goal.f, names))
    for place in places:
        yield 8 if slow else 0, partial(_differentiated, goal, ONE, *place)
    if not slow:
        for name in goal.active:
            yield 1, partial(_convex, goal, name)
    yield 1, partial(_first, goal, logarithms)
    if any(node.op == "log" for node in atoms(goal.f, names)):
        yield 2, partial(_first, goal, exponentials)
    if any(node.op == "pow" for node in atoms(goal.f, names)):
        yield 1, partial(_first, goal, conjugates)
    for factor in dict.fromkeys(_factors(goal.f, names)):
        for place in places:
            yield 2 + factor.size / 10, partial(_differentiated, goal, factor, *place)


def _first(goal: Goal, kind: Callable[[Goal], Iterator[Step]]) -> tuple[Step, ...] | None:
    step = next(kind(goal), None)
    return None if step is None else _cleared(step)


def _differentiated(goal: Goal, factor: Expr, name: str, at: Expr, side: str) -> tuple[Step, ...] | None:
    """One derivative of f times a factor of either sign."""
    before: tuple[Step, ...] = ()
    if factor != ONE:
        h = next((h for h in (factor, neg(factor)) if seems_positive(h, goal.domain)), None)
        if h is None:
            return None
        before = (multiply(goal, h, normal(goal.f * h)),)
    step = link(before[-1].last if before else goal, name, at, side)
    return None if step is None else (*before, *_cleared(step))


def _convex(goal: Goal, name: str) -> tuple[Step, ...] | None:
    """f >= 0 where f' = 0, and f'' >= 0 all over."""
    if goal.domain.ranges[name].integer:
        return None
    first = slope(goal.f, name)
    second = slope(first, name)
    inside = altered(goal.domain.ranges[name], lower_strict=True, upper_strict=True)
    if not sample.seems(second, ">=", goal.domain.without(name).with_range(name, inside)):
        return None
    for c in _turns(goal, name, first):
        try:
            if not is_zero(put(first, {name: c})):
                continue
            step = taylor(goal, name, c, "inner", (goal.f, first, second), (goal.op, "==", ">="))
        except Unproved:
            continue
        if all(_looks(child) for child in step.leaves() if child.op != "=="):
            return _cleared(step)
    return None


def _turns(goal: Goal, name: str, first: Expr) -> Iterator[Expr]:
    """Where f' might vanish for all values of the other variables: small numbers, other variables, a turn of f."""
    yield from (Rational(q) for q in TURNS)
    yield from (Variable(other) for other in goal.active if other != name)
    if len(goal.domain.ranges) == 1:
        values = sample.signs(first, goal.domain)
        ordered = sorted(((p[0], s) for p, s in values), key=lambda pair: float(pair[0]))
        for (low, a), (high, b) in pairwise(ordered):
            if a < 0 < b:
                yield from zeros(first, name, low, high)


def _cleared(step: Step) -> tuple[Step, ...]:
    cleared = simplified(step.last)
    return (step,) if cleared is None else (step, cleared)


def _factors(f: Expr, names: frozenset[str]) -> Iterator[Expr]:
    """Reciprocals of what stands before a logarithm (and the like) or an exponential."""
    for atom in atoms(f, names):
        if atom.op in INVERSE:
            by_power = collected(f, atom)
            top = max(by_power)
            if top > 0 and by_power[top] != ZERO:
                yield div(ONE, by_power[top])
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
    """log of a product of positive factors; exponentials, powers and gammas undone."""
    total: list[Expr] = []
    for part in factors(item):
        if isinstance(part, Call) and part.op == "pow" and seems_positive(part.args[0], goal.domain):
            total.append(part.args[1] * _log(part.args[0]))
        elif part != ONE:
            total.append(_log(part))
    return add(*total)


def _log(item: Expr) -> Expr:
    if isinstance(item, Call) and item.op == "exp":
        return item.args[0]
    if isinstance(item, Call) and item.op == "gamma":
        return Call("lgamma", item.args)
    return log(item)


def exponentials(goal: Goal) -> Iterator[Step]:
    """f = sum of q*log(p) + rest as B*(exp(N*f) - 1) >= 0 with integers N*q and B > 0 without denominators."""
    names = frozenset(goal.active)
    logs, rest = [], []
    for term in summands(goal.f):
        parts = powers(term)
        inside = [b for b in parts if isinstance(b, Call) and b.op == "log" and b.free & names]
        if not inside:
            rest.append(term)
            continue
        others = [x for x in factors(term) if x != inside[0]]
        if len(inside) > 1 or not all(isinstance(x, Rational) for x in others):
            return
        q = Fraction(1)
        for x in others:
            assert isinstance(x, Rational)
            q *= x.value
        logs.append((q, inside[0].args[0]))
    if not logs:
        return
    n = Fraction(lcm(*(q.denominator for q, _ in logs)), gcd(*(q.numerator for q, _ in logs)))
    scaled = multiply(goal, Rational(n), normal(goal.f * n)) if n != 1 else None
    base = goal if scaled is None else scaled.last
    above = mul(*(power(p, Rational(q * n)) for q, p in logs if q > 0), exp(add(*rest) * n))
    below = mul(*(power(p, Rational(-q * n)) for q, p in logs if q < 0))
    step = exponential(base, below, normal(above - below))
    yield step if scaled is None else scaled.then(step)


def conjugates(goal: Goal) -> Iterator[Step]:
    """A + B*sqrt(P) times its conjugate, where that is positive."""
    names = frozenset(goal.active)
    for node in atoms(goal.f, names):
        if node.op == "pow" and isinstance(node.args[1], Rational) and node.args[1].value.denominator == 2:
            even: list[Expr] = []
            odd: list[Expr] = []
            for term in summands(goal.f):
                exponent = powers(term).get(node.args[0], Fraction(0))
                (odd if exponent.denominator == 2 else even).append(term)
            if not even or not odd:
                continue
            for h in (add(*even) - add(*odd), add(*odd) - add(*even)):
                if seems_positive(h, goal.domain):
                    yield multiply(goal, h, normal(goal.f * h))
                    return


def link(goal: Goal, name: str, at: Expr, side: str) -> Step | None:
    """The chain of one derivative from an end, if it looks right."""
    if goal.domain.ranges[name].integer:
        return None
    terms = (goal.f, slope(goal.f, name))
    for ops in ((">=", ">="),) if goal.op == ">=" else ((">", ">="), (">=", ">")):
        try:
            step = taylor(goal, name, at, side, terms, ops)
        except Unproved:
            continue
        if all(_looks(child) for child in step.leaves()):
            return step
    return None


def _looks(goal: Goal) -> bool:
    """Whether a goal is true at the samples, or identically; a closed one is decided."""
    if not goal.f.free:
        s = sign(goal.f)
        return s is not None and sample.admits(goal.op, s)
    return sample.seems(goal.f, goal.op, goal.domain) or (goal.op == ">=" and is_zero(goal.f))


def centres(domain: Domain, name: str) -> Iterator[tuple[Expr, str]]:
    """The ends towards which `name` can be differentiated: of its range, and other expressions it is compared with."""
    r = domain.ranges[name]
    if r.lower is not None:
        yield r.lower, "lower"
    if r.upper is not None:
        yield r.upper, "upper"
    for end, op in comparisons(domain, name):
        yield end, "lower" if op in (">", ">=") else "upper"
