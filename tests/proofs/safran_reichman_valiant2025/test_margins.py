"""The chain of Theorem 3: the solver against floats, the argued steps at random."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify import prove
from certify.ledger import PROVED, REFUTED
from proofs.safran_reichman_valiant2025.margins import NEAR, NEAR_SHARPER, PRINTED, Split

DECIMALS = st.decimals("0.001", "0.2", places=3)


@settings(max_examples=25, deadline=None)
@given(norm=st.decimals("1.5", "9", places=1), sampling=DECIMALS, quantisation=DECIMALS, e=st.integers(5, 900))
def test_split_against_its_parts(norm: object, sampling: object, quantisation: object, e: int) -> None:
    split = Split(str(norm), "1.01", "0.00001", str(sampling), str(quantisation))
    total = float(norm) * math.sqrt(1.01 / e + 0.00001) + float(sampling) + float(quantisation)
    if abs(total - 0.5) < 1e-9:
        return
    verdict = prove(split.closes(f"1/{e}"), timeout=20)
    assert verdict.status == (PROVED if total < 0.5 else REFUTED)


def test_largest_is_the_frontier() -> None:
    for split in (PRINTED, Split("3", "1.5", "0.001", "0.1", "0.05")):
        assert prove(split.closes(f"0.999999*({split.largest()})"), timeout=20).status == PROVED
        assert prove(split.closes(split.largest()), timeout=20).status == REFUTED


def test_planted_splits_are_refuted() -> None:
    assert prove(replace(PRINTED, sampling="0.06").closes("1/400"), timeout=20).status == REFUTED
    assert prove(replace(PRINTED, norm="8.5").closes("1/400"), timeout=20).status == REFUTED
    for split, limit in ((NEAR, 16), (NEAR_SHARPER, 8)):
        for worse in (replace(split, sampling="eta/2"), replace(split, markov="(1 + 2*eta)")):
            claim = worse.closes(f"(1 - eta)/{limit}")
            assert prove(claim, where=["0 < eta < 1"], timeout=20).status == REFUTED


@settings(max_examples=100, deadline=None)
@given(errors=st.lists(st.floats(0, 10), min_size=1, max_size=20), factor=st.floats(1.001, 3))
def test_some_part_is_at_most_the_mean(errors: list[float], factor: float) -> None:
    mean = sum(errors) / len(errors)
    assert min(errors) < factor * mean or min(errors) == 0 or mean < 1e-300


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 5))
def test_cauchy_schwarz(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    points = 4**n
    law = rng.random(points) ** 4
    law /= law.sum()
    error = rng.normal(size=points)
    if seed % 3 == 0:
        error = law.copy()  # equality
    scaled = 2**n * np.linalg.norm(law)
    bound = scaled * math.sqrt(float(np.mean(error**2)))
    mean = float(law @ np.abs(error))
    assert mean <= bound + 1e-12
    if seed % 3 == 0:
        assert mean >= bound - 1e-9


def test_union_bound() -> None:
    """Hoeffding's bound against the exact tail of coins, and the number of copies."""
    for n in (1, 4, 25, 60):
        for h in (0.2, 0.5, 0.9):
            tail = sum(Fraction(math.comb(n, k), 2**n) for k in range(n + 1) if abs(2 * k - n) > h * n)
            assert float(tail) <= 2 * math.exp(-n * h * h / 2)
    assert 2 * math.exp(-2) > 2**-2
    for d in range(1, 30):
        for bound in (0.3, 1.0, 7.7):
            n = math.ceil(2500 * bound**2 * (d + 1))
            assert 2 * math.exp(-n * 0.04**2 / (2 * bound**2)) * 4**d < 1


def test_dimensions() -> None:
    for n in range(104, 3000):
        whole = n - n % 4
        d = n // 104
        padding = whole - 4 * d
        assert padding % 4 == 0
        assert padding >= 100 * d > 0


@pytest.mark.parametrize("d", [1, 2, 9])
def test_weights(d: int) -> None:
    corner = np.full(4 * d, 1 / (12 * math.sqrt(d)))
    assert 1 + np.abs(corner).sum() <= 4 * d
    assert abs(np.abs(corner).sum() - math.sqrt(d) / 3) < 1e-12
    z = np.full(2 * d, 0.8 / math.sqrt(2 * d))
    assert 1 + np.abs(z).sum() <= 3 * d
