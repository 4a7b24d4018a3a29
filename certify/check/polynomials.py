"""Rule `sign`: polynomials that keep their sign, by a Sturm chain, by coefficients in a basis of functions >= 0, or by squares.

What is certified: f is a polynomial by the normal form, and that polynomial has the sign on the box of the ranges (integer
variables counting as real ones), in exact rationals, but for irrational coefficients, which are balls.  What is not: constraints of the
domain are used only as the bounds by which a variable is shifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from certify.check import normal
from certify.check.bernstein import bernstein
from certify.check.coefficients import Side, polynomial, side
from certify.check.domains import Relation
from certify.check.existence import obligations
from certify.check.goals import Goal
from certify.check.normal.elements import Number, constant
from certify.check.sturm import at, common_divisor, divide, odd_part, primitive, roots, slope
from certify.check.terms import ZERO, Rejected, Term, add, is_integer, mul, number, put, sub, var
from certify.check.text import parse


def sturm(goal: Goal, f: Term, name: str, side: Side) -> None:
    """Op `>`: no root in the range and a positive value; op `>=`: no root of odd multiplicity inside."""
    items = polynomial(f, [name])
    line: list[Number] = [0] * (1 + max((k for (k,) in items), default=0))
    for (k,), e in items.items():
        c = constant(e)
        if c is None:
            raise Rejected("coefficients are rational")
        line[k] = c
    p = primitive(line)
    low, high = side.low, side.high
    if not p or (low is not None and high is not None and low > high):
        raise Rejected("zero, or an empty range")
    if goal.op == ">":
        q = primitive(divide(p, common_divisor(p, primitive(slope(p))))[0]) if len(p) > 1 else p
        inside = roots(q, low, high)
        inside += low is not None and not side.low_open and at(q, low) == 0
        inside -= high is not None and side.high_open and (low is None or low < high) and at(q, high) == 0
    else:
        q = odd_part(p)
        inside = roots(q, low, high) - (high is not None and (low is None or low < high) and at(q, high) == 0)
    if inside:
        raise Rejected("the polynomial has a root in the range")
    points = [low, high] if low == high else []
    if low is not None and high is not None:
        points += [low + (high - low) * Fraction(k, len(p) + 1) for k in range(1, len(p) + 1)]
    else:
        start = low if low is not None else high if high is not None else Fraction(0)
        points += [start + (k if high is None else -k) for k in range(1, len(p) + 1)]
    if not any(x is not None and at(p, x) > 0 for x in points):
        raise Rejected("the polynomial is not positive at a point of the range")


def check(goal: Goal, params: Any, known: Any) -> None:
    """Rule `sign`; `known(domain, relation)` says whether a relation is known."""
    if goal.op not in (">=", ">"):
        raise Rejected("the rule is for inequalities")
    kind = params.take("kind", str)
    shifted: set[str] = set()
    f, sides = goal.f, {n: side(goal, n) for n in goal.f.free}
    for item in params.items("shift") if "shift" in params.left else []:
        if not isinstance(item, list) or len(item) != 3 or type(item[0]) is not str or type(item[1]) is not int:
            raise Rejected("a shift is a name, a direction and a start")
        if item[0] not in goal.domain.ranges or item[1] not in (1, -1):
            raise Rejected("a shift is a name, a direction and a start")
        name, up, start = item[0], int(item[1]), parse(item[2])
        ops = [
            op for op in ((">", ">=") if up > 0 else ("<", "<=")) if known(goal.domain, Relation(var(name), op, start))
        ]
        if not ops or not start.free <= goal.domain.ranges.keys():
            raise Rejected("a shift starts at a known bound")
        if start.free & {name} or {name, *start.free} & shifted:
            raise Rejected("a shift by its own name, or of or by a name that is shifted already")
        shifted.add(name)
        f = put(f, {name: add(start, mul(number(up), var(name)))})
        whole = goal.domain.ranges[name].integer and is_integer(start, goal.domain.integers)
        sides[name] = Side(Fraction(0), None, ops[0] in "<>", False, whole)
        for n in f.free - sides.keys():
            sides[n] = side(goal, n)
    order = sorted(f.free)
    if kind == "sturm":
        if order != [params.take("name", str)] or f is not goal.f:
            raise Rejected("a polynomial in one variable is expected")
        sturm(goal, f, order[0], sides[order[0]])
    elif kind == "bernstein":
        prec = params.integer("prec", 2, 4096) if "prec" in params.left else 128
        tree = params.take("tree", list, str)
        bernstein(polynomial(f, order), order, [sides[n] for n in order], goal.op, tree, prec)
    elif kind == "squares":
        squares(goal.op, f, sides, params.items("terms"))
    else:
        raise Rejected("unknown kind of sign")


def squares(op: str, f: Term, sides: Mapping[str, Side], items: list[Any]) -> None:
    """A sum of positive multiples of squares, times variables that are >= 0."""
    total, strict = [ZERO], op == ">="
    for item in items:
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[1], list):
            raise Rejected("a term is a weight, names and a base")
        q, base = parse(item[0]).rational, parse(item[2])
        lows = [sides[n].low if isinstance(n, str) and n in sides else None for n in item[1]]
        if q is None or q <= 0 or any(x is None or x < 0 for x in lows):
            raise Rejected("a weight > 0 and names >= 0 are expected")
        if obligations(base, frozenset()):
            raise Rejected("a base that need not be defined")
        strict = strict or (not item[1] and base.rational not in (None, 0))
        total.append(mul(number(q), *(var(n) for n in item[1]), base, base))
    if not strict or not normal.is_zero(frozenset(), {}, sub(f, add(*total))):
        raise Rejected("not the sum of the squares")
