"""The tests behind the leaves of a `boxes` tree: each proves the sign of f on one box, or says None.

They are written as the rule in `certify.certificate` is, so that what holds here holds there; comparisons with NaN
are False, and nothing is concluded from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flint import arb

from certify.enclose import Compiled
from certify.enclose.pairs import INF, NEG_INF, ONE, ZERO, Pair, add, mul, neg, power, sub
from certify.enclose.partials import Hessian
from certify.methods.boxes.box import Box, Problem, Side, point_side, put

HALF: Final = arb(0.5)
ROUNDNESS: Final = arb(0.5)


def good(low: arb, op: str) -> bool:
    """Whether a lower bound proves `f op 0`."""
    return bool(low > 0 or (op == ">=" and low >= 0))


def ends(ball: arb) -> Pair:
    """A ball as a pair; NaN for NaN, so that it proves nothing."""
    return ball.lower(), ball.upper()


def least(coefficient: arb, monomial: Pair) -> arb:
    """A lower bound of a coefficient times a monomial."""
    return mul(ends(coefficient), monomial)[0] if coefficient.is_finite() else NEG_INF


def offset(s: Side, centre: arb) -> Pair:
    """The range minus a point."""
    return sub((s.low, s.high), (centre, centre))


def powers(h: Pair, count: int) -> list[Pair]:
    """h**0 .. h**(count-1), tight."""
    return [power(h, j) if j > 1 else (h if j else (ONE, ONE)) for j in range(count)]


def centred(box: Box, index: int) -> tuple[Box, arb]:
    """The box with one range replaced by its midpoint."""
    m = box[index].middle()
    return put(box, index, point_side(m)), m


def near(s: Side, c: Pair) -> bool:
    """Whether a place is no further from a range than the range is wide, so that their hull is worth a try."""
    room = s.high - s.low
    return bool(c[1] >= s.low - room and c[0] <= s.high + room)


def midpoint(box: Box) -> Box:
    """The midpoint of a box, as a box; fixed ranges stay."""
    return tuple(s if s.fixed else point_side(s.middle()) for s in box)


def taylor(problem: Problem, op: str, box: Box, index: int, highest: int) -> int | None:
    """The least k <= highest for which the Taylor form of degree k - 1 about the midpoint proves the sign."""
    inner, m = centred(box, index)
    at_centre = problem.expand(inner, (index,), highest)
    over_box = problem.expand(box, (index,), highest + 1)
    h = powers(offset(box[index], m), highest + 1)
    total = ZERO
    for k in range(1, highest + 1):
        total = (total + least(at_centre[k - 1], h[k - 1])).lower()
        if good((total + least(over_box[k], h[k])).lower(), op):
            return k
    return None


def mean_value(box: Box, gradient: Mapping[int, arb], centre: arb) -> arb:
    """The lower bound of the mean-value form; `gradient` over the box, `centre` the least value at the midpoint."""
    total = centre
    for i, slope in gradient.items():
        total = (total + least(slope, offset(box[i], box[i].middle()))).lower()
    return total


def free_indices(box: Box) -> list[int]:
    """The variables that are not fixed."""
    return [k for k, s in enumerate(box) if not s.fixed]


def second_order(problem: Problem, op: str, box: Box, centre: arb) -> bool:
    """Whether the second-order form about the midpoint proves the sign.

    With slopes g at the midpoint, second derivatives S over the box and radii r, f is at least its value at the
    midpoint plus the sum of the least values of -|g_i|*h + s_i*h**2/2 for 0 <= h <= r_i, where s_i = S_ii - sum of
    |S_ij|*r_j/r_i over j != i.
    """
    indices = [i for i in free_indices(box) if box[i].low < box[i].high]
    radii = {i: largest(offset(box[i], box[i].middle())) for i in indices}
    slopes, _ = problem.derivatives(midpoint(box), indices)
    _, second = problem.derivatives(box, indices, second=True)
    if not all(x.is_finite() for x in (*slopes.values(), *second.values())):
        return False
    bends = {i: second.get((i, i), ZERO) for i in indices}
    for (i, j), mixed in second.items():
        if i != j:
            size = mixed.abs_upper()
            bends[i] = bends[i] - size * radii[j] / radii[i]
            bends[j] = bends[j] - size * radii[i] / radii[j]
    total = centre
    for i in indices:
        slope, bend, radius = slopes.get(i, ZERO).abs_upper(), bends[i].lower(), radii[i]
        if bend > 0 and slope < bend * radius:
            term = -slope * slope / bend * HALF
        else:
            term = radius * (bend * radius * HALF - slope)
            if bend > 0 and not slope >= bend * radius:
                term = -slope * radius
        total = (total + term).lower()
    return good(total, op)


def largest(h: Pair) -> arb:
    """The largest absolute value in a pair."""
    return h[1] if h[1] >= -h[0] else -h[0]


def positive_definite(matrix: Hessian, indices: Sequence[int]) -> bool:
    """Whether every symmetric matrix within the balls is positive definite: interval LDL^T with pivots > 0."""
    m = {(i, j): matrix.get((i, j), ZERO) for a, i in enumerate(indices) for j in indices[a:]}
    for a, p in enumerate(indices):
        if not m[p, p] > 0:
            return False
        rest = indices[a + 1 :]
        for b, i in enumerate(rest):
            for j in rest[b:]:
                m[i, j] = m[i, j] - (m[p, i] * m[p, j] / m[p, p] if i != j else arb_square(m[p, i]) / m[p, p])
    return True


def arb_square(a: arb) -> arb:
    """The square of a ball, never negative."""
    return (a * a).nonnegative_part()


def contact(
    problem: Problem, op: str, box: Box, index: int, at: Compiled, side: str, k: int, highest: int
) -> int | None:
    """The least m <= highest for which the quotient by the k-th power proves the sign next to the contact."""
    s = box[index]
    c = at.interval([t.low for t in box], [t.high for t in box])
    if not (c[0].is_finite() and c[1].is_finite()):
        return None
    h = sub((s.low, s.high), c)
    if side == "lower":
        h = (h[0] if h[0] > 0 else ZERO), h[1]
    elif side == "upper":
        h = h[0], (h[1] if h[1] < 0 else ZERO)
    if not h[0] <= h[1] or not near(s, c):
        return None
    reach = Side(None, None, s.low if s.low <= c[0] else c[0], s.high if s.high >= c[1] else c[1])
    boxes = put(box, index, Side(None, None, *c)), put(box, index, reach)
    monomials = powers(h, highest + 1 - k)
    flip = side == "upper" and k % 2 == 1
    series = [
        [ends(a) for a in problem.expand(boxes[0], (index,), highest)],
        [ends(a) for a in problem.expand(boxes[1], (index,), highest + 1)],
    ]
    m, hopeful = _quotient(op, series, monomials, k, flip)
    if m is None and hopeful is not None:
        series = [
            problem.expand_tightly(boxes[0], (index,), hopeful),
            problem.expand_tightly(boxes[1], (index,), hopeful + 1),
        ]
        m, _ = _quotient(op, series, monomials, k, flip)
    return m


def _quotient(
    op: str, series: Sequence[Sequence[Pair]], monomials: Sequence[Pair], k: int, flip: bool
) -> tuple[int | None, int | None]:
    """The least m for which a_k + ... + R_m h**(m-k) has the sign; and the least for which it nearly has."""
    at_contact, over_box = series
    total, hopeful = (ZERO, ZERO), None
    for m in range(k, len(over_box)):
        whole = add(total, _term(over_box[m], monomials[m - k], flip))
        if good(whole[0], op):
            return m, m
        if hopeful is None and nearly(*whole):
            hopeful = m
        if m < len(at_contact):
            total = add(total, _term(at_contact[m], monomials[m - k], flip))
    return None, hopeful


def _term(coefficient: Pair, monomial: Pair, flip: bool) -> Pair:
    if not (coefficient[0].is_finite() and coefficient[1].is_finite()):
        return NEG_INF, INF
    return mul(neg(coefficient) if flip else coefficient, monomial)


def nearly(low: arb, high: arb) -> bool:
    """Whether an enclosure reaches below 0 by so little that pairs may show more than balls."""
    return bool(low <= 0 < high and low >= -ROUNDNESS * high)


def minimum(problem: Problem, box: Box, at: dict[int, Pair]) -> bool:
    """Whether the second derivatives are positive definite on the hull of the box and a critical point."""
    if not all(near(box[i], c) for i, c in at.items()):
        return False
    hull = tuple(
        s if s.fixed else Side(
            None, None, s.low if s.low <= at[i][0] else at[i][0], s.high if s.high >= at[i][1] else at[i][1]
        )
        for i, s in enumerate(box)
    )  # fmt: skip
    indices = free_indices(box)
    _, second = problem.derivatives(hull, indices, second=True)
    return positive_definite(second, indices)


def width(s: Side) -> arb:
    """The width of a range; infinite if unbounded."""
    return s.high - s.low if s.low.is_finite() and s.high.is_finite() else INF


def finished(node: object) -> bool:
    """Whether every leaf of a tree has been settled."""
    open_nodes = [node]
    while open_nodes:
        found = open_nodes.pop()
        if not isinstance(found, list) or not found:
            return False
        open_nodes.extend(found[3:] if found[0] in ("s", "d", "e") else ())
    return True
