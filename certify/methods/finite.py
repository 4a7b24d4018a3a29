"""Integer variables with finite ranges: every case, exactly where f is rational, by balls where it is not.

Rule `finite`.  If integers are all there is, each case is settled here (`values`); a case that needs more, or real
variables besides, becomes a child goal (`children`).  An equation is never concluded from balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from flint import arb, ctx

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.context import Context
from certify.domain import Domain, rational_end
from certify.enclose import Compiled, compare, compile
from certify.expr import Expr, Rational, has, substitute
from certify.goal import Goal
from certify.parse import Relation
from certify.unproved import Disproved, Unproved

MOST_VALUES: Final = 100_000
MOST_CHILDREN: Final = 2_000
PRECISIONS: Final = (64, 256, 1024)
MARGIN: Final = 16  # more bits for whoever checks
_HOLDS: Final[Mapping[str, Callable[[int], bool]]] = {
    ">": lambda s: s > 0, ">=": lambda s: s >= 0, "==": lambda s: s == 0, "!=": lambda s: s != 0,
}  # fmt: skip


def applies(goal: Goal) -> bool:
    """Goals with an integer variable of finite range."""
    return any(count(goal.domain, name) is not None for name in used(goal))


def used(goal: Goal) -> list[str]:
    """The variables of f and of the constraints, in the domain's order."""
    names = goal.f.free.union(*(c.free for c in goal.domain.constraints))
    return [name for name in goal.domain.ranges if name in names]


def count(domain: Domain, name: str) -> int | None:
    """How many values an integer variable takes; None if it is real, or its range is not finite and literal."""
    r = domain.ranges[name]
    low, high = rational_end(r.lower), rational_end(r.upper)
    if not r.integer or low is None or high is None or low.denominator != 1 or high.denominator != 1:
        return None
    return max(0, int(high - low) + 1)


def attempt(goal: Goal, context: Context) -> Proof:
    """All cases at once if integers are all there is, else the variable with the fewest values."""
    names = used(goal)
    counts = {name: n for name in names if (n := count(goal.domain, name)) is not None}
    if len(counts) == len(names) and prod(counts.values()) <= MOST_VALUES:
        try:
            return by_values(goal, names, context)
        except _NeedsChildren:
            pass  # then case by case, with every method
    name = min(counts, key=lambda v: counts[v])
    if counts[name] > MOST_CHILDREN:
        raise Unproved(f"{name} takes {counts[name]} values")
    return by_children(goal, name, context)


class _NeedsChildren(Exception):
    """A case is not settled by its value alone."""


def points(domain: Domain, names: list[str]) -> Iterator[dict[str, int]]:
    """The points of the product of the ranges, the first name slowest."""
    ranges = []
    for name in names:
        r = domain.ranges[name]
        low, high = rational_end(r.lower), rational_end(r.upper)
        assert low is not None and high is not None
        ranges.append(range(int(low), int(high) + 1))
    for values in product(*ranges):
        yield dict(zip(names, values, strict=True))


def by_values(goal: Goal, names: list[str], context: Context) -> Proof:
    """Rule `finite` with cases "values"."""
    if has(goal.f, "integral"):
        raise _NeedsChildren
    f = _Instances(goal.f, names)
    constraints = [(_Instances(c.lhs - c.rhs, names), c) for c in goal.domain.constraints]
    least = PRECISIONS[0]
    for point in points(goal.domain, names):
        context.deadline.check()
        if any(_fails(instances, relation, point) for instances, relation in constraints):
            continue
        sign, prec = f.sign(point, _HOLDS[goal.op](0))
        if not _HOLDS[goal.op](sign):
            text = ", ".join(f"{name} = {value}" for name, value in point.items())
            raise Disproved(f"f fails at {text}", text)
        least = max(least, prec)
    return Proof("finite", {"names": list(names), "cases": "values", "prec": least + MARGIN})


def _fails(instances: _Instances, relation: Relation, point: Mapping[str, int]) -> bool:
    """Whether a constraint certainly fails at a point, so that the point is left out."""
    try:
        sign, _ = instances.sign(point, True)
    except _NeedsChildren:
        return False
    op = relation.op
    if op in ("<", "<="):
        sign, op = -sign, {"<": ">", "<=": ">="}[op]
    return not _HOLDS[op](sign)


class _Instances:
    """The values of an expression at integer points."""

    def __init__(self, item: Expr, names: list[str]) -> None:
        self.item, self.names = item, names
        self.compiled: Compiled = compile(item, names)

    def sign(self, point: Mapping[str, int], zero_helps: bool) -> tuple[int, int]:
        """The sign at a point and the precision that shows it; _NeedsChildren if it is not found."""
        values = [arb(point[name]) for name in self.names]
        finite = False
        for prec in PRECISIONS:
            with ctx.workprec(prec):
                ball = self.compiled.ball(values)
            if ball > 0:
                return 1, prec
            if ball < 0:
                return -1, prec
            if ball.is_finite() and not finite:
                finite = True
                if self._vanishes(point, zero_helps):
                    return 0, prec
        exact = self.compiled.exact([Fraction(point[name]) for name in self.names])
        if exact is None:
            raise _NeedsChildren
        return (exact > 0) - (exact < 0), PRECISIONS[0]

    def _vanishes(self, point: Mapping[str, int], zero_helps: bool) -> bool:
        exact = self.compiled.exact([Fraction(point[name]) for name in self.names])
        if exact is not None:
            return exact == 0
        return zero_helps and is_zero(substitute(self.item, {k: Rational(v) for k, v in point.items()}))


def by_children(goal: Goal, name: str, context: Context) -> Proof:
    """Rule `finite` with cases "children", for one variable."""
    children = []
    for point in points(goal.domain, [name]):
        context.deadline.check()
        case = instance(goal, {k: Rational(v) for k, v in point.items()})
        if case is not None:
            children.append(context.prove(case))
    return Proof("finite", {"names": [name], "cases": "children"}, tuple(children))


def instance(goal: Goal, values: Mapping[str, Rational]) -> Goal | None:
    """The goal at some values of its variables; None if a constraint fails there."""
    ranges = {k: r for k, r in goal.domain.ranges.items() if k not in values}
    constraints = []
    try:
        for c in goal.domain.constraints:
            new = Relation(substitute(c.lhs, values), c.op, substitute(c.rhs, values))
            holds = None if new.free else compare(new.lhs, new.op, new.rhs)
            if holds is False:
                return None
            if holds is None:
                constraints.append(new)
        f = substitute(goal.f, values)
    except ZeroDivisionError:
        raise Unproved("a division by zero in one of the cases") from None
    return Goal(Domain(ranges, tuple(constraints)), f, goal.op)
