"""The coefficients of sin(a t) against quadrature, the bounds against what is known, measured errors against both."""

from __future__ import annotations

import itertools
import math

import mpmath
import numpy as np
import pytest
from flint import ctx

from certify.experiment import Setting
from proofs.daniely2017.experiments import sphere
from tests.proofs.daniely2017.exact import legendre


def quadrature(d: int, k: int) -> mpmath.mpf:
    """alpha_k^2 by the definition: (integral of sin(a t) sqrt(N) P_k over mu_d)^2."""
    front = mpmath.gamma(mpmath.mpf(d) / 2) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma(mpmath.mpf(d - 1) / 2))
    coefficients = legendre(d, k)

    def integrand(t: mpmath.mpf) -> mpmath.mpf:
        p = sum(mpmath.mpf(c.numerator) / c.denominator * t**j for j, c in enumerate(coefficients))
        return mpmath.sin(mpmath.pi * d**3 * t) * p * (1 - t * t) ** (mpmath.mpf(d - 3) / 2)

    pieces = mpmath.linspace(-1, 1, 2 * d**3 + 1)
    return sphere.dimension(d, k) * (front * mpmath.quad(integrand, pieces)) ** 2


@pytest.mark.parametrize(("d", "k"), [(3, 1), (3, 2), (3, 7), (4, 3), (5, 5)])
def test_coefficients(d: int, k: int) -> None:
    with ctx.workprec(sphere.PRECISION):
        tails = sphere.tails(d)
        found = float((tails[k] - tails[k + 1]).mid())
    assert found == pytest.approx(float(quadrature(d, k)), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("d", [2, 3, 4])
def test_tails_fall_from_the_norm_to_nothing(d: int) -> None:
    with ctx.workprec(sphere.PRECISION):
        tails = [float(t.mid()) for t in sphere.tails(d)]
    assert all(a >= b - 1e-30 for a, b in itertools.pairwise(tails))
    rng = np.random.default_rng(0)
    t = rng.standard_normal((100_000, d))
    t = t[:, 0] / np.linalg.norm(t, axis=1)
    assert tails[0] == pytest.approx((np.sin(np.pi * d**3 * t) ** 2).mean(), abs=0.01)
    assert 0 <= tails[-1] < 0.3 * tails[0]


def test_figures_of_the_norm() -> None:
    with ctx.workprec(sphere.PRECISION):
        assert float(sphere.tails(3)[9].mid()) == pytest.approx(0.4953, abs=1e-4)
        assert float(sphere.tails(4)[16].mid()) == pytest.approx(0.49985, abs=1e-5)


def test_bounds_fall_with_the_width_and_with_the_weights() -> None:
    one, wide, heavy, huge = sphere.lower_bounds(5, [(1, 1.0), (64, 1.0), (1, 4.0), (10**6, 9.0)])
    assert 0.49 < one < 0.5 and 0.3 < wide < one and 0.4 < heavy < one and huge == 0.0


@pytest.mark.parametrize("d", [2, 3, 5])
def test_dimensions(d: int) -> None:
    assert [sphere.dimension(d, k) for k in (0, 1)] == [1, d]
    assert sum(sphere.dimension(d, k) for k in range(6)) == math.comb(5 + d - 1, d - 1) + math.comb(4 + d - 1, d - 1)


def test_nothing_measured_contradicts_what_is_certified() -> None:
    outcome = sphere.experiment.run(Setting(np.random.default_rng(5), quick=True))
    for below, high in zip(
        outcome.column("certified below", depth=2), outcome.column("mse high", depth=2), strict=True
    ):
        assert high >= below
    for above, low in zip(outcome.column("certified above", depth=3), outcome.column("mse low", depth=3), strict=True):
        assert low <= above
