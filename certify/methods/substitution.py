"""Changes of one variable: mirror, reciprocal, distance from an end, powers, exponentials.  Rule `substitute`.

As a method: exponentials of one variable become a positive variable, roots of one linear term a variable >= 0.  Each function builds the step; its inverse and the range of the new variable are chosen so that the children that place the
new variable are evident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from certify.algebra import normal, rational_polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Range
from certify.expr import ONE, ZERO, Call, Expr, Rational, Variable, div, exp, fresh, log, neg, power, replace, walk
from certify.goal import Goal
from certify.methods import evident
from certify.methods.steps import Step, goal_of, put, realise, substitution
from certify.unproved import OutOfTime, Unproved

MOST_INDEX: Final = 12


def new_variable(step: Step) -> str:
    """The variable that a substitution introduces."""
    return str(step.params["new"])


def mirrored(goal: Goal, name: str) -> Step:
    """x = -t."""
    r = goal.domain.ranges[name]
    where = Range(
        None if r.upper is None else normal(neg(r.upper)),
        None if r.lower is None else normal(neg(r.lower)),
        r.upper_strict,
        r.lower_strict,
    )
    return _planned(
        substitution(goal, name, _fresh(goal, "t"), neg(Variable(_fresh(goal, "t"))), neg(Variable(name)), where)
    )


def to_zero(goal: Goal, name: str, side: str, q: int = 1) -> Step:
    """What lies at the end of a range goes to u = 0: x = u**-q for "up", x = end + u**q for "lower", end - u**q for "upper".

    "up" needs positive x.
    """
    r = goal.domain.ranges[name]
    new = _fresh(goal, "u")
    u, x = Variable(new), Variable(name)
    root = Rational(Fraction(1, q))
    if side == "up":
        if r.lower is None or r.upper is not None:
            raise Unproved(f"{name} is not unbounded on one side")
        end, strict = (None, False) if r.lower == ZERO else (normal(power(r.lower, neg(root))), r.lower_strict)
        if r.lower == ZERO and not r.lower_strict:
            raise Unproved(f"{name} may be 0")
        return _planned(substitution(goal, name, new, u**-q, power(x, neg(root)), Range(ZERO, end, True, strict)))
    if r.lower is None or r.upper is None:
        raise Unproved(f"{name} is unbounded")
    top = normal(power(r.upper - r.lower, root))
    if side == "lower":
        where = Range(ZERO, top, r.lower_strict, r.upper_strict)
        return _planned(substitution(goal, name, new, r.lower + u**q, power(x - r.lower, root), where))
    where = Range(ZERO, top, r.upper_strict, r.lower_strict)
    return _planned(substitution(goal, name, new, r.upper - u**q, power(r.upper - x, root), where))


def shifted(goal: Goal, name: str, end: Expr) -> Step:
    """x = end + t, for a range [end, oo) or one with an irrational end."""
    r = goal.domain.ranges[name]
    where = Range(
        None if r.lower is None else normal(r.lower - end),
        None if r.upper is None else normal(r.upper - end),
        r.lower_strict,
        r.upper_strict,
    )
    new = _fresh(goal, "t")
    return _planned(substitution(goal, name, new, end + Variable(new), Variable(name) - end, where))


def exponential(goal: Goal, name: str, rate: Fraction = Fraction(1)) -> Step:
    """x = log(v)/rate, v = exp(rate*x) > 0, for f that depends on x through exponentials of multiples of rate*x alone."""
    r = goal.domain.ranges[name]
    new = _fresh(goal, "v")
    ends = [None if e is None else normal(exp(e * rate)) for e in (r.lower, r.upper)]
    strict = (r.lower_strict, r.upper_strict)
    if rate < 0:
        ends, strict = ends[::-1], strict[::-1]
    where = Range(ends[0] if ends[0] is not None else ZERO, ends[1], strict[0] or ends[0] is None, strict[1])
    forward = log(Variable(new)) * (1 / rate)
    return _planned(substitution(goal, name, new, forward, exp(Variable(name) * rate), where))


def _fresh(goal: Goal, stem: str) -> str:
    return fresh(stem, frozenset(goal.domain.ranges))


def _planned(step: Step) -> Step:
    """Plans for the children that place the new variable."""
    for k in range(len(step.children) - 1):
        child = goal_of(step.children[k])
        step = step.then(evident.plan(child), k)
    return step


# as a method ----------------------------------------------------------------------------------------------------------------


def applies(goal: Goal) -> bool:
    """Inequalities with exponentials or roots in one real variable."""
    return goal.op in (">=", ">") and any(True for _ in substitutions(goal))


def attempt(goal: Goal, context: Context) -> Proof:
    """The first substitution that removes exponentials or roots."""
    failure: Unproved | None = None
    for name, kind in substitutions(goal):
        try:
            return realise(kind(goal, name), context)
        except OutOfTime:
            raise
        except Unproved as reason:
            failure = failure or reason
    raise failure or Unproved("no substitution helps")


def substitutions(goal: Goal) -> Iterator[tuple[str, Callable[[Goal, str], Step]]]:
    """The variables that occur through exponentials, or under roots, of linear terms alone."""
    for name in goal.active:
        if goal.domain.ranges[name].integer:
            continue
        if _rate(goal.f, name) is not None:
            yield name, _by_exponential
        if _radicand(goal.f, name) is not None:
            yield name, rooted


def _rate(f: Expr, name: str) -> Fraction | None:
    """The q for which f is a function of exp(q*name)."""
    found = {n for n in walk(f) if isinstance(n, Call) and n.op == "exp" and name in n.free}
    bare = f
    rates = []
    for node in sorted(found, key=lambda n: -n.size):
        rate = normal(div(node.args[0], Variable(name)))
        if not isinstance(rate, Rational):
            return None
        rates.append(rate.value)
        bare = replace(bare, node, ONE)
    if not rates or name in bare.free:
        return None
    scale = lcm(*(q.denominator for q in rates))
    return Fraction(gcd(*(int(q * scale) for q in rates)), scale)


def _by_exponential(goal: Goal, name: str) -> Step:
    rate = _rate(goal.f, name)
    assert rate is not None
    return exponential(goal, name, rate)


def _radicand(f: Expr, name: str) -> tuple[Expr, int] | None:
    """The one linear expression of which roots occur, and the common index of the roots."""
    bases: set[Expr] = set()
    index = 1
    for node in walk(f):
        if isinstance(node, Call) and node.op == "pow" and name in node.args[0].free:
            exponent = node.args[1]
            if isinstance(exponent, Rational) and exponent.value.denominator > 1:
                bases.add(node.args[0])
                index = lcm(index, exponent.value.denominator)
    if len(bases) != 1 or index > MOST_INDEX:
        return None
    (base,) = bases
    p = rational_polynomial(base, (name,))
    return (base, index) if p is not None and max(p) == (1,) else None


def rooted(goal: Goal, name: str) -> Step:
    """t = (a*x + b)**(1/q), x = (t**q - b)/a."""
    found = _radicand(goal.f, name)
    if found is None:
        raise Unproved("no root of a linear term")
    base, q = found
    p = rational_polynomial(base, (name,))
    assert p is not None
    a, b = p[1,], p.get((0,), Fraction(0))
    new = _fresh(goal, "t")
    r = goal.domain.ranges[name]
    root = Rational(Fraction(1, q))
    ends = [None if e is None else normal(power(put(base, {name: e}), root)) for e in (r.lower, r.upper)]
    strict = [r.lower_strict, r.upper_strict]
    if a < 0:
        ends, strict = ends[::-1], strict[::-1]
    if ends[0] is None:
        ends[0], strict[0] = ZERO, False
    forward = (Variable(new) ** q - b) * (1 / a)
    step = substitution(goal, name, new, forward, power(base, root), Range(ends[0], ends[1], *strict))
    return _planned(step)
