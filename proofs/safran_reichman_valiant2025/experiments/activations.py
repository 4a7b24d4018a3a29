"""Depth-2 networks with bounded weights against <x, y> mod 2: measured errors next to certified lower bounds.

Let s = (-1)^IP_d on {0,1}^{2d}.  For any alpha, beta the threshold 1[alpha(x) + beta(y) >= theta] has correlation at most
Delta = 2^{-d/2} (1 + d/sqrt 2) with s, and E s = 2^{-d}.  A neuron with weights at most C sees values in [-R, R], R = (2d + 1) C;
with V the variation of sigma there and M the supremum of |sigma| its correlation is at most V Delta + M 2^{-d}.  So a
network of width m with weights at most C has a mean squared error e with

    1/2 - sqrt e <= m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d},

the correlation argument that replaces the reduction to the worst case.  The bound is computed in balls.  For ReLU V = R = M, for
threshold 1 and 1, for sigmoid sigma(R) - sigma(-R) and sigma(R), for tanh 2 tanh(R) and tanh(R).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from certify.experiment import Experiment, Outcome, Setting
from certify.experiment.fit import Floats, mean_interval, random_features
from proofs.safran_reichman_valiant2025.experiments.support import bits, inner_product

if TYPE_CHECKING:
    from flint import arb
    from matplotlib.figure import Figure

ACTIVATIONS = ("threshold", "sigmoid", "tanh", "relu")
WEIGHT = 1
WIDTHS = (1, 4, 16)
WHOLE_CUBE = 7  # up to this d the mean is over all points
PRECISION = 128


def constants(activation: str, d: int, weight: int) -> tuple[arb, arb]:
    """(V, M) on [-R, R], in balls at the current precision."""
    from flint import arb

    radius = arb((2 * d + 1) * weight)
    if activation == "relu":
        return radius, radius
    if activation == "threshold":
        return arb(1), arb(1)
    if activation == "tanh":
        return 2 * radius.tanh(), radius.tanh()
    high = (1 + (radius / 2).tanh()) / 2
    return 2 * high - 1, high


def lower_bound(activation: str, d: int, width: int, weight: int) -> float:
    """A certified lower bound for the mean squared error, rounded down; 0 where the argument says nothing."""
    from flint import arb, ctx

    with ctx.workprec(PRECISION):
        variation, most = constants(activation, d, weight)
        small = arb(2) ** (-d)
        delta = arb(2) ** (-arb(d) / 2) * (1 + d / arb(2).sqrt())
        gap = arb(0.5) - width * weight * (variation * delta + most * small) - (weight + arb(0.5)) * small
        if not gap > 0:
            return 0.0
        return float(np.nextafter(float((gap**2).lower()), 0.0))


def run(setting: Setting) -> Outcome:
    """The best of some fits for each activation, d and width."""
    rows = []
    for d in _dimensions(setting.quick):
        x, y, fresh, target = _data(setting, d)
        for activation in ACTIVATIONS:
            for width in WIDTHS:
                fits = [
                    random_features(setting.rng, x, y, width, activation, bound=WEIGHT, within=True)
                    for _ in range(2 if setting.quick else 8)
                ]
                best = min(fits, key=lambda fit: float(((fit(x) - y) ** 2).mean()))
                squares = (best(fresh) - target) ** 2
                mean, low, high = mean_interval(squares)
                if d <= WHOLE_CUBE:
                    low = high = mean
                variation, most = (float(v) for v in constants(activation, d, WEIGHT))
                bound = lower_bound(activation, d, width, WEIGHT)
                rows.append((activation, d, width, variation, most, mean, low, high, bound))
                setting.tell(1)
    columns = ("activation", "d", "width", "V", "M", "mse", "mse low", "mse high", "certified")
    above = sum(row[7] < row[8] for row in rows)
    said = f"{above} of {len(rows)} measured errors lie below the certified bound; {sum(r[8] > 0 for r in rows)} bounds are above 0"
    outcome = Outcome(columns, rows, lambda figure: draw(figure, outcome), found=said)
    return outcome


def _data(setting: Setting, d: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Points to fit and to test, with their values: all of the cube for small d."""
    number = 2_000 if setting.quick else 20_000
    words = bits(np.arange(4**d), d) if d <= WHOLE_CUBE else setting.rng.integers(2, size=(2 * number, 2 * d))
    values = inner_product(words).astype(np.float64)
    if d <= WHOLE_CUBE:
        return words * 1.0, values, words * 1.0, values
    return words[:number] * 1.0, values[:number], words[number:] * 1.0, values[number:]


def _dimensions(quick: bool) -> tuple[int, ...]:
    return (3, 12) if quick else (2, 4, 6, 8, 12, 16, 24, 32)


def draw(figure: Figure, outcome: Outcome) -> None:
    """For each activation the measured errors and the certified bounds against d."""
    grid = figure.subplots(1, len(ACTIVATIONS), sharey=True)
    for axes, activation in zip(grid, ACTIVATIONS, strict=True):
        for width, mark in zip(WIDTHS, "os^", strict=True):
            where = {"activation": activation, "width": width}
            d = outcome.column("d", **where)
            axes.plot(
                d,
                outcome.column("mse", **where),
                mark + "-",
                color="black",
                markersize=4,
                label=f"measured, width {width}",
            )
            axes.plot(
                d,
                outcome.column("certified", **where),
                mark + "--",
                color="0.55",
                markersize=4,
                label=f"certified, width {width}",
            )
        axes.axhline(0.25, color="0.8", linewidth=0.8)
        axes.set_title(activation, fontsize=9)
        axes.set_xlabel("d")
    grid[0].set_ylabel("mean squared error")
    figure.legend(*grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=8)


experiment = Experiment(
    "activations",
    "Depth-2 networks with weights at most 1 against <x, y> mod 2: measured and certified",
    "For each activation the constants V and M of the argument, the bound that follows for the mean squared error of every "
    "network of the width, and the smallest error that was found: where the bound is above 0 the truth lies between the two.",
    "How small the error of the best network is: the fits are a few random features with an output layer within the bound. "
    "Beyond d = 7 errors are estimates from samples.  The bound is computed in balls, but rests on the correlation argument in words.",
    lambda quick: len(_dimensions(quick)) * len(ACTIVATIONS) * len(WIDTHS),
    run,
)
