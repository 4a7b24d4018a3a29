"""A term as a polynomial in its variables, with closed coefficients, and the ranges of its variables.

What is certified: the polynomial equals the term wherever that is defined; `enclose` contains the value of a coefficient; a range
with irrational ends is rounded outwards.  What is not: that a term which is refused is no polynomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check import functions as fn
from certify.check import normal
from certify.check.dyadic import Interval, Undefined
from certify.check.evaluate import value
from certify.check.goals import Goal
from certify.check.normal.elements import Element, Gen, names, plus
from certify.check.terms import Rejected, Term

MAX_DEGREE: Final = 300
Exponents = tuple[int, ...]
Polynomial = dict[Exponents, Element]


def polynomial(f: Term, variables: Sequence[str]) -> Polynomial:
    """f by its normal form as a polynomial with closed coefficients."""
    form, (t,) = normal.prepared(frozenset(), {}, f)
    found: Polynomial = {}
    for m, c in form.of(t).items():
        powers: dict[str, int] = {}
        rest = []
        for g, k in m:
            if g.kind == "var":
                if k.denominator != 1 or not 0 <= k <= MAX_DEGREE:
                    raise Rejected("not a polynomial of moderate degree")
                powers[str(g.data)] = int(k)
            elif names(g):
                raise Rejected("not a polynomial")
            else:
                rest.append((g, k))
        key = tuple(powers.get(n, 0) for n in variables)
        found[key] = plus(found.get(key, {}), {tuple(rest): c})
    return {k: e for k, e in found.items() if e}


def enclose(e: Element, p: int) -> Interval:
    """The value of a closed element."""
    total = Interval.dyadic(0)
    for m, c in e.items():
        item = Interval.of(Fraction(c), p)
        for g, k in m:
            item = d.mul(item, el.rpow(_generator(g, p), k if k.denominator > 1 else int(k), p), p)
        total = d.add(total, item, p)
    return total


def _generator(g: Gen, p: int) -> Interval:
    if g.kind == "pi":
        return el.pi(p)
    if g.kind == "e":
        return el.exp(Interval.dyadic(1), p)
    if g.kind == "prime":
        return Interval.dyadic(int(g.data))
    if g.kind == "sum":
        return enclose(dict(g.data), p)
    if g.kind == "power":
        base, m = g.data
        return el.power(_generator(base, p), enclose({m: 1}, p), p)
    if g.kind == "call" and g.data[0] in fn.FUNCTIONS:
        return fn.FUNCTIONS[g.data[0]](enclose(g.data[2][0], p), p)
    raise Undefined("a constant that is not evaluated")


class Side(NamedTuple):
    """The range of a variable, with rational ends (None: infinite)."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    integer: bool = False


def side(goal: Goal, name: str) -> Side:
    """The range of a variable, irrational ends rounded outwards, and then closed."""
    r = goal.domain.ranges[name]
    low = high = None
    low_open, high_open = r.lower_strict, r.upper_strict
    if r.lower is not None:
        low = r.lower.rational
        if low is None:
            low, low_open = value(r.lower, {}, 64).lower(), False
    if r.upper is not None:
        high = r.upper.rational
        if high is None:
            high, high_open = value(r.upper, {}, 64).upper(), False
    return Side(low, high, low_open, high_open, r.integer)
