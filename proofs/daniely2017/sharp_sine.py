"""Beyond the paper: Lemma 4 with 4.13 times its constant and half the loss for the degree; and for degrees up to nearly pi sqrt(d) m.

For every d >= 3, real m > 0 and polynomial p of degree at most k,

    int_{-1}^{1} (sin(pi sqrt(d) m x) - p(x))^2 dmu_d >= (floor(m) - ceil(k/2))/(2 sqrt(2 pi e) m),

where the paper has (m - k)/(4 e pi m).  The density of mu_d is at least sqrt(d)/sqrt(2 pi e) for |x| <= 1/sqrt(d), which is the
limit of its value at 1/sqrt(d): no larger constant holds for all d.  The sine and p have opposite signs on
floor(m) - ceil(k/2) of the intervals between zeros, where the paper counts m - k; with k = 2m - 1 zeros p can have the sign of the
sine everywhere.  At d = 2 it is sqrt(d)/(pi sqrt(2)), at 0.

The closed tail, with a = pi sqrt(d) m, says much more.  For every d >= 7, real m > 0 and k + d/2 <= (1 - 2/d) pi sqrt(d) m the squared distance is
at least 2/5; printed is less than 0.03, for k < m only.  The exact distance is the tail ||P_{k+1} f||^2 of exact_tail: over the grid of
`proofs.daniely2017.tables`, which prints the ratios, from 15.1 (d = 2, m = 3, k = 0) to 854 times what is printed.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.closed_tail import SQUARE
from proofs.daniely2017.closed_tail import bound as closed
from proofs.daniely2017.legendre import C_D, mass
from proofs.daniely2017.sine import (
    D_FROM_3,
    NEAR_ZERO,
    fits,
    opposite_above,
    opposite_below,
    sign_count,
    sine_square_shifted,
)

GUARD = "tests/proofs/daniely2017/test_sharp_sine.py"

density = claim(
    "density",
    "c*(1 - s/d)**((d-3)/2) >= sqrt(d)/sqrt(2*pi*e)",
    let=[C_D],
    where=[*D_FROM_3, *NEAR_ZERO],
    source="Lemma 4, step 3, with the best constant",
    tags=["X8"],
)
density_best = claim(
    "density-best",
    "c*(1 - s/d)**((d-3)/2) >= 0.24198*sqrt(d)",
    let=[C_D],
    where=[*D_FROM_3, *NEAR_ZERO],
    expected="refuted",
    source="1/sqrt(2 pi e) = 0.241970... is the best constant to five digits",
    tags=["X8"],
)
density_2 = claim(
    "density-2",
    "gamma(2/2)/(sqrt(pi)*gamma((2-1)/2))*(1-x**2)**((2-3)/2) >= sqrt(2)/(pi*sqrt(2))",
    where=["-1/sqrt(2) <= x <= 1/sqrt(2)"],
    source="at d = 2, 1/(pi sqrt(2)) = 0.225; there is equality at 0",
    tags=["X8"],
)
total = claim(
    "total",
    "1/sqrt(2*pi*e)*((floor(m) - k)*(1/(2*m))) == (floor(m) - k)/(2*sqrt(2*pi*e)*m)",
    where=["m > 0", "k in ZZ", "k >= 0"],
    tags=["X8"],
)
ratio = claim(
    "ratio",
    "4.13 <= (1/(2*sqrt(2*pi*e)))/(1/(4*e*pi)) <= 4.14",
    source="the gain over the constant printed is sqrt(2 pi e)",
    tags=["X8"],
)
runs = claim(
    "sign-runs",
    "(2*M - B + C - 1)/2 - C == M - (B + C + 1)/2",
    where=["M in ZZ", "M >= 1", "B in ZZ", "B >= 0", "C in ZZ", "C >= 0"],
    source="negative runs less those without a whole interval",
    tags=["X8"],
)
half_degree = claim(
    "half-degree",
    "(k + 1)/2 <= ceil(k/2) + 1/2",
    where=["k in ZZ", "k >= 0"],
    tags=["X8"],
)
half_count = argued(
    "sign-count-half",
    "Let q be a polynomial of degree at most k and M = floor(m) >= 1. On at least M - ceil(k/2) of the 2M intervals between zeros of sin(pi "
    "m x) in [-M/m, M/m] q sin(pi m x) <= 0. If q = 0, all serve. Else the product changes its sign at the 2M - 1 inner ends of intervals, "
    "but not where q changes its sign too, and inside intervals where q does: if q changes its sign at B inner ends and at C points inside, "
    "B + C <= k, that makes 2M - B + C runs of one sign, which alternate, so at least (2M - B + C - 1)/2 negative ones. A negative run "
    "without a whole interval ends, on one side, at one of the C points, and each of these is the end of one negative run. So at least M - "
    "(k + 1)/2 negative runs hold a whole interval by sign-runs, and as a whole number at least M - ceil(k/2) by half-degree.",
    uses=[fits, runs, half_degree],
    guard=f"{GUARD}::test_half_of_the_degree",
    source="Lemma 4, step 6, sharpened",
    tags=["X8"],
)
bound = argued(
    "bound",
    "int (g_{d,m} - p)^2 dmu_d >= (floor(m) - k)/(2 sqrt(2 pi e) m) for all d >= 3, real m > 0 and p of degree at most k: the paper's proof "
    "with this density in place of sqrt(d)/(2 e pi).",
    uses=[mass, density, sign_count, opposite_above, opposite_below, sine_square_shifted, total],
    guard=f"{GUARD}::test_bound_against_exact_tails",
    tags=["X8"],
)
bound_half = argued(
    "bound-half",
    "int (g_{d,m} - p)^2 dmu_d >= (floor(m) - ceil(k/2))/(2 sqrt(2 pi e) m) for all d >= 3, real m > 0 and p of degree at most k: as "
    "bound, with sign-count-half for the number of intervals, and ceil(k/2) for k in total.",
    uses=[mass, density, half_count, opposite_above, opposite_below, sine_square_shifted, total],
    guard=f"{GUARD}::test_bound_against_exact_tails",
    tags=["X8"],
)

far_head = claim(
    "far-head",
    f"{SQUARE} <= (1/16)**2",
    let=["rho = 1 - 2/d"],
    where=["d in ZZ", "d >= 7"],
    source="the square of closed_tail's bound for the head at n = k + 1, rho = (k + d/2)/a at most 1 - 2/d",
    tags=["X8"],
)
far_norm = claim(
    "far-norm",
    "gamma(d/2)*(2*(1-2/d)/d)**(d/2-1) <= 3/40",
    where=["d in ZZ", "d >= 7"],
    source="g = Gamma(d/2) (1/a)^{d/2-1}, as a >= (d/2)/(1 - 2/d)",
    tags=["X8"],
)
far_rest = claim(
    "far-rest",
    "(1 - g)/2 - h >= 2/5",
    where=["0 <= g <= 3/40", "0 <= h <= 1/16"],
    uses=[far_head, far_norm],
    tags=["X8"],
)
far_6 = claim(
    "far-norm-6",
    "(1 - gamma(d/2)*(2*(1-2/d)/d)**(d/2-1))/2 - 2*(1-2/d)**(d-1)/sqrt(pi*(2*d-1)*(1-(1-2/d)**2)) >= 2/5",
    let=["d = 6"],
    expected="refuted",
    source="d = 7 is least for this bound",
    tags=["X8"],
)
far = argued(
    "far",
    "int (g_{d,m} - p)^2 dmu_d >= 2/5 for all d >= 7, real m > 0 and p of degree at most k with k + d/2 <= (1 - 2/d) pi sqrt(d) m: the distance "
    "is ||P_{k+1} f||^2 with a = pi sqrt(d) m; closed_tail.bound, which grows with rho, at rho = 1 - 2/d, and far-rest.",
    uses=[closed, far_rest],
    guard=f"{GUARD}::test_far_degrees",
    tags=["X8"],
)

sharp_sine = lemma(
    "sharp_sine",
    "Beyond Lemma 4: the best constant of its proof",
    "int (sin(pi sqrt(d) m x) - p(x))^2 dmu_d >= (floor(m) - ceil(k/2))/(2 sqrt(2 pi e) m) for all d >= 3, m > 0 and p of degree <= k",
    steps=[
        density,
        density_best,
        density_2,
        total,
        ratio,
        runs,
        half_degree,
        half_count,
        bound,
        bound_half,
        far_head,
        far_norm,
        far_rest,
        far_6,
        far,
    ],
)
