"""Sums of squares by semidefinite programming: p = sum of g_j * (v_j^T G_j v_j) with positive semidefinite rational G_j.

The multipliers g_j are given polynomials (1, products of variables that are >= 0, constraints), v_j lists of monomials.  Floats
look for the matrices (a barrier method for the largest t with every G_j - t >= 0); where t = 0 is the best, p touches zero, and
every solution shares a null space, which is recognised as a rational one and split off (facial reduction).  What is left has
room, so that it may be rounded; the equations are then solved again exactly, and an exact LDL^T decomposition shows the signs.
Floats decide nothing: a result is a list of squares whose sum is p identically.

References: P. A. Parrilo 2003 (Gram matrices), H. Peyrl and P. A. Parrilo 2008 (rounding), J. Loefberg 2009 (which monomials).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flint import fmpq, fmpq_mat

from certify.deadline import Deadline
from certify.enclose.numbers import to_fmpq
from certify.methods.sign import barrier
from certify.methods.sign.squares import Monomial, ldl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

Polynomial: TypeAlias = Mapping[Monomial, Fraction]
Matrix: TypeAlias = list[list[Fraction]]

MOST_UNKNOWNS: Final = 900
MOST_FREE: Final = 500
MOST_MONOMIALS: Final = 400
MOST_REDUCTIONS: Final = 4
ROUNDINGS: Final = (8, 14, 20, 28, 36)  # binary digits


@dataclass(frozen=True)
class Block:
    """A multiplier and the monomials whose squares it may multiply."""

    multiplier: Polynomial
    basis: tuple[Monomial, ...]


@dataclass(frozen=True)
class Term:
    """weight * multiplier * base**2."""

    multiplier: Polynomial
    weight: Fraction
    base: Polynomial


def decompose(
    p: Polynomial, blocks: Sequence[Block], deadline: Deadline, ideal: Sequence[Polynomial] = ()
) -> tuple[list[Term], list[Fraction]] | None:
    """Terms with weights > 0, and coefficients of the polynomials in `ideal`, that add up to p; None if none were found.

    With room the last basis element of a block has a square of its own.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded; on small matrices threads only wait
    found = _Problem.of(p, blocks if ideal else _pruned(p, blocks), ideal)
    return None if found is None else _solve(found, deadline, MOST_REDUCTIONS)


def _solve(problem: _Problem, deadline: Deadline, reductions: int) -> tuple[list[Term], list[Fraction]] | None:
    if not 0 < problem.unknowns <= MOST_UNKNOWNS or len(problem.monomials) > MOST_MONOMIALS:
        return None
    found = problem.centre(deadline)
    if found is None:
        return None
    t, matrices = found
    if t > barrier.ROOM:
        return problem.rounded(matrices)
    if t > -barrier.NULL and reductions:
        for smaller in problem.reduced(matrices):
            terms = _solve(smaller, deadline, reductions - 1)
            if terms is not None:
                return terms
    return problem.rounded(matrices) if t > 0 else None


def times(p: Polynomial, q: Polynomial) -> dict[Monomial, Fraction]:
    """The product of two polynomials."""
    found: dict[Monomial, Fraction] = {}
    for m, a in p.items():
        for k, b in q.items():
            key = tuple(i + j for i, j in zip(m, k, strict=True))
            found[key] = found.get(key, Fraction(0)) + a * b
    return {m: c for m, c in found.items() if c}


# the monomials ----------------------------------------------------------------------------------------------------------------


def basis(p: Polynomial, multiplier: Polynomial) -> tuple[Monomial, ...]:
    """The monomials m for which multiplier*m**2 stays within the degrees of p, the highest first."""
    count = len(next(iter(p)))
    most = [max(m[k] for m in p) - max(m[k] for m in multiplier) for k in range(count)]
    total = max(map(sum, p)) - max(map(sum, multiplier))
    least = min(map(sum, p)) - min(map(sum, multiplier))
    if min(most, default=0) < 0 or total < 0:
        return ()
    found = (m for m in product(*(range(n // 2 + 1) for n in most)) if least <= 2 * sum(m) <= total)
    return tuple(sorted(found, key=lambda m: (-sum(m), m)))


def _pruned(p: Polynomial, blocks: Sequence[Block]) -> list[Block]:
    """Without monomials whose squares nothing could cancel."""
    bases = [list(b.basis) for b in blocks]
    plain = [next(iter(b.multiplier)) if len(b.multiplier) == 1 else None for b in blocks]
    while True:
        mixed = {m for m, c in p.items() if c}
        for block, rows, shift in zip(blocks, bases, plain, strict=True):
            for i, m in enumerate(rows):
                for k in rows[i + (shift is not None) :]:
                    mixed |= {tuple(a + b + c for a, b, c in zip(m, k, s, strict=True)) for s in block.multiplier}
        smaller = [
            rows if shift is None
            else [m for m in rows if tuple(2 * a + c for a, c in zip(m, shift, strict=True)) in mixed]
            for rows, shift in zip(bases, plain, strict=True)
        ]  # fmt: skip
        if smaller == bases:
            return [b for old, rows in zip(blocks, bases, strict=True) for b in _by_parity(p, blocks, old, rows)]
        bases = smaller


def _by_parity(p: Polynomial, blocks: Sequence[Block], block: Block, rows: list[Monomial]) -> list[Block]:
    """Blocks of monomials that agree in parity, up to the parities that occur in p and the multipliers."""
    span: list[int] = []
    for m in (*p, *(m for b in blocks for m in b.multiplier)):
        rest = _reduce(_parity(m), span)
        if rest:
            span = sorted((*span, rest), reverse=True)
    classes: dict[int, list[Monomial]] = {}
    for m in rows:
        classes.setdefault(_reduce(_parity(m), span), []).append(m)
    return [Block(block.multiplier, tuple(found)) for found in classes.values()]


def _parity(m: Monomial) -> int:
    return sum((e % 2) << k for k, e in enumerate(m))


def _reduce(bits: int, span: Sequence[int]) -> int:
    """The representative of a vector modulo a span over the field of two elements, given by leading bits."""
    for row in span:
        bits = min(bits, bits ^ row)
    return bits


# the program ------------------------------------------------------------------------------------------------------------------


@dataclass
class _Problem:
    """p = sum over blocks of multiplier * (B v)^T G (B v); B are rational matrices (rows: polynomials), G unknown."""

    p: Polynomial
    blocks: list[Block]
    rows: list[list[dict[Monomial, Fraction]]]
    monomials: list[Monomial]
    columns: list[tuple[int, int, int]]  # block, i, j >= i
    entries: list[dict[int, Fraction]]  # for each column: equation -> coefficient
    ideal: Sequence[Polynomial]  # what any multiple of may be added; its columns come last, as block -1
    sizes: tuple[int, ...]  # the binary logarithms of typical values of the variables

    def _height(self, q: Polynomial) -> int:
        """The binary logarithm of a polynomial at a typical point, about: floats see everything divided by it."""
        return max(_size(m, self.sizes) + _log2(c) for m, c in q.items())

    @classmethod
    def of(
        cls,
        p: Polynomial,
        blocks: Sequence[Block],
        ideal: Sequence[Polynomial],
        rows: list[list[dict[Monomial, Fraction]]] | None = None,
    ) -> _Problem | None:
        """The equations between coefficients; None if some coefficient of p cannot be reached."""
        if rows is None:
            rows = [[{m: Fraction(1)} for m in b.basis] for b in blocks]
        kept = [k for k, r in enumerate(rows) if r]
        blocks, rows = [blocks[k] for k in kept], [rows[k] for k in kept]
        if sum(len(r) * (len(r) + 1) // 2 for r in rows) > MOST_UNKNOWNS:
            return None
        index: dict[Monomial, int] = {}
        columns, entries = [], []
        for number, (block, polynomials) in enumerate(zip(blocks, rows, strict=True)):
            for i, first in enumerate(polynomials):
                shifted = times(first, block.multiplier)
                for j in range(i, len(polynomials)):
                    found = times(shifted, polynomials[j])
                    columns.append((number, i, j))
                    entries.append({
                        index.setdefault(m, len(index)): c * (1 if i == j else 2) for m, c in found.items()
                    })  # fmt: skip
        for number, q in enumerate(ideal):
            columns.append((-1, number, number))
            entries.append({index.setdefault(m, len(index)): c for m, c in q.items()})
        if any(c and m not in index for m, c in p.items()):
            return None
        return cls(p, list(blocks), rows, list(index), columns, entries, ideal, _sizes(p))

    @property
    def unknowns(self) -> int:
        """How many entries of the matrices are to be found."""
        return len(self.columns)

    @cached_property
    def scales(self) -> list[int]:
        """For each column the exponent k for which the unknown is 2**k times a number of size 1, about."""
        rows = [[self._height(q) for q in r] for r in self.rows]
        factors = [self._height(b.multiplier) for b in self.blocks]
        whole = self._height(self.p)
        return [
            whole - (self._height(self.ideal[i]) if k < 0 else rows[k][i] + rows[k][j] + factors[k])
            for k, i, j in self.columns
        ]

    @cached_property
    def system(self) -> tuple[Array, Array]:
        """The equations in floats, scaled."""
        import numpy as np

        a = np.zeros((len(self.monomials), len(self.columns)))
        whole = self._height(self.p)
        shifts = [_size(m, self.sizes) - whole for m in self.monomials]
        for column, (entry, scale) in enumerate(zip(self.entries, self.scales, strict=True)):
            for row, c in entry.items():
                a[row, column] = float(c * Fraction(2) ** (scale + shifts[row]))
        b = [float(self.p.get(m, Fraction(0)) * Fraction(2) ** k) for m, k in zip(self.monomials, shifts, strict=True)]
        return a, np.array(b)

    def centre(self, deadline: Deadline) -> tuple[float, list[Array]] | None:
        """The largest t with G - t >= 0, about, and such matrices, scaled; None if the equations have no solution."""
        import numpy as np

        a, b = self.system
        count = len(a[0]) - len(self.ideal)
        if self.ideal:
            u, s, _ = np.linalg.svd(a[:, count:], full_matrices=True)
            rest = u[:, int((s > 1e-9 * s[0]).sum()) :].T
            a, b = rest @ a[:, :count], rest @ b
        u, s, vt = np.linalg.svd(a, full_matrices=True)
        rank = int((s > 1e-9 * s[0]).sum())
        start = vt[:rank].T @ ((u[:, :rank].T @ b) / s[:rank])
        kernel = vt[rank:]
        if np.abs(a @ start - b).max() > 1e-7 or len(kernel) > MOST_FREE:
            return None
        base = [np.zeros((len(r), len(r))) for r in self.rows]
        directions = [np.zeros((len(kernel), len(r), len(r))) for r in self.rows]
        for column, (number, i, j) in enumerate(self.columns[:count]):
            base[number][i, j] = base[number][j, i] = start[column]
            directions[number][:, i, j] = directions[number][:, j, i] = kernel[:, column]
        return barrier.maximal_shift(base, directions, deadline)

    def rounded(self, matrices: Sequence[Array]) -> tuple[list[Term], list[Fraction]] | None:
        """Exact squares near the matrices."""
        for digits in ROUNDINGS:
            solved = self._solved(matrices, digits)
            if solved is None:
                continue
            exact, multiples = solved
            terms: list[Term] = []
            for number, matrix in enumerate(exact):
                found = ldl(matrix)
                if found is None:
                    break
                multiplier = self.blocks[number].multiplier
                terms += [Term(multiplier, pivot, self._combined(number, row)) for pivot, row in found]
            else:
                return terms, multiples
        return None

    def _combined(self, number: int, row: Sequence[Fraction]) -> dict[Monomial, Fraction]:
        found: dict[Monomial, Fraction] = {}
        for c, polynomial in zip(row, self.rows[number], strict=True):
            for m, a in polynomial.items():
                found[m] = found.get(m, Fraction(0)) + c * a
        return {m: c for m, c in found.items() if c}

    def _solved(self, matrices: Sequence[Array], digits: int) -> tuple[list[Matrix], list[Fraction]] | None:
        """The matrices rounded, then moved as little as possible so that the equations hold exactly."""
        values = [
            Fraction(round(x * 2**digits)) * Fraction(2) ** (scale - digits)
            for x, scale in zip(self._flat(matrices), self.scales, strict=True)
        ]
        gaps = self._gaps(values)
        place = {row: k for k, row in enumerate(barrier.independent(self.system[0]))}
        weights = [to_fmpq(Fraction(4) ** scale) for scale in self.scales]
        normal = fmpq_mat(len(place), len(place))
        for entry, weight in zip(self.entries, weights, strict=True):
            used = [(place[row], to_fmpq(c)) for row, c in entry.items() if row in place]
            for x, c in used:
                for y, d in used:
                    normal[x, y] += c * d * weight
        try:
            shares = normal.solve(fmpq_mat(len(place), 1, [to_fmpq(gaps[row]) for row in place]))
        except ZeroDivisionError:
            return None
        for column, (entry, weight) in enumerate(zip(self.entries, weights, strict=True)):
            move = weight * sum((to_fmpq(c) * shares[place[r], 0] for r, c in entry.items() if r in place), fmpq(0))
            values[column] += Fraction(int(move.p), int(move.q))
        if any(self._gaps(values)):
            return None
        found = [[[Fraction(0)] * len(r) for _ in r] for r in self.rows]
        for value, (number, i, j) in zip(values, self.columns, strict=True):
            if number >= 0:
                found[number][i][j] = found[number][j][i] = value
        return found, values[len(values) - len(self.ideal) :]

    def _flat(self, matrices: Sequence[Array]) -> list[float]:
        """The entries column by column, and what multiples of the ideal fit them best."""
        import numpy as np

        found = [float(matrices[k][i, j]) for k, i, j in self.columns if k >= 0]
        if self.ideal:
            a, b = self.system
            found += np.linalg.lstsq(a[:, len(found) :], b - a[:, : len(found)] @ found, rcond=None)[0].tolist()
        return found

    def _gaps(self, values: Sequence[Fraction]) -> list[Fraction]:
        """What is missing in each equation."""
        gaps = [self.p.get(m, Fraction(0)) for m in self.monomials]
        for value, entry in zip(values, self.entries, strict=True):
            for row, c in entry.items():
                gaps[row] -= c * value
        return gaps

    def reduced(self, matrices: Sequence[Array]) -> Iterator[_Problem]:
        """The problem on the complement of what may be the common null space of all solutions."""
        import numpy as np

        spectra = [np.linalg.eigh(g) for g in matrices]
        for threshold in barrier.gaps(sorted(float(v) for values, _ in spectra for v in values)):
            rows = []
            for old, (values, vectors) in zip(self.rows, spectra, strict=True):
                count = int((values < threshold).sum())
                heights = np.array([2.0 ** self._height(q) for q in old])
                rows.append(_complement(barrier.rational_rows(vectors[:, :count].T * heights), old) if count else old)
            smaller = _Problem.of(self.p, self.blocks, self.ideal, rows)
            if smaller is not None:
                yield smaller


def _sizes(p: Polynomial) -> tuple[int, ...]:
    """Exponents s_k for which the terms of p at x_k = 2**s_k are as equal as can be (least squares)."""
    import numpy as np

    rows = np.array([[*m, 1.0] for m in p])
    heights = np.array([-float(_log2(c)) for c in p.values()])
    ridge = 1e-3 * np.eye(rows.shape[1])
    found = np.linalg.solve(rows.T @ rows + ridge, rows.T @ heights)
    return tuple(round(float(s)) for s in found[:-1])


def _size(m: Monomial, sizes: Sequence[int]) -> int:
    return sum(e * s for e, s in zip(m, sizes, strict=True))


def _log2(c: Fraction) -> int:
    """The binary logarithm, rounded."""
    return abs(c.numerator).bit_length() - c.denominator.bit_length()


def _complement(null: list[list[Fraction]], old: list[dict[Monomial, Fraction]]) -> list[dict[Monomial, Fraction]]:
    """The polynomials that remain when every Gram matrix vanishes on the null vectors: rows orthogonal to them."""
    width = len(old)
    matrix = fmpq_mat(len(null), width, [to_fmpq(x) for row in null for x in row])
    echelon, rank = matrix.rref()
    pivots = []
    for k in range(rank):
        pivots.append(next(j for j in range(width) if echelon[k, j] != 0))
    kept = []
    for j in range(width):
        if j in pivots:
            continue
        # the vector with 1 at j and -echelon[k, j] at the pivots is orthogonal to every row of the echelon form
        row = dict(old[j])
        for k, pivot in enumerate(pivots):
            c = -Fraction(int(echelon[k, j].p), int(echelon[k, j].q))
            if c:
                for m, a in old[pivot].items():
                    row[m] = row.get(m, Fraction(0)) + c * a
        kept.append({m: c for m, c in row.items() if c})
    return kept
