"""The guards of Corollary 6: the whole network in exact rationals, its weights, its width, its error and its range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.interpolant import PiecewiseLinear, ReluSum, Unit, cells, knots, two_sided
from tests.proofs.daniely2017.exact import dot, sphere_point

ZERO, ONE = Fraction(0), Fraction(1)
Matrix = list[list[Fraction]]


def relu(values: list[Fraction]) -> list[Fraction]:
    return [max(ZERO, v) for v in values]


@dataclass
class Network:
    """w3 sigma(W2 sigma(W1 x + V1 x' + b1) + b2) + b3."""

    w1: Matrix
    v1: Matrix
    b1: list[Fraction]
    w2: Matrix
    b2: list[Fraction]
    w3: list[Fraction]
    b3: Fraction

    def __call__(self, x: tuple[Fraction, ...], y: tuple[Fraction, ...]) -> Fraction:
        first = relu([dot(w, x) + dot(v, y) + b for w, v, b in zip(self.w1, self.v1, self.b1, strict=True)])
        second = relu([dot(w, first) + b for w, b in zip(self.w2, self.b2, strict=True)])
        return dot(self.w3, second) + self.b3

    @property
    def weights(self) -> list[Fraction]:
        matrices = [w for matrix in (self.w1, self.v1, self.w2) for row in matrix for w in row]
        return [*matrices, *self.b1, *self.b2, *self.w3, self.b3]

    @property
    def width(self) -> int:
        return max(len(self.b1), len(self.b2))


def clipped(g: ReluSum) -> ReluSum:
    """g on [-1, 1], constant beyond: two more units."""
    return ReluSum(g.bias, (*g.units, Unit(-g.slopes[-1], 1, ONE), Unit(g.slopes[0], -1, ONE)))


def build(f: PiecewiseLinear, d: int, slope: Fraction, eps: Fraction, *, clip: bool = False) -> Network:
    """The network of Corollary 6 for an f on [-1, 1] with this Lipschitz constant."""
    two = Fraction(2)
    square = two_sided([x * x / 2 for x in knots(two, cells(two, two, eps / (2 * d * slope)))], two)
    outer = two_sided([f(x) for x in knots(ONE, cells(ONE, slope, eps / 2))], ONE)
    if clip and outer.units:
        outer = clipped(outer)
    rows = [(i, unit) for i in range(d) for unit in square.units]
    first: Matrix = [[Fraction(unit.gamma) if k == i else ZERO for k in range(d)] for i, unit in rows]
    return Network(
        w1=first,
        v1=first,
        b1=[-unit.beta for _, unit in rows],
        w2=[[unit.gamma * inner.alpha for _, inner in rows] for unit in outer.units],
        b2=[unit.gamma * (d * square.bias - 1) - unit.beta for unit in outer.units],
        w3=[unit.alpha for unit in outer.units],
        b3=outer.bias,
    )


tenths = st.integers(-10, 10).map(lambda k: Fraction(k, 10))


@st.composite
def functions(draw: st.DrawFn) -> tuple[PiecewiseLinear, Fraction]:
    """f: [-1, 1] -> [-1, 1], piecewise linear, and a Lipschitz constant."""
    inner = draw(st.lists(tenths, max_size=4, unique=True))
    points = sorted({-ONE, ONE, *inner})
    values = draw(st.lists(tenths, min_size=len(points), max_size=len(points)))
    f = PiecewiseLinear(tuple(points), tuple(values))
    return f, max(f.lipschitz, Fraction(1, 8))


coordinates = st.lists(st.integers(-15, 15).map(lambda k: Fraction(k, 5)), min_size=2, max_size=2)
EPS = st.sampled_from([Fraction(1, 2), ONE, Fraction(3, 2)])


def target(f: PiecewiseLinear, x: tuple[Fraction, ...], y: tuple[Fraction, ...]) -> Fraction:
    return f(dot(x, y))


@given(functions(), st.integers(1, 2), EPS, coordinates, coordinates)
def test_network(sample: tuple[PiecewiseLinear, Fraction], extra: int, eps: Fraction, u: list, v: list) -> None:
    f, slope = sample
    slope = min(slope, Fraction(6))
    if f.lipschitz > slope:
        return
    x, y = sphere_point(u[:extra]), sphere_point(v[:extra])
    d = len(x)
    g = build(f, d, slope, eps)
    assert abs(g(x, y) - target(f, x, y)) <= eps
    assert abs(g(x, x) - f(ONE)) <= eps
    assert g.width <= 16 * d**2 * slope / eps
    assert max(map(abs, g.weights)) <= max(4, 2 * slope)


@given(functions(), EPS, coordinates)
def test_clipped_network_stays_in_the_range(sample: tuple, eps: Fraction, u: list) -> None:
    f, slope = sample
    if slope > 6:
        return
    x = sphere_point(u)
    y = tuple(-t for t in x)
    g = build(f, len(x), slope, eps, clip=True)
    for other in (x, y):
        assert -1 <= g(x, other) <= 1
        assert abs(g(x, other) - target(f, x, other)) <= eps
    assert g.width <= 16 * len(x) ** 2 * slope / eps
    assert max(map(abs, g.weights)) <= max(4, 2 * slope)


def test_printed_network_leaves_the_range() -> None:
    identity = PiecewiseLinear((-ONE, ONE), (-ONE, ONE))
    x = (Fraction(3, 5), Fraction(4, 5))
    assert build(identity, 2, ONE, ONE)(x, x) == Fraction(81, 80)
    assert build(identity, 2, ONE, ONE, clip=True)(x, x) == 1


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_sum_of_squares_errs_on_one_side_only(d: int) -> None:
    # x^2/2 is convex, so chords lie above it: N_inner >= <x, x'>, with error below d times that of one coordinate.
    eps, two = Fraction(1, 2), Fraction(2)
    number = cells(two, two, eps / (2 * d))
    square = two_sided([x * x / 2 for x in knots(two, number)], two)
    x = sphere_point([Fraction(k + 1, 3) for k in range(d - 1)]) if d > 1 else (ONE,)
    error = sum(square(2 * t) for t in x) - 1 - dot(x, x)
    assert 0 <= error <= d * (two / number) ** 2 / 8 <= eps / 2
