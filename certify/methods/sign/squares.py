"""Polynomials as sums of squares with rational weights, by an exact LDL^T decomposition of a Gram matrix.

The monomials of the squares are the halves of even monomials that occur (and the means of two of them); cross terms are
spread evenly over the pairs that give them.  This finds all quadratic forms and many simple quartics, and nothing that
needs a semidefinite program.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias

MAX_BASIS: Final = 40

Monomial: TypeAlias = tuple[int, ...]
Square: TypeAlias = tuple[Fraction, dict[Monomial, Fraction]]


def squares(p: Mapping[Monomial, Fraction]) -> list[Square] | None:
    """[(weight > 0, polynomial)] with p = sum of weight * polynomial**2, or None."""
    for basis in _bases(p):
        matrix = _gram(p, basis)
        found = None if matrix is None else _ldl(matrix, basis)
        if found is not None:
            return found
    return None


def is_strict(terms: list[Square]) -> bool:
    """Whether one of the squares is a constant, so that the sum is > 0."""
    return any(set(q) == {(0,) * len(next(iter(q)))} for _, q in terms if q)


def _bases(p: Mapping[Monomial, Fraction]) -> list[list[Monomial]]:
    """Candidates: halves of the even monomials; the same with the halves of their sums."""
    halves = [tuple(e // 2 for e in m) for m in p if all(e % 2 == 0 for e in m)]
    if not halves or len(halves) > MAX_BASIS:
        return []
    pairs = ((m, k) for m in halves for k in halves if _same_parity(m, k))
    means = {tuple((a + b) // 2 for a, b in zip(m, k, strict=True)) for m, k in pairs}
    wider = sorted({*halves, *means})
    return [sorted(halves), wider] if len(halves) < len(wider) <= MAX_BASIS else [sorted(halves)]


def _same_parity(m: Monomial, k: Monomial) -> bool:
    return all((a + b) % 2 == 0 for a, b in zip(m, k, strict=True))


def _gram(p: Mapping[Monomial, Fraction], basis: list[Monomial]) -> list[list[Fraction]] | None:
    """A symmetric matrix G with p = sum of G[i][j] * basis[i] * basis[j]."""
    n = len(basis)
    pairs: dict[Monomial, list[tuple[int, int]]] = {}
    for i in range(n):
        for j in range(i, n):
            total = tuple(a + b for a, b in zip(basis[i], basis[j], strict=True))
            pairs.setdefault(total, []).append((i, j))
    if any(m not in pairs for m in p):
        return None
    matrix = [[Fraction(0)] * n for _ in range(n)]
    for m, c in p.items():
        places = pairs[m]
        diagonal = [(i, j) for i, j in places if i == j]
        chosen = diagonal or places
        for i, j in chosen:
            share = c / len(chosen)
            if i == j:
                matrix[i][i] += share
            else:
                matrix[i][j] += share / 2
                matrix[j][i] += share / 2
    return matrix


def _ldl(matrix: list[list[Fraction]], basis: list[Monomial]) -> list[Square] | None:
    """Completing squares: each pivot must be > 0, or its whole row 0."""
    n = len(basis)
    work = [list(row) for row in matrix]
    found: list[Square] = []
    for k in range(n):
        pivot = work[k][k]
        if pivot < 0 or (pivot == 0 and any(work[k][j] for j in range(k, n))):
            return None
        if pivot == 0:
            continue
        row = [work[k][j] / pivot for j in range(n)]
        found.append((pivot, {basis[j]: row[j] for j in range(k, n) if row[j]}))
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                work[i][j] -= pivot * row[i] * row[j]
    return found
