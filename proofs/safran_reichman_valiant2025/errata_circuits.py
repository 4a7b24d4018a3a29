"""Errata about thresholds, the embedding and the networks: R-G7 to R-G11, R-G14 to R-G17, R-S2, R-S5, R-S6."""

from __future__ import annotations

from certify.ledger import erratum
from proofs.safran_reichman_valiant2025 import correlation, direct, embedding, network, thresholds

PAPER, DIGEST, SUMMARY = "paper", "digest", "summary"

errata = [
    erratum(
        "R-G7",
        where="Theorem 10, proof",
        kind="false",
        printed="once z is fixed, a network of F_{4d,C,beta} lies in F_{2d,3dC,beta}",
        found=(
            "F_{4d,C,beta} allows the width 2^{d/(20 beta)}, F_{2d,3dC,beta} only 2^{d/(40 beta)}; in the same way "
            "3dC may exceed the bound on the "
            "weights, 2^{d/(40 beta + 40)}, where C does not exceed 2^{d/(20 beta + 20)}."
        ),
        repair="Carry the width as a parameter of its own: all networks on R^{2d} of width w with weights at most 3dC, "
        "against those on R^{4d} of width w with weights at most C.",
        witness=embedding.width_class,
        repaired=embedding.repaired,
    ),
    erratum(
        "R-G8",
        where="section 2.2, Theorem 2, Theorem 10",
        kind="gap",
        printed="one distribution U(A_{4d}), then 'for all C and sigma'; S_{4d} a 'Cartesian product'",
        found=(
            "The matching of the z_i with the x_i comes from Theorem 10, so it depends on sigma, C and the width. "
            "S_{4d} is a set of matched pairs, not a "
            "product."
        ),
        repair=(
            "Let the distribution depend on sigma, C and the width; or take z = (zeta_x, zeta_y), which serves all of "
            "them and needs no Theorem 10, at "
            "distance 0.29 in place of 0.4."
        ),
        repaired=direct.theorem,
    ),
    erratum(
        "R-G9",
        where="Theorem 10, proof",
        kind="gap",
        printed="n = 2^{2d/3} samples and 2^{4d/3} blocks",
        found="These are integers only if 3 divides d; the indices of the blocks are off by one.",
        repair="n = 2^k and 2^{2d-k} blocks with k = floor(2d/3).",
        witness=embedding.integral_printed,
        repaired=embedding.blocks,
    ),
    erratum(
        "R-G10",
        where="Theorem 10, proof, and Assumption 3",
        kind="gap",
        printed="1 - Omega(2^{-2d/3}); the Rademacher bound for networks put in for their squared losses; data in "
        "[0,1]^d; an argmin",
        found=(
            "1 - O(.) is meant. The squared loss brings the factor 2 (|N| + 1), which is missing. The z_i have "
            "negative coordinates. The argmin need not exist "
            "for thresholds. The deviation 4c sqrt(2 ln(2/delta)/n) is neither part of the theorem quoted, which has "
            "c and ln(2/delta) or 4c and ln(4/delta); it "
            "follows from the first, as the bound of Assumption 3 holds for every sample."
        ),
        repair=(
            "With the factor the deviation is still 2^{-2d/15} poly(d). Assumption 3 for points of the unit ball. No "
            "argmin is needed: the mean over the z_i of "
            "numbers above c + eps is above c + eps."
        ),
        repaired=embedding.contraction,
    ),
    erratum(
        "R-G11",
        where="Theorem 3, proof",
        kind="gap",
        printed="eps = 1/398 - 1/399, 'for d large'",
        found="eps is 6.3e-6, so 2^{-2d/15} < eps alone asks for d >= 130, and the theorem is used in dimension 4 (104 "
        "d).",
        repair="With the constant 1 in Assumption 3 the deviation is below eps for every d >= 339 if a = 1, and for "
        "every d >= 365 if a = 2.",
        witness=embedding.least_below,
        repaired=embedding.deviation[0],
    ),
    erratum(
        "R-G14",
        where="Lemma 8, proof; Proposition 9, proof",
        kind="false",
        printed="threshold(xi (x - x_i) - 1/2); 'piecewise linear'; sigma(x_i); variation C (1 + 2R)^a; v_i",
        found=(
            "The threshold fires at 1/2, so with -1/2 every jump comes 1 too late and the error for sigma(x) = x is 1 "
            "- delta or more. Piecewise constant is meant, "
            "and y_i. (1 + 2R)^a is smaller than 1 + (2R)^a for a < 1. Proposition 9 needs |v_i|."
        ),
        repair="threshold(xi (x - x_i) + 1/2); 1 + V/(2 delta) pieces are enough, where 1 + 2V/delta are printed.",
        witness=thresholds.formula_printed,
        repaired=thresholds.steps8,
    ),
    erratum(
        "R-G15",
        where="Example 1",
        kind="false",
        printed="t_d(sum_i 3 sqrt(d) [4 x_i + 4 y_i - 5]_+ - 3 sqrt(d) [4 x_i + 4 y_i - 6]_+) has error 0; it has O(d) "
        "connections",
        found=(
            "On A_{4d} 4 x_i + 4 y_i <= 8/(3 sqrt d) < 5, so the network is 0 and its error is 1 for every d. The "
            "argument for t_d is in x where z is meant, the "
            "supremum over A_d where A_{4d} is. Counted layer by layer there are 2 d^2 + 7 d + 1 weights that are not "
            "0, unless a linear neuron carries the sum."
        ),
        repair=(
            "t_d(sum_i [12 sqrt(d) (x_i + y_i) - 5]_+ - [12 sqrt(d) (x_i + y_i) - 6]_+) has error 0 on all of A_{4d}; "
            "with cubes centred at 0, 4 and 5 stand for 5 "
            "and 6."
        ),
        witness=network.printed,
        repaired=network.exact,
    ),
    erratum(
        "R-G16",
        where="Assumption 2",
        kind="false",
        printed="width and weights at most c R L/delta for every L-Lipschitz f",
        found=(
            "No activation satisfies it: f = 1 is L-Lipschitz for every L > 0, and for c R L/delta < 1 the network is "
            "a constant below 1 - delta. It is called a "
            "modification of Assumption 2 of Eldan and Shamir; it modifies their Assumption 1."
        ),
        repair="Add 1 + sup |f| to R L/delta. Theorem 4 is not affected.",
        witness=network.constants_printed,
        repaired=network.constants,
    ),
    erratum(
        "R-G17",
        where="Theorem 4, weights",
        kind="gap",
        printed="weights O(d/eps^2), first layer O(sqrt(d)/eps)",
        found=(
            "With Assumption 2 as it stands h_1 and h_2 have weights O(d/eps), so the second layer has weights "
            "O(d^2/eps^2) and biases O(d^3/eps^2), the first "
            "O(d^{3/2}/eps). What is printed needs output weights and biases O(1/eps) in Assumption 2."
        ),
        repair="Weights O(d^3/eps^2). For the ReLU take Example 1: weights 12 sqrt d, 1 and 2, biases up to d, no "
        "error.",
        witness=network.second_printed,
        repaired=network.second_weights,
    ),
    erratum(
        "R-S2",
        where="weights for which depth 2 fails",
        kind="false",
        printed="the summary: exp(poly(d)) allowed, and elsewhere polynomially bounded; the digest: polynomially "
        "bounded",
        found=(
            "The summary contradicts itself. The theorem has width Omega(exp(Omega(d))/poly(C)), which says nothing "
            "once C is exp(poly(d)); it allows C up to a small "
            "exponential."
        ),
        repair="C up to 2^{d/10}, say: 2^{d/4} ReLUs from d = 301.",
        repaired=direct.growth,
        sources=[DIGEST, SUMMARY],
    ),
    erratum(
        "R-S5",
        where="activation functions, digest",
        kind="misprint",
        printed="the lower bound needs a bounded and Lipschitz activation",
        found="The paper asks for the threshold or a Lipschitz function (Assumption 1), in general for polynomial "
        "growth, bounded variation and Assumption 3.",
        repair="Threshold or Lipschitz; for the correlation bound any sigma, through its variation V and its bound M "
        "on the pre-activations.",
        repaired=correlation.neuron,
        sources=[DIGEST],
    ),
    erratum(
        "R-S6",
        where="width and weights of the depth-3 network, digest",
        kind="misprint",
        printed="width O(d^2/eps), weights O(d/eps^2); the ReLU example has better parameters",
        found="This is Theorem 4 as printed; its proof gives weights O(d^2/eps^2) and biases O(d^3/eps^2) (R-G17). The "
        "example as printed is wrong (R-G15).",
        repair="Width O(d^2/eps), weights O(d^3/eps^2); the example repaired has width 2d, weights O(d) and no error.",
        witness=network.first_printed,
        repaired=network.exact,
        sources=[PAPER, DIGEST],
    ),
]
