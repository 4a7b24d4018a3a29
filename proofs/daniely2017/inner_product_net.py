"""Inner product functions by depth-3 ReLU networks: Corollary 6.

Let f: [-1, 1] -> [-1, 1] be L-Lipschitz, L > 0, and eps > 0, and F(x, x') = f(<x, x'>) on S^{d-1} x S^{d-1}.  There is
a depth-3 ReLU network G of width at most 16 d^2 L/eps and weights at most max(4, 2L) with |G - F| <= eps everywhere.

Proof.  For each i, Lemma 5 with R = 2, L = 2 and error eps/(2 d L) gives N_i(x_i + x'_i), close to (x_i + x'_i)^2/2;
since x and x' are on the sphere, N_1 + ... + N_d - 1 is then within eps/(2L) of <x, x'>.  Lemma 5 with R = 1, error
eps/2 gives N_f, which is L-Lipschitz on the whole line, and G = N_f(N_1 + ... + N_d - 1).

In print: the width of N_f is 2L/eps, where Lemma 5 gives 4L/eps (the width of G is not affected); G is said to map
into [-1, 1], but N_f goes on linearly beyond +-1, where its argument may lie, so that G may be as large as 1 + eps/2.
Letting N_f be constant there takes two more units, and all bounds stay.  The widths are real numbers: the number of
units is at most that.
"""

from __future__ import annotations

from fractions import Fraction

from certify.expr import Rational
from certify.interpolant import cells, knots, two_sided
from certify.ledger import argued, claim, lemma
from certify.text import to_text
from proofs.daniely2017.relu import relu

GUARD = "tests/proofs/daniely2017/test_inner_product_net.py"
ANY = ["d in ZZ", "d >= 1", "L > 0", "eps > 0"]

chord = claim(
    "half-square-chord",
    "x**2/2 - y**2/2 == (x - y)*((x + y)/2)",
    where=["x in RR", "y in RR"],
    source="Corollary 6, step a",
    tags=["C-D10"],
)
lipschitz = claim(
    "half-square-lipschitz",
    "abs((x + y)/2) <= 2",
    where=["-2 <= x <= 2", "-2 <= y <= 2"],
    uses=[chord],
    source="Corollary 6, step a: x^2/2 is 2-Lipschitz on [-2, 2]",
    tags=["C-D10"],
)
width_coordinate = claim(
    "width-coordinate",
    "2*2*2/(eps/(2*d*L)) == 16*d*L/eps",
    where=ANY,
    source="Corollary 6, step a: 2 R L/eps with R = L = 2 and error eps/(2dL)",
    tags=["C-D10"],
)
polarisation = claim(
    "polarisation",
    "(x + y)**2/2 == x**2/2 + y**2/2 + x*y",
    where=["x in RR", "y in RR"],
    source="Corollary 6, step b, for each coordinate",
    tags=["C-D10"],
)
on_sphere = claim(
    "on-sphere",
    "1/2 + 1/2 + u - 1 == u",
    where=["u in RR"],
    source="Corollary 6, step b, summed over the coordinates: ||x|| = ||x'|| = 1, u = <x, x'>",
    tags=["C-D10"],
)
error_inner = claim(
    "error-inner",
    "d*(eps/(2*d*L)) == eps/(2*L)",
    where=ANY,
    source="Corollary 6, step b",
    tags=["C-D10"],
)
width_inner = claim(
    "width-inner",
    "d*(16*d*L/eps) == 16*d**2*L/eps",
    where=ANY,
    source="Corollary 6, step b",
    tags=["C-D10"],
)
width_outer = claim(
    "width-outer",
    "2*1*L/(eps/2) == 4*L/eps",
    where=["L > 0", "eps > 0"],
    source="Corollary 6, step c",
    tags=["C-D10", "D-G12"],
)
width_outer_printed = claim(
    "width-outer-printed",
    "2*1*L/(eps/2) <= 2*L/eps",
    where=["L > 0", "eps > 0"],
    expected="refuted",
    printed="the width of N_f is 2L/eps",
    source="Corollary 6, proof",
    tags=["C-D10", "D-G12"],
)
width_dominates = claim(
    "width-dominates",
    "4*L/eps <= 16*d**2*L/eps",
    where=ANY,
    source="Corollary 6: the second hidden layer is not wider than the first",
    tags=["C-D10", "D-G12"],
)
budget = claim(
    "error-budget",
    "L*(eps/(2*L)) + eps/2 == eps",
    where=["L > 0", "eps > 0"],
    source="Corollary 6, step d",
    tags=["C-D10"],
)
weights_first = claim(
    "weights-first-layer",
    "max(1, 2) <= max(4, 2*L)",
    where=["L > 0"],
    source="Corollary 6: gamma_i = +-1 and |beta_i| <= R = 2",
    tags=["C-D10"],
)
weights_second = claim(
    "weights-second-layer",
    "max(2*2, 1 + 1) <= max(4, 2*L)",
    where=["L > 0"],
    source=(
        "Corollary 6: |alpha_i| <= 2 L with L = 2; the bias -1 of the sum and |beta_i| <= R = 1 of N_f make up the "
        "second bias"
    ),
    tags=["C-D10"],
)
weights_third = claim(
    "weights-output",
    "max(2*L, abs(y)) <= max(4, 2*L)",
    where=["L > 0", "-1 <= y <= 1"],
    source="Corollary 6: |alpha_i| <= 2 L, and the output bias is y = f(0)",
    tags=["C-D10"],
)
network = argued(
    "network",
    "|G - F| <= |N_f(N_inner) - N_f(<x, x'>)| + |N_f(<x, x'>) - f(<x, x'>)| <= L eps/(2L) + eps/2 = eps, where "
    "N_inner = N_1 + ... + N_d - 1, because N_f is L-Lipschitz on the whole line. The first hidden layer holds the "
    "units of all N_i, d (16 d L/eps) at most, the second those of N_f, 4L/eps at most. A pre-activation of the "
    "second layer is gamma times N_inner minus beta, so its weights are +-alpha_i of the N_i and its bias is -gamma "
    "- beta (N_i(0) = 0).",
    uses=[
        relu,
        lipschitz,
        width_coordinate,
        polarisation,
        on_sphere,
        error_inner,
        width_inner,
        width_outer,
        width_dominates,
        budget,
        weights_first,
        weights_second,
        weights_third,
    ],
    guard=f"{GUARD}::test_network",
    source="Corollary 6",
    tags=["C-D10"],
)

# --- the range


def _value(x: Fraction, y: Fraction, eps: Fraction) -> str:
    """N_1 + N_2 - 1 at x = x' = (x, y) for d = 2, L = 1: the value of G for f(t) = t, as N_f is then exact."""
    radius = slope = Fraction(2)
    values = [t * t / 2 for t in knots(radius, cells(radius, slope, eps / 4))]
    coordinate = two_sided(values, radius)
    first, second = (to_text(coordinate.expression(Rational(2 * t))) for t in (x, y))
    return f"{first} + {second} - 1"


inner_range = claim(
    "range-inner",
    "L*(eps/(2*L)) + 1 == 1 + eps/2",
    where=["L > 0", "eps > 0"],
    source="Corollary 6: N_inner is at most eps/(2L) beyond +-1, and N_f has slope at most L there",
    tags=["C-D10", "D-G13"],
)
range_printed = claim(
    "range-printed",
    f"{_value(Fraction(3, 5), Fraction(4, 5), Fraction(1))} <= 1",
    expected="refuted",
    printed=(
        "G maps into [-1, 1]; this is G(x, x) for d = 2, f(t) = t, L = eps = 1, x = (3/5, 4/5), built as in the proof"
    ),
    source="Corollary 6",
    tags=["C-D10", "D-G13"],
)
clipped_width = claim(
    "range-clipped-width",
    "4*t + 2 <= 16*d**2*t",
    where=["d in ZZ", "d >= 1", "t >= 1/2"],
    source="Corollary 6, repaired: two more units in N_f, t = L/eps; for t < 1/2 N_f is a constant",
    tags=["C-D10", "D-G13"],
)
clipped = argued(
    "range-clipped",
    "Let N_f be constant beyond +-1: for R = 1 two more units with beta = 1 and alpha minus the last slope, |alpha| "
    "<= L. Then N_f takes values between values of f everywhere, so G maps into [-1, 1]; it is still L-Lipschitz on "
    "the whole line and unchanged on [-1, 1], so the error is as before; the weights are within the bounds, and the "
    "width by range-clipped-width.",
    uses=[network, clipped_width],
    guard=f"{GUARD}::test_clipped_network_stays_in_the_range",
    source="Corollary 6, repaired",
    tags=["C-D10", "D-G13"],
)

inner_product_net = lemma(
    "inner_product_net",
    "Corollary 6: inner product functions by depth-3 networks",
    "G is a depth-3 ReLU network of width at most 16 d^2 L/eps and weights at most max(4, 2L), with |G - F| <= eps",
    steps=[
        chord, lipschitz, width_coordinate, polarisation, on_sphere, error_inner, width_inner, width_outer,
        width_outer_printed, width_dominates, budget, weights_first, weights_second, weights_third, network,
        inner_range, range_printed, clipped_width, clipped,
    ],
)  # fmt: skip
