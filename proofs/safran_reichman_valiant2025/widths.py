"""The least width of a depth-2 network on the cube, in numbers: R-A5 with explicit activations.

N has weights at most C and E (N - IP_d)^2 = q over {0,1}^{2d}; g = 1/2 - sqrt q > 0, Delta = 2^{-d/2}(1 + d/sqrt 2).
With V and M for

    the threshold                           |E s sigma| <= Delta itself
    sigma monotone with values in [0, 1]    V = M = 1
    the ReLU                                V = 2 d C, M = (2d + 1) C
    sigma L-Lipschitz, |sigma(0)| <= S      V = 2 d C L, M = S + (2d + 1) C L

the width is at least (g - (C + 1/2) 2^{-d})/(C (V Delta + M 2^{-d})), and hence, if (C + 1/2) 2^{-d} <= g/2, at least g
2^{d/2} over 4 d C thresholds, over 12 d^2 C^2 ReLUs, over 2 C (6 L C + S) d^2 neurons with an L-Lipschitz sigma.  At q
= 1/400 and C = 2^{d/10} that is 2^{d/3} thresholds from d = 113 and 2^{d/4} ReLUs from d = 376.

These are theorems on the cube.  The paper's f_d lives on A_{4d}: with the paper's S_{4d} the step from the cube to it
is Theorem 10 (see `embedding`), with another support none is needed (see `direct`).  `python -m
proofs.safran_reichman_valiant2025.tables` prints least widths, with Fact 1 as printed beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.correlation import ALL_D, DELTA, average_case, solved_average

GUARD = "tests/proofs/safran_reichman_valiant2025/test_widths.py"
THRESHOLD, RELU = "threshold", "relu"
PER_NEURON: Final[Mapping[str, str]] = {  # K = V Delta + M 2^{-d}
    THRESHOLD: "K = Delta",
    RELU: "K = 2*d*C*Delta + (2*d + 1)*C*2**(-d)",
}
WIDTH = "(g - (C + 1/2)*2**(-d))/(C*K)"
NOT_MORE = "m*C*K + (C + 1/2)*2**(-d) <= 9/20"  # so q = 1/400 needs m neurons or more
AT_400 = "g = 9/20"

# --- what the activations are on the pre-activations

size = claim(
    "preactivation-size",
    "2*d*C + C == (2*d + 1)*C",
    where=[*ALL_D, "C > 0"],
    source="|<w, x> + b| <= (2d + 1) C for x in {0,1}^{2d}",
    tags=["C-R16", "R-A5"],
)
spread = claim(
    "preactivation-spread",
    "abs(w*x - w*y) <= C",
    where=["C > 0", "w >= -C", "w <= C", "x in ZZ", "0 <= x <= 1", "y in ZZ", "0 <= y <= 1"],
    source="two pre-activations differ by at most C in each of the 2d coordinates, so by 2 d C",
    tags=["C-R16", "R-A5"],
)
lipschitz_size = claim(
    "lipschitz-size",
    "abs(s + L*v) <= S + L*B",
    where=["L >= 0", "S >= 0", "B >= 0", "s >= -S", "s <= S", "v >= -B", "v <= B"],
    uses=[size],
    source="|sigma(p)| <= |sigma(0)| + L |p| with B = (2d + 1) C; s = sigma(0), sigma(p) - s = L v, |v| <= |p| <= B",
    tags=["C-R16", "R-A5"],
)
activations = argued(
    "activations",
    "For p_1 < ... < p_k the sum of |sigma(p_i) - sigma(p_{i-1})| is at most L (p_k - p_1) for an L-Lipschitz sigma, "
    "and p_k - p_1 <= 2 d C by preactivation-spread; the ReLU has L = 1, sigma(0) = 0. For a monotone sigma it is "
    "sigma(p_k) - sigma(p_1). For the threshold, |E s sigma| <= Delta by the staircase.",
    uses=[average_case, size, spread, lipschitz_size],
    guard=f"{GUARD}::test_activations",
    source="R-A5, with explicit activations",
    tags=["C-R16", "R-A5"],
)

# --- every mean squared error below 1/4

gap = claim(
    "gap",
    "0 <= (1/2 - g)**2 < 1/4",
    where=["0 < g <= 1/2"],
    source="R-A5: q = (1/2 - g)^2 lies in [0, 1/4), and takes every value there",
    tags=["C-R16", "R-A5"],
)
gap_400 = claim(
    "gap-at-400",
    "1/2 - sqrt(1/400) == 9/20",
    source="R-A5 at q = 1/400",
    tags=["C-R16", "R-A5"],
)
half_gap = claim(
    "half-gap",
    "(g - (C + 1/2)*t)/(C*K) >= g/(2*C*K)",
    where=["g > 0", "C > 0", "K > 0", "t > 0", "(C + 1/2)*t <= g/2"],
    source="R-A5, with K = V Delta + M 2^{-d}, t = 2^{-d}",
    tags=["C-R16", "R-A5"],
)
polynomial_threshold = claim(
    "threshold-denominator",
    "Delta <= 2*d*2**(-d/2)",
    let=[DELTA],
    where=ALL_D,
    uses=[solved_average, activations, gap, half_gap],
    source="R-A5 for every mean squared error below 1/4: g/(2 C Delta) >= g 2^{d/2}/(4 d C) thresholds",
    tags=["C-R16", "R-A5"],
)
polynomial_relu = claim(
    "relu-denominator",
    "2*d*Delta + (2*d + 1)*2**(-d) <= 6*d**2*2**(-d/2)",
    let=[DELTA],
    where=ALL_D,
    uses=[solved_average, activations, gap, half_gap],
    source="R-A5 for every mean squared error below 1/4: g/(2 C^2 (2 d Delta + (2d + 1) 2^{-d})) >= g 2^{d/2}/(12 d^2 "
    "C^2) ReLUs",
    tags=["C-R16", "R-A5"],
)

polynomial_lipschitz = claim(
    "lipschitz-denominator",
    "S*2**(-d) <= S*d**2*2**(-d/2)",
    where=[*ALL_D, "S >= 0"],
    uses=[polynomial_relu],
    source="R-A5 for every mean squared error below 1/4 and an L-Lipschitz sigma: with L C times relu-denominator, V "
    "Delta + M 2^{-d} <= (6 L C + S) d^2 2^{-d/2}, so at least g 2^{d/2}/(2 C (6 L C + S) d^2) neurons",
    tags=["C-R16", "R-A5"],
)

# --- growth at q = 1/400: (activation, C, bound, least d)

GROWTH = (
    (THRESHOLD, "2**(d/10)", "2**(d/3)", 113),
    (THRESHOLD, "1", "2**(2*d/5)", 68),
    (RELU, "2**(d/10)", "2**(d/4)", 376),
    (RELU, "1", "2**(d/3)", 88),
)


def _growth_name(activation: str, weights: str) -> str:
    return f"growth-{activation}" if weights == "1" else f"growth-{activation}-large-weights"


growth = [
    claim(
        _growth_name(activation, weights),
        NOT_MORE,
        let=[DELTA, f"C = {weights}", PER_NEURON[activation], f"m = {bound}"],
        where=["d in ZZ", f"d >= {least}"],
        uses=[solved_average, activations, gap_400],
        source=f"R-A5 at q = 1/400 for weights up to {weights}: at least {bound} neurons",
        tags=["C-R16", "R-A5"],
    )
    for activation, weights, bound, least in GROWTH
]
growth_below = [
    claim(
        _growth_name(activation, weights) + "-below",
        NOT_MORE,
        let=[f"d = {least - 1}", DELTA, f"C = {weights}", PER_NEURON[activation], f"m = {bound}"],
        expected="refuted",
        source=f"R-A5: {least} is least for this bound",
        tags=["C-R16", "R-A5"],
    )
    for activation, weights, bound, least in GROWTH
]

# --- the table: floor(log2) of the width at q = 1/400, by activation, d, and log2 of C as a multiple of d

TABLE: Final[Mapping[tuple[str, int], tuple[int, int, int]]] = {
    (THRESHOLD, 50): (18, 16, 13),
    (THRESHOLD, 100): (42, 37, 32),
    (THRESHOLD, 200): (91, 81, 71),
    (THRESHOLD, 500): (240, 215, 190),
    (THRESHOLD, 1000): (489, 439, 389),
    (RELU, 50): (12, 7, 2),
    (RELU, 100): (35, 25, 15),
    (RELU, 200): (83, 63, 43),
    (RELU, 500): (230, 180, 130),
    (RELU, 1000): (478, 378, 278),
}
CORNERS = ("0", "1/20", "1/10")
table = [
    claim(
        f"table-{activation}-{d}-{k}",
        f"floor(log2({WIDTH})) == {value}",
        let=[f"d = {d}", DELTA, AT_400, f"C = 2**({corner}*d)", PER_NEURON[activation]],
        uses=[solved_average, activations, gap_400],
        source=f"R-A5, table: weights up to 2^({corner} d)",
        tags=["C-R16", "R-A5"],
    )
    for (activation, d), values in TABLE.items()
    for k, (corner, value) in enumerate(zip(CORNERS, values, strict=True))
]

widths = lemma(
    "widths",
    "R-A5 in numbers: the least width on the cube (ours)",
    "E (N - IP_d)^2 = q < 1/4 over {0,1}^{2d} needs, for weights up to C, (g - (C + 1/2) 2^{-d})/(C (V Delta + M "
    "2^{-d})) neurons, g = 1/2 - sqrt q",
    steps=[
        size, spread, lipschitz_size, activations, gap, gap_400, half_gap, polynomial_threshold, polynomial_relu,
        polynomial_lipschitz, *growth,
        *growth_below, *table,
    ],
)  # fmt: skip
