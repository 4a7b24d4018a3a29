"""The constants of Example 1, and the best value for each that is certified."""

from __future__ import annotations

from certify.constant import constant, form
from proofs.daniely2017 import closed_tail, exact_tail, sharp_width, sine, width
from proofs.daniely2017.exact_tail import FREQUENCY
from proofs.daniely2017.legendre import ALL_D
from proofs.daniely2017.sharp_width import FIRST, SECOND, SQUARE
from proofs.daniely2017.width import PRINTED

# A^2 >= (1 - g)/2 - h for n = d^2 and d >= 4, by the bound of closed_tail and its claims for g and h
TAIL_PARTS = ["0 <= g <= 1/200", "h <= 1/200"]
TAIL_STEPS = [closed_tail.bound, closed_tail.norm_4, closed_tail.square_head]
EXACT_NORM = "(1 - gamma(d/2)*(1/a)**(d/2-1)*besselj(d/2-1, 2*a))/2"
EXACT_TAIL_2 = "(1 - besselj(0, 2*a))/2 - 2*besselj(1, a)**2 - 2*besselj(3, a)**2"  # d = 2, n = 4
ERROR = "1/(50*e**2*pi**2)"
NUMBER, W_SQUARE, FIRST_LAYER, SECOND_LAYER = (
    line.partition("=")[2].strip() for line in (PRINTED, SQUARE, FIRST, SECOND)
)

tail = [
    constant(
        "tail",
        of=width.bound_a,
        claim="(1 - g)/2 - h >= c",
        where=TAIL_PARTS,
        printed="1/(5*e*pi)",
        best="0.492",
        beyond="0.5001",
        # the tail is at most the whole norm
        fails=form(f"{EXACT_NORM} >= c", let=[FREQUENCY], where=["d in ZZ", "d >= 4"]),
        by=TAIL_STEPS,
        note="A^2 for d >= 4, where Lemma 4 needs d >= 25",
        tags=["C-D7", "D-G2"],
    ),
    constant(
        "tail-dimension",
        of=width.square_25,
        claim=f"{EXACT_TAIL_2} >= 1/(5*e*pi)",
        let=["d = c", FREQUENCY],
        printed="25",
        best="2",
        better="smaller",
        beyond="1",
        fails=sine.dimension_1,
        by=[exact_tail.parseval, closed_tail.square],
        note="A^2 >= 1/(5 e pi) from here on; 25 by Lemma 4",
        tags=["C-D7", "D-G2"],
    ),
    constant(
        "tail-by-lemma-4",
        of=width.square_25,
        claim="square >= 1/(5*e*pi)",
        let=[width.TAIL],
        where=["d in ZZ", "d >= c"],
        best="25",
        better="smaller",
        beyond="24",
        note="by Lemma 4 alone; no dimension is printed",
        tags=["C-D7", "D-G2"],
    ),
    constant(
        "tail-norm",
        of=width.norm_bound,
        claim="square >= c**2",
        let=[width.TAIL],
        where=ALL_D,
        printed="1/(5*e*pi)",
        best="0.1017",
        beyond="0.1018",
        note="A itself, by Lemma 4, for all d >= 2",
        tags=["C-D7", "D-G2"],
    ),
    constant(
        "slope-of-f",
        of=width.upper_lipschitz,
        claim="abs(pi*d**3*cos(pi*d**3*x)) <= c",
        where=["d in ZZ", "d >= 1", "-1 <= x <= 1"],
        printed="pi*d**3",
        best="pi*d**3",
        better="smaller",
        attained=["x = 0"],
        tags=["C-D8"],
    ),
    *(
        constant(name, of=step, printed=value, reason=f"a choice: {what}", tags=["C-D7"])
        for name, step, value, what in (
            ("frequency", width.frequency, "pi*d**3", "f(x) = sin(pi d^3 x)"),
            ("degree", width.bound_a, "d**2", "n = d^2; Theorem B of sharp_width takes d^3 and 2 d^3"),
            ("weights-depth-2", width.maximum, "2**d", "B = 2^d; the bounds are stated for every B"),
        )
    ),
]

depth_2 = [
    constant(
        "error",
        of=width.half_square,
        claim="2*(sqrt(t) - sqrt(c)) >= 1/2",
        where=["369/1000 <= t <= 1"],
        printed=ERROR,
        best="1/10",
        beyond="0.128",
        by=[sharp_width.theorem_b],
        note="mean squared error for which depth 2 needs the W(d) neurons of sharp_width, d >= 5",
        tags=["C-D8", "D-G2", "D-G14"],
    ),
    constant(
        "error-largest",
        of=width.half_square,
        claim="(1 - g)/2 - h - c > 0",
        where=TAIL_PARTS,
        printed=ERROR,
        best="0.492",
        beyond="0.5001",
        # with no neurons the mean squared error is the norm
        fails=form(f"{EXACT_NORM} - c > 0", let=[FREQUENCY], where=["d in ZZ", "d >= 4"]),
        by=[sharp_width.theorem_a, *TAIL_STEPS],
        note="mean squared error c that needs 2 (A - sqrt(c)) sqrt(N_{d,d^2})/B^2 neurons, d >= 4",
        tags=["C-D8", "D-G2"],
    ),
    constant(
        "neurons",
        of=width.neurons,
        printed=NUMBER,
        best=f"sqrt({W_SQUARE.replace('B**4', '2**(4*d)')})",
        by=[sharp_width.theorem_b],
        over=["d in ZZ", "d >= 5"],
        points=[["d = 19"], ["d = 44"], ["d = 100"]],
        note="W(d) of sharp_width for B = 2^d, d >= 5, at a mean squared error of 1/10",
        tags=["C-D8", "D-G5"],
    ),
    constant(
        "exponent",
        of=width.neurons,
        claim="square >= 4**(c*d*log2(d) - 1.69*d)",
        let=["B = 2**d", SQUARE],
        where=["d in ZZ", "d >= 9"],
        printed="1/2",
        best="1",
        beyond="1.1",
        by=[sharp_width.theorem_b],
        note="of 2^(c d log2 d); 2^Omega(d log d) in print, of which 1/2 is what the number printed has",
        tags=["C-D8"],
    ),
    constant(
        "exponent-printed",
        of=width.neurons,
        claim="printed >= 2**(c*d*log2(d))",
        let=[PRINTED],
        where=["d in ZZ", "d >= 1340"],
        best="3/8",
        beyond="1/2",
        note="of the number printed, for d >= 1340",
        tags=["C-D8"],
    ),
    *(
        constant(
            f"growth-{c.replace('/', '-')}",
            of=step,
            claim=f"printed >= 2**({c}*d*log2(d))",
            let=[PRINTED],
            where=["d in ZZ", "d >= c"],
            best=str(least),
            better="smaller",
            beyond=str(least - 1),
            note=f"dimension from which the number printed is 2^({c} d log2 d)",
            tags=["C-D8"],
        )
        for (c, least), step in zip(width.LEAST.items(), width.growth, strict=True)
    ),
    constant(
        "bias-in-the-count",
        of=width.at_least_one,
        claim=(
            "10*e*pi*(2*r*2**(2*d)*(1 + sqrt(4*d)) + 2**(d+1)) <= r*(20*e*pi*2**(2*d)*(1 + sqrt(4*d)) + c*2**(d+1))"
        ),
        where=["d in ZZ", "d >= 1", "r >= 1"],
        printed="1",
        best="10*e*pi",
        better="smaller",
        false=True,
        attained=["r = 1"],
        note="c 2^(d+1) in the denominator of the number of neurons",
        tags=["C-D8", "D-G5"],
    ),
    constant(
        "implied-dimension",
        of=width.printed_implied,
        claim="printed <= derived",
        let=[PRINTED, width.DERIVED],
        where=["d in ZZ", "d >= c"],
        printed="2",
        best="24",
        better="smaller",
        beyond="23",
        false=True,
        note="dimension from which the number printed follows",
        tags=["C-D8", "D-G5"],
    ),
    constant(
        "one-neuron",
        of=width.non_trivial,
        claim="square >= 1",
        let=["B = 2**d", SQUARE],
        where=["d in ZZ", "d >= c"],
        printed="19",
        best="5",
        better="smaller",
        beyond="4",
        by=[sharp_width.theorem_b],
        note="dimension from which one neuron is not enough, B = 2^d, error 1/10",
        tags=["C-D8"],
    ),
    constant(
        "one-neuron-printed",
        of=width.non_trivial,
        claim="printed >= 1",
        let=[PRINTED],
        where=["d in ZZ", "d >= c"],
        best="19",
        better="smaller",
        beyond="18",
        note="of the number printed",
        tags=["C-D8"],
    ),
    constant(
        "separation",
        of=width.separation,
        claim=sharp_width.separated_total.text,
        let=sharp_width.separated_total.let,
        where=["d in ZZ", "d >= c"],
        printed="44",
        best="9",
        better="smaller",
        beyond="8",
        by=[sharp_width.theorem_c],
        note="dimension from which depth 2 needs more neurons than depth 3 has, B = 2^d, error 1/10; 44 for the wider layer alone",
        tags=["C-D8"],
    ),
    constant(
        "separation-printed",
        of=width.separation,
        claim="printed > 16*pi*d**5/eps",
        let=[PRINTED, f"eps = {ERROR}"],
        where=["d in ZZ", "d >= c"],
        best="44",
        better="smaller",
        beyond="43",
        note="of the numbers printed",
        tags=["C-D8"],
    ),
]

depth_3 = [
    constant(
        "width-depth-3",
        of=width.upper,
        printed="16*pi*d**5/eps",
        best=f"max({FIRST_LAYER}, {SECOND_LAYER})",
        better="smaller",
        by=[sharp_width.upper],
        over=["d in ZZ", "d >= 1", "0 < eps <= 1/2"],
        points=[["d = 10", "eps = 1/10"], ["d = 50", "eps = 1/100"]],
        note="neurons in the wider layer, about 2.51 d^3/sqrt(eps)",
        tags=["C-D8"],
    ),
    constant(
        "weights-depth-3",
        of=width.upper_weights,
        printed="2*pi*d**3",
        reason="no best value by itself: a factor moves freely between the layers, as the ReLU is homogeneous",
        tags=["C-D8"],
    ),
]

CONSTANTS = [*tail, *depth_2, *depth_3]
