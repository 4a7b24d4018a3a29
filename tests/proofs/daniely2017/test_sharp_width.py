"""The sharp width theorem and the depth-3 formula, tried on networks and numbers."""

from __future__ import annotations

import math

import numpy as np
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.network.bulk import Runner
from certify.outcome import Limits
from certify.parse import parse_expression
from certify.plane_wave import sine_tail
from certify.prove import prove
from certify.separation import first as first_separation
from proofs.daniely2017.bounds import EXACT, _masses, offer
from proofs.daniely2017.sharp_width import FIRST, SECOND


def relu(z):
    return np.maximum(z, 0)


def spheres(draw: np.random.Generator, d: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = draw.normal(size=(2, count, d))
    return x / np.linalg.norm(x, axis=1)[:, None], y / np.linalg.norm(y, axis=1)[:, None]


weights = st.lists(st.floats(-3, 3), min_size=4, max_size=4)


@given(weights, weights, st.floats(-3, 3), st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_odd_part_of_a_neuron(w, v, b, seed) -> None:
    """|h| <= min(|p|, |q|)/2 for the ReLU and min(|p|, |q|) for a tanh, at points; the bound is attained."""
    x, y = spheres(np.random.default_rng(seed), 4, 50)
    p, q = x @ np.array(w), y @ np.array(v)
    for f, factor in ((relu, 0.5), (np.tanh, 1.0), (np.abs, 1.0)):
        h = (f(p + q + b) - f(-p + q + b) - f(p - q + b) + f(-p - q + b)) / 4
        assert np.all(np.abs(h) <= factor * np.minimum(np.abs(p), np.abs(q)) + 1e-12)
    h = (relu(p + q) - relu(-p + q) - relu(p - q) + relu(-p - q)) / 4
    assert np.allclose(h, np.sign(p * q) * np.minimum(np.abs(p), np.abs(q)) / 2)


def test_theorem_a_on_small_networks() -> None:
    """d = 3, where x . x' is uniform: the mean squared error of least-squares networks (an estimate) obeys the theorem."""
    draw = np.random.default_rng(1)
    d, a = 3, 4.0
    x, y = spheres(draw, d, 20_000)
    f = np.sin(a * np.sum(x * y, axis=1))
    for r in (1, 2, 4):
        w, v, b = draw.uniform(-1, 1, (r, d)), draw.uniform(-1, 1, (r, d)), draw.uniform(-1, 1, r)
        hidden = relu(x @ w.T + y @ v.T + b)
        best = np.linalg.lstsq(np.column_stack([hidden, np.ones(len(f))]), f, rcond=None)[0]
        B = max(1.0, float(np.abs(best).max()))
        error = float(np.mean((hidden @ best[:-1] + best[-1] - f) ** 2))
        for n in range(1, 8):
            A = math.sqrt(float(sine_tail(d, n, "4").mid()))
            assert math.sqrt(error) >= A - r * B**2 / (2 * math.sqrt(2 * n + 1)) - 0.02


def test_theorem_b_against_exact_tails() -> None:
    """With the exact tail the same n gives at least the theorem's width, and less than twice it; W(d) is at most 7 % below."""
    for d in (5, 9, 12, 15):
        n = math.floor(math.pi * d * d * (d - 1.5))
        gain = 2 * (sine_tail(d, n, f"pi*{d}**3").sqrt() - arb("0.1").sqrt())
        assert arb("0.5") <= gain <= arb("0.8")
        dimension = math.comb(d + n - 1, d - 1) - math.comb(d + n - 3, d - 1)
        width = (arb.pi() * d**3) ** (arb(d) / 2 - 1) / (arb("0.75").exp() * (2 * arb(d - 1).gamma()).sqrt())
        assert arb("0.8") <= width / (arb(dimension).sqrt() / 2) <= 1


def interpolate(values, knots, t):
    return np.interp(t, knots, values)


def test_depth_3_formula() -> None:
    """The two interpolants with the formula's numbers of cells are as close as the proof says, and not much closer."""
    for d, eps in ((2, 0.5), (4, 0.3), (10, math.sqrt(0.1)), (20, 0.05)):
        cells = math.ceil(d**2 * math.sqrt(2 * math.pi / eps))
        knots = np.linspace(-2, 2, cells + 1)
        t = np.linspace(-2, 2, 40 * cells + 1)
        error = np.abs(interpolate(knots**2 / 2, knots, t) - 1 / cells**2 - t**2 / 2).max()
        allowed = eps / 2 / (math.pi * d**3)
        assert 0.5 * allowed <= d * error <= allowed * (1 + 1e-9)
        a = math.pi * d**3
        end = 1 + eps / (2 * a)
        second = math.ceil((a + eps / 2) / (2 * math.atan(math.sqrt(eps / 2))))
        knots = np.linspace(-end, end, second + 1)
        t = np.linspace(-end, end, 40 * second + 1)
        error = np.abs((1 + eps / 2) * interpolate(np.sin(a * knots), knots, t) - np.sin(a * t)).max()
        assert 0.8 * eps / 2 <= error <= eps / 2 * (1 + 1e-9)


def test_the_row_and_the_claims_agree() -> None:
    row = offer.row(10, parse_expression("2**10"), parse_expression("1/10"))
    text = "first + second == " + str(row["depth-3 sharp"])
    assert prove(text, let=["d = 10", "eps = sqrt(1/10)", FIRST, SECOND]).status == "proved"


def test_rows_against_literals() -> None:
    row = offer.row(44, parse_expression("2**44"), parse_expression("1/(50*e**2*pi**2)"))
    assert row["depth-2 printed"] > row["depth-3 printed"] > row["depth-3 sharp"]
    assert (row["depth-2 printed"], row["depth-2 derived"]) == (66449101762238, 884872931147196)
    assert (row["depth-3 printed"], row["depth-3 sharp"]) == (500567437180, 1659241 + 1474525)
    assert offer.row(44, parse_expression("2**44"), parse_expression("1/(49*e**2*pi**2)"))["depth-2 printed"] is None
    widths = [offer.row(d, parse_expression(f"2**{d}"), parse_expression("1/10"))["depth-2 sharp"] for d in (8, 9, 10)]
    assert widths == [1470, 19093, 285009]


def test_the_pair_is_what_the_prover_can_settle() -> None:
    pair = offer.pair(11, "2**d", "1/10")
    assert pair is not None and dict(pair.values) == {"d": "11", "n": "3635", "B": "2048", "mse": "1/10"}
    assert (pair.needed, pair.neurons) == (3511075, 11455)
    assert prove(pair.claim.text, let=pair.claim.let).status == "proved"
    more = pair.claim.text.replace("3511074", "3511075")
    assert more != pair.claim.text and prove(more, let=pair.claim.let).status == "refuted"
    exact = offer.row(11, parse_expression("2**11"), parse_expression("1/10"))["depth-2 sharp"]
    assert pair.needed <= exact


def test_no_pair_is_claimed_where_depth_2_may_do_with_less() -> None:
    for d, error in ((7, "1/10"), (8, "1/10"), (8, "1/1000")):
        pair = offer.pair(d, "2**d", error)
        assert pair is not None and pair.needed is not None and pair.needed < pair.neurons
    assert first_separation(offer, range(2, 9), "2**d", "1/10") is None
    assert offer.pair(11, "2**d", "1/(50*e**2*pi**2)") is None
    assert offer.pair(11, "2**d", "2/3") is None


def test_the_pair_at_eleven_is_accepted_as_a_whole() -> None:
    """No depth-2 network with weights at most 2^11 and fewer than 3,511,075 neurons does what 11,531 do in depth 3."""
    found = first_separation(offer, [11], "2**d", "1/10")
    assert found is not None and found.light
    assert found.built.network.neurons == 11531
    assert found.certify(found.prove(Limits(60.0)).data).objection == ""


def test_the_network_of_the_pair_keeps_the_mean_squared_error() -> None:
    """At random points of the spheres for d = 7, in float64."""
    found = first_separation(offer, [7], "d", "1/10")
    assert found is not None
    x, y = spheres(np.random.default_rng(3), 7, 2000)
    gap = Runner(found.built.network)(np.hstack([x, y]))[:, 0] - np.sin(math.pi * 7**3 * np.sum(x * y, axis=1))
    assert np.max(np.abs(gap)) <= float(found.built.upper) + 1e-9
    assert np.mean(gap**2) <= 0.1


def test_dual_is_at_least_the_sharp_bound() -> None:
    for d in range(6, 13):
        row = offer.row(d, parse_expression(f"2**{d}"), parse_expression("1/10"))
        assert row["depth-2 sharp"] <= row["depth-2 dual"] <= 4 * row["depth-2 sharp"]


def test_dual_bound_for_a_neuron() -> None:
    """d = 3, h = sum of c_i h_i against one neuron whose two directions agree: the bound in l2 holds, one with max would not."""
    draw = np.random.default_rng(2)
    x, y = spheres(draw, 3, 200_000)
    t = np.sum(x * y, axis=1)
    p = [np.polynomial.legendre.Legendre.basis(i)(t) for i in (1, 3, 5)]
    c = [math.sqrt(2 * i + 1) for i in (1, 3, 5)]
    h = sum(ci * math.sqrt(2 * i + 1) * pi for ci, i, pi in zip(c, (1, 3, 5), p, strict=True))
    g = np.abs(math.sqrt(3) * (x[:, 0] + y[:, 0])) / 2
    assert abs(float(np.mean(g * h))) <= 0.5 * math.sqrt(3) + 0.02


def test_no_dip_where_the_exact_tail_ends() -> None:
    """The column grows, by more and more with the exact tail; the closed tail loses less than a bit against it."""
    from certify.parse import parse_expression

    def width(d: int) -> float:
        return math.log2(offer.row(d, parse_expression(f"2**{d}"), parse_expression("1/10"))["depth-2 sharp"])

    sharp = {d: width(d) for d in (18, 19, 20, 21, 22, EXACT - 1, EXACT, EXACT + 1, EXACT + 2)}
    assert sharp[19] - sharp[18] < sharp[20] - sharp[19] < sharp[21] - sharp[20] < sharp[22] - sharp[21]
    assert sharp[EXACT] - sharp[EXACT - 1] - 1 < sharp[EXACT + 1] - sharp[EXACT] < sharp[EXACT + 2] - sharp[EXACT + 1]


def test_blocks_of_degrees_make_up_the_norm() -> None:
    for d in (8, 13):
        blocks = _masses(d)
        assert all(k % 2 for k, _ in blocks) and [k for k, _ in blocks] == sorted({k for k, _ in blocks})
        n = blocks[len(blocks) * 9 // 10][0]
        tail = sum((mass for k, mass in blocks if k >= n), arb(0))
        assert abs(tail - sine_tail(d, n, f"pi*{d}**3")) < 1e-12
