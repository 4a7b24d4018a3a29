"""The constants of Theorem 3: from a mean squared error of 1/400 to a network that is right everywhere.

Let N be a depth-2 network with E (N - f_n)^2 <= e on A_{4n}, n = D + 4d, D = k d.  Then, with M > 1 (Markov), E >= 0
(embedding), h (sampling) and q (quantisation),

    some c in the cube has E_s (N(s+c) - f(s+c))^2 <= M e;
    Theorem 10 makes of it a network N' on {0,1}^{2n} with the mean squared error M e + E;
    E_D |N' - IP| <= c(k) sqrt(M e + E), by Cauchy-Schwarz and Proposition 7;
    the mean of enough copies is within h of its expectation at every point, by Hoeffding's inequality;
    Proposition 9 makes of it a threshold network within q.

So if c(k) sqrt(M e + E) + h + q < 1/2 there is a threshold network that is within less than 1/2 of IP_d everywhere.
In the paper e = 1/400, M = 400/399, M e + E = 1/398, k = 100 with 8 for c(k), h = q = 0.04: the margin is 0.01.
`Split` is this chain for other numbers.  It closes for some split if e < 1/16, and with the sharpened Proposition 7
if e < 1/8.

In print: 2500 B^2 d copies, which need not be an integer; d must be at least 2; n = 104 d; bit flips change biases
by 2C.
"""

from __future__ import annotations

from certify.ledger import argued, cited, claim, lemma
from proofs.safran_reichman_valiant2025.randomisation import decreasing, limit, norm, parity, randomisation, sharper
from proofs.safran_reichman_valiant2025.self_reduction import self_reduction
from proofs.safran_reichman_valiant2025.split import EXACT_NORM, NEAR, NEAR_SHARPER, PRINTED, Split

GUARD = "tests/proofs/safran_reichman_valiant2025/test_margins.py"
ALL_D = ["d in ZZ", "d >= 1"]

# --- average over the cube

markov = claim(
    "markov",
    "400/399*(1/400) == 1/399",
    source="Theorem 3: some c has a mean squared error below 400/399 times the mean 1/400",
    printed=True,
    tags=["C-R7"],
)
markov_step = argued(
    "markov-step",
    "The mean over c of E_s (N(s+c) - f(s+c))^2 is e. If it were at least M e > e for every c, so would be its mean "
    "(and if e = 0, some c has 0). f(s+c) = IP(s), and x -> N(x+c) is a network of the same width with other biases.",
    uses=[markov],
    guard=f"{GUARD}::test_some_part_is_at_most_the_mean",
    source="Theorem 3, first step",
    tags=["C-R7"],
)
embedding = claim(
    "embedding-error",
    "1/398 - 1/399 == 1/(398*399)",
    source="Theorem 3: Theorem 10 with the loss 1/399 and eps = 1/398 - 1/399 = 6.3e-6",
    printed=True,
    tags=["C-R7"],
)

# --- weights

shift = claim(
    "weights-shift",
    "C + C*(4*d*(1/(12*sqrt(d)))) <= 4*d*C",
    where=[*ALL_D, "C >= 0"],
    source="Theorem 3: a shift by c changes a bias by at most C ||c||_1 <= C sqrt(d)/3",
    printed=True,
    tags=["C-R7", "R-G13"],
)
fixed = claim(
    "weights-fixed-z",
    "C + C*(0.8*sqrt(2*d)) <= 3*d*C",
    where=[*ALL_D, "C >= 0"],
    source="Theorem 10: z put to a point of norm 0.8 changes a bias by at most C ||z||_1 <= 0.8 sqrt(2d) C",
    printed=True,
    tags=["C-R7", "R-G13"],
)
flips = claim(
    "weights-flips",
    "C + 2*(D + 4*d)*C <= 3*(D + 4*d)*C",
    where=["C >= 0", "D >= 4", "d >= 1"],
    source="Theorem 3: x_i -> 1 - x_i for all 2(D+4d) inputs changes a bias by at most 2(D+4d) C",
    printed="2C",
    tags=["C-R7", "R-G13"],
)
flips_printed = claim(
    "weights-flips-printed",
    "2*(D + 4*d)*C <= 2*C",
    where=["C >= 0", "D >= 4", "d >= 1"],
    expected="refuted",
    printed="flipping bits changes a bias by at most 2C",
    source="Theorem 3, if all weights are C and all bits are flipped",
    tags=["C-R7", "R-G13"],
)

# --- the mean error at the randomised point

first = claim(
    "mean-error",
    "8*sqrt(1/398) < 0.41",
    source="Theorem 3: E_D |N' - IP| <= 8 sqrt(1/398) = 0.4010",
    printed=True,
    tags=["C-R8"],
)
cauchy = claim(
    "cauchy-schwarz-scale",
    "c*2**(-n)*sqrt(2**(2*n)*m) == c*sqrt(m)",
    where=["n in ZZ", "n >= 1", "c > 0", "m > 0"],
    source="Theorem 3: ||D||_2 times the norm of N' - IP over the 2^{2n} points, m the mean squared error",
    tags=["C-R8"],
)
mean_step = argued(
    "mean-step",
    "For every (x, y) the randomised point has the law D, and IP there is IP_d(x, y). So the expectation of N' at it "
    "differs from IP_d(x, y) by at most E_D |N' - IP| = sum D |N' - IP| <= ||D||_2 times the norm of N' - IP over all "
    "2^{2n} points, n = D + 4d, by Cauchy-Schwarz.",
    uses=[self_reduction, randomisation, cauchy],
    guard=f"{GUARD}::test_cauchy_schwarz",
    source="Theorem 3",
    tags=["C-R8"],
)

# --- Hoeffding's inequality

hoeffding = cited(
    "hoeffding",
    "The mean of n independent variables with values in [-B, B] differs from its expectation by more than h with a "
    "probability of at most 2 exp(-n h^2/(2 B^2)).",
    reference=(
        "W. Hoeffding, Probability inequalities for sums of bounded random variables, J. Amer. Statist. Assoc. 58 "
        "(1963) 13-30, Theorem 2"
    ),
    source="Theorem 3",
    tags=["C-R9"],
)
exponent = claim(
    "hoeffding-exponent",
    "2500*B**2*d*0.04**2/(2*B**2) == 2*d",
    where=["B > 0", "d > 0"],
    source="Theorem 3: n = 2500 B^2 d, h = 0.04",
    printed=True,
    tags=["C-R9"],
)
union = claim(
    "union-bound",
    "2*exp(-2*d) < 2**(-2*d)",
    where=["d >= 2"],
    source="Theorem 3: less than 2^{-2d}, so that the 2^{2d} events cannot cover everything",
    tags=["C-R9"],
)
union_1 = claim(
    "union-bound-printed",
    "2*exp(-2*d) < 2**(-2*d)",
    where=ALL_D,
    expected="refuted",
    printed=True,
    source="Theorem 3: false for d = 1",
    tags=["C-R9"],
)
copies = claim(
    "number-of-copies",
    "2*exp(-n*0.04**2/(2*v)) < 2**(-2*d)",
    where=["d >= 1", "v > 0", "n >= 2500*v*(d + 1)"],
    source="Theorem 3, repaired: n = ceil(2500 B^2 (d+1)) copies, for every d >= 1, v = B^2",
    printed="2500 B^2 d",
    tags=["C-R9", "R-G18"],
)
copies_general = claim(
    "number-of-copies-for-any-error",
    "2*exp(-x) < 2**(-2*d)",
    where=["d >= 1", "x > (2*d + 1)*log(2)"],
    source="Theorem 3, for any sampling error h: x = n h^2/(2 B^2), more than 2 B^2 (2d+1) log(2)/h^2 copies",
    tags=["C-R9"],
)
sampling_step = argued(
    "sampling-step",
    "Draw n copies of the randomisation and let N'' be the mean of the n networks (x, y) -> N'(randomised point), "
    "which have values in [-B, B]: a network of n times the width, a bit x + x' being x or 1 - x. At each of the "
    "2^{2d} points it is further than h from its expectation with a probability below 2^{-2d}; so some draw is within "
    "h at all points.",
    uses=[hoeffding, exponent, union, copies, copies_general, shift, fixed, flips],
    guard=f"{GUARD}::test_union_bound",
    source="Theorem 3",
    tags=["C-R9"],
)

# --- the budget

spent = claim(
    "margin-spent",
    "0.41 + 0.04 + 0.04 == 1/2 - 0.01",
    source="Theorem 3: mean error, sampling and Proposition 9 with delta = 0.04 leave delta = 0.01 for Fact 1",
    printed="0.45, 0.49 and 0.01",
    tags=["C-R8"],
)
printed_closes = claim(
    "printed-split-closes",
    PRINTED.closes("1/400"),
    uses=[markov, embedding, first, spent],
    source="Theorem 3: the whole chain",
    printed=True,
    tags=["C-R7", "C-R8"],
)


def frontier(name: str, split: Split, what: str) -> list[object]:
    """The chain closes below `split.largest()` and not from there on."""
    return [
        claim(
            f"{name}-below",
            split.closes("e1"),
            where=["e1 >= 0", f"e1 < {split.largest()}"],
            source=f"Theorem 3, {what}: the chain closes for every smaller mean squared error",
            tags=["C-R7", "C-R8"],
        ),
        claim(
            f"{name}-from",
            f"{split.total('e1')} >= 1/2",
            where=[f"e1 >= {split.largest()}"],
            source=f"Theorem 3, {what}: and for no larger one",
            tags=["C-R7", "C-R8"],
        ),
    ]


frontiers = [
    *frontier("printed-split", PRINTED, "printed split"),
    *frontier("exact-norm-split", EXACT_NORM, "printed split with c(100) for 8"),
]
printed_largest = claim(
    "printed-split-largest",
    f"1/364.6 <= {PRINTED.largest()} <= 1/364.5",
    source="Theorem 3: the printed split would do for 1/365",
    tags=["C-R7", "C-R8"],
)
exact_largest = claim(
    "exact-norm-split-largest",
    f"1/330.5 <= {EXACT_NORM.largest()} <= 1/330.4",
    source="Theorem 3: and for 1/331 with c(100) = 7.617 for 8",
    tags=["C-R7", "C-R8"],
)
printed_364 = claim(
    "printed-split-364",
    PRINTED.closes("1/364"),
    expected="refuted",
    source="Theorem 3: not for 1/364",
    tags=["C-R7", "C-R8"],
)

# --- up to 1/16, and up to 1/8

substituted = claim(
    "padding-for-eta",
    f"{norm('(1000/eta)')} == {NEAR.norm}",
    where=["0 < eta <= 1"],
    source="Theorem 3, remark: c(k) for k = 1000/eta; larger k do no harm, so D may be rounded up to a multiple of 4",
    tags=["C-R7", "C-R8"],
)
near = claim(
    "every-error-below-1-16",
    NEAR.closes("(1 - eta)/16"),
    where=["0 < eta < 1"],
    uses=[substituted, decreasing],
    source="Theorem 3, remark: the chain closes for e = (1 - eta)/16, whatever eta > 0 is",
    printed="arbitrarily close to 1/16",
    tags=["C-R7", "C-R8"],
)
EXPLICIT = ["1/17", "1/16.1", "1/16.001", "1/16.000001"]
explicit = [
    claim(
        f"error-{e.replace('/', '-').replace('.', '_')}",
        NEAR.closes(e),
        let=[f"eta = 1 - 16*({e})"],
        source=f"Theorem 3, remark: the chain closes for e = {e}",
        printed="arbitrarily close to 1/16",
        tags=["C-R7", "C-R8"],
    )
    for e in EXPLICIT
]
not_at = claim(
    "not-at-1-16",
    f"{norm('k')}*sqrt(1/16) > 1/2",
    where=["k > 48"],
    uses=[limit],
    source="Theorem 3, remark: with Proposition 7 as it is, no split closes for 1/16",
    tags=["C-R7", "C-R8"],
)
small_power = claim(
    "odd-terms-are-few",
    "(1 - 1/(2 + 8/k))**k <= 1/k",
    where=["k >= 16"],
    source="sharpened: the term of c'(k) that comes from odd D_4, k = 1000/eta",
    tags=["R-G19"],
)
near_sharper = claim(
    "every-error-below-1-8",
    NEAR_SHARPER.closes("(1 - eta)/8"),
    where=["0 < eta < 1"],
    uses=[small_power, parity],
    source="sharpened: with c'(k) in place of c(k) the chain closes for every mean squared error below 1/8",
    tags=["C-R7", "C-R8", "R-G19"],
)
sharper_explicit = claim(
    "error-1-9-sharper",
    Split(sharper("10000"), "1.001", "0.0001", "0.001", "0.001").closes("1/9"),
    source="sharpened: an explicit split for 1/9, with D = 10000 d",
    tags=["C-R7", "C-R8", "R-G19"],
)
trivial = claim(
    "trivial-error",
    "p*(1/2 - 1)**2 + (1 - p)*(1/2)**2 == 1/4",
    where=["0 <= p <= 1"],
    source="Theorem 3, remark: the constant 1/2 has the mean squared error 1/4, p the share of points with IP = 1",
    printed=True,
    tags=["C-R7"],
)

# --- dimensions

remainder = claim(
    "every-dimension",
    "4*m - 4*floor(m/26) >= 100*floor(m/26)",
    where=["m in ZZ", "m >= 26"],
    source="Theorem 3, for n = 4m not a multiple of 104: d = floor(m/26) and D = 4m - 4d >= 100 d",
    tags=["C-R8", "R-G18"],
)
dimensions = argued(
    "dimensions",
    "Let n be any index >= 104. Average over the last n mod 4 columns: for some value of them the mean squared error "
    "over the others is at most the whole one, and f_n is there IP of the others, or 1 minus it, and then 1 - N "
    "serves. So let 4 divide n, and d = floor(n/104): then D = n - 4d is a multiple of 4 and at least 100 d, so that "
    "c(D/d) <= c(100).",
    uses=[remainder, decreasing],
    guard=f"{GUARD}::test_dimensions",
    source="Theorem 3, last step",
    tags=["C-R8", "R-G18"],
)
budget = argued(
    "budget",
    "The steps in the order of the docstring: markov-step, Theorem 10 (embedding), mean-step, sampling-step, and "
    "Proposition 9 for the quantisation (thresholds). If the claim of the split holds, the threshold network differs "
    "from IP_d by less than 1/2 - the margin - at all points.",
    uses=[markov_step, embedding, mean_step, sampling_step, printed_closes, dimensions],
    guard=f"{GUARD}::test_split_against_its_parts",
    source="Theorem 3",
    tags=["C-R7", "C-R8", "C-R9"],
)

margins = lemma(
    "margins",
    "Theorem 3, proof: the constants",
    "a depth-2 network with mean squared error at most 1/400 gives a threshold network within 0.49 of IP_d everywhere",
    steps=[
        markov, markov_step, embedding, shift, fixed, flips, flips_printed, first, cauchy, mean_step, hoeffding,
        exponent, union, union_1, copies, copies_general, sampling_step, spent, printed_closes, *frontiers,
        printed_largest, exact_largest, printed_364, substituted, near, *explicit, not_at, small_power, near_sharper,
        sharper_explicit, trivial, remainder, dimensions, budget,
    ],
)  # fmt: skip
