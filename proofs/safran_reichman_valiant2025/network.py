"""Depth-3 networks for f_d: Example 1 (ReLU, without error) and Theorem 4 (any sigma with Assumption 2).

Example 1, repaired.  t_d(z) = [z]_+ + sum_{i=1}^d 2 (-1)^i [z - i]_+ and

    N(z, x, y) = t_d(sum_i [12 sqrt(d) (x_i + y_i) - 5]_+ - [12 sqrt(d) (x_i + y_i) - 6]_+)

is f_d on the whole of A_{4d}: t_d(k) = k mod 2 for 0 <= k <= d, and on A_{4d} x_i = (3a + s)/(12 sqrt d) for a bit a
and some s in [0, 1], y_i likewise, so that each difference is the product of the bits.  With the cubes centred at 0 (s
in [-1/2, 1/2]), 4 and 5 stand for 5 and 6.  In print 3 sqrt(d) stands outside the ReLUs: N = 0 on A_{4d}, and the error
is 1.

Theorem 4.  With h_1 for clamp(z - 5, 0, 1) on [0, 8], error eps/(2d), and h_2 for the triangle wave on [-2d-1, 2d+1],
error eps/2, h_2(sum_i h_1(12 sqrt(d) x_i + 12 sqrt(d) y_i)) is within eps of f_d.  In print: Assumption 2 has no
network for a constant f, as f is L-Lipschitz for every L > 0; and with its bounds the weights of the second layer are
O(d^2/eps^2), not O(d/eps^2), those of the first O(d^{3/2}/eps), not O(sqrt(d)/eps).
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.support import support

GUARD = "tests/proofs/safran_reichman_valiant2025/test_network.py"
ALL_D = ["d in ZZ", "d >= 1"]
BITS = ["a in ZZ", "0 <= a <= 1", "b in ZZ", "0 <= b <= 1"]
CUBE = ["0 <= s <= 1", "0 <= u <= 1"]
CENTRED = ["-1/2 <= s <= 1/2", "-1/2 <= u <= 1/2"]
POINT = ["x = (3*a + s)/(12*sqrt(d))", "y = (3*b + u)/(12*sqrt(d))"]

# --- Example 1, one coordinate

round_x = claim(
    "bit",
    "floor(3*sqrt(d)*x + 1/2) == a",
    let=["x = (3*a + s)/(12*sqrt(d))"],
    where=[*ALL_D, "a in ZZ", "0 <= a <= 1", "0 <= s <= 1"],
    source="Example 1: x_i = a/(4 sqrt d) + c_i with 0 <= c_i <= 1/(12 sqrt d), and round(3 sqrt(d) x_i) = a",
    tags=["C-R12", "C-R3"],
)
printed_zero = claim(
    "printed-vanishes",
    "3*sqrt(d)*max(0, 4*x + 4*y - 5) - 3*sqrt(d)*max(0, 4*x + 4*y - 6) == 0",
    let=POINT,
    where=[*ALL_D, *BITS, *CUBE],
    source="Example 1 as printed: 4 x_i + 4 y_i <= 8/(3 sqrt d) < 5, so N = t_d(0) = 0 on A_{4d}",
    tags=["C-R12", "R-G15"],
)
printed = claim(
    "printed",
    "3*sqrt(d)*max(0, 4*x + 4*y - 5) - 3*sqrt(d)*max(0, 4*x + 4*y - 6) == a*b",
    let=POINT,
    where=[*ALL_D, *BITS, *CUBE],
    expected="refuted",
    printed="N = t_d(sum_i 3 sqrt(d) [4 x_i + 4 y_i - 5]_+ - 3 sqrt(d) [4 x_i + 4 y_i - 6]_+); this is one coordinate",
    source="Example 1",
    tags=["C-R12", "R-G15"],
)
coordinate = claim(
    "coordinate",
    "max(0, 12*sqrt(d)*(x + y) - 5) - max(0, 12*sqrt(d)*(x + y) - 6) == a*b",
    let=POINT,
    where=[*ALL_D, *BITS, *CUBE],
    source="Example 1, repaired: one coordinate, exactly, on all of A_{4d}",
    tags=["C-R12", "R-G15"],
)
coordinate_centred = claim(
    "coordinate-centred",
    "max(0, 12*sqrt(d)*(x + y) - 4) - max(0, 12*sqrt(d)*(x + y) - 5) == a*b",
    let=POINT,
    where=[*ALL_D, *BITS, *CENTRED],
    source="Example 1, repaired, for cubes centred at 0 (the first repair of R-G4)",
    tags=["C-R12", "R-G4", "R-G15"],
)
centred_56 = claim(
    "coordinate-centred-5-6",
    "max(0, 12*sqrt(d)*(x + y) - 5) - max(0, 12*sqrt(d)*(x + y) - 6) == a*b",
    let=POINT,
    where=[*ALL_D, *BITS, *CENTRED],
    expected="refuted",
    source="for cubes centred at 0 the numbers 5 and 6 of Example 1 will not do",
    tags=["C-R12", "R-G4"],
)

# --- t_d

partial_sum = claim(
    "alternating-sum",
    "sum((-1)**i*(k - i), i, 1, n) == ((-1)**n*(2*k - 2*n - 1) - (2*k - 1))/4",
    where=["n in ZZ", "n >= 0", "k in ZZ", "k >= 0"],
    source="Example 1, t_d at k: the terms i <= n, by induction on n",
    tags=["C-R13"],
)
beyond = claim(
    "terms-beyond",
    "2*(-1)**i*max(0, k - i) == 0",
    where=["k in ZZ", "k >= 0", "i in ZZ", "i >= k"],
    source="Example 1, t_d at k: the terms i >= k vanish, so for all d >= k t_d(k) = t_k(k)",
    tags=["C-R13"],
)
within = claim(
    "terms-within",
    "max(0, k - i) == k - i",
    where=["k in ZZ", "k >= 0", "i in ZZ", "i >= 0", "i <= k"],
    source="Example 1, t_d at k: the terms i <= k",
    tags=["C-R13"],
)
closed = claim(
    "wave-at-integer",
    "k + 2*(((-1)**n*(2*k - 2*n - 1) - (2*k - 1))/4) == k - 2*floor(k/2)",
    let=["n = k"],
    where=["k in ZZ", "k >= 0"],
    uses=[partial_sum, beyond, within],
    source="Example 1: t_d(k) = k mod 2",
    tags=["C-R13"],
)
wave = argued(
    "wave",
    "For 0 <= k <= d, t_d(k) = [k]_+ + the sum over 1 <= i <= d of 2 (-1)^i [k - i]_+. The terms i > k vanish "
    "(terms-beyond), the others have [k - i]_+ = k - i (terms-within), so t_d(k) = k + 2 times the alternating sum at "
    "n = k, which is k mod 2.",
    uses=[partial_sum, beyond, within, closed],
    guard=f"{GUARD}::test_wave_on_all_integers",
    source="Example 1",
    tags=["C-R13"],
)

# --- Example 1, the network

exact = argued(
    "exact",
    "At a point of A_{4d} the coordinates are (3a + s)/(12 sqrt d) as in coordinate, each with its own bits a_i, b_i; "
    "so the argument of t_d is the sum of the a_i b_i, an integer k between 0 and d, and t_d(k) = k mod 2 = IP_d(a, b) "
    "= f_d by bit. The error is 0 everywhere on A_{4d}.",
    uses=[support, round_x, coordinate, wave],
    guard=f"{GUARD}::test_repaired_network_is_exact",
    source="Example 1, repaired",
    tags=["C-R12", "C-R13", "R-G15"],
)
exact_centred = argued(
    "exact-centred",
    "The same for cubes centred at 0, with 4 and 5 in place of 5 and 6: there 12 sqrt(d) x_i = 3a + s with |s| <= 1/2, "
    "and 3 sqrt(d) x_i still rounds to a.",
    uses=[coordinate_centred, wave],
    guard=f"{GUARD}::test_centred_network_is_exact",
    source="Example 1, repaired, for the first repair of R-G4",
    tags=["C-R12", "R-G4", "R-G15"],
)
printed_error = argued(
    "printed-error",
    "The network printed is t_d(0) = 0 on all of A_{4d} by printed-vanishes; f_d takes the values 0 and 1 there (1 for "
    "x = y = (1, 0, ..., 0)), so the supremum of the error is 1 for every d.",
    uses=[printed_zero, wave],
    guard=f"{GUARD}::test_printed_network_is_zero",
    source="Example 1 as printed",
    tags=["C-R12", "R-G15"],
)
width = claim(
    "width",
    "max(2*d, d + 1) == 2*d",
    where=ALL_D,
    source="Example 1: 2d ReLUs in the first hidden layer, d + 1 in the second",
    printed=True,
    tags=["C-R12"],
)
weights = claim(
    "weights",
    "max(12*sqrt(d), 6, 1, 2, d) <= 12*d",
    where=ALL_D,
    source="Example 1: weights 12 sqrt d, 1 and 2, biases up to 6 and up to d",
    printed="weights O(d)",
    tags=["C-R12", "R-G17"],
)
connections = claim(
    "connections",
    "2*(2*d) + (2*d)*(d + 1) + (d + 1) == 2*d**2 + 7*d + 1",
    where=ALL_D,
    source="Example 1: weights that are not 0, each layer counted; O(d) would need a linear neuron for the sum",
    printed="O(d) connections",
    tags=["C-R12", "R-G15"],
)
connections_printed = claim(
    "connections-printed",
    "2*(2*d) + (2*d)*(d + 1) + (d + 1) <= 100*d",
    where=ALL_D,
    expected="refuted",
    source="Example 1: the number of connections is no 100 d; a larger constant fails at a larger d",
    printed="O(d) connections",
    tags=["C-R12", "R-G15"],
)

example1 = lemma(
    "example1",
    "Example 1: a depth-3 ReLU network that is f_d",
    "N(z, x, y) = t_d(sum_i [12 sqrt(d)(x_i + y_i) - 5]_+ - [12 sqrt(d)(x_i + y_i) - 6]_+), of width 2d and weights "
    "O(d), is f_d on A_{4d}",
    steps=[
        round_x, printed_zero, printed, coordinate, coordinate_centred, centred_56, partial_sum, beyond, within,
        closed, wave, exact,
        exact_centred, printed_error, width, weights, connections, connections_printed,
    ],
)  # fmt: skip

# --- Theorem 4

ANY = [*ALL_D, "0 < eps <= 1/2"]
WEIGHT_1, WEIGHT_2 = "16*c*d/eps", "6*c*d/eps"  # of h_1 and h_2

clamp = claim(
    "clamp",
    "max(0, z - 5) - max(0, z - 6) == min(1, max(0, z - 5))",
    where=["z in RR"],
    uses=[coordinate],
    source="Theorem 4: g_1 = clamp(z - 5, 0, 1) is what Example 1 has in each coordinate, so the product of the bits",
    tags=["C-R15"],
)
clamp_range = claim(
    "clamp-range",
    "0 <= 4*x + 4*y <= 8",
    where=["0 <= x <= 1", "0 <= y <= 1"],
    source="Theorem 4: [0, 8] is range enough for h_1",
    printed=True,
    tags=["C-R15"],
)
triangle = claim(
    "triangle-wave",
    "min(abs(k - 2*n), abs(k - 2*(n + 1))) == r",
    let=["k = 2*n + r"],
    where=["n in ZZ", "n >= 0", "r in ZZ", "0 <= r <= 1"],
    source="Theorem 4: g_2, the distance to the nearest even integer, is 1-Lipschitz, and k mod 2 at integers k",
    tags=["C-R15"],
)
inner_error = claim(
    "inner-error",
    "d*(eps/(2*d)) == eps/2",
    where=ANY,
    source="Theorem 4: the sum of the d functions h_1 is within eps/2 of that of the g_1",
    printed=True,
    tags=["C-R15"],
)
inner_range = claim(
    "inner-range",
    "d + eps/2 <= 2*d + 1",
    where=ANY,
    uses=[inner_error],
    source="Theorem 4: it lies in [-2d-1, 2d+1], the range of h_2",
    printed=True,
    tags=["C-R15"],
)
budget = claim(
    "budget",
    "1*(d*(eps/(2*d))) + eps/2 == eps",
    where=ANY,
    source="Theorem 4: g_2 is 1-Lipschitz, and h_2 is within eps/2 of it",
    printed=True,
    tags=["C-R15"],
)
inner_weights = claim(
    "inner-weights",
    f"c*8*1/(eps/(2*d)) == {WEIGHT_1}",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: width and weights of h_1 by Assumption 2, c R L/delta with R = 8, L = 1, delta = eps/(2d)",
    printed="O(1/eps) is what the weights printed need",
    tags=["C-R15", "R-G17"],
)
outer_weights = claim(
    "outer-weights",
    f"c*(2*d + 1)*1/(eps/2) <= {WEIGHT_2}",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: width and weights of h_2 by Assumption 2, R = 2d + 1, L = 1, delta = eps/2",
    tags=["C-R15", "R-G17"],
)
total_width = claim(
    "width",
    f"max(d*({WEIGHT_1}), {WEIGHT_2}) == 16*c*d**2/eps",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: width O(d^2/eps)",
    printed=True,
    tags=["C-R15"],
)
second_weights = claim(
    "second-layer-weights",
    f"({WEIGHT_2})*({WEIGHT_1}) == 96*c**2*d**2/eps**2",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: the output weights of h_1 times the inner weights of h_2, O(d^2/eps^2)",
    printed="O(d/eps^2)",
    tags=["C-R15", "R-G17"],
)
second_printed = claim(
    "second-layer-weights-printed",
    f"({WEIGHT_2})*({WEIGHT_1}) <= 1000*c**2*d/eps**2",
    where=[*ANY, "c >= 1"],
    expected="refuted",
    source="Theorem 4: with Assumption 2 as it stands the bound is no 1000 c^2 d/eps^2; a larger constant fails at a "
    "larger d",
    printed="weights O(d/eps^2)",
    tags=["C-R15", "R-G17"],
)
second_biases = claim(
    "second-layer-biases",
    f"({WEIGHT_2})*(1 + d*({WEIGHT_1})) <= 99*c**2*d**3/eps**2",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: the biases of the second layer, with the constant terms of the d functions h_1",
    tags=["C-R15", "R-G17"],
)
first_weights = claim(
    "first-layer-weights",
    f"({WEIGHT_1})*(12*sqrt(d)) == 192*c*d**(3/2)/eps",
    where=[*ANY, "c >= 1"],
    source="Theorem 4: inner weights of h_1 times 12 sqrt d, O(d^{3/2}/eps)",
    printed="O(sqrt(d)/eps)",
    tags=["C-R15", "R-G17"],
)
first_printed = claim(
    "first-layer-weights-printed",
    f"({WEIGHT_1})*(12*sqrt(d)) <= 1000*c*sqrt(d)/eps",
    where=[*ANY, "c >= 1"],
    expected="refuted",
    source="Theorem 4: with Assumption 2 as it stands the bound is no 1000 c sqrt(d)/eps; a larger constant fails at a "
    "larger d",
    printed="O(sqrt(d)/eps)",
    tags=["C-R15", "R-G17"],
)
constants_printed = claim(
    "constant-functions-printed",
    "1 - delta <= c*R*L/delta",
    where=["c > 0", "R > 0", "L > 0", "0 < delta < 1"],
    expected="refuted",
    printed="Assumption 2 for f = 1, which is L-Lipschitz for every L > 0: if c R L/delta < 1 the network is its bias, "
    "which is at most that",
    source="Assumption 2",
    tags=["C-R15", "R-G16"],
)
constants = claim(
    "constant-functions",
    "c*(1 + 1 + R*L/delta) <= 3*c*(R*L/delta)",
    where=["c >= 1", "R >= 1", "L >= 1", "0 < delta <= 1"],
    source="Assumption 2 with 1 + sup |f| added to R L/delta: the bounds used for g_1 and g_2 grow by a factor of at "
    "most 3",
    tags=["C-R15", "R-G16"],
)
network4 = argued(
    "network",
    "N = h_2(sum_i h_1(12 sqrt(d) x_i + 12 sqrt(d) y_i)). On A_{4d}, 3 sqrt(d) times the coordinates lie in [0, 1/4] "
    "or [3/4, 1]; by clamp and coordinate the sum of the g_1 is k = <a, b>, the sum of the h_1 is within eps/2 of it "
    "(inner-error) and in the range of h_2 (inner-range), and |h_2 - g_2| <= eps/2 there; g_2 is 1-Lipschitz and "
    "g_2(k) = k mod 2 = f_d. For cubes centred at 0 take clamp(z - 4, 0, 1), by coordinate-centred. For the ReLU, "
    "Example 1 is better in every respect.",
    uses=[
        support, clamp, clamp_range, triangle, inner_error, inner_range, budget, inner_weights, outer_weights,
        total_width,
        second_weights, second_biases, first_weights, constants,
    ],
    guard=f"{GUARD}::test_theorem_4_budget",
    source="Theorem 4, repaired",
    tags=["C-R15", "R-G16", "R-G17"],
)  # fmt: skip

theorem4 = lemma(
    "theorem4",
    "Theorem 4: depth-3 networks for f_d, any sigma with Assumption 2",
    "A depth-3 sigma-network of width O(d^2/eps) and weights poly(d)/eps^2 is within eps of f_d on A_{4d}",
    steps=[
        clamp, clamp_range, triangle, inner_error, inner_range, budget, inner_weights, outer_weights, total_width,
        second_weights, second_printed, second_biases, first_weights, first_printed, constants_printed,
        constants, network4,
    ],
)  # fmt: skip
