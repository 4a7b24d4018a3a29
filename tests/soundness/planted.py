"""Planted falsehoods: proved inequalities whose margin is overstepped.  Never proved.

optimum      f > f(p) for the least sampled value: false at p, by nothing at all
end point    the same with p at an end of a range
beyond       f >= f(p) + s for a small s
threshold    an integer range that starts one earlier, where the claim fails
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from mpmath import mpf

from certify.errors import InputError
from certify.expr import Expr, Rational, substitute
from certify.parse import Relation
from certify.statement import Statement
from certify.text import to_text
from tests.certify.real import Undefined, value
from tests.soundness.audit import Point, broken, holds, points, violated
from tests.soundness.sources import Source

KINDS = ("optimum", "end point", "beyond", "threshold")


def planted(source: Source, chance: random.Random) -> Iterator[tuple[str, Statement]]:
    """False statements made of a true one, each with its kind."""
    statement = source.statement()
    if statement is None or len(statement.relations) != 1:
        return
    (r,) = statement.relations
    if r.op not in (">=", ">", "<=", "<"):
        return
    yield from _threshold(statement, r)
    lhs, rhs = (r.lhs, r.rhs) if r.op[0] == ">" else (r.rhs, r.lhs)
    gap, lines = f"({to_text(lhs)}) - ({to_text(rhs)})", tuple(statement.domain.lines())
    for kind, sampled in (("optimum", points(statement, chance, 25)), ("end point", _ends(statement))):
        best = min(
            ((v, k) for k, p in enumerate(sampled) if (v := _gap(lhs, rhs, p, statement)) is not None), default=None
        )
        if best is None:
            continue
        there = sampled[best[1]]
        at = {name: Rational(Fraction(v)) for name, v in there.items()}
        try:
            bound = to_text(substitute(lhs - rhs, at))
        except ZeroDivisionError:
            continue
        texts = {kind: f"{gap} > {bound}"}
        if kind == "optimum":
            beyond = Fraction(str(best[0])).limit_denominator(10**9) + Fraction(1, 10 ** chance.choice([1, 3, 6, 8]))
            if mpf(beyond.numerator) / beyond.denominator > best[0] + mpf(10) ** -12:
                texts["beyond"] = f"{gap} >= {beyond}"
        for name, text in texts.items():
            found = Source(source.id, text, lines).statement()
            if found is not None:
                yield name, found


def _gap(lhs: Expr, rhs: Expr, point: Point, statement: Statement) -> mpf | None:
    try:
        a, b = (value(side, point, statement.domain.integers) for side in (lhs, rhs))
    except (Undefined, AssertionError, KeyError):
        return None
    return a - b


def _ends(statement: Statement) -> list[Point]:
    """The corners of the box that belong to the domain, where the ends are rational."""
    choices: list[list[tuple[str, Fraction | int]]] = []
    for name, r in statement.domain.ranges.items():
        ends = [
            e.value
            for e, strict in ((r.lower, r.lower_strict), (r.upper, r.upper_strict))
            if isinstance(e, Rational) and not strict
        ]
        choices.append([(name, int(e) if r.integer else e) for e in ends])
    corners = [dict(c) for c in product(*choices)][:8] if choices else []
    return [
        p for p in corners if all(not violated(c, p, statement.domain.integers) for c in statement.domain.constraints)
    ]


def _threshold(statement: Statement, r: Relation) -> Iterator[tuple[str, Statement]]:
    """Integer ranges that start one earlier, if the claim fails there at some point."""
    for name, old in statement.domain.ranges.items():
        if not old.integer or not isinstance(old.lower, Rational):
            continue
        first = old.lower.value - 1
        wider = statement.domain.with_range(name, replace(old, lower=Rational(first)))
        try:
            found = Statement.parse(str(r), wider.lines())
        except InputError:
            continue
        there = [{**p, name: int(first)} for p in points(found, random.Random(0), 8)]
        there = [p for p in there if all(holds(c, p, found.domain.integers) for c in found.domain.constraints)]
        if any(broken(r, p, found.domain.integers) for p in there):
            yield "threshold", found
