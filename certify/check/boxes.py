"""Rule `boxes`: a tree of boxes that covers a domain, and the tests behind its leaves.

The leaves and steps are described in `certify.certificate`.  Each proves `f op 0` at the points of D in its box: by an enclosure
of f there, or by an enclosure of derivatives and Taylor's theorem with Lagrange's remainder, for which it matters that the
enclosures hold on the whole (convex) box or hull, where f is then smooth.

What is certified: the leaves cover the box of the ranges of D, and each proves the sign on its part of D.  What is not: anything of
points outside D, where constraints fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from certify.check import dyadic as d
from certify.check.calculus import vanishing
from certify.check.domains import Range
from certify.check.dyadic import Interval, IntervalError, Undefined
from certify.check.evaluate import MAX_PREC, good, holds, series, value
from certify.check.goals import Goal, signs
from certify.check.jets import Jet, jet
from certify.check.normal.forms import is_zero
from certify.check.terms import Rejected, Term, put, spend, var
from certify.check.text import parse

MAX_ORDER: Final = 40
MAX_TREE: Final = 200
ZERO: Final = Interval.dyadic(0)


class Side(NamedTuple):
    """The range of a variable: its ends (None: infinite), and an interval that contains it; `fixed` if the ends are one."""

    lower: Term | None
    upper: Term | None
    x: Interval
    fixed: bool = False


def side(lower: Term | None, upper: Term | None, p: int, fixed: bool = False) -> Side:
    low = None if lower is None else value(lower, {}, p)
    high = low if fixed else None if upper is None else value(upper, {}, p)
    x = Interval(None if low is None else low.lo, None if high is None else high.hi)
    if x.lo is not None and x.hi is not None and d.less(x.hi, x.lo):
        raise Undefined("an empty range")
    return Side(lower, upper, x, fixed)


class Cover:
    """One goal and precision."""

    def __init__(self, goal: Goal, prec: int) -> None:
        self.goal, self.p = goal, prec
        if goal.op not in (">=", ">") or not 2 <= prec <= MAX_PREC:
            raise Rejected("boxes are for inequalities and a moderate precision")
        used = goal.f.free.union(*(c.free for c in goal.domain.constraints))
        self.ranges: Mapping[str, Range] = {n: r for n, r in goal.domain.ranges.items() if n in used}

    def start(self) -> dict[str, Side]:
        return {n: side(r.lower, r.upper, self.p) for n, r in self.ranges.items()}

    @staticmethod
    def env(box: Mapping[str, Side]) -> dict[str, Interval]:
        return {n: s.x for n, s in box.items()}

    def free(self, box: Mapping[str, Side]) -> list[str]:
        return [n for n, s in box.items() if not s.fixed]

    def fixed(self, box: Mapping[str, Side]) -> dict[str, Term]:
        return {n: s.lower for n, s in box.items() if s.fixed and s.lower is not None}

    def restricted(self, box: Mapping[str, Side]) -> Term:
        """f with the fixed variables put in."""
        return put(self.goal.f, self.fixed(box))

    def middle(self, x: Interval) -> Interval:
        return x.midpoint(self.p)

    def middles(self, box: Mapping[str, Side]) -> dict[str, Interval]:
        return {n: s.x if s.fixed else self.middle(s.x) for n, s in box.items()}

    def name(self, box: Mapping[str, Side], name: Any) -> str:
        if not isinstance(name, str) or name not in box or box[name].fixed:
            raise Rejected("a step names no variable of the box")
        return name

    def walk(self, box: dict[str, Side], tree: Any, op: str, active: frozenset[int], depth: int = 0) -> None:
        """The tree proves `f op 0` on the points of D in the box; the constraints still in force are `active`."""
        spend(20)
        if depth > MAX_TREE or not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise Rejected("a tree of boxes is too deep, or no tree")
        tag, rest = tree[0], tree[1:]
        try:
            if tag == "s" and len(rest) == 4:
                self.split(box, rest, op, active, depth)
            elif tag in ("d", "e") and len(rest) == 3:
                self.face(box, rest, op, active, depth, tag == "e")
            elif tag == "x" and len(rest) == 1:
                self.outside(box, rest[0], active)
            elif tag in LEAVES and len(rest) == LEAVES[tag][0]:
                if not LEAVES[tag][1](self, box, op, *rest):
                    raise Rejected(f"leaf {tag!r} does not prove the sign on its box")
            else:
                raise Rejected(f"unknown step {tag[:20]!r} in a tree of boxes")
        except IntervalError as failure:
            raise Rejected(f"step {tag!r} of a tree of boxes: {failure}") from None

    def split(self, box: dict[str, Side], rest: list[Any], op: str, active: frozenset[int], depth: int) -> None:
        """[low, high] is the union of [low, p] and [p, high] for p between them."""
        name, at = self.name(box, rest[0]), parse(rest[1])
        if at.rational is None:
            raise Rejected("a box is split at a rational")
        s, x = box[name], Interval.of(at.rational, self.p)
        if not (s.x.lo is None or not d.less(x.hi, s.x.lo)) or not (s.x.hi is None or not d.less(s.x.hi, x.lo)):  # type: ignore[arg-type]
            raise Rejected("a box is split outside its range")
        low = s.x.lo if s.x.lo is None or not d.less(x.hi, s.x.lo) else x.lo  # type: ignore[arg-type]
        left = Side(s.lower, at, Interval(low, x.hi))
        right = Side(at, s.upper, Interval(x.lo, s.x.hi))
        self.walk({**box, name: left}, rest[2], op, active, depth + 1)
        self.walk({**box, name: right}, rest[3], op, active, depth + 1)

    def slope(self, box: Mapping[str, Side], name: str) -> Interval:
        """The partial derivative over the box (or, for abs, min and max, difference quotients)."""
        try:
            found = series(self.goal.f, self.env(box), name, 1, self.p).c[1]
            if not found.has_zero() or found.is_zero():
                return found
        except Undefined:
            pass
        return jet(self.goal.f, self.env(box), [name], self.p, {}, kinks=True).g.get(name, ZERO)

    def face(
        self, box: dict[str, Side], rest: list[Any], op: str, active: frozenset[int], depth: int, strict: bool
    ) -> None:
        """f is monotone in one variable, so it is least on a face; a point of D projected to it meets the other constraints.

        Strictly, and the points of D not on the face: f >= 0 there makes f > 0.
        """
        name, s = self.name(box, rest[0]), rest[1]
        if type(s) is not int or s not in (1, -1):
            raise Rejected("the sign of a slope is 1 or -1")
        slope = self.slope(box, name)
        if s < 0:
            slope = d.neg(slope)
        end = box[name].lower if s > 0 else box[name].upper
        if end is None or not good(slope, ">" if strict else ">="):
            raise Rejected("a slope has no sign, or leads nowhere")
        if strict:
            if not place(self.goal.domain, name, end, "lower" if s > 0 else "upper"):
                raise Rejected("the end of a face is not excluded from the domain")
            op = ">="
        kept = frozenset(i for i in active if name not in self.goal.domain.constraints[i].free)
        self.walk({**box, name: side(end, end, self.p, fixed=True)}, rest[2], op, kept, depth + 1)

    def outside(self, box: Mapping[str, Side], i: Any, active: frozenset[int]) -> None:
        """A constraint fails on the whole box: no point of D is in it."""
        if type(i) is not int or i not in active:
            raise Rejected("not a constraint in force")
        if holds(self.goal.domain.constraints[i], self.env(box), self.p) is not False:
            raise Rejected("a constraint does not fail on its box")

    # Leaves

    def by_value(self, box: Mapping[str, Side], op: str) -> bool:
        return good(value(self.goal.f, self.env(box), self.p), op)

    def by_identity(self, box: Mapping[str, Side], op: str) -> bool:
        return op == ">=" and is_zero(self.goal.domain.integers, signs(self.goal.domain), self.restricted(box))

    def by_taylor(self, box: Mapping[str, Side], op: str, name: Any, k: Any) -> bool:
        """Taylor's polynomial at the midpoint with Lagrange's remainder."""
        name = self.name(box, name)
        if type(k) is not int or not 1 <= k <= MAX_ORDER:
            raise Rejected("a Taylor polynomial of moderate order is expected")
        env, x = self.env(box), box[name].x
        m = self.middle(x)
        h = d.sub(x, m, self.p)
        for n in (k, k + 1, k + 2):  # our enclosures may be a little wider than those of whoever chose k
            a = series(self.goal.f, {**env, name: m}, name, n - 1, self.p).c
            r = series(self.goal.f, env, name, n, self.p).c[n]
            if good(self.polynomial([*a, r], h), op):
                return True
        return False

    def polynomial(self, a: list[Interval], h: Interval) -> Interval:
        total = ZERO
        for j, c in enumerate(a):
            total = d.add(total, d.mul(c, d.ipow(h, j, self.p), self.p), self.p)
        return total

    def centred(self, box: Mapping[str, Side]) -> tuple[dict[str, Interval], Interval]:
        middles = self.middles(box)
        return middles, value(self.goal.f, middles, self.p)

    def by_mean_value(self, box: Mapping[str, Side], op: str) -> bool:
        """f(x) = f(m) + sum of f_i(y)*(x_i - m_i), y between x and m."""
        middles, total = self.centred(box)
        g = jet(self.goal.f, self.env(box), self.free(box), self.p, {}).g
        for n, slope in g.items():
            total = d.add(total, d.mul(slope, d.sub(box[n].x, middles[n], self.p), self.p), self.p)
        return good(total, op)

    def by_second_order(self, box: Mapping[str, Side], op: str) -> bool:
        """f(m+h) = f(m) + g.h + h.S.h/2 with S at a point between, and |2*S_ij*h_i*h_j| <= |S_ij|*(h_i**2*r_j/r_i + h_j**2*r_i/r_j)."""
        middles, total = self.centred(box)
        p = self.p
        moving = [n for n in self.free(box) if not box[n].x.is_point()]
        g = jet(self.goal.f, middles, moving, p, {}).g
        h = jet(self.goal.f, self.env(box), moving, p, {}).h
        radius = {n: d.absolute(d.sub(box[n].x, middles[n], p)).magnitude() for n in moving}
        r = {n: Interval(x, x) for n, x in radius.items()}
        bend = {n: h.get((n, n), ZERO) for n in moving}
        for (i, j), mixed in h.items():
            if i != j:
                size = d.absolute(mixed)
                bend[i] = d.sub(bend[i], d.div(d.mul(size, r[j], p), r[i], p), p)
                bend[j] = d.sub(bend[j], d.div(d.mul(size, r[i], p), r[j], p), p)
        for n in moving:
            low = bend[n].lo
            if low is None:
                return False
            s, top = Interval(low, low), Interval(d.ZERO, d.absolute(g.get(n, ZERO)).hi)
            ends = Interval(top.hi, top.hi)
            if s.is_positive() and ends.below(d.mul(s, r[n], p)):
                term = d.neg(d.div(d.ipow(ends, 2, p), d.scale(s, 1), p))
            elif s.is_positive() and not d.mul(s, r[n], p).at_most(ends):
                term = d.neg(d.mul(ends, r[n], p))
            else:
                term = d.mul(r[n], d.sub(d.scale(d.mul(s, r[n], p), -1), ends, p), p)
            total = d.add(total, term, p)
        return good(total, op)

    def by_contact(self, box: Mapping[str, Side], op: str, name: Any, at: Any, where: Any, k: Any, m: Any) -> bool:
        """f = (name - c)**k times what the Taylor coefficients from the k-th on make; that has the sign, and (name - c)**k too."""
        name, c = self.name(box, name), parse(at)
        if type(k) is not int or type(m) is not int or not 1 <= k <= m <= MAX_ORDER:
            raise Rejected("a contact of moderate order is expected")
        domain, p = self.goal.domain, self.p
        fixed = self.fixed(box)
        if not c.free <= set(box) - {name} - set(fixed) or where not in ("lower", "upper", "inner"):
            raise Rejected("not a place for a contact")
        excluded = place(domain, name, c, where)
        if (where == "inner" and k % 2) or (op == ">" and not excluded):
            raise Rejected("a contact that is part of the domain, or changes the sign")
        if not vanishing(domain.integers, signs(domain), self.restricted(box), name, c, k):
            raise Rejected("f does not vanish at a contact")
        env, x = self.env(box), box[name].x
        centre = value(c, env, p)
        h = d.sub(x, centre, p)
        if where != "inner":
            h = d.maximum(h, ZERO) if where == "lower" else d.minimum(h, ZERO)
        for n in (m, m + 1, m + 2):  # as in `by_taylor`
            a = series(self.goal.f, {**env, name: centre}, name, n - 1, p).c[k:] if n > k else ()
            r = series(self.goal.f, {**env, name: d.hull(x, centre)}, name, n, p).c[n]
            total = self.polynomial([*a, r], h)
            if good(d.neg(total) if where == "upper" and k % 2 else total, op):
                return True
        return False

    def by_minimum(self, box: Mapping[str, Side], op: str, at: Any) -> bool:
        """f is convex on the hull of the box and a point where f and its gradient vanish."""
        if op != ">=" or not isinstance(at, dict):
            raise Rejected("a minimum is a point, and for `>=`")
        f, p = self.restricted(box), self.p
        point = {self.name(box, n): parse(c) for n, c in at.items()}
        if any(c.free for c in point.values()) or not f.free <= point.keys():
            raise Rejected("a minimum is a closed point with all variables")
        for n in point:
            line = put(f, {k: c for k, c in point.items() if k != n})
            if not vanishing(self.goal.domain.integers, {}, line, n, point[n], 2):
                raise Rejected("f or its gradient do not vanish at a minimum")
        hull = {n: d.hull(s.x, value(point[n], {}, p)) if n in point else s.x for n, s in box.items()}
        names = sorted(point)
        return positive_definite(jet(self.goal.f, hull, names, p, {}), [n for n in names if n in f.free], p)


def positive_definite(found: Jet, names: list[str], p: int) -> bool:
    """Whether all pivots of the interval LDL^T of the Hessian are > 0."""
    m = {(i, j): found.h.get((i, j), ZERO) for i in names for j in names if i <= j}
    for a, i in enumerate(names):
        if not m[i, i].is_positive():
            return False
        for b, j in enumerate(names[a + 1 :], a + 1):
            for k in names[b:]:
                square = d.ipow(m[i, j], 2, p) if j == k else d.mul(m[i, j], m[i, k], p)
                m[j, k] = d.sub(m[j, k], d.div(square, m[i, i], p), p)
    return True


def place(domain: Any, name: str, c: Term, where: str) -> bool:
    """Checks that D lies on the stated side of c in one variable; whether c itself is excluded from D."""
    r, v = domain.ranges[name], var(name)
    ops = {t.op for q in domain.constraints for t in (q, q.turned()) if t.lhs is v and t.rhs is c}
    if where == "inner":
        return "!=" in ops
    end, strict = (r.lower, r.lower_strict) if where == "lower" else (r.upper, r.upper_strict)
    op = ">" if where == "lower" else "<"
    if end is not c and not ops & {op, op + "="}:
        raise Rejected(f"not the {where} side of a domain")
    return (end is c and strict) or op in ops or "!=" in ops


LEAVES: Final[Mapping[str, tuple[int, Callable[..., bool]]]] = {
    "v": (0, Cover.by_value), "z": (0, Cover.by_identity), "t": (2, Cover.by_taylor), "m": (0, Cover.by_mean_value),
    "q": (0, Cover.by_second_order), "c": (5, Cover.by_contact), "h": (1, Cover.by_minimum),
}  # fmt: skip


def check(goal: Goal, prec: Any, tree: Any) -> None:
    """Rule `boxes`."""
    if type(prec) is not int:
        raise Rejected("a precision is an integer")
    try:
        cover = Cover(goal, prec)
        active = frozenset(i for i, c in enumerate(goal.domain.constraints) if c.op != "!=")
        cover.walk(cover.start(), tree, goal.op, active)
    except IntervalError as failure:
        raise Rejected(f"a box: {failure}") from None
