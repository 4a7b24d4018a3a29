"""Example 1, printed and repaired, on a test set and by certificate.

The test set is drawn from A_{4d} but for the z, which have weight 0.  The networks are those of `constructions`, evaluated in
float64; the certified columns are their enclosed errors on the whole of A_{4d}, and the certified bound for the rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from certify.constructions import Request
from certify.experiment import Experiment, Outcome, Setting
from certify.experiment.fit import mean_interval
from certify.network.bulk import Runner, rounding_bound
from proofs.safran_reichman_valiant2025.constructions import example1, example1_printed
from proofs.safran_reichman_valiant2025.experiments.support import inner_product

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NETWORKS = {"repaired": example1, "printed": example1_printed}


def run(setting: Setting) -> Outcome:
    """Errors on a test set for each d and both networks."""
    number = 2_000 if setting.quick else 20_000
    rows = []
    for d in _dimensions(setting.quick):
        words = setting.rng.integers(2, size=(number, 2 * d))
        scale = 1 / (12 * np.sqrt(d))
        inside = setting.rng.uniform(1e-6, 1 - 1e-6, words.shape)  # floats on the faces may lie outside
        x = np.hstack([np.zeros((number, 2 * d)), (3 * words + inside) * scale])
        target = inner_product(words)
        for name, construct in NETWORKS.items():
            built = construct(Request(d))
            error = Runner(built.network)(x)[:, 0] - target
            rounding = rounding_bound(built.network, [-1.0] * 4 * d, [1.0] * 4 * d)[0]
            mean, low, high = mean_interval(error**2)
            rows.append(
                (
                    name,
                    d,
                    built.network.width,
                    float(np.abs(error).max()),
                    mean,
                    low,
                    high,
                    float(built.upper),
                    float(rounding),
                )
            )
            setting.tell(1)
    columns = (
        "network",
        "d",
        "width",
        "max error",
        "mse",
        "mse low",
        "mse high",
        "certified sup",
        "certified rounding",
    )
    outside = sum(row[3] > row[7] + row[8] for row in rows)
    said = f"{outside} of {len(rows)} largest errors lie above the certified error and rounding"
    outcome = Outcome(columns, rows, lambda figure: draw(figure, outcome), found=said)
    return outcome


def _dimensions(quick: bool) -> tuple[int, ...]:
    return (1, 2, 5) if quick else (1, 2, 3, 5, 8, 13, 21, 50)


def draw(figure: Figure, outcome: Outcome) -> None:
    """The mean squared error of both networks against d, and the width."""
    left, right = figure.subplots(1, 2)
    for name, mark, shade in (("printed", "s--", "0.55"), ("repaired", "o-", "black")):
        d = outcome.column("d", network=name)
        left.plot(d, outcome.column("mse", network=name), mark, color=shade, label=f"{name}, measured")
        left.plot(
            d,
            outcome.column("certified sup", network=name),
            "x",
            color=shade,
            markersize=9,
            label=f"{name}, certified sup",
        )
        right.plot(d, outcome.column("width", network=name), mark, color=shade, label=name)
    left.set_title("mean squared error on the test set, certified sup error", fontsize=9)
    right.set_title("width", fontsize=9)
    for axes in (left, right):
        axes.set_xlabel("d")
        axes.set_xscale("log")
        axes.legend(fontsize=7)


experiment = Experiment(
    "depth3",
    "Example 1 on a test set of A_4d and by certificate",
    "The errors of both networks on the test set next to their certificates for all of A_4d: 0 for the repaired one, 1 for the "
    "printed one, which is 0 there.",
    "The test set alone proves nothing about other points: that is what the certified columns are for.",
    lambda quick: len(_dimensions(quick)) * len(NETWORKS),
    run,
)
