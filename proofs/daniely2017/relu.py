"""Lipschitz functions by ReLU networks with one hidden layer: Lemma 5.

Let f: [-R, R] -> R be L-Lipschitz and eps > 0.  There is g(x) = f(0) + sum_{i=1}^{m} alpha_i sigma(gamma_i x - beta_i)
with |g - f| <= eps on [-R, R], m <= 2 R L/eps, |beta_i| <= R, |alpha_i| <= 2 L, gamma_i in {-1, 1}, and g is
L-Lipschitz on R.

Proof (that of `certify.interpolant`, which builds g).  If R L < eps take m = 0.  Otherwise cut [0, R] and [-R, 0] into
K = ceil(R L/(2 eps)) cells each, of length h = R/K <= 2 eps/L, interpolate f linearly at the knots 0, +-h, ..., +-R
and go on with the last slopes.  The right half needs units with gamma = 1 and beta = 0, h, ..., (K-1) h, whose alpha
is the change of slope (the first one is the first slope); the left half the same with gamma = -1.  So m <= 2K.

In print: the grid eps/L is used, which makes 2 R L/eps units only if R L/eps is an integer; otherwise there are
2 ceil(R L/eps) of them, which is more than stated.  The statement itself is true as printed.
"""

from __future__ import annotations

from fractions import Fraction

from certify.expr import Variable
from certify.interpolant import cells, knots, two_sided
from certify.ledger import argued, claim, lemma
from certify.text import to_text

GUARD = "tests/proofs/daniely2017/test_relu.py"

few_cells = claim(
    "few-cells",
    "2*ceil(t/2) <= 2*t",
    where=["t >= 1"],
    source="Lemma 5, number of units 2 K, where t = R L/eps >= 1",
    tags=["C-D9", "D-G11"],
)
no_cells = claim(
    "constant",
    "L*R <= eps",
    where=["L >= 0", "R > 0", "eps > 0", "L*R < eps"],
    source="Lemma 5, where R L/eps < 1: the constant f(0) will do, m = 0",
    tags=["C-D9", "D-G11"],
)
cell_error = claim(
    "cell-error",
    "L*(R/K)/2 == eps*((R*L/(2*eps))/K)",
    where=["R > 0", "L > 0", "eps > 0", "K in ZZ", "K >= 1"],
    source="Lemma 5, error L h/2 with h = R/K",
    tags=["C-D9", "D-G11"],
)
fine_cells = claim(
    "fine-cells",
    "t/ceil(t) <= 1",
    where=["t > 0"],
    uses=[cell_error],
    source="Lemma 5, error L h/2 <= eps, where K = ceil(t), t = R L/(2 eps)",
    tags=["C-D9", "D-G11"],
)
printed_grid = claim(
    "printed-grid",
    "2*ceil(t) <= 2*t",
    where=["t >= 1"],
    expected="refuted",
    printed="the grid eps/L makes ceil(R L/eps) cells a side, where 2 R L/eps units are stated (t = R L/eps)",
    source="Lemma 5, proof",
    tags=["C-D9", "D-G11"],
)
triangle = claim(
    "chord-error",
    "abs((1-t)*(L*t*h*u) + t*(L*(1-t)*h*v)) <= 2*t*(1-t)*L*h",
    where=["0 <= t <= 1", "L >= 0", "h >= 0", "-1 <= u <= 1", "-1 <= v <= 1"],
    source="Lemma 5: f(x) - ((1-t) f(a) + t f(b)) at x = (1-t) a + t b, b - a = h, where f(x) - f(a) = L t h u and "
    "f(x) - f(b) = L (1-t) h v with |u|, |v| <= 1",
    tags=["C-D9"],
)
quarter = claim(
    "chord-error-middle",
    "2*t*(1-t)*L*h <= L*h/2",
    where=["0 <= t <= 1", "L >= 0", "h >= 0"],
    source="Lemma 5: the error of a chord is at most L h/2",
    tags=["C-D9", "D-G11"],
)
first_coefficient = claim(
    "first-coefficient",
    "abs(L*u) <= 2*L",
    where=["L >= 0", "-1 <= u <= 1"],
    source="Lemma 5: the first alpha on each side is a slope L u",
    tags=["C-D9"],
)
coefficients = claim(
    "coefficients",
    "abs(L*u - L*v) <= 2*L",
    where=["L >= 0", "-1 <= u <= 1", "-1 <= v <= 1"],
    source="Lemma 5: the other alpha are differences of slopes",
    tags=["C-D9"],
)
offsets = claim(
    "offsets",
    "0 <= k*(R/K) <= R",
    where=["R > 0", "K in ZZ", "K >= 1", "k in ZZ", "k >= 0", "k <= K - 1"],
    source="Lemma 5: beta = k h, 0 <= k < K",
    tags=["C-D9"],
)
construction = argued(
    "interpolant",
    "On [0, R] the units with gamma = -1 vanish, and the sum of the others has slope (f((k+1)h) - f(kh))/h between "
    "kh and (k+1)h and the value f(0) at 0, so it takes the values of f at the knots and is linear between them; on "
    "[-R, 0] in the same way. By chord-error and chord-error-middle |g - f| <= L h/2 on each cell, and this is at "
    "most eps. Every slope of g, also beyond +-R, is the slope of a chord of f and so at most L in absolute value; g "
    "is continuous, hence L-Lipschitz on R. A unit whose alpha is 0 may be left out.",
    uses=[few_cells, no_cells, cell_error, fine_cells, triangle, quarter, first_coefficient, coefficients, offsets],
    guard=f"{GUARD}::test_four_bounds",
    source="Lemma 5",
    tags=["C-D9", "D-G11"],
)


def _half_square(eps: Fraction) -> str:
    """The interpolant of x^2/2 on [-2, 2] for error eps, as text."""
    radius = lipschitz = Fraction(2)
    values = [x * x / 2 for x in knots(radius, cells(radius, lipschitz, eps))]
    return to_text(two_sided(values, radius).expression(Variable("x")))


instance = claim(
    "half-square-instance",
    f"abs(x**2/2 - ({_half_square(Fraction(1, 2))})) <= 1/2",
    where=["-2 <= x <= 2"],
    source="Lemma 5 for x^2/2, which Corollary 6 uses: R = L = 2, eps = 1/2, m = 8",
    tags=["C-D9", "C-D10"],
)

relu = lemma(
    "relu",
    "Lemma 5: Lipschitz functions by ReLU networks",
    "g(x) = f(0) + sum_{i<=m} alpha_i sigma(gamma_i x - beta_i), |g - f| <= eps on [-R, R], m <= 2 R L/eps, |beta_i| "
    "<= R, |alpha_i| <= 2 L, gamma_i in {-1, 1}, g L-Lipschitz on the whole line",
    steps=[
        few_cells, no_cells, cell_error, fine_cells, printed_grid, triangle, quarter, first_coefficient, coefficients,
        offsets, construction, instance,
    ],
)  # fmt: skip
