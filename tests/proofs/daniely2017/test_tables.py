"""The tables beyond the paper: the best degree against its neighbours, the ratios against both sides and quadrature."""

from __future__ import annotations

import math

import pytest
from flint import arb

from certify.plane_wave import sine_tail
from proofs.daniely2017.tables import GRID, degrees, exact_ratio, main, ratios


def test_ratios_on_both_sides() -> None:
    """At most what the whole norm gives, 2 e pi m/(m - k), nearly so for large d; the least is at d = 2, m = 3, k = 0."""
    rows = list(ratios())
    for d, m, k, ratio in rows:
        whole = 2 * math.e * math.pi * m / (m - k)
        assert ratio.rad() < 2**-40 and 15 < ratio < 1.2 * whole
        assert d < 12 or ratio > whole * 0.999
    least = min(rows, key=lambda row: float(row[3].mid()))
    assert least[:3] == (2, 3, 0) and abs(least[3] - arb("15.1207")) < 1e-4
    assert len(set(GRID)) == len(GRID)


def test_ratio_against_chebyshev() -> None:
    """d = 2: the best polynomial by numpy's Gauss-Chebyshev rule (an estimate)."""
    import numpy as np

    t = (np.arange(4000) + 0.5) * math.pi / 4000
    for m, k in ((1, 0), (3, 2), (5, 3)):
        f = np.sin(math.pi * math.sqrt(2) * m * np.cos(t))
        rest = f - sum((1 + (j > 0)) * np.mean(f * np.cos(j * t)) * np.cos(j * t) for j in range(k + 1))
        estimate = np.mean(rest**2) * 4 * math.e * math.pi * m / (m - k)
        assert abs(float(exact_ratio(2, m, k).mid()) - estimate) < 1e-6


@pytest.mark.parametrize(("m", "k"), [(1, 1), (3, -1), (0, 0)])
def test_bad_degrees(m: int, k: int) -> None:
    with pytest.raises(ValueError):
        exact_ratio(3, m, k)


def test_best_degree_is_better_than_others() -> None:
    for d, n, s in degrees((8, 10, 20)):

        def score(k: int, d: int = d) -> float:
            dimension = math.comb(d + k - 1, d - 1) - math.comb(d + k - 3, d - 1)
            return math.log(dimension) / 2 + math.log(
                math.sqrt(float(sine_tail(d, k, f"pi*{d}**3").mid())) - math.sqrt(0.1)
            )

        assert n % 2 and abs(n - math.pi * d * d * (d - s)) < 1
        best = score(n)
        assert all(score(k) <= best + 0.01 for k in range(n - 400, n + 101, 25))
        assert score(d**3) < best - 1


def test_the_tables_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert "least of these" in out and max(map(len, out.splitlines())) <= 80
