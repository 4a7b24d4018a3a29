"""Lipschitz functions of the radius by even polynomials, and how large their coefficients and slopes are (ours).

Let phi be 1-Lipschitz on [0, 1], with values in [-1/2, 1/2] (subtract the middle of its range), 0 < eps <= 1/2 and
k = ceil(pi/(2 eps)) - 1, which is at least 3 and below pi/(2 eps).

    Favard.       There is an even polynomial p of degree 2k with |phi(|t|) - p(t)| <= pi/(4 (k+1)) <= eps/2 on [-1, 1], so |p| <= 1.
    V. Markov.    If p(t) = sum_{j <= k} c_j t^{2j}, |p| <= 1 on [-1, 1], then sum |c_j| <= cosh(2 k log(1 + sqrt(2))).
    A. Markov.    If |q| <= 1 on [-1, 1], deg q <= n, then |s q'(s)| <= n^2 and |q'(s)| <= 2 n^2 for |s| <= 1 if q is even.

The first is the constant of Favard, Akhiezer and Krein for first derivatives, the others are weak forms of the inequalities of
V. and A. Markov.  All three are proved here, the Markov inequalities from the Lagrange basis at the extremal points of a
Chebyshev polynomial, whose members have the same sign under the functional in question.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_eldan_shamir2019/test_polynomials.py"
EPS = ["0 < eps <= 1/2"]
ALPHA = "alpha = log(1 + sqrt(2))"

# --- the function

middle = claim(
    "middle",
    "abs(v - (a + b)/2) <= 1/2",
    where=["a in RR", "b >= a", "b <= a + 1", "v >= a", "v <= b"],
    source="the range [a, b] of a 1-Lipschitz function on [0, 1] has length 1 at most",
    tags=["S-U1"],
)
folded = claim(
    "folded",
    "abs(v) - abs(u) <= abs(v - u)",
    where=["u in RR", "v in RR"],
    source="h(a) = phi(|cos(a/2)|): |h(a) - h(b)| <= |cos(a/2) - cos(b/2)|",
    tags=["S-U1"],
)
cosine = claim(
    "cosine",
    "abs(cos(u + 2*h) - cos(u)) <= 2*h",
    where=["u in RR", "h >= 0"],
    source="and this is at most |a - b|/2, so h, of period 2 pi, is 1/2-Lipschitz",
    tags=["S-U1"],
)

# --- Favard

pair = claim(
    "kernel-pair",
    "integral((pi-t)/2, t, a, a+h) - integral((pi-t)/2, t, a+h, a+2*h) == h**2/2",
    where=["a >= 0", "h > 0"],
    source="two neighbouring intervals between zeros of sin(N t), h = pi/N",
    tags=["S-U1"],
)
kernel_mass = claim(
    "kernel-mass",
    "(1/2)*(N*((pi/N)**2/2))/pi == pi/(4*N)",
    where=["N in ZZ", "N >= 1"],
    source="N such pairs, divided by pi, for a 1/2-Lipschitz function; N = k + 1",
    tags=["S-U1"],
)
favard = argued(
    "favard",
    "Let h be L-Lipschitz of period 2 pi, N >= 1, B(t) = (pi - t)/2 on (0, 2 pi), of period 2 pi. Integrating by parts, h(x) = mean + (1/pi) "
    "int_0^{2 pi} B(t) h'(x - t) dt. Let S be the sine polynomial of degree N - 1 with S = B at j pi/N, 0 < j < N (the matrix "
    "sin(i j pi/N) is invertible). By symmetry B - S vanishes at all 2N - 1 points j pi/N in (0, 2 pi); with one zero more, or a "
    "double one, B' - S' = -1/2 - S' would by Rolle have 2N - 1 zeros, more than a trigonometric polynomial of degree N - 1 "
    "whose mean is not 0 can have. So B - S has the sign of sin(N t) (it is pi/2 at 0+). Put S for B: the error is at most (L/pi) "
    "int |B - S| = (L/pi) int (B - S) sign(sin(N t)) dt, and S, of degree below N, is orthogonal to sign(sin(N t)), whose "
    "frequencies are multiples of N. The rest is kernel-pair, N times.",
    uses=[pair, kernel_mass],
    guard=f"{GUARD}::test_kernel_of_favard",
    source="J. Favard 1937, N. Akhiezer and M. Krein 1937, for first derivatives",
    tags=["S-U1"],
)
degree = claim(
    "degree",
    "pi/(4*ceil(t)) <= pi/(4*t)",
    where=["t >= pi"],
    source="k + 1 = ceil(t), t = pi/(2 eps): Favard's error, which is at most",
    tags=["S-U1", "C-S3"],
)
degree_error = claim(
    "degree-error", "pi/(4*(pi/(2*eps))) == eps/2", where=EPS, uses=[degree], source="eps/2", tags=["S-U1", "C-S3"]
)
degree_upper = claim(
    "degree-upper", "ceil(t) - 1 < t", where=["t >= pi"], source="k < pi/(2 eps)", tags=["S-U1", "C-S3"]
)
degree_lower = claim(
    "degree-lower",
    "ceil(t) - 1 >= 3",
    where=["t >= pi"],
    source="k >= 3, as t >= pi for eps <= 1/2",
    tags=["S-U1", "C-S3"],
)
size = claim("size", "1/2 + eps/2 <= 1", where=EPS, source="|p| <= |phi| + eps/2", tags=["S-U1"])
polynomial = argued(
    "polynomial",
    "phi(|t|), less the middle of its range, is within eps/2 of an even polynomial p of degree 2k, |p| <= 1 on [-1, 1]: by folded and "
    "cosine h(a) = phi(|cos(a/2)|) is 1/2-Lipschitz, and even, so by Favard's theorem it is within pi/(4 (k+1)) of an even "
    "trigonometric polynomial of degree k (the mean of T(a) and T(-a)), sum a_j cos(j a). With t = cos(a/2), cos(j a) = "
    "T_{2j}(t), an even polynomial of degree 2j.",
    uses=[middle, folded, cosine, favard, degree, degree_error, degree_upper, degree_lower, size],
    guard=f"{GUARD}::test_even_polynomials_near_lipschitz_functions",
    tags=["S-U1"],
)

# --- coefficients and slopes

extremal = argued(
    "extremal",
    "Let y_0 > ... > y_k be the points of [a, b] where the Chebyshev polynomial T of [a, b] is (-1)^i, P a polynomial of degree at most "
    "k, |P| <= 1 on [a, b], and F(P) a derivative of P at b, or (if a = 0) at 0. P is the sum of P(y_i) l_i, where l_i is the product over j != i of (y - "
    "y_j)/(y_i - y_j). The denominators have the sign (-1)^i. All derivatives of the numerators at b are >= 0, as no y_j is beyond b; those "
    "of order r at 0 have the sign (-1)^{k-r} (or are 0), as no y_j is negative. So the F(l_i) have the sign (-1)^i or (-1)^{i+k-r}, and |F(P)| <= sum "
    "|F(l_i)| = |sum (-1)^i F(l_i)| = |F(T)|.",
    uses=[],
    guard=f"{GUARD}::test_chebyshev_is_extremal",
    source="V. Markov, at an end of the interval",
    tags=["S-U1"],
)
recurrence = claim(
    "coefficients-recurrence",
    "u**(n+2) + v**(n+2) == 2*(u**(n+1) + v**(n+1)) + (u**n + v**n)",
    let=["u = 1 + sqrt(2)", "v = 1 - sqrt(2)"],
    where=["n in ZZ", "n >= 0"],
    source="T_{n+2} = 2x T_{n+1} - T_n, whose coefficients have alternating signs: their absolute values add up to (u^n + v^n)/2",
    tags=["S-U1"],
)
closed = claim(
    "coefficients-closed",
    "((1 + sqrt(2))**(2*k) + (1 + sqrt(2))**(-2*k))/2 == cosh(2*k*alpha)",
    let=[ALPHA],
    where=["k in ZZ", "k >= 0"],
    uses=[recurrence],
    source="v^{2k} = u^{-2k}, as (1 + sqrt 2)(sqrt 2 - 1) = 1",
    tags=["S-U1"],
)
quartic = claim(
    "coefficients-4",
    "legendre(4, 2, x) == 8*x**4 - 8*x**2 + 1",
    where=["x in RR"],
    source="T_4, the Legendre polynomial of dimension 2",
    tags=["S-U1"],
)
quartic_sum = claim(
    "coefficients-4-sum",
    "8 + 8 + 1 == cosh(4*alpha)",
    let=[ALPHA],
    uses=[quartic, closed],
    source="for k = 2 the bound is attained by T_4",
    tags=["S-U1"],
)
coefficients = argued(
    "coefficients",
    "If p(t) = sum c_j t^{2j} has degree 2k and |p| <= 1 on [-1, 1], then sum |c_j| <= cosh(2 k log(1 + sqrt(2))): P(y) = sum c_j y^j is at most "
    "1 on [0, 1], so by extremal, for derivatives at 0, |c_j| is at most the coefficient of T_k(2y - 1), which is that of T_{2k}(t) as y = t^2. Those "
    "add up to coefficients-closed, by coefficients-recurrence.",
    uses=[extremal, recurrence, closed, quartic_sum],
    guard=f"{GUARD}::test_sums_of_coefficients",
    tags=["S-U1"],
)
slope_at_1 = claim(
    "slope-at-1",
    "2 + 2*n**2 - (n-1)**2 == (n+1)**2",
    where=["n in ZZ", "n >= 1"],
    source="T_n'(1) = n^2, by induction: T_{n+1}' = 2 T_n + 2x T_n' - T_{n-1}' at x = 1",
    tags=["S-U1"],
)
half_interval = claim(
    "half-interval",
    "n**2*(2/(1 + s)) <= 2*n**2",
    where=["n >= 0", "0 <= s <= 1"],
    source="the interval [-1, s] has length 1 + s",
    tags=["S-U1"],
)
slopes = argued(
    "slopes",
    "Let |q| <= 1 on [-1, 1], deg q <= n. Then |s q'(s)| <= n^2 for 0 <= s <= 1: x -> q(s x) is at most 1 on [-1, 1] and has the slope s q'(s) "
    "at 1, and there T_n is extremal, with the slope n^2 (slope-at-1). And |q'(s)| <= 2 n^2: extremal on [-1, s], whose Chebyshev "
    "polynomial has the slope n^2 2/(1 + s) at s. For even q the same follows for s < 0.",
    uses=[extremal, slope_at_1, half_interval],
    guard=f"{GUARD}::test_slopes",
    source="A. Markov, up to a factor of 2",
    tags=["S-U1", "S2"],
)

polynomials = lemma(
    "polynomials",
    "Even polynomials near Lipschitz functions of the radius (ours)",
    "phi(|t|) is within eps/2 of an even polynomial p of degree 2k, k < pi/(2 eps), whose coefficients add up in absolute "
    "value to at most cosh(2 k log(1 + sqrt(2)))",
    steps=[
        middle, folded, cosine, pair, kernel_mass, favard, degree, degree_error, degree_upper, degree_lower, size, polynomial, extremal,
        recurrence, closed, quartic, quartic_sum, coefficients, slope_at_1, half_interval, slopes,
    ],
)  # fmt: skip
