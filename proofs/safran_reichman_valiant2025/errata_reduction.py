"""Errata about the support, the randomisation and the constants of Theorem 3: R-G1 to R-G6, R-G12, R-G13, R-G18, R-G19,
R-S1, R-S3, R-S4, R-S7, R-S8.

The texts are the paper (PMLR), and a digest and a summary of its preprint arXiv:2402.07248.
"""

from __future__ import annotations

from certify.ledger import erratum
from proofs.safran_reichman_valiant2025 import (
    margins,
    multinomials,
    packing,
    self_reduction,
    support,
)

PAPER, DIGEST, SUMMARY = "paper", "digest", "summary"

errata = [
    erratum(
        "R-G1",
        where="Lemma 5, proof, p. 19",
        kind="false",
        printed="f(j)/f(k) <= (j/k)^{3/2} for j <= k, f(j) = 4^{-4j} (4j)!/j!^4",
        found="Inverted: f(1)/f(2) = 2.438 and (1/2)^{3/2} = 0.354.",
        repair="(k/j)^{3/2}",
        witness=multinomials.central_printed,
        repaired=multinomials.central,
    ),
    erratum(
        "R-G2",
        where="Lemma 5, proof, p. 19",
        kind="misprint",
        printed="D! ((D+d)/4)!^4/((D+d)! (D/4)!^4) <= ((D+d)/D)^{3/2}",
        found=(
            "The factor 4^{-d} is missing. Without it Lemma 5 would have 4^D in place of 4^{D-d}; with it the lemma "
            "is right as printed."
        ),
        repair="4^{-d} ((D+d)/D)^{3/2}",
        witness=multinomials.factorial_ratio_printed,
        repaired=multinomials.factorial_ratio,
    ),
    erratum(
        "R-G3",
        where="Lipschitz constant of f_d, p. 29",
        kind="false",
        printed="||c|| <= 1/36 for c in C_{4d}, and Lipschitz constant 2.69",
        found=(
            "1/36 bounds ||c||^2. Two cubes on which f_d is 0 and 1 can be 0.33 apart, which no 2.69-Lipschitz "
            "function allows."
        ),
        repair=(
            "||c|| <= 1/6 and Lipschitz constant 30/7; 3.545 by looking at z alone, where c has norm sqrt(2)/12 at "
            "most."
        ),
        witness=support.lipschitz_printed,
        repaired=support.cubes,
    ),
    erratum(
        "R-G4",
        where="section 2, p. 8, and p. 29",
        kind="false",
        printed="A_{4d} lies in the unit ball B_1(0)",
        found=(
            "Nothing forbids a z_i parallel to (1, .., 1) matched with x_i = (1, .., 1); the corner of its cube has "
            "norm 1.0318, for every d."
        ),
        repair=(
            "The cube [-1/(24 sqrt d), 1/(24 sqrt d)]^{4d}: norms are at most 0.953, and coordinates are rounded as "
            "before. Or z_i of norm 0.764, at least 0.3954 apart (0.8 is replaced by at most sqrt(7)/3 - sqrt(2)/12 = "
            "0.76406..)."
        ),
        witness=support.inside_printed,
        repaired=support.ball,
    ),
    erratum(
        "R-G5",
        where="Theorem 10, proof, p. 26",
        kind="misprint",
        printed="0.08 x and sqrt(0.8^2 + 2 * 0.08^2)",
        found="A leftover of another scaling: with 0.08 x the norm exceeds 0.9 from d = 14.",
        repair="x/(4 sqrt d), with norm at most sqrt(0.8^2 + 1/8) = 0.8747 <= 0.9 for every d.",
        witness=support.leftover,
        repaired=support.norm_of_s,
    ),
    erratum(
        "R-G6",
        where="Theorem 10, proof, p. 26",
        kind="gap",
        printed="a packing bound with a factor 1 + o(1), used for all d >= 1",
        found="o(1) says nothing for any given d.",
        repair=(
            "A cap of angle theta is at most sin^{n-1}(theta)/2 of the sphere of R^n, so there are 2^n points at "
            "angles of pi/6 or more, for every n >= 2."
        ),
        repaired=packing.greedy,
    ),
    erratum(
        "R-G12",
        where="Theorems 2 and 3, section 3",
        kind="misprint",
        printed=(
            "N_d: R^d -> R, N: R^{2d} -> R; IP_d and F_{2d} in (12); tau_j of R^{D+4d}, drawing (x_j, y_j) again; "
            "N'': R^{D+4d} -> R; beta = {1, a_sigma}"
        ),
        found="Indices of other places.",
        repair=(
            "R^{4d}; IP_{D+4d} and F_{2(D+4d)}; tau_j permutes D + 4d columns, x''_j and y''_j are drawn again until "
            "an even number of columns is (1,1); N'': R^{2d} -> R; beta = max{1, a_sigma}"
        ),
        repaired=self_reduction.permutation,
    ),
    erratum(
        "R-G13",
        where="Theorem 3, proof",
        kind="misprint",
        printed="weights grow by at most 2C where bits are flipped",
        found="Flipping all bits changes a bias by up to 2 (D + 4d) C. Only factors poly(d) are affected.",
        repair=(
            "2 (D+4d) C; a shift by c costs at most C sqrt(d)/3, so the bound 4dC for it holds for every d >= 1, and "
            "3dC for a fixed z too."
        ),
        witness=margins.flips_printed,
        repaired=margins.sampling_step,
    ),
    erratum(
        "R-G18",
        where="Theorem 3, proof, and Proposition 7, proof",
        kind="gap",
        printed="n = 2500 B^2 d copies; n = 104 d; Pr[D_4 even] - Pr[D_4 odd] = (1+1+1-1)^D",
        found=(
            "2500 B^2 d need not be an integer, and for d = 1 the union bound fails (2 e^{-2} > 1/4). Lemma 5 needs 4 "
            "| D, and not every index is a multiple of 104. The difference of the probabilities is 2^{-D}."
        ),
        repair="ceil(2500 B^2 (d+1)) copies, for every d >= 1; any index from 104 on, by D >= 100 d; (1+1+1-1)^D/4^D.",
        witness=margins.union_1,
        repaired=margins.dimensions,
    ),
    erratum(
        "R-G19",
        where="Proposition 7, and the remark on 1/16 after Theorem 3",
        kind="gap",
        printed="||D||_2 <= 8 * 2^{-(4d+D)}, and mean squared errors up to 1/16",
        found=(
            "Loose: for d = 1, D = 100 the norm is 1.4288, 1.4201 or 1.4158 times 2^{-(4d+D)}, and the bound for D = "
            "k d tends to 2."
        ),
        repair=(
            "Counting only even D_4 the bound tends to sqrt(2), which is best possible, and the chain closes for "
            "every mean squared error below 1/8."
        ),
        repaired=margins.near_sharper,
    ),
    erratum(
        "R-S1",
        where="domain of the target function",
        kind="ambiguous",
        printed="the unit ball in the digest, [0,1]^{2d} in the summary",
        found=(
            "The abstract of the first preprint has [0,1]^d, the paper the unit ball of R^{4d}. Neither text gives "
            "the dimension 4d."
        ),
        repair="A subset of the unit ball of R^{4d}, after the repair R-G4.",
        repaired=support.ball,
        sources=[PAPER, DIGEST, SUMMARY],
    ),
    erratum(
        "R-S3",
        where="the function class",
        kind="false",
        printed="a family of 1-Lipschitz functions",
        found=(
            "The paper says O(1)-Lipschitz, and f_d is not 1-Lipschitz: two cubes with the values 0 and 1 can be 0.33 "
            "apart."
        ),
        repair="30/7-Lipschitz; f_d divided by 30/7 is 1-Lipschitz, with the accuracy divided as well.",
        witness=support.lipschitz_printed,
        repaired=support.cubes,
        sources=[DIGEST],
    ),
    erratum(
        "R-S4",
        where="mechanism 1",
        kind="false",
        printed="randomization shows it must approximate uniformly badly",
        found=(
            "The reverse: a network that is good on average is made into one that is right everywhere, which "
            "contradicts the circuit lower bound."
        ),
        repair="A mean squared error of 1/400 gives a network within 0.49 of IP_d at every point.",
        repaired=margins.budget,
        sources=[DIGEST],
    ),
    erratum(
        "R-S7",
        where="depth 2 lower bound",
        kind="ambiguous",
        printed="exp(Omega(d)) width to approximate f_d to accuracy 1/400",
        found=(
            "The paper divides by poly(C), C the bound on the weights, and 1/400 is a mean squared error: 0.05 in L2."
        ),
        repair="Omega(exp(Omega(d))/poly(C)), for E (N - f_d)^2 <= 1/400.",
        repaired=margins.printed_closes,
        sources=[SUMMARY],
    ),
    erratum(
        "R-S8",
        where="name of the reduction",
        kind="ambiguous",
        printed=(
            "average- to worst-case reduction in the summary, worst- to average-case in the digest and in the paper"
        ),
        found=(
            "One reduction with two names: it turns a network that is good on average into one that is good in the "
            "worst case."
        ),
        repair="A worst-case-to-average-case reduction of IP: hardness in the worst case gives hardness on average.",
        repaired=margins.mean_step,
        sources=[PAPER, DIGEST, SUMMARY],
    ),
]
