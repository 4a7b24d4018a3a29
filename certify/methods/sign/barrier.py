"""The numerical part of the search for sums of squares: a barrier method, and the recognition of what its floats are close to.

`maximal_shift` maximises t so that base + y*directions - t stays positive semidefinite (Newton's method for t + mu*log det, mu falling).
Near the optimum the eigenvalues of the result fall into two groups where every solution is singular; `gaps` proposes where they part,
`rational_rows` what rational vectors span a null space.  Nothing here is exact, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certify.deadline import Deadline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

ROOM: Final = 1e-5  # least eigenvalue that is taken for positive, the entries being about 1
NULL: Final = 1e-4  # largest eigenvalue that may be taken for zero
MOST_STEPS: Final = 15
LEAST_MU: Final = 1e-13
FLOOR: Final = 1e-13  # eigenvalues below are noise
WIDE: Final = 20.0
MOST_GAPS: Final = 2
SIMPLE: Final = ((1, 1e-2), (12, 1e-2), (200, 1e-3), (5_000, 1e-3))  # denominators in null vectors, and what error


def maximal_shift(base: list[Array], directions: list[Array], deadline: Deadline) -> tuple[float, list[Array]]:
    """Maximise t + mu*log det(base + y*directions - t) for falling mu by Newton's method, in z = (y, t); the last t and matrices."""
    import numpy as np

    order = sum(len(g) for g in base)
    moves = [np.concatenate([d, -np.eye(len(g))[None]]) for d, g in zip(directions, base, strict=True)]
    z, mu = np.zeros(len(moves[0])), 1.0
    z[-1] = min(float(np.linalg.eigvalsh(g)[0]) for g in base) - 1.0
    while True:
        for _ in range(MOST_STEPS):
            deadline.check()
            longer, decrement = _newton(base, moves, z, mu)
            if longer is None:
                break
            z = longer
            if decrement < 0.05 * mu:
                break
        t = float(z[-1])
        if (t > ROOM and t > mu * order) or mu < LEAST_MU or t + mu * order < -NULL:
            return t, [g + np.tensordot(z[:-1], d, 1) for g, d in zip(base, directions, strict=True)]
        mu *= 0.15


def _newton(base: list[Array], moves: list[Array], z: Array, mu: float) -> tuple[Array | None, float]:
    """z after a step that increases the barrier function (None if there is none), and how much the full step promises."""
    import numpy as np

    gradient, hessian = np.zeros(len(z)), np.zeros((len(z), len(z)))
    gradient[-1] = 1.0
    try:
        for g, m in zip(base, moves, strict=True):
            inverse = np.linalg.inv(g + np.tensordot(z, m, 1))
            flat = m.reshape(len(m), -1)
            gradient += mu * flat @ inverse.ravel()
            hessian += mu * (inverse @ m @ inverse).reshape(len(m), -1) @ flat.T
        step = np.linalg.solve(hessian, gradient)
    except np.linalg.LinAlgError:
        return None, 0.0
    decrement, length, here = float(gradient @ step), 1.0, _merit(base, moves, z, mu)
    while length > 1e-6:
        if _merit(base, moves, z + length * step, mu) >= here + 0.1 * length * decrement:
            return z + length * step, decrement
        length /= 2
    return None, 0.0


def _merit(base: list[Array], moves: list[Array], z: Array, mu: float) -> float:
    """t + mu*log det, or -oo outside."""
    import numpy as np

    total = float(z[-1])
    for g, m in zip(base, moves, strict=True):
        try:
            total += 2 * mu * float(np.log(np.diag(np.linalg.cholesky(g + np.tensordot(z, m, 1)))).sum())
        except np.linalg.LinAlgError:
            return -np.inf
    return total


def gaps(values: Sequence[float]) -> list[float]:
    """What may separate the eigenvalues that are zero from the others: the widest gaps below NULL."""
    clipped = [max(v, FLOOR) for v in values]
    found = sorted(((b / a, (a * b) ** 0.5) for a, b in pairwise(clipped) if a < NULL), reverse=True)
    return [threshold for ratio, threshold in found[:MOST_GAPS] if ratio > WIDE]


def independent(a: Array) -> list[int]:
    """Rows of a matrix that span all of them."""
    import numpy as np

    work, chosen = a.astype(float).copy(), []
    for row in range(len(work)):
        pivot = int(np.abs(work[row]).argmax())
        if abs(work[row, pivot]) < 1e-7 * max(1.0, float(np.abs(a[row]).max())):
            continue
        chosen.append(row)
        work[row] /= work[row, pivot]
        below = slice(row + 1, None)
        work[below] -= np.outer(work[below, pivot], work[row])
    return chosen


def rational_rows(rows: Array) -> list[list[Fraction]]:
    """The reduced echelon form of a span of vectors, its entries recognised as simple rationals."""
    import numpy as np

    work = rows.astype(float).copy()
    pivots: list[int] = []
    for k in range(len(work)):
        i, j = divmod(int(np.abs(work[k:]).argmax()), work.shape[1])
        work[[k, k + i]] = work[[k + i, k]]
        work[k] /= work[k, j]
        pivots.append(j)
        for other in range(len(work)):
            if other != k:
                work[other] -= work[other, j] * work[k]
    return [[_simple(float(x)) for x in row] for row in work]


def _simple(x: float) -> Fraction:
    """The simplest fraction near x, on trial: with a small denominator even if it is only roughly right."""
    value = Fraction(x)
    for most, error in SIMPLE:
        found = value.limit_denominator(most)
        if abs(float(found) - x) * found.denominator < error:
            return found
    return value.limit_denominator(SIMPLE[-1][0])
