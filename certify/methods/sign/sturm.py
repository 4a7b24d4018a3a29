"""Signs of polynomials in one variable with rational coefficients, by Sturm's theorem.

For a square-free q, V(x) the number of sign changes in its Sturm chain at x: V(a) - V(b) roots lie in a < x <= b.

Promise: `holds(p, op, ends)` is True if and only if p op 0 on the whole interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_poly

Polynomial = Any  # fmpq_poly; python-flint has no type stubs


@dataclass(frozen=True)
class Ends:
    """An interval with rational ends, None for infinite ones; `strict` ends are excluded."""

    lower: fmpq | None = None
    upper: fmpq | None = None
    lower_strict: bool = False
    upper_strict: bool = False


def holds(p: Polynomial, op: str, ends: Ends) -> bool:
    """Whether p op 0 on the interval, op `>=` or `>`."""
    if ends.lower is not None and ends.lower == ends.upper:
        value = p(ends.lower)
        return bool(value > 0 or (value == 0 and op == ">="))
    if p.degree() < 0:
        return op == ">="
    if op == ">=":
        return not _roots_inside(_odd_part(p), ends) and _sign_inside(p, ends) > 0
    closed = ((ends.lower, ends.lower_strict), (ends.upper, ends.upper_strict))
    if any(end is not None and not strict and p(end) <= 0 for end, strict in closed):
        return False
    return not _roots_inside(_square_free(p), ends) and _sign_inside(p, ends) > 0


def _square_free(p: Polynomial) -> Polynomial:
    return p / p.gcd(p.derivative()) if p.degree() > 0 else p


def _odd_part(p: Polynomial) -> Polynomial:
    """The product of the irreducible factors of odd multiplicity."""
    found = fmpq_poly([1])
    while p.degree() > 0:
        radical = _square_free(p)
        rest = p / radical
        again = radical.gcd(rest)  # factors of multiplicity >= 2
        found *= radical / again
        p = rest / again  # every multiplicity is lowered by 2
    return found


def chain(q: Polynomial) -> list[Polynomial]:
    """The Sturm chain of a square-free polynomial."""
    found = [q, q.derivative()]
    while found[-1].degree() > 0:
        found.append(-(found[-2] % found[-1]))
    return [p for p in found if p.degree() >= 0]


def _changes(items: list[Polynomial], at: fmpq | None, side: int) -> int:
    """Sign changes at a point, or at infinity on the given side."""
    signs = []
    for p in items:
        far = p[p.degree()] * (1 if side > 0 or p.degree() % 2 == 0 else -1)
        value = far if at is None else p(at)
        if value != 0:
            signs.append(value > 0)
    return sum(a != b for a, b in pairwise(signs))


def _roots_inside(q: Polynomial, ends: Ends) -> int:
    """The number of roots of a square-free polynomial in the open interval."""
    if q.degree() <= 0:
        return 0
    items = chain(q)
    count = _changes(items, ends.lower, -1) - _changes(items, ends.upper, 1)
    return count - (1 if ends.upper is not None and q(ends.upper) == 0 else 0)


def _sign_inside(p: Polynomial, ends: Ends) -> int:
    """The sign of p at a point of the open interval where it does not vanish."""
    low = ends.lower if ends.lower is not None else fmpq(-1) if ends.upper is None else ends.upper - 1
    high = ends.upper if ends.upper is not None else low + 1
    for k in range(1, p.degree() + 2):
        value = p(low + (high - low) * fmpq(k, p.degree() + 2))
        if value != 0:
            return 1 if value > 0 else -1
    raise AssertionError("a polynomial has at most as many roots as its degree")
