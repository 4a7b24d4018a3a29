"""Clearing denominators and positive factors, so that what is left is as regular as it can be.

`simplified` factors f completely over the generators of the normal form and moves every factor of one strict sign into the
multiplier of rule `multiply`, but for the one that makes the goal hard.
"""

from __future__ import annotations

from functools import lru_cache

from certify import sample
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain
from certify.expr import ONE, Call, Expr, Rational, mul, neg, power
from certify.goal import Goal
from certify.methods import evident
from certify.methods.shape import factored, weight
from certify.methods.steps import Step, chain, goal_of, multiply, product, realise
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Inequalities that are not closed."""
    return bool(goal.f.free) and goal.op in (">=", ">")


def attempt(goal: Goal, context: Context) -> Proof:
    """Clear denominators and positive factors, if that changes anything."""
    step = simplified(goal)
    if step is None:
        raise Unproved("nothing to clear")
    return realise(step, context)


@lru_cache(maxsize=4_096)
def simplified(goal: Goal) -> Step | None:
    """The goal without its factors of one strict sign, but for the heaviest; None if that changes nothing.

    f = c*p_1**e_1*...: with h the product of |c p_i**e_i|**-1 over some factors that keep their sign, f*h is the product of the
    others with the sign of those; f and f*h have the same sign.  If the others are several, and each non-negative (up to a
    common change of signs) at the samples, rule `product` separates them.
    """
    constant, items = factored(goal.f, goal.domain.integers)
    if not constant:
        return None
    names = frozenset(goal.f.free)
    signs = [strict_sign(p, goal.domain) for p, _ in items]
    heavy = [weight(p, names) + p.size / 100 if e > 0 else -1.0 for p, e in items]
    main = max(range(len(items)), key=heavy.__getitem__, default=None)
    moved = [k for k in range(len(items)) if signs[k] is not None and k != main]
    sign = 1 if constant > 0 else -1
    inverse: list[Expr] = [] if abs(constant) == 1 else [Rational(1 / abs(constant))]
    for k in moved:
        p, e = items[k]
        if signs[k] == -1:
            p, sign = neg(p), sign * (-1) ** int(e)
        inverse.append(power(p, Rational(-e)))
    rest = sorted((k for k in range(len(items)) if k not in moved), key=heavy.__getitem__)
    kept = [power(items[k][0], Rational(items[k][1])) for k in rest]
    if not kept:
        kept = [ONE]
    if sign < 0:
        kept[-1] = neg(kept[-1])
    result = mul(*kept)
    if result == goal.f:
        return None
    step = multiply(goal, mul(*inverse) if inverse else ONE, result)
    if inverse:
        step = step.then(evident.plan(goal_of(step.children[0])), 0)
    if len(kept) > 1:
        apart = separated(step.last, kept)
        if apart is not None:
            return chain(step, apart)
    return step


def separated(goal: Goal, items: list[Expr]) -> Step | None:
    """Rule `product` if every factor, or its negative, satisfies the goal's op at the samples."""
    chosen, sign = [], 1
    for item in items:
        if sample.seems(item, goal.op, goal.domain):
            chosen.append(item)
        elif sample.seems(neg(item), goal.op, goal.domain):
            chosen.append(neg(item))
            sign = -sign
        else:
            return None
    return product(goal, chosen) if sign > 0 else None


def strict_sign(item: Expr, domain: Domain) -> int | None:
    """1 or -1 if an expression is positive or negative by its form or at all sample points."""
    if isinstance(item, Call) and item.op in ("exp", "gamma"):
        return 1
    if not item.free:
        from certify.enclose import sign

        return sign(item) or None
    found = {s for _, s in sample.signs(item, domain)}
    return found.pop() if len(found) == 1 and 0 not in found else None
