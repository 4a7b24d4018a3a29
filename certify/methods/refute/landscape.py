"""A goal as a function on its domain, at exact rational points.

Values are balls, at higher precision where a ball cannot tell the sign.  Nothing here is part of a proof.  What is promised:
`Landscape.inside` and `Landscape.sign` say only what balls computed at the point show (rounded ends aside).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from flint import arb, ctx

from certify.algebra import is_zero
from certify.deadline import Deadline
from certify.enclose import Compiled, compile
from certify.enclose.numbers import to_arb
from certify.expr import MINUS_ONE, Call, Expr, Rational, add, mul, power, substitute
from certify.goal import Goal
from certify.methods.refute.axes import end_value
from certify.sample import admits

Point: TypeAlias = tuple[Fraction, ...]

PRECISIONS: Final = (64, 192, 640)
DOUBTS: Final = 24  # after so many signs that no precision could tell, higher ones are not tried any more


def has_scale(f: Expr) -> bool:
    """Whether `relative(f)` is another function than f."""
    return isinstance(f, Call) and f.op == "add"


def relative(f: Expr) -> Expr:
    """f over the sum of the sizes of its terms: between -1 and 1, with the sign of f."""
    if not has_scale(f):
        return f
    assert isinstance(f, Call)
    size = add(*(t if isinstance(t, Rational) and t.value > 0 else Call("abs", (t,)) for t in f.args))
    return mul(f, power(size, MINUS_ONE))


@dataclass
class Landscape:
    """A goal `f op 0` as a function on its domain."""

    goal: Goal
    deadline: Deadline
    doubts: int = 0
    names: tuple[str, ...] = ()
    height: Compiled = field(init=False)
    scaled: Compiled = field(init=False)
    conditions: list[tuple[Expr, Compiled, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = tuple(self.goal.domain.ranges)
        self.height = compile(self.goal.f, self.names)
        self.scaled = compile(relative(self.goal.f), self.names)
        domain = self.goal.domain
        bounds = [Goal.of(domain, c) for c in domain.constraints]
        self.conditions = [(b.f, compile(b.f, self.names), b.op) for b in bounds]
        self.ends = [(end_value(r.lower), end_value(r.upper)) for r in domain.ranges.values()]

    def in_ranges(self, point: Point) -> bool:
        """Whether each coordinate lies in its range."""
        for value, r, (low, high) in zip(point, self.goal.domain.ranges.values(), self.ends, strict=True):
            if low is not None and (value < low or (r.lower_strict and value == low)):
                return False
            if high is not None and (value > high or (r.upper_strict and value == high)):
                return False
            if r.integer and value.denominator != 1:
                return False
        return True

    def inside(self, point: Point) -> bool:
        """Whether the point is seen to lie in the domain."""
        if not self.in_ranges(point):
            return False
        for f, compiled, op in self.conditions:
            s = self._sign_of(f, compiled, point)
            if s is None or not admits(op, s):
                return False
        return True

    def sign(self, point: Point) -> int | None:
        """The sign of f, None if it cannot be told."""
        return self._sign_of(self.goal.f, self.height, point)

    def violates(self, point: Point) -> bool:
        """Whether the goal is seen to fail at a point of the domain."""
        if not self.inside(point):
            return False
        s = self.sign(point)
        return s is not None and not admits(self.goal.op, s)

    def value(self, point: Point, *, scaled: bool) -> arb | None:
        """How high f is at a point of the domain (the middle of a ball); for `==` and `!=` how far from 0; None outside."""
        if not self.inside(point):
            return None
        compiled = self.scaled if scaled else self.height
        found = self._ball(compiled, point, PRECISIONS[0])
        if found.rel_accuracy_bits() < 8 and self.doubts < DOUBTS:
            found = self._ball(compiled, point, PRECISIONS[1])
        if not found.is_finite():
            return None
        return abs(found.mid()) if self.goal.op == "!=" else found.mid()

    def excess(self, point: Point) -> arb | None:
        """By how much the constraints are violated in all; None outside the ranges or where one is undefined."""
        if not self.in_ranges(point):
            return None
        total = arb(0)
        for _, compiled, op in self.conditions:
            value = self._ball(compiled, point, PRECISIONS[0]).mid()
            if not value.is_finite():
                return None
            if op == "==":
                total += abs(value)
            elif not admits(op, (value > 0) - (value < 0)):
                total += abs(value) + arb(2) ** -60
        return total.mid()

    def _ball(self, compiled: Compiled, point: Point, prec: int) -> arb:
        self.deadline.check()
        with ctx.workprec(prec):
            return compiled.ball([to_arb(v) for v in point])

    def _sign_of(self, f: Expr, compiled: Compiled, point: Point) -> int | None:
        for prec in PRECISIONS:
            value = self._ball(compiled, point, prec)
            if value > 0:
                return 1
            if value < 0:
                return -1
            if value.is_zero():
                return 0
            if self.doubts >= DOUBTS:
                return None
        self.doubts += 1
        if not value.is_finite():
            return None
        exact = substitute(f, {name: Rational(v) for name, v in zip(self.names, point, strict=True)})
        return 0 if is_zero(exact) else None
