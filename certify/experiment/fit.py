"""Depth-2 networks fitted to data: random features with a least-squares output layer, and gradient descent.

    N(x) = sum_i v_i s(<w_i, x> + b_i) + c

They are what was found, not the best there are: errors of fits are upper estimates of what a width can do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ACTIVATIONS: Final[dict[str, Callable[[Floats], Floats]]] = {
    "relu": lambda z: np.maximum(z, 0.0),
    "threshold": lambda z: (z >= 0.5).astype(np.float64),
    "sigmoid": lambda z: 0.5 * (1.0 + np.tanh(0.5 * z)),
    "tanh": np.tanh,
}
_SLOPES: Final[dict[str, Callable[[Floats], Floats]]] = {
    "relu": lambda z: (z > 0).astype(np.float64),
    "sigmoid": lambda z: 0.25 * (1.0 - np.tanh(0.5 * z) ** 2),
    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
}


@dataclass(frozen=True)
class Shallow:
    """A network of depth 2 in floats: w of shape (width, inputs), b and v of length width, the output bias c."""

    w: Floats
    b: Floats
    v: Floats
    c: float
    activation: str

    def __call__(self, x: Floats) -> Floats:
        """N at the rows of x, in blocks."""
        found = np.empty(len(x))
        for first in range(0, len(x), 8192):
            part = slice(first, first + 8192)
            found[part] = ACTIVATIONS[self.activation](x[part] @ self.w.T + self.b) @ self.v + self.c
        return found

    @property
    def largest_weight(self) -> float:
        """The largest absolute value of a weight or bias."""
        return float(max(np.abs(self.w).max(), np.abs(self.b).max(), np.abs(self.v).max(), abs(self.c)))


def random_features(
    rng: np.random.Generator, x: Floats, y: Floats, width: int, activation: str, *, bound: float, within: bool = False
) -> Shallow:
    """Weights and biases uniform in [-bound, bound]; the output layer by least squares.

    `within`: the output layer is held in [-bound, bound] too, by projected gradients.
    """
    w, b = rng.uniform(-bound, bound, (width, x.shape[1])), rng.uniform(-bound, bound, width)
    hidden = np.hstack([ACTIVATIONS[activation](x @ w.T + b), np.ones((len(x), 1))])
    free = np.linalg.lstsq(hidden, y, rcond=None)[0].astype(np.float64)
    solution = bounded_least_squares(hidden, y, bound) if within else free
    return Shallow(w, b, solution[:-1], float(solution[-1]), activation)


def bounded_least_squares(a: Floats, y: Floats, bound: float, *, steps: int = 400) -> Floats:
    """A v with entries in [-bound, bound] and |a v - y| small: accelerated projected gradients."""
    gram, right = a.T @ a / len(a), a.T @ y / len(a)
    rate = 1.0 / max(float(np.linalg.eigvalsh(gram)[-1]), 1e-12)
    v: Floats = np.clip(np.linalg.lstsq(gram, right, rcond=None)[0], -bound, bound)
    ahead, momentum = v, 1.0
    for _ in range(steps):
        following = np.clip(ahead - rate * (gram @ ahead - right), -bound, bound)
        after = (1.0 + np.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        ahead = following + (momentum - 1.0) / after * (following - v)
        v, momentum = following, after
    return v


def descend(start: Shallow, x: Floats, y: Floats, *, steps: int, rate: float, bound: float) -> Shallow:
    """Adam on the mean squared error of all weights, which are held in [-bound, bound]; not for thresholds."""
    names = ("w", "b", "v", "c")
    now = {"w": start.w.copy(), "b": start.b.copy(), "v": start.v.copy(), "c": np.array([start.c])}
    first, second = ({k: np.zeros_like(p) for k, p in now.items()} for _ in range(2))
    s, slope = ACTIVATIONS[start.activation], _SLOPES[start.activation]
    for step in range(1, steps + 1):
        z = x @ now["w"].T + now["b"]
        hidden = s(z)
        residual = 2.0 * (hidden @ now["v"] + now["c"] - y) / len(x)
        back = np.outer(residual, now["v"]) * slope(z)
        gradient = {"w": back.T @ x, "b": back.sum(0), "v": hidden.T @ residual, "c": np.array([residual.sum()])}
        for k in names:
            first[k] += 0.1 * (gradient[k] - first[k])
            second[k] += 0.001 * (gradient[k] ** 2 - second[k])
            move = first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-9)
            now[k] = np.clip(now[k] - rate * move, -bound, bound)
    return Shallow(now["w"], now["b"], now["v"], float(now["c"][0]), start.activation)


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """The mean with a 95 % interval by the central limit theorem: an estimate."""
    mean = float(values.mean())
    half = 1.96 * float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else float("inf")
    return mean, mean - half, mean + half
