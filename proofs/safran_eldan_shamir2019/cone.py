"""The function of Theorem 5, and what the paper says of it without constants.

Theorem 5.  Let sigma satisfy Assumptions 1 and 2 of Eldan and Shamir.  f(x) = max{0, 1 - ||x||} is 1-Lipschitz.  For every d > c1 there is a continuous
distribution gamma on R^d such that a depth-2 network within eps of f in L2(gamma) has, for 1/eps = c2 d^6, at least c3 exp(c4 d) neurons; its weights are not bounded.

c1 to c4 are not given, and the proof (by Fourier transforms, from Eldan and Shamir's Theorem 1) was not at hand, so the lower bound is cited.  What our theorems
add: f is within a constant eps of a network of polynomial size (Theorem 1), so that eps has to shrink with d; and (see `reduction`) with bounded weights an error
of 1/(2 sqrt(10) pi l d^3) is small enough, in L2 of an explicit distribution, for another function.

Open in the paper: whether depth 2 and 3 are separated for O(1)-Lipschitz functions at constant accuracy on a ball of constant radius.
"""

from __future__ import annotations

from certify.ledger import argued, cited, claim, lemma
from proofs.safran_eldan_shamir2019.universal import theorem_1

GUARD = "tests/proofs/safran_eldan_shamir2019/test_cone.py"

profile = claim(
    "profile",
    "max(0, 1 - s) - max(0, 1 - r) <= abs(s - r)",
    where=["r >= 0", "s >= 0"],
    source="Theorem 5: f is 1-Lipschitz in ||x||",
    tags=["S5"],
)
attained = claim(
    "profile-attained",
    "abs(max(0, 1 - s) - max(0, 1 - r)) == abs(s - r)",
    where=["0 <= r <= 1", "0 <= s <= 1"],
    source="Theorem 5: with equality within the unit ball, so 1 is least",
    tags=["S5"],
)
lipschitz = argued(
    "lipschitz",
    "f(x) = max{0, 1 - ||x||} is 1-Lipschitz on R^d, and no better: profile, as the norm is 1-Lipschitz by the triangle inequality, and profile-attained along a ray.",
    uses=[profile, attained],
    guard=f"{GUARD}::test_cone_is_1_lipschitz",
    source="Theorem 5",
    tags=["S5"],
)
upper = claim(
    "constant-accuracy",
    "d**((157/20)/(1/10)) == d**(157/2)",
    where=["d in ZZ", "d >= 2"],
    uses=[theorem_1],
    source="Theorem 1 for f on the unit ball and eps = 1/10: at most c_sigma d^{78.5} neurons",
    tags=["S5", "S1"],
)
lower = cited(
    "lower-bound",
    "There are constants c1, ..., c4 > 0, which the paper does not give, such that for every d > c1 some continuous distribution gamma on R^d makes every depth-2 network within 1/(c2 d^6) of "
    "f in L2(gamma) have at least c3 exp(c4 d) neurons. Not proved here.",
    reference="I. Safran, R. Eldan, O. Shamir, COLT 2019, PMLR 99:2664-2666 (extended abstract), Theorem 5; proof in arXiv:1904.06984",
    uses=[lipschitz],
    tags=["S5"],
)

cone = lemma(
    "cone",
    "Theorem 5: max{0, 1 - ||x||} in L2 (cited, its constants are not given)",
    "For d > c1 there is gamma on R^d such that depth-2 networks within 1/(c2 d^6) of max{0, 1 - ||x||} in L2(gamma) have at least c3 exp(c4 d) neurons",
    steps=[profile, attained, lipschitz, upper, lower],
)
