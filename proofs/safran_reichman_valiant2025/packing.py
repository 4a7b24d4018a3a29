"""Many points on a sphere, far apart: the packing that Theorem 10 starts from.

For every n >= 2 there are at least 2^n points on the unit sphere of R^n at angles of at least pi/6; on the sphere of
radius 0.8 they are 0.414 or more apart.  With n = 2d this makes the 2^{2d} points z_i.

Proof.  A cap of angle theta <= pi/2 is at most the fraction sin^{n-1}(theta)/2 of the sphere: with u =
sin^2(t)/sin^2(theta) the fraction is that times the quotient of the integrals of u^{(n-3)/2} (1 - u
sin^2(theta))^{-1/2} and u^{(n-3)/2} (1 - u)^{-1/2} over 0 < u < 1.  If no point can be added to a set of points at
angles >= pi/6, the open caps of angle pi/6 around them cover the sphere, so there are at least 2/sin^{n-1}(pi/6) =
2^n of them.

In print: a bound with a factor 1 + o(1), which is used for all d >= 1.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_packing.py"
ALL_N = ["n in ZZ", "n >= 2"]

integrands = claim(
    "cap-integrand",
    "(1 - s*u)**(-1/2) <= (1 - u)**(-1/2)",
    where=["0 <= s <= 1", "0 <= u < 1"],
    source="Theorem 10, packing: pointwise, s = sin^2(theta)",
    tags=["C-R2", "R-G6"],
)
cap_integral = claim(
    "cap-integral",
    "integral(u**((n-3)/2)*(1 - s*u)**(-1/2), u, 0, 1) <= integral(u**((n-3)/2)*(1 - u)**(-1/2), u, 0, 1)",
    where=[*ALL_N, "0 <= s < 1"],
    uses=[integrands],
    source="Theorem 10, packing: the cap bound for all n and theta < pi/2 (equality at theta = pi/2)",
    printed="(1 + o(1)) times a bound of this form",
    tags=["C-R2", "R-G6"],
)
whole_sphere = claim(
    "whole-sphere",
    "integral(u**((n-3)/2)*(1 - u)**(-1/2), u, 0, 1) == sqrt(pi)*gamma((n-1)/2)/gamma(n/2)",
    where=ALL_N,
    source="Theorem 10, packing: the integral of sin^{n-2} over [0, pi]",
    tags=["C-R2"],
)
substitution = claim(
    "cap-substitution",
    "sin(theta)**(n-1)/2*(sin(t)/sin(theta))**(n-3)*(2*sin(t)/sin(theta)**2) == sin(t)**(n-2)",
    where=[*ALL_N, "0 < theta < pi/2", "0 < t < theta"],
    source=(
        "Theorem 10, packing: u = sin^2(t)/sin^2(theta), du = 2 sin(t) cos(t)/sin^2(theta) dt, where cos(t) cancels "
        "(1 - u sin^2(theta))^{-1/2} = 1/cos(t)"
    ),
    tags=["C-R2"],
)
cap = argued(
    "cap",
    "The points at angle < theta from a point are the fraction int_0^theta sin^{n-2}(t) dt / int_0^pi sin^{n-2}(t) dt "
    "of the sphere of R^n. By the substitution u = sin^2(t)/sin^2(theta) the numerator is sin^{n-1}(theta)/2 times "
    "the first integral of cap-integral with s = sin^2(theta); with theta = pi/2 and by symmetry the denominator is "
    "the second. So the fraction is at most sin^{n-1}(theta)/2, for all n >= 2 and 0 < theta <= pi/2.",
    uses=[cap_integral, whole_sphere, substitution],
    guard=f"{GUARD}::test_cap_fraction",
    source="Theorem 10, packing",
    tags=["C-R2", "R-G6"],
)
at_angle = claim(
    "cap-at-pi-6",
    "2/sin(pi/6)**(n-1) == 2**n",
    where=ALL_N,
    source="Theorem 10, packing: theta = pi/6",
    tags=["C-R2", "R-G6"],
)
printed_count = claim(
    "cap-larger-angle",
    "2/sin(pi/5)**(n-1) >= 2**n",
    where=ALL_N,
    expected="refuted",
    source="Theorem 10, packing: the angle pi/5 is too large for this bound",
    tags=["C-R2"],
)
greedy = argued(
    "greedy",
    "Take points of the unit sphere of R^n one after the other, each at an angle of at least pi/6 from all before, as "
    "long as there is one; by compactness this ends. Then every point of the sphere is at an angle < pi/6 from one of "
    "the N points, so N times the fraction of a cap is at least 1, and N >= 2/sin^{n-1}(pi/6) = 2^n. For n = 2d these "
    "are 2^{2d} points.",
    uses=[cap, at_angle],
    guard=f"{GUARD}::test_greedy_packing",
    source="Theorem 10, packing, for every n >= 2",
    tags=["C-R2", "R-G6"],
)
chord_square = claim(
    "chord-square",
    "2 - 2*cos(pi/6) >= 0.25",
    source="Theorem 10, packing: the square of the distance of unit vectors at the angle pi/6",
    printed=True,
    tags=["C-R2"],
)
chord = claim(
    "chord",
    "0.8*sqrt(2 - 2*cos(phi)) >= 0.41411",
    where=["pi/6 <= phi <= pi"],
    uses=[chord_square],
    source="Theorem 10, packing: the distance on the sphere of radius 0.8",
    printed="0.4",
    tags=["C-R2", "C-R1"],
)
smaller_chord = claim(
    "chord-smaller-radius",
    "0.764*sqrt(2 - 2*cos(phi)) >= 0.3954",
    where=["pi/6 <= phi <= pi"],
    source="Theorem 10, packing, on the sphere of radius 0.764",
    tags=["C-R2", "R-G4"],
)
smaller_chord_sharp = claim(
    "chord-smaller-radius-too-sharp",
    "0.764*sqrt(2 - 2*cos(phi)) >= 0.3955",
    where=["pi/6 <= phi <= pi"],
    expected="refuted",
    source="Theorem 10, packing: 0.764*sqrt(2 - sqrt(3)) = 0.39547...",
    tags=["C-R2", "R-G4"],
)

packing = lemma(
    "packing",
    "Theorem 10, first step: 2^{2d} points in the ball of radius 0.8, at distances of 0.4 or more",
    "for every n >= 2 there are 2^n points on the sphere of R^n at angles of at least pi/6 from each other",
    steps=[
        integrands, cap_integral, whole_sphere, substitution, cap, at_angle, printed_count, greedy, chord_square, chord,
        smaller_chord, smaller_chord_sharp,
    ],
)  # fmt: skip
