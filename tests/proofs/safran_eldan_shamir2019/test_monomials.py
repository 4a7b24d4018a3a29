"""Guards of the monomials: moments of the sphere by quadrature, nodes by Caratheodory's reduction, the identity."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from numpy.polynomial import polynomial

from tests.proofs.safran_eldan_shamir2019.radial import (
    caratheodory,
    even,
    exponents,
    kappa,
    lift,
    moments,
    sphere_rule,
)


@pytest.mark.parametrize("d", [2, 3, 4, 7])
def test_moments_of_the_sphere(d: int) -> None:
    for j in range(6):
        whole = mpmath.quad(lambda a: mpmath.sin(a) ** (d - 2), [0, mpmath.pi / 2, mpmath.pi])
        part = mpmath.quad(
            lambda a, j=j: mpmath.cos(a) ** (2 * j) * mpmath.sin(a) ** (d - 2), [0, mpmath.pi / 2, mpmath.pi]
        )
        assert float(part / whole) == pytest.approx(kappa(d, j), rel=1e-10)
        assert 1 / kappa(d, j) <= d**j * (1 + 1e-12)
    assert kappa(d, 3) < kappa(d, 2) < kappa(d, 1) == pytest.approx(1 / d)


@pytest.mark.parametrize(("d", "k"), [(2, 1), (2, 3), (3, 1), (3, 2)])
def test_nodes_by_caratheodory(d: int, k: int) -> None:
    forms = exponents(d, 2 * k)
    assert len(forms) == math.comb(d + 2 * k - 1, 2 * k) <= d ** (2 * k)
    points, weights = sphere_rule(d, 4 * k)
    wanted = moments(points, forms) @ weights
    nodes, shares = caratheodory(points, weights, forms)
    assert len(nodes) <= len(forms)
    assert np.all(shares >= -1e-10)
    assert shares.sum() == pytest.approx(1)
    assert np.allclose(moments(nodes, forms) @ shares, wanted, atol=1e-9)
    lower = exponents(d, 2 * k - 2)  # and so for smaller even degrees
    assert np.allclose(moments(nodes, lower) @ shares, moments(points, lower) @ weights, atol=1e-9)


@pytest.mark.parametrize(("d", "k"), [(2, 2), (2, 4), (3, 2)])
def test_identity_on_the_plane(d: int, k: int) -> None:
    rng = np.random.default_rng(k)
    c = rng.normal(size=k + 1)
    nodes, shares = caratheodory(*sphere_rule(d, 4 * k), exponents(d, 2 * k))
    x = rng.normal(size=(50, d)) / 2
    found = polynomial.polyval(x @ nodes.T, lift(c, d)) @ shares
    assert np.allclose(found, polynomial.polyval(np.linalg.norm(x, axis=1), even(c)))
    wrong = polynomial.polyval(x @ nodes.T, lift(c, d + 1)) @ shares  # the moments of another dimension
    assert not np.allclose(wrong, polynomial.polyval(np.linalg.norm(x, axis=1), even(c)))
