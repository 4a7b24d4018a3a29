"""Several variables: fewer of them.

Scaling.    If f(l*x, l*y) = l**k * f(x, y) at the samples and x > 0, then y = x*t, f/x**k depends on t alone.
Shifting.   If f(x + l, y + l) = exp(k*l) * f(x, y) at the samples, then y = x + t, f/exp(k*x) depends on t alone.
Angles.     If f depends on x through sin(x) and cos(x) alone, these become variables on the unit circle.

What is guessed from samples is confirmed by the normal form when the steps are realised.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb, ctx

from certify import sample
from certify.algebra import is_zero, normal
from certify.certificate import Proof
from certify.context import Context
from certify.domain import FLIPPED, Domain, Range
from certify.expr import MINUS_ONE, ONE, ZERO, Call, Expr, Rational, Variable, exp, fresh, power, replace, walk
from certify.goal import Goal
from certify.methods import evident
from certify.methods.ends import Taming
from certify.methods.facts import by_fact
from certify.methods.steps import (
    Step,
    by_known,
    chain,
    generalise,
    goal_of,
    multiply,
    opened,
    put,
    realise,
    substitution,
    widen,
)
from certify.parse import Relation
from certify.unproved import OutOfTime, Unproved

BITS: Final = 128
TRIES: Final = 5


def applies(goal: Goal) -> bool:
    """Inequalities in two and more real variables, or periodic ones."""
    if goal.op not in (">=", ">"):
        return False
    return len(goal.active) > 1 or any(True for _ in angles(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """The reductions in turn."""
    failure: Unproved | None = None
    for plan in plans(goal):
        context.deadline.check()
        try:
            return realise(plan, context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no reduction to fewer variables was found")


def plans(goal: Goal) -> Iterator[Step]:
    """Every reduction that looks possible."""
    for kind in (scaled, shifted):
        try:
            found = kind(goal)
        except Unproved:
            continue
        if found is not None:
            yield found
    for name in angles(goal):
        yield circle(goal, name)


# scaling and shifting ---------------------------------------------------------------------------------------------------


def scaled(goal: Goal) -> Step | None:
    """y = x*t for the unbounded positive variables but one of them, x > 0; then f without the power of x.

    If variables may be 0, these cases are split off first.
    """
    if goal.domain.integers & set(goal.active):
        return None
    for names in dict.fromkeys((goal.active, tuple(n for n in goal.active if _positive(goal.domain, n)))):
        pivot = next((n for n in names if _positive(goal.domain, n)), None)
        if pivot is None or len(names) < 2:
            continue
        degree = _exponent(goal, names, times=True)
        if degree is None:
            continue
        closed = [n for n in names if _positive(goal.domain, n) and not goal.domain.ranges[n].lower_strict]
        if closed:
            opening = opened(goal, closed[0], "lower")
            for name in closed[1:]:
                opening = opening.then(opened(opening.last, name, "lower"))
            return opening
        x = Variable(pivot)
        steps: list[Step] = []
        last = goal
        for name in names:
            if name != pivot:
                new = fresh("t", frozenset(last.domain.ranges))
                where = _ratio_range(last.domain, pivot, name)
                step = substitution(last, name, new, x * Variable(new), Variable(name) / x, where)
                steps.append(placed(step, x))
                last = step.last
        tamed, last = Taming(last.domain, pivot).tamed(last)
        steps += tamed
        result = normal(put(last.f, {pivot: ONE}))
        factor = power(x, Rational(-degree)) if degree else ONE
        found = _dropped(steps, last, factor, result, pivot)
        if found is not None:
            return found
    return None


def shifted(goal: Goal) -> Step | None:
    """y = x + t for all variables but one, then f without the exponential of x."""
    names = goal.active
    if len(names) < 2 or goal.domain.integers & set(names):
        return None
    rate = _exponent(goal, names, times=False)
    if rate is None:
        return None
    pivot = names[0]
    x = Variable(pivot)
    steps: list[Step] = []
    last = goal
    for name in names[1:]:
        new = fresh("t", frozenset(last.domain.ranges))
        where = _difference_range(last.domain, pivot, name)
        step = substitution(last, name, new, x + Variable(new), Variable(name) - x, where)
        steps.append(placed(step, ONE))
        last = step.last
    result = normal(put(last.f, {pivot: ZERO}))
    factor = exp(x * -rate) if rate else ONE
    return _dropped(steps, last, factor, result, pivot)


def _dropped(steps: list[Step], goal: Goal, factor: Expr, result: Expr, pivot: str) -> Step | None:
    """f times the factor is free of the pivot, which leaves the domain."""
    if pivot in result.free or not is_zero(goal.f * factor - result):
        return None
    step = multiply(goal, factor, result)
    if factor != ONE:
        step = step.then(evident.plan(goal_of(step.children[0])), 0)
    last = step.last
    return chain(*steps, step, widen(last, last.domain.without(pivot)))


def placed(step: Step, x: Expr) -> Step:
    """Plans for the children that place t: the quotient (difference) compared with 1 (0) is the order of the variables."""
    for k in range(len(step.children) - 1):
        child = goal_of(step.children[k])
        plan = evident.plan(child)
        if isinstance(plan, Goal) and x != ONE:
            plan = multiply(child, x, normal(child.f * x))
            plan = plan.then(evident.plan(goal_of(plan.children[0])), 0)
        step = step.then(plan, k)
    return step


def _exponent(goal: Goal, names: tuple[str, ...], *, times: bool) -> Fraction | None:
    """k with f(l*p) = l**k * f(p), or f(p + l) = exp(k*l) * f(p), at some sample points; None if there is none."""
    compiled = sample.compiled_for(goal.f, tuple(goal.domain.ranges))
    if compiled is None:
        return None
    found: Fraction | None = None
    used = 0
    indices = [k for k, n in enumerate(goal.domain.ranges) if n in names]
    with ctx.workprec(BITS):
        for point in sample.points(goal.domain):
            value = compiled.ball(point)
            if not value.is_finite() or value.contains(0) or max(abs(v) for v in point) > 50:
                continue
            step = arb(2) if times else arb(1)
            moved = [(v * step if times else v + step) if k in indices else v for k, v in enumerate(point)]
            other = compiled.ball(moved)
            if not other.is_finite() or other.contains(0) or (other > 0) != (value > 0):
                return None
            ratio = (other / value).log() / (step.log() if times else 1)
            k = Fraction(round(float(ratio) * 12), 12)
            if not abs(ratio - arb(k.numerator) / k.denominator) < arb(2) ** -40 or (found is not None and k != found):
                return None
            found = k
            used += 1
            if used >= TRIES:
                return found
    return None


def _positive(domain: Domain, name: str) -> bool:
    r = domain.ranges[name]
    return r.lower == ZERO and r.upper is None


def _ratio_range(domain: Domain, pivot: str, name: str) -> Range:
    """Where y/x lies for positive x."""
    r = domain.ranges[name]
    op, turned = _order(domain, pivot, name)
    if op is not None:
        end = (ONE, None) if turned else (ZERO if r.lower == ZERO else None, ONE)
        strict = op in ("<", ">")
        if turned:
            return Range(end[0], end[1], strict, False)
        return Range(end[0], end[1], r.lower_strict, strict)
    if r.lower == ZERO:
        return Range(ZERO, None, r.lower_strict, False)
    return Range()


def _difference_range(domain: Domain, pivot: str, name: str) -> Range:
    """Where y - x lies."""
    op, turned = _order(domain, pivot, name)
    if op is None:
        return Range()
    strict = op in ("<", ">")
    return Range(ZERO, None, strict, False) if turned else Range(None, ZERO, False, strict)


def _order(domain: Domain, x: str, y: str) -> tuple[str | None, bool]:
    """The known order of two variables: its op, and whether it says x <= y."""
    for c in domain.constraints:
        if c.lhs == Variable(x) and c.rhs == Variable(y) and c.op in ("<", "<=", ">", ">="):
            return c.op, c.op in ("<", "<=")
        if c.lhs == Variable(y) and c.rhs == Variable(x) and c.op in ("<", "<=", ">", ">="):
            return c.op, FLIPPED[c.op] in ("<", "<=")
    return None, False


# angles ---------------------------------------------------------------------------------------------------------------------


def angles(goal: Goal) -> Iterator[str]:
    """Unbounded variables on which f depends through their sine and cosine alone."""
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.integer or (r.lower is not None and r.upper is not None):
            continue
        x = Variable(name)
        found = {n.op for n in walk(goal.f) if isinstance(n, Call) and n.op in ("sin", "cos") and n.args == (x,)}
        try:
            bare = replace(replace(goal.f, Call("sin", (x,)), ONE), Call("cos", (x,)), ONE)
        except ZeroDivisionError:  # such as 1/(sin(x) - 1)
            continue
        if found and name not in bare.free:
            yield name


def circle(goal: Goal, name: str) -> Step:
    """cos(x) = c, sin(x) = s with c**2 + s**2 = 1."""
    x = Variable(name)
    sine, cosine = Call("sin", (x,)), Call("cos", (x,))
    ranges = [_unit(goal, function) for function in (cosine, sine)]
    c, s = (fresh(stem, frozenset(goal.domain.ranges)) for stem in ("c", "s"))
    first = generalise(
        goal,
        cosine,
        c,
        ranges[0],
        replace(goal.f, cosine, Variable(c)),
        Relation(sine**2 + Variable(c) ** 2, "==", ONE),
    )
    for k, fact in enumerate(("cos_lower", "cos_upper", "pythagoras")):
        if k or ranges[0].lower == MINUS_ONE:
            first = first.then(by_fact(goal_of(first.children[k]), fact, x), k)
    on_circle = Relation(Variable(s) ** 2 + Variable(c) ** 2, "==", ONE)
    second = generalise(first.last, sine, s, ranges[1], replace(first.last.f, sine, Variable(s)), on_circle)
    for k, fact in enumerate(("sin_lower", "sin_upper")):
        if k or ranges[1].lower == MINUS_ONE:
            second = second.then(by_fact(goal_of(second.children[k]), fact, x), k)
    known = first.last.domain.constraints[-1]
    second = second.then(by_known(goal_of(second.children[2]), known), 2)
    last = second.last
    return chain(first, second, widen(last, last.domain.without(name)))


def _unit(goal: Goal, function: Expr) -> Range:
    """Where a sine or cosine of a variable lies: in [-1, 1], or in [0, 1] if it seems to be >= 0 on a bounded range."""
    around = Domain({name: goal.domain.ranges[name] for name in function.free})
    bounded = all(r.compact for r in around.ranges.values())
    return Range(ZERO if bounded and sample.seems(function, ">=", around) else MINUS_ONE, ONE)
