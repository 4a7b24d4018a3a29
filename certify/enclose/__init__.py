"""Expressions as enclosures: balls, intervals with infinite ends, Taylor coefficients over boxes.

Promises, for an expression f compiled with the names of its variables:
- `ball(values)` contains f at every point of the box, and is finite only if f is defined at every point of it;
- `interval(lows, highs)`: the same for boxes whose ends may be infinite; both ends are NaN if f may be undefined somewhere;
- `series(values, index, order)`, `expand`, `expand_tightly`: number k contains the k-th Taylor coefficient in one variable (or
  along a sum of unit vectors) at every point of the box; finite only if f is analytic there, one-sided at the ends;
- `derivatives` and `gradient`: the same for the first and second partial derivatives;
- `exact(values)`: the exact value at a rational point where every step is rational, else None.

Whoever compares a result with 0 must remember that every comparison with NaN is False.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import arb, ctx

from certify.enclose import jets, partials, tight
from certify.enclose.numbers import to_fmpq
from certify.enclose.pairs import Undefined
from certify.enclose.partials import Gradient, Hessian
from certify.enclose.program import Program
from certify.enclose.rationals import NotRational
from certify.enclose.run import BALLS, JETS, PAIRS, PARTIALS, RATIONALS, TIGHT, Runner
from certify.expr import Expr, Rational

LADDER: Final = (64, 128, 256, 512, 1024, 2048, 4096)
NARROW: Final = arb(2) ** -3  # on narrower boxes balls are about as tight as pairs, and faster
NAN: Final = arb.nan()
HALF: Final = arb(0.5)
LARGEST_FLOOR: Final = arb(2) ** 4096


class Compiled:
    """An expression ready for evaluation; all at the current precision `flint.ctx.prec`."""

    def __init__(self, item: Expr, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.program = Program.of(item, self.names)
        self.balls = Runner(self.program, BALLS)
        self.pairs = Runner(self.program, PAIRS)
        self.jets = Runner(self.program, JETS)
        self.partials = Runner(self.program, PARTIALS)
        self.tight = Runner(self.program, TIGHT)
        self.rationals = Runner(self.program, RATIONALS)

    def ball(self, values: Sequence[arb]) -> arb:
        """A ball for f on the box; not finite if f is, or may be, undefined somewhere on it."""
        for v in values:
            if not v.rad() <= NARROW:
                break
        else:
            found: arb = self.balls.value(values)
            if found.is_finite():
                return found
        lower, upper = self.interval([v.lower() for v in values], [v.upper() for v in values])
        return lower.union(upper)

    def exact(self, values: Sequence[Fraction]) -> Fraction | None:
        """The exact value at a rational point, if every step of the expression is rational there."""
        try:
            found = self.rationals.value([to_fmpq(v) for v in values])
        except NotRational:
            return None
        return Fraction(int(found.p), int(found.q))

    def interval(self, lows: Sequence[arb], highs: Sequence[arb]) -> tuple[arb, arb]:
        """Exact ends, possibly infinite, of an interval for f on the box; NaN both if f may be undefined somewhere."""
        try:
            found: tuple[arb, arb] = self.pairs.value(_box(lows, highs))
        except Undefined:
            return NAN, NAN
        return found

    def series(self, values: Sequence[arb], index: int, order: int) -> list[arb]:
        """Balls for the Taylor coefficients 0 .. order - 1 in variable number `index` at every point of the box."""
        return self.expand([v.lower() for v in values], [v.upper() for v in values], (index,), order)

    def expand(self, lows: Sequence[arb], highs: Sequence[arb], along: Collection[int], order: int) -> list[arb]:
        """Balls for the Taylor coefficients 0 .. order - 1 of f(v + t*u) in t at t = 0, for every v in the box.

        u is 1 in the variables numbered in `along`, 0 in the others; ends of the box may be infinite.
        """
        with jets.terms(max(2, order)):
            try:
                found = self.jets.value(
                    [jets.variable(p) if k in along else jets.constant(p) for k, p in enumerate(_box(lows, highs))]
                )
            except Undefined:
                return [NAN] * order
            return jets.coefficients(found, order)

    def expand_tightly(
        self, lows: Sequence[arb], highs: Sequence[arb], along: Collection[int], order: int
    ) -> list[tuple[arb, arb]]:
        """The same as intervals, exact where ends are exact: slower, for coefficients that reach down to 0 and no
        further."""
        with jets.terms(max(2, order)):
            try:
                found: tight.Series = self.tight.value(
                    [tight.variable(p) if k in along else tight.constant(p) for k, p in enumerate(_box(lows, highs))]
                )
            except Undefined:
                return [(NAN, NAN)] * order
            return tight.coefficients(found, order)[:order]

    def gradient(self, values: Sequence[arb]) -> list[arb]:
        """Balls for the partial derivatives on the box."""
        every = range(len(values))
        slopes, _ = self.derivatives(every, [v.lower() for v in values], [v.upper() for v in values])
        return [slopes.get(k, arb(0)) for k in every]

    def derivatives(
        self, moving: Sequence[int], lows: Sequence[arb], highs: Sequence[arb], *, second: bool = False
    ) -> tuple[Gradient, Hessian]:
        """Balls for the first partial derivatives by the variables `moving` on the box, and the second ones if asked
        for.

        What is absent is zero; NaN where they are not known.
        """
        with jets.terms(3 if second else 2):
            try:
                inputs = [partials.constant(p) for p in _box(lows, highs)]
                for k in moving:
                    inputs[k] = partials.variable(inputs[k][0], k, second)
                _, first, found = self.partials.value(inputs)
            except Undefined:
                nan = dict.fromkeys(moving, NAN)
                return nan, {(i, j): NAN for i in moving for j in moving if i <= j}
        return first, found or {}


def _box(lows: Sequence[arb], highs: Sequence[arb]) -> list[tuple[arb, arb]]:
    """The ends as pairs.  Raises Undefined for a NaN, about which the arithmetic of pairs knows nothing."""
    if any(end.is_nan() for end in (*lows, *highs)):
        raise Undefined
    return list(zip(lows, highs, strict=True))


def compile(item: Expr, names: Sequence[str]) -> Compiled:
    """Compile an expression once for many evaluations."""
    return _compile(item, tuple(names))


@lru_cache(maxsize=512)
def _compile(item: Expr, names: tuple[str, ...]) -> Compiled:
    return Compiled(item, names)


def closed_ball(item: Expr, prec: int) -> arb:
    """The value of an expression without variables; not finite if it is undefined."""
    try:
        compiled = compile(item, ())
    except ValueError:
        return arb.nan()
    with ctx.workprec(prec):
        return compiled.ball(())


def refinements(item: Expr) -> Iterator[arb]:
    """Ever better balls of a closed expression on the ladder of precisions; the bad ones are left out."""
    for prec in LADDER:
        ball = closed_ball(item, prec)
        if ball.is_finite():
            yield ball


def sign(item: Expr) -> int | None:
    """The sign of a closed expression, 0 only by exact algebra; None if undefined or not found."""
    if isinstance(item, Rational):
        return (item.value > 0) - (item.value < 0)
    asked = False
    for ball in refinements(item):
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        if not asked:
            asked = True
            from certify.algebra import is_zero

            if is_zero(item):
                return 0
    return None


def compare(lhs: Expr, op: str, rhs: Expr) -> bool | None:
    """Whether a relation between closed expressions holds; None if that was not found out."""
    if isinstance(lhs, Rational) and isinstance(rhs, Rational):
        order: int | None = (lhs.value > rhs.value) - (lhs.value < rhs.value)
    else:
        order = sign(lhs - rhs)
    if order is None:
        return None
    return {
        "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "==": order == 0, "!=": order != 0,
    }[op]  # fmt: skip


def closed_floor(item: Expr) -> int | None:
    """The largest integer that is at most the value of a closed expression; None if that was not found out."""
    if isinstance(item, Rational):
        return item.value.numerator // item.value.denominator
    for ball in refinements(item):
        if not abs(ball) < LARGEST_FLOOR:
            return None
        with ctx.workprec(2 * LADDER[-1]):
            whole, near = ball.floor().unique_fmpz(), (ball + HALF).floor().unique_fmpz()
        if whole is not None:
            return int(whole)
        if near is not None and compare(item, "==", Rational(int(near))) is True:
            return int(near)
    return None
