"""A. Daniely, Depth Separation for Neural Networks, COLT 2017: every lemma, claim by claim.

    paper                                    here
    N_{d,n}                                  harmonic_dim(d, n)
    P_n (the polynomial)                     legendre(n, d, x)
    mu_d                                     c*(1-x**2)**((d-3)/2), c = gamma(d/2)/(sqrt(pi)*gamma((d-1)/2))
    A_{n,d}(f) = ||P_n f||                   A
    Proposition 2                            legendre.legendre
    Theorem 3, Theorem 1                     separable.separable, separable.main
    Lemma 4                                  sine.sine
    Lemma 5                                  relu.relu
    Corollary 6                              inner_product_net.inner_product_net
    Example 1                                width.width
    the constants, with the best values      constants, constants_relu, constants_width
    (not in the paper)                       exact_tail, closed_tail, sharp_sine, sharp_width

The modules stand in the order of the proof.  Each holds the statement of its lemma, what is wrong in print, and the
steps in the paper's order.
"""

from __future__ import annotations

from certify.constant import best_values
from certify.ledger import Paper
from proofs.daniely2017 import (
    closed_tail,
    constants,
    constants_relu,
    constants_width,
    exact_tail,
    inner_product_net,
    legendre,
    relu,
    separable,
    sharp_sine,
    sharp_width,
    sine,
    width,
)
from proofs.daniely2017.errata import errata

LEMMAS = [
    legendre.legendre,
    separable.separable,
    separable.main,
    sine.sine,
    relu.relu,
    inner_product_net.inner_product_net,
    width.width,
    exact_tail.exact_tail,
    closed_tail.closed_tail,
    sharp_sine.sharp_sine,
    sharp_width.sharp_width,
]
CONSTANTS = [*constants.CONSTANTS, *constants_relu.CONSTANTS, *constants_width.CONSTANTS]

paper = Paper(
    "daniely2017",
    title="Depth Separation for Neural Networks",
    reference=(
        "A. Daniely, Depth Separation for Neural Networks, Conference on Learning Theory (COLT) 2017, PMLR 65:690-696"
    ),
    lemmas=[*LEMMAS, best_values(CONSTANTS, LEMMAS)],
    errata=errata,
    constants=CONSTANTS,
)
