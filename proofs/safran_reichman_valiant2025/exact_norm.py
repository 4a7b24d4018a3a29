"""The norm of the randomised point exactly, for d = 1: how loose Proposition 7 is.

For d = 1 and N = D + 4 the counts n_1, ..., n_4 of the N columns have the probability 2 4^{-D} D! g(n)/((1 + 2^{-D})
n_1! n_2! n_3! n_4!), where n_4 is even (odd for (x, y) = (1, 1)), with

    g = (n_1^(4) + n_2^(4) + n_3^(4) + n_4^(4))/4        for (x, y) = (0, 0),
    g = (n_1^(2) n_2^(2) + n_3^(2) n_4^(2))/2            for (0, 1), and for (1, 0) with n_2, n_3 exchanged,
    g = n_1 n_2 n_3 n_4                                  for (1, 1),

n^(a) = n (n-1) .. (n-a+1).  So (2^N ||D||_2)^2 = 2 * 4^8 (E g^2 +- E' g^2)/((1 + 2^{-D}) N^(4))^2, where E is the
mean over N independent uniform columns and E' the same with the sign (-1)^{n_4}.  Both follow from the factorial
moments: the product of the n_i^(a_i) has the mean N^(a) 4^{-a}, a = sum of the a_i, and E' has the further factors
(-1)^{a_4} and 2^{-(N-a)}.  At D = 100 the norms are 1.4288, 1.4201 and 1.4158; they tend to sqrt(2).
"""

from __future__ import annotations

from itertools import product

from certify.ledger import argued, claim, lemma
from proofs.safran_reichman_valiant2025.randomisation import half_support

GUARD = "tests/proofs/safran_reichman_valiant2025/test_exact_norm.py"

Terms = list[tuple[int, tuple[int, ...]]]  # coefficients and the orders a_1, ..., a_4 of factorial powers
SQUARE = {
    1: {2: 1, 1: 1},
    2: {4: 1, 3: 4, 2: 2},
    4: {8: 1, 7: 16, 6: 72, 5: 96, 4: 24},
}  # (n^(a))^2 in factorial powers


def square(orders: tuple[int, ...]) -> Terms:
    """The square of a product of factorial powers, in factorial powers."""
    found = []
    for choice in product(*(SQUARE[a].items() if a else [(0, 1)] for a in orders)):
        coefficient = 1
        for _, c in choice:
            coefficient *= c
        found.append((coefficient, tuple(a for a, _ in choice)))
    return found


FOUR = [(4, 0, 0, 0), (0, 4, 0, 0), (0, 0, 4, 0), (0, 0, 0, 4)]
G00: Terms = [t for a in FOUR for t in square(a)] + [
    (2, tuple(x + y for x, y in zip(a, b, strict=True))) for i, a in enumerate(FOUR) for b in FOUR[i + 1 :]
]
G01: Terms = [*square((2, 2, 0, 0)), *square((0, 0, 2, 2)), (2, (2, 2, 2, 2))]
G11: Terms = square((1, 1, 1, 1))
POINTS = {"00": (G00, 16, 1), "01": (G01, 4, 1), "11": (G11, 1, -1)}  # g^2, the square of its denominator, the sign


def falling(order: int) -> str:
    """N (N-1) .. (N-order+1) for N = D + 4."""
    return "*".join(f"(D+{4 - i})" if i < 4 else f"(D-{i - 4})" if i > 4 else "D" for i in range(order))


def squared_norm(point: str) -> str:
    """(2^N ||D||_2)^2 for d = 1 and a point (x, y), in D."""
    terms, scale, sign = POINTS[point]
    plain, signed = dict[int, int](), dict[int, int]()
    for coefficient, orders in terms:
        total = sum(orders)
        plain[total] = plain.get(total, 0) + coefficient
        signed[total] = signed.get(total, 0) + coefficient * (-1) ** orders[3]
    parts = [
        f"{falling(a)}/4**{a}*({plain[a]} + ({sign * signed[a]})*2**({a} - D - 4))" for a in sorted(plain)
    ]  # fmt: skip
    return f"2*4**8*({' + '.join(parts)})/({scale}*((1 + 2**(-D))*{falling(4)})**2)"


second_power = claim(
    "square-of-factorial-power-2",
    "(n*(n-1))**2 == n*(n-1)*(n-2)*(n-3) + 4*n*(n-1)*(n-2) + 2*n*(n-1)",
    where=["n in RR"],
    source="Proposition 7, exactly for d = 1",
    tags=["R-G19"],
)
fourth_power = claim(
    "square-of-factorial-power-4",
    "(n*(n-1)*(n-2)*(n-3))**2 == n*(n-1)*(n-2)*(n-3)*((n-4)*(n-5)*(n-6)*(n-7) + 16*(n-4)*(n-5)*(n-6) + 72*(n-4)*(n-5) "
    "+ 96*(n-4) + 24)",
    where=["n in RR"],
    source="Proposition 7, exactly for d = 1",
    tags=["R-G19"],
)
formula = argued(
    "formula",
    "Given n, the point has the probability Pr[n]/multinom(N; n_i), and Pr[n] is the mean over the masks of Pr[D_i = "
    "n_i - d_i | even], which is D!/prod (n_i - d_i)! times 2 4^{-D}/(1 + 2^{-D}) where the parity is right: a "
    "multiple of D!/prod n_i! times g(n), with g as in the docstring by the counts of self_reduction. The sum of the "
    "squares is a sum of multinom(N; n_i) g(n)^2 over n_4 of one parity, so half of the sum of the plain and the "
    "signed sum, and factorial moments of the multinomial law are N^(a) prod w_i^{a_i} (sum w)^{N-a}.",
    uses=[second_power, fourth_power],
    guard=f"{GUARD}::test_formula_against_all_counts",
    source="Proposition 7, exactly for d = 1",
    tags=["R-G19"],
)
RANGES = {"00": ("1.4287", "1.4288"), "01": ("1.4200", "1.4201"), "11": ("1.4158", "1.4159")}
SQUARES = {"00": "2.042", "01": "2.017", "11": "2.005"}  # 1.429, 1.4203 and 1.416 squared, nearly
at_100 = [
    claim(
        f"norm-{point}",
        f"{low} <= sqrt(value) <= {high}",
        let=["D = 100", f"value = {squared_norm(point)}"],
        source=f"Proposition 7: 2^N ||D||_2 for d = 1, D = 100 and the point ({point[0]}, {point[1]})",
        printed="8",
        tags=["R-G19", "C-R6"],
    )
    for point, (low, high) in RANGES.items()
]
bounds = [
    claim(
        f"norm-{point}-from-100",
        f"{squared_norm(point)} <= {square_bound}",
        where=["D in ZZ", "D >= 100"],
        source=f"Proposition 7: for d = 1, the point ({point[0]}, {point[1]}) and every D >= 100",
        printed="8",
        tags=["R-G19", "C-R6"],
    )
    for point, square_bound in SQUARES.items()
]
above = claim(
    "norm-above-limit",
    f"{squared_norm('11')} >= 2",
    where=["D in ZZ", "D >= 8"],
    source="Proposition 7: not below the limit sqrt(2)",
    tags=["R-G19"],
)
route = claim(
    "mean-squared-error-1-8",
    "sqrt(2)*sqrt(1/8) == 1/2",
    uses=[half_support],
    source="Theorem 3, remark: with sqrt(2) for the norm, the best possible, the route ends at 1/8 and not at 1/16",
    tags=["R-G19"],
)

exact_norm = lemma(
    "exact_norm",
    "Proposition 7, exactly for d = 1",
    "2^{4+D} ||D||_2 is 1.4288, 1.4201, 1.4158 for D = 100 and (x, y) = (0,0), (0,1), (1,1)",
    steps=[second_power, fourth_power, formula, *at_100, *bounds, above, route],
)
