"""Estimates that the guards share: Favard's polynomials, the sphere's moments and nodes, and the Q of `monomials`."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.polynomial import chebyshev, polynomial

Array = np.ndarray


def favard_sines(n: int) -> Array:
    """s_1, ..., s_{N-1}: the sine polynomial that is (pi - t)/2 at j pi/N, 0 < j < N, with N = n."""
    index = np.arange(1, n)
    matrix = np.sin(np.outer(index, index) * math.pi / n)
    return np.linalg.solve(matrix, (math.pi - index * math.pi / n) / 2) if n > 1 else np.zeros(0)


def even_polynomial(phi: Callable[[Array], Array], k: int) -> Array:
    """c_0, ..., c_k of Favard's even polynomial of degree 2k for phi(|t|), phi being 1-Lipschitz."""
    size = 1 << 14
    a = 2 * math.pi * np.arange(size) / size
    fourier = np.fft.rfft(phi(np.abs(np.cos(a / 2)))).real / size
    series = np.zeros(2 * k + 1)
    series[0] = fourier[0]
    sines = favard_sines(k + 1)
    for j in range(1, k + 1):
        series[2 * j] = 2 * fourier[j] * j * sines[j - 1]
    return chebyshev.cheb2poly(series)[::2]


def kappa(d: int, j: int) -> float:
    """E u_1^{2j} on the sphere of R^d."""
    return math.prod((2 * i + 1) / (d + 2 * i) for i in range(j))


def lift(coefficients: Array, d: int) -> Array:
    """The coefficients of Q(s) in s^0, s^1, ...: those of p, in t^0, t^2, ..., over the kappa_j."""
    values = np.zeros(2 * len(coefficients) - 1)
    values[::2] = [c / kappa(d, j) for j, c in enumerate(coefficients)]
    return values


def even(coefficients: Array) -> Array:
    """The coefficients of p in t^0, t^1, ..."""
    values = np.zeros(2 * len(coefficients) - 1)
    values[::2] = coefficients
    return values


def maximum(coefficients: Array, points: int = 4001) -> float:
    """The maximum of |p| on a grid of [-1, 1] with Chebyshev's points, an estimate."""
    grid = np.cos(np.linspace(0, math.pi, points))
    return float(np.abs(polynomial.polyval(grid, coefficients)).max())


def exponents(d: int, degree: int) -> list[tuple[int, ...]]:
    """The monomials of a degree in d variables."""
    return [e for e in product(range(degree + 1), repeat=d) if sum(e) == degree]


def sphere_rule(d: int, degree: int) -> tuple[Array, Array]:
    """Points and positive weights on the circle or on S^2, exact up to the degree."""
    if d == 2:
        angles = 2 * math.pi * np.arange(4 * degree + 1) / (4 * degree + 1)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1), np.full(len(angles), 1 / len(angles))
    heights, masses = np.polynomial.legendre.leggauss(degree + 1)
    angles = 2 * math.pi * np.arange(degree + 1) / (degree + 1)
    z, a = np.repeat(heights, len(angles)), np.tile(angles, len(heights))
    radius = np.sqrt(1 - z**2)
    points = np.stack([radius * np.cos(a), radius * np.sin(a), z], axis=1)
    return points, np.repeat(masses, len(angles)) / 2 / len(angles)


def moments(points: Array, monomials: list[tuple[int, ...]]) -> Array:
    """One row a monomial, one column a point."""
    return np.array([np.prod(points ** np.array(e), axis=1) for e in monomials])


def caratheodory(points: Array, weights: Array, monomials: list[tuple[int, ...]]) -> tuple[Array, Array]:
    """As few points as there are monomials, with the same weighted means of them."""
    while len(points) > len(monomials):
        null = np.linalg.svd(moments(points, monomials))[2][-1]
        null = null if null.max() > 0 else -null
        steps = np.where(null > 1e-13, weights / np.where(null > 1e-13, null, 1), np.inf)
        best = int(np.argmin(steps))
        weights = weights - steps[best] * null
        keep = np.arange(len(points)) != best
        points, weights = points[keep], weights[keep]
    return points, weights
