"""Rule `quadrature`: an integral lies in an interval, for all values of its free variables in their ranges.

What is certified: with w = b - a, the integral of g over [a, b] is that of g(a+u) and of g(b-u) over 0 <= u <= w/2 (whatever the
sign of w).  Each side is a sum of terms, seen to be equal to it by the normal form, and each term is enclosed piece by piece.

On a piece with centre c and half-width r (both intervals, if the ends have free variables), for even n,
    the integral of t = sum over even j < n of 2*t_j*r**(j+1)/(j+1) + 2*R*r**(n+1)/(n+1),
t_j the Taylor coefficients at c and R one of those of order n over the piece: Taylor's theorem with Lagrange's remainder, times
(u-c)**n >= 0.  At a singular end the term is u**P * sum of G_i(u)*log(u)**i, and G_i(u) = sum over j < n of c_j*u**j + R(u)*u**n
with R(u) in the enclosure of the n-th coefficient over the piece; u**(P+n)*log(u)**i has one sign there, as u <= 1 if some i > 0.

That the integral exists is not shown here: it is an obligation of the goal's f, in which it occurs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any, Final, NamedTuple

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check.boxes import side
from certify.check.calculus import vanishing
from certify.check.domains import Domain, Range
from certify.check.dyadic import Interval
from certify.check.evaluate import series, value
from certify.check.goals import signs, similar
from certify.check.terms import ZERO, Rejected, Term, add, call, mul, number, power, put, sub, var
from certify.check.text import parse

MAX_ORDER: Final = 120
MAX_PREC: Final = 2048
MAX_POWER: Final = 8
SPARE_BITS: Final = 32
REFINEMENTS: Final = 3  # every piece is halved so often, if the enclosures here are wider than those of the writer
NOTHING: Final = Interval.dyadic(0)


class Piece(NamedTuple):
    """A part of the way from an end to the other, as fractions, and an order."""

    low: Fraction
    high: Fraction
    order: int


class Part(NamedTuple):
    """A term of one side; `rows` are the G_i if it is singular at the end, and then `exponent` is P.

    `whole` is the term of which every factor is evaluated next to the end; `plain` is equal to it where that is defined.
    """

    left: bool
    plain: Term
    whole: Term
    exponent: Term
    rows: tuple[Term, ...]
    pieces: tuple[Piece, ...]


def within(domain: Domain, t: Term, halves: Sequence[Any], prec: int, least: Fraction, most: Fraction) -> None:
    """The integral t lies between two numbers for all points of the domain; else `Rejected`."""
    x, (g, a, b) = str(t.value), t.args
    if x in domain.ranges or x in a.free | b.free or not 2 <= prec <= MAX_PREC:
        raise Rejected("the variable of an integral occurs elsewhere, or the precision is not moderate")
    p = prec + SPARE_BITS
    env = {n: side(domain.ranges[n].lower, domain.ranges[n].upper, p).x for n in t.free}
    if not all(s.is_finite() for s in env.values()):
        raise Rejected("a variable of an integral has no bounds")
    start, end = value(a, env, p), value(b, env, p)
    turned = end.below(start)
    if turned:
        a, b, start, end = b, a, end, start
    value(g, {**env, x: d.scale(d.add(start, end, p), -1)}, p)
    beyond = domain.with_range(x, Range(ZERO, None, True))
    parts = [part(beyond, x, h) for h in halves]
    for left, place in ((True, add(a, var(x))), (False, sub(b, var(x)))):
        total = add(ZERO, *(q.whole for q in parts if q.left is left))
        if not similar(beyond, sub(total, put(g, {x: place}))):
            raise Rejected("the terms of a side do not add up to the integrand")
    rules = [Rule(beyond, env, x, d.sub(end, start, p), q, p) for q in parts]
    low, high = Interval.of(least, p), Interval.of(most, p)
    for depth in range(REFINEMENTS + 1):
        found = NOTHING
        for rule in rules:
            for piece in refined(rule.part.pieces, depth):
                found = d.add(found, rule.piece(piece), p)
        found = d.neg(found) if turned else found
        if low.at_most(found) and found.at_most(high):
            return
    raise Rejected("the integral is not seen to be in the range")


def part(domain: Domain, x: str, h: Any) -> Part:
    """A term as it is written down, its factors being seen to make it."""
    if not isinstance(h, dict) or h.keys() != {"left", "plain", "rest", "powers", "logs", "pieces"}:
        raise Rejected("the entries of a half")
    if type(h["left"]) is not bool:
        raise Rejected("left or right")
    powers = [(parse(q), parse(s)) for q, s in lists(h["powers"], 2)]
    logs = [(parse(q), None if r is None else parse(r), k) for q, r, k in lists(h["logs"], 3)]
    pieces = [Piece(fraction(low), fraction(high), n) for low, high, n in lists(h["pieces"], 3)]
    if any(type(k) is not int or not 1 <= k <= MAX_POWER for _, _, k in logs):
        raise Rejected("a power of a logarithm")
    if any(type(i.order) is not int or i.order % 2 or not 0 <= i.order <= MAX_ORDER for i in pieces):
        raise Rejected("the order of a piece is even and moderate")
    if [*(i.low for i in pieces), Fraction(1, 2)] != [Fraction(0), *(i.high for i in pieces)]:
        raise Rejected("the pieces do not go from an end to the middle")
    if any(i.low >= i.high for i in pieces):
        raise Rejected("a piece that goes backwards")
    plain, rest, u = parse(h["plain"]), parse(h["rest"]), var(x)
    if any(x in s.free for _, s in powers):
        raise Rejected("an exponent that is not constant")
    rows = [mul(rest, *(power(q, s) for q, s in powers))]
    for argument, quotient, times in logs:
        if quotient is not None and not similar(domain, sub(argument, mul(u, quotient))):
            raise Rejected("the argument of a logarithm is not x times the quotient")
        for _ in range(times):
            low = [mul(row, call("log", quotient or argument)) for row in rows]
            rows = low if quotient is None else [add(*both) for both in zip([*low, ZERO], [ZERO, *rows], strict=True)]
    waves = (power(call("log", argument if r is None else mul(u, r)), number(k)) for argument, r, k in logs)
    whole = mul(rest, *(power(mul(u, q), s) for q, s in powers), *waves)
    if not similar(domain, sub(plain, whole)):
        raise Rejected("a term is not the product of its factors")
    singular = bool(powers) or any(quotient is not None for _, quotient, _ in logs)
    total = add(ZERO, *(s for _, s in powers))
    return Part(h["left"], plain, whole if singular else plain, total, tuple(rows) if singular else (), tuple(pieces))


def lists(item: Any, n: int) -> list[list[Any]]:
    if not isinstance(item, list) or not all(isinstance(i, list) and len(i) == n for i in item):
        raise Rejected(f"a list of lists of {n} is expected")
    return item


def fraction(text: Any) -> Fraction:
    q = parse(text).rational
    if q is None:
        raise Rejected("a fraction is expected")
    return q


def refined(pieces: Sequence[Piece], depth: int) -> list[Piece]:
    """Every piece cut into 2**depth parts."""
    for _ in range(depth):
        middles = [(i, (i.low + i.high) / 2) for i in pieces]
        pieces = [half for i, m in middles for half in (Piece(i.low, m, i.order), Piece(m, i.high, i.order))]
    return list(pieces)


class Rule:
    """One term over one half of an interval of the given width, parameters as in `env`."""

    def __init__(
        self, domain: Domain, env: Mapping[str, Interval], x: str, width: Interval, part: Part, p: int
    ) -> None:
        self.env, self.x, self.width, self.part, self.p = env, x, width, part, p
        if not part.rows:
            return
        if not width.is_positive():
            raise Rejected("singular ends that cannot be told apart")
        q = part.exponent.rational
        self.exponent, self.skip = value(part.exponent, env, p), 0
        if q is not None and q <= -1:
            self.skip = floor(-q)
            gone = (vanishing(domain.integers, signs(domain), row, x, ZERO, self.skip) for row in part.rows)
            if self.skip > MAX_POWER or not all(gone):
                raise Rejected("an integral that may not exist")

    def distance(self, t: Fraction) -> Interval:
        return d.mul(self.width, Interval.of(t, self.p), self.p)

    def series(self, f: Term, u: Interval, n: int) -> tuple[Interval, ...]:
        return series(f, {**self.env, self.x: u}, self.x, n, self.p).c

    def piece(self, piece: Piece) -> Interval:
        """The integral of the term over one piece."""
        if self.part.rows and piece.low == 0:
            return self.end_piece(self.distance(piece.high), piece.order)
        p, n, f = self.p, piece.order, self.part.plain
        over = d.hull(self.distance(piece.low), self.distance(piece.high))
        if n == 0:
            return d.mul(value(f, {**self.env, self.x: over}, p), self.distance(piece.high - piece.low), p)
        centre, half = self.distance((piece.low + piece.high) / 2), self.distance((piece.high - piece.low) / 2)
        coefficients = [*self.series(f, centre, n - 1), self.series(f, over, n)[n]]
        total = NOTHING
        for j in range(0, n + 1, 2):
            weight = d.div(d.scale(d.ipow(half, j + 1, p), 1), Interval.dyadic(j + 1), p)
            total = d.add(total, d.mul(coefficients[j], weight, p), p)
        return total

    def end_piece(self, h: Interval, n: int) -> Interval:
        """The piece next to a singular end, [0, h]."""
        p, total = self.p, NOTHING
        if (len(self.part.rows) > 1 and not h.at_most(el.ONE)) or n < self.skip:
            raise Rejected("a logarithm that changes its sign, or too few coefficients")
        over = d.hull(NOTHING, h)
        for i, g in enumerate(self.part.rows):
            if n:
                at = self.series(g, NOTHING, n - 1)
                for j in range(self.skip, n):
                    total = d.add(total, d.mul(at[j], self.moment(j, i, h), p), p)
                bound = self.series(g, over, n)[n]
            else:
                bound = value(g, {**self.env, self.x: over}, p)
            total = d.add(total, d.mul(bound, self.moment(n, i, h), p), p)
        return total

    def moment(self, j: int, i: int, h: Interval) -> Interval:
        """The integral of u**(P+j)*log(u)**i over [0, h], by parts; it exists for P + j > -1."""
        p = self.p
        q = d.add(self.exponent, Interval.dyadic(j + 1), p)
        if not q.is_positive():
            raise Rejected("an integral that may not exist")
        logarithm = el.log(h, p)
        edge = el.exp(d.mul(logarithm, q, p), p)
        found = d.div(edge, q, p)
        for k in range(1, i + 1):
            rest = d.mul(found, Interval.dyadic(k), p)
            found = d.div(d.sub(d.mul(edge, d.ipow(logarithm, k, p), p), rest, p), q, p)
        return found
