"""I. Safran, D. Reichman, P. Valiant, Depth Separations in Neural Networks: Separating the Dimension from the Accuracy,
COLT 2025.

    paper                                    here
    <x, y> mod 2, IP_d                       t - 2*floor(t/2), t = x*y summed over the coordinates
    S_{4d}, C_{4d}, A_{4d}, f_d              support.support
    packing of the sphere                    packing.packing
    IP's self-reduction                      self_reduction.self_reduction
    Lemma 5 (D_i, d_i; K = D/4)              multinomials.multinomials
    Lemma 6 (d_i, s)                         column_counts.column_counts
    Proposition 7 (D = k d)                  randomisation.randomisation
    the constants of Theorem 3's proof       margins.margins
    Lemma 8, Proposition 9                   thresholds.lemma8, thresholds.proposition9
    Theorem 10                               embedding.embedding
    Fact 1                                   fact1.fact1
    Example 1, Theorem 4                     network.example1, network.theorem4
    (ours) correlation on the cube, widths   correlation.correlation, widths.widths
    (ours) Theorem 3 by another support      direct.direct
    Theorem 3, Theorem 2                     theorem3.theorem3, theorem3.theorem2
    the constants, with the best values      constants, constants_margins, constants_circuits

The modules stand in the order of the proof.  Each holds the statement of its lemma, what is wrong in print, and the
steps in the paper's order.
"""

from __future__ import annotations

from certify.constant import best_values
from certify.ledger import Paper
from proofs.safran_reichman_valiant2025 import (
    column_counts,
    constants,
    constants_circuits,
    constants_margins,
    correlation,
    direct,
    embedding,
    exact_norm,
    fact1,
    margins,
    multinomials,
    network,
    packing,
    randomisation,
    self_reduction,
    support,
    theorem3,
    thresholds,
    widths,
)
from proofs.safran_reichman_valiant2025.errata import errata

LEMMAS = [
    packing.packing,
    support.support,
    self_reduction.self_reduction,
    multinomials.multinomials,
    column_counts.column_counts,
    randomisation.randomisation,
    exact_norm.exact_norm,
    margins.margins,
    thresholds.lemma8,
    thresholds.proposition9,
    embedding.embedding,
    fact1.fact1,
    network.example1,
    network.theorem4,
    correlation.correlation,
    widths.widths,
    direct.direct,
    theorem3.theorem3,
    theorem3.theorem2,
]
CONSTANTS = [*constants.CONSTANTS, *constants_margins.CONSTANTS, *constants_circuits.CONSTANTS]

paper = Paper(
    "safran_reichman_valiant2025",
    title="Depth Separations in Neural Networks: Separating the Dimension from the Accuracy",
    reference=(
        "I. Safran, D. Reichman, P. Valiant, Depth Separations in Neural Networks: Separating the Dimension from the "
        "Accuracy, Conference on Learning Theory (COLT) 2025, PMLR"
    ),
    lemmas=[*LEMMAS, best_values(CONSTANTS, LEMMAS)],
    errata=errata,
    constants=CONSTANTS,
)
