"""How the margin of Theorem 3's proof is spent, for any numbers: which mean squared errors the chain can start from.

from certify import prove
from proofs.safran_reichman_valiant2025.split import PRINTED, Split

prove(PRINTED.closes("1/400")).status                            # "proved"; for 1/364 it is "refuted"
prove(Split("3", "1.01", "0", "0.1", "0.1").closes("1/120"))
PRINTED.largest()                                                # the frontier, as an expression
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.safran_reichman_valiant2025.randomisation import norm


@dataclass(frozen=True)
class Split:
    """How the margin 1/2 is spent; every field is an expression of the claim language.

    `norm` bounds 2^{4d+D} ||D||_2; the error on the cube is markov*e + embedding.
    """

    norm: str
    markov: str
    embedding: str
    sampling: str
    quantisation: str

    def total(self, e: str) -> str:
        """The largest error of the threshold network, if the mean squared error is e."""
        return f"{self.norm}*sqrt({self.markov}*({e}) + {self.embedding}) + {self.sampling} + {self.quantisation}"

    def closes(self, e: str) -> str:
        """The claim that the chain closes for the mean squared error e."""
        return f"{self.total(e)} < 1/2"

    def largest(self) -> str:
        """The mean squared error below which the chain closes."""
        rest = f"(1/2 - ({self.sampling}) - ({self.quantisation}))/({self.norm})"
        return f"(({rest})**2 - {self.embedding})/({self.markov})"


PRINTED = Split("8", "400/399", "1/(398*399)", "0.04", "0.04")
EXACT_NORM = Split(norm("100"), "400/399", "1/(398*399)", "0.04", "0.04")
# for every eta in (0, 1) and e = (1 - eta)/16
NEAR = Split("2*(1 + 4*eta/1000)**(3/4)/(1 - 48*eta/1000)**2", "(1 + eta/8)", "eta/1000", "eta/20", "eta/20")
NEAR_SHARPER = Split(
    "sqrt(2*(1 + eta/1000))*(1 + 4*eta/1000)**(3/4)/(1 - 48*eta/1000)**(3/2)",
    "(1 + eta/8)",
    "eta/1000",
    "eta/20",
    "eta/20",
)
