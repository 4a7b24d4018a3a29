"""Beyond the paper: the tail of Daniely's function exactly, and a bound for it in closed form, for all d.

For f(x) = sin(a x), a > 0, and odd k the coefficient of f at sqrt(N_{d,k}) P_k in L2(mu_d) is

    alpha_k = (-1)^{(k-1)/2} sqrt(N_{d,k}) Gamma(d/2) (2/a)^{d/2-1} J_{k+d/2-1}(a),

for even k it is 0, and ||f||^2 = (1 - Gamma(d/2) (1/a)^{d/2-1} J_{d/2-1}(2a))/2.  So ||P_n f||^2 = ||f||^2 - sum_{k<n} alpha_k^2
(as balls: `certify.plane_wave`).  With |J| <= 1, and because the N_{d,k} of odd k <= m add up to C(m+d-1, d-1) for odd m,

    ||P_n f||^2 >= (1 - Gamma(d/2) (1/a)^{d/2-1})/2 - C(n+d-2, d-1) Gamma(d/2)^2 (2/a)^{d-2}      for all d >= 2, n >= 1.

For a = pi d^3 this gives ||P_n f||^2 >= 0.49 with n = d^2 for all d >= 5, where the paper has 1/(5 e pi) = 0.0234 (from d = 25
on); d = 5 is the least that this bound gives.  For n = c d^3 with any real 1 <= c <= pi the head is at most 2 c d^{5/2} (c/pi)^{d-2}, which
falls exponentially if c < pi.  A sharper bound for J is in closed_tail.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.legendre import ALL_D, C_D, complete, norm, orthogonal

GUARD = "tests/proofs/daniely2017/test_exact_tail.py"
FREQUENCY = "a = pi*d**3"
CRUDE = "head = binomial(n+d-2, d-1)*gamma(d/2)**2*(2/a)**(d-2)"
NORM = "norm = (1 - gamma(d/2)*(1/a)**(d/2-1))/2"

# --- the coefficients

integral = claim(
    "coefficient-integral",
    "c*integral(sin(a*x)*legendre(k, d, x)*(1-x**2)**((d-3)/2), x, -1, 1)"
    " == sin(pi*k/2)*gamma(d/2)*(2/a)**(d/2-1)*besselj(k+d/2-1, a)",
    let=[C_D],
    where=[*ALL_D, "k in ZZ", "k >= 1", "a > 0"],
    source="plane-wave expansion (DLMF 18.17.16, 10.9.4)",
    tags=["X1"],
)
even = claim("coefficient-even", "sin(pi*(2*m)/2) == 0", where=["m in ZZ", "m >= 1"], tags=["X1"])
constant = claim(
    "coefficient-constant",
    "integral(sin(a*x)*(1-x**2)**((d-3)/2), x, -1, 1) == 0",
    where=[*ALL_D, "a > 0"],
    tags=["X1"],
)
sign = claim("coefficient-sign", "sin(pi*(2*m+1)/2)**2 == 1", where=["m in ZZ", "m >= 0"], tags=["X1"])
scale = claim(
    "coefficient-scale", "((2/a)**(d/2-1))**2 == (2/a)**(d-2)", where=["d in ZZ", "d >= 2", "a > 0"], tags=["X1"]
)
odd = claim(
    "coefficient-odd",
    "(sqrt(N)*(s*g*w*j))**2 == N*g**2*w**2*j**2*s**2",
    where=["N >= 1", "s in RR", "g in RR", "w in RR", "j in RR"],
    uses=[integral, sign, scale],
    source="alpha_k^2 = N_{d,k} Gamma(d/2)^2 (2/a)^{d-2} J_{k+d/2-1}(a)^2 for odd k",
    tags=["X1"],
)
whole = claim(
    "norm",
    "c*integral(sin(a*x)**2*(1-x**2)**((d-3)/2), x, -1, 1) == (1 - gamma(d/2)*(1/a)**(d/2-1)*besselj(d/2-1, 2*a))/2",
    let=[C_D],
    where=[*ALL_D, "a > 0"],
    latex=r"\|f\|^2 = \frac12\left(1 - \Gamma(d/2)\, a^{1-d/2} J_{d/2-1}(2a)\right)",
    tags=["X2"],
)
parseval = argued(
    "tail",
    "||P_n f||^2 = ||f||^2 - sum_{k<n} alpha_k^2: Parseval's equation for the orthonormal basis sqrt(N_{d,k}) P_k of "
    "L2(mu_d), in which the polynomials of degree below n are spanned by the first n.",
    uses=[orthogonal, norm, complete, integral, constant, even, odd, whole],
    guard=f"{GUARD}::test_tail_against_quadrature",
    tags=["X3"],
)

# --- the bound

bessel = claim(
    "bessel",
    "besselj(v, x)**2 <= 1",
    where=["v >= 0", "x >= 0"],
    source="DLMF 10.14.1",
    tags=["X4"],
)
norm_lower = claim(
    "norm-lower",
    "(1 - gamma(d/2)*(1/a)**(d/2-1)*j)/2 >= norm",
    let=[NORM],
    where=[*ALL_D, "a > 0", "-1 <= j <= 1"],
    uses=[whole, bessel],
    tags=["X4"],
)
first = claim("odd-dimensions-first", "binomial(1+d-1, d-1) == harmonic_dim(d, 1)", where=ALL_D, tags=["X4"])
step = claim(
    "odd-dimensions-step",
    "binomial(m+d-1, d-1) - binomial(m-2+d-1, d-1) == harmonic_dim(d, m)",
    where=[*ALL_D, "m in ZZ", "m >= 3"],
    source="definition of N_{d,m}",
    tags=["X4"],
)
last_odd = claim(
    "odd-dimensions-last",
    "binomial(n-2+d-1, d-1) <= binomial(n+d-2, d-1)",
    where=[*ALL_D, "n in ZZ", "n >= 3"],
    source="the largest odd k < n is n - 1 or n - 2",
    tags=["X4"],
)
head = argued(
    "head",
    "sum_{k<n} alpha_k^2 <= C(n+d-2, d-1) Gamma(d/2)^2 (2/a)^{d-2}, for n >= 1: alpha_k^2 <= N_{d,k} Gamma(d/2)^2 "
    "(2/a)^{d-2} by coefficient-odd and bessel, and the N_{d,k} of odd k <= m add up to C(m+d-1, d-1) for odd m, by "
    "induction (odd-dimensions-first and -step); m is n - 1 or n - 2, and odd-dimensions-last. Without odd k < n both "
    "sides are at least 0.",
    uses=[odd, even, constant, bessel, first, step, last_odd],
    guard=f"{GUARD}::test_head_bound_on_both_sides",
    tags=["X4"],
)
bound = argued(
    "bound",
    "||P_n f||^2 >= (1 - Gamma(d/2) (1/a)^{d/2-1})/2 - C(n+d-2, d-1) Gamma(d/2)^2 (2/a)^{d-2} for all d >= 2, n >= 1, a > 0.",
    uses=[parseval, norm_lower, head],
    guard=f"{GUARD}::test_head_bound_on_both_sides",
    tags=["X4"],
)
# --- a = pi d^3

norm_near_half = claim(
    "norm-near-half",
    "gamma(d/2)**2*(1/a)**(d-2) <= 1/10**6",
    let=[FREQUENCY],
    where=["d in ZZ", "d >= 5"],
    source="the square of g = Gamma(d/2) (1/a)^{d/2-1}",
    tags=["X4"],
)
square_head = claim(
    "head-square",
    "head <= 1/200",
    let=[FREQUENCY, "n = d**2", CRUDE],
    where=["d in ZZ", "d >= 5"],
    tags=["X4"],
)
real_head = claim(
    "head-cubes",
    "head <= 2*c*d**(5/2)*(c/pi)**(d-2)",
    let=[FREQUENCY, "n = c*d**3", CRUDE],
    where=[*ALL_D, "1 <= c <= pi"],
    source="n = c d^3 for any real c, and every smaller n",
    tags=["X4", "X7"],
)
cubes = argued(
    "cubes",
    "sum_{k<n} alpha_k^2 <= 2 c d^{5/2} (c/pi)^{d-2} for all d >= 2, real c with 1 <= c <= pi and integers 1 <= n <= c d^3: head, whose bound "
    "is a product of factors that grow with n, and head-cubes.",
    uses=[head, real_head],
    guard=f"{GUARD}::test_head_bound_on_both_sides",
    tags=["X4", "X7"],
)
half_square = claim(
    "tail-square",
    "(1 - g)/2 - h >= 49/100",
    where=["g >= 0", "g**2 <= 1/10**6", "h <= 1/200"],
    uses=[norm_near_half, square_head],
    source="||P_n f||^2 >= 0.49 for n = d^2 and all d >= 5",
    tags=["X4"],
)
not_below = claim(
    "tail-square-4",
    "norm - head >= 49/100",
    let=["d = 4", FREQUENCY, "n = d**2", CRUDE, NORM],
    expected="refuted",
    source="d = 5 is least for 0.49 by this bound (though ||P_16 f||^2 = 0.49985 at d = 4)",
    tags=["X4"],
)
square = argued(
    "square",
    "||P_n f||^2 >= 0.49 for n = d^2 and all d >= 5: bound, with g and h of tail-square put in.",
    uses=[bound, half_square],
    guard=f"{GUARD}::test_tails_of_the_theorem",
    tags=["X4"],
)
exact_tail = lemma(
    "exact_tail",
    "Beyond Example 1: the tail of sin(pi d^3 x) exactly",
    "||P_n f||^2 = ||f||^2 - sum_{odd k < n} N_{d,k} Gamma(d/2)^2 (2/a)^{d-2} J_{k+d/2-1}(a)^2 for f(x) = sin(a x); for a = pi d^3 "
    "it is >= 0.49 with n = d^2 and all d >= 5",
    steps=[
        integral, even, constant, sign, scale, odd, whole, parseval, bessel, norm_lower, first, step, last_odd, head, bound,
        norm_near_half, square_head, real_head, cubes, half_square, not_below, square,
    ],
)  # fmt: skip
