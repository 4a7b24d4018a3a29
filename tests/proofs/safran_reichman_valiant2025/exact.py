"""Exact probabilities of the randomised point, by enumeration; independent of `certify` and of `proofs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import factorial, prod

Counts = tuple[int, int, int, int]


def compositions(total: int) -> Iterator[Counts]:
    """All (a, b, c, d) >= 0 with this sum."""
    for a in range(total + 1):
        for b in range(total - a + 1):
            for c in range(total - a - b + 1):
                yield a, b, c, total - a - b - c


def multinomial(counts: Counts) -> int:
    """The multinomial coefficient."""
    return factorial(sum(counts)) // prod(map(factorial, counts))


@cache
def column_law(x: int, y: int) -> tuple[Counts, ...]:
    """The counts of the four columns that come from (x, y), for the four pairs of mask bits."""
    found = []
    for a, b in product((0, 1), repeat=2):
        columns = Counter([(x ^ a, y ^ b), (a, b), (x ^ a, b), (a, y ^ b)])
        found.append((columns[0, 0], columns[0, 1], columns[1, 0], columns[1, 1]))
    return tuple(found)


def counts_law(points: tuple[tuple[int, int], ...]) -> dict[Counts, Fraction]:
    """The law of d_1, ..., d_4 for the columns of a point."""
    law = {(0, 0, 0, 0): Fraction(1)}
    for x, y in points:
        new: dict[Counts, Fraction] = {}
        for counts, weight in law.items():
            for more in column_law(x, y):
                key = tuple(i + j for i, j in zip(counts, more, strict=True))
                new[key] = new.get(key, Fraction(0)) + weight / 4
        law = new
    return law


def squared_norm(points: tuple[tuple[int, int], ...], padding: int) -> Fraction:
    """(2^N ||D||_2)^2 for the point, N = 4d + padding."""
    even = [c for c in compositions(padding) if c[3] % 2 == 0]
    whole = sum(multinomial(c) for c in even)
    law: dict[Counts, Fraction] = {}
    for counts, weight in counts_law(points).items():
        for extra in even:
            key = tuple(i + j for i, j in zip(counts, extra, strict=True))
            law[key] = law.get(key, Fraction(0)) + weight * Fraction(multinomial(extra), whole)
    n = 4 * len(points) + padding
    assert sum(law.values()) == 1
    return 4**n * sum((p * p / multinomial(c) for c, p in law.items()), Fraction(0))
