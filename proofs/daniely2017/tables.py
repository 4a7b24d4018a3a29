"""Two tables beyond the paper: the best degree for the sharp width at each d, and what Lemma 4's constant loses.

    python -m proofs.daniely2017.tables

Best degree: the n for which Theorem A of `sharp_width` gives most at the mean squared error 1/10, as n = pi d^2 (d - s).  Lemma 4: the exact
squared distance of sin(pi sqrt(d) m x) from the polynomials of degree k, over (m - k)/(4 e pi m), in a ball.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from flint import arb, ctx

DIMENSIONS: Final = (8, 9, 10, 15, 20, 30, 40, 50, 60)
GRID: Final = tuple(
    (d, m, k)
    for d, m in product((2, 3, 4, 5, 8, 12, 30, 100), (1, 2, 3, 5, 10, 20, 50))
    for k in sorted({0, m // 4, m // 2, m - 1})
)


def exact_ratio(d: int, m: int, k: int) -> arb:
    """The exact squared distance over (m - k)/(4 e pi m), for d >= 2 and m > k >= 0, within 2**-40.  Raises ValueError, InputError."""
    from certify.plane_wave import sine_tail

    if not 0 <= k < m:
        raise ValueError(f"expected 0 <= k < m, found k = {k}, m = {m}")
    tail = sine_tail(d, k + 1, f"pi*sqrt({d})*{m}", bits=60 + m.bit_length())
    with ctx.workprec(80):
        return tail * 4 * arb(1).exp() * arb.pi() * m / (m - k)


def ratios(grid: Iterable[tuple[int, int, int]] = GRID) -> Iterator[tuple[int, int, int, arb]]:
    """(d, m, k) and the ratio."""
    for d, m, k in grid:
        yield d, m, k, exact_ratio(d, m, k)


def degrees(dimensions: Iterable[int] = DIMENSIONS) -> Iterator[tuple[int, int, float]]:
    """d, the best n, and s with n = pi d^2 (d - s)."""
    from proofs.daniely2017.bounds import best_degree

    for d in dimensions:
        n = best_degree(d, 0.1)
        assert n is not None
        yield d, n, d - n / (math.pi * d * d)


def main() -> None:
    """Print both."""
    print("best degree n = pi d^2 (d - s) for the mean squared error 1/10\n   d         n  n/(pi d^3)      s")
    for d, n, s in degrees():
        print(f"{d:4} {n:9,}      {1 - s / d:.4f}  {s:.3f}")
    print("\nexact squared distance / ((m-k)/(4 e pi m))\n   d    m    k    ratio")
    rows = list(ratios())
    for d, m, k, ratio in rows:
        print(f"{d:4} {m:4} {k:4} {float(ratio.mid()):8.2f}")
    least = min(rows, key=lambda row: float(row[3].mid()))
    print(f"least of these {len(rows)}: {float(least[3].mid()):.4f} at d = {least[0]}, m = {least[1]}, k = {least[2]}")


if __name__ == "__main__":
    main()
