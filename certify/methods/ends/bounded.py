"""New bounded variables for what is not analytic at u = 0: logarithms and flat exponentials.

    u**s * log(u)       a variable in [-bound, 0]                     (rule generalise)
    flat exponentials   E = u**k * v with v in [0, bound]             (rule generalise)

Each bound is the value at the upper end of the range of u, towards which the term grows; that it does is proved by a derivative.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, lcm
from typing import Final

from flint import arb, ctx

from certify.algebra import fraction, normal
from certify.calculus import derivative
from certify.domain import Range
from certify.enclose import closed_ball
from certify.expr import ZERO, Call, Expr, Rational, Variable, add, exp, fresh, log, mul, neg, power, replace
from certify.goal import Goal
from certify.methods import evident
from certify.methods.ends.growth import Growth
from certify.methods.rewrite import simplified
from certify.methods.shape import powers, summands
from certify.methods.steps import Child, Step, generalise, goal_of, logarithm, multiply, put, taylor
from certify.unproved import Unproved

LEAST: Final = Fraction(1, 2**64)


class Bounded(Growth):
    """The new variables of one goal."""

    def small_log(self, goal: Goal, s: Fraction, name: str, result: Expr) -> Step:
        """u**s * log(u) as a new variable in [-M, 0], M its size at the upper end of u's range, where it is largest.

        M + u**s*log(u) >= 0 because M*u**-s + log(u) falls towards that end as long as u**s <= s*M.
        """
        term = mul(power(self.u, Rational(s)), log(self.u))
        bound = self.upper_value(neg(term))
        step = generalise(goal, term, name, Range(neg(bound), ZERO), result)
        lower = goal_of(step.children[0])
        scaled = multiply(lower, power(self.u, Rational(-s)), bound * power(self.u, Rational(-s)) + log(self.u))
        return step.then(self.towards_upper(scaled), 0).then(planned(step.children[1]), 1)

    def towards_upper(self, step: Step) -> Step:
        """The step's last child by one derivative from the upper end of u's range, with its other children planned."""
        for k in range(len(step.children) - 1):
            step = step.then(planned(step.children[k]), k)
        end = step.last.domain.ranges[self.name].upper
        if end is None:
            raise Unproved("the range is unbounded, so nothing bounds this term")
        f = step.last.f
        link = taylor(step.last, self.name, end, "upper", (f, normal(derivative(f, self.name))), (">=", ">="))
        cleared = simplified(link.last)
        return step.then(link if cleared is None else link.then(cleared))

    def flattened(self, goal: Goal, flat: set[Call], k: int | None = None) -> Step:
        """Flat exponentials as powers of u**k * v, v a new variable in [0, bound]; without k, one that makes them small enough."""
        first = min(flat, key=lambda n: (n.size, repr(n)))
        multiples: dict[Call, Fraction] = {}
        for node in flat:
            ratio = self._ratio(node, first)
            if ratio:
                multiples[node] = ratio
        unit = Fraction(1, lcm(*(m.denominator for m in multiples.values())))
        base = first if unit == 1 else exp(normal(self.of_base(first).polar * unit))
        name = new_name(goal)
        if k is None:
            k = self._needed(goal, first, unit)
        v = mul(Variable(name), power(self.u, Rational(k))) if k else Variable(name)
        result = goal.f
        for node, m in multiples.items():
            result = replace(result, node, power(v, Rational(m / unit)))
        term = mul(base, power(self.u, Rational(-k))) if k else base
        top = self.upper_value(term)
        step = generalise(goal, term, name, Range(ZERO, top, lower_strict=True), result)
        polar = self.of_base(base).polar
        bound = log(top) - polar + k * log(self.u)
        upper = self.towards_upper(logarithm(goal_of(step.children[1]), term, bound))
        return step.then(planned(step.children[0]), 0).then(upper, 1)

    def _ratio(self, base: Expr, first: Call) -> Fraction:
        """The rational r with base = first**r, both flat; 0 if there is none."""
        if not isinstance(base, Call) or base.op not in ("exp", "pow") or not self.is_flat(base):
            return Fraction(0)
        ratio = normal(self.of_base(base).polar / self.of_base(first).polar)
        return ratio.value if isinstance(ratio, Rational) else Fraction(0)

    def _needed(self, goal: Goal, first: Call, unit: Fraction) -> int:
        """A power of u that makes the flat terms vanish faster than the others."""
        top, _ = fraction(goal.f)
        others, flat = [], []
        for term in summands(top):
            found = powers(term)
            share = sum((self._ratio(base, first) / unit * e for base, e in found.items()), Fraction(0))
            if share:
                flat.append((found.get(self.u, Fraction(0)), share))
            else:
                others.append(term)
        order = self.probe.order(add(*others)) if others else (Fraction(0), 0)
        if order is None:
            raise Unproved("the behaviour at the end of the range is not understood")
        low = order[0]
        return max([0, *(ceil((low + 1 - exponent) / share) for exponent, share in flat)])

    def upper_value(self, item: Expr) -> Rational:
        """A rational a little above the value of a positive item at the upper end of u's range, not too small to be handled."""
        end = self.domain.ranges[self.name].upper
        if end is None:
            raise Unproved("the range is unbounded, so nothing bounds this term")
        ball = closed_ball(put(item, {self.name: end}), 64)
        if not ball.is_finite():
            raise Unproved("no bound at the upper end of the range")
        return Rational(max(above(ball), LEAST))


def above(ball: arb) -> Fraction:
    """A short rational not below the ball, at most about 1/500 more if it is positive."""
    with ctx.workprec(64):
        top = ball.upper()
        if top <= 0:
            return Fraction(0)
        k = int((top.log() / arb(2).log()).floor().unique_fmpz() or 0) - 9
        scaled = (top / arb(2) ** k).ceil().unique_fmpz()
        if scaled is None:
            raise Unproved("no rational bound")
    return Fraction(int(scaled)) * Fraction(2) ** k


def planned(child: Child) -> Child:
    """A plan by the form of a side goal."""
    return evident.plan(child) if isinstance(child, Goal) else child


def new_name(goal: Goal) -> str:
    """A fresh variable for a generalised term."""
    return fresh("w", frozenset(goal.domain.ranges) | goal.f.free)
