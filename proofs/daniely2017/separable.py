"""Inner product functions are far from sums of separable ones: Theorem 3, and Theorem 1, which follows from it.

Theorem 3.  Let f be an inner product function on S^{d-1} x S^{d-1} and g_1, ..., g_r separable functions.  Then

    ||f - sum_j g_j||^2 >= ||P_n f|| (||P_n f|| - 2 sum_j ||g_j|| / sqrt(N_{d,n})).

Theorem 1.  Let N be computed by a depth-2 network of width r with weights bounded by B and activation sigma, and let F
be the inner product function of f.  Then, with A = A_{n,d}(f) = ||P_n f||,

    ||N - F||^2 >= A (A - (2 r B max_{|x| <= sqrt(4d) B + B} |sigma(x)| + 2 B) / sqrt(N_{d,n})).

Expand f = sum alpha_i h_i, h_i(x, x') = sqrt(N_{d,i}) P_i(<x, x'>), and g_j = sum beta^j_{k,l} L_k^{v_j} (x)
L_l^{v'_j}.  In the claims a, b stand for alpha_i, beta^j_{i,i} and p for P_i(<v_j, v'_j>).

In print: Theorem 1 lacks the square on its left side and is false without it.  The proof of Theorem 3 has N_{d,k} where
N_{d,i} is meant, starts the expansion of f at i = n instead of 0, uses that N_{d,i} grows with i without saying so, and
calls the basis {L_n (x) L_n}_{n,m}.  The slides print Theorem 3 with "=".
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.legendre import ALL_D, bounded, complete, nondecreasing, norm, orthogonal, reproducing

GUARD = "tests/proofs/daniely2017/test_separable.py"
RELU_MAXIMUM = "M = sqrt(4*d)*B + B"  # of |sigma| on |x| <= sqrt(4d) B + B, if sigma is the ReLU

# --- Theorem 3

inner_product = argued(
    "equation-2",
    "E h_n(x, x') L_i^v(x) L_j^v'(x') = P_n(<v, v'>)/sqrt(N_{d,n}) if i = j = n, else 0. For fixed x, h_n(x, .) is "
    "L_n^x, so the mean over x' is delta_nj P_n(<x, v'>) by the reproducing formula. This is delta_nj "
    "L_n^v'(x)/sqrt(N_{d,n}), and the mean of L_n^v'(x) L_i^v(x) over x is delta_ni P_n(<v, v'>).",
    uses=[reproducing],
    guard=f"{GUARD}::test_equation_2",
    source="Theorem 3, equation (2)",
    tags=["C-D3"],
)
diagonal = argued(
    "diagonal",
    "The terms of g_j with k != l may be dropped: by equation (2) they are orthogonal to every h_i, and as products "
    "of basis elements to every L_i^w (x) L_i^w' (<L_k^v, L_i^w> = 0 unless k = i). So ||f - g||^2 does not "
    "increase, and no ||g_j|| increases. In the same way summands of different i are orthogonal, hence ||f - g||^2 "
    "is the sum over i >= 0 of ||alpha_i h_i - sum_j beta^j_i L_i (x) L_i||^2, and at least the sum over i >= n, as "
    "no summand is negative.",
    uses=[inner_product, reproducing, complete, orthogonal, norm],
    guard=f"{GUARD}::test_chain_on_rational_data",
    source="Theorem 3, steps 1 to 3",
    tags=["C-D3", "D-G6", "D-G8"],
)
square = claim(
    "square-completion",
    "(a - s)**2 >= a**2 - 2*a*s",
    where=["a in RR", "s in RR"],
    source="Theorem 3, step 4, at each (x, x') before the mean is taken",
    tags=["C-D3"],
)
signs = claim(
    "coefficient-signs",
    "a*b*p <= abs(a)*abs(b)",
    where=["a in RR", "b in RR", "-1 <= p <= 1"],
    uses=[bounded],
    source="Theorem 3, step 6",
    tags=["C-D3"],
)
dimensions = claim(
    "dimension-factor",
    "1/sqrt(harmonic_dim(d, n+k)) <= 1/sqrt(harmonic_dim(d, n))",
    where=[*ALL_D, "n in ZZ", "n >= 0", "k in ZZ", "k >= 0"],
    uses=[nondecreasing],
    source="Theorem 3, step 6 (printed with N_{d,k} for N_{d,i}, i = n + k)",
    tags=["C-D3", "D-G6"],
)
products = claim(
    "product-of-bounds",
    "(z - s)*h <= z*(h + t)",
    where=["z >= 0", "s >= 0", "h >= 0", "t >= 0"],
    source="Theorem 3, step 6: y <= z and h <= g give y h <= z g (y = z - s, g = h + t)",
    tags=["C-D3"],
)
young = claim(
    "cauchy-schwarz-term",
    "s*t <= (s**2 + t**2)/2",
    where=["s in RR", "t in RR"],
    source="Theorem 3, step 7, for s = |alpha_i|/A and t = |beta_i|/B, A and B the norms of the two sequences",
    tags=["C-D3"],
)
two_terms = claim(
    "cauchy-schwarz-2",
    "(a*u + b*v)**2 <= (a**2 + b**2)*(u**2 + v**2)",
    where=["a in RR", "b in RR", "u in RR", "v in RR"],
    source="Theorem 3, step 7, for two terms",
    tags=["C-D3"],
)
tail_norm = claim(
    "tail-of-norm",
    "sqrt(b) <= sqrt(b + c)",
    where=["b >= 0", "c >= 0"],
    source="Theorem 3, step 8: the sum of beta^2 over i >= n is part of ||g_j||^2",
    tags=["C-D3"],
)
factor = claim(
    "factor-out",
    "A**2 - 2*A*G/sqrt(N) == A*(A - 2*G/sqrt(N))",
    where=["A >= 0", "G >= 0", "N >= 1"],
    source="Theorem 3, step 8",
    tags=["C-D3"],
)
chain = argued(
    "chain",
    "||f - g||^2 >= sum_{i>=n} ||alpha_i h_i - sum_j beta^j_i L_i (x) L_i||^2 >= sum_{i>=n} (alpha_i^2 - 2 sum_j "
    "<alpha_i h_i, beta^j_i L_i (x) L_i>) by square-completion = ||P_n f||^2 - 2 sum_j sum_{i>=n} alpha_i beta^j_i "
    "P_i(<v_j, v'_j>)/sqrt(N_{d,i}) by equation (2) >= ||P_n f||^2 - (2/sqrt(N_{d,n})) sum_j sum_{i>=n} "
    "|alpha_i||beta^j_i| by coefficient-signs, dimension-factor and product-of-bounds. With A^2 = sum_{i>=n} "
    "alpha_i^2 = ||P_n f||^2 and B^2 = sum_{i>=n} (beta^j_i)^2, both positive, summing cauchy-schwarz-term over i "
    "gives sum |alpha_i||beta^j_i| <= A B (if one is 0, both sides are), and B <= ||g_j|| by tail-of-norm. All sums "
    "converge absolutely.",
    uses=[diagonal, inner_product, square, signs, dimensions, products, young, two_terms, tail_norm, factor],
    guard=f"{GUARD}::test_chain_on_rational_data",
    source="Theorem 3, steps 3 to 8",
    tags=["C-D3"],
)
slides_equality = claim(
    "slides-equality",
    "a**2 - 2*a*b*t/sqrt(d) + b**2 == a*(a - 2*b/sqrt(d))",
    where=["d in ZZ", "d >= 2", "a >= 0", "b >= 0", "-1 <= t <= 1"],
    expected="refuted",
    printed="the slides print Theorem 3 with '='; this is its case f = a h_1, n = 1, one separable function "
    "g = b L_1^v (x) L_1^v' with <v, v'> = t, where ||g|| = b and N_{d,1} = d",
    source="slides, main result",
    tags=["C-D3"],
)

separable = lemma(
    "separable",
    "Theorem 3: inner product functions against separable functions",
    "||f - sum_j g_j||^2 >= ||P_n f|| (||P_n f|| - 2 sum_j ||g_j||/sqrt(N_{d,n}))",
    steps=[
        inner_product, diagonal, square, signs, dimensions, products, young, two_terms, tail_norm, factor, chain,
        slides_equality,
    ],
)  # fmt: skip

# --- Theorem 1

row_norm = claim(
    "row-norm",
    "sqrt(d*B**2) == sqrt(d)*B",
    where=["d in ZZ", "d >= 1", "B >= 0"],
    source="Theorem 1: |<w, x>| <= ||w|| <= sqrt(d) B",
    tags=["C-D4"],
)
preactivation = claim(
    "preactivation",
    "sqrt(d)*B + sqrt(d)*B + B == sqrt(4*d)*B + B",
    where=["d in ZZ", "d >= 1", "B >= 0"],
    uses=[row_norm],
    source="Theorem 1, step a",
    tags=["C-D4"],
)
neuron_norm = claim(
    "neuron-norm",
    "abs(B*s)*abs(M*t) <= B*M",
    where=["B >= 0", "M >= 0", "-1 <= s <= 1", "-1 <= t <= 1"],
    source="Theorem 1, step b: a hidden neuron with its output weight, B s and M t being the weight and the activation",
    tags=["C-D4"],
)
neurons = argued(
    "neurons-are-separable",
    "x, x' -> w2 sigma(<w, x> + <w', x'> + b) depends on <v, x> and <v', x'> alone for v = w/||w||, v' = w'/||w'||, "
    "and so does the constant b2; if w or w' is 0, the direction is arbitrary. The norm in L2 of a probability "
    "measure is at most the supremum, B max |sigma| for a neuron and B for b2. So a network of width r is a sum of r "
    "+ 1 separable functions, with norms that add up to at most r B max |sigma| + B.",
    uses=[preactivation, neuron_norm],
    guard=f"{GUARD}::test_preactivations_stay_in_the_range",
    source="Theorem 1, steps a to c",
    tags=["C-D4"],
)
doubling = claim(
    "sum-of-norms",
    "2*(r*B*M + B) == 2*r*B*M + 2*B",
    where=["r in ZZ", "r >= 0", "B >= 0", "M >= 0"],
    source="Theorem 1, step d",
    tags=["C-D4"],
)
insertion = claim(
    "insertion",
    "A*(A - 2*S/sqrt(N)) >= A*(A - 2*(S + z)/sqrt(N))",
    where=["A >= 0", "S >= 0", "z >= 0", "N >= 1"],
    source="Theorem 1, step e: a larger sum of norms only weakens the bound",
    tags=["C-D4"],
)
squared = argued(
    "squared-form",
    "||N - F||^2 >= A (A - (2 r B max |sigma| + 2 B)/sqrt(N_{d,n})): Theorem 3 for the r + 1 separable functions, "
    "with the bound on the sum of their norms put in.",
    uses=[separable, neurons, doubling, insertion],
    guard=f"{GUARD}::test_squared_form_for_the_zero_network",
    source="Theorem 1, repaired",
    tags=["C-D4", "D-G1"],
)
zero_network = claim(
    "squared-zero-network",
    "A**2 >= A*(A - (2*r*B*M + 2*B)/sqrt(harmonic_dim(d, n)))",
    let=[RELU_MAXIMUM],
    where=["d in ZZ", "d >= 2", "n in ZZ", "n >= 0", "r in ZZ", "r >= 1", "B > 0", "A >= 0"],
    source="Theorem 1, repaired, for the network N = 0 and f = A sqrt(N_{d,n}) P_n, sigma the ReLU",
    tags=["C-D4", "D-G1"],
)
printed = claim(
    "printed",
    "A >= A*(A - (2*r*B*M + 2*B)/sqrt(harmonic_dim(d, n)))",
    let=[RELU_MAXIMUM],
    where=["d in ZZ", "d >= 2", "n in ZZ", "n >= 0", "r in ZZ", "r >= 1", "B > 0", "A >= 0"],
    expected="refuted",
    printed=(
        "Theorem 1, without the square; this is its case of the network N = 0 and f = A sqrt(N_{d,n}) P_n, sigma the "
        "ReLU, for which ||N - F|| = A_{n,d}(f) = A"
    ),
    source="Theorem 1",
    tags=["C-D4", "D-G1"],
)
printed_instance = claim(
    "printed-instance",
    "2 >= 2*(2 - (2*B*M + 2*B)/sqrt(harmonic_dim(4, 1)))",
    let=["B = 1/10", "M = sqrt(4*4)*B + B"],
    expected="refuted",
    printed="Theorem 1 for d = 4, n = 1, f(x) = 4 x (so A = 2), the zero network of width 1, B = 1/10: 2 >= 3.7",
    source="Theorem 1",
    tags=["C-D4", "D-G1"],
)
bracket_range = claim(
    "bracket-range",
    "0 <= A*(A - c) <= 1",
    where=["0 <= A <= 1", "0 <= c <= A"],
    source="Theorem 1, the right side where A <= 1 and the bracket A - c is not negative",
    tags=["C-D4", "D-G1"],
)
implied = claim(
    "squared-implies-printed",
    "sqrt(y) >= y",
    where=["0 <= y <= 1"],
    uses=[bracket_range],
    source="Theorem 1: where A <= 1 and the bracket is not negative the squared form implies the printed one, as "
    "||N - F|| >= sqrt(y) for y = A (A - c)",
    tags=["C-D4", "D-G1"],
)
negative_bracket = claim(
    "negative-bracket",
    "A*(A - c) <= 0",
    where=["A >= 0", "c >= A"],
    source="Theorem 1: where the bracket is not positive both forms are trivial",
    tags=["C-D4", "D-G1"],
)

main = lemma(
    "main",
    "Theorem 1: depth-2 networks against inner product functions",
    "||N - F||^2 >= A (A - (2 r B max_{|x| <= sqrt(4d) B + B} |sigma(x)| + 2 B)/sqrt(N_{d,n}))",
    steps=[
        row_norm, preactivation, neuron_norm, neurons, doubling, insertion, squared, zero_network, printed,
        printed_instance, bracket_range, implied, negative_bracket,
    ],
)  # fmt: skip
