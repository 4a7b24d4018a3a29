"""Exact witnesses: points where a claim fails, points where an expression is undefined, points of a domain.

Promises.  `find_witness` returns a point of the domain (closed expressions) at which the named relation fails: every bound and
constraint holds there, both sides are defined there and the relation is false, all by balls or by exact algebra.
`find_undefined` returns a point of the domain (and of the bound variables' ranges) at which an obligation of the statement
fails.  `find_inhabitant` returns a point of the domain.  None means "not found" and nothing else.  The search itself
(`certify.methods.landscape`) is numerical and proves nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flint import arb, ctx

from certify.certificate import Defined, Json, Proof
from certify.context import Deadline, OutOfTime, Unproved
from certify.definedness import Obligation, obligations
from certify.domain import Domain
from certify.enclose import closed_ball, compare
from certify.expr import ZERO, Expr, Rational, Variable, children, neg, substitute
from certify.goal import Goal
from certify.methods import landscape as land
from certify.methods.charts import Chart, charts, tidy
from certify.methods.known import known_relations
from certify.methods.landscape import Landscape, Point
from certify.methods.shorten import RECOGNISE_BITS, complexity, recognise, shorten
from certify.parse import Relation
from certify.statement import Statement
from certify.text import to_text

LEVELS: Final = (0, 1, 2)
SIZES: Final = ((120, 2), (400, 3), (1000, 5))  # random samples and descents at each level, in several variables
NEAR_CONTACT: Final = arb(2) ** -16
NEAR_ZERO: Final = arb(2) ** -100
PATIENCE: Final = 0.2
PROOF_SECONDS: Final = 5.0
INHABITANT_SECONDS: Final = 2.0
MOST_CORNERS: Final = 64

ExactPoint = dict[str, Expr]


@dataclass(frozen=True)
class Refutation:
    """Relation number `relation` of the statement fails at `point`; `proof` proves the failure there."""

    relation: int
    point: Mapping[str, Expr]
    proof: Proof

    def to_json(self) -> dict[str, Json]:
        """The entries of a certificate."""
        return {
            "relation": self.relation,
            "witness": {name: to_text(value) for name, value in self.point.items()},
            "proof": self.proof.to_json(),
        }


@dataclass(frozen=True)
class Undefined:
    """An obligation fails at a point (values of the domain's and the bound variables)."""

    obligation: Obligation
    point: Mapping[str, Expr]

    def describe(self, names: Mapping[str, str]) -> str:
        """One line, with the variables' names replaced as given."""
        renamed: dict[str, Expr] = {old: Variable(new) for old, new in names.items()}
        relation = self.obligation.alternatives[-1][-1]
        place = ", ".join(f"{names.get(n, n)} = {to_text(v)}" for n, v in self.point.items())
        subject = to_text(substitute(self.obligation.of, renamed))
        if not place:
            return f"{subject} is undefined"
        line = f"{subject} is undefined inside the range: at {place}"
        if not children(relation.lhs):
            return line
        value = value_text(substitute(relation.lhs, self.point))
        return f"{line}, where {to_text(substitute(relation.lhs, renamed))} is {value}"


def value_text(item: Expr) -> str:
    """A closed expression, short: a rational, else digits."""
    from certify.algebra import normal

    try:
        exact = tidy(normal(item))
    except Unproved:
        exact = item
    if isinstance(exact, Rational):
        return to_text(exact)
    ball = closed_ball(item, 64)
    return str(float(ball.mid())) if ball.is_finite() else to_text(item)


def find_witness(statement: Statement, deadline: Deadline) -> Refutation | None:
    """A certified counterexample, or None if none was found before the deadline (or before the search is exhausted)."""
    start = deadline.left
    try:
        for level in LEVELS:
            if level == LEVELS[-1] and start - deadline.left > PATIENCE:
                break  # evaluations are dear here: the fine search would take long and find little
            for index, relation in enumerate(statement.relations):
                point = _failure(statement.domain, relation, level, deadline)
                if point is not None:
                    found = _refutation(index, relation, point)
                    if found is not None:
                        return found
    except OutOfTime:
        return None
    return None


def _refutation(index: int, relation: Relation, point: ExactPoint) -> Refutation | None:
    from certify.methods import exact

    goal = Goal.of(Domain(), relation)
    f = substitute(goal.f, point)
    failure = {
        ">=": Goal(Domain(), neg(f), ">"),
        ">": Goal(Domain(), neg(f), ">="),
        "==": Goal(Domain(), f, "!="),
        "!=": Goal(Domain(), f, "=="),
    }[goal.op]
    try:
        return Refutation(index, point, exact.attempt(failure, _Alone(Deadline.after(PROOF_SECONDS))))
    except Unproved:
        return None


@dataclass(frozen=True)
class _Alone:
    """A context in which nothing else can be proved: closed goals need no other."""

    deadline: Deadline
    depth: int = 0

    def prove(self, goal: Goal) -> Proof:
        raise Unproved(f"no other method for {goal}")

    def within(self, seconds: float) -> _Alone:
        return _Alone(self.deadline.sooner(seconds))

    def defined(self, goal: Goal, *new: Expr) -> Sequence[Defined]:
        raise Unproved("no proof of definedness here")


def holds(domain: Domain, point: Mapping[str, Expr]) -> bool:
    """Whether an exact point is shown to lie in the domain."""
    for name in domain.integers:
        value = point[name]
        if not (isinstance(value, Rational) and value.value.denominator == 1):
            return False
    return all(_truth(r, point) is True for r in known_relations(domain))


def _truth(relation: Relation, point: Mapping[str, Expr]) -> bool | None:
    """Whether a relation holds at a point; None also where a side is undefined."""
    try:
        return compare(substitute(relation.lhs, point), relation.op, substitute(relation.rhs, point))
    except (ZeroDivisionError, Unproved):
        return None


def _failure(domain: Domain, relation: Relation, level: int, deadline: Deadline) -> ExactPoint | None:
    """A point of the domain where the relation is shown to fail."""
    for chart in charts(domain):
        try:
            goal = Goal.of(chart.domain, Relation(chart.pull(relation.lhs), relation.op, chart.pull(relation.rhs)))
            view = Landscape(goal, deadline)
        except (ValueError, ZeroDivisionError):
            continue
        for values in _candidates(view, level):
            try:
                point = chart.lift(values)
            except ZeroDivisionError:
                continue
            if _truth(relation, point) is False and holds(domain, point):
                return {name: point[name] for name in domain.ranges}
    return None


def _candidates(view: Landscape, level: int) -> Iterator[ExactPoint]:
    """Points of the chart that look like failures: exact corners, shortened samples, recognised contacts."""
    if not view.names:
        yield {}
        return
    if level == 0:
        yield from _corners(view)
    axes = [land.axis(r, level) for r in view.goal.domain.ranges.values()]
    if any(not a for a in axes):
        return
    for point in _suspects(view, axes, level):
        if view.violates(point):
            yield _named(view, shorten(view, point))
        elif view.goal.op in (">", "!="):
            yield from _contacts(view, point)


def _suspects(view: Landscape, axes: list[list[Fraction]], level: int) -> Iterator[Point]:
    several = len(axes) > 1
    if several and level == 0:
        yield from itertools.islice(itertools.product(*(_few(a) for a in axes)), 256)
    if not several and view.goal.op == "!=":
        yield from ((v,) for v in land.roots(view, axes[0]))
    for scaled in (False, True):
        if several:
            samples, starts = SIZES[level]
            yield from land.wander(view, axes, scaled=scaled, seed=level, starts=starts, samples=samples)
        else:
            yield from land.descend(view, axes[0], scaled=scaled)
        if level == 0 or not land.has_scale(view.goal.f):
            break


def _few(values: list[Fraction]) -> list[Fraction]:
    """Some of the simplest values, spread out."""
    simple = sorted(values, key=complexity)[:4]
    return sorted({values[0], values[-1], values[len(values) // 2], *simple}, key=complexity)


def _named(view: Landscape, point: Point) -> ExactPoint:
    return {name: Rational(value) for name, value in zip(view.names, point, strict=True)}


def _corners(view: Landscape) -> Iterator[ExactPoint]:
    """Included ends, exactly, where f is not clearly on the right side; with simple values for other coordinates."""
    choices: list[list[Expr]] = []
    for r in view.goal.domain.ranges.values():
        ends = [
            e for e, strict in ((r.lower, r.lower_strict), (r.upper, r.upper_strict)) if e is not None and not strict
        ]
        inner = [Rational(v) for v in _few(land.axis(r, 0))[:2]]
        choices.append(list(dict.fromkeys([*ends, *inner])))
    for corner in itertools.islice(itertools.product(*choices), MOST_CORNERS):
        view.deadline.check()
        with ctx.workprec(192):
            value = view.height.ball([closed_ball(c, 192) for c in corner])
        wrong = {">=": value < 0, ">": value < NEAR_ZERO, "==": not value.contains(0), "!=": abs(value) < NEAR_ZERO}
        if value.is_finite() and wrong[view.goal.op]:
            yield dict(zip(view.names, corner, strict=True))


def _contacts(view: Landscape, point: Point) -> Iterator[ExactPoint]:
    """Exact points near a sample where f all but vanishes: rational, or in one variable a recognised closed expression."""
    heights = [view.value(point, scaled=scaled) for scaled in (False, True)]
    if not any(h is not None and abs(h) < NEAR_CONTACT for h in heights):
        return
    for bound in (1, 2, 3, 4, 6, 12, 60, 1000):
        rounded = tuple(v.limit_denominator(bound) for v in point)
        near = all(abs(a - b) <= Fraction(1, 1000) * (1 + abs(b)) for a, b in zip(rounded, point, strict=True))
        if near and view.inside(rounded) and view.sign(rounded) == 0:
            yield _named(view, rounded)
            return
    if len(point) == 1:
        (name,) = view.names
        sharp = _sharpen(view, point[0])
        for item in recognise(sharp) if sharp is not None else ():
            yield {name: item}


def _sharpen(view: Landscape, start: Fraction) -> arb | None:
    """Newton's method for f = 0, or for f' = 0 at a double zero; the middle of the last ball."""
    with ctx.workprec(RECOGNISE_BITS):
        for order in (0, 1):
            x = land.to_arb(start)
            for _ in range(12):
                view.deadline.check()
                series = view.height.series([x], 0, order + 2)
                if not all(c.is_finite() for c in series) or series[order + 1].contains(0):
                    break
                step = (series[order] / (series[order + 1] * (order + 1))).mid()
                if not step.is_finite():
                    break
                x = (x - step).mid()
                if abs(step) < arb(2) ** (40 - RECOGNISE_BITS):
                    value = view.height.ball([x])
                    if value.is_finite() and abs(value) < arb(2) ** -120:
                        return x
                    break
    return None


def find_undefined(statement: Statement, deadline: Deadline) -> Undefined | None:
    """A certified point of the domain where something in the statement is undefined, or None if none was found."""
    integers = statement.domain.integers
    sides = dict.fromkeys(s for r in statement.relations for s in (r.lhs, r.rhs))
    needed = dict.fromkeys(o for side in sides for o in obligations(side, integers) if o.necessary)
    try:
        for level in LEVELS[:2]:
            for obligation in needed:
                point = _undefined_at(obligation, statement.domain, level, deadline)
                if point is not None:
                    return Undefined(obligation, point)
    except OutOfTime:
        return None
    return None


def _undefined_at(obligation: Obligation, domain: Domain, level: int, deadline: Deadline) -> ExactPoint | None:
    """A point where every alternative has a relation that fails: the weakest one comes last in the list."""
    inner = obligation.domain(domain)
    for relation in obligation.alternatives[-1]:
        point = _failure(inner, relation, level, deadline)
        if point is not None and all(
            any(_truth(r, point) is False for r in alternative) for alternative in obligation.alternatives
        ):
            return point
    return None


def find_inhabitant(domain: Domain, deadline: Deadline | None = None) -> dict[str, Expr] | None:
    """An exact point that is shown to lie in the domain, or None if none was found."""
    deadline = deadline or Deadline.after(INHABITANT_SECONDS)
    try:
        for level in LEVELS:
            for chart in charts(domain):
                for values in _members(chart, level, deadline):
                    try:
                        point = chart.lift(values)
                    except ZeroDivisionError:
                        continue
                    if holds(domain, point):
                        return {name: point[name] for name in domain.ranges}
    except OutOfTime:
        return None
    return None


def _members(chart: Chart, level: int, deadline: Deadline) -> Iterator[ExactPoint]:
    """Points of the chart that seem to satisfy its constraints; where none does, points walked towards it."""
    try:
        view = Landscape(Goal(chart.domain, ZERO, ">="), deadline)
    except ValueError:
        return
    if not view.names:
        yield {}
        return
    if level == 0:
        ends = [[e for e in (r.lower, r.upper) if e is not None] for r in chart.domain.ranges.values()]
        inner = [[Rational(v) for v in _few(land.axis(r, 0))] for r in chart.domain.ranges.values()]
        choices = [list(dict.fromkeys([*i, *e])) for i, e in zip(inner, ends, strict=True)]
        if not view.conditions:
            yield from (
                dict(zip(view.names, c, strict=True)) for c in itertools.islice(itertools.product(*choices), 64)
            )
            return
        for corner in itertools.islice(itertools.product(*choices), 512):
            literal = tuple(c.value for c in corner if isinstance(c, Rational))
            if len(literal) < len(corner):
                yield dict(zip(view.names, corner, strict=True))
            elif view.inside(literal):
                yield _named(view, shorten(view, literal, fails=view.inside))
    axes = [land.axis(r, level) for r in chart.domain.ranges.values()]
    if any(not a for a in axes):
        return
    for point in land.approach(view, axes, seed=level, samples=SIZES[level][0], starts=2 * SIZES[level][1]):
        yield _named(view, shorten(view, point, fails=view.inside))
