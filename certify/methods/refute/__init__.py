"""Exact witnesses: points where a claim fails, points where an expression is undefined, points of a domain.

Promises.  `find_witness` returns a point of the domain (closed expressions) at which the named relation fails: every bound and
constraint holds there, both sides are defined there and the relation is false, all by balls or by exact algebra.
`find_undefined` returns a point of the domain (and of the bound variables' ranges) at which an obligation of the statement
fails.  `find_inhabitant` returns a point of the domain.  None means "not found" and nothing else.  The search
(`certify.methods.refute.candidates`) is numerical and proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certify.certificate import Defined, Json, Proof
from certify.context import Context
from certify.deadline import Deadline
from certify.definedness import obligations
from certify.domain import Domain
from certify.enclose import closed_ball, compare
from certify.expr import Expr, Rational, Variable, children, has, neg, substitute
from certify.goal import Goal
from certify.methods.known import known_relations
from certify.methods.refute.axes import LEVELS
from certify.methods.refute.candidates import ExactPoint, failures, members
from certify.methods.refute.charts import charts
from certify.methods.refute.landscape import Landscape
from certify.parse import Relation
from certify.requirements import Obligation
from certify.statement import Statement
from certify.text import to_text
from certify.tidy import tidy
from certify.unproved import OutOfTime, Unproved

PATIENCE: Final = 0.5
PROOF_SECONDS: Final = 5.0
INHABITANT_SECONDS: Final = 2.0


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
    """A certified counterexample, or None if none was found before the deadline (or before the search is exhausted).

    Raises InputError for an expression that is defined nowhere, such as a dimension of harmonics of a degree that is no integer.
    """
    start = deadline.left
    integers = statement.domain.integers
    needs = [[o for s in (r.lhs, r.rhs) for o in obligations(s, integers)] for r in statement.relations]
    try:
        for level in LEVELS:
            if level == LEVELS[-1] and start - deadline.left > PATIENCE:
                break  # evaluations are dear here: the fine search would take long and find little
            for index, relation in enumerate(statement.relations):
                point = _failure(statement.domain, relation, level, deadline, needs[index])
                if point is not None:
                    found = _refutation(index, relation, point)
                    if found is not None:
                        return found
    except OutOfTime:
        return None
    return None


def _refutation(index: int, relation: Relation, point: ExactPoint) -> Refutation | None:
    goal = Goal.of(Domain(), relation)
    f = substitute(goal.f, point)
    failure = {
        ">=": Goal(Domain(), neg(f), ">"),
        ">": Goal(Domain(), neg(f), ">="),
        "==": Goal(Domain(), f, "!="),
        "!=": Goal(Domain(), f, "=="),
    }[goal.op]
    try:
        return Refutation(index, point, _Alone(Deadline.after(PROOF_SECONDS)).prove(failure))
    except Unproved:
        return None


class _Alone:
    """A context for goals that are certain from balls or by exact algebra: what is needed at a single point."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.depth = 0

    def prove(self, goal: Goal) -> Proof:
        from certify.methods import boxes, exact

        if goal.op != "==" and has(goal.f, "integral"):
            if goal.op == "!=":
                sign = 1 if closed_ball(goal.f, 64) > 0 else -1
                return Proof("apart", {"sign": sign}, (self.prove(Goal(goal.domain, goal.f * sign, ">")),))
            return self._enclosed(goal)
        return boxes.attempt(goal, self) if goal.f.free else exact.attempt(goal, self)

    def _enclosed(self, goal: Goal) -> Proof:
        from certify.methods import integral
        from certify.methods.steps import realise

        reason = Unproved("no enclosure of the integrals shows it")
        for prec in integral.PRECISIONS:
            try:
                return realise(integral.enclosed(goal, prec), self)
            except Unproved as failure:
                reason = failure
        raise reason

    def within(self, seconds: float) -> Context:
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


def _may_be_defined(needs: Sequence[Obligation], point: ExactPoint) -> bool:
    """Whether none of the obligations fails at a point (x**m with a symbolic m has no value at x = -2, whatever m is there)."""
    return all(
        o.binders or not o.necessary or any(all(_truth(r, point) is not False for r in a) for a in o.alternatives)
        for o in needs
    )


def _failure(
    domain: Domain, relation: Relation, level: int, deadline: Deadline, needs: Sequence[Obligation] = ()
) -> ExactPoint | None:
    """A point of the domain where the relation is shown to fail."""
    for chart in charts(domain):
        try:
            goal = Goal.of(chart.domain, Relation(chart.pull(relation.lhs), relation.op, chart.pull(relation.rhs)))
            view = Landscape(goal, deadline)
        except (ValueError, ZeroDivisionError):
            continue
        for values in failures(view, level):
            try:
                point = chart.lift(values)
            except ZeroDivisionError:
                continue
            if _truth(relation, point) is False and holds(domain, point) and _may_be_defined(needs, point):
                return {name: point[name] for name in domain.ranges}
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
    try:
        inner = obligation.domain(domain)
    except Unproved:
        return None
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
                for values in members(chart, level, deadline):
                    try:
                        point = chart.lift(values)
                    except ZeroDivisionError:
                        continue
                    if holds(domain, point):
                        return {name: point[name] for name in domain.ranges}
    except OutOfTime:
        return None
    return None
