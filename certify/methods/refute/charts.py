"""Domains with equations, parametrised: some variables become expressions in the others.

`charts(domain)` yields parametrisations that together cover much of the domain, not necessarily all of it: they serve searches,
and whatever is found is checked at the full point.  An equation is solved for one variable where it is a polynomial of degree
1 or 2 in it, or a pure power.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from certify.domain import Domain
from certify.expr import (
    MINUS_ONE,
    ZERO,
    Call,
    Expr,
    Rational,
    Variable,
    call,
    fresh,
    neg,
    replace,
    sqrt,
    substitute,
    walk,
)
from certify.integrality import is_integer_valued
from certify.methods.known import known_relations
from certify.parse import Relation
from certify.tidy import simplified, tidy
from certify.unproved import Unproved

MOST_CHARTS = 8
INVERSES = {"exp": "log", "log": "exp", "sin": "asin", "cos": "acos", "tan": "atan"}


@dataclass(frozen=True)
class Chart:
    """The variables in `solved` as expressions in the variables of `domain`."""

    domain: Domain
    solved: Mapping[str, Expr]

    def pull(self, item: Expr) -> Expr:
        """An expression on the original domain in terms of the chart's variables."""
        return substitute(item, self.solved) if item.free & self.solved.keys() else item

    def lift(self, values: Mapping[str, Expr]) -> dict[str, Expr]:
        """The full point: closed expressions for all variables.  Raises ZeroDivisionError where the chart has no value."""
        found = dict(values)
        for name, item in self.solved.items():
            found[name] = simplified(substitute(item, values))
        return found


def charts(domain: Domain) -> Iterator[Chart]:
    """Parametrisations of the domain, at most a few; the trivial one where there is no equation to solve."""
    yield from itertools.islice(_charts(Chart(domain, {})), MOST_CHARTS)


def _charts(chart: Chart) -> Iterator[Chart]:
    domain = chart.domain
    for name, r in domain.ranges.items():
        if r.lower is not None and r.lower == r.upper and not isinstance(r.lower, Rational):
            yield from _charts(_eliminated(chart, name, r.lower, None))
            return
    equations = [c for c in domain.constraints if c.op == "=="]
    choices = [(len(found), k, name, found) for k, c in enumerate(equations) for name, found in _solved(c, domain)]
    if not choices:
        yield chart
        return
    branches, k, _, _ = min(choices, key=lambda choice: choice[:3])
    for count, number, name, found in choices:
        if number == k and count == branches:
            for solution in found:
                yield from _charts(_eliminated(chart, name, solution, equations[k]))


def _solved(equation: Relation, domain: Domain) -> Iterator[tuple[str, list[Expr]]]:
    """Variables and what they can be by the equation: one that is never undefined, or several."""
    found: list[tuple[str, list[Expr]]] = []
    for name in sorted(equation.free, key=lambda name: (domain.ranges[name].integer, name)):
        values = list(solutions(equation.lhs - equation.rhs, name))
        if domain.ranges[name].integer:
            values = [v for v in values if is_integer_valued(v, domain.integers)]
        if values:
            found.append((name, values))
    plain = [item for item in found if not any(_divides(v) for v in item[1])]
    yield from plain[:1] or found[:2]


def _divides(item: Expr) -> bool:
    """Whether a reciprocal of something with variables occurs, so that the solution may miss points."""
    return any(isinstance(n, Call) and n.op == "pow" and n.args[0].free and n.args[1] == MINUS_ONE for n in walk(item))


def _eliminated(chart: Chart, name: str, solution: Expr, equation: Relation | None) -> Chart:
    domain, values = chart.domain, {name: solution}
    bounds = [r for r in known_relations(Domain({name: domain.ranges[name]})) if equation is not None]
    kept = [c for c in domain.constraints if c != equation]
    constraints = []
    for c in (*kept, *bounds):
        try:
            constraints.append(Relation(substitute(c.lhs, values), c.op, substitute(c.rhs, values)))
        except ZeroDivisionError:
            continue
    ranges = {k: r for k, r in domain.ranges.items() if k != name}
    solved = {k: substitute(v, values) for k, v in chart.solved.items()}
    return Chart(Domain(ranges, tuple(constraints)), {**solved, name: solution})


def solutions(f: Expr, name: str) -> Iterator[Expr]:
    """Expressions that satisfy f = 0 when put for the variable (where they are defined)."""
    yield from _polynomial_solutions(f, name)
    inner = [n for n in walk(f) if isinstance(n, Call) and n.op in INVERSES and name in n.free]
    for node in inner:
        new = fresh("t", f.free)
        outer = replace(f, node, Variable(new))
        if name in outer.free:
            continue
        for value in _polynomial_solutions(outer, new):
            yield from solutions(node.args[0] - call(INVERSES[node.op], value), name)


def _polynomial_solutions(f: Expr, name: str) -> Iterator[Expr]:
    from certify.algebra import fraction, polynomial

    try:
        p = polynomial(fraction(f)[0], (name,))
    except Unproved:
        return
    degrees = sorted(m[0] for m in p) if p else [0]
    if p is None or degrees[-1] == 0:
        return
    top, rest = p[(degrees[-1],)], p.get((0,), ZERO)
    if degrees[-1] == 1:
        yield neg(rest) / top
    elif degrees[0] == degrees[-1]:
        yield ZERO
    elif len(degrees) == 2 and degrees[0] == 0:
        n = degrees[-1]
        root = tidy((neg(rest) / top) ** Fraction(1, n))
        yield root
        if n % 2 == 0:
            yield neg(root)
    elif degrees[-1] == 2:
        middle = p.get((1,), ZERO)
        root = sqrt(middle**2 - 4 * top * rest)
        yield (root - middle) / (2 * top)
        yield (neg(root) - middle) / (2 * top)
