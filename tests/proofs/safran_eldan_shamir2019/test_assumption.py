"""Guards of Assumption 1: one-sided interpolants of random Lipschitz functions, and the widths at the boundary."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from certify.interpolant import cells, knots, one_sided

SLOPES = st.lists(st.integers(-4, 4), min_size=1, max_size=9)


@given(SLOPES, st.fractions(Fraction(1, 20), Fraction(8), max_denominator=20), st.integers(1, 3))
def test_one_sided_interpolants(slopes: list[int], delta: Fraction, radius: int) -> None:
    L, R = Fraction(4), Fraction(radius)
    width = 2 * R / len(slopes)

    def f(x: Fraction) -> Fraction:
        inside = min(max(x, -R), R) + R
        return sum((min(max(inside - i * width, Fraction(0)), width) * s for i, s in enumerate(slopes)), Fraction(7))

    t = R * L / delta
    number = cells(R, L, delta)
    tests = [R * k / 24 for k in range(-30, 31)] + [-R + i * width for i in range(len(slopes) + 1)]
    if t < 1:
        values = [f(x) for x in tests]
        middle = (max(values) + min(values)) / 2
        assert number == 0
        assert max(abs(v - middle) for v in values) < delta
        return
    h = one_sided([f(x) for x in knots(R, number)], -R, R / number)
    assert h.width <= 2 * number + 1 <= 3 * t
    assert all(abs(unit.alpha) <= 2 * L for unit in h.units)
    assert max(abs(h(x) - f(x)) for x in tests) <= delta


def test_the_printed_grid_has_too_many_units() -> None:
    for t in (Fraction(11, 10), Fraction(21, 10)):
        step = -(-t.numerator // t.denominator)
        assert 2 * step + 1 > 3 * t
    assert 2 * 2 + 1 == 5  # at 1.1, as the erratum says
