"""What is false, ambiguous, misprinted or missing in the paper, and in two texts on it.

R-G1 to R-G19 are about the paper, R-S1 to R-S8 about a digest and a summary of it: where they contradict each other
or the paper.
"""

from __future__ import annotations

from proofs.safran_reichman_valiant2025 import errata_circuits, errata_reduction


def _place(tag: str) -> tuple[bool, int]:
    """R-G1, R-G2, ..., then R-S1, ..."""
    return tag.startswith("R-S"), int(tag[3:])


errata = sorted([*errata_reduction.errata, *errata_circuits.errata], key=lambda erratum: _place(erratum.tag))
