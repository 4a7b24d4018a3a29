"""The support of the distribution: section 2.

The points z_1, ..., z_{2^{2d}} lie in the ball of radius 0.8 of R^{2d}, at distance 0.4 or more from each other, and
x_1, x_2, ... are the points of {0,1}^{2d}.  S_{4d} consists of the (z_i, x_i/(4 sqrt d)), C_{4d} = [0, 1/(12 sqrt
d)]^{4d} is a cube and A_{4d} = S_{4d} + C_{4d}.  f_d(z, x, y) = IP_d(round(3 sqrt(d) x), round(3 sqrt(d) y)).  Then
S_{4d} lies in the ball of radius 0.9, f_d(s + c) = IP_d(s) for s in S_{4d} and c in C_{4d}, and f_d is
30/7-Lipschitz on A_{4d} (even 3.55-Lipschitz, since two points of S already differ by 0.4 in z).

In print: ||c|| <= 1/36, where 1/36 bounds the square; hence the Lipschitz constant 2.69, which is too small.  A_{4d}
is said to lie in the unit ball, but if z_i is parallel to (1, ..., 1) and x_i = (1, ..., 1), its cube does not.  Two
repairs: centre the cube at 0, or let the z_i have norm 0.764.  "0.08 x" and "sqrt(0.8^2 + 2 * 0.08^2)" belong to
another scaling.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.packing import chord, packing, smaller_chord

GUARD = "tests/proofs/safran_reichman_valiant2025/test_support.py"
ALL_D = ["d in ZZ", "d >= 1"]
BIT = ["x in ZZ", "0 <= x <= 1"]


def farthest(radius: str, side: str) -> str:
    """The norm of (z, x/(4 sqrt d)) + c, |z| = radius, x = (1, .., 1), c = side (1, .., 1)/sqrt(d), all parallel."""
    return f"sqrt(2*d*({radius}/sqrt(2*d) + {side}/sqrt(d))**2 + 2*d*(1/(4*sqrt(d)) + {side}/sqrt(d))**2)"


# --- norms

norm_of_s = claim(
    "norm-of-S",
    "sqrt(0.8**2 + 2*d*(1/(4*sqrt(d)))**2) <= 0.9",
    where=ALL_D,
    source="section 2 and Theorem 10: ||(z, x/(4 sqrt d))|| <= sqrt(0.8^2 + 1/8) = 0.8747 for x in {0,1}^{2d}",
    tags=["C-R1", "R-G5"],
)
leftover = claim(
    "norm-of-S-printed",
    "sqrt(0.8**2 + 2*d*0.08**2) <= 0.9",
    where=ALL_D,
    expected="refuted",
    printed="x scaled by 0.08: sqrt(0.8^2 + 2 * 0.08^2), which is the norm at d = 1 only",
    source="Theorem 10, proof; false from d = 14",
    tags=["C-R1", "R-G5"],
)
norm_of_c = claim(
    "norm-of-c",
    "sqrt(4*d*(1/(12*sqrt(d)))**2) == 1/6",
    where=ALL_D,
    source="Lipschitz constant: the longest c in [0, 1/(12 sqrt d)]^{4d}, which is the diameter of the cube as well",
    tags=["C-R1", "R-G3"],
)
norm_of_c_printed = claim(
    "norm-of-c-printed",
    "sqrt(4*d*(1/(12*sqrt(d)))**2) <= 1/36",
    where=ALL_D,
    expected="refuted",
    printed="||c|| <= 1/36",
    source="Lipschitz constant; 1/36 is the square",
    tags=["C-R1", "R-G3"],
)

# --- distances and the Lipschitz constant

separation = claim(
    "separation",
    "0.4 - 1/6 == 7/30",
    source="Lipschitz constant: the distance of two cubes is at least 7/30 = 0.2333",
    tags=["C-R1", "R-G3"],
)
lipschitz = claim(
    "lipschitz",
    "1/(0.4 - 1/6) == 30/7",
    source="Lipschitz constant 1/(7/30) = 4.286, as f_d takes the values 0 and 1 and is constant on each cube",
    printed="2.69",
    tags=["C-R1", "R-G3"],
)
lipschitz_true_chord = claim(
    "lipschitz-sharper-chord",
    "1/(0.8*sqrt(2 - 2*cos(pi/6)) - 1/6) <= 4.042",
    uses=[chord],
    source="Lipschitz constant with the distance 0.41411 that the packing gives",
    tags=["C-R1", "R-G3"],
)
shift_in_z = claim(
    "shift-in-z",
    "sqrt(2*d*(1/(12*sqrt(d)))**2) == sqrt(2)/12",
    where=ALL_D,
    source="sharpened: two cubes are apart by 0.4 in z already, and c moves z by at most sqrt(2)/12 = 0.1179",
    tags=["C-R1", "R-G3"],
)
lipschitz_sharper = claim(
    "lipschitz-sharper",
    "1/(0.4 - sqrt(2)/12) <= 3.545",
    uses=[shift_in_z],
    source="sharpened: Lipschitz constant 3.545; with the chord 0.41411 it is 3.376",
    tags=["C-R1", "R-G3"],
)
# z_i - z_j = 0.4 (1, ..., 1)/sqrt(2d), and x_i, x_j differ in one place: the nearest points of the two cubes
lipschitz_printed = claim(
    "lipschitz-printed",
    "sqrt(2*d*(0.4/sqrt(2*d) - 1/(12*sqrt(d)))**2 + (1/(4*sqrt(d)) - 1/(12*sqrt(d)))**2) >= 1/2.69",
    where=ALL_D,
    expected="refuted",
    printed="f_d is 2.69-Lipschitz",
    source="Lipschitz constant; two cubes 0.3283 apart (d = 1) on which f_d is 0 and 1",
    tags=["C-R1", "R-G3"],
)
cubes = argued(
    "cubes",
    "Let s = (z_i, x_i/(4 sqrt d)), s' = (z_j, x_j/(4 sqrt d)), i != j, and c, c' in the cube. Then ||s - s'|| >= "
    "||z_i - z_j|| >= 0.4, and ||c - c'|| is at most the diameter 1/6, so ||(s + c) - (s' + c')|| >= 7/30. Looking at "
    "z alone, whose 2d coordinates c - c' changes by at most 1/(12 sqrt d) each, it is at least 0.4 - sqrt(2)/12. f_d "
    "is constant on a cube and its values are 0 and 1, so it is Lipschitz on A_{4d} with the inverse of the least "
    "distance of two cubes.",
    uses=[packing, norm_of_c, separation, lipschitz, shift_in_z, lipschitz_sharper],
    guard=f"{GUARD}::test_points_of_different_cubes_are_far_apart",
    source="section 2, Lipschitz constant",
    tags=["C-R1", "R-G3"],
)
extension = argued(
    "extension",
    "A real function g that is L-Lipschitz on a set A is the restriction of an L-Lipschitz function of the whole "
    "space: x -> inf over a in A of g(a) + L ||x - a||. (For real functions this formula of McShane does what "
    "Kirszbraun's theorem is cited for.) It is at least g(a) at a itself because g(a') + L ||a - a'|| >= g(a), and as "
    "an infimum of L-Lipschitz functions, bounded below, it is L-Lipschitz.",
    uses=[cubes],
    guard=f"{GUARD}::test_extension_is_lipschitz",
    source="section 2: f_d on all of R^{4d}",
    tags=["C-R1"],
)

# --- the unit ball

outside = claim(
    "outside-the-unit-ball",
    f"{farthest('0.8', '1/12')} >= 1.0317",
    where=ALL_D,
    source="section 2: for z_i parallel to (1, ..., 1) and x_i = (1, ..., 1), A_{4d} leaves the unit ball, for every d",
    tags=["C-R1", "R-G4"],
)
inside_printed = claim(
    "unit-ball-printed",
    f"{farthest('0.8', '1/12')} <= 1",
    where=ALL_D,
    expected="refuted",
    printed="A_{4d} lies in the unit ball",
    source="section 2",
    tags=["C-R1", "R-G4"],
)
symmetric = claim(
    "unit-ball-symmetric-cube",
    f"{farthest('0.8', '1/24')} <= 0.953",
    where=ALL_D,
    source="first repair: the cube [-1/(24 sqrt d), 1/(24 sqrt d)]^{4d}",
    tags=["C-R1", "R-G4"],
)
smaller = claim(
    "unit-ball-smaller-radius",
    f"{farthest('0.764', '1/12')} <= 1",
    where=ALL_D,
    uses=[smaller_chord],
    source="second repair: the z_i have norm 0.764, and are at least 0.3954 apart",
    tags=["C-R1", "R-G4"],
)
largest_radius = claim(
    "unit-ball-largest-radius",
    f"{farthest('(sqrt(7)/3 - sqrt(2)/12)', '1/12')} == 1",
    where=ALL_D,
    source="second repair: sqrt(7)/3 - sqrt(2)/12 = 0.76406... is the largest radius that will do",
    tags=["C-R1", "R-G4"],
)
radius_765 = claim(
    "unit-ball-radius-765",
    f"{farthest('0.765', '1/12')} <= 1",
    where=ALL_D,
    expected="refuted",
    source="second repair: 0.765 is too much",
    tags=["C-R1", "R-G4"],
)
smaller_lipschitz = claim(
    "lipschitz-smaller-radius",
    "1/(0.764*sqrt(2 - 2*cos(pi/6)) - sqrt(2)/12) <= 3.61",
    uses=[smaller_chord, shift_in_z],
    source="second repair: the Lipschitz constant",
    tags=["C-R1", "R-G4"],
)
ball = argued(
    "ball",
    "For ||z|| <= r and 0 <= x_k <= 1, the norm of (z, x/(4 sqrt d)) + c with |c_k| <= h/sqrt(d) is at most that of "
    "(||z|| + sqrt(2d) h/sqrt(d), (1/(4 sqrt d) + h/sqrt(d)) sqrt(2d)): by the triangle inequality in z, coordinate "
    "by coordinate in x. This is the norm of the farthest point in the claims, with r = 0.8, h = 1/24 or r = 0.764, h "
    "= 1/12.",
    uses=[symmetric, smaller, largest_radius],
    guard=f"{GUARD}::test_no_point_is_farther_than_the_farthest",
    source="section 2, repaired",
    tags=["C-R1", "R-G4"],
)

# --- rounding

rounding = claim(
    "rounding",
    "floor(3*sqrt(d)*(x/(4*sqrt(d)) + t/(12*sqrt(d))) + 1/2) == x",
    where=[*ALL_D, *BIT, "0 <= t <= 1"],
    source="section 2: round(3 sqrt(d) (x/(4 sqrt d) + c)) = x, as it is 0.75 x + [0, 0.25] that is rounded",
    printed=True,
    tags=["C-R3"],
)
rounding_range = claim(
    "rounding-range",
    "3/4*x <= 3*sqrt(d)*(x/(4*sqrt(d)) + t/(12*sqrt(d))) <= 3/4*x + 1/4",
    where=[*ALL_D, *BIT, "0 <= t <= 1"],
    source="section 2: so round(...) is taken on [0, 0.25] and [0.75, 1]",
    printed=True,
    tags=["C-R3"],
)
rounding_symmetric = claim(
    "rounding-symmetric-cube",
    "floor(3*sqrt(d)*(x/(4*sqrt(d)) + t/(24*sqrt(d))) + 1/2) == x",
    where=[*ALL_D, *BIT, "-1 <= t <= 1"],
    source="first repair: 0.75 x + [-0.125, 0.125] is rounded to x as well",
    tags=["C-R3", "R-G4"],
)
rounding_larger = claim(
    "rounding-largest-cube",
    "floor(3*sqrt(d)*(x/(4*sqrt(d)) + t/(12*sqrt(d))) + 1/2) <= x",
    where=[*ALL_D, *BIT, "0 <= t <= 3"],
    expected="refuted",
    source="a cube of three times the side would be too large",
    tags=["C-R3"],
)
values = argued(
    "values",
    "On the cube of s = (z_i, x_i/(4 sqrt d)) every coordinate of x/(4 sqrt d) + c is rounded to that of x_i, by "
    "rounding or rounding-symmetric-cube; so f_d is IP_d(x_i) there, and U(A_{4d}) is a uniform point of S_{4d} plus "
    "an independent uniform point of the cube, because the cubes are disjoint translates of each other.",
    uses=[rounding, rounding_range, rounding_symmetric, cubes],
    guard=f"{GUARD}::test_value_on_cubes",
    source="section 2",
    tags=["C-R3"],
)

support = lemma(
    "support",
    "Section 2: the support A_{4d} and the function f_d",
    "S_{4d} lies in the ball of radius 0.9, f_d = IP_d on every cube s + C_{4d}, and f_d is O(1)-Lipschitz on A_{4d}",
    steps=[
        norm_of_s, leftover, norm_of_c, norm_of_c_printed, separation, lipschitz, lipschitz_true_chord, shift_in_z,
        lipschitz_sharper, lipschitz_printed, cubes, extension, outside, inside_printed, symmetric, smaller,
        largest_radius, radius_765, smaller_lipschitz, ball, rounding, rounding_range, rounding_symmetric,
        rounding_larger, values,
    ],
)  # fmt: skip
