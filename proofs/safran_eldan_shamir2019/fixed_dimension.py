"""Depth 2 is enough for Lipschitz functions of the radius in a fixed dimension: Theorem 2, with explicit constants (ours).

Let sigma satisfy Assumption 1 (as the ReLU does, of which the paper speaks), d >= 2, 0 < eps <= 1/2, m = floor(d/2) and n = 2k, k = ceil(pi/(2 eps)) - 1.  A
1-Lipschitz phi(||x||) is within eps, on the unit ball, of a sigma-network of depth 2 with at most

    4 n^2 c_sigma C(2m+n, n) prod_{i<m} (1 + n^2/(2i+1))/eps <= c_sigma (1/eps)^{9.1 d}

neurons.  The paper has exp(O(d log(1/eps))), without the constant; its proof was not at hand.

Proof: as for Theorem 1, with a better bound for the slope of Q.  Take the odd dimension D = 2m + 1, which is d or d + 1 (a network on the larger ball is one
on the smaller).  There 1/kappa_j = prod_{i<m} (1 + 2j/(2i+1)), so that Q is p after the operators 1 + theta/(2i+1), theta = s d/ds.  By Markov's inequality at the
end of an interval |theta q| <= n^2 if |q| <= 1.  So |Q| <= prod (1 + n^2/(2i+1)): a power of 1/eps, where the sum of coefficients is exponential in 1/eps.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_eldan_shamir2019.monomials import identity
from proofs.safran_eldan_shamir2019.polynomials import degree_lower, degree_upper, polynomial, slopes
from proofs.safran_eldan_shamir2019.universal import LARGE_X, network

GUARD = "tests/proofs/safran_eldan_shamir2019/test_fixed_dimension.py"
ALL_M = ["m in ZZ", "m >= 1"]
ALL_N = ["n in ZZ", "n >= 1"]
GAMMAS = "gamma(m+1/2+j)*sqrt(pi)/(gamma(m+1/2)*gamma(j+1/2))"
NODES = "nodes = binomial(2*m+n, n)"
NORM = "norm = product(1 + n**2/(2*i+1), i, 0, m-1)"
WIDTH = "4*n**2*nodes*norm"  # over c_sigma/eps
EXPONENT = "91/5*m"  # 9.1 times 2m <= d

dimension = claim(
    "odd-dimension",
    "2*m <= 2*m + r <= 2*m + 1",
    where=["m in ZZ", "m >= 1", "r in ZZ", "0 <= r <= 1"],
    source="d = 2m + r: 2m <= d <= D = 2m + 1",
    tags=["S2"],
)
moments = claim(
    "moments",
    f"product((2*m+1+2*l)/(2*l+1), l, 0, j-1) == {GAMMAS}",
    where=["m in ZZ", "m >= 0", "j in ZZ", "j >= 0"],
    source="1/kappa_j in dimension 2m + 1, by induction on j",
    tags=["S2", "C-S4"],
)
operators = claim(
    "operators",
    f"product(1 + 2*j/(2*i+1), i, 0, m-1) == {GAMMAS}",
    where=["m in ZZ", "m >= 0", "j in ZZ", "j >= 0"],
    source="the product over i instead, by induction on m",
    tags=["S2", "C-S4"],
)
slope = argued(
    "slope",
    "|Q'| <= 2 n^2 prod_{i<m} (1 + n^2/(2i+1)) on [-1, 1], in dimension 2m + 1, if |p| <= 1 there: theta s^{2j} = 2j s^{2j}, so by moments and operators "
    "Q = sum (c_j/kappa_j) s^{2j} is p after the m operators 1 + theta/(2i+1), which keep even polynomials of degree at most n. Each multiplies the maximum by at "
    "most 1 + n^2/(2i+1), and the last step is |q'| <= 2 n^2 max |q|, all by slopes.",
    uses=[moments, operators, slopes],
    guard=f"{GUARD}::test_slopes_of_q",
    tags=["S2"],
)
neurons = claim(
    "neurons",
    "c*1*(2*n**2*P)/(eps/2) == 4*n**2*c*P/eps",
    where=["c >= 1", "n >= 1", "P >= 1", "eps > 0"],
    source="Assumption 1 with R = 1, L = 2 n^2 P, delta = eps/2",
    tags=["S2"],
)
nodes_power = claim(
    "nodes-power",
    "nodes <= (n+1)**(2*m)",
    let=[NODES],
    where=[*ALL_M, *ALL_N],
    source="M in dimension 2m + 1",
    tags=["S2"],
)
norm_factor = claim(
    "norm-factor", "1 + n**2 <= (n+1)**2", where=["n >= 0"], source="so the product is at most (n+1)^{2m}", tags=["S2"]
)
norm_power = claim(
    "norm-power",
    "product((1 + y/(2*i+1))/(1 + y), i, 0, m) <= 1",
    where=["m in ZZ", "m >= 0", "y >= 0"],
    uses=[norm_factor],
    source="the product of the 1 + n^2/(2i+1) is at most (1 + n^2)^m, y = n^2",
    tags=["S2"],
)
simple = claim(
    "log-width",
    "log(4*x) + (2*d+2)*log(1 + pi*x) <= 10.1*d*log(x)",
    where=["d >= 2", *LARGE_X],
    uses=[nodes_power, norm_power, degree_upper],
    source="so the width is at most 4 c_sigma (1+n)^{2d+2}/eps, and n < pi/eps: at most c_sigma (1/eps)^{10.1 d}",
    tags=["S2"],
)
norm_6 = claim(
    "norm-6",
    "product((1 + 36/(2*i+1))/37, i, 0, m) <= 1",
    where=["m in ZZ", "m >= 0"],
    source="n = 6: the product of the 1 + n^2/(2i+1) is at most 37^m",
    tags=["S2"],
)
first = claim(
    "degree-6",
    f"4*n**2*nodes*37**m*x <= x**({EXPONENT})",
    let=["n = 6", "x = 2", NODES],
    where=ALL_M,
    uses=[norm_6],
    source="n = 6, which eps = 1/2 makes; x = 1/eps",
    tags=["S2"],
)
base = claim(
    "larger-degree",
    f"({WIDTH})*(n/pi) <= (n/pi)**({EXPONENT})",
    let=["m = 1", NODES, NORM],
    where=["n in ZZ", "n >= 8"],
    source="n >= 8, at eps = pi/n, the largest that makes it, for m = 1",
    tags=["S2"],
)
ratio = claim(
    "dimension-ratio",
    "(2*m+n+1)*(2*m+n+2)/((2*m+1)*(2*m+2))*(1 + n**2/(2*m+1)) <= (n/pi)**(91/5)",
    where=["m >= 1", "n >= 8"],
    source="from m to m + 1",
    tags=["S2"],
)
stretch = claim(
    "smaller-error",
    f"x <= y*(x/y)**({EXPONENT})",
    where=[*ALL_M, "y >= 2", "x >= y"],
    source="from the largest eps = 1/y that makes n to any smaller one, 1/x",
    tags=["S2"],
)
explicit = argued(
    "explicit",
    "4 n^2 C(2m+n, n) prod_{i<m} (1 + n^2/(2i+1))/eps <= (1/eps)^{9.1 d} for all d >= 2, 0 < eps <= 1/2: 2m <= d, n >= 6 is even by degree-lower, and n < pi/eps. For n = 6 it holds "
    "at eps = 1/2 by degree-6; for n >= 8 at eps = pi/n by larger-degree and induction on m with dimension-ratio. For smaller eps with the same n use smaller-error.",
    uses=[dimension, degree_lower, degree_upper, first, base, ratio, stretch],
    guard=f"{GUARD}::test_explicit_widths",
    tags=["S2"],
)
closer = claim(
    "explicit-least",
    f"({WIDTH})*x <= x**(909/100*d)",
    let=["d = 2", "m = 1", "n = 6", "x = 2", NODES, NORM],
    expected="refuted",
    source="9.1 is best to two digits, at d = 2, eps = 1/2",
    tags=["S2"],
)
theorem_2 = argued(
    "theorem-2",
    "A 1-Lipschitz phi(||x||) is within eps of a depth-2 sigma-network with at most c_sigma (1/eps)^{9.1 d} neurons: polynomial, identity in dimension 2m + 1, and network "
    "with the slope of `slope`; if d is even, the network on the ball of R^{d+1} is restricted to R^d, where ||x|| is the same.",
    uses=[polynomial, identity, network, dimension, slope, neurons, simple, explicit],
    guard=f"{GUARD}::test_slopes_of_q",
    source="Theorem 2, replaced",
    tags=["S2"],
)

fixed_dimension = lemma(
    "fixed_dimension",
    "Theorem 2: Lipschitz functions of the radius in a fixed dimension (ours)",
    "1-Lipschitz phi(||x||) is within eps on the unit ball of a depth-2 network with at most c_sigma (1/eps)^{9.1 d} neurons, for all d >= 2, 0 < eps <= 1/2",
    steps=[
        dimension, moments, operators, slope, neurons, nodes_power, norm_factor, norm_power, simple, norm_6, first, base, ratio, stretch, explicit, closer, theorem_2,
    ],
)  # fmt: skip
