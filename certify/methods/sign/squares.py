"""Polynomials as sums of squares with rational weights, by an exact LDL^T decomposition of a Gram matrix.

Squares may be multiplied by variables that are >= 0: with x = u**2 for these, the polynomial is even in u, and a sum of
squares of polynomials in u whose monomials agree in parity gives weight * (some of the x) * polynomial(x)**2.

The monomials of the squares are the halves of even monomials with positive coefficients (and the means of two of them);
cross terms are spread evenly over the pairs that give them.  This finds all quadratic forms and many simple quartics; what
needs a semidefinite program is left to `gram`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

MAX_BASIS: Final = 40

Monomial: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Square:
    """weight * product of the variables with those indices * base**2."""

    weight: Fraction
    times: tuple[int, ...]
    base: Mapping[Monomial, Fraction]

    @property
    def positive(self) -> bool:
        """Whether it is a positive constant."""
        return not self.times and all(not any(m) for m in self.base)


def squares(p: Mapping[Monomial, Fraction], nonnegative: Sequence[bool]) -> list[Square] | None:
    """Terms with weights > 0 that add up to p, or None; `nonnegative` tells which variables may multiply squares."""
    doubled = {tuple(2 * e if s else e for e, s in zip(m, nonnegative, strict=True)): c for m, c in p.items()}
    for basis in _bases(doubled):
        matrix = _gram(doubled, basis, nonnegative)
        found = None if matrix is None else ldl(matrix)
        if found is not None:
            return [_undo(pivot, row, basis, nonnegative) for pivot, row in found]
    return None


def _bases(p: Mapping[Monomial, Fraction]) -> list[list[Monomial]]:
    """Candidates: halves of the even monomials with positive coefficients; the same with their means."""
    halves = [tuple(e // 2 for e in m) for m, c in p.items() if c > 0 and all(e % 2 == 0 for e in m)]
    if not halves or len(halves) > MAX_BASIS:
        return []
    sums = {tuple(a + b for a, b in zip(m, k, strict=True)) for m in halves for k in halves}
    wider = sorted({*halves, *(tuple(e // 2 for e in m) for m in sums if all(e % 2 == 0 for e in m))})
    return [sorted(halves), wider] if len(halves) < len(wider) <= MAX_BASIS else [sorted(halves)]


def _gram(
    p: Mapping[Monomial, Fraction], basis: list[Monomial], nonnegative: Sequence[bool]
) -> list[list[Fraction]] | None:
    """A symmetric matrix G with p = sum of G[i][j] * basis[i] * basis[j]; pairs of different parity stay 0."""
    n = len(basis)
    pairs: dict[Monomial, list[tuple[int, int]]] = {}
    for i in range(n):
        for j in range(i, n):
            total = tuple(a + b for a, b in zip(basis[i], basis[j], strict=True))
            if all(e % 2 == 0 for e, s in zip(total, nonnegative, strict=True) if s):
                pairs.setdefault(total, []).append((i, j))
    matrix = [[Fraction(0)] * n for _ in range(n)]
    for m, c in p.items():
        places = pairs.get(m, [])
        wanted = [(i, j) for i, j in places if (i == j) == (c > 0)] or places
        if not wanted:
            return None
        for i, j in wanted:
            share = c / len(wanted)
            matrix[i][j] += share / 2
            matrix[j][i] += share / 2
    return matrix


def ldl(matrix: list[list[Fraction]]) -> list[tuple[Fraction, list[Fraction]]] | None:
    """Completing squares: pivots with their rows; each pivot must be > 0, or its whole row 0."""
    n = len(matrix)
    work = [list(row) for row in matrix]
    found = []
    for k in range(n):
        pivot = work[k][k]
        if pivot < 0 or (pivot == 0 and any(work[k][j] for j in range(k, n))):
            return None
        if pivot == 0:
            continue
        row = [work[k][j] / pivot if j >= k else Fraction(0) for j in range(n)]
        found.append((pivot, row))
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                work[i][j] -= pivot * row[i] * row[j]
    return found


def _undo(pivot: Fraction, row: list[Fraction], basis: list[Monomial], nonnegative: Sequence[bool]) -> Square:
    """Back from u to x = u**2: all monomials of a row have the same parities."""
    used = {m: c for m, c in zip(basis, row, strict=True) if c}
    first = next(iter(used))
    times = tuple(k for k, s in enumerate(nonnegative) if s and first[k] % 2)
    base = {tuple(e // 2 if s else e for e, s in zip(m, nonnegative, strict=True)): c for m, c in used.items()}
    return Square(pivot, times, base)
