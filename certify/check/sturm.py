"""Polynomials in one variable with integer coefficients: division, Sturm's theorem, factors of odd multiplicity.

What is certified: `roots` counts the roots in an interval (Sturm's theorem), `odd_part` is Yun's decomposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

from certify.check.normal.elements import Number
from certify.check.terms import spend

Line = list[int]  # integer coefficients, from the constant one up; the last is not 0


def primitive(p: Sequence[Number]) -> Line:
    """The polynomial up to a positive factor, with coprime integer coefficients."""
    while p and not p[-1]:
        p = p[:-1]
    if not p:
        return []
    common = lcm(*(c.denominator for c in p))
    whole = [int(c * common) for c in p]
    spend(len(whole) * (1 + max(abs(c).bit_length() for c in whole) // 64))
    size = gcd(*whole)
    return [c // size for c in whole]


def slope(p: Line) -> Line:
    return [k * c for k, c in enumerate(p)][1:]


def divide(a: Line, b: Line) -> tuple[list[Fraction], list[Fraction]]:
    """Quotient and rest."""
    rest, quotient = [Fraction(c) for c in a], [Fraction(0)] * max(1, len(a) - len(b) + 1)
    bits = max(abs(c).bit_length() for c in (*a, *b))
    for k in range(len(a) - len(b), -1, -1):
        spend(len(b) * (10 + bits // 4))  # fractions of so many bits are reduced
        q = quotient[k] = rest[k + len(b) - 1] / b[-1]
        for j, c in enumerate(b):
            rest[k + j] -= q * c
    return quotient, rest[: len(b) - 1]


def common_divisor(a: Line, b: Line) -> Line:
    while b:
        a, b = b, primitive(divide(a, b)[1]) if len(a) >= len(b) else a
    return a


def chain(p: Line) -> list[Line]:
    """Sturm's chain: p, p', and minus the rests, up to positive factors."""
    found = [p, primitive(slope(p))]
    while found[-1]:
        found.append(primitive([-c for c in divide(found[-2], found[-1])[1]]))
    return found[:-1]


def at(p: Line, x: Fraction) -> Fraction:
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def changes(seq: list[Line], x: Fraction | None, upper: bool) -> int:
    """Changes of sign in the chain at a point, or at an infinite end."""
    values = [(at(p, x) if x is not None else p[-1] * (1 if upper or len(p) % 2 else -1)) for p in seq]
    kept = [v > 0 for v in values if v]
    return sum(a != b for a, b in pairwise(kept))


def roots(p: Line, low: Fraction | None, high: Fraction | None) -> int:
    """The number of roots in (low, high] of a polynomial without multiple roots (Sturm's theorem)."""
    if len(p) <= 1:
        return 0
    seq = chain(p)
    return changes(seq, low, False) - changes(seq, high, True)


def odd_part(p: Line) -> Line:
    """The product of the factors of odd multiplicity, each once (Yun's decomposition)."""
    found: list[Number] = [1]
    c = common_divisor(p, primitive(slope(p)))
    w = primitive(divide(p, c)[0])
    k = 1
    while len(w) > 1:
        y = common_divisor(w, c)
        if k % 2:
            factor = primitive(divide(w, y)[0])
            found = [sum(found[i] * factor[j - i] for i in range(len(found)) if 0 <= j - i < len(factor))
                     for j in range(len(found) + len(factor) - 1)]  # fmt: skip
        w, c, k = y, primitive(divide(c, y)[0]), k + 1
    return primitive(found)
