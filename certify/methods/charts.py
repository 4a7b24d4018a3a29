"""Domains with equations, parametrised: some variables become expressions in the others.

`charts(domain)` yields parametrisations that together cover much of the domain, not necessarily all of it: they serve searches,
and whatever is found is checked at the full point.  An equation is solved for one variable where it is a polynomial of degree
1 or 2 in it, or a pure power.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from certify.context import Unproved
from certify.definedness import is_integer_valued
from certify.domain import Domain
from certify.expr import Call, Expr, Rational, call, neg, sqrt, substitute
from certify.methods.known import known_relations
from certify.parse import Relation

MOST_CHARTS = 8


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
    count = 0
    for chart in _charts(Chart(domain, {})):
        yield chart
        count += 1
        if count >= MOST_CHARTS:
            return


def _charts(chart: Chart) -> Iterator[Chart]:
    domain = chart.domain
    for name, r in domain.ranges.items():
        if r.lower is not None and r.lower == r.upper and not isinstance(r.lower, Rational):
            yield from _charts(_eliminated(chart, name, r.lower, None))
            return
    equations = [c for c in domain.constraints if c.op == "=="]
    for equation in equations:
        found = False
        for name in _preferred(equation, domain):
            for solution in solutions(equation.lhs - equation.rhs, name):
                if domain.ranges[name].integer and not is_integer_valued(solution, domain.integers):
                    continue
                found = True
                yield from _charts(_eliminated(chart, name, solution, equation))
        if found:
            return
    yield chart


def _preferred(equation: Relation, domain: Domain) -> list[str]:
    """The equation's variables: reals before integers, those that occur least first."""
    return sorted(equation.free, key=lambda name: (domain.ranges[name].integer, name))


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
    from certify.algebra import fraction, polynomial

    try:
        p = polynomial(fraction(f)[0], (name,))
    except Unproved:
        return
    if p is None:
        return
    degrees = sorted(m[0] for m in p)
    if degrees[-1] == 0:
        return
    top, rest = p[(degrees[-1],)], p.get((0,), Rational(0))
    if degrees[-1] == 1:
        yield neg(rest) / top
    elif degrees[0] == degrees[-1]:
        yield Rational(0)
    elif len(degrees) == 2 and degrees[0] == 0:
        n = degrees[-1]
        root = tidy((neg(rest) / top) ** Fraction(1, n))
        yield root
        if n % 2 == 0:
            yield neg(root)
    elif degrees[-1] == 2:
        middle = p.get((1,), Rational(0))
        root = sqrt(middle**2 - 4 * top * rest)
        yield (root - middle) / (2 * top)
        yield (neg(root) - middle) / (2 * top)


def simplified(item: Expr) -> Expr:
    """The same closed value, in normal form if that is shorter."""
    from certify.algebra import normal

    item = tidy(item)
    if isinstance(item, Rational):
        return item
    try:
        return min(item, tidy(normal(item)), key=lambda e: e.size)
    except Unproved:
        return item


def tidy(item: Expr) -> Expr:
    """The same closed value with roots of perfect powers taken."""
    if not isinstance(item, Call):
        return item
    args = tuple(tidy(a) for a in item.args)
    if item.op == "pow" and isinstance(args[0], Rational) and isinstance(args[1], Rational):
        base, exponent = args[0].value, args[1].value
        if base >= 0 and exponent.denominator <= 64:
            tops = exact_root(base.numerator, exponent.denominator)
            bottoms = exact_root(base.denominator, exponent.denominator)
            if tops is not None and bottoms is not None:
                return call("pow", Rational(Fraction(tops, bottoms)), Rational(exponent.numerator))
    return call(item.op, *args)


def exact_root(value: int, n: int) -> int | None:
    """The n-th root of a non-negative integer if it is an integer."""
    if n == 1 or value < 2:
        return value
    low, high = 1, 1 << (value.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= value else (low, middle - 1)
    return low if low**n == value else None
