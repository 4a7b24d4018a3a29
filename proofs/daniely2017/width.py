"""The constants of Example 1: sigma the ReLU, f(x) = sin(pi d^3 x), n = d^2, B = 2^d.

A_{n,d}(f)^2 >= 1/(5 e pi) for all d >= 25, and A_{n,d}(f) >= 1/(5 e pi) for all d >= 2.  So a depth-2 network N of
width r with weights bounded by 2^d and ||N - F||^2 < 1/(50 e^2 pi^2) needs

    2 r 2^{2d} (1 + sqrt(4d)) + 2^{d+1} > sqrt(N_{d,d^2})/(10 e pi),

while a depth-3 network of width 16 pi d^5/eps and weights at most 2 pi d^3 is within eps.  The number of neurons
printed,

    sqrt(N_{d,d^2}) / (20 e pi 2^{2d} (1 + sqrt(4d)) + 2^{d+1}),

follows from this for d >= 24.  It exceeds 1 from d = 19, the width of the depth-3 network for eps = 1/(50 e^2 pi^2)
from d = 44, and 2^{c d log2 d} from d = 24, 31, 73 and 1340 for c = 1/16, 1/8, 1/4 and 3/8; each of these numbers is
least.

Proof of A^2: f is the g_{d,m} of Lemma 4 with m = d^{5/2}, and k = n - 1 = d^2 - 1.  Of the number of neurons: by
Theorem 1 (squared), if the bracket's second term is at most A/2 then ||N - F||^2 >= A^2/2 >= (1/(5 e pi))^2/2 = 1/(50
e^2 pi^2).

In print: Lemma 4 bounds A^2, not A, so that much more than A >= 1/(5 e pi) is had; m = d^{5/2} is not an integer
unless d is a square; the term 2^{d+1} in the number of neurons lacks the factor 10 e pi; it is not said that the error
is meant squared.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017.inner_product_net import inner_product_net
from proofs.daniely2017.legendre import ALL_D
from proofs.daniely2017.separable import main
from proofs.daniely2017.sine import sine

GUARD = "tests/proofs/daniely2017/test_width.py"
PRINTED = "printed = sqrt(harmonic_dim(d, d**2))/(20*e*pi*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1))"
DERIVED = "derived = (sqrt(harmonic_dim(d, d**2))/(10*e*pi) - 2**(d+1))/(2**(2*d+1)*(1 + sqrt(4*d)))"
TAIL = "square = (floor(d**(5/2)) - (d**2 - 1))/(4*e*pi*d**(5/2))"  # Lemma 4's bound for A^2

# --- A_{n,d}(f)

frequency = claim(
    "frequency",
    "sqrt(d)*d**(5/2) == d**3",
    where=["d in ZZ", "d >= 1"],
    source="Example 1: f is the sine of Lemma 4 with m = d^{5/2}",
    tags=["C-D7", "D-G3"],
)
tail_ratio = claim(
    "tail-ratio",
    "(d**(5/2) - (d**2 - 1))/d**(5/2) >= 1 - 1/sqrt(d)",
    where=["d in ZZ", "d >= 1"],
    source="Example 1, Lemma 4 as printed",
    tags=["C-D7"],
)
tail_ratio_floor = claim(
    "tail-ratio-floor",
    "(floor(d**(5/2)) - (d**2 - 1))/d**(5/2) >= 1 - 1/sqrt(d)",
    where=["d in ZZ", "d >= 1"],
    source="Example 1, Lemma 4 with floor(m)",
    tags=["C-D7", "D-G2"],
)
tail_ratio_25 = claim(
    "tail-ratio-25",
    "1 - 1/sqrt(d) >= 4/5",
    where=["d >= 25"],
    source="Example 1",
    tags=["C-D7", "D-G2"],
)
square_25 = claim(
    "square",
    "square >= 1/(5*e*pi)",
    let=[TAIL],
    where=["d in ZZ", "d >= 25"],
    uses=[tail_ratio_floor, tail_ratio_25],
    source="Example 1: A^2 >= 1/(5 e pi)",
    printed="A >= 1/(5 e pi)",
    tags=["C-D7", "D-G2"],
)
square_24 = claim(
    "square-24",
    "(floor(24**(5/2)) - (24**2 - 1))/(4*e*pi*24**(5/2)) >= 1/(5*e*pi)",
    expected="refuted",
    source="Example 1: d = 25 is least for A^2 >= 1/(5 e pi), by Lemma 4 with floor(m)",
    tags=["C-D7", "D-G2"],
)
square_24_printed = claim(
    "square-24-real",
    "(24**(5/2) - (24**2 - 1))/(4*e*pi*24**(5/2)) >= 1/(5*e*pi)",
    expected="refuted",
    source="Example 1: and also by Lemma 4 as printed",
    tags=["C-D7", "D-G2"],
)
tie = claim(
    "tie-at-25",
    "(25**(5/2) - 25**2)/(4*e*pi*25**(5/2)) == 1/(5*e*pi)",
    source="Example 1: with k = d^2 instead of d^2 - 1 there is equality at d = 25",
    tags=["C-D7"],
)
norm_bound = claim(
    "norm",
    "square >= (1/(5*e*pi))**2",
    let=[TAIL],
    where=ALL_D,
    source="Example 1: A >= 1/(5 e pi) for all d",
    printed="A >= 1/(5 e pi)",
    tags=["C-D7", "D-G2"],
)
stronger = claim(
    "stronger-error",
    "1/(5*e*pi)/2 == 1/(10*e*pi)",
    source="Example 1: with A^2 >= 1/(5 e pi) the squared error A^2/2 is 1/(10 e pi), 42 times what is printed",
    tags=["C-D8", "D-G2"],
)
stronger_factor = claim(
    "stronger-error-factor",
    "42/(50*e**2*pi**2) <= 1/(10*e*pi) <= 43/(50*e**2*pi**2)",
    source="Example 1",
    tags=["C-D8", "D-G2"],
)
bound_a = argued(
    "approximation-number",
    "A_{n,d}(f)^2 is the least integral of (f - p)^2 over mu_d for polynomials p of degree at most n - 1 = d^2 - 1, "
    "so it is at least the bound of Lemma 4 for m = d^{5/2}, k = d^2 - 1: at least 1/(5 e pi) for d >= 25, and A at "
    "least 1/(5 e pi) for d >= 2.",
    uses=[sine, frequency, square_25, norm_bound],
    guard=f"{GUARD}::test_tail_bound_against_exact_tails",
    source="Example 1",
    tags=["C-D7", "D-G2"],
)

# --- the error

half_square = claim(
    "half-square",
    "(1/(5*e*pi))**2/2 == 1/(50*e**2*pi**2)",
    source="Example 1",
    tags=["C-D8", "D-G14"],
)
half_bracket = claim(
    "half-bracket",
    "A*(A - X) >= A**2/2",
    where=["A >= 0", "X >= 0", "X <= A/2"],
    source="Example 1: a bracket's second term X of at most A/2 leaves the squared error A^2/2",
    tags=["C-D8"],
)
norm_version = claim(
    "norm-version",
    "x**2 <= t**2 <= t",
    where=["0 <= t <= 1", "0 <= x <= t"],
    source=(
        "Example 1: a norm x of at most t <= 1 makes a squared norm of at most t, so the bound for the square is the "
        "stronger"
    ),
    tags=["C-D8", "D-G14"],
)
error_below_1 = claim(
    "error-below-1",
    "1/(50*e**2*pi**2) < 1",
    source="Example 1",
    tags=["C-D8", "D-G14"],
)

# --- the number of neurons

maximum = claim(
    "relu-maximum",
    "2*r*2**d*(sqrt(4*d)*2**d + 2**d) + 2*2**d == 2*r*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1)",
    where=["d in ZZ", "d >= 1", "r in ZZ", "r >= 1"],
    source="Example 1: Theorem 1 with sigma the ReLU and B = 2^d",
    tags=["C-D8"],
)
solved = claim(
    "solved-for-width",
    "2*derived*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1) == sqrt(harmonic_dim(d, d**2))/(10*e*pi)",
    let=[DERIVED],
    where=ALL_D,
    source="Example 1: the least width r, from 2 r 2^{2d}(1 + sqrt(4d)) + 2^{d+1} = sqrt(N) A/2, A = 1/(5 e pi)",
    tags=["C-D8", "D-G5"],
)
at_least_one = claim(
    "derived-for-one-neuron",
    "10*e*pi*(2*r*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1)) <= r*(20*e*pi*2**(2*d)*(1 + sqrt(4*d)) + 20*e*pi*2**d)",
    where=["d in ZZ", "d >= 1", "r >= 1"],
    source="Example 1: for r >= 1 neurons, r >= sqrt(N)/(20 e pi 2^{2d}(1 + sqrt(4d)) + 20 e pi 2^d)",
    printed="2^{d+1} in place of 20 e pi 2^d",
    tags=["C-D8", "D-G5"],
)
difference = claim(
    "derived-less-printed",
    "derived - printed == 2**(d+1)*(printed - 10*e*pi)/(20*e*pi*2**(2*d)*(1 + sqrt(4*d)))",
    let=[PRINTED, DERIVED],
    where=ALL_D,
    source="Example 1: the number printed follows where it is at least 10 e pi = 85.4",
    tags=["C-D8", "D-G5"],
)
many = claim(
    "at-least-86-neurons",
    "printed >= 10*e*pi",
    let=[PRINTED],
    where=["d in ZZ", "d >= 24"],
    source="Example 1",
    tags=["C-D8", "D-G5"],
)
printed_implied = claim(
    "printed-implied",
    "printed <= derived",
    let=[PRINTED, DERIVED],
    where=["d in ZZ", "d >= 24"],
    uses=[difference, many],
    source="Example 1: the number printed follows for d >= 24",
    tags=["C-D8", "D-G5"],
)
printed_not_implied = claim(
    "printed-not-implied",
    "printed > derived",
    let=[PRINTED, DERIVED],
    where=["d in ZZ", "2 <= d <= 23"],
    source="Example 1: the number printed is more than follows for 2 <= d <= 23",
    tags=["C-D8", "D-G5"],
)
printed_too_strong = claim(
    "printed-too-strong",
    "printed <= derived",
    let=[PRINTED, DERIVED],
    where=ALL_D,
    expected="refuted",
    source="Example 1: the number printed does not follow for all d",
    printed="sqrt(N)/(20 e pi 2^{2d}(1 + sqrt(4d)) + 2^{d+1}) neurons are needed",
    tags=["C-D8", "D-G5"],
)
rounded_agree = claim(
    "rounded-up-they-agree",
    "ceil(printed) == ceil(derived)",
    let=[PRINTED, DERIVED],
    where=["d in ZZ", "9 <= d <= 23"],
    source="Example 1: as numbers of neurons the two agree for 9 <= d <= 23",
    tags=["C-D8", "D-G5"],
)
rounded_differ = claim(
    "rounded-up-they-differ",
    "ceil(derived) + 1 <= ceil(printed) == 1",
    let=[PRINTED, DERIVED],
    where=["d in ZZ", "2 <= d <= 8"],
    source="Example 1: for d <= 8 nothing follows, and one neuron is printed",
    tags=["C-D8", "D-G5"],
)
neurons = argued(
    "number-of-neurons",
    "Let ||N - F||^2 < 1/(50 e^2 pi^2), N of depth 2, width r and weights at most 2^d. By the squared form of "
    "Theorem 1 and half-bracket, its bracket's second term X = (2 r 2^{2d}(1 + sqrt(4d)) + 2^{d+1})/sqrt(N_{d,d^2}) "
    "is more than A/2 >= 1/(10 e pi). So r is more than the solution of solved-for-width, which for d >= 24 is at "
    "least the number printed.",
    uses=[main, bound_a, half_bracket, half_square, maximum, solved, at_least_one, printed_implied],
    guard=f"{GUARD}::test_derived_width_solves_the_bracket",
    source="Example 1",
    tags=["C-D8", "D-G5"],
)

# --- how large it is

explicit = claim(
    "explicit-growth",
    "harmonic_dim(d, d**2) >= 2*d*d**(d-3)",
    where=["d in ZZ", "d >= 3"],
    source="Example 1: log2 sqrt(N_{d,d^2}) >= ((d-2)/2) log2 d",
    tags=["C-D8"],
)
non_trivial = claim(
    "at-least-one-neuron",
    "printed >= 1",
    let=[PRINTED],
    where=["d in ZZ", "d >= 19"],
    source="Example 1: the number printed is not trivial from d = 19",
    tags=["C-D8"],
)
non_trivial_below = claim(
    "at-least-one-neuron-18",
    "printed >= 1",
    let=["d = 18", PRINTED],
    expected="refuted",
    source="Example 1: 19 is least",
    tags=["C-D8"],
)
trivial = claim(
    "less-than-one-neuron",
    "printed < 1",
    let=[PRINTED],
    where=["d in ZZ", "2 <= d <= 18"],
    source="Example 1: the number printed says nothing up to d = 18",
    tags=["C-D8"],
)
separation = claim(
    "separation",
    "printed > 16*pi*d**5/eps",
    let=[PRINTED, "eps = 1/(50*e**2*pi**2)"],
    where=["d in ZZ", "d >= 44"],
    source="Example 1: more neurons in depth 2 than in depth 3 from d = 44, at the same error",
    tags=["C-D8"],
)
separation_below = claim(
    "separation-43",
    "printed > 16*pi*d**5/eps",
    let=["d = 43", PRINTED, "eps = 1/(50*e**2*pi**2)"],
    expected="refuted",
    source="Example 1: 44 is least",
    tags=["C-D8"],
)
no_separation = claim(
    "no-separation",
    "printed <= 16*pi*d**5/eps",
    let=[PRINTED, "eps = 1/(50*e**2*pi**2)"],
    where=["d in ZZ", "2 <= d <= 43"],
    source="Example 1: up to d = 43 the number printed is at most the width in depth 3",
    tags=["C-D8"],
)
LEAST = {"1/16": 24, "1/8": 31, "1/4": 73, "3/8": 1340}
growth = [
    claim(
        f"growth-{c.replace('/', '-')}",
        f"printed >= 2**({c}*d*log2(d))",
        let=[PRINTED],
        where=["d in ZZ", f"d >= {least}"],
        source=f"Example 1: 2^(Omega(d log d)), with the constant {c} for all d >= {least}",
        printed="2^(Omega(d log d))",
        tags=["C-D8"],
    )
    for c, least in LEAST.items()
]
growth_below = [
    claim(
        f"growth-{c.replace('/', '-')}-below",
        f"printed >= 2**({c}*d*log2(d))",
        let=[f"d = {least - 1}", PRINTED],
        expected="refuted",
        source=f"Example 1: {least} is least for the constant {c}",
        tags=["C-D8"],
    )
    for c, least in LEAST.items()
]

# --- the depth-3 network

upper_lipschitz = claim(
    "upper-lipschitz",
    "abs(pi*d**3*cos(pi*d**3*x)) <= pi*d**3",
    where=["d in ZZ", "d >= 1", "-1 <= x <= 1"],
    source="Example 1: |f'| <= pi d^3, the Lipschitz constant",
    tags=["C-D8"],
)
upper_width = claim(
    "upper-width",
    "16*d**2*(pi*d**3)/eps == 16*pi*d**5/eps",
    where=["d in ZZ", "d >= 1", "eps > 0"],
    source="Example 1: Corollary 6 with L = pi d^3",
    printed=True,
    tags=["C-D8"],
)
upper_weights = claim(
    "upper-weights",
    "max(4, 2*(pi*d**3)) == 2*pi*d**3",
    where=["d in ZZ", "d >= 1"],
    source="Example 1: Corollary 6 with L = pi d^3",
    printed=True,
    tags=["C-D8"],
)
upper = argued(
    "upper",
    "F is within eps, everywhere, of a depth-3 ReLU network of width at most 16 pi d^5/eps and weights at most 2 pi "
    "d^3: Corollary 6 with L = pi d^3, which is a Lipschitz constant of f by the mean value theorem.",
    uses=[inner_product_net, upper_lipschitz, upper_width, upper_weights],
    guard=f"{GUARD}::test_depth_3_weights_and_widths",
    source="Example 1",
    tags=["C-D8"],
)

width = lemma(
    "width",
    "Example 1: exponential width in depth 2, polynomial width in depth 3",
    "For sigma the ReLU, f(x) = sin(pi d^3 x), n = d^2, B = 2^d: A_{n,d}(f) >= 1/(5 e pi); a 1/(50 e^2 "
    "pi^2)-approximation of depth 2 needs sqrt(N_{d,d^2})/(20 e pi 2^{2d}(1 + sqrt(4d)) + 2^{d+1}) = 2^{Omega(d log "
    "d)} neurons; one of depth 3 has width 16 pi d^5/eps and weights at most 2 pi d^3",
    steps=[
        frequency, tail_ratio, tail_ratio_floor, tail_ratio_25, square_25, square_24, square_24_printed, tie,
        norm_bound, stronger, stronger_factor, bound_a, half_square, half_bracket, norm_version, error_below_1,
        maximum, solved, at_least_one, difference, many, printed_implied, printed_not_implied, printed_too_strong,
        rounded_agree, rounded_differ, neurons, explicit, non_trivial, non_trivial_below, trivial, separation,
        separation_below, no_separation, *growth, *growth_below, upper_lipschitz, upper_width, upper_weights, upper,
    ],
)  # fmt: skip
