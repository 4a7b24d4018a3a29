"""Steps from a tamed goal to one that is regular at u = 0: the leading factor divided out, the others in new bounded variables.

    log(u) in the lead  divided out, 1/log(1/u) a new variable                     (rules multiply, generalise)
    other factors       u**s * log(u) and flat exponentials, see `bounded`

The plans are found from numerical values and hold or fail by their steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from certify import sample
from certify.algebra import fraction, is_zero, normal
from certify.domain import Range
from certify.expr import (
    MINUS_ONE,
    ONE,
    ZERO,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    exp,
    log,
    mul,
    neg,
    power,
    replace,
    walk,
)
from certify.goal import Goal
from certify.methods.ends.bounded import Bounded, new_name, planned
from certify.methods.ends.probe import Probe, Scale
from certify.methods.ends.terms import collected_by_denominator, spread
from certify.methods.shape import factors, powers, summands
from certify.methods.steps import Step, generalise, goal_of, multiply, rewrite
from certify.unproved import Unproved


@dataclass(frozen=True)
class Piece:
    """exp(polar) * log(u)**logs * coefficient."""

    polar: Expr
    logs: int
    coefficient: Expr


class Fractional(Unproved):
    """Fractional powers of u are left: u should be replaced by u**q."""

    def __init__(self, q: int) -> None:
        super().__init__(f"fractional powers of denominator {q} are left")
        self.q = q


class Levelling(Bounded):
    """The factors of one goal, removed."""

    def levelled(self, goal: Goal) -> list[Step]:
        """Steps from a tamed goal to one that is regular at u = 0, with new bounded variables."""
        top, bottom = fraction(goal.f)
        pieces = self._pieces([(term, ONE) for term in summands(top)])
        apart = self._pieces([(term, b) for a, b in map(fraction, spread(goal.f)) for term in summands(a)])
        if _size(apart) < top.size + bottom.size and len(apart) <= len(pieces):
            pieces, bottom = apart, ONE
        values = [(piece, self._valuation(piece)) for piece in pieces]
        lead, value = values[0]
        for piece, other in values[1:]:
            if self.beats(Scale(other, piece.logs, piece.polar), Scale(value, lead.logs, lead.polar)):
                lead, value = piece, other
        steps = [self._divided(goal, top, bottom, pieces, lead)]
        if lead.logs:
            steps.append(self._slow(steps[-1].last, lead.logs))
        if log(self.u) in set(walk(steps[-1].last.f)):
            steps.append(self._logarithm(steps[-1].last, values, lead, value))
        flats = self._flats(steps[-1].last)
        if flats:
            steps += flats
        final = self._cleared(steps[-1].last)
        if final is not None:
            steps.append(final)
        self._regular(steps[-1].last)
        return steps

    def _pieces(self, terms: list[tuple[Expr, Expr]]) -> list[Piece]:
        """A sum of quotients by its exponentials and powers of log(u)."""
        found: dict[tuple[Expr, int], list[Expr]] = {}
        for term, below in terms:
            logs = 0
            polar: Expr = ZERO
            rest: list[Expr] = []
            for item in factors(term):
                for base, e in powers(item).items() or [(item, Fraction(1))]:
                    if base == log(self.u):
                        logs += int(e)
                    elif isinstance(base, Call) and base.op in ("exp", "pow") and self.of_base(base).polar != ZERO:
                        polar = polar + self.of_base(base).polar * e
                    else:
                        rest.append(item)
            polar = normal(polar) if polar != ZERO else ZERO
            coefficient = mul(*rest) if rest else ONE
            found.setdefault((polar, logs), []).append(coefficient if below == ONE else coefficient / below)
        pieces = []
        for (polar, logs), parts in found.items():
            total = add(*parts)
            if is_zero(total):
                continue
            pieces.append(Piece(polar, logs, normal(total) if logs or polar != ZERO else total))
        if not pieces:
            raise Unproved("f vanishes identically")
        return pieces

    def _valuation(self, piece: Piece) -> Fraction:
        order = self.probe.order(piece.coefficient)
        if order is None or order[1]:
            raise Unproved(f"the behaviour of {piece.coefficient!r} at the end of the range is not understood")
        return order[0]

    def _divided(self, goal: Goal, top: Expr, bottom: Expr, pieces: list[Piece], lead: Piece) -> Step:
        """f times the denominator, divided by the leading exponential and power of log(1/u)."""
        s = self.probe.sign(bottom)
        if not s:
            raise Unproved("the sign of the denominator is not clear")
        slow = neg(log(self.u))
        factor: list[Expr] = [bottom if s > 0 else neg(bottom)]
        if lead.polar != ZERO:
            factor.append(exp(neg(lead.polar)))
        if lead.logs:
            factor.append(power(slow, Rational(-lead.logs)))
        terms = []
        for piece in pieces:
            parts = [piece.coefficient]
            gap = normal(piece.polar - lead.polar)
            if gap != ZERO:
                parts.append(exp(gap))
            if lead.logs:
                parts.append(Rational((-1) ** piece.logs))
                if piece.logs != lead.logs:
                    parts.append(power(slow, Rational(piece.logs - lead.logs)))
            elif piece.logs:
                parts.append(power(log(self.u), Rational(piece.logs)))
            terms.append(mul(*parts))
        h = mul(*factor)
        result = add(*terms) if s > 0 else neg(add(*terms))
        if h == ONE:
            return rewrite(goal, result)
        step = multiply(goal, h, result)
        return step.then(planned(step.children[0]), 0)

    def _slow(self, goal: Goal, count: int) -> Step:
        """1/log(1/u) as a new variable."""
        top = self.upper_value(power(neg(log(self.u)), MINUS_ONE))
        name = new_name(goal)
        w = Variable(name)
        result = goal.f
        for k in range(1, count + 1):
            result = replace(result, power(neg(log(self.u)), Rational(-k)), power(w, Rational(k)))
        slow = neg(log(self.u))
        step = generalise(goal, power(slow, MINUS_ONE), name, Range(ZERO, top, lower_strict=True), result)
        upper = self.towards_upper(multiply(goal_of(step.children[1]), slow, top * slow - 1))
        return step.then(planned(step.children[0]), 0).then(upper, 1)

    def _logarithm(self, goal: Goal, values: list[tuple[Piece, Fraction]], lead: Piece, value: Fraction) -> Step:
        """u**s * log(u) as a new variable, s as large as the terms with logarithms allow."""
        room = [(v - value) / p.logs for p, v in values if p.logs > lead.logs and p.polar == lead.polar]
        s = min([Fraction(1), *room])
        if s <= 0:
            raise Unproved("a logarithm is left")
        s = Fraction(1, -(-s.denominator // s.numerator))
        name = new_name(goal)
        result = normal(replace(goal.f, log(self.u), mul(Variable(name), power(self.u, Rational(-s)))))
        return self.small_log(goal, s, name, result)

    def _flats(self, goal: Goal) -> list[Step]:
        """Flat exponentials as u**k * v."""
        steps: list[Step] = []
        for _ in range(6):
            flat = {n for n in walk(goal.f) if isinstance(n, Call) and n.op in ("exp", "pow") and self.is_flat(n)}
            if not flat:
                return steps
            steps.append(self.flattened(goal, flat))
            goal = steps[-1].last
        raise Unproved("too many exponentials")

    def _cleared(self, goal: Goal) -> Step | None:
        """Negative powers of u multiplied out, common ones divided out; denominators as well if that is shorter."""
        top, bottom = fraction(goal.f)
        terms = [normal(term) for term in spread(goal.f)]
        least = min(self._least(*fraction(term)) for term in terms)
        shift = power(self.u, Rational(-least))
        apart = collected_by_denominator(term * shift if least else term for term in terms)
        if self.name not in bottom.free or (apart.size < top.size and self._is_finite(goal, apart)):
            if apart == goal.f:
                return None
            step = multiply(goal, shift, apart) if least else rewrite(goal, apart)
            return step.then(planned(step.children[0]), 0) if least else step
        s = self.probe.sign(bottom)
        if not s:
            raise Unproved("the sign of the denominator is not clear")
        factor = mul(bottom if s > 0 else neg(bottom), power(self.u, Rational(-self._least(top, ONE))))
        step = multiply(goal, factor, normal(goal.f * factor))
        return step.then(planned(step.children[0]), 0)

    def _least(self, top: Expr, bottom: Expr) -> Fraction:
        """The least exponent of u in the terms of a quotient."""
        content = min(powers(term).get(self.u, Fraction(0)) for term in summands(top))
        return content - min(powers(term).get(self.u, Fraction(0)) for term in summands(bottom))

    def _regular(self, goal: Goal) -> None:
        """Refuse what is still not defined, or not analytic, at u = 0."""
        q = lcm(*(e.denominator for n in walk(goal.f) for b, e in powers(n).items() if b == self.u))
        if q > 1:
            raise Fractional(q)
        if not self._is_finite(goal, goal.f):
            raise Unproved(f"still singular at the end of the range: {goal.f!r}")

    def _is_finite(self, goal: Goal, f: Expr) -> bool:
        """Whether an expression is finite at u = 0, other variables at a sample point."""
        compiled = sample.compiled_for(f, tuple(goal.domain.ranges))
        if compiled is None:
            raise Unproved("no evaluation at the end of the range")
        return bool(compiled.ball(Probe(goal.domain, self.name).at_zero()).is_finite())


def _size(pieces: list[Piece]) -> int:
    return sum(piece.coefficient.size for piece in pieces)
