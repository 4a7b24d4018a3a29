"""The oscillating function of Theorem 4 is 2-Lipschitz on the unit ball, and not 1-Lipschitz.

f(x) = sin(2 pi d^3 ||x||^2)/(2 pi d^3).  Along a ray f has the slope 2 r cos(2 pi d^3 r^2), r = ||x||: at most 2 in absolute value, and exactly 2 at r = 1,
for every d.  So 2 is the Lipschitz constant of f on the unit ball, where 1 is printed.

Repair: f/2 is 1-Lipschitz; Theorem 4 then speaks of the error 1/(202 e^2 pi^3 d^3) in place of 1/(101 e^2 pi^3 d^3).
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_eldan_shamir2019/test_oscillation.py"
ALL_D = ["d in ZZ", "d >= 1"]
RADII = ["0 <= r <= 1", "0 <= s <= 1"]
VALUES = ["u = sin(2*pi*d**3*r**2)/(2*pi*d**3)", "v = sin(2*pi*d**3*s**2)/(2*pi*d**3)"]

derivative = claim(
    "derivative",
    "integral(2*s*cos(2*pi*d**3*s**2), s, 0, r) == sin(2*pi*d**3*r**2)/(2*pi*d**3)",
    where=[*ALL_D, "0 <= r <= 1"],
    source="f along a ray is the integral of its slope; the gradient is 2 x cos(2 pi d^3 ||x||^2)",
    tags=["C-S2", "S-G1"],
)
gradient = claim(
    "gradient-norm",
    "abs(2*r*cos(2*pi*d**3*r**2)) <= 2",
    where=[*ALL_D, "0 <= r <= 1"],
    tags=["C-S2", "S-G1"],
)
attained = claim(
    "gradient-norm-attained",
    "abs(2*1*cos(2*pi*d**3*1**2)) == 2",
    where=ALL_D,
    source="so the maximum of the gradient's norm on the ball is 2 exactly, on the whole sphere, for every d",
    tags=["C-S2", "S-G1"],
)
printed = claim(
    "printed",
    "abs(v - u) <= abs(s - r)",
    let=VALUES,
    where=[*ALL_D, *RADII],
    expected="refuted",
    printed="f is 1-Lipschitz; these are its values at two points of a ray",
    source="Theorem 4",
    tags=["C-S2", "S-G1"],
)
steep_room = claim(
    "steep-room",
    "0 < 1/(4*(2*pi*d**3)) <= 1/(8*pi)",
    where=ALL_D,
    source="q = 1/(4a), a = 2 pi d^3",
    tags=["C-S2", "S-G1"],
)
steep = claim(
    "steep",
    "sin(D - q*D**2)/(D/2) > 2 - D",
    where=["0 < D <= 2", "0 < q <= 1/(8*pi)"],
    uses=[steep_room],
    source="(f(1) - f(1-h))/h in absolute value, for h = D/(2a): a (1 - (1-h)^2) = D - q D^2; so no constant below 2 is a Lipschitz constant, for any d",
    tags=["C-S2", "S-G1"],
)
steep_argument = claim(
    "steep-argument",
    "a*(1 - (1 - D/(2*a))**2) == D - (1/(4*a))*D**2",
    where=["a > 0", "D > 0"],
    tags=["C-S2", "S-G1"],
)
sine_slope = claim(
    "sine-slope", "abs(sin(u + 2*h) - sin(u)) <= 2*h", where=["u in RR", "h >= 0"], tags=["C-S2", "S-G1"]
)
squares = claim("squares", "abs(s**2 - r**2) <= 2*abs(s - r)", where=RADII, tags=["C-S2", "S-G1"])

lipschitz = argued(
    "lipschitz-2",
    "|f(y) - f(x)| <= 2 ||y - x|| on the unit ball: with r, s the norms, |f(y) - f(x)| <= |s^2 - r^2| by sine-slope, at most 2 |s - r| by squares, at most 2 "
    "||y - x|| by the triangle inequality. By steep no smaller constant serves.",
    uses=[sine_slope, squares, steep, steep_argument],
    guard=f"{GUARD}::test_lipschitz_constant_is_2",
    source="Theorem 4, repaired",
    tags=["C-S2", "S-G1"],
)
halved = claim(
    "halved",
    "abs(v/2 - u/2) == abs(v - u)/2",
    where=["u in RR", "v in RR"],
    source="f/2 = sin(2 pi d^3 ||x||^2)/(4 pi d^3) has differences half as large",
    tags=["C-S2", "S-G1"],
)
repaired = argued(
    "lipschitz-repaired",
    "sin(2 pi d^3 ||x||^2)/(4 pi d^3) is 1-Lipschitz on the unit ball, and no better, for every d: half of lipschitz-2.",
    uses=[lipschitz, halved, derivative, gradient, attained],
    guard=f"{GUARD}::test_lipschitz_constant_is_2",
    source="Theorem 4, repaired",
    tags=["C-S2", "S-G1"],
)

oscillation = lemma(
    "oscillation",
    "The function of Theorem 4",
    "sin(2 pi d^3 ||x||^2)/(2 pi d^3) is 2-Lipschitz on the unit ball, and 2 is least; half of it is 1-Lipschitz",
    steps=[
        derivative, gradient, attained, printed, steep_room, steep, steep_argument, sine_slope, squares, lipschitz, halved, repaired,
    ],
)  # fmt: skip
