"""Guards of Example 1 and Theorem 4: the networks evaluated in fractions, with sqrt d rational for d = 1, 4, 9."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from hypothesis import given
from hypothesis import strategies as st

from tests.proofs.safran_reichman_valiant2025.cube import relu, zigzag


def wave(d: int, z: Fraction) -> Fraction:
    """t_d."""
    return relu(z) + sum(2 * (-1) ** i * relu(z - i) for i in range(1, d + 1))


def first_layer(d: int, x: list[Fraction], y: list[Fraction], low: int) -> Fraction:
    """The repaired sum, with low = 5, or 4 for centred cubes."""
    scale = 12 * isqrt(d)
    return sum(
        (relu(scale * (p + q) - low) - relu(scale * (p + q) - low - 1) for p, q in zip(x, y, strict=True)), Fraction(0)
    )


def printed_layer(d: int, x: list[Fraction], y: list[Fraction]) -> Fraction:
    scale = 3 * isqrt(d)
    return sum(
        (scale * relu(4 * p + 4 * q - 5) - scale * relu(4 * p + 4 * q - 6) for p, q in zip(x, y, strict=True)),
        Fraction(0),
    )


def target(d: int, x: list[Fraction], y: list[Fraction]) -> int:
    """f_d: the bits by rounding, then the inner product."""
    a, b = ([(3 * isqrt(d) * v + Fraction(1, 2)).__floor__() for v in side] for side in (x, y))
    assert set(a) | set(b) <= {0, 1}
    return sum(p * q for p, q in zip(a, b, strict=True)) % 2


def points(low: Fraction) -> st.SearchStrategy[tuple[int, list[Fraction], list[Fraction]]]:
    """Points of A_{4d}, for cubes of side 1/(12 sqrt d) from low/(12 sqrt d) on; corners are likely."""
    unit = st.one_of(st.sampled_from([Fraction(0), Fraction(1)]), st.integers(0, 60).map(lambda k: Fraction(k, 60)))

    def coordinates(d: int) -> st.SearchStrategy[list[Fraction]]:
        pair = st.tuples(st.integers(0, 1), unit)
        return st.lists(pair.map(lambda p: (3 * p[0] + p[1] + low) / (12 * isqrt(d))), min_size=d, max_size=d)

    return st.sampled_from([1, 4, 9]).flatmap(lambda d: st.tuples(st.just(d), coordinates(d), coordinates(d)))


def test_wave_on_all_integers() -> None:
    for d in range(1, 40):
        assert [wave(d, Fraction(k)) for k in range(d + 1)] == [k % 2 for k in range(d + 1)]
        assert wave(d, Fraction(-3)) == 0
    assert wave(3, Fraction(5)) == -1  # beyond d the wave goes on: the range 0 <= k <= d is needed


@given(points(Fraction(0)))
def test_repaired_network_is_exact(sample: tuple) -> None:
    d, x, y = sample
    assert wave(d, first_layer(d, x, y, 5)) == target(d, x, y)


@given(points(Fraction(-1, 2)))
def test_centred_network_is_exact(sample: tuple) -> None:
    d, x, y = sample
    assert wave(d, first_layer(d, x, y, 4)) == target(d, x, y)


@given(points(Fraction(0)))
def test_printed_network_is_zero(sample: tuple) -> None:
    d, x, y = sample
    assert wave(d, printed_layer(d, x, y)) == 0


def test_printed_network_misses_a_one() -> None:
    for d in (1, 4, 9):
        x = [Fraction(1, 4 * isqrt(d))] + [Fraction(0)] * (d - 1)
        assert target(d, x, x) == 1


def test_centred_cubes_need_4_and_5() -> None:
    x = [Fraction(3, 12) - Fraction(1, 24)]
    assert target(1, x, x) == 1
    assert wave(1, first_layer(1, x, x, 5)) == 0


def clamp(z: Fraction) -> Fraction:
    return min(Fraction(1), max(Fraction(0), z - 5))


@given(points(Fraction(0)), st.integers(2, 20), st.lists(st.fractions(-1, 1), min_size=10, max_size=10))
def test_theorem_4_budget(sample: tuple, k: int, noise: list[Fraction]) -> None:
    # h_1 off by up to eps/(2d) in each coordinate, h_2 by up to eps/2, in any direction.
    d, x, y = sample
    eps = Fraction(1, k)
    inner = sum(
        (clamp(12 * isqrt(d) * (p + q)) + eps / (2 * d) * u for p, q, u in zip(x, y, noise, strict=False)), Fraction(0)
    )
    assert abs(inner) <= 2 * d + 1
    assert abs(zigzag(inner) + eps / 2 * noise[-1] - target(d, x, y)) <= eps


def test_the_budget_is_used_up() -> None:
    eps, x = Fraction(1, 5), [Fraction(1, 4)]
    inner = clamp(12 * (x[0] + x[0])) - eps / 2
    assert abs(zigzag(inner) - eps / 2 - target(1, x, x)) == eps


def _lipschitz(f: Callable[[Fraction], Fraction], low: int, high: int) -> Fraction:
    grid = [Fraction(k, 8) for k in range(8 * low, 8 * high + 1)]
    return max(abs(f(b) - f(a)) * 8 for a, b in itertools.pairwise(grid))


def test_both_parts_are_1_lipschitz() -> None:
    assert _lipschitz(clamp, 0, 8) == 1
    assert _lipschitz(zigzag, -9, 9) == 1


def test_sizes_of_the_network() -> None:
    for d in range(1, 60):
        first = [(i, s) for i in range(d) for s in range(2)]
        second = range(d + 1)
        assert len(first) == 2 * d >= len(second)
        assert 2 * len(first) + len(first) * len(second) + len(second) == 2 * d * d + 7 * d + 1
