"""From the cube to well-separated points: Theorem 10.

beta = max(1, a) for the exponent a of Assumption 3, and F_{d,C,beta} is the class of depth-2 sigma-networks on R^d with
weights at most C <= 2^{d/(80 beta + 80)} and width at most 2^{d/(80 beta)}.  Printed: if E_{U({0,1}^{2d})} (N - g)^2 >
c + eps for all N in F_{2d,3dC,beta} then there are z_i, 0.4 apart, with E_{U(S_d)} (N - g)^2 > c for all N in
F_{4d,C,beta}, S_d = {(z_i, x_i/(4 sqrt d))}, for large d.

Repaired: carry the width w <= 2^{d/(20 beta)} as a parameter of its own.  If all networks on R^{2d} of width w with
weights at most 3dC have E (N - g)^2 > c + eps, then for a random matching of the z_i with the x_i all networks on
R^{4d} of width w with weights at most C <= 2^{d/(20 beta + 20)} have E (N - g)^2 > c with positive probability, for all
d with deviation(d) <= eps.  With a = 1 and the constant 1 in Assumption 3, eps = 1/(398*399) and c = 1/399 that is
every d >= 339; with a = 2 every d >= 365.

In print: after z is fixed the network must lie in F_{2d,3dC,beta}, whose limit for the width is 2^{d/(40 beta)} while
F_{4d,C,beta} allows 2^{d/(20 beta)}; 2^{2d/3} is no integer unless 3 | d; 1 - Omega(2^{-2d/3}) stands for 1 -
O(2^{-2d/3}); the bound of the Rademacher complexity is one for networks and is used for their squared losses (a factor
2 (|N| + 1) is missing); the matching depends on sigma, C and w, which come before it in the theorems that use it; an
argmin need not exist, and none is needed.
"""

from __future__ import annotations

from certify.ledger import argued, cited, claim, lemma
from proofs.safran_reichman_valiant2025.support import support

GUARD = "tests/proofs/safran_reichman_valiant2025/test_embedding.py"
ALL_D = ["d in ZZ", "d >= 1"]
BETA = ["beta >= 1", "a >= 0", "a <= beta"]

# --- the classes

width_class = claim(
    "width-class-printed",
    "w <= 2**(2*d/(80*beta))",
    where=[*ALL_D, "beta >= 1", "w >= 1", "w <= 2**(4*d/(80*beta))"],
    expected="refuted",
    printed="a network of F_{4d,C,beta}, once z is fixed, lies in F_{2d,3dC,beta}",
    source="Theorem 10, proof",
    tags=["C-R11", "R-G7"],
)
weight_class = claim(
    "weight-class-printed",
    "3*d*C <= 2**(2*d/(80*beta + 80))",
    where=[*ALL_D, "beta >= 1", "C > 0", "C <= 2**(4*d/(80*beta + 80))"],
    expected="refuted",
    printed="3 d C is an admissible bound for the weights of F_{2d,3dC,beta} whenever C is one for those of "
    "F_{4d,C,beta}",
    source="Theorem 10",
    tags=["C-R11", "R-G7"],
)
fixed_z = claim(
    "fixed-z-weights",
    "C*(4/5*sqrt(2*d) + 1) <= 3*d*C",
    where=[*ALL_D, "C > 0"],
    source="Theorem 10, step 6: <u, z> + b as a bias, |<u, z>| <= ||u|| ||z|| <= sqrt(2d) C 0.8",
    tags=["C-R11", "R-G7"],
)
fixed_z_scale = claim(
    "fixed-z-scale",
    "C/(4*sqrt(d)) <= 3*d*C",
    where=[*ALL_D, "C > 0"],
    source="Theorem 10, step 6: the weights on x, for inputs x in place of x/(4 sqrt d)",
    tags=["C-R11", "R-G7"],
)

# --- the exponents

width_exponent = claim(
    "width-exponent",
    "2*d/(20*beta) <= d/10",
    where=[*ALL_D, "beta >= 1"],
    source="Theorem 10, step 3: w^2 <= 2^{0.1 d}",
    tags=["C-R11"],
)
weight_exponent = claim(
    "weight-exponent",
    "(2*a + 2)*d/(20*beta + 20) <= d/10",
    where=[*ALL_D, *BETA],
    source="Theorem 10, step 3: C^{2a+2} <= 2^{0.1 d}",
    tags=["C-R11"],
)
complexity_exponent = claim(
    "complexity-exponent",
    "a*(d/(20*beta) + d/(20*beta + 20)) <= d/10",
    where=[*ALL_D, *BETA],
    source="Theorem 10, step 3: (w C)^a <= 2^{0.1 d} in the Rademacher bound",
    tags=["C-R11", "R-G10"],
)
output_exponent = claim(
    "output-exponent",
    "d/(20*beta) + (a + 1)*d/(20*beta + 20) <= d/10",
    where=[*ALL_D, *BETA],
    source="Theorem 10, step 2: w C^{a+1} <= 2^{0.1 d}, so |N| <= 2^{0.1 d} poly(d)",
    tags=["C-R11", "R-G10"],
)
decay = claim(
    "decay",
    "1/10 + 1/10 - 1/3 == -2/15",
    source="Theorem 10, step 3: both terms of the deviation are 2^{-2d/15} poly(d); the missing contraction factor "
    "does not change that",
    printed="0.2 - 1/3 < 0",
    tags=["C-R11", "R-G10"],
)
least = claim(
    "least-dimension",
    "2**(-2*d/15) < 1/(398*399)",
    where=["d in ZZ", "d >= 130"],
    source="Theorem 3, step 2: eps = 1/398 - 1/399 = 1/(398*399) asks for d >= 130 even without the polynomial",
    tags=["C-R11", "R-G11"],
)
least_below = claim(
    "least-dimension-129",
    "2**(-2*129/15) < 1/(398*399)",
    expected="refuted",
    source="Theorem 3, step 2: 130 is least",
    tags=["C-R11", "R-G11"],
)

# --- blocks

integral_printed = claim(
    "sample-size-printed",
    "floor(2**(2*d/3)) == 2**(2*d/3)",
    where=ALL_D,
    expected="refuted",
    printed="n = 2^{2d/3} samples, 2^{4d/3} blocks",
    source="Theorem 10, steps 3 and 5",
    tags=["C-R11", "R-G9"],
)
blocks = claim(
    "blocks",
    "2**k*2**(2*d - k) == 2**(2*d)",
    where=[*ALL_D, "k in ZZ", "k >= 0", "k <= 2*d"],
    source="Theorem 10, repaired: n = 2^k with k = floor(2d/3), 2^{2d-k} blocks of n",
    tags=["C-R11", "R-G9"],
)
sample_exponent = claim(
    "sample-exponent",
    "2*m + 2*r/3 - 2/3 <= 2*m + floor(2*r/3) <= 2*m + 2*r/3",
    where=["m in ZZ", "m >= 0", "r in ZZ", "0 <= r <= 2"],
    source="Theorem 10, repaired: 2d/3 - 2/3 <= floor(2d/3) for d = 3m + r, so n is at least 2^{2d/3 - 2/3}",
    tags=["C-R11", "R-G9"],
)
distinct = claim(
    "distinct",
    "n*(n - 1)/2/N + n*(n - 1)/2/N <= n**2/N",
    where=["n in ZZ", "n >= 1", "N >= 1"],
    source="Theorem 10, step 4: n indices out of N are not distinct with probability at most n (n-1)/(2N), for the z_i "
    "and the x_j",
    tags=["C-R11", "R-G10"],
)
distinct_probability = claim(
    "distinct-probability",
    "1 - (2**(2*d/3))**2/2**(2*d) >= 1/2",
    where=["d in ZZ", "d >= 2"],
    source="Theorem 10, step 4: all indices are distinct with probability at least 1 - 2^{-2d/3} >= 1/2",
    printed="1 - Omega(2^{-2d/3})",
    tags=["C-R11", "R-G10"],
)
union = claim(
    "union",
    "K*(2*(1/(4*K))) == 1/2",
    where=["K > 0"],
    source="Theorem 10, step 5: K blocks, each bad with probability at most 1/(4K) and, given distinct indices, twice "
    "that",
    tags=["C-R11"],
)
confidence = claim(
    "confidence",
    "log(2/(1/(4*2**(2*d - k)))) == (2*d - k + 3)*log(2)",
    where=[*ALL_D, "k in ZZ", "k >= 0", "k <= 2*d"],
    source="Theorem 10, step 5: ln(2/delta) for delta = 1/(4K), K = 2^{2d-k}",
    tags=["C-R11"],
)

# --- the deviation

assumption = cited(
    "assumption-3",
    "The threshold and Lipschitz functions satisfy Assumption 3; the empirical Rademacher complexity of depth-2 "
    "networks of width w with weights at most C on n points of the unit ball of R^d is at most (w C d)^a/sqrt n",
    reference="S. Shalev-Shwartz, S. Ben-David, Understanding Machine Learning, Cambridge 2014, Theorem 20.6; S. "
    "Boucheron, O. Bousquet, G. Lugosi, Theory of Classification, ESAIM P&S 9 (2005), (6); N. Golowich, A. Rakhlin, O. "
    "Shamir, Size-Independent Sample Complexity of Neural Networks, COLT 2018 (as the paper quotes them)",
    source="Assumption 3",
    tags=["C-R11", "R-G10"],
)
uniform = cited(
    "uniform-convergence",
    "With probability 1 - delta, for all functions l of a class with values in [0, c]: the mean of l exceeds its mean "
    "over n independent samples by at most 2 R + 4 c sqrt(2 ln(2/delta)/n), R a bound of the Rademacher complexity "
    "that holds for every sample; and R of phi o F is at most Lip(phi) times R of F (contraction)",
    reference="S. Shalev-Shwartz, S. Ben-David, Understanding Machine Learning, Cambridge 2014, Theorem 26.5 and Lemma "
    "26.9",
    source="Theorem 10, step 3",
    tags=["C-R11", "R-G10"],
)
# beta = a: w C^{a+1} <= 2^h, h = d/(20 a) + d/20; (w C)^a <= 2^k, k = d/20 + a d/(20 a + 20); n >= 2^{2d/3 - 2/3};
# B = 2^h (3 + (4d+1)^a) bounds |N| + 1, (4d)^a 2^k <= B 2^{k-h}: (4 B (4d)^a 2^k + 4 B^2 sqrt(2d + 6))/sqrt n
SIZES = {1: ("h = d/10", "k = 3*d/40"), 2: ("h = 3*d/40", "k = d/12")}
DEVIATION = "deviation = 2**(1/3 - d/3)*4*2**(2*h)*(3 + (4*d + 1)**a)**2*(2**(k - h) + sqrt(2*d + 6))"
logarithm = claim(
    "confidence-bound",
    "2*(4*d/3 + 11/3)*log(2) <= 2*d + 6",
    where=ALL_D,
    uses=[confidence],
    source="Theorem 10, step 5: 2 ln(2/delta), as 2d - k + 3 <= 4d/3 + 11/3",
    tags=["C-R11"],
)
contraction = claim(
    "contraction",
    "abs((u - g)**2 - (v - g)**2) <= 2*B*abs(u - v)",
    where=["B >= 1", "u >= 1 - B", "u <= B - 1", "v >= 1 - B", "v <= B - 1", "0 <= g <= 1"],
    source="Theorem 10, step 3: the squared loss is 2 B-Lipschitz where |N| + 1 <= B, and at most B^2",
    tags=["C-R11", "R-G10"],
)
output_bound = claim(
    "output-bound",
    "w*C*(1 + (D*C)**a) + C + 1 <= w*C**(a + 1)*(3 + D**a)",
    where=["w >= 1", "C >= 1", "D >= 1", "a >= 0"],
    source="Theorem 10, step 2: |N| + 1 <= w C (1 + ((4d+1) C)^a) + C + 1 <= B, with D = 4d + 1",
    tags=["C-R11", "R-G10"],
)
largest_sizes = [
    claim(
        f"largest-sizes-{a}",
        "d/(20*a) + (a + 1)*d/(20*a + 20) - h == a*(d/(20*a) + d/(20*a + 20)) - k == 0",
        let=[f"a = {a}", *SIZES[a]],
        where=ALL_D,
        source=f"Theorem 10, steps 2 and 3, for a = beta = {a} and the largest w and C: w C^(a+1) = 2^h, (w C)^a = 2^k",
        tags=["C-R11"],
    )
    for a in SIZES
]
LEAST_D = {1: 339, 2: 365}
deviation = [
    claim(
        f"deviation-{a}",
        "deviation <= 1/(398*399)",
        let=[f"a = {a}", *SIZES[a], DEVIATION],
        where=["d in ZZ", f"d >= {d}"],
        source=f"Theorem 10 with eps = 1/(398*399), for a = beta = {a} and the constant 1 in Assumption 3",
        printed="for d large",
        tags=["C-R11", "R-G10", "R-G11"],
    )
    for a, d in LEAST_D.items()
]
deviation_below = [
    claim(
        f"deviation-{a}-below",
        "deviation <= 1/(398*399)",
        let=[f"d = {d - 1}", f"a = {a}", *SIZES[a], DEVIATION],
        expected="refuted",
        source=f"Theorem 10: {d} is least for this bound on the deviation",
        tags=["C-R11", "R-G11"],
    )
    for a, d in LEAST_D.items()
]
ambient = claim(
    "ambient-dimension",
    "4*(100*d + 4*d) == 416*d",
    where=ALL_D,
    source="Theorem 3: Theorem 10 is used for IP_{D+4d}, D = 100 d, so in dimension 4 (104 d)",
    tags=["C-R11", "R-G11"],
)
repaired = argued(
    "repaired",
    "Let i and j be independent and uniform, and l_N(i, j) = (N(z_i, x_j/(4 sqrt d)) - g(x_j))^2. For each i, x -> "
    "N(z_i, x/(4 sqrt d)) is a network on R^{2d} of the same width with weights at most 3dC, so the mean of l_N over j "
    "is more than c + eps, and so is the mean over i and j. By uniform-convergence n = 2^k independent pairs have, "
    "with probability 1 - 1/(4K), sample means of l_N within the deviation of it for all N at once; given that the n "
    "indices i are distinct and the n indices j too, with probability 1 - 1/(2K). A uniform random matching, its pairs "
    "cut into K blocks of n in a random order, has blocks of that law; so with probability 1/2 all blocks have means "
    "of more than c, for all N, hence also S_d. By the exponents and output-bound the deviation is at most the one of "
    "the claims.",
    uses=[
        support, fixed_z, fixed_z_scale, width_exponent, weight_exponent, complexity_exponent, output_exponent,
        decay, blocks,
        sample_exponent, distinct, distinct_probability, union, confidence, assumption, uniform, logarithm,
        contraction, output_bound, *largest_sizes, *deviation,
    ],
    guard=f"{GUARD}::test_blocks_of_a_random_matching",
    source="Theorem 10, repaired",
    tags=["C-R11", "R-G7", "R-G8", "R-G9", "R-G10"],
)  # fmt: skip

embedding = lemma(
    "embedding",
    "Theorem 10: from the cube to well-separated points",
    "If all depth-2 networks of width w with weights at most 3dC have E (N - g)^2 > c + eps over {0,1}^{2d}, then "
    "there is a matching of the z_i with the x_i such that all those of width w with weights at most C have E (N - "
    "g(x))^2 > c over the (z_i, x_i/(4 sqrt d))",
    steps=[
        width_class, weight_class, fixed_z, fixed_z_scale, width_exponent, weight_exponent, complexity_exponent,
        output_exponent, decay, least, least_below, integral_printed, blocks, sample_exponent, distinct,
        distinct_probability, union, confidence, assumption, uniform, logarithm, contraction, output_bound,
        *largest_sizes, *deviation, *deviation_below, ambient, repaired,
    ],
)  # fmt: skip
