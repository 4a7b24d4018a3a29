"""How expressions behave as u -> 0+, read off numerically, and the scale in which they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from flint import arb, ctx

from certify import sample
from certify.algebra import normal
from certify.domain import Domain
from certify.expr import ONE, ZERO, Expr, Rational, Variable, exp, log, mul, power
from certify.unproved import Unproved

NEAR: Final = (300, 600)  # u = 2**-300, 2**-600: so small that powers show through logarithms
PRECISION: Final = 8_000
ROUND: Final = 60  # leading exponents are multiples of 1/60


@dataclass(frozen=True)
class Probe:
    """Values of expressions for u close to 0, other variables at a sample point."""

    domain: Domain
    name: str

    @cached_property
    def others(self) -> dict[str, arb]:
        found = sample.points(self.domain)
        point = found[len(found) // 2] if found else tuple(arb(1) for _ in self.domain.ranges)
        return dict(zip(self.domain.ranges, point, strict=True))

    def at_zero(self) -> list[arb]:
        """The sample point with u = 0."""
        return [arb(0) if n == self.name else v for n, v in self.others.items()]

    def value(self, item: Expr, k: int) -> arb:
        """A ball at u = 2**-k; not finite if undefined."""
        compiled = sample.compiled_for(item, tuple(self.domain.ranges))
        if compiled is None:
            return arb.nan()
        with ctx.workprec(PRECISION):
            point = [arb(2) ** -k if n == self.name else v for n, v in self.others.items()]
            return compiled.ball(point)

    def order(self, item: Expr) -> tuple[Fraction, int] | None:
        """(a, j) if the item seems to grow like u**a * log(u)**j; None if it does not (exponentials, oscillation, 0)."""
        if self.name not in item.free:
            return Fraction(0), 0
        first, second = (self.value(item, k) for k in NEAR)
        if not (first.is_finite() and second.is_finite()) or first.contains(0) or second.contains(0):
            return None
        if (first > 0) != (second > 0):
            return None
        with ctx.workprec(PRECISION):
            low, high = (abs(v).log() / arb(2).log() for v in (first, second))
            slope = float((low - high) / (NEAR[1] - NEAR[0]))
            if not abs(slope) < 1000:
                return None
            a = Fraction(round(slope * ROUND), ROUND).limit_denominator(12)
            j = float(high - low + (NEAR[1] - NEAR[0]) * arb(a.numerator) / a.denominator)
        if abs(slope - float(a)) > 0.04 or abs(j - round(j)) > 0.1:
            return None
        return a, round(j)

    def sign(self, item: Expr) -> int:
        """The sign near 0, or 0 if it is not clear."""
        first, second = (self.value(item, k) for k in NEAR)
        return 1 if first > 0 and second > 0 else -1 if first < 0 and second < 0 else 0

    def singular(self, item: Expr) -> bool:
        """Whether an item that depends on u has no finite limit, as far as can be seen."""
        if self.name not in item.free:
            return False
        order = self.order(item)
        if order is None:
            first, second = (self.value(item, k) for k in NEAR)
            return not (first.is_finite() and second.is_finite() and abs(first) < 2**50 and abs(second) < 2**50)
        return order[0] < 0 or (order[0] == 0 and order[1] > 0)


@dataclass(frozen=True)
class Scale:
    """u**power * log(u)**logs * exp(polar): how something grows or vanishes as u -> 0+."""

    power: Fraction = Fraction(0)
    logs: int = 0
    polar: Expr = ZERO

    def times(self, other: Scale, e: Fraction = Fraction(1)) -> Scale:
        """This scale times another one to a power."""
        logs = Fraction(self.logs) + other.logs * e
        if logs.denominator != 1:
            raise Unproved("a root of a logarithm")
        polar = self.polar if other.polar == ZERO else normal(self.polar + other.polar * e)
        return Scale(self.power + other.power * e, int(logs), polar)

    def expression(self, u: Variable) -> Expr:
        """The scale as an expression."""
        parts = [power(u, Rational(self.power))] if self.power else []
        if self.logs:
            parts.append(power(log(u), Rational(self.logs)))
        if self.polar != ZERO:
            parts.append(exp(self.polar))
        return mul(*parts) if parts else ONE
