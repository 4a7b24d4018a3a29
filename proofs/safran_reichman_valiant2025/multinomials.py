"""A sum of squares of multinomial coefficients: Lemma 5.

Let d and D be positive multiples of 4 and d_1 + ... + d_4 = d, d_i >= 0 integers.  With S = sum of (d_i - d/4)^2,

    sum over D_1 + ... + D_4 = D of multinom(D; D_i)^2/multinom(D+d; D_i + d_i) <= exp(4 S/D) (1 + d/D)^{3/2} 4^{D-d}.

Proof.  Let K = D/4.  (a) (D_i+d_i)!/D_i! <= (1 + d_i/K)^{D_i-K} (K+d_i)!/K!.  (b) So the sum is at most D!/(D+d)!
times the product of the (K+d_i)!/K! (1 + d_i/K)^{-K} times the sum of multinom(D; D_i) prod (1 + d_i/K)^{D_i}, which
is (4 + d/K)^D.  (c) By log x >= log l + (x-l)/l - (x-l)^2/2 at l = 1 + d/D, (4 + d/K)^D prod (1 + d_i/K)^{-K} <= 4^D
exp(2 S/D).  (d) prod (K+d_i)! <= (K+d/4)!^4 exp(2 S/D).  (e) With f(j) = 4^{-4j} (4j)!/j!^4, D! (K+d/4)!^4/((D+d)!
K!^4) = 4^{-d} f(K)/f(K+d/4), and f(j)/f(k) <= (k/j)^{3/2} for j <= k.

In print: f(j)/f(k) <= (j/k)^{3/2}, which is inverted; the bound in (e) lacks 4^{-d}.  Lemma 5 is right as printed.
For (d) the paper bounds the trigamma function; an induction over integers does it too.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_multinomials.py"
INTEGERS = ["n in ZZ", "n >= 0", "m in ZZ", "m >= 0", "K in ZZ", "K >= 1"]
NUMBERS = ["d1 >= 0", "d2 >= 0", "d3 >= 0", "d4 >= 0", "K > 0"]
MEAN = "m = (d1 + d2 + d3 + d4)/4"
F_J = "4**(-4*j)*gamma(4*j+1)/gamma(j+1)**4"
F_K = "4**(-4*k)*gamma(4*k+1)/gamma(k+1)**4"

# --- (a): the quotient of factorials

above = claim(
    "factorials-above",
    "gamma(n+m+1)/gamma(n+1) <= (1 + m/K)**(n-K)*gamma(K+m+1)/gamma(K+1)",
    where=["n in ZZ", "n >= K", "m in ZZ", "m >= 0", "K in ZZ", "K >= 1"],
    source="Lemma 5, step 1, n = D_i >= K = D/4, m = d_i",
    printed=True,
    tags=["C-R4"],
)
below = claim(
    "factorials-below",
    "gamma(n+m+1)/gamma(n+1) <= (1 + m/K)**(n-K)*gamma(K+m+1)/gamma(K+1)",
    where=["n in ZZ", "n >= 1", "m in ZZ", "m >= 0", "K in ZZ", "K >= n"],
    source="Lemma 5, step 1, 1 <= n = D_i <= K = D/4",
    printed=True,
    tags=["C-R4"],
)
at_zero = claim(
    "factorials-at-0",
    "gamma(m+1)*(1 + m/K)**K <= gamma(K+m+1)/gamma(K+1)",
    where=["m in ZZ", "m >= 0", "K in ZZ", "K >= 1"],
    source="Lemma 5, step 1, D_i = 0",
    printed=True,
    tags=["C-R4"],
)
reversed_ = claim(
    "factorials-reversed",
    "gamma(n+m+1)/gamma(n+1) >= (1 + m/K)**(n-K)*gamma(K+m+1)/gamma(K+1)",
    where=INTEGERS,
    expected="refuted",
    source="Lemma 5, step 1, the other way round",
    tags=["C-R4"],
)

# --- (b): the sum over the D_i

quotient = claim(
    "quotient-of-multinomials",
    "(gamma(D+1)/p)**2/(gamma(D+d+1)/q) == gamma(D+1)/p*(gamma(D+1)/gamma(D+d+1))*(q/p)",
    where=["D in ZZ", "D >= 0", "d in ZZ", "d >= 0", "p > 0", "q > 0"],
    source="Lemma 5, step 2: p the product of the D_i!, q that of the (D_i + d_i)!",
    tags=["C-R4"],
)
MULTINOMIAL = "gamma(D+1)/(gamma(i+1)*gamma(j+1)*gamma(k+1)*gamma(D-i-j-k+1))"
theorem = claim(
    "multinomial-theorem",
    f"sum(sum(sum({MULTINOMIAL}*a**i*b**j*c**k*f**(D-i-j-k), k, 0, D-i-j), j, 0, D-i), i, 0, D) == (a + b + c + f)**D",
    where=["D in ZZ", "D >= 0", "a > 0", "b > 0", "c > 0", "f > 0"],
    source="Lemma 5, step 2, for a = 1 + 4 d_1/D, ...",
    printed=True,
    tags=["C-R4"],
)
base_sum = claim(
    "multinomial-base",
    "(1 + d1/K) + (1 + d2/K) + (1 + d3/K) + (1 + d4/K) == 4*(1 + m/K)",
    where=NUMBERS,
    let=[MEAN],
    source="Lemma 5, step 2: 4 + 4 d/D = 4 l with l = 1 + d/D = 1 + m/K, m = d/4",
    printed=True,
    tags=["C-R4"],
)

# --- (c): the logarithm from below

log_below = claim(
    "log-below",
    "log(x) >= log(l) + (x - l)/l - (x - l)**2/2",
    where=["x >= 1", "l >= 1"],
    source="Lemma 5, step 3",
    printed=True,
    tags=["C-R4"],
)
log_below_less = claim(
    "log-below-without-range",
    "log(x) >= log(l) + (x - l)/l - (x - l)**2/2",
    where=["x > 0", "l >= 1"],
    expected="refuted",
    source="Lemma 5, step 3: x >= 1 is needed",
    tags=["C-R4"],
)
first_factor = claim(
    "first-exponential",
    "-K*log(1 + y/K) + K*log(1 + m/K) <= -(y - m)/(1 + m/K) + (y - m)**2/(2*K)",
    where=["y >= 0", "m >= 0", "K > 0"],
    uses=[log_below],
    source="Lemma 5, step 3: log-below for one coordinate y = d_i, m = d/4, l = 1 + m/K, times K = D/4",
    printed=True,
    tags=["C-R4"],
)
deviations = claim(
    "deviations-cancel",
    "(d1 - m) + (d2 - m) + (d3 - m) + (d4 - m) == 0",
    where=NUMBERS[:4],
    let=[MEAN],
    source="Lemma 5, steps 3 and 4: terms that are linear in the d_i - d/4 cancel in the sum over the coordinates",
    tags=["C-R4"],
)

# --- (d): the product of the (K + d_i)!

rational_bound = claim(
    "trigamma-bounds",
    "(x + 1)/x**2 <= 1/(x - 1)",
    where=["x > 1"],
    source="Lemma 5, step 4",
    printed=True,
    tags=["C-R4"],
)
trigamma_step = claim(
    "trigamma-telescopes",
    "(x + 1)/x**2 - (x + 2)/(x + 1)**2 >= 1/x**2",
    where=["x > 0"],
    source="Lemma 5, step 4: sum of 1/(x+k)^2 over k >= 0, the trigamma function, is at most (x+1)/x^2, as this -> 0",
    tags=["C-R4"],
)
trigamma = argued(
    "trigamma",
    "psi'(x) is the sum of 1/(x+k)^2 over k >= 0. By trigamma-telescopes at x, x+1, x+2, ... it is at most the "
    "telescoping sum (x+1)/x^2 - lim (x+k+1)/(x+k)^2 = (x+1)/x^2, for all x > 0, hence at most 1/(x-1) for x > 1. "
    "(The paper's route to the next two claims; they do not need it.)",
    uses=[trigamma_step, rational_bound],
    guard=f"{GUARD}::test_trigamma",
    source="Lemma 5, step 4",
    tags=["C-R4"],
)
more = claim(
    "factorials-beyond-the-mean",
    "lgamma(K+m+r+1) - lgamma(K+m+1) <= r*(log(K+m) + 1/(2*K)) + r**2/(2*K)",
    where=["r in ZZ", "r >= 0", "m in ZZ", "m >= 0", "K in ZZ", "K >= 1"],
    source="Lemma 5, step 4, d_i = m + r with m = d/4",
    tags=["C-R4"],
)
fewer = claim(
    "factorials-before-the-mean",
    "lgamma(K+y+1) - lgamma(K+y+r+1) <= -r*(log(K+y+r) + 1/(2*K)) + r**2/(2*K)",
    where=["r in ZZ", "r >= 0", "y in ZZ", "y >= 0", "K in ZZ", "K >= 1"],
    source="Lemma 5, step 4, d_i = y = m - r with m = d/4",
    tags=["C-R4"],
)
both_factors = claim(
    "exponents-add-up",
    "S/(2*(D/4)) + S/(2*(D/4)) == 4/D*S",
    where=["D > 0", "S >= 0"],
    source="Lemma 5, step 5",
    printed=True,
    tags=["C-R4"],
)

# --- (e): the central multinomial coefficient

ratio = claim(
    "central-ratio",
    f"{F_J}/({F_J.replace('j', '(j+1)')}) == (4*j+4)**3/((4*j+1)*(4*j+2)*(4*j+3))",
    where=["j in ZZ", "j >= 1"],
    source="Lemma 5, step 6",
    printed=True,
    tags=["C-R4"],
)
means = claim(
    "weighted-means",
    "(4*j+1)*(4*j+2)*(4*j+3) >= (4*j)**(3/2)*(4*j+4)**(3/2)",
    where=["j >= 0"],
    source="Lemma 5, step 6, for all real j >= 0",
    printed=True,
    tags=["C-R4"],
)
ratio_bound = claim(
    "central-ratio-bound",
    "(4*j+4)**3/((4*j+1)*(4*j+2)*(4*j+3)) <= ((j+1)/j)**(3/2)",
    where=["j > 0"],
    uses=[means],
    source="Lemma 5, step 6",
    printed=True,
    tags=["C-R4"],
)
central = claim(
    "central-quotient",
    f"{F_J}/({F_K}) <= (k/j)**(3/2)",
    where=["j in ZZ", "j >= 1", "k in ZZ", "k >= j"],
    uses=[ratio, ratio_bound],
    source="Lemma 5, step 7, repaired",
    printed="(j/k)^{3/2}",
    tags=["C-R4", "R-G1"],
)
central_printed = claim(
    "central-quotient-printed",
    f"{F_J}/({F_K}) <= (j/k)**(3/2)",
    where=["j in ZZ", "j >= 1", "k in ZZ", "k >= j"],
    expected="refuted",
    printed=True,
    source="Lemma 5, step 7: inverted",
    tags=["C-R4", "R-G1"],
)
factorial_ratio = claim(
    "factorial-ratio",
    "gamma(4*j+1)*gamma(k+1)**4/(gamma(4*k+1)*gamma(j+1)**4) <= 4**(-4*(k-j))*(k/j)**(3/2)",
    where=["j in ZZ", "j >= 1", "k in ZZ", "k >= j"],
    uses=[central],
    source="Lemma 5, step 7: j = D/4, k = (D+d)/4, so 4(k-j) = d and k/j = 1 + d/D",
    printed="without 4^{-d}",
    tags=["C-R4", "R-G2"],
)
factorial_ratio_printed = claim(
    "factorial-ratio-printed",
    "4**D*((D+d)/D)**(3/2) <= (1 + d/D)**(3/2)*4**(D-d)",
    where=["D >= 4", "d >= 4"],
    expected="refuted",
    printed="D!((D+d)/4)!^4/((D+d)!(D/4)!^4) <= ((D+d)/D)^{3/2}: true, but then 4^D stands where Lemma 5 has 4^{D-d}",
    source="Lemma 5, step 7: what follows from the bound without 4^{-d}",
    tags=["C-R4", "R-G2"],
)

# --- the lemma

chain = argued(
    "chain",
    "Write multinom(D; D_i)^2/multinom(D+d; D_i+d_i) by quotient-of-multinomials, and bound each (D_i+d_i)!/D_i! by "
    "step 1, of which factorials-above, -below and -at-0 are the three cases. Summed over all D_i with the sum D this "
    "is D!/(D+d)! prod (K+d_i)!/K! prod (1+d_i/K)^{-K} times the sum of multinomial-theorem, (4 (1+m/K))^D. By "
    "first-exponential, added over the four coordinates, the last two factors together are at most 4^D exp(2 S/D), as "
    "1/(2K) = 2/D; by factorials-beyond and -before-the-mean prod (K+d_i)! is at most (K+m)!^4 exp(2 S/D), m = d/4 "
    "being an integer; and D! (K+m)!^4/((D+d)! K!^4) <= 4^{-d} (1+d/D)^{3/2} by factorial-ratio.",
    uses=[
        above, below, at_zero, quotient, theorem, base_sum, first_factor, deviations, more, fewer, both_factors,
        factorial_ratio,
    ],
    guard=f"{GUARD}::test_lemma_5_for_small_numbers",
    source="Lemma 5",
    tags=["C-R4"],
)  # fmt: skip
CASE = "gamma(5)/(gamma(i+1)*gamma(j+1)*gamma(k+1)*gamma(4-i-j-k+1))"
CASE_BELOW = "(gamma(9)/(gamma(i+d1+1)*gamma(j+d2+1)*gamma(k+d3+1)*gamma(4-i-j-k+(4-d1-d2-d3)+1)))"
instance = claim(
    "instance-4-4",
    f"sum(sum(sum(({CASE})**2/{CASE_BELOW}, k, 0, 4-i-j), j, 0, 4-i), i, 0, 4) <= "
    "exp((d1-1)**2 + (d2-1)**2 + (d3-1)**2 + (3-d1-d2-d3)**2)*2**(3/2)",
    where=["d1 in ZZ", "0 <= d1 <= 4", "d2 in ZZ", "0 <= d2 <= 4", "d3 in ZZ", "0 <= d3 <= 4", "d1 + d2 + d3 <= 4"],
    source="Lemma 5 for D = d = 4, all 35 cases",
    printed=True,
    tags=["C-R4"],
)

multinomials = lemma(
    "multinomials",
    "Lemma 5: a sum of squares of multinomial coefficients",
    "sum over D_1+..+D_4 = D of multinom(D; D_i)^2/multinom(D+d; D_i+d_i) <= exp((4/D) sum (d_i - d/4)^2) (1 + "
    "d/D)^{3/2} 4^{D-d} for multiples d, D of 4 and d_1+..+d_4 = d",
    steps=[
        above, below, at_zero, reversed_, quotient, theorem, base_sum, log_below, log_below_less, first_factor,
        deviations, rational_bound, trigamma_step, trigamma, more, fewer, both_factors, ratio, means, ratio_bound,
        central, central_printed, factorial_ratio, factorial_ratio_printed, chain, instance,
    ],
)  # fmt: skip
