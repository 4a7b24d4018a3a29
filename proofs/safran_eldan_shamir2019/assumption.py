"""What is asked of the activation: Assumption 1 of Eldan and Shamir, which Theorems 1 and 3 use, and the ReLU.

Assumption 1.  There is c_sigma >= 1 such that for every L-Lipschitz f: R -> R that is constant beyond [-R, R], and every
delta > 0, some h(x) = a + sum_{i <= w} alpha_i sigma(beta_i x - gamma_i) has |f - h| <= delta on R and w <= c_sigma R L/delta.

w is an integer, and the bound a real number: w <= floor(c_sigma R L/delta).  If the bound is below 1 then w = 0 and h is a
constant, which is no further condition: R L < delta then, and the middle of f's range is within R L of f.

Eldan and Shamir's Lemma 19: the ReLU satisfies it with c_sigma = 3.  In print the grid has the step delta/L, which makes
2 ceil(t) + 1 units, t = R L/delta, more than 3t if t < 3; and where 2 R L < delta the network is 0, which is wrong if f is
far from 0.  With the step 2 delta/L there are 2 ceil(t/2) + 1 <= 3t units if t >= 1; if t < 1 a constant will do.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017 import relu

GUARD = "tests/proofs/safran_eldan_shamir2019/test_assumption.py"
RANGE = ["c >= 1", "R > 0", "L > 0", "delta > 0"]

integral_width = claim(
    "integral-width",
    "floor(c*R*L/delta) <= c*R*L/delta",
    where=RANGE,
    source="Assumption 1: the widths printed are real numbers",
    tags=["S-G4"],
)
one_neuron = claim(
    "one-neuron",
    "1 <= c*R*L/delta",
    where=RANGE,
    expected="refuted",
    source="Assumption 1: the bound need not leave room for one neuron",
    tags=["S-G4"],
)
constant = claim(
    "constant",
    "t < 1",
    where=["c >= 1", "t >= 0", "c*t < 1"],
    source="Assumption 1 with w = 0, t = R L/delta: f has a range of length 2 R L at most, and its middle is within R L < delta of f",
    tags=["S-G4", "E-G1"],
)
few_units = claim(
    "few-units",
    "2*ceil(t/2) + 1 <= 3*t",
    where=["t >= 1"],
    source="Eldan and Shamir, Lemma 19, repaired: the step 2 delta/L, t = R L/delta",
    tags=["C-E1", "E-G1"],
)
printed_units = claim(
    "few-units-printed",
    "2*ceil(t) + 1 <= 3*t",
    where=["t >= 1"],
    expected="refuted",
    printed="the step delta/L, with w <= 3 R L/delta stated",
    source="Eldan and Shamir, Lemma 19, proof",
    tags=["C-E1", "E-G1"],
)
printed_zero = claim(
    "zero-printed",
    "abs(v) <= delta",
    where=["v in RR", "R > 0", "L > 0", "delta > 0", "2*R*L < delta"],
    expected="refuted",
    printed="where 2 R L < delta, h = 0; this is the error for the constant f = v",
    source="Eldan and Shamir, Lemma 19, proof",
    tags=["C-E1", "E-G1"],
)
outer_slopes = claim(
    "outer-slopes",
    "abs(L*u - 0) <= 2*L",
    where=["L >= 0", "-1 <= u <= 1"],
    source="Eldan and Shamir, Lemma 19: |alpha_i| <= 2L, for the first and the last unit, beyond which h is constant",
    tags=["C-E1"],
)
relu_units = argued(
    "relu",
    "The ReLU satisfies Assumption 1 with c_sigma = 3, and |alpha_i| <= 2L. Let t = R L/delta. If t < 1 take the middle of "
    "f's range, w = 0. Else cut [-R, R] into 2K cells, K = ceil(t/2), of length h = R/K <= 2 delta/L; the broken line "
    "through the points of f at the 2K + 1 knots, constant beyond, is within L h/2 <= delta of f (chord-error and "
    "chord-error-middle), and equals f beyond. It is f(-R) plus a ReLU at each knot, alpha being the change of slope there: a "
    "difference of two slopes of chords, or of one and 0. So w <= 2K + 1 <= 3t.",
    uses=[relu.triangle, relu.quarter, relu.coefficients, constant, few_units, outer_slopes],
    guard=f"{GUARD}::test_one_sided_interpolants",
    source="Eldan and Shamir, Lemma 19",
    tags=["C-E1", "E-G1"],
)

assumption = lemma(
    "assumption",
    "Assumption 1 (Eldan and Shamir), and the ReLU",
    "For every L-Lipschitz f, constant beyond [-R, R], and delta > 0 there is a sigma-network h of depth 2 on the line with "
    "|f - h| <= delta and at most c_sigma R L/delta neurons; for the ReLU c_sigma = 3",
    steps=[
        integral_width, one_neuron, constant, few_units, printed_units, printed_zero, outer_slopes, relu_units,
    ],
)  # fmt: skip
