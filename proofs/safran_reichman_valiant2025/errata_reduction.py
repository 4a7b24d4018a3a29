"""Errata about the support, the randomisation and the constants of Theorem 3: R-G1 to R-G6, R-G12, R-G13, R-G18, R-G19, R-S1, R-S3, R-S4, R-S7, R-S8."""

from __future__ import annotations

from certify.ledger import erratum
from proofs.safran_reichman_valiant2025 import support

PAPER, DIGEST, SUMMARY = "paper", "digest", "summary"

errata = [
    erratum(
        "R-G5",
        where="Theorem 10, proof",
        kind="misprint",
        printed="0.08 x and sqrt(0.8^2 + 2 * 0.08^2)",
        found="A leftover of another scaling, in which the norm does not depend on d.",
        repair="x/(4 sqrt d), with norm at most sqrt(0.8^2 + 1/8) = 0.8747 <= 0.9.",
        repaired=support.norm_of_s,
    ),
]
