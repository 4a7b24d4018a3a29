"""Depth 2 is enough for Lipschitz functions of the radius at constant accuracy: Theorems 1 and 3, with explicit constants (ours).

Let sigma satisfy Assumption 1, d >= 2, 0 < eps <= 1/2.

Theorem 1.  A 1-Lipschitz f(x) = phi(||x||) is within eps, on the unit ball of R^d, of a sigma-network of depth 2 with at most
    4 k c_sigma C(d+2k-1, 2k) cosh(2 k log(1 + sqrt(2)))/(kappa_k eps),  k = ceil(pi/(2 eps)) - 1,
neurons, and this is at most c_sigma d^{7.85/eps}.  (For eps >= 1/2 a constant is enough.)

Theorem 3.  ||x||^{2k}, k >= 1, is within eps of one with at most 2 k c_sigma C(d+2k-1, 2k)/(kappa_k eps) neurons, at most c_sigma d^{3.6 k}/eps.

Proof: f is within eps/2 of p(||x||), p of degree 2k (`polynomials`), and p(||x||) = sum w_i Q(<u_i, x>) (`monomials`).  Q, made constant beyond [-1, 1], is
(2 k/kappa_k) sum |c_j|-Lipschitz, so by Assumption 1 within eps/2 of a sum of neurons, and means of errors are no larger.

The paper has exp(O(eps^{-9} log(d/eps))) and exp(O(k^2 log(d/eps))), with constants that depend on sigma and are not given; its proofs were not at
hand.  These are stronger, so the paper's statements follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.legendre import ALL_D
from proofs.safran_eldan_shamir2019.assumption import constant, integral_width, relu_units
from proofs.safran_eldan_shamir2019.monomials import ALL_K, INVERSE, NODES, falling, identity, nodes_power, power
from proofs.safran_eldan_shamir2019.polynomials import (
    ALPHA,
    EPS,
    closed,
    coefficients,
    degree_lower,
    degree_upper,
    middle,
    polynomial,
)

GUARD = "tests/proofs/safran_eldan_shamir2019/test_universal.py"
K = "K = 157/20"  # of Theorem 1
U = "u = (1 + sqrt(2))**2"
WIDTH = "width = 4*k*nodes*inverse*cosh(2*k*alpha)/eps"  # over c_sigma
FACTOR = "(d+2*k)**2*(d+2*k+1)/((2*k+1)**2*(2*k+2))"  # of nodes*inverse, from k to k + 1
LARGE_X = ["x >= 2"]  # x = 1/eps

# --- one Q

terms = claim(
    "slope-terms",
    "2*j*g*abs(c)*t <= 2*k*(g + h)*abs(c)",
    where=["j >= 0", "k >= j", "g >= 0", "h >= 0", "c in RR", "0 <= t <= 1"],
    uses=[falling],
    source="|Q'(s)| <= sum 2j |c_j| |s|^{2j-1}/kappa_j <= (2k/kappa_k) sum |c_j|, g = 1/kappa_j <= g + h = 1/kappa_k",
    tags=["S-U1"],
)
neurons = claim(
    "neurons",
    "c*1*(2*k*g*S)/(eps/2) == 4*k*c*g*S/eps",
    where=["c >= 1", "k >= 1", "g >= 1", "S >= 1", "eps > 0"],
    uses=[integral_width],
    source="Assumption 1 with R = 1, L = 2 k S/kappa_k, delta = eps/2; g = 1/kappa_k, S = sum |c_j|",
    tags=["S-U1", "C-S3"],
)
budget = claim(
    "budget",
    "eps/2 + (w*(eps/2) + (1-w)*(eps/2)) == eps",
    where=[*EPS, "0 <= w <= 1"],
    source="a mean of errors of at most eps/2, and the error of p",
    tags=["S-U1"],
)
network = argued(
    "network",
    "For ||x|| <= 1 each <u_i, x> lies in [-1, 1]. Let h be within eps/2 of Q on [-1, 1], Q being constant beyond, with at most as many neurons "
    "as `neurons` says; then sum w_i h(<u_i, x>) is a sigma-network of depth 2, with M times as many neurons, whose directions are the beta u_i "
    "and whose output weights are the w_i alpha, and it is within eps/2 of p(||x||), as the w_i are not negative and add up to 1.",
    uses=[identity, terms, neurons, budget],
    guard=f"{GUARD}::test_network_on_the_plane",
    tags=["S-U1", "C-S3"],
)

# --- Theorem 1

simple = claim(
    "log-width",
    "log(4*(pi*x/2)*x) + 3*(pi*x/2)*log(d) + log(cosh(2*(pi*x/2)*alpha)) <= 10.6*x*log(d)",
    let=[ALPHA],
    where=["d >= 2", *LARGE_X],
    uses=[degree_upper, power, nodes_power],
    source="with 1/kappa_k <= d^k, M <= d^{2k}, k < pi/(2 eps), x = 1/eps: at most c_sigma d^{10.6/eps}",
    tags=["S-U1", "S1"],
)
first_cosh = claim("degree-3-coefficients", "cosh(6*alpha) == 99", let=[ALPHA], tags=["S-U1"])
first = claim(
    "degree-3",
    "4*k*nodes*inverse*99/(1/2) <= d**(2*K)",
    let=["k = 3", K, NODES, INVERSE],
    where=ALL_D,
    uses=[first_cosh],
    source="k = 3, which eps = 1/2 makes",
    tags=["S-U1", "S1"],
)
cosh_half = claim(
    "coefficients-half",
    "(v + 1/v)/2 <= 51/100*v",
    where=["v >= 10"],
    source="v = u^k, u = (1 + sqrt 2)^2",
    tags=["S-U1"],
)
cosh_power = claim(
    "coefficients-power",
    "u**k >= 10",
    let=[U],
    where=["k in ZZ", "k >= 4"],
    uses=[cosh_half, closed],
    source="so cosh(2 k log(1 + sqrt(2))) <= 0.51 u^k for k >= 4",
    tags=["S-U1"],
)
base = claim(
    "degree-4",
    "4*k*product((d+i)/(i+1), i, 0, 7)*inverse*(51/100*u**k)*(2*k/pi) <= d**(2*K*k/pi)",
    let=["k = 4", U, K, INVERSE],
    where=["d >= 2"],
    source="k = 4, C(d+7, 8) = prod (d+i)/(i+1), at eps = pi/(2k), the largest that makes it",
    tags=["S-U1", "S1"],
)
product_form = claim(
    "product-form",
    f"nodes*inverse == product({FACTOR.replace('k', 'l')}, l, 0, k-1)",
    let=[NODES, INVERSE],
    where=[*ALL_D, *ALL_K],
    tags=["S-U1"],
)
ratio = claim(
    "degree-ratio",
    f"{FACTOR}*u*((k+1)/k)**2 <= d**(2*K/pi)",
    let=[U, K],
    where=["d >= 2", "k >= 4"],
    source="from k to k + 1, k >= 4",
    tags=["S-U1", "S1"],
)
stretch = claim(
    "smaller-error",
    "x <= y*d**(K*(x-y))",
    let=[K],
    where=["d >= 2", "y >= 2", "x >= y"],
    source="from the largest eps = 1/y that makes k to any smaller one, 1/x: d^{K x}/x grows with x",
    tags=["S-U1", "S1"],
)
explicit = argued(
    "explicit",
    "4 k C(d+2k-1, 2k) cosh(2 k log(1 + sqrt(2)))/(kappa_k eps) <= d^{7.85/eps} for all d >= 2, 0 < eps <= 1/2: k >= 3 by degree-lower, and k < pi/(2 eps). For k = 3 "
    "it holds at eps = 1/2 by degree-3. For k >= 4 it holds at eps = pi/(2k), with coefficients-power, for k = 4 by degree-4, and then by induction on "
    "k with product-form and degree-ratio. For smaller eps with the same k use smaller-error.",
    uses=[degree_lower, degree_upper, first, cosh_power, base, product_form, ratio, stretch],
    guard=f"{GUARD}::test_explicit_widths",
    tags=["S-U1", "S1"],
)
closer = claim(
    "explicit-least",
    "width <= d**(784/100/eps)",
    let=["k = 3", "eps = 1/2", ALPHA, NODES, INVERSE, WIDTH],
    where=ALL_D,
    expected="refuted",
    source="7.85 is best to two digits: at d = 2, eps = 1/2 the width is 7.8499 in this scale",
    tags=["S-U1", "S1"],
)
theorem_1 = argued(
    "theorem-1",
    "A 1-Lipschitz phi(||x||) is within eps of a depth-2 sigma-network with at most 4 k c_sigma C(d+2k-1, 2k) cosh(2 k log(1 + sqrt(2)))/(kappa_k eps) "
    "neurons, which is at most c_sigma d^{7.85/eps}: polynomial, coefficients and network, and the middle of the range of phi added to the output bias.",
    uses=[polynomial, coefficients, network, simple, explicit],
    guard=f"{GUARD}::test_network_on_the_plane",
    source="Theorem 1, replaced",
    tags=["S1", "S-U1", "C-S3"],
)
printed_implied = claim(
    "printed-exponent",
    "K*x*log(d) <= K*x**9*log(d*x)",
    let=[K],
    where=["d >= 2", *LARGE_X],
    source="so the printed exp(O(eps^{-9} log(d/eps))) follows, with the constant 7.85",
    printed="exp(O(eps^{-9} log(d/eps)))",
    tags=["S1"],
)
five_implied = claim(
    "exponent-5",
    "K*x*log(d) <= K*x**5*log(d*x)",
    let=[K],
    where=["d >= 2", *LARGE_X],
    source="and with 5 for 9, which a later version is said to have",
    tags=["S1"],
)
large_error = claim(
    "large-error",
    "abs(v - (a + b)/2) <= eps",
    where=["eps >= 1/2", "a in RR", "b >= a", "b <= a + 1", "v >= a", "v <= b"],
    uses=[middle, constant],
    source="eps >= 1/2: a constant, no neuron at all",
    tags=["S-G4", "S1"],
)

# --- Theorem 3

power_slope = claim(
    "power-slope",
    "c*1*(2*k*g)/eps == 2*k*c*g/eps",
    where=["c >= 1", "k >= 1", "g >= 1", "eps > 0"],
    source="Q(s) = s^{2k}/kappa_k, Assumption 1 with R = 1, L = 2k/kappa_k, delta = eps",
    tags=["S-U1", "S3"],
)
twice_k = claim("power-of-d", "2*k <= d**k", where=[*ALL_D, *ALL_K], tags=["S-U1", "S3"])
power_simple = claim(
    "power-simple",
    "d**(2*k)*d**k*d**k == d**(4*k)",
    where=[*ALL_D, *ALL_K],
    uses=[nodes_power, power, twice_k],
    source="M <= d^{2k}, 1/kappa_k <= d^k, 2k <= d^k: at most c_sigma d^{4k}/eps",
    tags=["S-U1", "S3"],
)
power_first = claim(
    "power-first", "2*k*nodes*inverse <= d**(18/5)", let=["k = 1", NODES, INVERSE], where=ALL_D, tags=["S-U1", "S3"]
)
power_ratio = claim("power-ratio", f"{FACTOR}*((k+1)/k) <= d**(18/5)", where=["d >= 2", "k >= 1"], tags=["S-U1", "S3"])
power_closer = claim(
    "power-least",
    "2*k*nodes*inverse <= d**(358/100*k)",
    let=[NODES, INVERSE],
    where=[*ALL_D, *ALL_K],
    expected="refuted",
    source="the best exponent for all d, k is log2(12) = 3.585, at d = 2, k = 1",
    tags=["S-U1", "S3"],
)
theorem_3 = argued(
    "theorem-3",
    "||x||^{2k} is within eps of a depth-2 sigma-network with at most 2 k c_sigma C(d+2k-1, 2k)/(kappa_k eps) <= c_sigma d^{3.6 k}/eps neurons: identity for "
    "p(t) = t^{2k}, and network with the whole of eps for Q. The inequality by induction on k: power-first, product-form and power-ratio; with 4 for 3.6 by "
    "power-simple.",
    uses=[identity, network, power_slope, power_simple, power_first, power_ratio, product_form],
    guard=f"{GUARD}::test_powers_of_the_radius",
    source="Theorem 3, replaced",
    tags=["S3", "S-U1"],
)
power_printed = claim(
    "power-printed",
    "18/5*k*log(d) + log(x) <= 18/5*k**2*log(d*x)",
    where=["d >= 2", "k >= 1", *LARGE_X],
    source="so the printed exp(O(k^2 log(d/eps))) follows, with the constant 3.6",
    printed="exp(O(k^2 log(d/eps)))",
    tags=["S3"],
)

# --- numbers: log10 of the width for the ReLU, c_sigma = 3

DEGREES: Final[Mapping[str, int]] = {"1/2": 3, "1/10": 15}
TABLE: Final[Mapping[tuple[int, str], int]] = {
    (3, "1/2"): 6, (3, "1/10"): 18, (10, "1/2"): 9, (10, "1/10"): 27, (100, "1/2"): 17, (100, "1/10"): 58, (1000, "1/10"): 101,
}  # fmt: skip
degrees = [
    claim(
        f"table-degree-{eps.replace('/', '-')}",
        f"ceil(pi/(2*({eps}))) - 1 == {k}",
        source=f"the degree 2k for eps = {eps}",
        tags=["C-S3"],
    )
    for eps, k in DEGREES.items()
]
table = [
    claim(
        f"table-{d}-{eps.replace('/', '-')}",
        f"{value} <= log(3*width)/log(10) < {value + 1}",
        let=[f"d = {d}", f"eps = {eps}", f"k = {DEGREES[eps]}", ALPHA, NODES, INVERSE, WIDTH],
        uses=[relu_units, theorem_1, *degrees],
        source="the decimal logarithm of the bound of Theorem 1 for the ReLU",
        tags=["C-S3"],
    )
    for (d, eps), value in TABLE.items()
]

universal = lemma(
    "universal",
    "Theorems 1 and 3: Lipschitz functions of the radius, and its even powers, in depth 2 (ours)",
    "1-Lipschitz phi(||x||) is within eps on the unit ball of a depth-2 network with at most c_sigma d^{7.85/eps} neurons, ||x||^{2k} of one with at most "
    "c_sigma d^{3.6 k}/eps, for all d >= 2, 0 < eps <= 1/2, k >= 1",
    steps=[
        terms, neurons, budget, network, simple, first_cosh, first, cosh_half, cosh_power, base, product_form, ratio, stretch, explicit, closer, theorem_1,
        printed_implied, five_implied, large_error, power_slope, twice_k, power_simple, power_first, power_ratio, power_closer, theorem_3, power_printed,
        *degrees, *table,
    ],
)  # fmt: skip
