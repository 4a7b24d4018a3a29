"""The self-reduction of the inner product mod 2: IP at any point from IP at four points, each of them uniform.

For bit vectors, masks x', y' and + mod 2,

    IP(x, y) = IP(x+x', y+y') + IP(x', y') + IP(x+x', y') + IP(x', y+y')   (mod 2),

so IP_d(x, y) is IP_{4d} of A = (x+x', x', x+x', x') and B = (y+y', y', y', y+y').  With x', y' uniform each of the
four is uniform. Columns x'', y'' with an even number of places where both are 1 may be added, and the columns
permuted: IP stays.

Proof.  Mod 2 it is a polynomial identity, coordinate by coordinate.  One column (x, y) of the point gives four
columns of (A, B); how often each of (0,0), (0,1), (1,0), (1,1) occurs among the four, less 1, is below: `counts`.

In print, among other slips of indices: tau_j acts on R^{D+4d}, and it is x''_j, y''_j that are drawn again.
"""

from __future__ import annotations

from certify.ledger import argued, claim, lemma

GUARD = "tests/proofs/safran_reichman_valiant2025/test_self_reduction.py"


def bits(*names: str) -> list[str]:
    """Conditions that make the names bits."""
    return [line for name in names for line in (f"{name} in ZZ", f"0 <= {name} <= 1")]


def xor(a: str, b: str) -> str:
    """The sum of two bits mod 2."""
    return f"({a} + {b} - 2*{a}*{b})"


def parity(item: str) -> str:
    """An integer mod 2."""
    return f"(({item}) - 2*floor(({item})/2))"


def columns(x: str, y: str, a: str, b: str) -> list[tuple[str, str]]:
    """The four columns of (A, B) that come from the column (x, y) and the masks (a, b)."""
    u, v = xor(x, a), xor(y, b)
    return [(u, v), (a, b), (u, b), (a, v)]


def inner(pairs: list[tuple[str, str]]) -> str:
    """The inner product of some columns, as an integer."""
    return " + ".join(f"{u}*{v}" for u, v in pairs)


def count(kind: tuple[int, int], pairs: list[tuple[str, str]]) -> str:
    """How many of the columns are of a kind such as (0, 1)."""
    return " + ".join("*".join(s if bit else f"(1 - {s})" for bit, s in zip(kind, pair, strict=True)) for pair in pairs)


KINDS = [(0, 0), (0, 1), (1, 0), (1, 1)]

of_integers = claim(
    "identity-of-integers",
    "(x + a)*(y + b) + a*b + (x + a)*b + a*(y + b) == x*y + 2*(x*b + a*y + 2*a*b)",
    where=["x in ZZ", "y in ZZ", "a in ZZ", "b in ZZ"],
    source="the identity in one coordinate, before x + a and y + b are taken mod 2",
    tags=["C-R10"],
)
even = claim(
    "reduction-mod-2",
    "(u - 2*m)*(v - 2*n) == u*v - 2*(m*v + n*u - 2*m*n)",
    where=["u in ZZ", "v in ZZ", "m in ZZ", "n in ZZ"],
    source="taking x + a and y + b mod 2 changes a product by an even number",
    tags=["C-R10"],
)
coordinate = claim(
    "identity-in-one-coordinate",
    f"{parity(inner(columns('x', 'y', 'a', 'b')))} == x*y",
    where=bits("x", "y", "a", "b"),
    uses=[of_integers, even],
    source="the identity in one coordinate, all 16 cases",
    printed=True,
    tags=["C-R10"],
)
dropped = claim(
    "identity-needs-four-terms",
    f"{parity(inner(columns('x', 'y', 'a', 'b')[:3]))} == x*y",
    where=bits("x", "y", "a", "b"),
    expected="refuted",
    source="three of the four terms are not enough",
    tags=["C-R10"],
)
TWO = [*columns("x1", "y1", "a1", "b1"), *columns("x2", "y2", "a2", "b2")]
two = claim(
    "identity-in-two-coordinates",
    f"{parity(inner(TWO))} == {parity('x1*y1 + x2*y2')}",
    where=bits("x1", "y1", "a1", "b1", "x2", "y2", "a2", "b2"),
    source="the identity for d = 2, all 256 cases",
    printed=True,
    tags=["C-R10"],
)
identity = argued(
    "identity",
    "The inner product of vectors of length d is the sum over the coordinates, and a sum mod 2 is the sum mod 2 of "
    "its terms mod 2. So the identity for all d is the sum of d instances of identity-in-one-coordinate: IP_{4d}(A, "
    "B) = IP_d(x, y).",
    uses=[coordinate],
    guard=f"{GUARD}::test_identity_for_all_points_up_to_four_coordinates",
    source="the identity for all d",
    tags=["C-R10"],
)
mask = claim(
    "mask",
    f"sum({xor('x', 'k')}, k, 0, 1) == 1",
    where=bits("x"),
    source="x + x' runs through 0 and 1 with x': each of the four points is uniform if x' and y' are",
    tags=["C-R10"],
)
permutation = argued(
    "permutation",
    "IP depends on how many columns are (1, 1) only, so a permutation tau of the 4d + D columns of (A, x''), (B, y'') "
    "does not change it; and x'', y'' have an even number of these. Hence IP_{4d+D}(tau(A, x''), tau(B, y'')) = "
    "IP_d(x, y) for all masks, all such x'', y'' and all tau.",
    uses=[identity, mask],
    guard=f"{GUARD}::test_randomised_point_has_the_same_value",
    source="section 3, randomisation",
    tags=["C-R10", "R-G12"],
)


def centred(name: str, x: int, y: int, kind: tuple[int, int], value: str) -> object:
    """The count of one kind among the four columns of the column (x, y), less 1."""
    return claim(
        f"counts-{x}{y}-{name}",
        f"({count(kind, columns(str(x), str(y), 'a', 'b'))}) - 1 == {value}",
        where=bits("a", "b"),
        source=f"Lemma 6: the column ({x}, {y}) gives this many columns ({kind[0]}, {kind[1]}), less 1",
        tags=["C-R10", "C-R5"],
    )


def chosen(kind: tuple[int, int]) -> str:
    """1 if the masks (a, b) are of the kind, else 0."""
    return count(kind, [("a", "b")])


SIGN_A, SIGN_B = "(1 - 2*a)", "(1 - 2*b)"
counts = [
    centred(f"{k[0]}{k[1]}", x, y, k, value)
    for x, y, of in (
        (0, 0, lambda k: f"4*({chosen(k)}) - 1"),
        (0, 1, lambda k: SIGN_A if k[0] == 0 else f"-{SIGN_A}"),
        (1, 0, lambda k: SIGN_B if k[1] == 0 else f"-{SIGN_B}"),
        (1, 1, lambda k: "0"),
    )
    for k in KINDS
    for value in (of(k),)
]

self_reduction = lemma(
    "self_reduction",
    "Section 3: IP mod 2 at a point from IP at four uniform points",
    "IP(x, y) = IP(x+x', y+y') + IP(x', y') + IP(x+x', y') + IP(x', y+y') mod 2, and IP_d(x, y) = IP_{4d+D}(tau(A, "
    "x''), tau(B, y''))",
    steps=[of_integers, even, coordinate, dropped, two, identity, mask, permutation, *counts],
)
