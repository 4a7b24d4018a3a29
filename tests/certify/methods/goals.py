"""What the tests of proof methods share: goals from text, a context, and a reading of trees of boxes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb, ctx

from certify.certificate import Defined, Proof
from certify.context import Context
from certify.deadline import Deadline
from certify.enclose import closed_ball, compile
from certify.expr import Expr, Rational
from certify.goal import Goal
from certify.parse import parse_expression
from certify.statement import Statement
from certify.text import to_text
from certify.unproved import Unproved


class Alone:
    """A context that proves no children, or those that the given methods prove."""

    depth = 0

    def __init__(self, *methods: object, seconds: float = 30) -> None:
        self.deadline = Deadline.after(seconds)
        self.methods = methods

    def prove(self, goal: Goal) -> Proof:
        reason = Unproved("no method")
        for method in self.methods:
            if method.applies(goal):  # type: ignore[attr-defined]
                try:
                    return method.attempt(goal, self)  # type: ignore[attr-defined, no-any-return]
                except Unproved as failure:
                    reason = failure
        raise reason

    def within(self, seconds: float) -> Context:
        return self

    def defined(self, goal: Goal, *new: Expr) -> Sequence[Defined]:
        return ()


def goal(claim: str, *where: str) -> Goal:
    """The one goal of a claim."""
    statement = Statement.parse(claim, where)
    (relation,) = statement.relations
    return Goal.of(statement.domain, relation)


Box = dict[str, tuple[Expr | None, Expr | None]]


def leaves(tree: object, box: Box) -> Iterator[tuple[list[object], Box]]:
    """The leaves of a tree of the rule `boxes` with their boxes; AssertionError where the tree does not cover the
    box."""
    assert isinstance(tree, list) and tree, "an unfinished node"
    kind = tree[0]
    if kind == "s":
        _, name, at, left, right = tree
        middle = parse_expression(at)
        assert isinstance(middle, Rational) and name in box
        low, high = box[name]
        assert low is not high or low is None, "a fixed variable is split"
        assert low is None or number(low) < number(middle)
        assert high is None or number(middle) < number(high)
        yield from leaves(left, {**box, name: (low, middle)})
        yield from leaves(right, {**box, name: (middle, high)})
    elif kind in ("d", "e"):
        _, name, sign, inner = tree
        end = box[name][0 if sign == 1 else 1]
        assert sign in (1, -1) and end is not None
        yield from leaves(inner, {**box, name: (end, end)})
    else:
        assert kind in ("v", "z", "x", "t", "m", "q", "c", "h")
        yield tree, box


def number(item: Expr) -> arb:
    """A closed expression, almost exactly."""
    return closed_ball(item, 300)


def least_seen(item: Goal, tree: object) -> arb:
    """The least value of f at points spread over all the leaves that are not excluded by constraints."""
    names = tuple(item.domain.ranges)
    compiled = compile(item.f, names)
    least = arb(10) ** 9
    for leaf, box in leaves(tree, {n: (r.lower, r.upper) for n, r in item.domain.ranges.items()}):
        if leaf[0] == "x":
            continue
        for share in (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(6, 7), Fraction(1)):
            with ctx.workprec(300):
                point = [_between(*box[name], share) for name in names]
                inside = all(
                    _plausible(compile(c.lhs - c.rhs, names).ball(point), c.op) for c in item.domain.constraints
                )
                value = compiled.ball(point)
                if inside and value.is_finite() and value.upper() < least:
                    least = value.upper()
    return least


def _between(low: Expr | None, high: Expr | None, share: Fraction) -> arb:
    a = number(low) if low is not None else (number(high) if high is not None else arb(0)) - 5
    b = number(high) if high is not None else a + 10
    return a + (b - a) * share.numerator / share.denominator


def _plausible(value: arb, op: str) -> bool:
    return {">": value > 0, ">=": value >= 0, "<": value < 0, "<=": value <= 0, "==": value == 0, "!=": value != 0}[op]


def accept(item: Goal, proof: Proof) -> None:
    """Let the independent checker read the proof; it raises if it does not accept it."""
    from certify.check import goals, terms, text
    from certify.check.proof import prove

    terms.Purse.left = 10**8
    domain = text.parse_domain(item.domain.lines())
    prove(goals.Goal(domain, text.parse(to_text(item.f)), item.op), json.loads(json.dumps(proof.to_json())))
