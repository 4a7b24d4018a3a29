"""Errata about thresholds, the embedding and the networks: R-G7 to R-G11, R-G14 to R-G17, R-S2, R-S5, R-S6."""

from __future__ import annotations

from certify.ledger import Erratum

errata: list[Erratum] = []
