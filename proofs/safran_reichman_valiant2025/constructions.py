"""Networks for f_d on A_{4d}: Example 1, printed and repaired, Theorem 4 for several activations; Lemma 8's staircases.

A point of A_{4d} has the coordinates (z, x, y) with 12 sqrt(d) x_i = 3 a_i + s, 12 sqrt(d) y_i = 3 b_i + u for bits a_i, b_i
and s, u in [0, 1]; f_d is <a, b> mod 2.  With w near 12 sqrt(d), w (x_i + y_i) is at most 2, in [3, 5], or at least 6, up to the
rounding of w, for a_i + b_i = 0, 1, 2.  So a function of it that is 0 up to 21/4 and 1 from 23/4 on is a_i b_i, exactly,
and weights may be rational; the z_i have weight 0.

- Example 1 repaired: ReLU units make such a ramp, t_d makes the parity of the sum: the error is 0 on all of A_{4d}.
  With threshold units one neuron is the product of two bits, and d of them are the parity.
- Example 1 as printed has 3 sqrt(d) outside the ReLUs: it is 0 on A_{4d}, and the error is 1.
- Theorem 4: h_1 within eps/(2d) of the ramp, h_2 within eps/2 of the triangle wave on [-1, d + 1], which is 1-Lipschitz:
  |h_2(sum of h_1) - f_d| <= eps/2 + d eps/(2d).
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

from certify.constructions import Built, Construction, Property, Request
from certify.errors import InputError
from certify.interpolant import PiecewiseLinear, one_sided
from certify.network import Matrix, Network
from certify.network.evaluate import balls, exact
from certify.network.exact import RELU, THRESHOLD
from certify.network.numbers import Numbers, require_memory
from certify.network.staircase import SMOOTHING, staircase, staircase_of
from certify.network.units import Units, composed, ridge_network
from certify.text import to_text

LARGEST_D: Final = 5000
LOW, HIGH = Fraction(21, 4), Fraction(23, 4)  # of the ramp
DOMAIN: Final = "A_{4d}"
_BITS: Final = 20


def example1(request: Request) -> Built:
    """Example 1 repaired, for ReLU or threshold units: error 0."""
    d = request.dimension(1, LARGEST_D)
    activation = request.activation or RELU
    if activation == RELU:
        inner = Units.of(one_sided([Fraction(0), Fraction(1)], LOW, HIGH - LOW))
        wave = Units.of(one_sided([Fraction(k % 2) for k in range(d + 1)], Fraction(0), Fraction(1)))
    elif activation == THRESHOLD:
        inner = _steps([(LOW + HIGH) / 2], [Fraction(1)])
        wave = _steps(
            [Fraction(2 * k - 1, 2) for k in range(1, d + 1)], [Fraction((-1) ** (k + 1)) for k in range(1, d + 1)]
        )
    else:
        raise InputError(f"--activation {activation}: expected relu or threshold; theorem4 takes sigmoid and tanh too")
    network = composed(scaled_sums(d), inner, wave, Fraction(0))
    return _built(network, d, Fraction(0), Fraction(0), printed={"width": 2 * d})


def example1_printed(request: Request) -> Built:
    """Example 1 as printed: 0 on A_{4d}."""
    d = request.dimension(1, LARGEST_D)
    scale = _near(9 * d)
    inner = Units(Fraction(0), Numbers.of([scale, -scale]), Numbers.integers([4, 4]), Numbers.integers([5, 6]), RELU)
    wave = Units(
        Fraction(0),
        Numbers.of([1, *(2 * (-1) ** i for i in range(1, d + 1))]),
        Numbers.integers([1] * (d + 1)),
        Numbers.integers(range(d + 1)),
        RELU,
    )
    network = composed(sums(d, Fraction(1)), inner, wave, Fraction(0))
    note = "4 x_i + 4 y_i <= 8/(3 sqrt d) < 5 on A_{4d}, so the network is 0 there, and f_d is 1 for a = b = (1, 0, ..., 0)"
    return _built(network, d, Fraction(1), Fraction(1), printed={"width": 2 * d}, notes=(note,))


def theorem4(request: Request) -> Built:
    """Theorem 4 for relu, threshold, sigmoid or tanh, for an error eps <= 1."""
    d, eps = request.dimension(1, LARGEST_D), request.error()
    activation = request.activation or RELU
    if eps > 1:
        raise InputError(f"--eps {eps}: expected at most 1")
    require_memory(20 * int(2 * (d * d + d + 2) / eps), request.memory, f"a network of width about {int(d * d / eps)}")
    ramp = PiecewiseLinear((Fraction(0), LOW, HIGH, Fraction(9)), (Fraction(0), Fraction(0), Fraction(1), Fraction(1)))
    whole = range(-1, d + 2)
    wave = PiecewiseLinear(tuple(map(Fraction, whole)), tuple(Fraction(k % 2) for k in whole))
    inner, first = _approximate(ramp, activation, eps / (2 * d))
    outer, second = _approximate(wave, activation, eps / 2)
    network = composed(scaled_sums(d), inner, outer, Fraction(0))
    stated = {"width": f"O(d^2/eps), d^2/eps = {int(d * d / eps):,}"}
    return _built(network, d, _error_found(network, d), second + d * first, printed=stated)


def lemma8(request: Request) -> Built:
    """Lemma 8: a threshold network of depth 2 for f, or for an activation, on [-R, R]."""
    delta, radius, f = request.error(), request.radius or Fraction(1), request.f
    if f is None or not f.free <= {"t"}:
        raise InputError("--f: expected a function of t, such as 'tanh(t)'")
    found = staircase(f, "t", -radius, radius, delta, request.progress)
    if not found.jumps:
        raise InputError(f"a constant is as near as {delta} to the function; a smaller --eps gives a network")
    network = ridge_network(Matrix.dense([[1]]), found.units())
    return Built(network, to_text(f), f"[-{radius}, {radius}]", Fraction(0), delta)


def sums(d: int, weight: Fraction) -> Matrix:
    """(z, x, y) -> weight*(x_1 + y_1), ..., weight*(x_d + y_d); z has 2d coordinates."""
    return Matrix.dense([[weight if j in (2 * d + i, 3 * d + i) else 0 for j in range(4 * d)] for i in range(d)])


def scaled_sums(d: int) -> Matrix:
    """`sums` with a rational weight w near 12 sqrt(d), for which the ramp is exact: w 5 <= 12 sqrt(d) 21/4, w 6 >= 12 sqrt(d) 23/4."""
    weight = _near(144 * d)
    assert (5 * weight) ** 2 <= 144 * d * LOW**2 and (6 * weight) ** 2 >= 144 * d * HIGH**2
    return sums(d, weight)


def support_point(d: int, a: int, b: int, corner: Fraction) -> list[Fraction]:
    """A rational point of A_{4d} (but for z, which is 0): the bits of a and b, s and u near `corner` in [0, 1]."""
    corner = min(max(corner, Fraction(1, 2**_BITS)), 1 - Fraction(1, 2**_BITS))
    scale = 1 / _near(144 * d)
    bits = [[(number >> i) & 1 for i in range(d)] for number in (a, b)]
    return [Fraction(0)] * (2 * d) + [(3 * bit + corner) * scale for word in bits for bit in word]


def _near(square: int) -> Fraction:
    """The square root, rounded down to a multiple of 2**-30."""
    return Fraction(isqrt(square << 60), 1 << 30)


def _steps(jumps: list[Fraction], heights: list[Fraction]) -> Units:
    half = Fraction(1, 2)
    gammas = Numbers.integers([1] * len(jumps))
    return Units(Fraction(0), Numbers.of(heights), gammas, Numbers.of(jump - half for jump in jumps), THRESHOLD)


def _approximate(g: PiecewiseLinear, activation: str, delta: Fraction) -> tuple[Units, Fraction]:
    """Units for g on its range, and a bound for the error, at most delta."""
    if activation == RELU:
        return Units.of(one_sided(*_uniform(g))), Fraction(0)
    if activation == THRESHOLD:
        return staircase_of(g, delta).units(), delta
    # a jump is at most twice the staircase's error delta', and smoothing changes the value by 3/5 of that
    steps = staircase_of(g, delta / (1 + 2 * SMOOTHING))
    units, change = steps.smoothed(activation)
    return units, delta / (1 + 2 * SMOOTHING) + change


def _uniform(g: PiecewiseLinear) -> tuple[list[Fraction], Fraction, Fraction]:
    """The values of g at its inner knots, the first of them and their distance, which is the same everywhere."""
    inner = g.knots[1:-1] if g.values[0] == g.values[1] else g.knots
    return [g(t) for t in inner], inner[0], inner[1] - inner[0]


def _error_found(network: Network, d: int) -> Fraction:
    """The largest error at some points of A_{4d}."""
    found = Fraction(0)
    for ones in {0, 1, d // 2, d - 1, d}:
        word = (1 << ones) - 1
        for corner in (Fraction(0), Fraction(1, 3), Fraction(1)):
            found = max(found, _gap(network, support_point(d, word, word, corner), ones % 2))
    return found


def _gap(network: Network, point: list[Fraction], value: int) -> Fraction:
    if network.layers[0].activation in (RELU, THRESHOLD):
        return abs(exact(network, point)[0] - value)
    from flint import ctx

    from certify.enclose.numbers import rational_ball, to_fraction

    with ctx.workprec(128):
        ball = balls(network, [rational_ball(v) for v in point])[0]
        return to_fraction(abs(ball - value).lower())


def _built(
    network: Network,
    d: int,
    lower: Fraction,
    upper: Fraction,
    *,
    printed: dict[str, int | str],
    notes: tuple[str, ...] = (),
) -> Built:
    scale = [1 / (_near(144 * d) + Fraction(k, 1 << 30)) for k in (0, 1)]
    ends = [(-Fraction(1), Fraction(1))] * (2 * d) + [(3 * scale[1], 4 * scale[0])] * (2 * d)
    says = f"z is anything in [-1, 1]^{2 * d}, all bits of x and y are 1: f_d = {d % 2}"
    box = Property(tuple(a for a, _ in ends), tuple(b for _, b in ends), d % 2 - upper, d % 2 + upper, says)
    return Built(network, f"f_d, d = {d}", DOMAIN, lower, upper, printed=printed, properties=(box,), notes=notes)


constructions = (
    Construction("example1", "Example 1 repaired: f_d without error", example1),
    Construction("example1-printed", "Example 1 as printed", example1_printed),
    Construction("theorem4", "Theorem 4: f_d within eps, for several activations", theorem4),
    Construction("lemma8", "Lemma 8: a staircase of threshold units for f on [-R, R]", lemma8),
)
