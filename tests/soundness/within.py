"""The checker's own mathematics at random: equations of its normal form, and its enclosures of expressions and derivatives.

equations     two expressions that the normal form takes for equal on a domain have equal values where both are defined
enclosures    the value on a box, Taylor's polynomial with its remainder, the mean value form: all hold at points of the box

Values are those of `tests.soundness.balls`, in Arb with 1,000 bits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce

from flint import arb, ctx

from certify.check import dyadic as d
from certify.check.dyadic import Interval, IntervalError
from certify.check.evaluate import series, value
from certify.check.goals import Goal as CheckedGoal
from certify.check.goals import similar
from certify.check.jets import Jet, jet
from certify.check.plan import closed_ends
from certify.check.terms import Purse, Rejected, Term, forget
from certify.check.text import parse, parse_domain, parse_relation
from certify.expr import Expr
from certify.parse import Relation, parse_expression
from tests.soundness.audit import broken, points
from tests.soundness.balls import BITS, Unseen, ball
from tests.soundness.grammar import domain, identity, law, spelling, term
from tests.soundness.record import Tally
from tests.soundness.sources import Source

WORK = 3_000_000
Box = dict[str, tuple[Fraction, Fraction]]


def equations(tally: Tally, chance: random.Random) -> None:
    """One equation: what the normal form says, and whether it is so at 25 points."""
    names, where = domain(chance)
    text = chance.choice([identity, identity, law, spelling])(chance, names, where)
    statement = Source("", text, where).statement()
    if statement is None:
        return
    statement = statement.canonical
    r = statement.relations[0]
    Purse.left = WORK
    forget()
    try:
        checked = closed_ends(parse_domain(list(statement.domain.lines())))
        equal = similar(checked, CheckedGoal.of(checked, parse_relation(str(r))).f)
    except (Rejected, IntervalError):
        tally.counts["equations rejected"] += 1
        return
    tally.counts["equations taken for true" if equal else "equations not seen"] += 1
    equation = Relation(r.lhs, "==", r.rhs)
    if equal and any(broken(equation, p, statement.domain.integers) for p in points(statement, chance, 25)):
        tally.fail(f"equal by the normal form, but not in value: {text} for {where}")


def enclosures(tally: Tally, chance: random.Random) -> None:
    """One expression on a box: enclosures of its value and of derivatives, at random points of the box."""
    names = ("x", "y")[: chance.choice([1, 1, 2])]
    text = term(chance, names, chance.choice([1, 2, 2, 3]))
    box: Box = {n: _sides(chance) for n in names}
    p = chance.choice([24, 53, 64, 128])
    Purse.left = WORK
    forget()
    try:
        t = parse(text)
    except Rejected:
        return
    env = {n: Interval(Interval.of(a, p).lo, Interval.of(b, p).hi) for n, (a, b) in box.items()}
    found: list[tuple[str, Interval]] = []
    inside = [{n: a + (b - a) * chance.choice([0, 1, Fraction(1, 2), Fraction(chance.randrange(1000), 999)])
               for n, (a, b) in box.items()} for _ in range(6)]  # fmt: skip
    for at in inside:
        here = {n: Interval.of(q, 2 * BITS) for n, q in at.items()}
        for kind in ("value", "Taylor", "mean value", "with kinks"):
            try:
                found.append((kind, _enclosure(kind, t, env, here, names, p, chance)))
            except (IntervalError, Rejected):
                tally.counts[f"{kind}: none"] += 1
        _compare(tally, parse_expression(text), at, found, f"{text} on {box} at {p} bits")
        found.clear()


def _sides(chance: random.Random) -> tuple[Fraction, Fraction]:
    low = chance.choice(
        [
            Fraction(0),
            Fraction(-1),
            Fraction(1),
            Fraction(1, 2),
            Fraction(2),
            Fraction(-3),
            Fraction(chance.randrange(-40, 80), 13),
        ]
    )
    return low, low + chance.choice([0, 1, Fraction(1, 2), Fraction(1, 10), Fraction(1, 1000), 3])


def _enclosure(
    kind: str,
    t: Term,
    env: Mapping[str, Interval],
    at: Mapping[str, Interval],
    names: tuple[str, ...],
    p: int,
    chance: random.Random,
) -> Interval:
    """An interval in which the value at the point must lie."""
    if kind == "value":
        return value(t, env, p)
    middle = {n: x.midpoint(p) for n, x in env.items()}
    if kind == "Taylor":
        name, k = names[0], chance.randrange(1, 7)
        rest = {n: x for n, x in env.items() if n != name}
        a = series(t, {**rest, name: middle[name]}, name, k - 1, p).c
        h = d.sub(at[name], middle[name], p)
        terms = [*a, series(t, env, name, k, p).c[k]]
        return reduce(lambda s, c: d.add(s, c, p), (d.mul(c, d.ipow(h, j, p), p) for j, c in enumerate(terms)))
    memo: dict[Term, Jet] = {}
    slopes = jet(t, env, list(names), p, memo, kinks=kind == "with kinks").g
    total = value(t, middle, p)
    for n, slope in slopes.items():
        total = d.add(total, d.mul(slope, d.sub(at[n], middle[n], p), p), p)
    return total


def _compare(
    tally: Tally, item: Expr, at: Mapping[str, Fraction], found: list[tuple[str, Interval]], what: str
) -> None:
    with ctx.workprec(BITS):
        try:
            exact = ball(item, at, frozenset())
        except (Unseen, ZeroDivisionError, ValueError, OverflowError):
            return
        for kind, x in found:
            tally.counts[kind] += 1
            if any(_outside(exact, x)):
                tally.fail(f"not in the enclosure ({kind}) at {dict(at)}: {what}")


def _outside(exact: arb, x: Interval) -> Iterator[bool]:
    if x.lo is not None:
        yield exact < arb(x.lo)
    if x.hi is not None:
        yield exact > arb(x.hi)
