"""Even powers of the radius as sums of powers of linear forms (ours, used for Theorems 1 to 3).

For u uniform on the sphere S^{d-1}, kappa_j = E u_1^{2j} = prod_{l<j} (2l+1)/(d+2l), and E <u, x>^{2j} = kappa_j ||x||^{2j}.
There are M <= C(d+2k-1, 2k) points u_i of the sphere and weights w_i >= 0, sum w_i = 1, with the same means as u for all
forms of degree 2k.  So for p(t) = sum_{j<=k} c_j t^{2j}, with Q(s) = sum_{j<=k} (c_j/kappa_j) s^{2j},

    p(||x||) = sum_i w_i Q(<u_i, x>)      for all x, exactly.

1/kappa_j grows with j and is at most d^j, C(d+2k-1, 2k) at most d^{2k}.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.legendre import ALL_D, C_D

GUARD = "tests/proofs/safran_eldan_shamir2019/test_monomials.py"
ALL_J = ["j in ZZ", "j >= 0"]
ALL_K = ["k in ZZ", "k >= 1"]
KAPPA = "kappa = product((2*l+1)/(d+2*l), l, 0, j-1)"
INVERSE = "inverse = product((d+2*l)/(2*l+1), l, 0, k-1)"  # 1/kappa_k
NODES = "nodes = binomial(d+2*k-1, 2*k)"

moments = [
    claim(
        f"moment-{2 * j}",
        f"c*integral(x**{2 * j}*(1-x**2)**((d-3)/2), x, -1, 1) == product((2*l+1)/(d+2*l), l, 0, {j - 1})",
        let=[C_D],
        where=ALL_D,
        source="E u_1^{2j}, u_1 having the density c (1-x^2)^{(d-3)/2}",
        tags=["C-S4", "S-U1"],
    )
    for j in (1, 2, 3, 4)
]
beta = claim(
    "moment-integral",
    "c*integral(y**(j-1/2)*(1-y)**((d-3)/2), y, 0, 1) == gamma(j+1/2)*gamma(d/2)/(sqrt(pi)*gamma(d/2+j))",
    let=[C_D],
    where=[*ALL_D, *ALL_J],
    source="E u_1^{2j} = 2 c int_0^1 x^{2j} (1-x^2)^{(d-3)/2} dx with y = x^2, dx = dy/(2 sqrt(y))",
    tags=["C-S4", "S-U1"],
)
product_formula = claim(
    "moment-product",
    "kappa == gamma(j+1/2)*gamma(d/2)/(sqrt(pi)*gamma(d/2+j))",
    let=[KAPPA],
    where=[*ALL_D, *ALL_J],
    source="by induction on j",
    tags=["C-S4", "S-U1"],
)
moment = argued(
    "moment",
    "E <u, x>^{2j} = ||x||^{2j} E u_1^{2j}, as the law of u is invariant under rotations, and E u_1^{2j} = kappa_j for all j >= 0, d >= 2: the "
    "integral over [-1, 1] is twice that over [0, 1], and y = x^2 makes it moment-integral.",
    uses=[*moments, beta, product_formula],
    guard=f"{GUARD}::test_moments_of_the_sphere",
    tags=["C-S4", "S-U1"],
)
falling = claim(
    "moment-falls",
    "(2*j+1)/(d+2*j) <= 1",
    where=[*ALL_D, *ALL_J],
    source="so kappa_j falls with j",
    tags=["S-U1"],
)
factor = claim(
    "inverse-factor",
    "(d+2*l)/(2*l+1) <= d",
    where=["d >= 1", "l >= 0"],
    source="d (2l+1) - (d+2l) = 2l (d-1); so 1/kappa_k <= d^k (inverse-power)",
    tags=["S-U1"],
)
power = claim(
    "inverse-power",
    "product((d+2*l)/(d*(2*l+1)), l, 0, k-1) <= 1",
    where=[*ALL_D, *ALL_K],
    uses=[factor],
    source="1/kappa_k <= d^k, divided by d^k",
    tags=["S-U1"],
)
nodes_power = claim(
    "nodes-power",
    "nodes <= d**(2*k)",
    let=[NODES],
    where=[*ALL_D, *ALL_K],
    source="M <= d^{2k}",
    tags=["S-U1"],
)
monomials_count = claim(
    "forms-recurrence",
    "binomial(d+n-1, n) == binomial(d-1+n-1, n) + binomial(d+n-2, n-1)",
    where=[*ALL_D, "n in ZZ", "n >= 1"],
    source="the monomials of degree n in d variables: those without x_d, and x_d times one of degree n - 1",
    tags=["S-U1"],
)
nodes = argued(
    "nodes",
    "There are M <= C(d+2k-1, 2k) points u_i of the sphere and w_i >= 0, sum w_i = 1, with sum w_i g(u_i) = E g(u) for every form g of degree 2k. The "
    "forms have a basis of C(d+2k-1, 2k) monomials m (forms-recurrence); the vectors (m(u))_m, u on the sphere, are a compact set, in whose convex hull "
    "the mean of (m(u))_m lies. As ||u||^{2k} = 1 is one of the forms, the set lies in a hyperplane, so by Caratheodory's theorem as many of its points as "
    "there are monomials are enough. A form g of degree 2j < 2k is ||u||^{2k-2j} g there, of degree 2k, so the w_i serve for it too.",
    uses=[monomials_count],
    guard=f"{GUARD}::test_nodes_by_caratheodory",
    source="Tchakaloff's theorem, on the sphere",
    tags=["C-S4", "S-U1"],
)
identity = argued(
    "identity",
    "p(||x||) = sum_j c_j ||x||^{2j} = sum_j (c_j/kappa_j) E <u, x>^{2j} = sum_i w_i sum_j (c_j/kappa_j) <u_i, x>^{2j} = sum_i w_i Q(<u_i, x>), as <u, x>^{2j} is "
    "for each x a form of degree 2j in u.",
    uses=[moment, nodes],
    guard=f"{GUARD}::test_identity_on_the_plane",
    tags=["C-S4", "S-U1"],
)

monomials = lemma(
    "monomials",
    "Even powers of the radius by powers of linear forms (ours)",
    "p(||x||) = sum_{i<=M} w_i Q(<u_i, x>) for even p of degree 2k, with M <= C(d+2k-1, 2k), w_i >= 0, sum w_i = 1, Q(s) = sum_j (c_j/kappa_j) s^{2j}",
    steps=[
        *moments, beta, product_formula, moment, falling, factor, power, nodes_power, monomials_count, nodes, identity,
    ],
)  # fmt: skip
