"""Theorem 3 without Theorem 10 and without randomisation: on another support the bound on the cube holds as it is.

Let zeta_x, x in {0,1}^d, be points of R^d of norm 0.8/sqrt 2 at angles of pi/6 or more, and

    S = {(zeta_x, zeta_y, x/(4 sqrt d), y/(4 sqrt d))},  A = S + [-1/(24 sqrt d), 1/(24 sqrt d)]^{4d},  x, y in {0,1}^d,

f_d as in section 2, so f_d = <x, y> mod 2 on the cube about such a point.  A lies in the unit ball, f_d is 5-Lipschitz
on it, and a pre-activation on S + c is alpha(x) + beta(y), where the staircase bound of `correlation` asks nothing else
of alpha and beta.  So for every d >= 1, every depth-2 network N of width m with weights at most C and V, M as there,

    E_{U(A)} (N - f_d)^2 = q < 1/4 implies 1/2 - sqrt q <= m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d}:

one support for all sigma, C and m, every constant below 1/4, no d_0 and no constant unknown.  With the ReLU, weights up
to 2^{d/10} and q = 1/400 that is 2^{d/4} neurons from d = 301.  The paper's S has its z at distance 0.4 and any packing
will do, but the matching of the z with the (x, y) is random and depends on the networks; here it has a special form,
the distance is 0.29, and nothing is random.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.correlation import ALL_D, DELTA, average_case, solved_average, staircase
from proofs.safran_reichman_valiant2025.packing import packing
from proofs.safran_reichman_valiant2025.support import support
from proofs.safran_reichman_valiant2025.widths import NOT_MORE, gap_400, lipschitz_size

GUARD = "tests/proofs/safran_reichman_valiant2025/test_direct.py"
PER_RELU = "K = 4*sqrt(d)*C*Delta + (2*sqrt(d) + 1)*C*2**(-d)"  # V Delta + M 2^{-d}
SURELY_NOT_MORE = "m*C*(1001/1000*4*sqrt(d)*C*Delta) + 1/1000 <= 9/20"  # implies NOT_MORE, by small-mean and small-bias
TAGS = ["C-R16", "R-A5"]

# --- the support

norms = claim(
    "norm-of-z",
    "0.8**2/2 + 0.8**2/2 == 0.8**2",
    source="(zeta_x, zeta_y) has norm 0.8, as the z_i of the paper",
    tags=TAGS,
)
distance = claim(
    "distance",
    "sqrt(0.8**2/2*(2 - 2*cos(pi/6))) >= 0.29",
    source="if x != x', the two zeta are at distance 0.29 or more",
    tags=TAGS,
)
cube = claim(
    "cube-diameter",
    "sqrt(d)*(1/(12*sqrt(d))) == 1/12",
    where=ALL_D,
    source="how far apart two points of the cube are in the d coordinates of zeta_x",
    tags=TAGS,
)
lipschitz = claim(
    "lipschitz",
    "1/(sqrt(0.8**2/2*(2 - 2*cos(pi/6))) - 1/12) <= 5",
    source="points of A with different values of f_d are at distance 1/5 or more",
    tags=TAGS,
)
line = claim(
    "one-dimension",
    "2*(0.8/sqrt(2)) >= 0.29",
    source="d = 1: the two points +-0.8/sqrt 2 of the line",
    tags=TAGS,
)
geometry = argued(
    "geometry",
    "For d >= 2 there are 2^d points of the sphere of R^d at angles of pi/6 or more (packing), for d = 1 two points. "
    "If two points of S differ in x, their zeta_x are at distance 0.29 or more, and the cube moves them by at most "
    "1/12 towards each other; so points of A over them are at distance 1/5 or more. The same for y, and f_d is "
    "constant on the cube about a point of S: with |c_i| <= 1/(24 sqrt d), 3 sqrt(d) (x_i/(4 sqrt d) + c_i) rounds to "
    "x_i. The norm of A is that of the centred cubes in `support`.",
    uses=[support, packing, norms, distance, cube, lipschitz, line],
    guard=f"{GUARD}::test_support",
    source="our support",
    tags=TAGS,
)

# --- the theorem

norm_bound = claim(
    "preactivation-size",
    "sqrt(4*d)*C*1 + C == (2*sqrt(d) + 1)*C",
    where=[*ALL_D, "C > 0"],
    source="|<w, p> + b| <= ||w|| ||p|| + |b| for p in the unit ball of R^{4d}",
    tags=TAGS,
)
spread = claim(
    "preactivation-spread",
    "sqrt(4*d)*C*1 + sqrt(4*d)*C*1 == 4*sqrt(d)*C",
    where=[*ALL_D, "C > 0"],
    source="two pre-activations on the unit ball differ by at most 2 ||w||",
    tags=TAGS,
)
mean_over_cubes = claim(
    "squared-bound",
    "r**2 >= (1/2 - b)**2",
    where=["0 <= b <= 1/2", "r >= 1/2 - b"],
    source="the mean squared error r^2 of N on S + c is at least a number that does not depend on c",
    tags=TAGS,
)
theorem = argued(
    "theorem",
    "Fix c in the cube. On S + c the pre-activation <w, p> + b is alpha(x) + beta(y): alpha takes zeta_x and x, beta "
    "zeta_y and y, and c goes into b. The uniform distribution on S is that of (x, y) on {0,1}^{2d}. So average-case "
    "of `correlation` holds for N on S + c, with the weights of N, V at most L 4 sqrt(d) C and M at most |sigma(0)| + "
    "L (2 sqrt(d) + 1) C for an L-Lipschitz sigma, and V Delta + M 2^{-d} replaced by Delta for the threshold: the "
    "mean squared error on S + c is at least (1/2 - b)^2 if b = m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d} <= 1/2. "
    "E_{U(A)} is the mean of these over c, as the cubes about the points of S are disjoint.",
    uses=[geometry, staircase, average_case, lipschitz_size, norm_bound, spread, mean_over_cubes, distance, cube],
    guard=f"{GUARD}::test_preactivations_separate",
    source="Theorem 3, for our support and every constant below 1/4: E_{U(A)} (N - f_d)^2 >= (1/2 - b)^2",
    tags=TAGS,
)

# --- in numbers

small_mean = claim(
    "small-mean",
    "(2 + 1/sqrt(d))*2**(-d/2) <= 4*(1 + d/sqrt(2))/1000",
    where=["d in ZZ", "d >= 64"],
    source="M 2^{-d} is at most a thousandth of V Delta: divided by sqrt(d) C 2^{-d/2}",
    tags=TAGS,
)
small_bias = claim(
    "small-bias",
    "(C + 1/2)*2**(-d) <= 1/1000",
    where=["d in ZZ", "d >= 64", "C > 0", "C <= 2**(d/2)"],
    source="the bias and the mean of s are worth a thousandth",
    tags=TAGS,
)
growth = claim(
    "growth-large-weights",
    SURELY_NOT_MORE,
    let=[DELTA, "C = 2**(d/10)", "m = 2**(d/4)"],
    where=["d in ZZ", "d >= 301"],
    uses=[theorem, solved_average, gap_400, small_mean, small_bias],
    source="at q = 1/400, weights up to 2^{d/10}: at least 2^{d/4} ReLUs",
    tags=TAGS,
)
growth_below = claim(
    "growth-large-weights-below",
    NOT_MORE,
    let=["d = 300", DELTA, "C = 2**(d/10)", PER_RELU, "m = 2**(d/4)"],
    expected="refuted",
    source="301 is least",
    tags=TAGS,
)
growth_one = claim(
    "growth",
    SURELY_NOT_MORE,
    let=[DELTA, "C = 1", "m = 2**(d/3)"],
    where=["d in ZZ", "d >= 72"],
    uses=[theorem, solved_average, gap_400, small_mean, small_bias],
    source="at q = 1/400, weights up to 1: at least 2^{d/3} ReLUs",
    tags=TAGS,
)
growth_one_below = claim(
    "growth-below",
    NOT_MORE,
    let=["d = 71", DELTA, "C = 1", PER_RELU, "m = 2**(d/3)"],
    expected="refuted",
    source="72 is least",
    tags=TAGS,
)
polynomial = claim(
    "denominator",
    "4*(1 + d/sqrt(2)) + (2 + 1/sqrt(d))*2**(-d/2) <= 10*d",
    where=ALL_D,
    uses=[theorem, solved_average, gap_400],
    source="4 sqrt(d) Delta + (2 sqrt(d) + 1) 2^{-d} <= 10 d^{3/2} 2^{-d/2}; for every q < 1/4 with (C + 1/2) 2^{-d} "
    "<= g/2: at least g 2^{d/2}/(20 d^{3/2} C^2) ReLUs",
    tags=TAGS,
)

direct = lemma(
    "direct",
    "Theorem 3 for a support of special form, with every constant below 1/4 (ours)",
    "A depth-2 network of width m with weights at most C and E_{U(A)} (N - f_d)^2 = q < 1/4 has 1/2 - sqrt q <= m C (V "
    "Delta + M 2^{-d}) + (C + 1/2) 2^{-d}, for every d >= 1; A lies in the unit ball of R^{4d} and f_d is 5-Lipschitz",
    steps=[
        norms, distance, cube, lipschitz, line, geometry, norm_bound, spread, mean_over_cubes, theorem, small_mean,
        small_bias, growth, growth_below, growth_one, growth_one_below, polynomial,
    ],
)  # fmt: skip
