"""Threshold networks for the inner product mod 2: Fact 1, quoted from Hajnal et al. 1993 by way of Martens et al. 2013.

A depth-2 threshold network N of width m on {0,1}^{2d}, weights at most C, with max |N - IP_d| <= 1/2 - delta has m >=
Omega(delta 2^{d/3}/C).

The constant is not given.  The bound follows, for every d >= 1, C > 0 and 0 < delta <= 1/2, with the constant 3/16 from
the worst case of `correlation`, whose own exponent is d/2 in place of d/3; only the output weights and the bias need be
at most C.
"""

from __future__ import annotations

from certify.ledger import argued, cited, claim, lemma
from proofs.safran_reichman_valiant2025.correlation import ALL_D, DELTA, solved_worst

GUARD = "tests/proofs/safran_reichman_valiant2025/test_fact1.py"

printed = cited(
    "printed",
    "max |N - IP_d| <= 1/2 - delta for a depth-2 threshold network of width m and weights at most C implies m >= "
    "Omega(delta 2^{d/3}/C)",
    reference="A. Hajnal, W. Maass, P. Pudlak, M. Szegedy, G. Turan, Threshold circuits of bounded depth, J. Comput. "
    "System Sci. 46 (1993) 129-154, adapted in J. Martens, A. Chattopadhya, T. Pitassi, R. Zemel, On the "
    "representational efficiency of restricted Boltzmann machines, NIPS 2013",
    source="Fact 1",
    tags=["C-R16", "T7"],
)
half = claim(
    "large-margin-half",
    "(delta - (C + 1/2)*2**(-d))/(C*Delta) >= delta/(2*C*Delta)",
    let=[DELTA],
    where=[*ALL_D, "C > 0", "0 < delta <= 1/2", "delta >= (2*C + 1)*2**(-d)"],
    source="Fact 1, explicit, where delta >= (2C + 1) 2^{-d}: half of delta is left",
    tags=["C-R16", "T7"],
)
exponent = claim(
    "exponent",
    "1/(2*Delta) >= 3/16*2**(d/3)",
    let=[DELTA],
    where=ALL_D,
    source="Fact 1, explicit: 2^{d/2}/(2 (1 + d/sqrt 2)) is at least 3/16 of 2^{d/3}, and nearly as little at d = 7",
    tags=["C-R16", "T7"],
)
exponent_tight = claim(
    "exponent-tight",
    "1/(2*Delta) >= 19/100*2**(d/3)",
    let=[DELTA],
    where=ALL_D,
    expected="refuted",
    source="Fact 1, explicit: 3/16 cannot be raised to 19/100 in this way",
    tags=["C-R16", "T7"],
)
one_neuron = claim(
    "some-neurons",
    "m >= (1/2 + delta)/C - 1",
    where=["m in ZZ", "m >= 0", "C > 0", "0 < delta <= 1/2", "m*C + C >= 1/2 + delta"],
    source="Fact 1, explicit: N is at most m C + C, and at least 1/2 + delta where IP = 1",
    tags=["C-R16", "T7"],
)
small = claim(
    "small-margin",
    "delta*y/C <= (2 + 1/C)/y**2",
    where=["C > 0", "y > 0", "delta > 0", "delta <= (2*C + 1)/y**3"],
    source="Fact 1, explicit, where delta < (2C + 1) 2^{-d}, with y = 2^{d/3}",
    tags=["C-R16", "T7"],
)
small_one = claim(
    "small-margin-one",
    "3/16*(2 + 1/C)*2**(-2*d/3) <= 1",
    where=[*ALL_D, "C >= 1/4"],
    source="Fact 1, explicit, where delta is small: one neuron is as many as claimed",
    tags=["C-R16", "T7"],
)
small_weights = claim(
    "small-margin-weights",
    "3/16*(2 + 1/C)*2**(-2*d/3) <= 1/(2*C) - 1",
    where=[*ALL_D, "0 < C <= 1/4"],
    source="Fact 1, explicit, where delta and C are small",
    tags=["C-R16", "T7"],
)
explicit = argued(
    "explicit",
    "m >= (3/16) delta 2^{d/3}/C for every d >= 1, C > 0, 0 < delta <= 1/2. If delta >= (2C + 1) 2^{-d}, by "
    "worst-case-width, large-margin-half and exponent. Else m >= 1, because a network of width 0 is constant and "
    "misses IP = 0 or IP = 1 by 1/2 or more, and m >= (1/2 + delta)/C - 1 by some-neurons; by small-margin and one of "
    "the last two claims one of these is enough.",
    uses=[solved_worst, half, exponent, one_neuron, small, small_one, small_weights],
    guard=f"{GUARD}::test_constant_against_networks",
    source="Fact 1, with an explicit constant",
    tags=["C-R16", "T7"],
)

fact1 = lemma(
    "fact1",
    "Fact 1: threshold networks for the inner product mod 2",
    "max |N - IP_d| <= 1/2 - delta, N a depth-2 threshold network of width m and weights at most C: m >= Omega(delta "
    "2^{d/3}/C)",
    steps=[printed, half, exponent, exponent_tight, one_neuron, small, small_one, small_weights, explicit],
)
