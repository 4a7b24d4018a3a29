"""The bounds of Example 1 as numbers: how many neurons in depth 2 are needed, how many in depth 3 are enough.

F(x, x') = sin(pi d^3 <x, x'>) on two spheres S^{d-1}; networks of ReLUs, with weights at most B in depth 2; the mean squared error
is at most mse.

    depth 2, printed   sqrt(N_{d,d^2})/(20 e pi B^2 (1 + sqrt(4d)) + 2B), for mse at most 1/(50 e^2 pi^2); it follows for d >= 24 only
    depth 2, derived   (sqrt(N_{d,d^2}) (A - mse/A) - 2B)/(2 B^2 (1 + sqrt(4d))), A^2 from Lemma 4 with floor(m)
    depth 2, sharp     2 sqrt(N_{d,n}) (A - sqrt(mse))/B^2, A^2 from the exact tail up to d = 20 and from its closed bound beyond, best n
    depth 2, dual      2 (sum c_i |alpha_i| - sqrt(mse sum c_i^2))/(B^2 sqrt(sum c_i^2/N_{d,i})), exact alpha_i, up to d = 20
    depth 3, printed   16 pi d^5/eps, eps = sqrt(mse)
    depth 3, sharp     max(d (K-1) + 1, M) of sharp_width, eps = min(sqrt(mse), 1/2)

Which n is best is found in floating point; every number is then computed in balls for that n.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from flint import arb, ctx

from certify.bounds import LOWER, UPPER, Column, Offer, at_most, round_down, round_up
from certify.enclose import closed_ball
from certify.expr import Expr
from certify.ledger import Claim
from certify.parse import parse_expression
from certify.plane_wave import sine_coefficients, sine_norm, sine_tail
from proofs.daniely2017.closed_tail import HEAD
from proofs.daniely2017.exact_tail import FREQUENCY, NORM
from proofs.daniely2017.sharp_width import FIRST, SECOND

EXACT = 20  # the largest d for which the exact tail is computed for every n
PRINTED_ERROR = "1/(50*e**2*pi**2)"
COLUMNS = (
    Column("depth-2 printed", LOWER, False, "Example 1 as printed, for mse at most 1/(50 e^2 pi^2)"),
    Column("depth-2 derived", LOWER, True, "Theorem 1 (squared) and Lemma 4, repaired"),
    Column("depth-2 sharp", LOWER, True, "Theorem A of sharp_width with the best n; exact tail up to d = 20"),
    Column("depth-2 dual", LOWER, True, "free weights on all degrees (sharp_width, dual), up to d = 20"),
    Column("depth-3 printed", UPPER, True, "Corollary 6"),
    Column("depth-3 sharp", UPPER, True, "chords with half the error (sharp_width)"),
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


def pair(d: int, weights: str, error: str) -> Claim | None:
    """The claim that at d depth 2 needs more neurons than the depth-3 network has, with the closed bound for the tail."""
    with ctx.workprec(128):
        n = _best_closed(d, float(closed_ball(parse_expression(error), 64).mid()))
    if n is None:
        return None
    return Claim(
        f"separation-{d}",
        "2*sqrt(harmonic_dim(d, n))*(sqrt(norm - head) - sqrt(mse))/B**2 > max(first, second)",
        let=[
            f"d = {d}", f"n = {n}", FREQUENCY, HEAD, NORM, f"mse = {error}", f"B = {weights}", "eps = min(sqrt(mse), 1/2)",
            FIRST, SECOND,
        ],
        source=(
            f"At d = {d} no depth-2 ReLU network with weights at most {weights} and as few neurons as the wider hidden layer of the "
            f"depth-3 network has a mean squared error of at most {error}; the depth-3 network has."
        ),
    )  # fmt: skip


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
    error = float(mse.mid())
    n = _best_exact(d, error) if d <= EXACT else _best_closed(d, error)
    if n is None:
        return None
    square = sine_tail(d, n, f"pi*{d}**3", bits=100) if d <= EXACT else _closed_tail(d, n)
    return 2 * _dimension(d, n).sqrt() * (square.sqrt() - mse.sqrt()) / B**2 if square > mse else None


def _dual(d: int, B: arb, mse: arb) -> arb | None:
    """2 (sum c_i |alpha_i| - sqrt(mse sum c_i^2))/(B^2 sqrt(sum c_i^2/N_{d,i})), c_i = |alpha_i| N_i/(N_i + t), for the best t."""
    if d > EXACT:
        return None
    alphas = _coefficients(d)
    near = [(float(alpha.mid()), _log_dimension(d, k)) for k, alpha in enumerate(alphas) if k % 2]
    t = arb(_best_shift(near, float(mse.mid()))).exp()
    zero = arb(0)
    gain, square, neuron = zero, zero, zero
    for dimension, alpha in zip(_dimensions(d, len(alphas)), alphas[1::2], strict=True):
        share = alpha / (1 + t / dimension)
        gain, square, neuron = gain + share * alpha, square + share * share, neuron + share * share / dimension
    return 2 * (gain - (mse * square).sqrt()) / (B**2 * neuron.sqrt())


def _best_shift(near: list[tuple[float, float]], error: float) -> float:
    """The logarithm of the best t, from |alpha_i| and log N_i."""

    def gain(t: float) -> float:
        total = square = neuron = 0.0
        for alpha, dimension in near:
            share = alpha / (1 + math.exp(min(t - dimension, 600.0)))
            total, square = total + share * alpha, square + share**2
            neuron += share**2 * math.exp(min(t - dimension, 600.0))  # times exp(t), to stay in range
        value = total - math.sqrt(error * square)
        return math.log(value) + t / 2 - math.log(neuron) / 2 if value > 0 and neuron > 0 else -math.inf

    top = max(dimension for _, dimension in near)
    best = max((top - k for k in range(60)), key=gain)
    return max((best + k / 10 for k in range(-10, 11)), key=gain)


def _dimensions(d: int, count: int) -> Iterator[int]:
    """N_{d,k} for odd k < count."""
    value = d
    for k in range(1, count, 2):
        yield value
        value = value * ((2 * k + d + 2) * (k + d - 2) * (k + d - 1)) // ((k + 1) * (k + 2) * (2 * k + d - 2))


@lru_cache(maxsize=64)
def _coefficients(d: int) -> list[arb]:
    """|alpha_k| up to where they are small beyond a = pi d^3."""
    return sine_coefficients(d, 2 * math.ceil(0.575 * math.pi * d**3), f"pi*{d}**3", bits=100)


def _depth_3(d: int, mse: arb) -> int | None:
    eps = mse.sqrt().lower()
    eps = eps if eps < arb(0.5) else arb(0.5)
    if not eps > 0:
        return None
    cells = round_up(arb(d) ** 2 * (2 * arb.pi() / eps).sqrt())
    second = round_up((arb.pi() * d**3 + eps / 2) / (2 * (eps / 2).sqrt().atan()))
    return None if cells is None or second is None else max(d * (cells - 1) + 1, second)


def _spread(d: int) -> arb:
    return 1 + arb(4 * d).sqrt()


def _dimension(d: int, n: int) -> arb:
    """N_{d,n} for n >= 1."""
    return arb(math.comb(d + n - 1, d - 1) - math.comb(d + n - 3, d - 1))


def _closed_tail(d: int, n: int) -> arb:
    """The lower bound of exact_tail."""
    a, half = arb.pi() * d**3, arb(d) / 2
    norm = (1 - half.gamma() * (1 / a) ** (half - 1)) / 2
    return norm - math.comb(n + d - 2, d - 1) * half.gamma() ** 2 * (2 / a) ** (d - 2)


def _best_exact(d: int, error: float) -> int | None:
    """The best n for the exact tail; for an even n the tail is that for n + 1, whose N is larger."""
    left = float(sine_norm(d, f"pi*{d}**3").mid())
    scores = {}
    for n, alpha in enumerate(_coefficients(d)):
        if n % 2:
            scores[n] = _score(d, n, left, error)
            left -= float(alpha.mid()) ** 2
    return _argmax(scores)


def _best_closed(d: int, error: float) -> int | None:
    """The best n for the closed bound, among 4,000 or so."""
    scores = {}
    for n in range(1, math.ceil(math.pi * d**3), math.ceil(d**3 / 1200)):
        head = (
            math.lgamma(n + d - 1) - math.lgamma(d) - math.lgamma(n) + 2 * math.lgamma(d / 2)
            + (d - 2) * math.log(2 / (math.pi * d**3))
        )  # fmt: skip
        norm = math.exp(math.lgamma(d / 2) - (d / 2 - 1) * math.log(math.pi * d**3))
        scores[n] = _score(d, n, (1 - norm) / 2 - math.exp(min(head, 1.0)), error)
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


offer = Offer(COLUMNS, row, pair)
