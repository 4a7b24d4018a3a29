"""The self-reduction of the inner product mod 2: IP at any point from IP at four points that are uniform.

For bit vectors and + mod 2,

    IP(x, y) = IP(x+x', y+y') + IP(x', y') + IP(x+x', y') + IP(x', y+y')   (mod 2).

So IP(x, y) is the IP of A = (x+x', x', x+x', x') and B = (y+y', y', y', y+y'), of length 4d.
"""

from __future__ import annotations

from certify.ledger import claim, lemma

BITS = ["x in ZZ", "0 <= x <= 1", "y in ZZ", "0 <= y <= 1", "a in ZZ", "0 <= a <= 1", "b in ZZ", "0 <= b <= 1"]

identity_of_integers = claim(
    "identity-of-integers",
    "(x + a)*(y + b) + a*b + (x + a)*b + a*(y + b) == x*y + 2*(x*b + a*y + 2*a*b)",
    where=["x in ZZ", "y in ZZ", "a in ZZ", "b in ZZ"],
    source="the identity in one coordinate, for integers: both sides differ from x y by an even number",
    tags=["C-R10"],
)

self_reduction = lemma(
    "self_reduction",
    "Section 3: IP mod 2 at a point from IP at four points",
    "IP(x, y) = IP(x+x', y+y') + IP(x', y') + IP(x+x', y') + IP(x', y+y') mod 2",
    steps=[identity_of_integers],
)
