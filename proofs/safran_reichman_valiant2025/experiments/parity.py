"""The randomised average of section 4 on simpler functions: parity and random polynomials of low degree over GF(2).

For a polynomial g of k bits and a shift r, g(x) = g(x + r) + g_r(x) modulo 2, where g_r(x) = g(x) + g(x + r) has a lower
degree.  From a function N near g on average each r makes another one near g:

    N_r(x) = N(x + r) if g_r(x) = 0, 1 - N(x + r) if g_r(x) = 1.

Its error is e(x + r) or -e(x + r), e = N - g, so the average over all r has at x the error (-1)^g(x) times
mean over y of (-1)^g(y) e(y): the same size at every x.  With n random shifts the error is a mean of n independent numbers in
[-B, B], B = max |e|, so by Hoeffding's inequality and a union bound over the 2^k points all of them are, with
probability 0.95, within B sqrt(2 log(2^(k+1)/0.05)/n) of their limits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from certify.experiment import Experiment, Outcome, Setting
from certify.experiment.fit import Floats, random_features

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DEGREES = (1, 2, 3)
COPIES = (1, 4, 16, 64, 256, 1024)
CONFIDENCE = 0.05


def cube(k: int) -> np.ndarray[Any, Any]:
    """All 0-1 vectors of length k, number i in row i, the lowest bit first."""
    return (np.arange(2**k)[:, None] >> np.arange(k)) & 1


def polynomial(rng: np.random.Generator, k: int, degree: int) -> np.ndarray[Any, Any]:
    """The values on the cube of the parity (degree 1) or of a random polynomial over GF(2) of that degree."""
    bits = cube(k)
    if degree == 1:
        return bits.sum(1) % 2
    found = np.zeros(2**k, np.int64)
    for mask in range(2**k):
        size = mask.bit_count()
        if size == degree or (size < degree and rng.integers(2)):
            chosen = [j for j in range(k) if mask >> j & 1]
            found ^= bits[:, chosen].all(1).astype(np.int64) * (rng.integers(2) if size == degree else 1)
    return found


def averaged(error: Floats, g: np.ndarray[Any, Any], shifts: np.ndarray[Any, Any]) -> Floats:
    """The error of the average of N_r over these shifts, at every point of the cube."""
    points = np.arange(len(g))
    total = np.zeros(len(g))
    for r in shifts:
        moved = points ^ r
        total += np.where(g == g[moved], 1.0, -1.0) * error[moved]
    return total / len(shifts)


def hoeffding(bound: float, k: int, copies: int) -> float:
    """What all deviations from the limits stay below with probability 0.95."""
    return bound * math.sqrt(2 * math.log(2 ** (k + 1) / CONFIDENCE) / copies)


def run(setting: Setting) -> Outcome:
    """Fits for k bits, then their averages over n shifts."""
    rng, rows = setting.rng, []
    for k in _sizes(setting.quick):
        x = cube(k) * 2.0 - 1.0
        for degree in DEGREES:
            g = polynomial(rng, k, degree)
            fit = random_features(rng, x, g.astype(np.float64), 3 * 2**k // 4, "relu", bound=1.0)
            error = fit(x) - g
            limit = abs(float(((-1.0) ** g * error).mean()))
            largest = float(np.abs(error).max())
            for copies in COPIES:
                after = averaged(error, g, rng.integers(2**k, size=copies))
                deviation = float(np.abs(after - limit_of(g, error)).max())
                rows.append(
                    (k, degree, float((error**2).mean()), largest, copies, float(np.abs(after).max()), limit,
                     deviation, hoeffding(largest, k, copies))
                )  # fmt: skip
            setting.tell(1)
    columns = ("k", "degree", "mse", "max before", "copies", "max after", "limit", "deviation", "hoeffding")
    above = sum(row[7] > row[8] for row in rows)
    said = f"{above} of {len(rows)} deviations from the limit lie above Hoeffding's bound"
    outcome = Outcome(columns, rows, lambda figure: draw(figure, outcome), found=said)
    return outcome


def limit_of(g: np.ndarray[Any, Any], error: Floats) -> Floats:
    """The error of the average over all shifts."""
    sign = (-1.0) ** g
    found: Floats = sign * (sign * error).mean()
    return found


def _sizes(quick: bool) -> tuple[int, ...]:
    return (4, 6) if quick else (4, 6, 8, 10)


def draw(figure: Figure, outcome: Outcome) -> None:
    """Left: the largest error after the average; right: the deviation from the limit next to Hoeffding's bound."""
    left, right = figure.subplots(1, 2)
    k = max(outcome.column("k"))
    for degree, mark in zip(DEGREES, ("o", "s", "^"), strict=True):
        where = {"k": k, "degree": degree}
        copies = outcome.column("copies", **where)
        left.plot(
            copies,
            outcome.column("max after", **where),
            mark + "-",
            color="black",
            markersize=5,
            label=f"degree {degree}",
        )
        left.axhline(outcome.column("max before", **where)[0], color="0.6", linestyle=":", linewidth=1)
        right.plot(
            copies,
            outcome.column("deviation", **where),
            mark + "-",
            color="black",
            markersize=5,
            label=f"degree {degree}",
        )
        right.plot(
            copies,
            outcome.column("hoeffding", **where),
            mark + "--",
            color="0.55",
            markersize=5,
            label=f"Hoeffding, degree {degree}",
        )
    for axes, text in (
        (left, f"largest error, k = {k} (dotted: before)"),
        (right, f"largest deviation from the limit, k = {k}"),
    ):
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xlabel("copies")
        axes.set_title(text, fontsize=9)
        axes.legend(fontsize=7)


experiment = Experiment(
    "parity",
    "The randomised average on parity and random polynomials over GF(2)",
    "How the errors of the average over more copies tend to one size at all points, next to Hoeffding's bound for it; the "
    "size left over is the correlation of the fit's error with the function.",
    "That a network of that size with small errors exists, or anything for large k: the fits are random features, "
    "the deviations are one draw each, and Hoeffding's bound may be passed in one case out of 20.",
    lambda quick: len(_sizes(quick)) * len(DEGREES),
    run,
)
