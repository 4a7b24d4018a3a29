"""What is false, ambiguous, misprinted or missing in the paper and in the slides on it.

D-G1 to D-G14 are about the paper (and the slides where they agree with it), S-1 to S-9 about the slides: T. Kocak,
"Depth separation for neural networks", 10 May 2019.
"""

from __future__ import annotations

from certify.ledger import erratum
from proofs.daniely2017 import inner_product_net, legendre, relu, separable, sine, width

PAPER, SLIDES = "paper", "slides"

errata = [
    erratum(
        "D-G1",
        where="Theorem 1",
        kind="false",
        printed="||N - F|| >= A (A - (2 r B max |sigma| + 2 B)/sqrt(N_{d,n}))",
        found=(
            "The left side must be squared, as it is in Theorem 3, from which it follows. Without the square it is "
            "false: for the zero network and ||F|| = A > 1 it says A >= A (A - small)."
        ),
        repair="||N - F||^2 >= A (A - (2 r B max |sigma| + 2 B)/sqrt(N_{d,n})). If A <= 1 it implies the printed form.",
        witness=separable.printed,
        repaired=separable.squared,
    ),
    erratum(
        "D-G2",
        where="Example 1",
        kind="gap",
        printed="A_{n,d}(f) >= 1/(5 e pi)",
        found="Lemma 4 bounds the square of A_{n,d}(f). The bound printed is true but much weaker than what is proved.",
        repair=(
            "A^2 >= 1/(5 e pi), so A >= 0.153, for all d >= 25; A >= 1/(5 e pi) for all d >= 2. For d >= 25 the "
            "squared error can be raised from 1/(50 e^2 pi^2) to 1/(10 e pi), 42 times as much."
        ),
        witness=width.square_24,
        repaired=width.bound_a,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G3",
        where="Lemma 4 and Example 1",
        kind="false",
        printed="int (g_{d,m} - p)^2 dmu_d >= (m - k)/(4 e pi m), used for m = d^{5/2}",
        found=(
            "The proof counts 2m intervals, so m must be an integer; d^{5/2} is one for squares d only. For small "
            "real m the bound is false: at d = 3, k = 0 for m up to 0.0549."
        ),
        repair=(
            "(floor(m) - k)/(4 e pi m) for all real m > 0. The bound printed holds for integers m, and for real m >= "
            "k + 1, as in Example 1."
        ),
        witness=sine.printed_small,
        repaired=sine.printed_bound,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G4",
        where="Lemma 4",
        kind="gap",
        printed="for d >= d_0, a universal constant",
        found=(
            "d_0 is not given. At d = 1 the lemma is false (mu_1 sits at +-1, where the sine vanishes for integer m)."
        ),
        repair=(
            "d_0 = 2. At d = 2 the second step of the proof fails, as the exponent (d-3)/2 is negative, but the "
            "bound on the density holds."
        ),
        witness=sine.dimension_1,
        repaired=sine.density,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G5",
        where="Example 1, number of neurons",
        kind="false",
        printed="sqrt(N_{d,d^2})/(20 e pi 2^{2d}(1 + sqrt(4d)) + 2^{d+1})",
        found=(
            "Solving the bracket of Theorem 1 gives (sqrt(N)/(10 e pi) - 2^{d+1})/(2^{2d+1}(1 + sqrt(4d))); the term "
            "2^{d+1} printed lacks the factor 10 e pi. The number printed is more than follows for 2 <= d <= 23."
        ),
        repair="The number printed follows for all d >= 24; rounded up both agree for 9 <= d <= 23. For r >= 1: "
        "sqrt(N)/(20 e pi 2^{2d}(1 + sqrt(4d)) + 20 e pi 2^d).",
        witness=width.printed_too_strong,
        repaired=width.printed_implied,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G6",
        where="Theorem 3, proof",
        kind="misprint",
        printed="N_{d,k}; f = sum_{i=n} alpha_i h_i",
        found=(
            "N_{d,i} is meant, and the sum starts at i = 0. The bound of N_{d,i} by N_{d,n} from below, for i >= n, "
            "is used silently."
        ),
        repair="N_{d,i} (as on the slides); N_{d,n} is nondecreasing in n for every d >= 2.",
        repaired=legendre.nondecreasing,
    ),
    erratum(
        "D-G7",
        where="Section 2, definition of N_{d,n}",
        kind="gap",
        printed="N_{d,n} = C(d+n-1, d-1) - C(d+n-3, d-1) = (2n+d-2)(n+d-3)!/(n!(d-2)!)",
        found=(
            "At d = 2, n = 0 the factorial form has (-1)! and the binomial form C(-1, 1). For small n the binomial "
            "C(d+n-3, d-1) has d+n-3 < d-1."
        ),
        repair="N_{d,0} = 1; C(d+n-3, d-1) = 0 where d+n-3 < d-1. Then the two forms agree for all d >= 2, n >= 1.",
        repaired=legendre.two_forms,
    ),
    erratum(
        "D-G8",
        where="Section 2, bases",
        kind="misprint",
        printed="{L_n^v (x) L_n^{v'}}_{n,m}",
        found="The second index should be m.",
        repair="{L_n^v (x) L_m^{v'}}_{n,m} (as on the slides).",
        repaired=separable.diagonal,
    ),
    erratum(
        "D-G9",
        where="Lemma 4, proof; title of its section",
        kind="misprint",
        printed="the bound is applied 'to f = g - p'; the section is on the cosine",
        found="It is applied to f = (g - p)^2, and the function is a sine.",
        repair="f = (g_{d,m} - p)^2 (as on the slides).",
        repaired=sine.restriction,
    ),
    erratum(
        "D-G10",
        where="Lemma 4, proof, sign count",
        kind="gap",
        printed="on at least m - k of the 2m intervals the sine and q have opposite signs",
        found="No reason is given, and the zeros of q may lie at the ends of intervals; q = 0 needs a word of its own.",
        repair=(
            "Pair consecutive intervals: a pair whose open union holds no zero of q gives one interval with opposite "
            "signs, and at most k pairs hold a zero. For q = 0 the integral of the sine squared is enough."
        ),
        repaired=sine.sign_count,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G11",
        where="Lemma 5, proof",
        kind="gap",
        printed="grid eps/L, m <= 2 R L/eps",
        found="The grid eps/L makes 2 ceil(R L/eps) units, more than 2 R L/eps unless R L/eps is an integer.",
        repair=(
            "The statement is true as printed: cells of length up to 2 eps/L are fine enough, K = ceil(R L/(2 eps)) "
            "of them on each side make 2K <= 2 R L/eps units where R L >= eps; where R L < eps take m = 0."
        ),
        witness=relu.printed_grid,
        repaired=relu.construction,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "D-G12",
        where="Corollary 6, proof",
        kind="misprint",
        printed="N_f has width 2L/eps",
        found="Lemma 5 with R = 1 and error eps/2 gives 4L/eps.",
        repair="4L/eps; the width of the whole network, 16 d^2 L/eps, is not affected.",
        witness=inner_product_net.width_outer_printed,
        repaired=inner_product_net.width_dominates,
    ),
    erratum(
        "D-G13",
        where="Corollary 6",
        kind="false",
        printed="G maps into [-1, 1]",
        found=(
            "N_f goes on linearly beyond +-1, where its argument may lie, so G may take values up to 1 + eps/2: for "
            "d = 2, f(t) = t, L = eps = 1, x = x' = (3/5, 4/5) the network of the proof has the value 81/80. The "
            "widths are real numbers."
        ),
        repair=(
            "Let N_f be constant beyond +-1, with two more units; then G maps into [-1, 1], and width, weights and "
            "error are as stated. The widths are integers below the bounds stated."
        ),
        witness=inner_product_net.range_printed,
        repaired=inner_product_net.clipped,
    ),
    erratum(
        "D-G14",
        where="Example 1",
        kind="ambiguous",
        printed="to be a 1/(50 e^2 pi^2)-approximation",
        found="It is not said whether the number bounds the norm of the error or its square.",
        repair="The square. The statement for the norm then follows, because the number is below 1.",
        repaired=width.norm_version,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "S-1",
        where="main result",
        kind="false",
        printed="||F - sum g_j||^2 = ||P_n F|| (||P_n F|| - 2 sum ||g_j||/sqrt(N_{d,n}))",
        found="'=' is printed for '>='. For F = a h_1 and g = b L_1^v (x) L_1^v' the sides differ.",
        repair=">= (Theorem 3)",
        witness=separable.slides_equality,
        repaired=separable.chain,
        sources=[SLIDES],
    ),
    erratum(
        "S-2",
        where="main result, against Theorem 1 of the paper",
        kind="misprint",
        printed="the left side is squared on the slides, and not in Theorem 1 of the paper",
        found="The two contradict each other; the slides are right (D-G1).",
        repair="The square.",
        witness=separable.printed_instance,
        repaired=separable.squared,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "S-3",
        where="Legendre polynomials",
        kind="misprint",
        printed="N_{n,d} is defined, N_{d,n} is used, on the same slide",
        found="One number has two names.",
        repair="N_{d,n}, as in the paper.",
        repaired=legendre.two_forms,
        sources=[SLIDES],
    ),
    erratum(
        "S-4",
        where="Example, lemma",
        kind="misprint",
        printed="for any d > d_0",
        found="The paper has d >= d_0. With d_0 = 2 the case d = 2 would be lost.",
        repair="d >= 2.",
        repaired=sine.density,
        sources=[SLIDES],
    ),
    erratum(
        "S-5",
        where="Inner product function approximation, against Corollary 6 of the paper",
        kind="misprint",
        printed="N_f has width 4L/eps on the slides, 2L/eps in the paper",
        found="The two contradict each other; the slides are right (D-G12).",
        repair="4L/eps.",
        witness=inner_product_net.width_outer_printed,
        repaired=inner_product_net.width_outer,
        sources=[PAPER, SLIDES],
    ),
    erratum(
        "S-6",
        where="Lipschitz function approximation, against Lemma 5 of the paper",
        kind="ambiguous",
        printed=(
            "f(0) + sum gamma_i sigma(alpha_i x + beta_i) on the slides, f(0) + sum alpha_i sigma(gamma_i x - "
            "beta_i) in the paper"
        ),
        found=(
            "alpha and gamma have changed places, and beta its sign, so that '|gamma_i| <= 2L' and 'alpha_i in {-1, "
            "1}' of the slides are '|alpha_i| <= 2L' and 'gamma_i in {-1, 1}' of the paper."
        ),
        repair="The two forms are the same set of functions; here the paper's letters are used.",
        repaired=relu.construction,
        sources=[SLIDES],
    ),
    erratum(
        "S-7",
        where="Depth-3 sigma-network",
        kind="gap",
        printed="W_1, W_1' , W_2, b_1, b_2, b_3 have their ranges",
        found="The range of the output weights w_3 is missing.",
        repair="w_3 in [-B, B]^r, as in the paper; with max(4, 2L) for B the network of Corollary 6 has such weights.",
        repaired=inner_product_net.weights_third,
        sources=[SLIDES],
    ),
    erratum(
        "S-8",
        where="Example, conclusion",
        kind="misprint",
        printed="P_n F >= 1/(5 e pi)",
        found="P_n F is a function; its norm is meant.",
        repair="||P_n F|| >= 1/(5 e pi).",
        repaired=width.bound_a,
        sources=[SLIDES],
    ),
    erratum(
        "S-9",
        where="Example, lemma",
        kind="misprint",
        printed="s_{d,m}(x) = sin(pi sqrt(d) m x)",
        found="The paper's name is g_{d,m}.",
        repair="g_{d,m}",
        repaired=sine.restriction,
        sources=[SLIDES],
    ),
]
