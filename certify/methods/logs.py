"""Logarithms of both sides: A - B >= 0 with positive A and B as log(A) - log(B) >= 0 (rule `log`).

For goals on an unbounded range in which gamma functions, binomials, exponentials or powers with a variable exponent occur: on the
logarithmic scale the tail method meets lgamma and linear growth only.  f must be a difference of two
positive sides, one of them a product; a factor that is a sum keeps its logarithm as it is.  Two gamma functions of arguments that grow faster than the variables (gamma(d**2 + d) and
gamma(d**2)) meet in a bound for their ratio (facts `gamma_ratio_lower`, `gamma_ratio_upper`); the tail method gets what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from math import prod
from typing import Final

from certify import sample
from certify.algebra import normal, rational_polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.expr import ONE, Call, Expr, Rational, add, div, log, mul, neg, walk
from certify.goal import Goal
from certify.methods.facts import by_fact
from certify.methods.shape import common, factors, product_of, seems_positive, summands
from certify.methods.steps import Step, chain, goal_of, logarithm, realise, split, total
from certify.unproved import Unproved

MOST_TERMS: Final = 4
LATER: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


def applies(goal: Goal) -> bool:
    """Inequalities between products, or a product and a sum, that grow fast, on an unbounded range."""
    if goal.op not in (">=", ">") or all(goal.domain.ranges[name].compact for name in goal.active):
        return False
    names = goal.f.free
    if not any(isinstance(n, Call) and n.free & names and _is_fast(n) for n in walk(goal.f)):
        return False
    sides = _sides(goal)
    return sides is not None and all(_is_positive_termed(side, goal) for side in sides)


def _is_fast(node: Call) -> bool:
    return node.op in ("gamma", "binomial") or (node.op == "pow" and not isinstance(node.args[1], Rational))


def _sides(goal: Goal) -> tuple[Expr, Expr] | None:
    """f = above - below, both positive, one of them a product."""
    items = summands(goal.f)
    if not 2 <= len(items) <= MOST_TERMS:
        return None
    above = [t for t in items if seems_positive(t, goal.domain)]
    below = [neg(t) for t in items if t not in above]
    if not above or not below or len(above) > 1 < len(below) or not all(seems_positive(t, goal.domain) for t in below):
        return None
    return _together(add(*above)), _together(add(*below))


def _together(f: Expr) -> Expr:
    """A sum with the powers that all its terms share taken out."""
    shared = product_of(common(f)) if len(summands(f)) > 1 else ONE
    return f if shared == ONE else mul(shared, normal(div(f, shared)))


def _is_positive_termed(item: Expr, goal: Goal) -> bool:
    """Whether the sums that are factors have positive terms only, as far as they grow fast: nothing cancels in them."""
    if isinstance(item, Call) and item.op in ("mul", "pow"):
        return all(_is_positive_termed(part, goal) for part in item.args)
    if isinstance(item, Call) and item.op == "add" and any(isinstance(n, Call) and _is_fast(n) for n in walk(item)):
        return all(seems_positive(part, goal.domain) for part in item.args)
    return True


def attempt(goal: Goal, context: Context) -> Proof:
    """Take logarithms and prove what comes out; of integers, from some bound on if ratios of steep gammas are bounded first."""
    step = plan(goal)
    if sample.violation(step.last) is not None:
        raise Unproved("the logarithms do not compare at a sample point")
    if not any(_is_steep(node) for node in walk(step.last.f)):
        return realise(step, context)
    for pieces in _pieces(goal):
        rest = goal if pieces is None else goal_of(pieces.children[1])
        steps = [plan(rest)]
        while (bound := ratio_bound(steps[-1].last)) is not None:
            steps.append(bound)
        if len(steps) > 1 and sample.violation(steps[-1].last) is None:
            found = chain(*steps)
            return realise(found if pieces is None else pieces.then(found, 1), context)
    raise Unproved("no bound for a ratio of gammas is good enough")


def _pieces(goal: Goal) -> Iterator[Step | None]:
    """The goal whole; or split at ever later places of its only variable, an integer."""
    yield None
    (name, *others) = goal.active
    r = goal.domain.ranges[name]
    if others or not r.integer or not isinstance(r.lower, Rational) or goal.domain.constraints:
        return
    for later in LATER:
        yield split(goal, name, [add(r.lower, Rational(later - 1))])


def _is_steep(node: Expr) -> bool:
    """Whether an expression is lgamma of a polynomial of degree two or more."""
    if not isinstance(node, Call) or node.op != "lgamma":
        return False
    found = rational_polynomial(node.args[0], tuple(sorted(node.free)))
    return found is not None and max(map(sum, found), default=0) > 1


def ratio_bound(goal: Goal) -> Step | None:
    """f = q*(lgamma(a + b) - lgamma(a)) + rest with steep lgammas, q > 0: the lower bound b*log(a); q < 0: the upper one."""
    gammas = {t: q for t, q in _coefficients(goal.f).items() if _is_steep(t)}
    for (one, p), (other, q) in permutations(gammas.items(), 2):
        step = normal(one.args[0] - other.args[0])
        if p != -q or not sample.seems(step - 1, ">=", goal.domain):
            continue
        base = other.args[0]
        slope = log(base) if p > 0 else log(add(base, step))
        pair = Rational(p) * (Call("lgamma", (add(base, step),)) - other - step * slope)
        rest = add(*(t for t in summands(goal.f) if not gammas.keys() & {*factors(t)}), *(
            mul(Rational(c), t) for t, c in gammas.items() if t not in (one, other)
        ), Rational(p) * step * slope)  # fmt: skip
        whole = total(goal, [pair, rest], [">=", goal.op])
        name = "gamma_ratio_lower" if p > 0 else "gamma_ratio_upper"
        return whole.then(by_fact(goal_of(whole.children[0]), name, base, step, scale=abs(p)), 0)
    return None


def _coefficients(f: Expr) -> dict[Call, Fraction]:
    """The lgammas that are summands, with their rational coefficients."""
    found: dict[Call, Fraction] = {}
    for term in summands(f):
        *numbers, last = factors(term)
        if isinstance(last, Call) and last.op == "lgamma" and all(isinstance(n, Rational) for n in numbers):
            q = prod((n.value for n in numbers if isinstance(n, Rational)), start=Fraction(1))
            found[last] = found.get(last, Fraction(0)) + q
    return found


def plan(goal: Goal) -> Step:
    """The step to log(A) - log(B)."""
    sides = _sides(goal)
    if sides is None:
        raise Unproved("not a difference of positive products")
    above, below = sides
    return logarithm(goal, below, add(log_of(above, goal), neg(log_of(below, goal))))


def log_of(item: Expr, goal: Goal) -> Expr:
    """The logarithm of a product of positive factors, written out."""
    return add(*(_log_of_factor(part, goal) for part in factors(item)))


def _log_of_factor(part: Expr, goal: Goal) -> Expr:
    if isinstance(part, Call):
        if part.op == "exp":
            return part.args[0]
        if part.op == "gamma":
            return Call("lgamma", part.args)
        if part.op == "binomial":
            n, k = part.args
            above, *below = (Call("lgamma", (add(a, ONE),)) for a in (n, k, n - k))
            return add(above, *map(neg, below))
        if part.op in ("pow", "mul") and seems_positive(part.args[0], goal.domain):
            if part.op == "mul":
                return log_of(part, goal)
            base, exponent = part.args
            return add(*(mul(exponent, t) for t in summands(log_of(base, goal))))
    return log(part)
