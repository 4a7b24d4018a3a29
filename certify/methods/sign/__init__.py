"""Polynomial inequalities (rule `sign`), and rational ones by their denominators (rule `multiply`).

Promise: a proof is returned only if exact arithmetic (balls for constants such as pi) shows the sign; see the three
kinds in `sturm`, `bernstein` and `squares`.  Constraints of the domain are used only where they bound one variable by
others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, Final

from flint import arb, ctx, fmpq, fmpq_poly

from certify import sample
from certify.algebra import fraction, polynomial
from certify.certificate import Json, Proof
from certify.context import Context
from certify.domain import FLIPPED, Range
from certify.enclose import closed_ball
from certify.enclose.numbers import to_fmpq
from certify.expr import ONE, ZERO, Expr, Rational, Variable, add, has, mul, neg, substitute
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.methods.rewrite import simplified
from certify.methods.sign import bernstein, sturm, sums
from certify.methods.sign.bernstein import Side
from certify.methods.steps import multiply, node, realise
from certify.text import to_text
from certify.unproved import OutOfTime, Unproved

PRECISIONS: Final = (128, 1024)
MAX_SIZE: Final = 2_000
MAX_DEGREE: Final = 200
MAX_SHIFTS: Final = 3
MAX_LISTS: Final = 24
MOST_PROGRAMS: Final = 3
UP: Final = {">=": 1, ">": 1, "<=": -1, "<": -1}

Coefficients = Mapping[tuple[int, ...], Expr]
Shift = tuple[str, int, Expr, bool]  # name, direction, start, whether the start is excluded


@dataclass(frozen=True)
class Shape:
    """f as a polynomial after shifts: each name, in order, is put to start + up*name, and the new name is >= 0."""

    shifts: tuple[Shift, ...]
    polynomial: Coefficients

    def params(self) -> dict[str, Json]:
        """The shifts as a parameter of the rule."""
        return {"shift": [[name, up, to_text(start)] for name, up, start, _ in self.shifts]} if self.shifts else {}


def applies(goal: Goal) -> bool:
    """Inequalities with variables and without integrals, which no ball of a coefficient may contain."""
    return goal.op in (">=", ">") and bool(goal.f.free) and goal.f.size <= MAX_SIZE and not has(goal.f, "integral")


def attempt(goal: Goal, context: Context) -> Proof:
    """The sign of a polynomial, or of a rational function through its denominator."""
    names = goal.active
    p = polynomial(goal.f, names, goal.domain.integers)
    if p is None:
        return _quotient(goal, context)
    if any(sum(m) > MAX_DEGREE for m in p):
        raise Unproved("the degree is too high")
    if len(names) == 1 and (rational := _rational(p)) is not None and _by_sturm(goal, names[0], rational):
        return Proof("sign", {"kind": "sturm", "name": names[0]})
    shapes = [
        Shape(shifts, q)
        for shifts in islice(_shift_lists(goal), MAX_LISTS)
        if (q := _shifted(goal, shifts)) is not None
    ]
    for search in (_undivided, _by_squares, _by_factors, _by_program, _divided):
        found = search(goal, shapes, context)
        if found is not None:
            return found
    raise Unproved("the coefficients change their signs")


def _rational(p: Coefficients) -> dict[tuple[int, ...], Fraction] | None:
    found = {m: c.value for m, c in p.items() if isinstance(c, Rational)}
    return found if len(found) == len(p) else None


def _by_factors(goal: Goal, shapes: Sequence[Shape], context: Context) -> Proof | None:
    """Each factor by itself."""
    del shapes
    step = simplified(goal)
    if step is None or len(list(step.leaves())) < 2:
        return None
    try:
        return realise(step, context)
    except OutOfTime:
        raise
    except Unproved:
        return None


def _quotient(goal: Goal, context: Context) -> Proof:
    top, bottom = fraction(goal.f, goal.domain.integers)
    if bottom == ONE or polynomial(top, goal.active, goal.domain.integers) is None:
        raise Unproved("not a polynomial")
    if not sample.seems(bottom, ">", goal.domain):
        top, bottom = neg(top), neg(bottom)
        if not sample.seems(bottom, ">", goal.domain):
            raise Unproved("the denominator changes its sign")
    return realise(multiply(goal, bottom, top), context)


def _by_squares(goal: Goal, shapes: Sequence[Shape], context: Context) -> Proof | None:
    """A sum of squares that is easily seen."""
    for shape in shapes:
        context.deadline.check()
        p = _rational(shape.polynomial)
        found = None if p is None else sums.by_sight(p, _flags(goal, shape), goal.op)
        if found is not None:
            return node(sums.as_step(goal, found, shape.params()), ())
    return None


def _by_program(goal: Goal, shapes: Sequence[Shape], context: Context) -> Proof | None:
    """A sum of squares that a semidefinite program finds; on the whole space also after a multiplication."""
    if len(goal.active) < 2 or sample.violation(goal) is not None:
        return None
    for shape in [*shapes[:1], *sorted(shapes[1:], key=lambda s: -len(s.shifts))][:MOST_PROGRAMS]:
        p = _rational(shape.polynomial)
        found = sums.by_program(p, _flags(goal, shape), goal.op, context) if p else None  # zero is for other methods
        if found is not None:
            return node(sums.as_step(goal, found, shape.params()), ())
    p = _rational(shapes[0].polynomial) if shapes else None
    return sums.by_denominator(goal, p, context) if p else None


def _flags(goal: Goal, shape: Shape) -> list[bool]:
    """Which variables are >= 0 after the shifts."""
    shifted = {name for name, *_ in shape.shifts}
    lowers = ((name, goal.domain.ranges[name].lower) for name in goal.active)
    return [name in shifted or (isinstance(lower, Rational) and lower.value >= 0) for name, lower in lowers]


def _by_sturm(goal: Goal, name: str, p: Mapping[tuple[int, ...], Fraction]) -> bool:
    r = goal.domain.ranges[name]
    items = [fmpq(0)] * (1 + max((m[0] for m in p), default=0))
    for (k,), c in p.items():
        items[k] = to_fmpq(c)
    side = _side(r, PRECISIONS[0])
    ends = sturm.Ends(side.lower, side.upper, side.lower_open, side.upper_open)
    return sturm.holds(fmpq_poly(items), goal.op, ends)


def _side(r: Range, prec: int) -> Side:
    """The range with rational ends: irrational ones are rounded outwards, and then belong to it."""
    low, high = _outward(r.lower, prec, -1), _outward(r.upper, prec, 1)
    return Side(
        low,
        high,
        r.lower_strict and isinstance(r.lower, Rational),
        r.upper_strict and isinstance(r.upper, Rational),
        r.integer and all(end is None or end.q == 1 for end in (low, high)),
    )


def _outward(end: Expr | None, prec: int, direction: int) -> fmpq | None:
    if end is None:
        return None
    if isinstance(end, Rational):
        return to_fmpq(end.value)
    ball = closed_ball(end, prec)
    if not ball.is_finite():
        raise Unproved(f"the end {to_text(end)} could not be enclosed")
    bound = ball.lower() if direction < 0 else ball.upper()
    man, exp = bound.mid().man_exp()
    return fmpq(int(man)) * fmpq(2) ** int(exp)


def _undivided(goal: Goal, shapes: Sequence[Shape], context: Context) -> Proof | None:
    return _by_coefficients(goal, shapes, context, 1)


def _divided(goal: Goal, shapes: Sequence[Shape], context: Context) -> Proof | None:
    if sample.violation(goal) is not None:
        raise Unproved("the inequality fails at a sample point")
    return _by_coefficients(goal, shapes, context, bernstein.MAX_BOXES)


def _by_coefficients(goal: Goal, shapes: Sequence[Shape], context: Context, boxes: int) -> Proof | None:
    """The signs of coefficients on at most so many boxes."""
    for shape in shapes:
        exact = _rational(shape.polynomial) is not None
        for prec in PRECISIONS[:1] if exact else PRECISIONS:
            try:
                with ctx.workprec(prec):
                    tree = _tree(goal, shape, prec, context, boxes)
            except OutOfTime:
                raise
            except Unproved:
                continue
            params: dict[str, Json] = {"kind": "bernstein", **shape.params(), "tree": tree}  # type: ignore[dict-item]
            return Proof("sign", params if exact else {**params, "prec": prec})
    return None


def _tree(goal: Goal, shape: Shape, prec: int, context: Context, boxes: int) -> bernstein.Tree:
    names = goal.active
    ranges = {name: _side(goal.domain.ranges[name], prec) for name in names}
    for name, _, start, strict in shape.shifts:
        whole = ranges[name].integer and is_integer_valued(start, goal.domain.integers)
        ranges[name] = Side(fmpq(0), None, strict, False, whole)
    numbers: dict[tuple[int, ...], Any] = {m: _number(c, prec) for m, c in shape.polynomial.items()}
    sides = [ranges[name] for name in names]
    return bernstein.prove(bernstein.box(numbers, sides), names, goal.op, context.deadline, boxes)


def _number(c: Expr, prec: int) -> fmpq | arb:
    if isinstance(c, Rational):
        return to_fmpq(c.value)
    ball = closed_ball(c, prec)
    if not ball.is_finite():
        raise Unproved(f"the constant {to_text(c)} could not be enclosed")
    return ball


def _shift_lists(goal: Goal) -> Iterator[tuple[Shift, ...]]:
    """Lists of shifts to try: none, then sets of bounds of variables."""
    yield ()
    bounds = list(_bounds(goal))
    yield from _chains(bounds)
    for count in range(1, 1 + min(MAX_SHIFTS, len(bounds))):
        for chosen in combinations(bounds, count):
            if len({s[0] for s in chosen}) == count and (ordered := _ordered(chosen)) is not None:
                yield ordered


def _chains(bounds: Sequence[Shift]) -> Iterator[tuple[Shift, ...]]:
    """Every variable from the nearest one below it (above it), with and without the end of the range for the others."""
    for up in (1, -1):
        mutual = [b for b in bounds if b[1] == up and b[2].free]
        rank = Counter(b[0] for b in mutual)
        nearest: dict[str, Shift] = {}
        for bound in sorted(mutual, key=lambda b: -max(rank[name] for name in b[2].free)):
            nearest.setdefault(bound[0], bound)
        ends = {b[0]: b for b in bounds if b[1] == up and not b[2].free}
        for chosen in (nearest, ends | nearest):
            if len(chosen) > 1 and nearest and (whole := _ordered(tuple(chosen.values()))) is not None:
                yield whole


def _shifted(goal: Goal, shifts: tuple[Shift, ...]) -> Coefficients | None:
    """f with every shifted variable written as its start plus or minus a new one."""
    f = goal.f
    for name, up, start, _ in shifts:
        f = substitute(f, {name: add(start, mul(Rational(up), Variable(name)))})
    return polynomial(f, goal.active, goal.domain.integers)


def _ordered(chosen: tuple[Shift, ...]) -> tuple[Shift, ...] | None:
    """An order in which no start contains a name that was shifted before."""
    rest, found = list(chosen), []
    while rest:
        free = next((s for s in rest if not any(s[0] in other[2].free for other in rest if other is not s)), None)
        if free is None:
            return None
        found.append(free)
        rest.remove(free)
    return tuple(found)


def _bounds(goal: Goal) -> Iterator[Shift]:
    active = set(goal.active)
    for c in goal.domain.constraints:
        for side, op, other in ((c.lhs, c.op, c.rhs), (c.rhs, FLIPPED[c.op], c.lhs)):
            if isinstance(side, Variable) and side.name in active and op in UP and other.free <= active - {side.name}:
                yield side.name, UP[op], other, op in ("<", ">")
    for name in goal.active:
        r = goal.domain.ranges[name]
        if r.lower is not None and r.lower != ZERO:
            yield name, 1, r.lower, r.lower_strict
        if r.upper is not None:
            yield name, -1, r.upper, r.upper_strict
