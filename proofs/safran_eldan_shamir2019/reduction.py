"""No polynomial dependence on both d and 1/eps: Theorem 4, from Daniely's Example 1, with explicit constants.

l is 1 for the function printed, f(x) = sin(2 pi d^3 ||x||^2)/(2 pi d^3), and 2 for the repaired one, f/2 (see `oscillation`).  W = 2^{d+1}/(2 pi d^3) is the bound for
the weights.  Let N be a depth-2 ReLU network of width w with weights, biases and output weights at most W and |N - f/l| <= eps on the unit ball.

For x1, x2 on the sphere and t = <x1, x2>, ||(x1 + x2)/2||^2 = (1 + t)/2, so 2 pi d^3 f((x1 + x2)/2) = sin(pi d^3 + pi d^3 t) = (-1)^d sin(pi d^3 t).  So (-1)^d 2 pi d^3 l
N((x1 + x2)/2) is a depth-2 network on two spheres, within 2 pi d^3 l eps of Daniely's F: for eps = 1/(101 l e^2 pi^3 d^3) this is 2/(101 e^2 pi^2) < 1/(50 e^2 pi^2).

Theorem 4 (Daniely's constants).  w >= sqrt(N_{d,d^2})/(10 e pi l 2^{d+2} ((1 + sqrt(d)) 2^d/(pi d^3) + 1)) for all d >= 11.  With l = 2 this is at least 2^{c d log2 d}
for all d >= 13, 16, 39, 1174 with c = 1/16, 1/8, 1/4, 3/8.

Theorem 4 (sharp).  w >= (pi d^3)^{d/2}/(l e^{3/4} 4^d sqrt(2 (d-2)!)) for all d >= 5 as soon as eps <= 1/(2 sqrt(10) pi l d^3), an error 1,164 times larger; with l = 2 this
is at least (sqrt(pi e) d/4)^d for all d >= 21.  It is enough that the mean squared error be at most that squared, for the law of (x1 + x2)/2, x1 and x2 independent
and uniform on the sphere; the output bias is not restricted.

In print: f is called 1-Lipschitz; c1 and c2 are not given.  After scaling, output weights and bias are at most 2^{d+1}, where Daniely has 2^d.  Halving the output weights
and doubling the hidden ones mends the weights, but not the bias, so his Theorem 1 has to be used with the norms themselves (which are smaller than B^2 by d^3).
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.daniely2017 import separable, sharp_width, width
from proofs.safran_eldan_shamir2019.oscillation import ALL_D, repaired

GUARD = "tests/proofs/safran_eldan_shamir2019/test_reduction.py"
WEIGHT = "W = 2**(d+1)/(2*pi*d**3)"
SCALES = ["l in ZZ", "1 <= l <= 2"]
SCALED = ["d in ZZ", "d >= 2", *SCALES]
DERIVED = "derived = sqrt(harmonic_dim(d, d**2))/(10*e*pi*l*2**(d+2)*((1 + sqrt(d))*2**d/(pi*d**3) + 1))"
EXPLICIT = "explicit = 2*d**(2*d-4)/gamma(d-1)"  # below N_{d,d^2}
RIGHT = "right = (10*e*pi*l*2**(d+2)*((1 + sqrt(d))*2**d/(pi*d**3) + 1))**2"  # explicit/right is below the square of derived
SQUARE = "square = (pi*d**3)**d/(2*l**2*exp(3/2)*16**d*gamma(d-1))"  # of the sharp width
SHARP_FROM = 21

# --- the function

midpoint = claim(
    "midpoint",
    "((x+y)/2)**2 == (x**2 + y**2 + 2*x*y)/4",
    where=["x in RR", "y in RR"],
    source="||(x1+x2)/2||^2 = (1 + 1 + 2t)/4, coordinate by coordinate",
    tags=["C-S1", "S4"],
)
inside = claim(
    "inside",
    "0 <= (1 + 1 + 2*t)/4 == (1 + t)/2 <= 1",
    where=["-1 <= t <= 1"],
    uses=[midpoint],
    source="so (x1+x2)/2 lies in the unit ball",
    tags=["C-S1", "S4"],
)
phase = claim(
    "phase",
    "2*pi*d**3*((1+t)/2) == pi*d**3 + pi*d**3*t",
    where=[*ALL_D, "-1 <= t <= 1"],
    uses=[inside],
    source="2 pi d^3 f((x1+x2)/2) is the sine of this",
    tags=["C-S1", "S4"],
)
parity = claim(
    "parity",
    "d**3 == d + 2*(3*binomial(d+1, 3))",
    where=ALL_D,
    source="d^3 and d are both even or both odd",
    tags=["C-S1", "S4"],
)
sign = claim(
    "sign",
    "sin(pi*(d + 2*n) + u) == (-1)**d*sin(u)",
    where=[*ALL_D, "n in ZZ", "u in RR"],
    uses=[phase, parity],
    source="2 pi d^3 f((x1+x2)/2) = (-1)^d sin(pi d^3 t), with n = 3 C(d+1, 3), u = pi d^3 t",
    tags=["C-S1", "S4"],
)
error = claim(
    "error",
    "2*pi*d**3*l*(1/(101*l*e**2*pi**3*d**3)) == 2/(101*e**2*pi**2)",
    where=[*ALL_D, *SCALES],
    source="2 pi d^3 l eps",
    tags=["C-S1", "S4"],
)
error_below = claim(
    "error-below",
    "2/(101*e**2*pi**2) < 1/(50*e**2*pi**2)",
    uses=[error],
    source="below Daniely's bound, as a norm, and so as its square",
    tags=["C-S1", "S4"],
)
constant_202 = claim(
    "constant-202",
    "4*pi*d**3*(1/(202*e**2*pi**3*d**3)) == 2/(101*e**2*pi**2)",
    where=ALL_D,
    uses=[error],
    source="the repaired function has 202 for 101",
    tags=["C-S1", "S-G1"],
)
constant_100 = claim(
    "constant-100",
    "2/(100*e**2*pi**2) < 1/(50*e**2*pi**2)",
    expected="refuted",
    source="with 100 for 101 the two are equal",
    tags=["C-S1", "S4"],
)
function = argued(
    "function",
    "F(x1, x2) = sin(pi d^3 <x1, x2>) is (-1)^d 2 pi d^3 l times (f/l)((x1 + x2)/2), so an error of eps for f/l on the unit ball makes one of 2 pi d^3 l eps for F at each (x1, "
    "x2), and a norm of at most that in L2.",
    uses=[inside, phase, sign, error, error_below, repaired],
    guard=f"{GUARD}::test_the_reduction_at_points",
    source="Theorem 4, proof",
    tags=["C-S1", "S4"],
)

# --- the weights

output = claim(
    "output-weights",
    "2*pi*d**3*l*W == l*2**(d+1)",
    let=[WEIGHT],
    where=SCALED,
    source="output weights and bias, scaled",
    tags=["S-G2"],
)
printed_weights = claim(
    "weights-printed",
    "2*pi*d**3*W <= 2**d",
    let=[WEIGHT],
    where=["d in ZZ", "d >= 2"],
    expected="refuted",
    printed="weights at most 2^{d+1}/(2 pi d^3); Example 1 is for weights at most 2^d",
    source="Theorem 4",
    tags=["S-G2"],
)
homogeneous = claim(
    "homogeneous",
    "(v/2)*max(0, 2*z) == v*max(0, z)",
    where=["v in RR", "z in RR"],
    source="half the output weight, twice the hidden weights and bias",
    tags=["S-G2"],
)
hidden = claim(
    "hidden-weights",
    "2*(W/2) <= 2*W <= 2**d",
    let=[WEIGHT],
    where=["d in ZZ", "d >= 2"],
    uses=[homogeneous],
    source="hidden weights (halved by x = (x1+x2)/2) and biases, doubled, stay within 2^d; so for l = 1 all but the output bias is within 2^d",
    tags=["S-G2"],
)
preactivation = claim(
    "preactivation",
    "sqrt(d*W**2)*n + W <= (1 + sqrt(d))*W",
    let=[WEIGHT],
    where=["d in ZZ", "d >= 2", "0 <= n <= 1"],
    uses=[inside],
    source="|<w, (x1+x2)/2> + b|, n = ||(x1+x2)/2||",
    tags=["S-G2"],
)
neuron_norm = claim(
    "neuron-norm",
    "(l*2**(d+1))*((1 + sqrt(d))*W) == l*(1 + sqrt(d))*2**(2*d+1)/(pi*d**3)",
    let=[WEIGHT],
    where=SCALED,
    uses=[output, preactivation],
    source="the norm of a neuron with its output weight, where Theorem 1 of Daniely has B^2 (1 + sqrt(4d))",
    tags=["S-G2"],
)
smaller = claim(
    "neuron-norm-smaller",
    "2*(1 + sqrt(d))*2**(2*d+1)/(pi*d**3) <= (2**d)**2*(1 + sqrt(4*d))",
    where=["d in ZZ", "d >= 2"],
    uses=[neuron_norm],
    source="which is more, for l = 1 and 2",
    tags=["S-G2"],
)
brackets = claim(
    "bracket",
    "2*w*(l*(1 + sqrt(d))*2**(2*d+1)/(pi*d**3)) + 2*(l*2**(d+1)) <= w*(l*2**(d+2)*((1 + sqrt(d))*2**d/(pi*d**3) + 1))",
    where=[*SCALED, "w >= 1"],
    uses=[neuron_norm, output],
    source="twice the sum of the norms, w >= 1",
    tags=["S-G2"],
)
no_neuron = claim(
    "no-neuron",
    "sqrt(harmonic_dim(d, d**2))/(10*e*pi) > l*2**(d+2)",
    let=["l = 2"],
    where=["d in ZZ", "d >= 11"],
    source="w = 0, a constant network, is not enough",
    tags=["S-G2"],
)

# --- Theorem 4 with Daniely's constants

theorem = argued(
    "theorem-4",
    "w >= sqrt(N_{d,d^2})/(10 e pi l 2^{d+2} ((1 + sqrt(d)) 2^d/(pi d^3) + 1)) for all d >= 11, if |N - f/l| <= 1/(101 l e^2 pi^3 d^3) on the unit ball. By function F is "
    "within 1/(50 e^2 pi^2) in L2, and as this is below 1 also in L2 squared, of a sum of w + 1 separable functions whose norms add up to at most w times neuron-norm and "
    "the output bias. By Theorem 3 of Daniely, and A >= 1/(5 e pi), twice that sum over sqrt(N_{d,d^2}) is more than A/2 >= 1/(10 e pi) (half-bracket). If w >= 1 use bracket; w = 0 "
    "is excluded by no-neuron.",
    uses=[
        function, output, hidden, preactivation, neuron_norm, brackets, no_neuron, separable.separable, separable.neurons, width.bound_a, width.half_bracket,
        width.half_square, width.norm_version, width.error_below_1,
    ],
    guard=f"{GUARD}::test_scaled_networks_have_these_norms",
    source="Theorem 4, with an explicit width and c1",
    tags=["S4", "S-G2", "S-G3"],
)  # fmt: skip
dimension = claim(
    "dimension",
    "harmonic_dim(d, d**2) >= explicit",
    let=[EXPLICIT],
    where=["d in ZZ", "d >= 3"],
    source="so the square of the bound of theorem-4 is at least explicit/right",
    tags=["S4", "S-G2"],
)
non_trivial = claim(
    "at-least-one-neuron",
    "explicit >= right",
    let=["l = 2", EXPLICIT, RIGHT],
    where=["d in ZZ", "d >= 11"],
    uses=[theorem, dimension],
    source="Theorem 4: c1 = 10 for any conclusion",
    tags=["S4", "S-G2"],
)
trivial = claim(
    "at-least-one-neuron-10",
    "derived >= 1",
    let=["d = 10", "l = 1", DERIVED],
    expected="refuted",
    source="Theorem 4: 11 is least, with N_{d,d^2} itself and for l = 1 as well",
    tags=["S4", "S-G2", "S-G3"],
)
LEAST = {"1/16": 13, "1/8": 16, "1/4": 39, "3/8": 1174}
growth = [
    claim(
        f"growth-{c.replace('/', '-')}",
        f"explicit >= right*4**({c}*d*log2(d))",
        let=["l = 2", EXPLICIT, RIGHT],
        where=["d in ZZ", f"d >= {least}"],
        uses=[theorem, dimension],
        source=f"Theorem 4 with c2 = {c}, c1 = {least - 1}",
        printed="2^{c2 d log d} for d > c1",
        tags=["S4", "S-G2", "S-G3"],
    )
    for c, least in LEAST.items()
]
growth_below = [
    claim(
        f"growth-{c.replace('/', '-')}-below",
        f"explicit >= right*4**({c}*d*log2(d))",
        let=[f"d = {least - 1}", "l = 2", EXPLICIT, RIGHT],
        expected="refuted",
        source=f"Theorem 4: {least} is least for c2 = {c} by this bound",
        tags=["S4", "S-G2", "S-G3"],
    )
    for c, least in LEAST.items()
]

# --- Theorem 4 with the sharp width theorem

odd_norm = claim(
    "odd-part-norm",
    "(l*2**(d+1))*(W/2)/2 == (l*2**(2*d)/(pi*d**3))/2",
    let=[WEIGHT],
    where=SCALED,
    uses=[output],
    source="what matters of a neuron is at most |w2| |p|/2 (sharp_width), p = <w, x1>/2 with E p^2 = |w|^2/(4d) <= W^2/4",
    tags=["S-G2", "S4"],
)
odd_neuron = argued(
    "odd-part",
    "The part of a scaled neuron v sigma(<w, x1>/2 + <w, x2>/2 + b) that is odd in x1 and in x2 is at most |v| |<w, x1>|/4 in absolute value, whatever b is, by the steps of "
    "sharp_width.neuron, with p = <w, x1>/2; its norm is at most odd-part-norm, B^2/2 for B^2 = l 4^d/(pi d^3). A constant has no such part.",
    uses=[sharp_width.neuron, odd_norm],
    guard=f"{GUARD}::test_odd_part_of_a_scaled_neuron",
    tags=["S-G2", "S4"],
)
sharp_form = claim(
    "sharp-form",
    "(pi*d**3)**(d-2)/(2*exp(3/2)*gamma(d-1)*(l*2**(2*d)/(pi*d**3))**2) == square",
    let=[SQUARE],
    where=SCALED,
    source="the square of W(d) of sharp_width.theorem-b for B^2 = l 4^d/(pi d^3)",
    tags=["S4"],
)
sharp_error = claim(
    "sharp-error",
    "(2*pi*d**3*l*(1/(2*sqrt(10)*pi*l*d**3)))**2 == 1/10",
    where=[*ALL_D, *SCALES],
    source="eps = 1/(2 sqrt(10) pi l d^3)",
    tags=["S4"],
)
sharp_ratio = claim(
    "sharp-error-ratio",
    "1164 < 101*l*e**2*pi**3*d**3/(2*sqrt(10)*pi*l*d**3) < 1165",
    where=[*ALL_D, *SCALES],
    source="compared with the error printed",
    tags=["S4"],
)
sharp_theorem = argued(
    "sharp-theorem-4",
    "If N is within 1/(2 sqrt(10) pi l d^3) of f/l on the unit ball, weights and hidden biases at most W, or if the mean squared error is at most that squared for the law of (x1 + "
    "x2)/2, then w >= (pi d^3)^{d/2}/(l e^{3/4} 4^d sqrt(2 (d-2)!)) for all d >= 5: by function and sharp-error F is within 1/10 in mean square of the scaled network, and the proof of "
    "sharp_width.theorem-b uses of the neurons only that the norm of their odd part is at most B^2/2, which odd-part gives with B^2 = l 4^d/(pi d^3). sharp-form is its W(d)^2.",
    uses=[function, odd_neuron, sharp_form, sharp_error, sharp_width.theorem_a, sharp_width.theorem_b],
    guard=f"{GUARD}::test_sharp_bound_by_its_parts",
    source="Theorem 4, beyond the paper",
    tags=["S4", "S-G2", "S-G3"],
)
sharp_growth = claim(
    "sharp-growth",
    "square >= (pi*e)**d*(d/4)**(2*d)",
    let=["l = 2", SQUARE],
    where=["d in ZZ", f"d >= {SHARP_FROM}"],
    uses=[sharp_theorem],
    source="(sqrt(pi e) d/4)^d = 2^{d log2 d - 0.453 d} neurons",
    printed="2^{c2 d log d} for d > c1",
    tags=["S4", "S-G3"],
)
sharp_growth_below = claim(
    "sharp-growth-below",
    "square >= (pi*e)**d*(d/4)**(2*d)",
    let=[f"d = {SHARP_FROM - 1}", "l = 2", SQUARE],
    expected="refuted",
    source=f"d = {SHARP_FROM} is least for this",
    tags=["S4"],
)
SHARP_LEAST = {"1/2": 5, "3/4": 7, "9/10": 23}
sharp_powers = [
    claim(
        f"sharp-growth-{c.replace('/', '-')}",
        f"square >= 4**({c}*d*log2(d))",
        let=["l = 2", SQUARE],
        where=["d in ZZ", f"d >= {least}"],
        uses=[sharp_theorem],
        source=f"Theorem 4 with c2 = {c}, c1 = {least - 1}",
        tags=["S4"],
    )
    for c, least in SHARP_LEAST.items()
]
examples = [
    claim(
        f"sharp-{d}",
        f"{low}**2 < square < {high}**2",
        let=[f"d = {d}", "l = 2", SQUARE],
        uses=[sharp_theorem],
        source=f"at d = {d}, for the 1-Lipschitz function: more than {low:,} neurons",
        tags=["S4"],
    )
    for d, low, high in ((5, 200, 210), (10, 240_000_000, 250_000_000))
]
polynomial_width = claim(
    "polynomial-in-both",
    "square <= ((d*(4*sqrt(10)*pi*d**3))**10)**2",
    let=["l = 2", SQUARE],
    where=["d in ZZ", "d >= 5"],
    expected="refuted",
    source="Theorem 4: (d/eps)^10 neurons are not enough for all d with eps = 1/(4 sqrt(10) pi d^3); a larger exponent fails at a larger d",
    tags=["S4", "S-S1"],
)
no_polynomial = argued(
    "no-polynomial",
    "For no p do (d/eps)^p neurons suffice for all d and eps, with weights at most W: at eps = 1/(4 sqrt(10) pi d^3) these are at most (40 d^4)^p, and sharp-growth exceeds this for large d, as "
    "d log d exceeds any multiple of log d + 1.",
    uses=[sharp_theorem, sharp_growth],
    guard=f"{GUARD}::test_every_polynomial_is_exceeded",
    source="Theorem 4",
    tags=["S4", "S-S1"],
)

reduction = lemma(
    "reduction",
    "Theorem 4: no depth-2 width is polynomial in d and 1/eps",
    "With weights at most 2^{d+1}/(2 pi d^3), sin(2 pi d^3 ||x||^2)/(4 pi d^3) within 1/(202 e^2 pi^3 d^3) needs 2^{c2 d log2 d} neurons for all d > c1; within 1/(4 sqrt(10) pi "
    "d^3) it needs (sqrt(pi e) d/4)^d for all d >= 21",
    steps=[
        midpoint, inside, phase, parity, sign, error, error_below, constant_202, constant_100, function, output, printed_weights, homogeneous, hidden, preactivation, neuron_norm,
        smaller, brackets, no_neuron, theorem, dimension, non_trivial, trivial, *growth, *growth_below, odd_norm, odd_neuron, sharp_form, sharp_error, sharp_ratio, sharp_theorem,
        sharp_growth, sharp_growth_below, *sharp_powers, *examples, polynomial_width, no_polynomial,
    ],
)  # fmt: skip
