"""What is false, ambiguous, misprinted or missing in the paper, in the assumption it takes from Eldan and Shamir, and in two pages on it.

S-G1 to S-G4 are about the paper, E-G1 about Eldan and Shamir 2016, S-S1 to S-S4 about two pages of the web on the paper (page A: contribution and key
findings; page B: a quick summary), which agree with the paper where they are not mentioned.
"""

from __future__ import annotations

from certify.ledger import erratum
from proofs.safran_eldan_shamir2019 import assumption, oscillation, reduction, universal

PAPER, ELDAN_SHAMIR, PAGE_A, PAGE_B = "paper", "Eldan and Shamir 2016", "page A", "page B"

errata = [
    erratum(
        "S-G1",
        where="Theorem 4",
        kind="false",
        printed="f(x) = sin(2 pi d^3 ||x||^2)/(2 pi d^3) is 1-Lipschitz",
        found="Its gradient 2 x cos(2 pi d^3 ||x||^2) has norm 2 on the whole unit sphere; on the unit ball f is 2-Lipschitz, and with no smaller constant.",
        repair="Half of f is 1-Lipschitz; then 202 stands for 101 in the error.",
        witness=oscillation.printed,
        repaired=oscillation.repaired,
    ),
    erratum(
        "S-G2",
        where="Theorem 4, weights",
        kind="gap",
        printed="weights at most 2^{d+1}/(2 pi d^3), and Daniely's theorem, which is for weights at most 2^d",
        found=(
            "After scaling by 2 pi d^3 the output weights and the output bias are at most 2^{d+1}. The ReLU's homogeneity brings the output weights to 2^d "
            "(the hidden ones have room), but not the output bias."
        ),
        repair=(
            "Use Daniely's Theorem 1 with the norms themselves: neurons are smaller than B^2 (1 + sqrt(4d)) by a factor of order d^3, and the width has the explicit bound "
            "of theorem-4 for all d >= 11. In the sharp form the output bias does not matter at all."
        ),
        witness=reduction.printed_weights,
        repaired=reduction.theorem,
    ),
    erratum(
        "S-G3",
        where="Theorem 4",
        kind="gap",
        printed="for d > c1 at least 2^{c2 d log d} neurons, from Daniely's Example 1",
        found=(
            "c1 and c2 are not given, and the gaps of Daniely's paper are inherited: the missing square in his Theorem 1 (D-G1), the bound for A (D-G2), m = d^{5/2}, which need "
            "not be an integer (D-G3), d_0 (D-G4) and the number of neurons (D-G5)."
        ),
        repair=(
            "c2 = 1/4 for d >= 39 with Daniely's constants, repaired; (sqrt(pi e) d/4)^d neurons for all d >= 21 and an error 1,164 times larger by the sharp width theorem. Both for "
            "the 1-Lipschitz function."
        ),
        witness=reduction.trivial,
        repaired=reduction.sharp_theorem,
    ),
    erratum(
        "S-G4",
        where="Assumption 1; Theorem 1",
        kind="gap",
        printed="w <= c_sigma R L/delta; a width exp(O(...)) for every eps > 0",
        found="Widths are integers, and these bounds real numbers, which may be below 1.",
        repair=(
            "The integer part is meant. If it is 0, the middle of f's range is within R L < delta of f as c_sigma >= 1, so Assumption 1 asks nothing more; in Theorem 1 a constant is "
            "enough for eps >= 1/2."
        ),
        witness=assumption.one_neuron,
        repaired=assumption.constant,
    ),
    erratum(
        "E-G1",
        where="Eldan and Shamir, Lemma 19, proof",
        kind="gap",
        printed="the grid delta/L makes w <= 3 R L/delta units; if 2 R L < delta take h = 0",
        found=(
            "The grid makes 2 ceil(R L/delta) + 1 units, more than stated where R L/delta < 3 is no integer: 5 for 1.1. And h = 0 is not within delta of a function that is far from 0."
        ),
        repair="The lemma is true as printed: the step 2 delta/L makes 2 ceil(R L/(2 delta)) + 1 <= 3 R L/delta units if R L >= delta; else a constant.",
        witness=assumption.printed_units,
        repaired=assumption.relu_units,
        sources=[ELDAN_SHAMIR],
    ),
    erratum(
        "S-S1",
        where="page A, contribution",
        kind="false",
        printed="depth 2 networks can approximate radial functions with polynomial size in dimension and inverse accuracy",
        found=(
            "This is the opposite of Theorem 4, and of the page's own third finding. For weights up to 2^{d+1}/(2 pi d^3) our form of Theorem 4 refutes every polynomial in d and 1/eps; "
            "without a bound for the weights Theorem 5 does (cited)."
        ),
        repair="Polynomial in d for constant eps (Theorem 1), polynomial in 1/eps for constant d (Theorem 2), not in both.",
        witness=reduction.polynomial_width,
        repaired=reduction.no_polynomial,
        sources=[PAGE_A],
    ),
    erratum(
        "S-S2",
        where="page A, contribution; page B, quick summary",
        kind="false",
        printed="contradicting prior depth separation results; contrary to previous results that suggested depth 3 networks were required",
        found=(
            "Nothing earlier is contradicted: the earlier results are for functions that oscillate with d, or an accuracy that shrinks with d, and Theorem 4 is derived from one of them. What the "
            "paper denies is that they extend to constant accuracy."
        ),
        repair="The earlier separations hold, at an accuracy polynomial in 1/d; at constant accuracy depth 2 has polynomial size (Theorem 1).",
        repaired=universal.theorem_1,
        sources=[PAGE_A, PAGE_B],
    ),
    erratum(
        "S-S3",
        where="page A, contribution and key findings",
        kind="misprint",
        printed="'-Lipschitz radial functions', 'polynomial in 1/psilon'",
        found="The O(1) and the backslash of epsilon are lost.",
        repair="O(1)-Lipschitz, 1/epsilon (as in the abstract on the same page).",
        repaired=universal.theorem_1,
        sources=[PAGE_A],
    ),
    erratum(
        "S-S4",
        where="Theorem 1, exponent of 1/eps",
        kind="ambiguous",
        printed="width exp(O(eps^{-9} log(d/eps)))",
        found="The proceedings have 9; 5 is ascribed to a later version, in which we have not read it; the two pages give no exponent.",
        repair="1, with an explicit constant: width at most c_sigma d^{7.85/eps}, from which the forms with 9 and with 5 follow.",
        repaired=universal.theorem_1,
        sources=[PAPER, PAGE_A, PAGE_B],
    ),
]
