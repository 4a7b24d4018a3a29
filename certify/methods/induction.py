"""Induction over an integer variable (rule `induct`): f(n+1) = m*f(n) + r with a multiplier m >= 0 and a rest r of f's sign.

For f = A - B with hypergeometric terms A and B, the ratio of one of them is a good multiplier: with m = A(n+1)/A(n) the rest is
(m - B(n+1)/B(n))*B(n).  Sums and products up to n advance by their last term (rule `last`).  Where the step works only from
some n on, the range is split there, and the rest is finite.

Promise: what the rules demand is shown by the normal form or by children; sample points only choose among candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as altered
from fractions import Fraction
from typing import Final

from certify import sample
from certify.algebra import combinations, fraction, is_zero, normal
from certify.certificate import Json, Proof
from certify.context import Context
from certify.domain import FLIPPED, Domain
from certify.expr import MINUS_ONE, ONE, ZERO, Binder, Call, Expr, Rational, Variable, add, has, mul, neg, power, walk
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.rewrite import simplified
from certify.methods.shape import collected, groups, growing
from certify.methods.steps import Step, chain, put, realise, replacement, rewrite, split
from certify.parse import Relation
from certify.text import to_text
from certify.unproved import OutOfTime, Unproved

LATER: Final = (0, 1, 2, 3, 5, 8, 13, 21, 40, 80)
MAX_SIZE: Final = 600
MAX_STEPS: Final = 4


def applies(goal: Goal) -> bool:
    """Relations that grow with an integer variable bounded below."""
    return goal.op in ("==", ">=", ">") and goal.f.size <= MAX_SIZE and any(True for _ in _variables(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """Every integer variable, every multiplier, from the start of its range or somewhat later."""
    reason = Unproved("no multiplier fits")
    for name, start in _variables(goal):
        found = plans(goal, name, start)
        if goal.op == "==" and not found and (step := _by_recurrence(goal, name, start)) is not None:
            found = [step]
        for step in found:
            context.deadline.check()
            try:
                return realise(step, context)
            except OutOfTime:
                raise
            except Unproved as failure:
                reason = failure
    raise reason


def induct(goal: Goal, name: str, start: Expr, multiplier: Expr, strict: str = "") -> Step:
    """Rule `induct`.  At the start f op 0; if f(n) op 0, then f(n+1) = m*f(n) + r op 0, as m >= 0 and r op 0.

    For op `>` one of m > 0 and r > 0 is enough (`strict` is "m" or "r"); for `==` m needs no sign.  f must be defined on all
    of D, not only somewhere: the chain goes through every n.
    """
    domain = goal.domain
    r = domain.ranges[name]
    others = [c for c in domain.constraints if name in c.free]
    from_range = not others and r.lower == start
    from_constraint = r.lower is None and r.upper is None and len(others) == 1 and _starts(others[0], name) == start
    if not r.integer or name in start.free or not (from_range or from_constraint):
        raise Unproved(f"{name} is no integer variable that starts at {to_text(start)}")
    if not is_integer_valued(start, domain.integers) or (goal.op == ">") != (strict in ("m", "r")):
        raise Unproved("not a step of induction")
    inner = domain if r.upper is None else domain.with_range(name, altered(r, upper=add(r.upper, MINUS_ONE)))
    rest = add(put(goal.f, _next(name)), neg(mul(multiplier, goal.f)))
    children = [Goal(domain.without(name), put(goal.f, {name: start}), goal.op)]
    if goal.op != "==":
        children.append(Goal(inner, multiplier, ">" if strict == "m" else ">="))
    children.append(Goal(inner, rest, ">=" if strict == "m" else goal.op))
    params: dict[str, Json] = {"name": name, "start": to_text(start), "factor": to_text(multiplier)}
    if strict:
        params["strict"] = strict
    nothing = (Goal(domain, ZERO, ">="), (goal.f,)), (Goal(inner, ZERO, ">="), (multiplier, rest))
    return Step(goal, "induct", params, tuple(children), nothing)


def induct2(goal: Goal, name: str, start: Expr, first: Expr, second: Expr) -> Step:
    """Rule `induct2`, for equations: f(n+2) = m1*f(n+1) + m2*f(n) + r with r = 0, and f = 0 at the two first places."""
    r = goal.domain.ranges[name]
    plain = (
        r.integer and r.lower == start and r.upper is None and not any(name in c.free for c in goal.domain.constraints)
    )
    if goal.op != "==" or not plain or not isinstance(start, Rational):
        raise Unproved("not a step of induction with two predecessors")
    once, twice = put(goal.f, _next(name)), put(goal.f, {name: add(Variable(name), Rational(2))})
    rest = add(twice, neg(mul(first, once)), neg(mul(second, goal.f)))
    base = goal.domain.without(name)
    children = (
        *(Goal(base, put(goal.f, {name: at}), "==") for at in (start, add(start, ONE))),
        Goal(goal.domain, rest, "=="),
    )
    params: dict[str, Json] = {"name": name, "start": to_text(start), "factors": [to_text(first), to_text(second)]}
    return Step(goal, "induct2", params, children, ((Goal(goal.domain, ZERO, ">="), (goal.f, first, second, rest)),))


def _by_recurrence(goal: Goal, name: str, start: Expr) -> Step | None:
    """The recurrence of order two that f obeys, by comparing coefficients."""
    n = Variable(name)
    integers = goal.domain.integers
    items = [put(goal.f, {name: add(n, Rational(j))}) for j in range(3)]
    found = combinations(items, integers)
    if found is None or not isinstance(start, Rational):
        return None
    zero, one, two = found
    kernels = list(dict.fromkeys((*zero, *one)))
    for i, a in enumerate(kernels):
        for b in kernels[i + 1 :]:
            p, q, u, v = (part.get(k, ZERO) for k in (a, b) for part in (one, zero))
            determinant = normal(p * v - q * u, integers)
            if determinant != ZERO:
                s, t = two.get(a, ZERO), two.get(b, ZERO)
                first = normal((s * v - q * t) / determinant, integers)
                second = normal((p * t - s * u) / determinant, integers)
                step = induct2(goal, name, start, first, second)
                return step if is_zero(step.last.f, integers) else None
    return None


def last(goal: Goal, term: Binder) -> Step:
    """Rule `last`: a sum that is not empty is the sum without its last term, plus that term; a product likewise."""
    if goal.op != "==" or not is_zero(goal.f - (term - _without_last(term)), goal.domain.integers):
        raise Unproved("not a sum and its last term")
    return Step(goal, "last", {"term": to_text(term)}, (Goal(goal.domain, term.upper - term.lower, ">="),))


def _without_last(term: Binder) -> Expr:
    shorter = Binder(term.op, term.body, term.variable, term.lower, add(term.upper, MINUS_ONE))
    end = put(term.body, {term.variable: term.upper})
    return add(shorter, end) if term.op == "sum" else mul(shorter, end)


def _starts(c: Relation, name: str) -> Expr | None:
    """The expression from which a variable starts by a constraint."""
    for side, op, other in ((c.lhs, c.op, c.rhs), (c.rhs, FLIPPED[c.op], c.lhs)):
        if side == Variable(name) and op == ">=" and name not in other.free:
            return other
    return None


def _variables(goal: Goal) -> Iterator[tuple[str, Expr]]:
    """Integer variables in which f is more than rational, with where they start: a number or other variables."""
    for name in goal.active:
        r = goal.domain.ranges[name]
        within = [c for c in goal.domain.constraints if name in c.free]
        if not r.integer or not _grows(goal.f, name):
            continue
        if not within and r.lower is not None:
            yield name, r.lower
        elif len(within) == 1 and r.lower is None and r.upper is None:
            start = _starts(within[0], name)
            if start is not None and is_integer_valued(start, goal.domain.integers):
                yield name, start


def _grows(f: Expr, name: str) -> bool:
    names = frozenset((name,))
    return any(growing(node, names) or _runs(node, name) for node in walk(f))


def _runs(node: Expr, name: str) -> bool:
    """A sum or product up to the variable, a polynomial of that degree, the logarithm of a factorial."""
    if isinstance(node, Binder):
        return name in node.upper.free
    return isinstance(node, Call) and node.op in ("legendre", "lgamma") and name in node.args[0].free


def plans(goal: Goal, name: str, start: Expr) -> list[Step]:
    """Steps that look promising at sample points, the simplest rests first; for every multiplier the earliest start."""
    found: list[tuple[int, int, Step]] = []
    for m in multipliers(goal.f, name, goal.domain.integers):
        for later in LATER if isinstance(start, Rational) and goal.op != "==" else LATER[:1]:
            begin = add(start, Rational(later))
            tail = _from(goal, name, begin) if later else goal
            steps = list(_plausible(tail, name, begin, m))
            for step in steps:
                cost = sum(_cost(leaf, name) for leaf in step.leaves())
                whole = split(goal, name, [add(begin, MINUS_ONE)]).then(step, 1) if later else step
                found.append((cost, len(found), whole))
            if steps:
                break
    return [step for _, _, step in sorted(found, key=lambda item: item[:2])]


def _cost(goal: Goal, name: str) -> int:
    """How hard a goal looks: growing terms of different kinds, then its size."""
    if goal.op == "==":
        return 0 if is_zero(goal.f, goal.domain.integers) else 1000
    kinds = len([part for part in groups(goal.f, frozenset((name,))) if part != ONE])
    return 1000 * max(0, kinds - 1) + goal.f.size


def _from(goal: Goal, name: str, begin: Expr) -> Goal:
    r = altered(goal.domain.ranges[name], lower=begin, lower_strict=False)
    return altered(goal, domain=goal.domain.with_range(name, r))


def _next(name: str) -> dict[str, Expr]:
    return {name: add(Variable(name), ONE)}


def multipliers(f: Expr, name: str, integers: frozenset[str]) -> Iterator[Expr]:
    """Ratios of the parts of f that grow with the variable, as far as they do not grow themselves; then 1."""
    ratios = [_last_factor(node, name) for node in walk(f) if isinstance(node, Binder) and node.op == "product"]
    top, bottom = fraction(f, integers)
    names = frozenset((name,))
    ratios += [mul(put(part, _next(name)), power(part, MINUS_ONE)) for part in groups(top, names) if part != ONE]
    for node in walk(f):
        if isinstance(node, Binder) and node.op == "sum" and name in node.upper.free:
            part = collected(top, node).get(Fraction(1), ONE) / bottom
            ratios.append(mul(put(part, _next(name)), power(part, MINUS_ONE)))
    seen: set[Expr] = set()
    for ratio in (*ratios, ONE):
        m = normal(ratio, integers)
        if m not in seen and not _grows(m, name):
            seen.add(m)
            yield m


def _last_factor(node: Binder, name: str) -> Expr:
    return put(node.body, {node.variable: put(node.upper, _next(name))})


def _plausible(goal: Goal, name: str, start: Expr, m: Expr) -> Iterator[Step]:
    """Inductions with this multiplier, the rest simplified and not, if sample points speak for them."""
    for strict in ("m", "r") if goal.op == ">" else ("",):
        try:
            step = induct(goal, name, start, m, strict)
            advanced = list(_advance(step.last, name))
            rest = advanced[-1].last if advanced else step.last
            simple = normal(rest.f, goal.domain.integers)
        except Unproved:
            continue
        if goal.op == "==":
            fits = is_zero(simple, goal.domain.integers) or (
                bool(advanced) and has(simple, "sum") and simple.size < goal.f.size + 40
            )
        else:
            sign = step.children[1]
            assert isinstance(sign, Goal)
            fits = _seems(sign.f, sign.op, sign.domain) and _seems(simple, rest.op, rest.domain)
        if not fits:
            continue
        if goal.op != "==":
            for easier in _easier(rest, simple):
                yield chain(step, *advanced, easier)
        yield chain(step, *advanced)


def _easier(rest: Goal, simple: Expr) -> Iterator[Step]:
    """The rest without its positive factors, or at least in normal form."""
    try:
        found = simplified(rest)
    except Unproved:
        found = None
    if found is not None:
        yield found
    elif simple != rest.f:
        yield rewrite(rest, simple)


def _seems(f: Expr, op: str, domain: Domain) -> bool:
    if isinstance(f, Rational):
        return sample.admits(op, (f.value > 0) - (f.value < 0))
    return sample.seems(f, op, domain)


def _advance(goal: Goal, name: str) -> Iterator[Step]:
    """Sums and products that end beyond n are replaced by those up to n and their last terms."""
    for _ in range(MAX_STEPS):
        terms = [n for n in walk(goal.f) if isinstance(n, Binder) and n.op != "integral" and name in n.upper.free]
        longest = [(_excess(a, b), k) for k, a in enumerate(terms) for b in terms]
        excess, k = max(longest, default=(0, 0))
        if excess <= 0:
            return
        term = terms[k]
        by = _without_last(term)
        equal = last(Goal(goal.domain, term - by, "=="), term)
        step = replacement(goal, term, by, equal)
        yield step
        goal = step.last


def _excess(a: Binder, b: Binder) -> int:
    """By how many terms a is longer than b, if they are the same up to that; else 0."""
    if (a.op, a.body, a.variable, a.lower) != (b.op, b.body, b.variable, b.lower):
        return 0
    found = normal(a.upper - b.upper)
    return int(found.value) if isinstance(found, Rational) and found.value.denominator == 1 else 0
