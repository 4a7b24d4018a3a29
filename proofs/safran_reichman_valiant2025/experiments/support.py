"""Samples of U(A_{4d}) for small d, for the experiments.

The z_i are drawn one after the other from the sphere of radius 0.8 in R^{2d}, those at distance less than 0.4 from an
earlier one thrown away, until there are 2^{2d}; number i belongs to the bits of i.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from certify.experiment.fit import Floats

RADIUS, DISTANCE = 0.8, 0.4


def centres(rng: np.random.Generator, d: int) -> Floats:
    """2^{2d} points of the sphere of radius 0.8 in R^{2d}, at distances of at least 0.4; for d >= 2."""
    found = np.empty((4**d, 2 * d))
    number = 0
    while number < len(found):
        z = rng.standard_normal(2 * d)
        z *= RADIUS / np.linalg.norm(z)
        if not np.any(((found[:number] - z) ** 2).sum(1) < DISTANCE**2):
            found[number] = z
            number += 1
    return found


def bits(numbers: np.ndarray, d: int) -> np.ndarray:
    """The 2d bits of each number: those of x, then those of y."""
    return (numbers[:, None] >> np.arange(2 * d)) & 1


def inner_product(words: np.ndarray) -> np.ndarray:
    """IP_d of rows of 2d bits."""
    d = words.shape[1] // 2
    return (words[:, :d] * words[:, d:]).sum(1) % 2


def points(rng: np.random.Generator, z: Floats, numbers: np.ndarray, d: int) -> Floats:
    """A point of the cube about each of the support points of these numbers."""
    scale = 1 / (12 * np.sqrt(d))
    centre = np.hstack([z[numbers], 3 * scale * bits(numbers, d)])
    return centre + rng.uniform(0, scale, centre.shape)
