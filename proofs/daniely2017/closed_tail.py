"""Beyond the paper: the tail of Daniely's function in closed form for every degree below the frequency, for all d.

Theorem.  Let f(x) = sin(a x), d >= 2, n >= 1 and rho = (n + d/2 - 1)/a < 1.  Then

    ||P_n f||^2 >= ||f||^2 - 2 rho^{d-1}/sqrt(pi (2d-1) (1 - rho^2)),        ||f||^2 >= (1 - Gamma(d/2) (1/a)^{d/2-1})/2.

For a = pi d^3 and n <= c d^3 with any real 0 < c < pi,

    rho^{d-1} <= (c/pi)^{d-1} e^{1/(2cd)},   and   ||P_n f||^2 >= 0.49   for all d >= 11/(pi - c):

for n <= pi d^2 (d - 7/2) that holds for all d >= 4, since c d^3 <= pi d^2 (d - 7/2) just for d >= (7/2) pi/(pi - c).  The least d
that this bound gives is 5, 9, 76, 258, 6743 for c = 1, 2, 3, 3.1, 3.14, where 11/(pi - c) is 5.1, 9.6, 77.7, 264.5, 6906.7.  For n =
d^2 it gives 0.49 from d = 3 on; at d = 2 that is false.  For n <= pi d^2 (d - 3/2) the tail is at least 0.369 for all d >= 5.

The bound keeps of J_{k+d/2-1}(a)^2 its envelope, twice its mean: at n = pi d^2 (d - s) the head is at most about e^{-s}/sqrt(pi s) for large
d, and in truth near half of erfc(sqrt(s)) (floating point).

Proof.  With |J_v(x)|^2 <= (2/pi)/sqrt(x^2 - v^2) for x > v (Watson, Bessel Functions, 13.74, from Nicholson's formula; `envelope` has a
proof without it) the |J| <= 1 of exact_tail improves by the factor 2/(pi a sqrt(1 - rho^2)).  The d - 1 factors n, ..., n + d - 2 of the
binomial coefficient have the mean n + d/2 - 1 = rho a.  The gammas of d/2 and d combine by Legendre's duplication formula.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.exact_tail import (
    FREQUENCY,
    NORM,
    constant,
    even,
    first,
    last_odd,
    norm_lower,
    norm_near_half,
    odd,
    parseval,
    step,
)
from proofs.daniely2017.legendre import ALL_D

GUARD = "tests/proofs/daniely2017/test_closed_tail.py"
ORDER = "(n+d/2-1)"  # rho*a, above every order of the head
HEAD = f"head = 2*({ORDER}/a)**(d-1)/sqrt(pi*(2*d-1)*(1 - ({ORDER}/a)**2))"
SQUARE = "4*rho**(2*d-2)/(pi*(2*d-1)*(1-rho**2))"  # of the bound for the head
UPPER = "n = pi*d**2*(d-7/2)"
MIDDLE = "n = pi*d**2*(d-3/2)"

# --- the envelope of the Bessel functions

term = claim(
    "envelope-term",
    "Q**(-3/4)*(5/4*y**2*Q**(-9/4) - y*Q**(-5/4)) == y*(y/4 + v**2)/Q**3",
    let=["Q = y - v**2"],
    where=["v >= 0", "y > v**2"],
    source="R = Q^{-3/4} D^2 Q^{-1/4} for Q = x^2 - v^2, y = x^2 and D = x d/dx",
    tags=["X4"],
)
falls = claim(
    "envelope-falls",
    "y*(y/4 + w)/(y - w)**3 >= z*(z/4 + w)/(z - w)**3",
    where=["w >= 0", "w < y", "y <= z"],
    source="R decreases with x (w = v^2)",
    tags=["X4"],
)
envelope = argued(
    "envelope",
    "J_v(x)^2 <= (2/pi)/sqrt(x^2 - v^2) for x > v >= 0. Bessel's equation is D^2 J = -Q J with D = x d/dx, Q = x^2 - v^2. Put u = Q^{1/4} J and T = "
    "Q^{-1/2} D: then T^2 u = -(1 + R) u with R = Q^{-3/4} D^2 Q^{-1/4}, which is > 0 and decreases, by envelope-term and -falls. So T(u^2 + (T "
    "u)^2/(1 + R)) = -(T u)^2 (T R)/(1 + R)^2 >= 0: this sum increases with x, to 2/pi, as J_v(x) and its derivative are sqrt(2/(pi x)) "
    "times cos and -sin of x - v pi/2 - pi/4, up to O(x^{-3/2}). Hence u^2 <= 2/pi.",
    uses=[term, falls],
    guard=f"{GUARD}::test_envelope_on_both_sides",
    tags=["X4"],
)
orders = claim(
    "envelope-orders",
    "a**2 - z**2 <= a**2 - v**2",
    where=["a > 0", "0 <= v <= z"],
    source="v = k + d/2 - 1 is below z = n + d/2 - 1 for k < n; z < a",
    tags=["X4"],
)

# --- the head

means = claim(
    "binomial-mean",
    "binomial(n+d-2, d-1) <= (n+d/2-1)**(d-1)/gamma(d)",
    where=[*ALL_D, "n in ZZ", "n >= 1"],
    source="the geometric mean of n, ..., n+d-2 is at most the arithmetic one",
    tags=["X4"],
)
duplication = claim(
    "duplication",
    "gamma(d/2)**2*2**(d-2)/gamma(d) <= sqrt(pi)/sqrt(2*d-1)",
    where=["d >= 2"],
    source="it is sqrt(pi)/2 times Gamma(d/2)/Gamma((d+1)/2)",
    tags=["X4"],
)
powers = claim(
    "powers",
    "(rho*a)**(d-1)*(2/a)**(d-2) == a*2**(d-2)*rho**(d-1)",
    where=[*ALL_D, "a > 0", "rho > 0"],
    tags=["X4"],
)
head = argued(
    "head",
    "sum_{k<n} alpha_k^2 <= 2 rho^{d-1}/sqrt(pi (2d-1) (1 - rho^2)), rho = (n + d/2 - 1)/a < 1: for odd k < n, alpha_k^2 = N_{d,k} Gamma(d/2)^2 "
    "(2/a)^{d-2} J^2 with J^2 <= 2/(pi a sqrt(1 - rho^2)) by envelope and envelope-orders; these N_{d,k} add up to at most C(n+d-2, d-1) <= (rho "
    "a)^{d-1}/Gamma(d) by binomial-mean; what is left is powers and duplication.",
    uses=[odd, even, constant, envelope, orders, first, step, last_odd, means, powers, duplication],
    guard=f"{GUARD}::test_head_on_both_sides",
    tags=["X4"],
)
bound = argued(
    "bound",
    "||P_n f||^2 >= (1 - Gamma(d/2) (1/a)^{d/2-1})/2 - 2 rho^{d-1}/sqrt(pi (2d-1) (1 - rho^2)) for all d >= 2, n >= 1, a > n + d/2 - 1.",
    uses=[parseval, norm_lower, head],
    guard=f"{GUARD}::test_head_on_both_sides",
    tags=["X4"],
)

# --- a = pi d^3 and n = c d^3

real = claim(
    "ratio-power",
    "((c*d**3 + d/2 - 1)/(pi*d**3))**(d-1) <= (c/pi)**(d-1)*exp(1/(2*c*d))",
    where=[*ALL_D, "0 < c < pi"],
    source="so the head falls exponentially for every real c < pi, n = c d^3",
    tags=["X7"],
)
cubes = claim(
    "cubes",
    "c*d**3 <= pi*d**2*(d-7/2)",
    where=["d in ZZ", "0 < c < pi", "d >= 11/(pi-c)"],
    source="11 > (7/2) pi",
    tags=["X7"],
)
below_one = claim(
    "ratio-below-1",
    "rho < 1",
    let=[FREQUENCY, MIDDLE, f"rho = {ORDER}/a"],
    where=["d in ZZ", "d >= 2"],
    tags=["X7"],
)
upper = claim(
    "head-upper",
    f"{SQUARE} <= (19/2000)**2",
    let=[FREQUENCY, UPPER, f"rho = {ORDER}/a"],
    where=["d in ZZ", "d >= 4"],
    tags=["X7"],
)
middle = claim(
    "head-middle",
    f"{SQUARE} <= (13/100)**2",
    let=[FREQUENCY, MIDDLE, f"rho = {ORDER}/a"],
    where=["d in ZZ", "d >= 5"],
    tags=["X7"],
)
half_upper = claim(
    "tail-upper",
    "(1 - g)/2 - h >= 49/100",
    where=["0 <= g <= 1/1000", "h <= 19/2000"],
    uses=[norm_near_half, upper],
    tags=["X7"],
)
half_4 = claim(
    "tail-upper-4",
    "norm - head >= 49/100",
    let=["d = 4", "n = 25", FREQUENCY, HEAD, NORM],
    source="d = 4, where norm-near-half is not enough: n <= 8 pi, that is n <= 25",
    tags=["X7"],
)
half_middle = claim(
    "tail-middle",
    "(1 - g)/2 - h >= 369/1000",
    where=["0 <= g <= 1/1000", "h <= 13/100"],
    uses=[norm_near_half, middle],
    tags=["X7"],
)
near_limit = argued(
    "near-limit",
    "||P_n f||^2 >= 0.49 for all d >= 4 and n <= pi d^2 (d - 7/2); hence for every real c < pi, all n <= c d^3 and all d >= 11/(pi - c) (and so d >= "
    "4): bound, which grows with rho, at n = pi d^2 (d - 7/2), with g and h of tail-upper put in; at d = 4 tail-upper-4.",
    uses=[bound, below_one, half_upper, half_4, cubes, real],
    guard=f"{GUARD}::test_tails_of_the_theorem",
    tags=["X7"],
)
half = argued(
    "middle",
    "||P_n f||^2 >= 0.369 for all d >= 5 and n <= pi d^2 (d - 3/2): bound, which grows with rho, at n = pi d^2 (d - 3/2), with g and h of tail-middle put in.",
    uses=[bound, below_one, half_middle],
    guard=f"{GUARD}::test_tails_of_the_theorem",
    tags=["X7"],
)

# --- the least d for some c

LEAST = {"2": 9, "3": 76, "3.1": 258}
instances = [
    claim(
        f"head-{c.replace('.', '-')}-cubes",
        f"{SQUARE} <= (1/100 - 1/10**6)**2",
        let=[f"rho = {c}/pi + (d-2)/(2*pi*d**3)"],
        where=["d in ZZ", f"d >= {least}"],
        source=f"n = {c} d^3",
        tags=["X7"],
    )
    for c, least in LEAST.items()
]
instance_314 = claim(
    "head-3-14-cubes",
    f"{SQUARE} <= (1/100 - 1/10**6)**2",
    let=["rho = 3.14/pi + (d-2)/(2*pi*d**3)"],
    where=["d in ZZ", "6743 <= d <= 6907"],
    source="n = 3.14 d^3; for d >= 6907 it follows from cubes",
    tags=["X7"],
)
below = [
    claim(
        f"tail-{c.replace('.', '-')}-cubes-below",
        "norm - head >= 49/100",
        let=[f"d = {least - 1}", FREQUENCY, f"n = {c}*d**3", HEAD, NORM],
        expected="refuted",
        source=f"d = {least} is least for this bound",
        tags=["X7"],
    )
    for c, least in ({"1": 5} | LEAST | {"3.14": 6743}).items()
]
square_head = claim(
    "head-square",
    f"{SQUARE} <= (1/200)**2",
    let=["rho = (d**2 + d/2 - 1)/(pi*d**3)"],
    where=["d in ZZ", "d >= 4"],
    source="n = d^2",
    tags=["X7"],
)
square_3 = claim(
    "tail-square-3",
    "(1 - gamma(3/2)*(1/a)**(1/2)*besselj(1/2, 2*a))/2 - head >= 49/100",
    let=["d = 3", FREQUENCY, "n = d**2", HEAD],
    source="d = 3, with the exact norm",
    tags=["X7"],
)
square_2 = claim(
    "tail-square-2",
    "(1 - besselj(0, 2*a))/2 - 2*besselj(1, a)**2 - 2*besselj(3, a)**2 >= 49/100",
    let=["d = 2", FREQUENCY],
    expected="refuted",
    source="d = 2, n = 4: ||P_4 f||^2 itself is 0.4189",
    tags=["X7"],
)
square_rest = claim(
    "tail-square",
    "(1 - g)/2 - h >= 49/100",
    where=["0 <= g <= 1/200", "h <= 1/200"],
    tags=["X7"],
)
norm_4 = claim(
    "norm-4",
    "gamma(d/2)**2*(1/a)**(d-2) <= (1/200)**2",
    let=[FREQUENCY],
    where=["d in ZZ", "d >= 4"],
    tags=["X7"],
)
square = argued(
    "square",
    "||P_n f||^2 >= 0.49 for n = d^2 and all d >= 3 (not for d = 2): bound, with g and h of tail-square put in; at d = 3 tail-square-3.",
    uses=[bound, square_head, square_3, square_rest, norm_4],
    guard=f"{GUARD}::test_tails_of_the_theorem",
    tags=["X7"],
)
norm_9 = claim(
    "norm-9",
    "gamma(d/2)**2*(1/a)**(d-2) <= 1/10**12",
    let=[FREQUENCY],
    where=["d in ZZ", "d >= 9"],
    tags=["X7"],
)
cubes_rest = claim(
    "tail-cubes",
    "(1 - g)/2 - h >= 49/100",
    where=["0 <= g <= 1/10**6", "h <= 1/100 - 1/10**6"],
    tags=["X7"],
)
cubes_5 = claim(
    "tail-cubes-5",
    "norm - head >= 49/100",
    let=["d = 5", FREQUENCY, "n = d**3", HEAD, NORM],
    source="d = 5, c = 1; for d >= 6 it follows from cubes",
    tags=["X7"],
)
least_cubes = argued(
    "cubes-least",
    "||P_n f||^2 >= 0.49 for n <= c d^3 and all d >= 5, 9, 76, 258, 6743 with c = 1, 2, 3, 3.1, 3.14: bound, which grows with rho, with g and h of tail-cubes put in.",
    uses=[bound, norm_9, *instances, instance_314, cubes_rest, cubes_5, near_limit],
    guard=f"{GUARD}::test_tails_of_the_theorem",
    tags=["X7"],
)

closed_tail = lemma(
    "closed_tail",
    "Beyond Example 1: the tail of the sine in closed form",
    "sum_{k<n} alpha_k^2 <= 2 rho^{d-1}/sqrt(pi (2d-1) (1 - rho^2)) for f(x) = sin(a x), rho = (n + d/2 - 1)/a < 1; for a = pi d^3 and every real "
    "c < pi, ||P_n f||^2 >= 0.49 for n <= c d^3 and all d >= 11/(pi - c)",
    steps=[
        term, falls, envelope, orders, means, duplication, powers, head, bound, real, cubes, below_one, upper, middle, half_upper, half_4,
        half_middle, near_limit, half, *instances, instance_314, *below, square_head, square_3, square_2, norm_4, square_rest, square,
        norm_9, cubes_rest, cubes_5, least_cubes,
    ],
)  # fmt: skip
