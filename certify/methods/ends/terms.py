"""Sums multiplied out, and their parts in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from certify.algebra import fraction, normal
from certify.expr import ZERO, Call, Expr, add, children, mul


def spread(item: Expr) -> Iterator[Expr]:
    """The terms of a sum, products of sums multiplied out."""
    if isinstance(item, Call) and item.op == "add":
        for part in item.args:
            yield from spread(part)
        return
    if isinstance(item, Call) and item.op == "mul":
        for k, part in enumerate(item.args):
            if isinstance(part, Call) and part.op == "add":
                for term in part.args:
                    yield from spread(mul(*item.args[:k], term, *item.args[k + 1 :]))
                return
    yield item


def collected_by_denominator(terms: Iterable[Expr]) -> Expr:
    """A sum with one quotient for each denominator."""
    found: dict[Expr, list[Expr]] = {}
    for term in terms:
        found.setdefault(fraction(term)[1], []).append(term)
    return add(*(part for group in found.values() if (part := normal(add(*group))) != ZERO))


def inner_first(item: Expr) -> Iterator[Expr]:
    """Every distinct sub-expression, children before parents."""
    seen: set[Expr] = set()

    def go(node: Expr) -> Iterator[Expr]:
        if node not in seen:
            seen.add(node)
            for child in children(node):
                yield from go(child)
            yield node

    yield from go(item)
