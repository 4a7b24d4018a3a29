"""Guards of Theorem 10: the law of the blocks of a random matching, and its numbers once more."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs.safran_reichman_valiant2025 import embedding


def test_blocks_of_a_random_matching() -> None:
    # N = 4 pairs in blocks of n = 2: each block is uniform over pairs of distinct i and distinct j, in every order.
    laws = [Counter(), Counter()]
    for matching in permutations(range(4)):
        for order in permutations(range(4)):
            pairs = [(i, matching[i]) for i in order]
            laws[0][tuple(pairs[:2])] += 1
            laws[1][tuple(pairs[2:])] += 1
    wanted = {
        ((i, j), (k, m)) for i in range(4) for k in range(4) if k != i for j in range(4) for m in range(4) if m != j
    }
    for law in laws:
        assert set(law) == wanted
        assert len(set(law.values())) == 1


@given(st.integers(1, 6), st.integers(1, 60))
def test_probability_of_distinct_indices(n: int, extra: int) -> None:
    size = n + extra
    distinct = Fraction(1)
    for k in range(n):
        distinct *= Fraction(size - k, size)
    assert distinct >= 1 - Fraction(n * (n - 1), 2 * size)
    assert distinct**2 >= 1 - Fraction(n * n, size)


def deviation(d: int, a: int) -> mpmath.mpf:
    """2 R + 4 (B + 1)^2 sqrt(2 ln(2/delta)/n), without the simplifications of the claim, at n = 2^{floor(2d/3)}."""
    k = 2 * d // 3
    two = mpmath.mpf(2)
    w, c = two ** (mpmath.mpf(d) / (20 * a)), two ** (mpmath.mpf(d) / (20 * a + 20))
    largest = w * c * (1 + ((4 * d + 1) * c) ** a) + c
    complexity = 2 * (largest + 1) * (w * c * 4 * d) ** a / mpmath.sqrt(two**k)
    return 2 * complexity + 4 * (largest + 1) ** 2 * mpmath.sqrt(2 * (2 * d - k + 3) * mpmath.log(2) / two**k)


@pytest.mark.parametrize(("a", "least"), list(embedding.LEAST_D.items()))
def test_deviation(a: int, least: int) -> None:
    with mpmath.workdps(40):
        eps = mpmath.mpf(1) / (398 * 399)
        exact = next(d for d in range(1, 900) if all(deviation(e, a) <= eps for e in range(d, d + 60)))
        assert exact <= least <= exact + 25  # the claim is safe, and not much later than what it stands for


def test_least_dimension() -> None:
    # 2^(-2d/15) < 1/(398*399) if and only if 2^(2d) > (398*399)^15.
    assert [d for d in range(1, 300) if 2 ** (2 * d) > (398 * 399) ** 15] == list(range(130, 300))


def test_classes_do_not_match() -> None:
    # d = 60, beta = 1: F_{4d} allows width 8, F_{2d} only 2.8.
    assert 2 ** (4 * 60 // 80) == 8
    assert 8**2 > 2 ** (2 * 60 * 2 // 80)


def test_sample_sizes_are_integers_for_every_third_dimension() -> None:
    whole = [d for d in range(1, 40) if (2 * d) % 3 == 0]
    assert whole == list(range(3, 40, 3))
    for d in range(1, 40):
        k = 2 * d // 3
        assert 2**k * 2 ** (2 * d - k) == 4**d
        assert 2 * d - 2 <= 3 * k <= 2 * d


def test_mean_over_the_points_needs_no_argmin() -> None:
    losses = [
        Fraction(3, 10) + Fraction(1, 10**k) for k in range(1, 8)
    ]  # each above c + eps = 3/10, the infimum not attained in the limit
    assert sum(losses) / len(losses) > Fraction(3, 10)
