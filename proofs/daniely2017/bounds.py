"""The bounds of Example 1 as numbers: how many neurons in depth 2 are needed, how many in depth 3 are enough.

F(x, x') = sin(pi d^3 <x, x'>) on two spheres S^{d-1}; networks of ReLUs, with weights at most B in depth 2; the mean squared error
is at most mse.

    depth 2, printed   sqrt(N_{d,d^2})/(20 e pi B^2 (1 + sqrt(4d)) + 2B), for mse at most 1/(50 e^2 pi^2); it follows for d >= 24 only
    depth 2, derived   (sqrt(N_{d,d^2}) (A - mse/A) - 2B)/(2 B^2 (1 + sqrt(4d))), A^2 from Lemma 4 with floor(m)
    depth 2, sharp     2 sqrt(N_{d,n}) (A - sqrt(mse))/B^2, A^2 from the exact tail up to d = 60 and from closed_tail beyond, best n
    depth 2, dual      2 (sum c_i |alpha_i| - sqrt(mse sum c_i^2))/(B^2 sqrt(sum c_i^2/N_{d,i})), exact alpha_i, up to d = 60
    depth 3, printed   16 pi d^5/eps, eps = sqrt(mse)
    depth 3, sharp     d (K-1) + 1 + M of sharp_width, eps = min(sqrt(mse), 1/2), the neurons of both hidden layers

In depth 2 all neurons stand in one layer, so what they are compared with are all neurons of depth 3; Corollary 6 bounds the wider layer.

Which n and which weights c are best is found in floating point; every number is then computed in balls for these.  Degrees are taken together in
2,000 blocks: n is the start of one, and in each c_i is a multiple of |alpha_i|, so that the block's sum of alpha_i^2 is all that is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, ctx

from certify.bounds import LOWER, UPPER, Column, Offer, at_most, round_down, round_up
from certify.constructions import Built, Request
from certify.enclose import closed_ball
from certify.expr import Expr, Rational
from certify.ledger import Step
from certify.parse import parse_expression
from certify.plane_wave import sine_degrees, sine_masses, sine_norm
from certify.separation import Pair, Theorem, root_below
from certify.text import to_text
from proofs.daniely2017.closed_tail import HEAD, bound
from proofs.daniely2017.constructions import LARGEST_D, sharp
from proofs.daniely2017.exact_tail import FREQUENCY, NORM
from proofs.daniely2017.sharp_width import theorem_a

EXACT = 60  # the largest d for which exact tails are computed, in about pi d^3 steps
BLOCKS = 2000
PRINTED_ERROR = "1/(50*e**2*pi**2)"
COLUMNS = (
    Column("depth-2 printed", LOWER, False, "Example 1 as printed, for mse at most 1/(50 e^2 pi^2)"),
    Column("depth-2 derived", LOWER, True, "Theorem 1 (squared) and Lemma 4, repaired"),
    Column("depth-2 sharp", LOWER, True, "Theorem A of sharp_width with the best n; exact tail up to d = 60"),
    Column("depth-2 dual", LOWER, True, "free weights on all degrees (sharp_width, dual), up to d = 60"),
    Column("depth-3 printed", UPPER, True, "Corollary 6, the wider of two hidden layers"),
    Column("depth-3 sharp", UPPER, True, "chords with half the error (sharp_width), both hidden layers together"),
)


def row(d: int, weights: Expr, error: Expr) -> Mapping[str, int | None]:
    """The widths at d, by column."""
    with ctx.workprec(128 + 8 * d):
        B, mse = closed_ball(weights, ctx.prec), closed_ball(error, ctx.prec)
        values = {
            "depth-2 printed": _printed(d, B) if at_most(error, PRINTED_ERROR) else None,
            "depth-2 derived": _derived(d, B, mse),
            "depth-2 sharp": _sharp(d, B, mse),
            "depth-2 dual": _dual(d, B, mse),
        }
        lower = {name: None if value is None else round_down(value) for name, value in values.items()}
        return lower | {
            "depth-3 printed": round_up(16 * arb.pi() * d**5 / mse.sqrt()),
            "depth-3 sharp": _depth_3(d, mse),
        }


@dataclass(frozen=True)
class Tail:
    """A lower bound A^2 for the tail in closed form, in d, n and the names of `let`; where it holds; the best n; the step that proves it."""

    square: str
    let: tuple[str, ...]
    where: tuple[str, ...]
    best: Callable[[int, float], int | None]
    step: Step

    @property
    def theorem(self) -> Theorem:
        """Theorem A with this tail."""
        return Theorem(
            "sin(pi*d**3*t)",
            f"2*sqrt(harmonic_dim(d, n))*(sqrt({self.square}) - sqrt(mse))/B**2",
            self.let,
            ("d in ZZ", "d >= 2", "n in ZZ", "n >= 1", "B > 0", "mse >= 0", f"{self.square} >= 0", *self.where),
            (theorem_a, self.step),
        )


def pair(d: int, weights: str, error: str) -> Pair | None:
    """The best of the theorems at d, and the network with the same mean squared error; None if there is none or mse is no rational."""
    mse = parse_expression(error)
    if not isinstance(mse, Rational) or d > LARGEST_D:
        return None
    largest = to_text(parse_expression(weights, {"d": Rational(d)}))
    with ctx.workprec(128):
        size = _depth_3(d, closed_ball(mse, ctx.prec)) or 0

    def build() -> Built:
        return sharp(Request(d, root_below(mse.value)))

    pairs = []
    for tail in TAILS:
        n = tail.best(d, float(mse.value))
        if n is not None:
            values = {"d": str(d), "n": str(n), "B": largest, "mse": to_text(mse)}
            pairs.append(Pair(tail.theorem, values, size, build))
    return max((p for p in pairs if p.needed is not None), key=lambda p: p.needed or 0, default=None)


def best_degree(d: int, error: float) -> int | None:
    """The n that is best for Theorem A at this mean squared error, up to a block; None if none gives anything."""
    return _best_exact(d, error) if d <= EXACT else _best_closed(d, error)


def _printed(d: int, B: arb) -> arb:
    return _dimension(d, d**2).sqrt() / (20 * arb(1).exp() * arb.pi() * B**2 * _spread(d) + 2 * B)


def _derived(d: int, B: arb, mse: arb) -> arb | None:
    m = (arb(d) ** 5).sqrt()
    square = (math.isqrt(d**5) - (d**2 - 1)) / (4 * arb(1).exp() * arb.pi() * m)
    if not square > mse:
        return None
    return (_dimension(d, d**2).sqrt() * (square - mse) / square.sqrt() - 2 * B) / (2 * B**2 * _spread(d))


def _sharp(d: int, B: arb, mse: arb) -> arb | None:
    """2 sqrt(N_{d,n}) (A - sqrt(mse))/B^2 for the best n."""
    n = best_degree(d, float(mse.mid()))
    if n is None:
        return None
    square = sum((mass for k, mass in _masses(d) if k >= n), arb(0)) if d <= EXACT else _closed_tail(d, n)
    return 2 * _dimension(d, n).sqrt() * (square.sqrt() - mse.sqrt()) / B**2 if square > mse else None


def _dual(d: int, B: arb, mse: arb) -> arb | None:
    """2 (sum c_i |alpha_i| - sqrt(mse sum c_i^2))/(B^2 sqrt(sum c_i^2/N_{d,i})), c_i = |alpha_i| N/(N + t), N that of its block's start."""
    if d > EXACT:
        return None
    t = arb(_best_shift([(float(mass.mid()), _log_dimension(d, k)) for k, mass in _masses(d)], float(mse.mid()))).exp()
    zero = arb(0)
    gain, square, neuron = zero, zero, zero
    for k, mass in _masses(d):
        share = 1 / (1 + t / _dimension(d, k))
        gain, square = gain + share * mass, square + share**2 * mass
        neuron += share**2 * mass / _dimension(d, k)
    return 2 * (gain - (mse * square).sqrt()) / (B**2 * neuron.sqrt())


def _best_shift(near: list[tuple[float, float]], error: float) -> float:
    """The logarithm of the best t, from the blocks' masses and log N."""
    import numpy as np

    mass, dimension = np.array(near).T

    def gain(t: float) -> float:
        weight = np.exp(np.minimum(t - dimension, 600.0))  # t/N
        share = 1 / (1 + weight)
        square = mass * share**2
        value, neuron = float(mass @ share) - math.sqrt(error * square.sum()), float(square @ weight)
        return math.log(value) + t / 2 - math.log(neuron) / 2 if value > 0 and neuron > 0 else -math.inf

    top = float(dimension.max())
    best = max((top - k for k in range(60)), key=gain)
    return max((best + k / 10 for k in range(-10, 11)), key=gain)


@lru_cache(maxsize=64)
def _masses(d: int) -> list[tuple[int, arb]]:
    """Blocks of degrees: the first one, odd, and the sum of alpha_k^2 over the block.  The last has no end."""
    a = f"pi*{d}**3"
    end = sine_degrees(d, a)
    edges = sorted({(end - 1) * i // BLOCKS | 1 for i in range(BLOCKS + 1)})
    masses = sine_masses(d, edges, a, bits=100)
    head = sine_masses(d, [0, edges[0]], a, bits=100)
    return list(zip(edges, [*masses, sine_norm(d, a, bits=100) - sum(masses + head, arb(0))], strict=True))


def _depth_3(d: int, mse: arb) -> int | None:
    eps = mse.sqrt().lower()
    eps = eps if eps < arb(0.5) else arb(0.5)
    if not eps > 0:
        return None
    cells = round_up(arb(d) ** 2 * (2 * arb.pi() / eps).sqrt())
    second = round_up((arb.pi() * d**3 + eps / 2) / (2 * (eps / 2).sqrt().atan()))
    return None if cells is None or second is None else d * (cells - 1) + 1 + second


def _spread(d: int) -> arb:
    return 1 + arb(4 * d).sqrt()


def _dimension(d: int, n: int) -> arb:
    """N_{d,n} for n >= 1."""
    return arb(math.comb(d + n - 1, d - 1) - math.comb(d + n - 3, d - 1))


def _closed_tail(d: int, n: int) -> arb:
    """The lower bound of closed_tail, for n + d/2 - 1 < a."""
    a, half = arb.pi() * d**3, arb(d) / 2
    rho = (n + half - 1) / a
    norm = (1 - half.gamma() * (1 / a) ** (half - 1)) / 2
    return norm - 2 * rho ** (d - 1) / (arb.pi() * (2 * d - 1) * (1 - rho**2)).sqrt()


def _best_exact(d: int, error: float) -> int | None:
    """The best start of a block for the exact tail."""
    scores, tail = {}, 0.0
    for n, mass in reversed(_masses(d)):
        tail += float(mass.mid())
        scores[n] = _score(d, n, tail, error)
    return _argmax(scores)


def _best_closed(d: int, error: float) -> int | None:
    """The best n for the closed bound, among 4,000 or so."""
    scores, a = {}, math.pi * d**3
    for n in range(1, math.floor(a - d / 2), math.ceil(d**3 / 1200)):
        rho = (n + d / 2 - 1) / a
        head = 2 * rho ** (d - 1) / math.sqrt(math.pi * (2 * d - 1) * (1 - rho**2))
        norm = math.exp(math.lgamma(d / 2) - (d / 2 - 1) * math.log(a))
        scores[n] = _score(d, n, (1 - norm) / 2 - head, error)
    return _argmax(scores)


def _score(d: int, n: int, tail: float, error: float) -> float:
    """The logarithm of sqrt(N_{d,n}) (A - sqrt(mse))."""
    return _log_dimension(d, n) / 2 + math.log(math.sqrt(tail) - math.sqrt(error)) if tail > error else -math.inf


def _argmax(scores: Mapping[int, float]) -> int | None:
    best = max(scores, key=lambda n: scores[n])
    return best if scores[best] > -math.inf else None


def _log_dimension(d: int, n: int) -> float:
    if d == 2:
        return math.log(2)
    return math.log(2 * n + d - 2) + math.lgamma(n + d - 2) - math.lgamma(n + 1) - math.lgamma(d - 1)


TAILS = (Tail("norm - head", (FREQUENCY, HEAD, NORM), ("n + d/2 - 1 < a",), _best_closed, bound),)
offer = Offer(COLUMNS, row, pair)
