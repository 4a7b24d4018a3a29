"""Clearing denominators and positive factors, so that what is left is as regular as it can be.

`simplified` factors f completely over the generators of the normal form and moves every factor of one strict sign into the
multiplier of rule `multiply`, unless the factor is what makes the goal hard; `positive` plans a proof that such a multiplier is
positive, factor by factor.
"""

from __future__ import annotations

from certify import sample
from certify.algebra.frame import Normal
from certify.certificate import Proof
from certify.context import Context, Unproved
from certify.domain import Domain
from certify.expr import ONE, Call, Expr, Rational, mul, neg, power
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.shape import factors, weight
from certify.methods.steps import Child, Step, chain, multiply, product, realise


def applies(goal: Goal) -> bool:
    """Inequalities that are not closed."""
    return bool(goal.f.free) and goal.op in (">=", ">")


def attempt(goal: Goal, context: Context) -> Proof:
    """Clear denominators and positive factors, if that changes anything."""
    step = simplified(goal)
    if step is None:
        raise Unproved("nothing to clear")
    return realise(step, context)


def simplified(goal: Goal) -> Step | None:
    """The goal without its factors of one strict sign, as far as they are easy; None if that changes nothing.

    f = c*p_1**e_1*...: with h the product of |c p_i**e_i|**-1 over some factors that keep their sign, f*h is the product of the
    others with the sign of those; f and f*h have the same sign.  If the others are several, and each non-negative (up to a
    common change of signs) at the samples, rule `product` separates them.
    """
    parts = Normal(goal.domain.integers).factors(goal.f, irreducible=True)
    if not parts.constant:
        return None
    items = [*parts.units, *((p, e) for p, e in parts.others)]
    names = frozenset(goal.f.free)
    signs = [strict_sign(p, goal.domain) for p, _ in items]
    moved = [k for k, (p, _) in enumerate(items) if signs[k] is not None and (_easy(p, names) or k < len(parts.units))]
    if len(moved) == len(items) and moved:
        hardest = max(moved, key=lambda k: (items[k][1] > 0, items[k][0].size))
        moved.remove(hardest)
    sign = 1 if parts.constant > 0 else -1
    inverse: list[Expr] = [] if abs(parts.constant) == 1 else [Rational(1 / abs(parts.constant))]
    for k in moved:
        p, e = items[k]
        if signs[k] == -1:
            p, sign = neg(p), sign * (-1) ** int(e)
        inverse.append(power(p, Rational(-e)))
    kept = [power(p, Rational(e)) for k, (p, e) in enumerate(items) if k not in moved]
    if not kept:
        kept = [ONE]
    if sign < 0:
        kept[-1] = neg(kept[-1])
    result = mul(*kept)
    if result == goal.f:
        return None
    step = multiply(goal, mul(*inverse) if inverse else ONE, result)
    if inverse:
        step = step.then(positive(step.children[0]), 0)  # type: ignore[arg-type]
    if len(kept) > 1:
        apart = separated(step.last, kept)
        if apart is not None:
            return chain(step, apart)
    return step


def separated(goal: Goal, items: list[Expr]) -> Step | None:
    """Rule `product` if every factor, or its negative, satisfies the goal's op at the samples."""
    chosen = []
    for item in items:
        if sample.seems(item, goal.op, goal.domain):
            chosen.append(item)
        elif sample.seems(neg(item), goal.op, goal.domain):
            chosen.append(neg(item))
        else:
            return None
    try:
        return product(goal, chosen)
    except Unproved:  # an odd number of signs was changed
        return None


def strict_sign(item: Expr, domain: Domain) -> int | None:
    """1 or -1 if an expression is positive or negative by its form or at all sample points."""
    if isinstance(item, Call) and item.op in ("exp", "gamma"):
        return 1
    if not item.free:
        from certify.enclose import sign

        return sign(item) or None
    found = {s for _, s in sample.signs(item, domain)}
    return found.pop() if len(found) == 1 and 0 not in found else None


def _easy(item: Expr, names: frozenset[str]) -> bool:
    return weight(item, names) == 0 or (isinstance(item, Call) and item.op in ("exp", "gamma"))


def positive(goal: Goal) -> Child:
    """A plan for h > 0: factor by factor; exponentials, gammas and powers of positive numbers by their facts."""
    parts = factors(goal.f)
    if len(parts) > 1:
        head = [p for p in parts if isinstance(p, Rational)]
        rest = [p for p in parts if not isinstance(p, Rational)]
        if len(rest) == 1:
            step = multiply(goal, Rational(1 / head[0].value), rest[0])
            return step.then(positive(step.last))
        step = product(goal, parts)
        for k, child in enumerate(step.children):
            assert isinstance(child, Goal)
            step = step.then(positive(child), k)
        return step
    item = goal.f
    if isinstance(item, Call):
        if item.op == "exp":
            return by_fact(goal, "exp_positive", *item.args)
        if item.op == "gamma":
            step = by_fact(goal, "gamma_positive", *item.args)
            return step.then(positive(step.last))
        if item.op == "pow":
            step = by_fact(goal, "power_positive", *item.args)
            return step.then(positive(step.last))
    return goal
