"""The constants of the paper, and the best value for each that is certified.

Most constants of the paper are not given (O, c1, c2, ...): these have a value here and none in print.  Those of Theorem 5 have neither.
"""

from __future__ import annotations

from certify.constant import constant
from proofs.daniely2017 import relu
from proofs.daniely2017.legendre import ALL_D
from proofs.safran_eldan_shamir2019 import assumption, cone, fixed_dimension, oscillation, reduction, universal
from proofs.safran_eldan_shamir2019.monomials import INVERSE, NODES
from proofs.safran_eldan_shamir2019.reduction import SQUARE

CITED = "not given, and the theorem is cited: no value is certified"

assumption_1 = [
    constant(
        "relu-units",
        of=assumption.relu_units,
        claim="2*ceil(t/2) + 1 <= c*t",
        where=["t >= 1"],
        printed="3",
        best="3",
        better="smaller",
        attained=["t = 1"],
        by=[assumption.relu_units],
        note="c_sigma of the ReLU, by equal cells (Eldan and Shamir, Lemma 19)",
        tags=["C-E1", "E-G1"],
    ),
    constant(
        "relu-weights",
        of=assumption.relu_units,
        claim="abs(L*u - L*v) <= c*L",
        where=["L >= 0", "-1 <= u <= 1", "-1 <= v <= 1"],
        printed="2",
        best="2",
        better="smaller",
        attained=["L = 1", "u = 1", "v = -1"],
        by=[relu.coefficients],
        note="|alpha_i| <= 2L (Eldan and Shamir, Lemma 19)",
        tags=["C-E1"],
    ),
    constant(
        "c-sigma",
        of=assumption.assumption,
        printed="1",
        reason="a hypothesis: the constant depends on the activation; that it is at least 1 is used for w = 0",
        tags=["S-G4"],
    ),
]

upper_bounds = [
    constant(
        "theorem-1-power",
        of=universal.theorem_1,
        printed="9",
        best="1",
        better="smaller",
        by=[universal.theorem_1, universal.printed_implied],
        note="of 1/eps, in the exponent of the width",
        tags=["S1", "S-S4"],
    ),
    constant(
        "theorem-1-factor",
        of=universal.theorem_1,
        claim="4*k*nodes*inverse*99/(1/2) <= d**(2*c)",
        let=["k = 3", NODES, INVERSE],
        where=ALL_D,
        best="157/20",
        better="smaller",
        beyond="784/100",
        by=[universal.theorem_1],
        note="log(width/c_sigma) <= 7.85 log(d)/eps; at eps = 1/2, d = 2, the worst case of our bound",
        tags=["S1", "S-U1"],
    ),
    constant(
        "theorem-2-factor",
        of=fixed_dimension.theorem_2,
        claim="4*n**2*nodes*37**m*x <= x**(2*c*m)",
        let=["n = 6", "x = 2", fixed_dimension.NODES],
        where=["m in ZZ", "m >= 1"],
        best="91/10",
        better="smaller",
        beyond="909/100",
        by=[fixed_dimension.theorem_2],
        note="log(width/c_sigma) <= 9.1 d log(1/eps); at eps = 1/2, d = 2, the worst case of our bound",
        tags=["S2"],
    ),
    constant(
        "theorem-3-power",
        of=universal.theorem_3,
        printed="2",
        best="1",
        better="smaller",
        by=[universal.theorem_3, universal.power_printed],
        note="of k, in the exponent of the width",
        tags=["S3"],
    ),
    constant(
        "theorem-3-factor",
        of=universal.theorem_3,
        claim="2*k*nodes*inverse <= d**c",
        let=["k = 1", NODES, INVERSE],
        where=ALL_D,
        best="18/5",
        better="smaller",
        beyond="358/100",
        by=[universal.theorem_3],
        note="width <= c_sigma d^{3.6 k}/eps; at k = 1, d = 2, the worst case of our bound, log2(12) would do",
        tags=["S3", "S-U1"],
    ),
]

theorem_4 = [
    constant(
        "lipschitz",
        of=oscillation.lipschitz,
        claim="abs(2*r*cos(2*pi*d**3*r**2)) <= c",
        where=["d in ZZ", "d >= 1", "0 <= r <= 1"],
        printed="1",
        best="2",
        better="smaller",
        false=True,
        attained=oscillation.attained,
        by=[oscillation.lipschitz],
        note="the Lipschitz constant of sin(2 pi d^3 ||x||^2)/(2 pi d^3) on the unit ball",
        tags=["C-S2", "S-G1"],
    ),
    constant(
        "error",
        of=reduction.sharp_theorem,
        claim="(2*pi*d**3*(1/(c*d**3)))**2 <= 1/10",
        where=["d in ZZ", "d >= 5"],
        printed="101*e**2*pi**3",
        best="2*sqrt(10)*pi",
        better="smaller",
        attained=["d = 5"],
        by=[reduction.sharp_theorem],
        note="1/(eps d^3) for the function printed; twice this for the 1-Lipschitz one",
        tags=["S4", "C-S1"],
    ),
    constant(
        "error-by-daniely",
        of=reduction.error_below,
        claim="2*pi*d**3*(1/(c*e**2*pi**3*d**3)) <= 1/(50*e**2*pi**2)",
        where=["d in ZZ", "d >= 1"],
        printed="101",
        best="100",
        better="smaller",
        attained=["d = 1"],
        note="by Daniely's constants, as a norm",
        tags=["S4", "C-S1"],
    ),
    constant(
        "c1",
        of=reduction.sharp_theorem,
        best="4",
        better="smaller",
        by=[reduction.sharp_theorem, reduction.sharp_powers[0]],
        note="for c2 = 1/2",
        tags=["S4", "S-G3"],
    ),
    constant(
        "c2",
        of=reduction.sharp_theorem,
        claim="square >= 4**(c*d*log2(d))",
        let=["l = 2", SQUARE],
        where=["d in ZZ", "d >= 23"],
        best="9/10",
        beyond="91/100",
        by=[reduction.sharp_theorem],
        note="for c1 = 22, log2; by our bound every c2 < 1 will do from some d on",
        tags=["S4", "S-G3"],
    ),
    constant(
        "weights",
        of=reduction.hidden,
        printed="2",
        reason="a hypothesis, the factor of 2^d in the bound for the weights; the width falls with the square of that bound",
        tags=["S-G2"],
    ),
]

theorem_5 = [
    constant(
        "cone-lipschitz",
        of=cone.lipschitz,
        claim="max(0, 1 - s) - max(0, 1 - r) <= c*abs(s - r)",
        where=["r >= 0", "s >= 0"],
        printed="1",
        best="1",
        better="smaller",
        attained=["r = 1", "s = 0"],
        by=[cone.lipschitz],
        tags=["S5"],
    ),
    constant("theorem-5-power", of=cone.lower, printed="6", reason=CITED, note="of d, in 1/eps", tags=["S5"]),
    *(constant(f"theorem-5-c{i}", of=cone.lower, reason=CITED, tags=["S5"]) for i in range(1, 5)),
]

CONSTANTS = [*assumption_1, *upper_bounds, *theorem_4, *theorem_5]
