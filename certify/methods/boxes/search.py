"""Branch and bound: a tree of boxes, worst first, each settled by the cheapest leaf that does it.

The search runs at one precision.  It ends with the tree of the rule `boxes`, or raises: `Disproved` with a point
where f certainly fails, `MorePrecision` where rounding hides the sign, `Unproved` with the closest box.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count, product
from typing import Final

from flint import arb, ctx

from certify.algebra import is_zero
from certify.certificate import Json
from certify.deadline import Deadline, computed
from certify.enclose.pairs import NEG_INF, ONE, ZERO
from certify.expr import Expr, has
from certify.methods.boxes import leaves, locate
from certify.methods.boxes.box import (
    Box,
    Problem,
    Side,
    cut,
    domain_text,
    fix,
    halves,
    point_of,
    short_between,
    side,
)  # fmt: skip
from certify.methods.boxes.contact import Contact, Minimum, at_ends, confirm, excluded, is_minimum
from certify.text import rational_text, to_text
from certify.unproved import Disproved, OutOfTime, Unproved

MOST_BOXES: Final = {1: 4_000, 2: 20_000}  # by the number of variables
MANY_BOXES: Final = 60_000
MOST_WITH_KINKS: Final = 300  # abs, min and max are better taken apart first
FARTHEST: Final = 2**12  # unbounded ranges are cut no further out
DEEPEST: Final = 60  # splits per variable
SHALLOW: Final = 16  # splits per variable up to which rounding, not a contact, is what hides a sign
LOOK_AGAIN: Final = (3, 5, 8, 12, 18, 26, 36, 48)  # depths per variable at which a contact is looked for
LOOK_AT: Final = frozenset(2**k for k in range(4, 20))  # numbers of boxes after which the worst one is looked at
MOST_CORNERS: Final = 6  # variables
HIGHEST: Final = 10  # Taylor degree
SMALLEST: Final = arb(2) ** -40
EIGHTH: Final = arb(0.125)
TWO_FIFTHS: Final = arb(2) / 5
NEARLY_ZERO: Final = arb(2) ** -26
NEIGHBOURHOOD: Final = arb(2) ** -12


class MorePrecision(Unproved):
    """The sign cannot be told at this precision but can at a higher one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A box to settle: the node to fill in, the relation, the constraints still in force, and how deep it lies."""

    box: Box
    node: list[Json]
    op: str
    constraints: frozenset[int]
    depth: int = 0


def _around(s: Side, v: arb) -> Side:
    """A small range about a point, for the search only."""
    radius = s.radius() * NEIGHBOURHOOD
    return Side(None, None, (v - radius).mid(), (v + radius).mid())


class Search:
    """The search for one problem, resumable."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.steps = has(problem.goal.f, "floor", "ceil")  # boxes must then end at integers
        self.contacts: list[Contact] = []
        self.minima: list[Minimum] = []
        self.root: list[Json] = []
        self.queue: list[tuple[float, int, Item]] = []
        self.ticket = count()
        self.done = 0
        self.spent = self.looking = self.clock = 0.0
        self.worst: tuple[float, Box] | None = None
        self.failure: Unproved | None = None

    def tree(self, deadline: Deadline) -> list[Json]:
        """The tree, or one of the exceptions above; after OutOfTime a later call goes on where this one stopped."""
        if self.failure is not None:
            raise self.failure
        self.clock = computed() - self.spent
        self.failure = Unproved("the search was interrupted")  # unless it ends well, or between two boxes
        try:
            self._run(deadline)
        except OutOfTime:
            self.failure = None
            raise
        except Unproved as failure:
            self.failure = failure
            raise
        finally:
            self.spent = computed() - self.clock
        self.failure = None
        if not leaves.finished(self.root):
            raise Unproved("the tree has an open leaf")
        return self.root

    def _run(self, deadline: Deadline) -> None:
        whole = self.problem.whole()
        if not self.done:
            self._defined_at_corners(whole)
            self.contacts.extend(at_ends(self.problem, whole))
            self._restart(whole)
        most = (
            MOST_WITH_KINKS if has(self.problem.goal.f, "abs", "min", "max") else MOST_BOXES.get(len(whole), MANY_BOXES)
        )
        while self.queue:
            if not deadline.left:
                raise OutOfTime("out of time", self.closest())
            self.done += 1
            if self.done > most:
                raise self.stuck("more boxes than allowed")
            if self._settle(heapq.heappop(self.queue)[2]):
                self._restart(whole)

    def _restart(self, whole: Box) -> None:
        self.root = []
        self.queue.clear()
        every = frozenset(i for i, _, _ in self.problem.constraints)
        self._push(Item(whole, self.root, self.problem.op, every), float("-inf"))

    def _push(self, item: Item, priority: float) -> None:
        heapq.heappush(self.queue, (priority, next(self.ticket), item))

    def stuck(self, why: str) -> Unproved:
        """The failure, with the box and the bound that came out worst."""
        return Unproved(why, self.closest())

    def closest(self) -> str:
        """The last box that was not settled, and the lower bound there."""
        if self.worst is None:
            return ""
        bound, box = self.worst
        return f"{domain_text(dict(zip(self.problem.names, box, strict=True)))}: lower bound {bound:.3g}"

    def _settle(self, item: Item) -> bool:
        """Settle a box or split it; True if a new contact was found, so that the search should start again."""
        problem, box, node, op = self.problem, item.box, item.node, item.op
        constraints = item.constraints
        while True:
            if constraints:
                failing, holding = problem.settled(box, constraints)
                if failing is not None:
                    node[:] = ["x", failing]
                    return False
                constraints -= holding
            low, _ = problem.value(box)
            if leaves.good(low, op):
                node[:] = ["v"]
                return False
            leaf = self._contact_leaf(box, op)
            if leaf is not None:
                node[:] = leaf
                return False
            indices = leaves.free_indices(box)
            if not indices:
                self._point(item, box, op, node, low)
                return False
            if low.is_nan():
                return self._undefined(item, box, node, indices)
            slopes, _ = problem.derivatives(box, indices)
            gradient = {i: slopes.get(i, ZERO) for i in indices}
            face = self._monotone(box, op, gradient, constraints)
            if face is None:
                break
            steps, box, op = face
            for name, s, weaker in steps:
                inner: list[Json] = []
                node[:] = ["e" if weaker else "d", name, s, inner]
                node = inner
        bound = float(low) if low > NEG_INF else float("-inf")
        self.worst = bound, box
        here = Item(box, node, op, constraints, item.depth)
        leaf = self._expansion_leaf(here, gradient)
        if leaf is not None:
            node[:] = leaf
            return False
        if self._is_time_to_look(item.depth, len(indices)) and self._look(here):
            return True
        self._split(here, gradient, bound)
        return False

    def _undefined(self, item: Item, box: Box, node: list[Json], indices: list[int]) -> bool:
        """A box on which f may be undefined has no derivatives either; it is split."""
        self.worst = float("-inf"), box
        here = Item(box, node, item.op, item.constraints, item.depth)
        self._split(here, dict.fromkeys(indices, ONE), float("-inf"))
        return False

    def _defined_at_corners(self, box: Box) -> None:
        """Give up at once if f is undefined at a corner of the domain: no leaf could cover it."""
        if self.problem.constraints or len(box) > MOST_CORNERS:
            return
        ends = [[side(e, e) for e in (s.lower, s.upper) if e is not None] or [s] for s in box]
        for corner in product(*ends):
            if self.problem.value(corner)[0].is_nan():
                text = domain_text(dict(zip(self.problem.names, corner, strict=True)))
                raise Unproved("f is undefined, or not known to be defined, at an end of the range", text)

    def _point(self, item: Item, box: Box, op: str, node: list[Json], low: arb) -> None:
        """A box of one point whose value does not have the sign by evaluation."""
        if is_zero(self.problem.restricted(box)):
            if op == ">=":
                node[:] = ["z"]
                return
            if self.problem.contains(box):
                text = domain_text(dict(zip(self.problem.names, box, strict=True)))
                raise Disproved(f"f vanishes at {text}", text)
        self.worst = float(low), box
        above = self._sign_above(box)
        if above == 1:
            raise MorePrecision("rounding hides the sign at a corner")
        if above == -1:
            with ctx.workprec(4 * ctx.prec):
                self._refute_at(tuple(side(s.lower, s.lower) for s in box))
        raise self.stuck("f is not positive at a corner")

    def _sign_above(self, point: Box) -> int | None:
        """The sign of f at a point at four times the precision."""
        with ctx.workprec(4 * ctx.prec):
            ball = self.problem.at(point)
            return 1 if ball > 0 else -1 if ball < 0 else None

    def _contact_leaf(self, box: Box, op: str) -> list[Json] | None:
        problem, fixed = self.problem, locate.fixed_ends(box)
        for c in self.contacts:
            s = box[c.index]
            if s.fixed or not c.fixed <= fixed or (op == ">" and not c.excluded):
                continue
            if c.at.free & problem.fixed(box).keys():
                continue
            m = leaves.contact(problem, op, box, c.index, c.compiled, c.side, c.order, c.order + HIGHEST)
            if m is not None:
                return ["c", problem.names[c.index], to_text(c.at), c.side, c.order, m]
        if op == ">=":
            for minimum in self.minima:
                if minimum.fixed == fixed and leaves.minimum(problem, box, minimum.pairs):
                    return ["h", {problem.names[i]: to_text(at) for i, at in minimum.at.items()}]
        return None

    def _monotone(
        self, box: Box, op: str, gradient: dict[int, arb], constraints: frozenset[int]
    ) -> tuple[list[tuple[str, int, bool]], Box, str] | None:
        """The faces to which the signs of the partial derivatives lead: (name, sign, only `>=` left), the face, its
        relation."""
        problem = self.problem
        steps: list[tuple[str, int, bool]] = []
        for i, slope in gradient.items():
            s = self._slope_sign(box, i, slope)
            end: Expr | None = box[i].lower if s > 0 else box[i].upper
            if s == 0 or end is None:
                continue
            name = problem.names[i]
            if any(name in problem.domain.constraints[k].free for k in constraints):
                continue
            strict = bool(slope > 0 or slope < 0)
            weaker = op == ">" and excluded(problem, name, end, "lower" if s > 0 else "upper")
            if weaker and not strict:
                continue  # f may vanish on that face
            box = fix(box, i, end)
            steps.append((name, s, weaker))
            op = ">=" if weaker else op
        return (steps, box, op) if steps else None

    def _slope_sign(self, box: Box, index: int, slope: arb) -> int:
        """The sign of a partial derivative on a box (1: >= 0), or 0; exact ends where balls fall short by a hair."""
        if not slope.is_finite():
            return 0
        low, high = slope.lower(), slope.upper()
        if low < 0 < high and (leaves.nearly(low, high) or leaves.nearly(-high, -low)):
            low, high = self.problem.expand_tightly(box, (index,), 2)[1]
        return 1 if low >= 0 else -1 if high <= 0 else 0

    def _expansion_leaf(self, item: Item, gradient: dict[int, arb]) -> list[Json] | None:
        problem, box, op = self.problem, item.box, item.op
        if not all(box[i].bounded for i in gradient):
            return None
        centre = leaves.midpoint(box)
        low, _ = problem.value(centre)
        self._refute_at(centre)
        if not low > 0 and item.depth <= SHALLOW * len(gradient) and self._sign_above(centre) == 1:
            raise MorePrecision("rounding hides the sign at the middle of a box")
        if len(gradient) == 1:
            (index,) = gradient
            k = leaves.taylor(problem, op, box, index, HIGHEST)
            return None if k is None else ["t", problem.names[index], k]
        if not low > 0:
            return None
        bound = leaves.mean_value(box, gradient, low)
        if leaves.good(bound, op):
            return ["m"]
        if leaves.second_order(problem, op, box, low):
            return ["q"]
        return None

    def _refute_at(self, point: Box) -> None:
        """Stop if f certainly fails at a point that certainly lies in the domain."""
        problem = self.problem
        _, high = problem.value(point)
        if (high < 0 or (problem.op == ">" and high <= 0)) and problem.contains(point):
            text = domain_text(dict(zip(problem.names, point, strict=True)))
            raise Disproved(f"f is negative at {text}", text)

    def _is_time_to_look(self, depth: int, dimension: int) -> bool:
        """At the start in several variables, where descent is worth it; then as boxes get small and many."""
        return depth / dimension in LOOK_AGAIN or self.done in LOOK_AT or (depth == 0 and dimension > 1)

    def _look(self, item: Item) -> bool:
        """Look for a contact in or near a box, and a point where f fails; a fifth of the time at most."""
        start = computed()
        if self.looking > 0.1 + 0.2 * (start - self.clock) or not all(s.bounded for s in item.box):
            return False
        try:
            return self._contact_near(item)
        finally:
            self.looking += computed() - start

    def _contact_near(self, item: Item) -> bool:
        problem, box = self.problem, item.box
        low = locate.descend(problem, box)
        if low is None:
            return False
        self._refute_at(tuple(point_of(s, v) for s, v in zip(box, low, strict=True)))
        size = abs(problem.f.ball(locate.values_at(box))) + 1
        if not abs(problem.f.ball(low)) < size * NEARLY_ZERO:
            return False
        near = tuple(s if s.fixed else _around(s, v) for s, v in zip(box, low, strict=True))
        for at in locate.points(problem, near, [s.radius() for s in problem.whole()]):
            if len(at) == 1:
                ((index, end),) = at.items()
                return self._learn(confirm(problem, box, index, end, "inner"))
            if is_minimum(problem, box, at):
                minimum = Minimum(at, locate.fixed_ends(box))
                if minimum not in self.minima:
                    self.minima.append(minimum)
                    return True
        found = (confirm(problem, box, index, curve, "inner") for index, curve in locate.curves(problem, near))
        return any(map(self._learn, found))

    def _learn(self, contact: Contact | None) -> bool:
        """Remember a contact; False if it is known already or of no use."""
        if contact is None or contact in self.contacts or (self.problem.op == ">" and not contact.excluded):
            return False
        self.contacts.append(contact)
        return True

    def _split(self, item: Item, gradient: dict[int, arb], bound: float) -> None:
        problem, box = self.problem, item.box
        if item.depth > DEEPEST * len(gradient):
            raise self.stuck("a box became too small")
        index = self._direction(item, gradient)
        s = box[index]
        if s.bounded:
            wide = s.high - s.low
            if wide <= leaves.largest((s.low, s.high)) * SMALLEST:
                if self._sign_above(leaves.midpoint(box)) == 1:
                    raise MorePrecision("rounding hides the sign", self.closest())
                raise self.stuck("a box became too small")
            edge = wide * (EIGHTH if self.steps else TWO_FIFTHS)
            at = short_between((s.low + edge).mid(), (s.high - edge).mid())
        else:
            at = cut(s)
            if abs(at) > FARTHEST:
                raise self.stuck("a box stays unbounded")
        left: list[Json] = []
        right: list[Json] = []
        item.node[:] = ["s", problem.names[index], rational_text(at), left, right]
        for part, node in zip(halves(box, index, at), (left, right), strict=True):
            self._push(Item(part, node, item.op, item.constraints, item.depth + 1), bound)

    def _direction(self, item: Item, gradient: dict[int, arb]) -> int:
        """The variable to split: unbounded ones first, then where slope times width is largest.

        Every other time a constraint that is not settled has its turn: the widest of its variables.
        """
        box, names = item.box, self.problem.names
        widths = {i: leaves.width(box[i]) for i in gradient}
        for i, w in widths.items():
            if not w.is_finite():
                return i
        bound = {name for k in item.constraints for name in self.problem.domain.constraints[k].free}
        tied = [i for i in gradient if names[i] in bound]
        if tied and item.depth % 2:
            return max(tied, key=lambda i: float(widths[i]))
        finite = all(slope.is_finite() for slope in gradient.values())
        return max(gradient, key=lambda i: float(abs(gradient[i]).upper() * widths[i] if finite else widths[i]))
