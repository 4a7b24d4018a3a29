"""Threshold networks in place of sigma-networks: Lemma 8 and Proposition 9.

Assumption 3: |sigma(x)| <= S (1 + |x|^a), and sigma has variation at most S (1 + (|u| + |v|)^a) on [u, v].

Lemma 8.  On [-R, R] sigma is within delta of y_1 + sum_i (y_{i+1} - y_i) threshold(xi_i (x - x_i) + 1/2), xi_i = +-1, a
sum of at most 2 S (1 + (2R)^a)/delta thresholds; threshold(z) = 1[z >= 1/2].  Cut [-R, R] where the variation of sigma
from -R passes a multiple of delta: on each piece any two values of sigma differ by less than delta.  That makes at most
1 + V/delta pieces, and with the middle of the values on a piece 1 + V/(2 delta); printed are 1 + 2V/delta.  A piece may
contain its left end or not, which is what xi is for.

Proposition 9.  A depth-2 sigma-network of width m on {0,1}^d, weights at most C, is within delta of a threshold network
of width m^2 (1 + 2 S (1 + (2(d+1)C)^a) C)/delta, delta <= 1, with weights of size poly(d, C): replace each neuron, with
error delta/(m C) on [-(d+1)C, (d+1)C].

In print: the threshold formula has -1/2 for +1/2, so every jump comes 1 too late; "piecewise linear" is piecewise
constant; the bound on the variation is (1 + 2R)^a once, which is no consequence of 1 + (2R)^a if a < 1 (there it is the
smaller one, so the proof claims more than is given); the output weights v_i, which may be negative, stand without
absolute values.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_thresholds.py"
VARIATION = ["V >= 0", "delta > 0"]
ASSUMED = ["S > 0", "a >= 0"]

# --- the threshold with its jump at t

formula = claim(
    "jump-formula",
    "(xi*(x - t) + 1/2) - 1/2 == xi*(x - t)",
    where=["xi in ZZ", "-1 <= xi <= 1", "xi != 0", "x in RR", "t in RR"],
    source="Lemma 8: threshold(xi (x - t) + 1/2) is 1[x >= t] for xi = 1 and 1[x <= t] for xi = -1",
    tags=["C-R14", "R-G14"],
)
formula_printed = claim(
    "jump-formula-printed",
    "(x - t) - 1/2 >= 1/2",
    where=["t in RR", "x >= t"],
    expected="refuted",
    printed="threshold(xi (x - x_i) - 1/2) jumps at x_i; this is xi = 1",
    source="Lemma 8, proof",
    tags=["C-R14", "R-G14"],
)
printed_late = claim(
    "jump-formula-late",
    "(x + 1 - t) - 1/2 >= 1/2",
    where=["t in RR", "x >= t"],
    source="Lemma 8 as printed: the network is the right one at x - xi_i, every jump is moved by 1",
    tags=["C-R14", "R-G14"],
)
printed_error = claim(
    "printed-error",
    "abs(x - (x - 1 + u)) >= 1 - delta",
    where=["x in RR", "0 < delta <= 1", "-delta <= u", "u <= delta"],
    source="Lemma 8 as printed, for sigma(x) = x: within delta of x - 1, so the error is 1 - delta or more",
    tags=["C-R14", "R-G14"],
)

# --- Lemma 8

pieces = claim(
    "pieces",
    "floor(t) + 1 <= 1 + t",
    where=["t >= 0"],
    source="Lemma 8: the pieces [k delta, (k+1) delta) of the variation, t = V/delta, 0 <= k <= t",
    tags=["C-R14"],
)
middle = claim(
    "middle-value",
    "abs(s - (p + q)/2) <= delta",
    where=["delta > 0", "p in RR", "q >= p", "q <= p + 2*delta", "s >= p", "s <= q"],
    source="Lemma 8: with the middle of the values, which lie in [p, q], pieces of variation 2 delta will do",
    tags=["C-R14"],
)
printed_pieces = claim(
    "printed-pieces",
    "n <= 1 + 2*V/delta",
    where=[*VARIATION, "n >= 1", "(n - 1)*(delta/2) <= V"],
    source="Lemma 8: every jump of the printed construction takes delta/2 of the variation",
    printed=True,
    tags=["C-R14"],
)
fewer = claim(
    "fewer-pieces",
    "1 + V/(2*delta) <= 1 + V/delta <= 1 + 2*V/delta",
    where=VARIATION,
    source="Lemma 8: pieces needed by ours, middle values or not, and as printed",
    tags=["C-R14"],
)
assumed_pieces = claim(
    "pieces-by-assumption",
    "1 + 2*(S*(1 + (R + R)**a))/delta == 1 + 2*S*(1 + (2*R)**a)/delta",
    where=[*ASSUMED, "R > 0", "delta > 0"],
    source="Lemma 8: Assumption 3 on [-R, R]",
    tags=["C-R14"],
)
variation_printed = claim(
    "variation-printed",
    "1 + x**a <= (1 + x)**a",
    where=["x > 0", "0 < a <= 1"],
    expected="refuted",
    printed="the variation is at most C (1 + 2R)^a, from a bound C (1 + (2R)^a); x = 2R",
    source="Lemma 8, proof",
    tags=["C-R14", "R-G14"],
)
variation_large = claim(
    "variation-exponent-1",
    "1 + x*y <= (1 + x)*z",
    where=["x >= 0", "y >= 0", "z >= 1", "z >= y"],
    source="Lemma 8: for a >= 1 the printed bound follows: x = 2R, y = x^{a-1}, z = (1 + x)^{a-1} >= max(1, y)",
    tags=["C-R14", "R-G14"],
)
biases = claim(
    "jump-biases",
    "abs(xi*(0 - t) + 1/2) <= R + 1/2",
    where=["R > 0", "t >= -R", "t <= R", "xi in ZZ", "-1 <= xi <= 1"],
    source="Lemma 8: weights xi = +-1, biases -xi x_i + 1/2",
    tags=["C-R14", "R-G14"],
)
heights = claim(
    "jump-heights",
    "abs(p - q) <= 2*(S*(1 + R**a))",
    where=[*ASSUMED, "R > 0", "p >= -(S*(1 + R**a))", "p <= S*(1 + R**a)", "q >= -(S*(1 + R**a))", "q <= S*(1 + R**a)"],
    source="Lemma 8: output weights y_{i+1} - y_i, values of sigma or middles of such",
    tags=["C-R14"],
)
lipschitz_cell = claim(
    "lipschitz-cell",
    "L*(2*R/n)/2 <= delta",
    where=["L > 0", "R > 0", "delta > 0", "n >= L*R/delta"],
    source="Lemma 8 for an L-Lipschitz sigma: n >= L R/delta equal cells and the value in their middle will do",
    tags=["C-R14"],
)
steps8 = argued(
    "steps",
    "Let v(x) be the variation of sigma on [-R, x]; it is nondecreasing, v(-R) = 0, v(R) = V. The sets {k eta <= v < "
    "(k+1) eta} for 0 <= k <= V/eta are intervals or empty and cover [-R, R]; by pieces there are at most 1 + V/eta. "
    "On one of them |sigma(x) - sigma(x')| <= |v(x) - v(x')| < eta, so a value of sigma there is within eta of the "
    "others, and the middle of the infimum and supremum within eta/2. Take eta = delta or eta = 2 delta. Where one "
    "interval ends and the next begins, at t, there is one threshold: with xi = 1 and height y_{i+1} - y_i if t "
    "belongs to the right one; if it belongs to the left one, y_{i+1} - y_i times (1 - threshold(-(x - t) + 1/2)), so "
    "xi = -1, height y_i - y_{i+1}, and the rest goes into the bias.",
    uses=[formula, pieces, middle, printed_pieces, fewer, assumed_pieces, biases, heights, lipschitz_cell],
    guard=f"{GUARD}::test_steps_of_functions_with_jumps",
    source="Lemma 8, repaired",
    tags=["C-R14", "R-G14"],
)

# tanh on [-2, 2] with delta = 1/4: R L/delta = 8 cells of length 1/2, and the value in the middle of each
INSTANCE = "abs(tanh(-2 + (k + t)/2) - tanh(-2 + (k + 1/2)/2))"
CELLS = ["k in ZZ", "0 <= k <= 7", "0 <= t <= 1"]
instance = claim(
    "tanh-instance",
    f"{INSTANCE} <= 49/200",
    where=CELLS,
    source="Lemma 8 for tanh on [-2, 2], delta = 1/4: 7 thresholds; the error on the whole of [-2, 2], cell by cell",
    tags=["C-R14"],
)
instance_tight = claim(
    "tanh-instance-tight",
    f"{INSTANCE} <= 6/25",
    where=CELLS,
    expected="refuted",
    source="Lemma 8 for tanh on [-2, 2]: the supremum of the error lies between 0.24 and 0.245",
    tags=["C-R14"],
)

lemma8 = lemma(
    "thresholds",
    "Lemma 8: an activation by thresholds",
    "For every R > 0 and delta > 0, sigma is within delta on [-R, R] of a depth-2 threshold network of width "
    "poly(R)/delta with weights poly(R)/delta",
    steps=[
        formula, formula_printed, printed_late, printed_error, pieces, middle, printed_pieces, fewer, assumed_pieces,
        variation_printed, variation_large, biases, heights, lipschitz_cell, steps8, instance, instance_tight,
    ],
)  # fmt: skip

# --- Proposition 9

NET = ["d in ZZ", "d >= 1", "m in ZZ", "m >= 1", "C > 0", "0 < delta <= 1"]

preactivation = claim(
    "preactivation",
    "d*C*1 + C == (d + 1)*C",
    where=NET,
    source="Proposition 9: |<w, x> + b| <= (d + 1) C on {0,1}^d",
    printed=True,
    tags=["C-R14"],
)
absolute = claim(
    "output-weights",
    "abs((C*v)*(delta/(m*C)*u)) <= delta/m",
    where=[*NET, "-1 <= v <= 1", "-1 <= u <= 1"],
    source="Proposition 9: each neuron, replaced with error delta u/(m C), times its output weight C v",
    printed="v_i in place of |v_i|",
    tags=["C-R14", "R-G14"],
)
total_error = claim(
    "total-error",
    "m*(delta/m) == delta",
    where=NET,
    source="Proposition 9: m neurons",
    tags=["C-R14"],
)
width9 = claim(
    "width",
    "m*(1 + 2*T/(delta/(m*C))) <= m**2*(1 + 2*T*C)/delta",
    where=[*NET, "T > 0"],
    source="Proposition 9: m times the pieces of Lemma 8, T = S (1 + (2 (d+1) C)^a): m^2 poly(d, C)/delta",
    printed="m^2 poly(d, C)/delta",
    tags=["C-R14"],
)
inner9 = claim(
    "weights-inner",
    "abs(b - t + 1/2) <= (d + 2)*C + 1/2",
    where=["d in ZZ", "d >= 1", "C > 0", "b >= -C", "b <= C", "t >= -(d + 1)*C", "t <= (d + 1)*C"],
    source="Proposition 9: threshold(xi (<w, x> + b - t) + 1/2), the jump at t, has weights xi w and a bias of this "
    "size (xi = 1; for xi = -1 the same with -b and -t)",
    tags=["C-R14"],
)
outer9 = claim(
    "weights-outer",
    "abs(v)*(2*M) <= 2*C*M",
    where=[*NET, "M > 0", "v >= -C", "v <= C"],
    source="Proposition 9: output weights v (y_{i+1} - y_i), with M = S (1 + ((d+1)C)^a); the v y_1 are m always "
    "active thresholds",
    tags=["C-R14"],
)
steps9 = argued(
    "replacement",
    "Replace sigma in each neuron by the steps of Lemma 8 for R = (d+1)C and error delta/(m C). The error at a point "
    "of the cube is at most the sum of the |v_i| delta/(m C), at most delta; y_1 is the height of a threshold that is "
    "always active. Width and weights by the claims.",
    uses=[steps8, preactivation, absolute, total_error, width9, inner9, outer9],
    guard=f"{GUARD}::test_replaced_networks",
    source="Proposition 9",
    tags=["C-R14", "R-G14"],
)

# two tanh neurons on {0,1}^2, C = 1, delta = 1/2: R = 3, error 1/4 for each neuron, so 12 cells of length 1/2
REPLACED = "(-3 + (floor(2*({z} + 3)) + 1/2)/2)"
FIRST, SECOND = "x + y - 1", "x - y + 1/3"
instance9 = claim(
    "instance",
    f"abs(tanh({FIRST}) - tanh({SECOND}) - (tanh{REPLACED.format(z=FIRST)} - tanh{REPLACED.format(z=SECOND)})) <= 1/2",
    where=["x in ZZ", "0 <= x <= 1", "y in ZZ", "0 <= y <= 1"],
    source="Proposition 9 for tanh(x + y - 1) - tanh(x - y + 1/3): 22 thresholds, at all four points",
    tags=["C-R14"],
)

proposition9 = lemma(
    "threshold_networks",
    "Proposition 9: depth-2 sigma-networks by threshold networks",
    "A depth-2 sigma-network of width m on {0,1}^d, weights at most C, is within delta of a threshold network of width "
    "m^2 poly(d, C)/delta with weights poly(d, C)/delta",
    steps=[preactivation, absolute, total_error, width9, inner9, outer9, steps9, instance9],
)
