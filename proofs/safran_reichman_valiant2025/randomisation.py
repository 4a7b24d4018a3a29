"""The randomised point is nearly uniform: Proposition 7.

Let D = k d, with D a multiple of 4, x'', y'' uniform in {0,1}^D under the condition that an even number of columns
is (1,1), and tau a uniform permutation of the 4d + D columns of (A, x''), (B, y'').  The law of the result has the
norm (its weights as a vector)

    ||D||_2 <= c(k) 2^{-(4d+D)},  c(k) = 2 (1 + 4/k)^{3/4}/(1 - 48/k)^2,

and c(100) <= 8.  The uniform law has the norm 2^{-(4d+D)}.

Proof.  Given the counts d_1, ..., d_4 of Lemma 6, the norm squared is the sum over D_1 + ... + D_4 = D of Pr[D_i |
even]^2/multinom(D+4d; D_i+d_i), where Pr[D_i | even] <= 2 4^{-D} multinom(D; D_i); Lemma 5 (with 4d for d) bounds it
by 4 4^{-(D+4d)} exp((4/D) sum (d_i-d)^2) (1+4/k)^{3/2}.  The norm of the mixture is at most the mean of the norms;
Lemma 6 with s = 2/D bounds that.

Sharpened: only even D_4 occur in the sum, which halves it nearly, and Lemma 6 holds with the exponent 3/2:

    c'(k) = sqrt(2 (1 + (1 - 1/(2 + 8/k))^k)) (1 + 4/k)^{3/4}/(1 - 48/k)^{3/2},

which tends to sqrt(2), where c(k) tends to 2; with Lemma 6 by Hoeffding's lemma 32/k stands for 48/k (c''(100) < 2.6).  sqrt(2) is the best possible, as the law lives on about half of all
points.

In print: k = 100.  k >= 98 is enough for 8, and 100 is the first of these such that 4 divides D = k d for every d.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.column_counts import column_counts
from proofs.safran_reichman_valiant2025.multinomials import multinomials
from proofs.safran_reichman_valiant2025.multinomials import theorem as multinomial_theorem
from proofs.safran_reichman_valiant2025.self_reduction import self_reduction

GUARD = "tests/proofs/safran_reichman_valiant2025/test_randomisation.py"
NORM = "2*(1 + 4/{k})**(3/4)/(1 - 48/{k})**2"
SHARPER = "sqrt(2*(1 + (1 - 1/(2 + 8/{k}))**{k}))*(1 + 4/{k})**(3/4)/(1 - 48/{k})**(3/2)"
HOEFFDING = "sqrt(2*(1 + (1 - 1/(2 + 8/{k}))**{k}))*(1 + 4/{k})**(3/4)/(1 - 32/{k})**(3/2)"
ALL_D = ["d in ZZ", "d >= 1"]


def norm(k: str) -> str:
    """c(k): the bound of Proposition 7 for D = k d."""
    return NORM.format(k=k)


def sharper(k: str) -> str:
    """c'(k): the sharpened bound."""
    return SHARPER.format(k=k)


def sharpest(k: str) -> str:
    """c''(k): the bound sharpened by Hoeffding's lemma."""
    return HOEFFDING.format(k=k)


# --- an even number of columns (1, 1)

signed_sum = claim(
    "even-minus-odd",
    "sum(binomial(D,k)*(-1)**k*3**(D-k), k, 0, D) == 2**D",
    where=["D in ZZ", "D >= 0"],
    source="Proposition 7: of the 4^D choices of D columns, those with even D_4 less those with odd D_4",
    printed="(1 + 1 + 1 - 1)^D",
    tags=["C-R6", "R-G18"],
)
half = claim(
    "probability-even",
    "(4**D + 2**D)/2/4**D >= 1/2",
    where=["D in ZZ", "D >= 0"],
    uses=[signed_sum],
    source="Proposition 7: Pr[D_4 even] = (1 + 2^{-D})/2 >= 1/2",
    printed=True,
    tags=["C-R6", "R-G18"],
)
printed_difference = claim(
    "even-minus-odd-printed",
    "2**D <= 1",
    where=["D in ZZ", "D >= 4"],
    expected="refuted",
    printed="the difference of the probabilities of even and odd is (1 + 1 + 1 - 1)^D, which lacks the factor 4^{-D}",
    source="Proposition 7",
    tags=["C-R6", "R-G18"],
)

# --- the bound

conditional = claim(
    "norm-given-the-counts",
    "4*4**(-2*D)*(exp(4/D*S)*(1 + 4*d/D)**(3/2)*4**(D-4*d)) == (2*exp(2/D*S)*(1 + 4*d/D)**(3/4)*2**(-(4*d+D)))**2",
    where=[*ALL_D, "D in ZZ", "D >= 1", "S >= 0"],
    source="Proposition 7: Lemma 5 for 4d in place of d, S the sum of the (d_i - d)^2; squares of positive numbers",
    printed=True,
    tags=["C-R6"],
)
average = claim(
    "average-of-norms",
    "2*(1 + 4*d/(k*d))**(3/4)*(1 - 24*d*(2/(k*d)))**(-2) == " + norm("k"),
    where=[*ALL_D, "k > 48"],
    source="Proposition 7: Lemma 6 with s = 2/D, D = k d; s < 1/(24 d) for k > 48",
    printed=True,
    tags=["C-R6"],
)
proposition = argued(
    "bound",
    "Given the counts d_i of the columns of (A, B), the columns of the result are in uniform order, so a point whose "
    "counts are n_i has the probability Pr[n_i] / multinom(4d+D; n_i), n_i = D_i + d_i, and the norm squared is the "
    "sum of Pr[D_i | even]^2/multinom. As Pr[even] >= 1/2, Pr[D_i | even] <= 2 4^{-D} multinom(D; D_i). By Lemma 5 "
    "for 4d and norm-given-the-counts the norm is at most 2 exp((2/D) S) (1+4d/D)^{3/4} 2^{-(4d+D)}. The law of the "
    "result is a mixture of these over the counts, and by the triangle inequality its norm is at most E of that: by "
    "Lemma 6 with s = 2/D at most c(k) 2^{-(4d+D)}.",
    uses=[half, multinomials, column_counts, conditional, average, self_reduction],
    guard=f"{GUARD}::test_norm_for_small_numbers",
    source="Proposition 7, for every D = k d, k > 48",
    tags=["C-R6"],
)
at_100 = claim(
    "norm-k-100",
    f"7.617 <= {norm('100')} <= 7.618",
    source="Proposition 7: D = 100 d",
    printed="8",
    tags=["C-R6"],
)
decreasing = claim(
    "norm-decreases",
    f"{norm('(k + m)')} <= {norm('k')}",
    where=["k > 48", "m >= 0"],
    source="Proposition 7: more padding is never worse",
    tags=["C-R6"],
)
LEAST = {"8": 98, "6": 116, "4": 168, "3": 269, "5/2": 468, "21/10": 2053, "201/100": 19873}
least = [
    claim(
        f"norm-at-most-{c.replace('/', '-')}",
        f"{norm('k')} <= {c}",
        where=[f"k >= {k}"],
        source=f"Proposition 7: c(k) <= {c} for all k >= {k}",
        tags=["C-R6"],
    )
    for c, k in LEAST.items()
]
too_small = [
    claim(
        f"norm-more-than-{c.replace('/', '-')}",
        f"{norm('k')} > {c}",
        where=["k > 48", f"k <= {k - 1}"],
        source=f"Proposition 7: and not before: c(k) > {c} up to k = {k - 1}",
        tags=["C-R6"],
    )
    for c, k in LEAST.items()
]
at_97 = claim(
    "norm-k-97",
    f"{norm('97')} <= 8",
    expected="refuted",
    source="Proposition 7: k = 97 is not enough",
    tags=["C-R6"],
)
limit = claim(
    "norm-above-2",
    f"{norm('k')} > 2",
    where=["k > 48"],
    source="Proposition 7: 2 is approached and not reached",
    tags=["C-R6", "R-G19"],
)

# --- sharpened

even_terms = claim(
    "even-terms",
    "((x1 + x2 + x3 + x4)**D + (x1 + x2 + x3 - x4)**D)/2 == "
    "(x1 + x2 + x3 + x4)**D*(1 + ((x1 + x2 + x3 - x4)/(x1 + x2 + x3 + x4))**D)/2",
    where=["D in ZZ", "D >= 1", "x1 >= 1", "x2 >= 1", "x3 >= 1", "x4 >= 1"],
    source="sharpened: the terms of the multinomial theorem with even D_4, x_i = 1 + 4 d_i/D",
    tags=["R-G19"],
)
odd_share = claim(
    "share-of-the-odd",
    "0 <= 1 - 2*x/(4 + 16/k) <= 1 - 1/(2 + 8/k)",
    where=["k >= 8", "x >= 1", "x <= 1 + 16/k"],
    source="sharpened: x = x_4, and x_1 + .. + x_4 = 4 + 16 d/D = 4 + 16/k",
    tags=["R-G19"],
)
parity = argued(
    "parity",
    "Of the terms in Lemma 5's sum only those with even D_4 occur. In its proof the multinomial theorem is then "
    "replaced by even-terms, which is the whole sum times (1 + rho^D)/2, where 0 <= rho <= 1 - 1/(2+8/k) by "
    "share-of-the-odd; all other steps bound term by term. D >= k, so the norm given the counts is smaller by the "
    "factor sqrt((1 + (1 - 1/(2+8/k))^k)/2). With Lemma 6 for the exponent 3/2 this gives c'(k).",
    uses=[proposition, multinomial_theorem, even_terms, odd_share, column_counts],
    guard=f"{GUARD}::test_sharper_norm_for_small_numbers",
    source="sharpened Proposition 7",
    tags=["C-R6", "R-G19"],
)
sharper_100 = claim(
    "sharper-norm-k-100",
    f"3.88 <= {sharper('100')} <= 3.89",
    source="sharpened: c'(100), where 8 is printed",
    tags=["C-R6", "R-G19"],
)
LEAST_SHARPER = {"8": 71, "4": 98, "2": 241, "3/2": 1297, "71/50": 18391}
least_sharper = [
    claim(
        f"sharper-norm-at-most-{c.replace('/', '-')}",
        f"{sharper('k')} <= {c}",
        where=[f"k >= {k}"],
        source=f"sharpened: c'(k) <= {c} for all k >= {k}",
        tags=["C-R6", "R-G19"],
    )
    for c, k in LEAST_SHARPER.items()
]
too_small_sharper = [
    claim(
        f"sharper-norm-{c.replace('/', '-')}-below",
        f"{sharper(str(k - 1))} <= {c}",
        expected="refuted",
        source=f"sharpened: {k} is least for {c}",
        tags=["C-R6", "R-G19"],
    )
    for c, k in LEAST_SHARPER.items()
]
sharpest_scale = claim(
    "average-of-norms-by-hoeffding",
    "(1 - 16*d*(2/(k*d)))**(-3/2) == (1 - 32/k)**(-3/2)",
    where=[*ALL_D, "k > 32"],
    source="sharpened: Lemma 6 with s = 2/D, D = k d; s < 1/(16 d) for k > 32",
    tags=["C-R6", "R-G19"],
)
by_hoeffding = argued(
    "by-hoeffding",
    "||D||_2 <= c''(k) 2^{-(4d+D)} for D = k d, k > 32: as in parity, with (1 - 16 d s)^{-3/2} for Lemma 6 at s = 2/D.",
    uses=[parity, column_counts, sharpest_scale],
    guard=f"{GUARD}::test_sharper_norm_for_small_numbers",
    source="sharpened Proposition 7",
    tags=["C-R6", "R-G19"],
)
half_support = argued(
    "half-of-the-points",
    "All points of the law have the same IP, and those with even IP are (4^N + 2^N)/2 of the 4^N, N = 4d + D; those "
    "with odd IP are fewer. By Cauchy-Schwarz a law on m points has a norm of at least m^{-1/2}: so 2^N times the "
    "norm is at least sqrt(2/(1 + 2^{-N})), and a constant below sqrt(2) cannot hold for all d.",
    uses=[self_reduction, half],
    guard=f"{GUARD}::test_norm_for_small_numbers",
    source="sharpened: sqrt(2) is best possible",
    tags=["R-G19"],
)

randomisation = lemma(
    "randomisation",
    "Proposition 7: the randomised point is nearly uniform",
    "||D||_2 <= 8 * 2^{-(4d+D)} for D = 100 d",
    steps=[
        signed_sum, half, printed_difference, conditional, average, proposition, at_100, decreasing, *least, *too_small,
        at_97, limit, even_terms, odd_share, parity, sharper_100, *least_sharper, *too_small_sharper,
        sharpest_scale, by_hoeffding, half_support,
    ],
)  # fmt: skip
