"""How far the columns of the randomised point are from evenly spread: Lemma 6.

For the 4d columns of A = (x+x', x', x+x', x'), B = (y+y', y', y', y+y') with uniform masks x', y', let d_1, ..., d_4
count (0,0), (0,1), (1,0), (1,1).  Then, for 0 < s < 1/(24 d),

    E exp(s sum (d_i - d)^2) <= (1 - 24 d s)^{-2}.

Proof.  For t_i independent and normal with mean 0 and variance 2s, E_t exp(sum t_i (d_i - d)) = exp(s sum (d_i -
d)^2).  The d columns of the point contribute independent vectors to (d_i - d), each with mean 0: one of 4 vectors of
squared length 12 for (0,0), +-v with |v|^2 = 4 for (0,1) and (1,0), 0 for (1,1).  So each has a moment generating
function of at most exp(6 |t|^2), and E exp(6 d |t|^2) is (1 - 24 d s)^{-2}.  As sum (d_i - d) = 0, three of the four
normal variables are enough: the exponent 2 may be 3/2.  By Hoeffding's lemma in place of the chord over [-c, c] the column (0,0)
has exp(4 |t|^2), so that (1 - 16 d s)^{-3/2} holds for 0 < s < 1/(16 d).
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.self_reduction import counts

GUARD = "tests/proofs/safran_reichman_valiant2025/test_column_counts.py"
T = ["p in RR", "q in RR", "r in RR", "s in RR"]
LENGTH = "(p**2 + q**2 + r**2 + s**2)"
ATOMS = ["3*p - q - r - s", "3*q - p - r - s", "3*r - p - q - s", "3*s - p - q - r"]

square = claim(
    "completed-square",
    "t*u - t**2/(4*s) == s*u**2 - (t - 2*s*u)**2/(4*s)",
    where=["t in RR", "u in RR", "s > 0"],
    source="Lemma 6: E exp(t u) = exp(s u^2) for t normal with variance 2s",
    printed=True,
    tags=["C-R5"],
)
second_square = claim(
    "variance-after-tilting",
    "a*t**2 - t**2/(4*s) == -t**2/(4*(s/(1 - 4*a*s)))",
    where=["t in RR", "a > 0", "s > 0", "4*a*s < 1"],
    source="Lemma 6: E exp(a t^2) = (1 - 4 a s)^{-1/2} for t normal with variance 2s, if 4 a s < 1",
    tags=["C-R5"],
)
gaussian = argued(
    "gaussian",
    "The density of t is exp(-t^2/(4s))/sqrt(4 pi s), and the integral of exp(-(t-c)^2/(4s)) over the line is sqrt(4 "
    "pi s) for every c and s > 0. By completed-square E exp(t u) = exp(s u^2); by variance-after-tilting E exp(a t^2) "
    "= sqrt((s/(1-4as))/s) = (1 - 4as)^{-1/2} if 4as < 1. For independent t_1, ..., t_4 the expectations multiply.",
    uses=[square, second_square],
    guard=f"{GUARD}::test_gaussian_means",
    source="Lemma 6, linearisation",
    tags=["C-R5"],
)

# --- one column

length_0 = claim(
    "column-00-length",
    f"({ATOMS[0]})**2 <= 12*{LENGTH}",
    where=T,
    source="Lemma 6: |<t, v>|^2 <= |v|^2 |t|^2 for v = 4 e_i - (1,1,1,1), |v|^2 = 12",
    printed=True,
    tags=["C-R5"],
)
mean_0 = claim(
    "column-00-mean",
    " + ".join(f"({a})" for a in ATOMS) + " == 0",
    where=T,
    source="Lemma 6: the four vectors add up to 0",
    tags=["C-R5"],
)
chord = claim(
    "chord-of-exp",
    "exp(c*u) <= cosh(c) + u*sinh(c)",
    where=["c >= 0", "-1 <= u <= 1"],
    source="Lemma 6: exp lies below its chord on [-c, c]; a variable there with mean 0 has E exp <= cosh(c)",
    tags=["C-R5"],
)
cosh = claim(
    "cosh",
    "cosh(c) <= exp(c**2/2)",
    where=["c in RR"],
    source="Lemma 6: cosh(sqrt(12) |t|) <= exp(6 |t|^2), cosh(2 |t|) <= exp(2 |t|^2)",
    printed=True,
    tags=["C-R5"],
)
cosh_less = claim(
    "cosh-smaller-constant",
    "cosh(c) <= exp(49*c**2/100)",
    where=["c in RR"],
    expected="refuted",
    source="Lemma 6: 1/2 is the best constant",
    tags=["C-R5"],
)
length_1 = claim(
    "column-01-length",
    f"(p + q - r - s)**2 <= 4*{LENGTH}",
    where=T,
    source="Lemma 6: |v|^2 = 4 for v = (1,1,-1,-1), the column (0,1)",
    printed=True,
    tags=["C-R5"],
)
length_2 = claim(
    "column-10-length",
    f"(p - q + r - s)**2 <= 4*{LENGTH}",
    where=T,
    source="Lemma 6: |v|^2 = 4 for v = (1,-1,1,-1), the column (1,0)",
    printed="(1,1,-1,-1) for both",
    tags=["C-R5"],
)
column_1 = claim(
    "column-01-weaker",
    "2*c <= 6*c",
    where=["c >= 0"],
    source="Lemma 6: exp(2 |t|^2) <= exp(6 |t|^2)",
    tags=["C-R5"],
)
generating = argued(
    "generating-function",
    "The column (x_k, y_k) adds to (d_i - d) the vector of counts of self_reduction, given by its own two mask bits: "
    "the columns are independent. For (0,0) it is 4 e_i - (1,1,1,1), i uniform: put X = <t, v>, |X| <= c = sqrt(12) "
    "|t|, E X = 0; by chord-of-exp with u = X/c, E exp(X) <= cosh(c) <= exp(6 |t|^2). For (0,1) and (1,0) it is +-v "
    "with probability 1/2, so E exp(X) = cosh(<t, v>) <= exp(2 |t|^2). For (1,1) it is 0. So E exp(<t, (d_i - d)>) <= "
    "exp(6 d |t|^2).",
    uses=[*counts, length_0, mean_0, chord, cosh, length_1, length_2, column_1],
    guard=f"{GUARD}::test_generating_function_of_a_column",
    source="Lemma 6, moment generating functions",
    tags=["C-R5"],
)

# --- the lemma

exponent = claim(
    "exponent",
    "((1 - 4*(6*d)*s)**(-1/2))**4 == (1 - 24*d*s)**(-2)",
    where=["d >= 1", "s > 0", "24*d*s < 1"],
    source="Lemma 6: four independent normal variables, a = 6d",
    printed=True,
    tags=["C-R5"],
)
three = claim(
    "exponent-sharper",
    "((1 - 4*(6*d)*s)**(-1/2))**3 <= (1 - 24*d*s)**(-2)",
    where=["d >= 1", "s > 0", "24*d*s < 1"],
    source="Lemma 6, sharpened: (1 - 24 d s)^{-3/2}",
    tags=["C-R5"],
)
total = argued(
    "total",
    "E exp(s sum (d_i - d)^2) = E_t E exp(<t, (d_i - d)>) <= E_t exp(6 d |t|^2) = (1 - 24 d s)^{-2}, the order of the "
    "two expectations being free as all is positive. Since sum (d_i - d) = 0, t may be replaced by a normal vector of "
    "variance 2s in the three dimensions orthogonal to (1,1,1,1), which gives (1 - 24 d s)^{-3/2}.",
    uses=[gaussian, generating, exponent, three],
    guard=f"{GUARD}::test_lemma_6_for_small_numbers",
    source="Lemma 6",
    tags=["C-R5"],
)
# --- sharpened by Hoeffding's lemma

chord_from_zero = claim(
    "chord-from-zero",
    "exp(s*u) <= 1 - s + s*exp(u)",
    where=["0 <= s <= 1", "u >= 0"],
    source="Lemma 6, sharpened: exp lies below its chord over [0, u]",
    tags=["C-R5"],
)
hoeffding = claim(
    "hoeffding",
    "p*exp((1-p)*u) + (1-p)*exp(-p*u) <= exp(u**2/8)",
    where=["0 <= p <= 1", "u >= 0"],
    source="Lemma 6, sharpened: Hoeffding's lemma for two values, (1-p) u and -p u, of mean 0",
    tags=["C-R5"],
)
spread = claim(
    "column-00-spread",
    f"(4*(p - q))**2/8 <= 4*{LENGTH}",
    where=T,
    source="Lemma 6, sharpened: the values 4 p - (p + q + r + s), ... of <t, v> differ by at most u with u^2/8 <= 4 |t|^2",
    tags=["C-R5"],
)
weaker = claim(
    "column-01-weaker-still",
    "2*c <= 4*c",
    where=["c >= 0"],
    source="Lemma 6, sharpened: exp(2 |t|^2) <= exp(4 |t|^2)",
    tags=["C-R5"],
)
generating_sharper = argued(
    "generating-function-sharper",
    "E exp(<t, v>) <= exp(4 |t|^2) for the vector v of every column. For (0,0) X = <t, v> has four values of mean 0; let a be the least "
    "and a + u the greatest. X = a + s u with s in [0, 1], E s = p = -a/u (if u = 0, X = 0), and by chord-from-zero, times exp(a), E "
    "exp(X) <= exp(-p u) (1 - p + p exp(u)), which is at most exp(u^2/8) by hoeffding, and this at most exp(4 |t|^2) by column-00-spread. "
    "For (0,1) and (1,0) it is exp(2 |t|^2) as before, for (1,1) it is 1.",
    uses=[generating, chord_from_zero, hoeffding, spread, weaker],
    guard=f"{GUARD}::test_generating_function_of_a_column",
    source="Lemma 6, sharpened",
    tags=["C-R5"],
)
exponent_sharper = claim(
    "exponent-by-hoeffding",
    "((1 - 4*(4*d)*s)**(-1/2))**3 == (1 - 16*d*s)**(-3/2)",
    where=["d >= 1", "s > 0", "16*d*s < 1"],
    source="Lemma 6, sharpened: three independent normal variables, a = 4d",
    tags=["C-R5"],
)
total_sharper = argued(
    "total-by-hoeffding",
    "E exp(s sum (d_i - d)^2) <= (1 - 16 d s)^{-3/2} for 0 < s < 1/(16 d): as in total, with a normal vector of variance 2s in the three "
    "dimensions orthogonal to (1,1,1,1) and generating-function-sharper for each of the d independent columns.",
    uses=[gaussian, total, generating_sharper, exponent_sharper],
    guard=f"{GUARD}::test_lemma_6_for_small_numbers",
    source="Lemma 6, sharpened",
    tags=["C-R5"],
)
one_column = claim(
    "instance-d1",
    "exp(12*s) <= (1 - 24*s)**(-3/2)",
    where=["0 < s < 1/24"],
    source="Lemma 6, sharpened, for d = 1 and the column (0,0), where sum (d_i - 1)^2 is 12",
    tags=["C-R5"],
)
too_sharp = claim(
    "instance-d1-too-sharp",
    "exp(12*s) <= (1 - 24*s)**(-49/100)",
    where=["0 < s < 1/24"],
    expected="refuted",
    source="Lemma 6: the exponent cannot be less than 1/2",
    tags=["C-R5"],
)

column_counts = lemma(
    "column_counts",
    "Lemma 6: the columns of the randomised point are evenly spread",
    "E exp(s sum (d_i - d)^2) <= (1/(1 - 24 d s))^2 for 0 < s < 1/(24 d)",
    steps=[
        square, second_square, gaussian, length_0, mean_0, chord, cosh, cosh_less, length_1, length_2, column_1,
        generating, exponent, three, total, chord_from_zero, hoeffding, spread, weaker, generating_sharper,
        exponent_sharper, total_sharper, one_column, too_sharp,
    ],
)  # fmt: skip
