"""Boxes with exact ends, and a goal compiled for evaluation on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, TypeAlias

from flint import arb, ctx

from certify.enclose import Compiled, closed_ball, compile
from certify.enclose.numbers import rational_ball
from certify.enclose.pairs import INF, NEG_INF, ONE, Pair
from certify.enclose.partials import Gradient, Hessian
from certify.expr import Expr, Rational, substitute
from certify.goal import Goal
from certify.parse import Relation

NAN: Final = arb.nan()
TWO: Final = arb(2)


@dataclass(frozen=True, slots=True)
class Side:
    """The range of one variable in a box: exact ends (None: unbounded), and the same rounded outwards."""

    lower: Expr | None
    upper: Expr | None
    low: arb
    high: arb

    @property
    def fixed(self) -> bool:
        """Whether the variable has one value."""
        return self.lower is self.upper and self.lower is not None

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lower is not None and self.upper is not None

    def middle(self) -> arb:
        """A point of the range, exact: the midpoint, rounded."""
        return ((self.low + self.high) / TWO).mid()

    def radius(self) -> arb:
        """Half the width, about."""
        return ((self.high - self.low) / TWO).mid()


Box: TypeAlias = "tuple[Side, ...]"


def end_ball(end: Expr) -> arb:
    """A closed expression at the current precision."""
    return rational_ball(end.value) if isinstance(end, Rational) else closed_ball(end, ctx.prec)


def side(lower: Expr | None, upper: Expr | None) -> Side:
    """The range between two ends, rounded outwards at the current precision."""
    if lower == upper:
        upper = lower  # the same object: the variable is fixed
    low = NEG_INF if lower is None else end_ball(lower).lower()
    high = INF if upper is None else end_ball(upper).upper()
    return Side(lower, upper, low, high)


def put(box: Box, index: int, new: Side) -> Box:
    """The box with one range replaced."""
    return (*box[:index], new, *box[index + 1 :])


def fix(box: Box, index: int, end: Expr) -> Box:
    """The face of a box where one variable is at an end."""
    return put(box, index, side(end, end))


def halves(box: Box, index: int, at: Fraction) -> tuple[Box, Box]:
    """The two parts of a box cut at a point of one range."""
    old, point, ball = box[index], Rational(at), rational_ball(at)
    left = replace(old, upper=point, high=ball.upper())
    right = replace(old, lower=point, low=ball.lower())
    return put(box, index, left), put(box, index, right)


def short_between(low: arb, high: arb) -> Fraction:
    """The dyadic with the fewest digits strictly between two exact balls, low < high (0 if possible)."""
    (m, e), (n, f) = ((int(v) for v in end.man_exp()) for end in (low, high))
    shift = min(e, f, 0) - 1  # one more bit, so that there is something between neighbours
    m, n = m << (e - shift), n << (f - shift)
    if m < 0 < n:
        return Fraction(0)
    flipped = n <= 0
    if flipped:
        m, n = -n, -m
    k = 0
    while ((m >> k + 1) + 1) << (k + 1) < n:
        k += 1
    found = Fraction(((m >> k) + 1) << k) * Fraction(2) ** shift
    return -found if flipped else found


def cut(s: Side) -> Fraction:
    """Where to cut an unbounded range."""
    if s.lower is not None:
        room = abs(s.low).max(ONE)
        return short_between((s.low + room).mid(), (s.low + 4 * room).mid())
    if s.upper is not None:
        room = abs(s.high).max(ONE)
        return short_between((s.high - 4 * room).mid(), (s.high - room).mid())
    return Fraction(0)


def point_of(s: Side, v: arb) -> Side:
    """A value of a range as a range of its own; the exact end if it is one."""
    if s.fixed or v <= s.low:
        return side(s.lower, s.lower)
    return side(s.upper, s.upper) if v >= s.high else point_side(v.mid())


class Problem:
    """A goal `f op 0` (op `>=` or `>`) at one precision; every method must run at that precision."""

    def __init__(self, goal: Goal) -> None:
        domain = goal.domain
        self.goal, self.domain, self.op = goal, domain, goal.op
        used = goal.f.free.union(*(c.free for c in domain.constraints))
        self.names = tuple(name for name in domain.ranges if name in used)
        self.f = compile(goal.f, self.names)
        self.constraints = tuple(
            (i, c, compile(c.lhs - c.rhs, self.names)) for i, c in enumerate(domain.constraints) if c.op != "!="
        )
        self._faces: dict[tuple[tuple[str, Expr], ...], Expr] = {}

    def whole(self) -> Box:
        """The box of the domain."""
        return tuple(side(self.domain.ranges[name].lower, self.domain.ranges[name].upper) for name in self.names)

    def whole_with_fixed(self, box: Box) -> Box:
        """The box of the domain with the fixed variables of another box."""
        return tuple(s if s.fixed else whole for s, whole in zip(box, self.whole(), strict=True))

    def fixed(self, box: Box) -> dict[str, Expr]:
        """The values of the fixed variables."""
        return {name: s.lower for name, s in zip(self.names, box, strict=True) if s.fixed and s.lower is not None}

    def contains(self, point: Box) -> bool:
        """Whether a point, given by its values or by exact ends, certainly belongs to the domain."""
        every = frozenset(i for i, _, _ in self.constraints)
        if self.settled(point, every) != (None, every) or len(every) < len(self.domain.constraints):
            return False
        for name, s in zip(self.names, point, strict=True):
            r = self.domain.ranges[name]
            if r.integer and not arb_between(s).is_integer():
                return False
            for end, strict, sign in ((r.lower, r.lower_strict, 1), (r.upper, r.upper_strict, -1)):
                if end is None or (s.lower == end and not strict):
                    continue
                room = (arb_between(s) - end_ball(end)) * sign
                if not (room > 0 or (room >= 0 and not strict)):
                    return False
        return True

    def restricted(self, box: Box) -> Expr:
        """f with the fixed variables put in."""
        fixed = self.fixed(box)
        key = tuple(fixed.items())
        found = self._faces.get(key)
        if found is None:
            found = self._faces[key] = substitute(self.goal.f, fixed)
        return found

    def value(self, box: Sequence[Side]) -> Pair:
        """An interval for f; NaN if f may be undefined."""
        return self.f.interval([s.low for s in box], [s.high for s in box])

    def expand(self, box: Sequence[Side], along: Sequence[int], order: int) -> list[arb]:
        """Taylor coefficients of f over the box; see `Compiled.expand`."""
        return self.f.expand([s.low for s in box], [s.high for s in box], along, order)

    def expand_tightly(self, box: Sequence[Side], along: Sequence[int], order: int) -> list[Pair]:
        """The same with exact ends; see `Compiled.expand_tightly`."""
        return self.f.expand_tightly([s.low for s in box], [s.high for s in box], along, order)

    def derivatives(
        self, box: Sequence[Side], moving: Sequence[int], *, second: bool = False
    ) -> tuple[Gradient, Hessian]:
        """Partial derivatives of f over the box; see `Compiled.derivatives`."""
        return self.f.derivatives(moving, [s.low for s in box], [s.high for s in box], second=second)

    def at(self, point: Sequence[Side]) -> arb:
        """A ball for f at a point, with exact ends evaluated at the current precision."""
        return self.f.ball([end_ball(s.lower) if s.lower is not None else s.low for s in point])

    def settled(self, box: Box, active: frozenset[int]) -> tuple[int | None, frozenset[int]]:
        """The number of an active constraint that fails on the whole box, or None; and those that hold on the whole
        box."""
        hold = set()
        for i, relation, compiled in self.constraints:
            if i not in active:
                continue
            verdict = relation_on(compiled, relation, box)
            if verdict is False:
                return i, frozenset()
            if verdict:
                hold.add(i)
        return None, frozenset(hold)


def relation_on(compiled: Compiled, relation: Relation, box: Box) -> bool | None:
    """Whether `compiled op 0` on the whole box: True, False (nowhere), or None (not known)."""
    low, high = compiled.interval([s.low for s in box], [s.high for s in box])
    op = relation.op
    if op in ("<", "<="):
        low, high, op = -high, -low, {"<": ">", "<=": ">="}[op]
    if op == "==":
        return False if low > 0 or high < 0 else None
    if low > 0 or (op == ">=" and low >= 0):
        return True
    return False if high < 0 or (op == ">" and high <= 0) else None


def arb_between(s: Side) -> arb:
    """A range as a ball."""
    return s.low if s.low is s.high else s.low.union(s.high)


def point_side(point: arb) -> Side:
    """A range of one point, for evaluation only."""
    return Side(None, None, point, point)


def domain_text(box: Mapping[str, Side]) -> str:
    """A box for the reader, ends to a few digits."""
    parts = []
    for name, s in box.items():
        low, high = (str(end) if not end.is_finite() else f"{float(end):.9g}" for end in (s.low, s.high))
        parts.append(f"{name} = {low}" if s.low == s.high else f"{name} in [{low}, {high}]")
    return ", ".join(parts)
