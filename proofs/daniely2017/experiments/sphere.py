"""sin(pi d^3 <x, x'>) on S^{d-1} x S^{d-1}: depth-2 fits against a certified lower bound, depth 3 against its certified upper one.

With a = pi d^3, nu = d/2 - 1, F = sin(a <x, x'>) has the coefficients (plane-wave expansion, DLMF 10.23.9, 18.18)

    alpha_k^2 = N_{d,k} Gamma(d/2)^2 (2/a)^{2 nu} J_{k + nu}(a)^2 for odd k, 0 for even k,
    ||F||^2 = (1 - Gamma(d/2) a^{-nu} J_nu(2 a))/2,

so A_n^2 = ||F||^2 - sum_{k<n} alpha_k^2 is that of its part of degree n and more.  A neuron w_2 relu(<w, x> + <w', x'> + b) with
entries at most B has norm at most sqrt(3) B^2, as E <w, x>^2 = |w|^2/d.  Hence by Theorem 3 every network of depth 2 and width r with
entries at most B has

    ||F - N||^2 >= A_n^2 - 2 A_n (r sqrt(3) B^2 + B)/sqrt(N_{d,n}) for every n.

`lower_bound` is the best of these in balls.  Depth 3 is the network of `constructions`; the square of its certified sup error
bounds its mean squared error.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from certify.constructions import Request
from certify.experiment import Experiment, Outcome, Setting
from certify.experiment.fit import Floats, mean_interval, random_features
from certify.network.bulk import Runner
from proofs.daniely2017.constructions import sharp

if TYPE_CHECKING:
    from flint import arb
    from matplotlib.figure import Figure

PRECISION = 256
WEIGHTS = (1.0, 4.0)


def dimension(d: int, k: int) -> int:
    """N_{d,k}, for d >= 2."""
    return math.comb(k + d - 1, d - 1) - (math.comb(k + d - 3, d - 1) if k >= 2 else 0)


def tails(d: int) -> list[arb]:
    """A_n^2 for n = 0, 1, ..., beyond a, in balls at the current precision."""
    from flint import arb

    a, nu = arb.pi() * d**3, arb(d - 2) / 2
    now = (1 - (arb(d) / 2).gamma() * a ** (-nu) * (2 * a).bessel_j(nu)) / 2
    front = (arb(d) / 2).gamma() ** 2 * (2 / a) ** (2 * nu)
    found = []
    for k in range(math.ceil(math.pi * d**3) + 2):
        found.append(now)
        if k % 2:
            now = now - dimension(d, k) * front * a.bessel_j(k + nu) ** 2
    return found


def lower_bounds(d: int, cases: list[tuple[int, float]]) -> list[float]:
    """Certified lower bounds for the mean squared error, one for each (width, B), rounded down; 0 if none is above 0."""
    from flint import arb, ctx

    with ctx.workprec(PRECISION):
        pairs = [(square, dimension(d, n)) for n, square in enumerate(tails(d)) if square > 0]
        found = []
        for width, weight in cases:
            size = width * arb(3).sqrt() * arb(weight) ** 2 + arb(weight)
            bounds = [(s - 2 * s.sqrt() * size / arb(number).sqrt()).lower() for s, number in pairs]
            best = max((float(b) for b in bounds), default=0.0)
            found.append(max(0.0, float(np.nextafter(best, -1.0))))
    return found


def run(setting: Setting) -> Outcome:
    """Fits of depth 2 for each d, width and B (None: as large as least squares makes them); one network of depth 3 for each d."""
    rng, rows = setting.rng, []
    number = 2_000 if setting.quick else 20_000
    for d in _dimensions(setting.quick):
        x, y = _sample(rng, d, number)
        fresh, target = _sample(rng, d, number)
        fits = []
        for width in _widths(setting.quick):
            for weight in (*WEIGHTS, None):
                fit = random_features(rng, x, y, width, "relu", bound=weight or 4.0, within=weight is not None)
                fits.append((width, weight or fit.largest_weight, fit))
                setting.tell(1)
        bounds = lower_bounds(d, [(width, weight) for width, weight, _ in fits])
        for (width, weight, fit), bound in zip(fits, bounds, strict=True):
            rows.append((d, 2, width, weight, *mean_interval((fit(fresh) - target) ** 2), bound, None))
        built = sharp(Request(d, Fraction(1, 10)))
        squares = (Runner(built.network)(fresh)[:, 0] - target) ** 2
        largest = float(built.network.largest_weight)
        rows.append(
            (d, 3, built.network.width, largest, *mean_interval(squares), None, float(built.upper) ** 2 * (1 + 1e-9))
        )
        setting.tell(1)
    columns = ("d", "depth", "width", "B", "mse", "mse low", "mse high", "certified below", "certified above")
    outside = sum(row[6] < (row[7] or 0.0) or (row[8] is not None and row[5] > row[8]) for row in rows)
    useful = sum(bool(row[7]) for row in rows)
    said = (
        f"{outside} of {len(rows)} measured errors lie outside the certified bounds; {useful} lower bounds are above 0"
    )
    outcome = Outcome(columns, rows, lambda figure: draw(figure, outcome), found=said)
    return outcome


def _sample(rng: np.random.Generator, d: int, number: int) -> tuple[Floats, Floats]:
    pair = rng.standard_normal((number, 2, d))
    pair /= np.linalg.norm(pair, axis=2, keepdims=True)
    return pair.reshape(number, 2 * d), np.sin(np.pi * d**3 * (pair[:, 0] * pair[:, 1]).sum(1))


def _dimensions(quick: bool) -> tuple[int, ...]:
    return (2, 3) if quick else (2, 3, 4, 5)


def _widths(quick: bool) -> tuple[int, ...]:
    return (1, 8) if quick else (1, 4, 16, 64, 256)


def draw(figure: Figure, outcome: Outcome) -> None:
    """For each d the error against the width."""
    dimensions = sorted(set(outcome.column("d")))
    grid = figure.subplots(1, len(dimensions), sharey=True)
    for axes, d in zip(grid, dimensions, strict=True):
        for weight, mark in zip(WEIGHTS, "os", strict=True):
            where = {"d": d, "depth": 2, "B": weight}
            width = outcome.column("width", **where)
            axes.plot(
                width,
                outcome.column("mse", **where),
                mark + "-",
                color="black",
                label=f"depth 2, B = {weight:g}, measured",
            )
            axes.plot(
                width,
                outcome.column("certified below", **where),
                mark + "--",
                color="0.55",
                label=f"depth 2, B = {weight:g}, at least",
            )
        where = {"d": d, "depth": 3}
        width = outcome.column("width", **where)
        axes.plot(width, outcome.column("mse", **where), "*", color="black", markersize=9, label="depth 3, measured")
        axes.plot(width, outcome.column("certified above", **where), "v", color="0.55", label="depth 3, at most")
        axes.set_xscale("log")
        axes.set_title(f"d = {d}", fontsize=9)
        axes.set_xlabel("width")
    grid[0].set_ylabel("mean squared error")
    figure.legend(*grid[-1].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=8)


experiment = Experiment(
    "sphere",
    "sin(pi d^3 <x, x'>): fits of depth 2, the network of depth 3, certified bounds",
    "For depth 2 with entries at most B the error found and the certified bound below which no network of the width goes; for "
    "depth 3 the error measured and the certified bound above it.",
    "How small the error of the best network of depth 2 is: the fits are random features.  Where entries are large the bound is 0 "
    "and says nothing; the separation in the paper is one for large d.  The lower bound is computed in balls, but rests on a cited "
    "expansion of sin(a t) and on Theorem 3.",
    lambda quick: len(_dimensions(quick)) * (len(_widths(quick)) * (len(WEIGHTS) + 1) + 1),
    run,
)
