"""The support of the distribution and the packing it needs: section 2 of the paper.

The points z_1, ..., z_{2^{2d}} lie in the ball of radius 0.8 of R^{2d}, at distance 0.4 or more from each other, and x_1, x_2,
... are the points of {0,1}^{2d}.  S_{4d} consists of the (z_i, x_i/(4 sqrt d)), C_{4d} = [0, 1/(12 sqrt d)]^{4d} is a cube and
A_{4d} = S_{4d} + C_{4d}.  f_d(z, x, y) = IP_d(round(3 sqrt(d) x), round(3 sqrt(d) y)) on A_{4d}.  Then S_{4d} lies in the ball of
radius 0.9, f_d(s + c) = IP_d(s) for all s in S_{4d} and c in C_{4d}, and f_d is 30/7-Lipschitz on A_{4d}.

In print: ||c|| <= 1/36, where 1/36 bounds the square; hence the Lipschitz constant 2.69, which is too small; A_{4d} is said to
lie in the unit ball, but if z_i is parallel to (1, ..., 1) and x_i = (1, ..., 1), its cube does not.  Two repairs: centre the cube
at 0, or let the z_i have norm 0.764.  The leftovers "0.08 x" and "sqrt(0.8^2 + 2*0.08^2)" belong to another scaling.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_support.py"
ALL_D = ["d in ZZ", "d >= 1"]
BIT = ["x in ZZ", "0 <= x <= 1"]
# (z, x) + c at its farthest: z = (r, ..., r)/sqrt(2d), x = (1, ..., 1)/(4 sqrt d), c = (h, ..., h)/sqrt(d)
FARTHEST = "farthest = sqrt((sqrt(2*d)*(r/sqrt(2*d) + h/sqrt(d)))**2 + 2*d*(1/(4*sqrt(d)) + h/sqrt(d))**2)"

norm_of_s = claim(
    "norm-of-S",
    "sqrt(0.8**2 + 2*d*(1/(4*sqrt(d)))**2) <= 0.9",
    where=ALL_D,
    source="section 2 and Theorem 10: ||(z, x/(4 sqrt d))|| <= sqrt(0.8^2 + 1/8) = 0.8747 for x in {0,1}^{2d}",
    tags=["C-R1", "R-G5"],
)

support = lemma(
    "support",
    "Section 2: the support A_{4d} and the function f_d",
    "S_{4d} lies in the ball of radius 0.9, f_d = IP_d on every cube s + C_{4d}, and f_d is O(1)-Lipschitz on A_{4d}",
    steps=[norm_of_s],
)
