"""Guards of Lemma 8 and Proposition 9: the construction in fractions, for functions with jumps of every kind."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from certify.enclose import compile
from certify.network import Matrix
from certify.network.evaluate import exact
from certify.network.staircase import staircase
from certify.network.units import ridge_network
from certify.parse import parse_expression
from tests.proofs.safran_reichman_valiant2025.cube import relu, softsign, threshold

HALF = Fraction(1, 2)


class Jumps:
    """A function of bounded variation: constant between its breaks, with a value of its own at each break."""

    def __init__(self, breaks: list[Fraction], between: list[Fraction], at: list[Fraction]) -> None:
        self.breaks, self.between, self.at = breaks, between, at

    def __call__(self, x: Fraction) -> Fraction:
        if x in self.breaks:
            return self.at[self.breaks.index(x)]
        return self.between[sum(x > t for t in self.breaks)]

    def places(self) -> list[tuple[Fraction, bool, Fraction]]:
        """(x, whether it is a break, the value), from left to right: all that the function does."""
        found = [(self.breaks[0] - 1, False, self.between[0])]
        for k, t in enumerate(self.breaks):
            found.append((t, True, self.at[k]))
            after = (t + self.breaks[k + 1]) / 2 if k + 1 < len(self.breaks) else t + 1
            found.append((after, False, self.between[k + 1]))
        return found


def steps(f: Jumps, delta: Fraction, middle: bool) -> tuple[Fraction, list[tuple[Fraction, int, Fraction]]]:
    """The bias and the thresholds (height, xi, jump) of Lemma 8's proof, by levels of the variation."""
    width = 2 * delta if middle else delta
    places, spent, levels = f.places(), Fraction(0), []
    for k, (_, _, value) in enumerate(places):
        spent += abs(value - places[k - 1][2]) if k else Fraction(0)
        levels.append((spent / width).__floor__())
    pieces: dict[int, list[Fraction]] = {}
    for level, (_, _, value) in zip(levels, places, strict=True):
        pieces.setdefault(level, []).append(value)
    chosen = {level: (min(v) + max(v)) / 2 if middle else v[0] for level, v in pieces.items()}
    bias, units = chosen[levels[0]], []
    for (x, is_break, _), (y, _, _), a, b in zip(places, places[1:], levels, levels[1:], strict=False):
        if a != b:
            height = chosen[b] - chosen[a]
            if is_break:  # the break x belongs to the left piece
                bias += height
                units.append((-height, -1, x))
            else:  # the break y belongs to the right piece
                units.append((height, 1, y))
    return bias, units


def value(net: tuple[Fraction, list[tuple[Fraction, int, Fraction]]], x: Fraction, half: Fraction = HALF) -> Fraction:
    bias, units = net
    return bias + sum((h * threshold(xi * (x - t) + half) for h, xi, t in units), Fraction(0))


small = st.integers(-20, 20).map(lambda k: Fraction(k, 4))


@st.composite
def functions(draw: st.DrawFn) -> Jumps:
    breaks = sorted(draw(st.sets(small, min_size=1, max_size=6)))
    n = len(breaks)
    return Jumps(
        breaks, draw(st.lists(small, min_size=n + 1, max_size=n + 1)), draw(st.lists(small, min_size=n, max_size=n))
    )


@given(functions(), st.integers(1, 24).map(lambda k: Fraction(k, 4)), st.booleans())
def test_steps_of_functions_with_jumps(f: Jumps, delta: Fraction, middle: bool) -> None:
    net, places = steps(f, delta, middle), f.places()
    total = sum((abs(b[2] - a[2]) for a, b in pairwise(places)), Fraction(0))
    assert len(net[1]) <= total / (2 * delta if middle else delta)
    assert all(abs(value(net, x) - y) <= delta for x, _, y in places)


@given(functions(), st.integers(1, 8).map(lambda k: Fraction(k, 4)))
def test_printed_sign_moves_every_jump_by_1(f: Jumps, delta: Fraction) -> None:
    bias, units = steps(f, delta, True)
    net = bias, [unit for unit in units if unit[1] == 1]
    for x, _, _ in f.places():
        assert value(net, x, -HALF) == value(net, x - 1)


def test_printed_sign_for_the_identity() -> None:
    delta = Fraction(1, 8)
    grid = [Fraction(k, 16) for k in range(-32, 33)]
    identity = Jumps(grid, [*grid, grid[-1]], grid)
    net = steps(identity, delta, True)
    assert max(abs(value(net, x) - x) for x in grid) <= delta
    late = max(abs(value(net, x, -HALF) - x) for x in grid if x >= -1)
    assert late >= 1 - delta


def cells(
    sigma, radius: Fraction, lipschitz: Fraction, delta: Fraction
) -> tuple[Fraction, list[tuple[Fraction, int, Fraction]]]:
    """Equal cells and the value in the middle of each, for a Lipschitz function."""
    ratio = lipschitz * radius / delta
    n = max(1, -(-ratio.numerator // ratio.denominator))
    length = 2 * radius / n
    values = [sigma(-radius + (k + HALF) * length) for k in range(n)]
    return values[0], [(b - a, 1, -radius + k * length) for k, (a, b) in enumerate(pairwise(values), 1)]


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[list[Fraction]], list[Fraction], list[Fraction], Fraction]:
    d, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    weights = st.integers(-4, 4).map(lambda k: Fraction(k, 2))
    rows = [draw(st.lists(weights, min_size=d, max_size=d)) for _ in range(m)]
    return d, rows, *(draw(st.lists(weights, min_size=m, max_size=m)) for _ in range(2)), draw(weights)


@given(networks(), st.sampled_from([relu, softsign]), st.integers(1, 6).map(lambda k: Fraction(1, k)))
def test_replaced_networks(net: tuple, sigma, delta: Fraction) -> None:
    d, rows, biases, outer, constant = net
    m, c = (
        len(rows),
        max([Fraction(1, 2), abs(constant), *(abs(v) for v in [*biases, *outer, *(w for row in rows for w in row)])]),
    )
    radius = (d + 1) * c
    unit = cells(sigma, radius, Fraction(1), delta / (m * c))
    jumps = m * len(unit[1])
    assert jumps <= m**2 * (d + 1) * c**2 / delta
    for x in product((0, 1), repeat=d):
        pre = [sum((w * v for w, v in zip(row, x, strict=True)), b) for row, b in zip(rows, biases, strict=True)]
        assert max(map(abs, pre)) <= radius
        exact = constant + sum((v * sigma(z) for v, z in zip(outer, pre, strict=True)), Fraction(0))
        replaced = constant + sum((v * value(unit, z) for v, z in zip(outer, pre, strict=True)), Fraction(0))
        assert abs(exact - replaced) <= delta


def test_inner_biases_are_attained() -> None:
    d, c = 3, Fraction(2)
    assert abs(c + (d + 1) * c + HALF) == (d + 2) * c + HALF


@pytest.mark.parametrize(
    ("text", "variation"), [("tanh(t)", Fraction(1991, 1000)), ("max(0, t)", Fraction(3)), ("abs(t)", Fraction(6))]
)
def test_built_staircases(text: str, variation: Fraction) -> None:
    # The general construction: about V/(2 delta) pieces on [-3, 3], and its network of thresholds takes the values it says.
    delta = Fraction(1, 20)
    found = staircase(parse_expression(text), "t", Fraction(-3), Fraction(3), delta)
    pieces = len(found.values)
    assert Fraction(9, 10) * variation / (2 * delta) <= pieces <= Fraction(21, 20) * variation / (2 * delta) + 2
    net = ridge_network(Matrix.dense([[1]]), found.units())
    assert net.width == pieces - 1
    sigma = compile(parse_expression(text), ("t",))
    for k in range(-60, 61):
        t = Fraction(k, 20)
        assert exact(net, [t]) == [found(t)]
        assert abs(float(sigma.ball((arb(k) / 20,))) - float(found(t))) <= float(delta)
