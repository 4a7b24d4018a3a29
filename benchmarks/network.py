"""Bulk evaluation of the network of Corollary 6, next to plain NumPy on the dense matrices, in one run.

    python benchmarks/network.py [--d 11] [--eps 0.3] [--points 20000] [--threads 2]

Builds and certifies the network, then evaluates it at points of S^{d-1} x S^{d-1}: by `certify.network.bulk`, which goes through the
factors, and as max(W x + b, 0) with the dense matrices, the second of them multiplied out (on fewer points, where that takes
long).  Prints CPU seconds, wall-clock seconds and what a million points would take, the largest difference of the two,
the certified bound for the rounding of the first, and the peak memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from fractions import Fraction

import numpy as np

from certify.constructions import Request
from certify.network.bulk import Runner, rounding_bound
from certify.network.exact import Network
from proofs.daniely2017.constructions import sharp


def sphere_points(rng: np.random.Generator, number: int, d: int) -> np.ndarray:
    """Pairs of points of the sphere, one below the other in a row."""
    x = rng.standard_normal((number, 2, d))
    x /= np.linalg.norm(x, axis=2, keepdims=True)
    return x.reshape(number, 2 * d)


def dense_layers(network: Network) -> list[tuple[np.ndarray, np.ndarray]]:
    """Matrices and biases in float64, factors multiplied out."""
    layers = []
    for layer in network.layers:
        matrix = np.eye(layer.affine.shape[1])
        for factor in layer.affine.factors:
            plain = np.zeros(factor.shape)
            plain[factor.rows, factor.columns] = factor.values.floats()[0]
            matrix = plain @ matrix
        layers.append((matrix, layer.affine.bias.floats()[0]))
    return layers


def plain_pass(layers: list[tuple[np.ndarray, np.ndarray]], x: np.ndarray) -> np.ndarray:
    """The textbook forward pass."""
    for matrix, bias in layers[:-1]:
        x = np.maximum(x @ matrix.T + bias, 0.0)
    matrix, bias = layers[-1]
    return x @ matrix.T + bias


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--d", type=int, default=11)
    parser.add_argument("--eps", default="0.3")
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()

    start = time.process_time()
    built = sharp(Request(given.d, Fraction(given.eps)))
    print(f"built and certified  {time.process_time() - start:.2f} s CPU, widths {built.network.widths}")
    print(f"sup error            at most {float(built.upper):.6f}")
    bound = rounding_bound(built.network, [-1.0] * 2 * given.d, [1.0] * 2 * given.d)[0]
    print(f"rounding             at most {bound:.3g}, certified")
    x = sphere_points(np.random.default_rng(1), given.points, given.d)
    runner = Runner(built.network, threads=given.threads)
    print(f"{'':<21}{'points':>8}{'CPU/s':>9}{'wall/s':>9}{'10^6 points: CPU/s':>20}")
    few = x[: max(1, min(given.points, 2 * 10**10 // (built.network.widths[0] * built.network.widths[1])))]
    layers = dense_layers(built.network)
    values = []
    for name, work, points in (("bulk", runner, x), ("dense NumPy", lambda p: plain_pass(layers, p), few)):
        cpu, wall = time.process_time(), time.perf_counter()
        values.append(work(points))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(f"{name:<21}{len(points):>8}{cpu:>9.2f}{wall:>9.2f}{cpu * 1e6 / len(points):>20.1f}")
    print(f"largest difference   {abs(values[0][: len(few)] - values[1]).max():.3g}")
    print(
        f"peak memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB, dense matrices included"
    )


if __name__ == "__main__":
    main()
