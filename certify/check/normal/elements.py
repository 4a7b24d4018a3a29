"""Sums of monomials in generators, and what can be done with them without knowing what the generators are.

An element is a dict {monomial: rational coefficient}, a monomial a sorted tuple of (generator, rational exponent).

What is certified: the field axioms for these.  What is not: that two elements which differ have different values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from certify.check.terms import spend

Number = int | Fraction


class Gen:
    """A generator, one object each; `sign` is 2 for > 0, 1 for >= 0, 0 for not known."""

    __slots__ = ("data", "index", "kind", "sign")

    def __init__(self, kind: str, data: Any, index: int, sign: int) -> None:
        self.kind, self.index, self.sign = kind, index, sign
        self.data: Any = data

    def __repr__(self) -> str:
        return f"{self.kind}:{self.data}"


Monomial = tuple[tuple[Gen, Number], ...]
Element = dict[Monomial, Number]


def trim(q: Number) -> Number:
    return q.numerator if q.denominator == 1 else q


def is_int(q: Number) -> bool:
    return q.denominator == 1


def constant(e: Element) -> Number | None:
    """The value of an element that is a rational number."""
    return 0 if not e else e[()] if len(e) == 1 and () in e else None


def times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    total = dict(m)
    for g, k in n:
        total[g] = total.get(g, 0) + k
    return tuple(sorted(((g, trim(k)) for g, k in total.items() if k), key=lambda p: p[0].index))


def plus(*items: Element) -> Element:
    total: Element = {}
    for item in items:
        for m, c in item.items():
            total[m] = total.get(m, 0) + c
    spend(4 * sum(map(len, items)))
    return {m: trim(c) for m, c in total.items() if c}


def scaled(e: Element, q: Number) -> Element:
    return {m: trim(c * q) for m, c in e.items()} if q else {}


def key(e: Element) -> frozenset[tuple[Monomial, Number]]:
    return frozenset(e.items())


def order(m: Monomial) -> tuple[Number, list[tuple[int, Number]]]:
    """Monomials by degree, then by their generators."""
    return sum(k for _, k in m), [(-h.index, k) for h, k in m]


def real(g: Gen) -> bool:
    return g.kind not in ("i", "turn", "minus") and not (g.kind == "power" and g.data[0].kind in ("turn", "minus"))


@lru_cache(maxsize=1 << 16)
def names(g: Gen) -> frozenset[str]:
    """The variables in a generator."""

    def of_elements(items: Iterable[Mapping[Monomial, Number]]) -> frozenset[str]:
        return frozenset().union(*(names(h) for e in items for m in e for h, _ in m))

    if g.kind == "var":
        return frozenset((str(g.data),))
    if g.kind == "sum":
        return of_elements([dict(g.data)])
    if g.kind == "power":
        return names(g.data[0]) | of_elements([{g.data[1]: 1}])
    if g.kind == "abs":
        return names(g.data)
    if g.kind == "call":
        return of_elements(g.data[2])
    return frozenset()
