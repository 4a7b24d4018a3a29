"""I. Safran, R. Eldan, O. Shamir, Depth Separations in Neural Networks: What is Actually Being Separated?, COLT 2019.

    paper                                    here
    Assumption 1 (of Eldan and Shamir)       assumption.assumption
    Theorem 1, Theorem 3                     universal.universal, from polynomials.polynomials and monomials.monomials
    Theorem 2                                fixed_dimension.fixed_dimension
    the function of Theorem 4                oscillation.oscillation
    Theorem 4                                reduction.reduction
    Theorem 5                                cone.cone
    the constants, with the best values      constants
    c_sigma                                  c
    ||x||                                    r, s
    E u_1^{2j}, u uniform on the sphere      kappa = product((2*l+1)/(d+2*l), l, 0, j-1)

The proceedings have an extended abstract without proofs.  The proofs of Theorems 1 to 4 here are ours, with explicit constants, and stronger
than what is printed; of Theorem 5 only the function is treated, its lower bound is cited.
"""

from __future__ import annotations

from certify.constant import best_values
from certify.ledger import Paper
from proofs.safran_eldan_shamir2019 import (
    assumption,
    cone,
    fixed_dimension,
    monomials,
    oscillation,
    polynomials,
    reduction,
    universal,
)
from proofs.safran_eldan_shamir2019.constants import CONSTANTS
from proofs.safran_eldan_shamir2019.errata import errata

LEMMAS = [
    assumption.assumption,
    polynomials.polynomials,
    monomials.monomials,
    universal.universal,
    fixed_dimension.fixed_dimension,
    oscillation.oscillation,
    reduction.reduction,
    cone.cone,
]

paper = Paper(
    "safran_eldan_shamir2019",
    title="Depth Separations in Neural Networks: What is Actually Being Separated?",
    reference=(
        "I. Safran, R. Eldan, O. Shamir, Depth Separations in Neural Networks: What is Actually Being Separated?, Conference on Learning "
        "Theory (COLT) 2019, PMLR 99:2664-2666"
    ),
    lemmas=[*LEMMAS, best_values(CONSTANTS, LEMMAS)],
    errata=errata,
    constants=CONSTANTS,
)
