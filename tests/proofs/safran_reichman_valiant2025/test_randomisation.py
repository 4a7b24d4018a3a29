"""Proposition 7: the norm of the randomised point by enumeration, against the bounds."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest

from proofs.safran_reichman_valiant2025 import randomisation
from tests.proofs.safran_reichman_valiant2025.exact import squared_norm

BITS = list(itertools.product((0, 1), repeat=2))


def norm(k: float) -> float:
    return 2 * (1 + 4 / k) ** 0.75 / (1 - 48 / k) ** 2


def sharper(k: float) -> float:
    return sqrt(2 * (1 + (1 - 1 / (2 + 8 / k)) ** k)) * (1 + 4 / k) ** 0.75 / (1 - 48 / k) ** 1.5


def sharpest(k: float) -> float:
    return sqrt(2 * (1 + (1 - 1 / (2 + 8 / k)) ** k)) * (1 + 4 / k) ** 0.75 / (1 - 32 / k) ** 1.5


def brute_force(x: int, y: int, padding: int) -> Fraction:
    """(2^N ||D||_2)^2 for d = 1 from all masks, paddings and the orders of the columns."""
    law: Counter[tuple[tuple[int, int], ...]] = Counter()
    total = 0
    n = 4 + padding
    for a, b in BITS:
        first = [(x ^ a, y ^ b), (a, b), (x ^ a, b), (a, y ^ b)]
        for extra in itertools.product(BITS, repeat=padding):
            if sum(u * v for u, v in extra) % 2:
                continue
            distinct = set(itertools.permutations((*first, *extra)))
            total += 1
            for order in distinct:
                law[order] += Fraction(1, len(distinct))
    return 4**n * sum((Fraction(w) / total) ** 2 for w in law.values())


@pytest.mark.parametrize(("x", "y"), BITS)
def test_counts_against_the_law_itself(x: int, y: int) -> None:
    assert squared_norm(((x, y),), 2) == brute_force(x, y, 2)


def test_norm_for_small_numbers() -> None:
    for d, padding in ((1, 4), (1, 52), (2, 8), (2, 24)):
        for points in itertools.combinations_with_replacement(BITS, d):
            square = float(squared_norm(points, padding))
            assert square >= 2 / (1 + 2.0 ** -(4 * d + padding)) - 1e-12
            assert padding < 48 * d or square <= norm(padding / d) ** 2


def test_sharper_norm_for_small_numbers() -> None:
    for points, padding in ((((0, 0),), 60), (((1, 1),), 60), (((0, 1),), 60)):
        found = sqrt(float(squared_norm(points, padding)))
        assert found <= sharpest(padding) < sharper(padding) < norm(padding)
        assert found <= 1.5


def test_least_padding() -> None:
    for text, k in randomisation.LEAST.items():
        bound = float(Fraction(text))
        assert norm(k) <= bound < norm(k - 1)
    for text, k in randomisation.LEAST_SHARPER.items():
        bound = float(Fraction(text))
        assert sharper(k) <= bound < sharper(k - 1)
    assert next(k for k in range(49, 200) if norm(k) <= 8) == 98
    assert next(k for k in range(49, 200) if norm(k) <= 8 and k % 4 == 0) == 100


def test_share_of_even_choices() -> None:
    for padding in range(7):
        even = sum(1 for c in itertools.product(range(4), repeat=padding) if c.count(3) % 2 == 0)
        assert 2 * even == 4**padding + 2**padding
