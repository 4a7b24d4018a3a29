"""The guard of Fact 1 with its constant: networks that compute IP, and the arithmetic once more."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np

from tests.proofs.safran_reichman_valiant2025.cube import bits, signs


def test_constant_against_networks() -> None:
    # Exact networks for IP_d by inclusion and exclusion: IP = sum over sets S of (-2)^{|S|-1} AND of x_i y_i, i in S.
    for d in (1, 2, 3, 4):
        points = np.concatenate([np.repeat(bits(d), 2**d, axis=0), np.tile(bits(d), (2**d, 1))], axis=1)
        products = points[:, :d] * points[:, d:]
        value, width, largest = np.zeros(4**d, int), 0, 0
        for chosen in bits(d)[1:]:
            size = int(chosen.sum())
            weights = np.concatenate([chosen, chosen])
            unit = (2 * (points @ weights - 2 * size) + 2 >= 1).astype(int)  # threshold(<w, p> - 2 size + 1)
            assert np.array_equal(unit, np.all(products[:, chosen == 1] == 1, axis=1))
            value += (-2) ** (size - 1) * unit
            width, largest = width + 1, max(largest, 2 ** (size - 1), 2 * size - 1)
        assert np.array_equal(value, ((1 - signs(d)) // 2).reshape(-1))
        # m >= (3/16) (1/2) 2^{d/3}/C for this margin 1/2: cubed, in integers
        assert (32 * width * largest) ** 3 >= 27 * 2**d


def test_constant_is_nearly_the_least_quotient() -> None:
    with mpmath.workdps(40):
        quotients = {d: mpmath.mpf(2) ** (mpmath.mpf(d) / 6) / (2 * (1 + d / mpmath.sqrt(2))) for d in range(1, 400)}
        assert min(quotients, key=lambda d: quotients[d]) == 7
        assert mpmath.mpf(3) / 16 <= quotients[7] < mpmath.mpf(19) / 100


def test_small_margins() -> None:
    # Where delta < (2C+1) 2^{-d}, one neuron or the size of the weights is enough, for weights of every size.
    for d in range(1, 40):
        for k in range(-40, 41):
            c = mpmath.mpf(2) ** (mpmath.mpf(k) / 4)
            claimed = mpmath.mpf(3) / 16 * (2 + 1 / c) * mpmath.mpf(2) ** (-2 * mpmath.mpf(d) / 3)
            assert claimed <= max(1, 1 / (2 * c) - 1)


def test_networks_without_neurons() -> None:
    # A constant misses one of the values 0 and 1 by at least 1/2.
    for k in range(-8, 17):
        constant = Fraction(k, 8)
        assert max(abs(constant), abs(constant - 1)) >= Fraction(1, 2)
