"""Depth-2 networks on U(A_{4d}): the distribution of their errors, before and after the randomised average of section 4.

Before: random features with a least-squares output layer, and the same trained on by gradient descent, for f_d on fresh
points of A_{4d}.

After: for d = 4 + D the columns (x + x', y + y'), (x', y'), (x + x', y'), (x', y + y') and D columns of padding with an even
number of (1, 1) are permuted at random; IP_d of them is IP_1(x, y).  The network's value at the support point of these bits
is averaged over n copies.  With B = max |N - f_d| over the support points the mean of n errors in [-B, B] is within
B sqrt(2 log(2*4/0.05)/n) of its expectation at all four (x, y), with probability 0.95 (Hoeffding's step).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from certify.experiment import Experiment, Outcome, Setting
from certify.experiment.fit import Floats, Shallow, descend, mean_interval, random_features
from proofs.safran_reichman_valiant2025.experiments.support import bits, centres, inner_product, points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COPIES = (1, 4, 16, 64, 256)
COLUMNS = 4
CONFIDENCE = 0.05


def shuffled(rng: np.random.Generator, x: int, y: int, d: int, number: int) -> np.ndarray:
    """`number` rows of 2d bits whose IP_d is x*y: section 4's four columns and padding, permuted."""
    first, second = (rng.integers(2, size=number) for _ in range(2))
    left = np.stack([x ^ first, first, x ^ first, first], 1)
    right = np.stack([y ^ second, second, second, y ^ second], 1)
    padding = rng.integers(2, size=(number, 2, d - COLUMNS))
    while len(odd := np.flatnonzero((padding[:, 0] * padding[:, 1]).sum(1) % 2)):
        padding[odd] = rng.integers(2, size=(len(odd), 2, d - COLUMNS))
    left, right = np.hstack([left, padding[:, 0]]), np.hstack([right, padding[:, 1]])
    order = rng.permuted(np.tile(np.arange(d), (number, 1)), axis=1)
    return np.hstack([np.take_along_axis(left, order, 1), np.take_along_axis(right, order, 1)])


def run(setting: Setting) -> Outcome:
    """Fits for each d and width; the average for d >= 4."""
    rng, rows, errors = setting.rng, [], {}
    train, test = (1_000, 2_000) if setting.quick else (6_000, 20_000)
    for d in _dimensions(setting.quick):
        z = centres(rng, d)
        x, y = _sample(rng, z, d, train)
        fresh, target = _sample(rng, z, d, test)
        for width in _widths(setting.quick):
            features = random_features(rng, x, y, width, "relu", bound=4.0)
            fits = {"features": features}
            if width <= 64:
                fits["descent"] = descend(features, x, y, steps=40 if setting.quick else 200, rate=0.01, bound=1e3)
            method, fit = min(fits.items(), key=lambda item: float(((item[1](x) - y) ** 2).mean()))
            error = np.abs(fit(fresh) - target)
            errors[d, width] = error
            mean, low, high = mean_interval(error**2)
            half, most = np.quantile(error, [0.5, 0.95]).tolist()
            limits = copies_rows(rng, fit, z, d) if d >= COLUMNS else [(None, None, None, None)]
            rows += [(d, width, method, mean, low, high, half, most, float(error.max()), *more) for more in limits]
            setting.tell(1)
    columns = ("d", "width", "fit", "mse", "mse low", "mse high", "median", "95 %", "max",
               "copies", "max after", "deviation", "hoeffding")  # fmt: skip
    with_copies = [row for row in rows if row[9] is not None]
    above = sum(row[11] > row[12] for row in with_copies)
    said = f"{above} of {len(with_copies)} deviations of the average lie above Hoeffding's bound"
    outcome = Outcome(columns, rows, lambda figure: draw(figure, outcome, errors), found=said)
    return outcome


def copies_rows(rng: np.random.Generator, fit: Shallow, z: Floats, d: int) -> list[tuple[int, float, float, float]]:
    """For each number of copies: the largest error of the average over the four (x, y), its deviation, Hoeffding's bound."""
    weights = 1 << np.arange(2 * d)
    everything = np.arange(4**d)
    centre = np.hstack([z, bits(everything, d) / (4 * np.sqrt(d))])
    all_errors = fit(centre) - inner_product(bits(everything, d))
    largest = float(np.abs(all_errors).max())
    found = []
    four = [(x, y) for x in (0, 1) for y in (0, 1)]
    expected = [float(all_errors[shuffled(rng, x, y, d, 100_000) @ weights].mean()) for x, y in four]
    for copies in COPIES:
        means = [float(all_errors[shuffled(rng, x, y, d, copies) @ weights].mean()) for x, y in four]
        deviation = max(abs(a - b) for a, b in zip(means, expected, strict=True))
        bound = largest * math.sqrt(2 * math.log(2 * len(four) / CONFIDENCE) / copies)
        found.append((copies, max(map(abs, means)), deviation, bound))
    return found


def _sample(rng: np.random.Generator, z: Floats, d: int, number: int) -> tuple[Floats, Floats]:
    numbers = rng.integers(4**d, size=number)
    return points(rng, z, numbers, d), inner_product(bits(numbers, d)).astype(np.float64)


def _dimensions(quick: bool) -> tuple[int, ...]:
    return (2, 4) if quick else (2, 3, 4, 5, 6)


def _widths(quick: bool) -> tuple[int, ...]:
    return (16, 64) if quick else (16, 64, 256, 1024)


def draw(figure: Figure, outcome: Outcome, errors: dict[tuple[int, int], Floats]) -> None:
    """Left: the distribution of the errors at the largest width; right: the deviation against the copies."""
    left, right = figure.subplots(1, 2)
    width = max(outcome.column("width"))
    styles = ("-", "--", "-.", ":", (0, (1, 3)))
    for d, style in zip(sorted({d for d, _ in errors}), styles, strict=False):
        ordered = np.sort(errors[d, width])
        left.plot(ordered, np.linspace(0, 1, len(ordered)), linestyle=style, color="black", label=f"d = {d}")
    left.set_xlim(0, 1.2)
    left.set_xlabel("|error| on fresh points of A_4d")
    left.set_title(f"distribution before the average, width {width}", fontsize=9)
    for d, mark in zip([d for d in sorted({d for d, _ in errors}) if d >= COLUMNS], "os^", strict=False):
        copies = outcome.column("copies", d=d, width=width)
        right.plot(copies, outcome.column("deviation", d=d, width=width), mark + "-", color="black", label=f"d = {d}")
        right.plot(
            copies,
            outcome.column("hoeffding", d=d, width=width),
            mark + "--",
            color="0.55",
            label=f"Hoeffding, d = {d}",
        )
    right.set_xscale("log", base=2)
    right.set_yscale("log")
    right.set_xlabel("copies")
    right.set_title(f"deviation of the average from its expectation, width {width}", fontsize=9)
    for axes in (left, right):
        axes.legend(fontsize=7)


experiment = Experiment(
    "concentration",
    "Depth-2 networks on U(A_4d), before and after the randomised average",
    "How single errors are spread, and how the average over more copies comes to its expectation at all four (x, y) at "
    "once, next to Hoeffding's bound for that.",
    "How well the best network of a width does: fits are random features or short descents.  The average uses the z of "
    "each support point, where the paper fixes one z first (Theorem 10); expectations are means of 100,000 draws; d = 2, 3 "
    "have too few columns for the average.",
    lambda quick: len(_dimensions(quick)) * len(_widths(quick)),
    run,
)
