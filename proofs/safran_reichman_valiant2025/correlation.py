"""Depth-2 networks hardly correlate with the inner product mod 2: our replacement for Theorem 3's route on the cube.

s(x, y) = (-1)^{<x,y>} for x, y in {0,1}^d, E is the mean over {0,1}^{2d}, IP = (1 - s)/2, Delta = 2^{-d/2}(1 + d/sqrt
2).

    Lindsey    |sum of s over A x B| <= 2^{d/2} sqrt(|A||B|)
    staircase  |E s h| <= Delta for h = 1[alpha(x) + beta(y) >= theta], alpha and beta any functions
    neuron     |E s sigma(p)| <= V Delta + M 2^{-d}: p = alpha(x) + beta(y), V the variation of sigma on the values of
               p, |sigma| <= M
    worst case max |N - IP| <= 1/2 - delta for a threshold network N of width m, output weights and bias at most C:
               m >= (delta - (C + 1/2) 2^{-d})/(C Delta)
    mean       E (N - IP)^2 = q: 1/2 - sqrt q <= m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d}

So every mean squared error below 1/4 needs m >= 2^{d/2}/poly(d, C) neurons; 1/4 is what the constant 1/2 has.  The
output is linear, so a bound on the correlation of each neuron passes through it.  The weights of the first layer do not
matter for thresholds.  This is a theorem on the cube; for a support with distances that do not shrink, see `direct` and
Theorem 10.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_correlation.py"
ALL_D = ["d in ZZ", "d >= 1"]
DELTA = "Delta = 2**(-d/2)*(1 + d/sqrt(2))"

# --- the sign matrix

orthogonal = claim(
    "orthogonal-coordinate",
    "1 + (-1)**(a + b) == 2*(1 - (a - b)**2)",
    where=["a in ZZ", "0 <= a <= 1", "b in ZZ", "0 <= b <= 1"],
    source="R-A1: the sum of (-1)^{a y} (-1)^{b y} over y in {0,1} is 2 for a = b and 0 else",
    tags=["C-R16", "R-A1"],
)
mean = claim(
    "mean-sign",
    "((1 + 1 + 1 - 1)/4)**d == 2**(-d)",
    where=ALL_D,
    source="R-A3: E s, the product over the coordinates of the mean of (-1)^{x_i y_i}",
    tags=["C-R16", "R-A3"],
)
lindsey = argued(
    "lindsey",
    "The rows of H = (s(x, y)) are orthogonal, of squared length 2^d: the inner product of the rows x and x' is the "
    "product over the coordinates of orthogonal-coordinate at x_i, x'_i. So H H^T = 2^d I, H^T H = 2^d I, ||H v||^2 = "
    "2^d ||v||^2, and by Cauchy-Schwarz |1_A^T H 1_B| <= sqrt(|A|) ||H 1_B|| = sqrt(|A|) 2^{d/2} sqrt(|B|).",
    uses=[orthogonal],
    guard=f"{GUARD}::test_lindsey_on_all_rectangles",
    source="R-A1, Lindsey's lemma",
    tags=["C-R16", "R-A1"],
)

# --- the staircase

root = claim(
    "root-tangent",
    "sqrt(b) <= (t + b/t)/2",
    where=["b >= 0", "t > 0"],
    source="R-A2: a sum of J roots is at most (J t + B/t)/2, B the sum of the b",
    tags=["C-R16", "R-A2"],
)
root_choice = claim(
    "root-choice",
    "(J*t + B/t)/2 == sqrt(J*B)",
    let=["t = sqrt(B/J)"],
    where=["J > 0", "B > 0"],
    source="R-A2: so it is at most sqrt(J B)",
    tags=["C-R16", "R-A2"],
)
level = claim(
    "level",
    "sqrt(2**d*2**(d-j-1))*sqrt(2**j*2**d) == 2**((3*d-1)/2)",
    where=[*ALL_D, "j in ZZ", "j >= 0", "j <= d - 1"],
    source="R-A2, level j: 2^j rectangles with 2^{d-j-1} rows each and disjoint sets of columns, 2^d columns in all",
    tags=["C-R16", "R-A2"],
)
whole = claim(
    "whole-columns",
    "2**(d/2)*sqrt(2**d*2**d) == 2**(3*d/2)",
    where=ALL_D,
    source="R-A2: one rectangle of all rows and at most all columns",
    tags=["C-R16", "R-A2"],
)
total = claim(
    "staircase-total",
    "(d*2**((3*d-1)/2) + 2**(3*d/2))/2**(2*d) == Delta",
    let=[DELTA],
    where=ALL_D,
    source="R-A2: d levels and the whole columns, divided by the 2^{2d} points",
    tags=["C-R16", "R-A2"],
)
staircase = argued(
    "staircase",
    "Sort the x by falling alpha. For each y the x with alpha(x) + beta(y) >= theta are the first l(y) in this order, "
    "0 <= l(y) <= 2^d. If l(y) < 2^d, the binary digits of l(y) cut this initial segment into dyadic blocks, at most "
    "one of each size 2^{d-j-1}, 0 <= j < d; only 2^j blocks of that size can occur, those at an even place. For a "
    "block I let B_I be the set of y in whose segment it occurs: the B_I of one level j are disjoint, so by lindsey "
    "the sum of |sum over I x B_I of s| over the blocks of the level is at most 2^{d/2} sqrt(2^{d-j-1}) times the sum "
    "of 2^j roots sqrt|B_I| with sum |B_I| <= 2^d, which by root-tangent and root-choice is at most sqrt(2^j 2^d): in "
    "all 2^{(3d-1)/2}. The y with l(y) = 2^d make one more rectangle, of at most 2^{3d/2}. Divide by 2^{2d}. The same "
    "holds with > theta, for another theta.",
    uses=[lindsey, root, root_choice, level, whole, total],
    guard=f"{GUARD}::test_staircase_exhaustively",
    source="R-A2",
    tags=["C-R16", "R-A2"],
)

# --- neurons

neuron = argued(
    "neuron",
    "Let p_1 < ... < p_k be the values of p = alpha(x) + beta(y). Then sigma(p) = sigma(p_1) + the sum over i > 1 of "
    "(sigma(p_i) - sigma(p_{i-1})) 1[p >= p_i], so |E s sigma(p)| <= |sigma(p_1)| |E s| + the sum of |sigma(p_i) - "
    "sigma(p_{i-1})| |E s 1[p >= p_i]| <= M 2^{-d} + V Delta by mean-sign and staircase. For sigma the threshold, s "
    "sigma(p) = s 1[p >= 1/2] and |E s sigma(p)| <= Delta.",
    uses=[staircase, mean],
    guard=f"{GUARD}::test_neurons",
    source="R-A3",
    tags=["C-R16", "R-A3"],
)

# --- networks

pointwise = claim(
    "worst-case-point",
    "-(1 - 2*a)*(a + u - 1/2) >= delta",
    where=["a in ZZ", "0 <= a <= 1", "u in RR", "0 < delta <= 1/2", "u <= 1/2 - delta", "u >= delta - 1/2"],
    source="R-A4: -s (N - 1/2) >= delta where |N - IP| <= 1/2 - delta; a = IP, s = 1 - 2a, N = a + u",
    tags=["C-R16", "R-A4"],
)
average = claim(
    "average-point",
    "-(1 - 2*a)*(a + u - 1/2) == 1/2 - (1 - 2*a)*u",
    where=["a in ZZ", "0 <= a <= 1", "u in RR"],
    source="R-A5: -s (N - 1/2) = 1/2 - s (N - IP)",
    tags=["C-R16", "R-A5"],
)
absolute = claim(
    "mean-absolute-error",
    "abs(u) <= (r + u**2/r)/2",
    where=["u in RR", "r > 0"],
    source="R-A5: E |N - IP| <= sqrt q, the mean of this with r = sqrt q",
    tags=["C-R16", "R-A5"],
)
worst_case = argued(
    "worst-case",
    "delta <= E(-s (N - 1/2)) by worst-case-point. N is the sum of m neurons with output weights v_j and a bias v_0, "
    "so the mean is at most the sum of |v_j| |E s h_j|, plus (|v_0| + 1/2) |E s|: at most m C Delta + (C + 1/2) "
    "2^{-d}.",
    uses=[pointwise, neuron, mean],
    guard=f"{GUARD}::test_worst_case_of_networks",
    source="R-A4",
    tags=["C-R16", "R-A4"],
)
average_case = argued(
    "average-case",
    "1/2 - sqrt q <= 1/2 - E |N - IP| <= E(-s (N - 1/2)) by mean-absolute-error (for q > 0; for q = 0, N = IP) and "
    "average-point. As in worst-case, this is at most the sum of |v_j| |E s sigma(p_j)| and (|v_0| + 1/2) 2^{-d}: at "
    "most m C (V Delta + M 2^{-d}) + (C + 1/2) 2^{-d}.",
    uses=[average, absolute, neuron, mean],
    guard=f"{GUARD}::test_average_case_of_networks",
    source="R-A5",
    tags=["C-R16", "R-A5"],
)
solved_worst = claim(
    "worst-case-width",
    "m >= (delta - (C + 1/2)*t)/(C*D)",
    where=["C > 0", "D > 0", "t > 0", "m >= 0", "delta > 0", "m*C*D + (C + 1/2)*t >= delta"],
    uses=[worst_case],
    source="R-A4, solved for m, with D = Delta, t = 2^{-d}",
    tags=["C-R16", "R-A4"],
)
solved_average = claim(
    "average-case-width",
    "m >= (g - (C + 1/2)*t)/(C*(V*D + M*t))",
    where=["C > 0", "D > 0", "t > 0", "V >= 0", "M > 0", "m >= 0", "g > 0", "m*C*(V*D + M*t) + (C + 1/2)*t >= g"],
    uses=[average_case],
    source="R-A5, solved for m, with D = Delta, t = 2^{-d}, g = 1/2 - sqrt q",
    tags=["C-R16", "R-A5"],
)

correlation = lemma(
    "correlation",
    "R-A1 to R-A5: depth-2 networks and the inner product mod 2 on the cube (ours)",
    "|E s h| <= 2^{-d/2}(1 + d/sqrt 2) for every threshold h of alpha(x) + beta(y); hence E (N - IP_d)^2 = q < 1/4 "
    "needs m >= (1/2 - sqrt q - (C + 1/2) 2^{-d})/(C (V Delta + M 2^{-d})) neurons, and max |N - IP_d| <= 1/2 - delta "
    "needs m >= (delta - (C + 1/2) 2^{-d})/(C Delta) thresholds",
    steps=[
        orthogonal, mean, lindsey, root, root_choice, level, whole, total, staircase, neuron, pointwise,
        average, absolute,
        worst_case, average_case, solved_worst, solved_average,
    ],
)  # fmt: skip
