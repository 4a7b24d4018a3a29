"""Enclosures of one-dimensional integrals: Taylor expansions on pieces, singular factors at the ends taken out first.

The integral of g over [a, b] is taken term by term and in two halves, as a function of the distance u from the nearer end.
On a piece with centre c and half-width r, for even n,

    integral of g = sum of 2*g_k*r**(k+1)/(k+1) over even k < n, plus R*2*r**(n+1)/(n+1),

where g_k are the Taylor coefficients at c and R is enclosed by the n-th coefficients over the piece.  On the piece at the
end itself a term may be u**p * (G_0(u) + G_1(u)*log(u) + ...) with every G_i analytic up to the end: powers and logarithms
of polynomials that vanish there are divided by u exactly.  G_i is expanded at the end; the integrals of u**q*log(u)**i are
known.

Promise: the ball contains the integral for all parameters in the given balls, and is finite only if the integrand is
defined strictly between the ends and the integral exists.  Reversed ends give the negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import arb, ctx

from certify.enclose import NAN, Compiled, compile
from certify.enclose.numbers import rational_ball
from certify.existence import addends, factors, is_integer
from certify.expr import (
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    fresh,
    log,
    mul,
    power,
    substitute,
    walk,
)
from certify.unproved import Unproved

# No enclosure is made tighter than this, however high the precision, and no half is cut into more pieces.  Integrals with
# parameters are evaluated by searches, often, and must be cheap; those whose parameters are wide cannot be tight anyway.
CLOSED_BITS: Final = 192
OPEN_BITS: Final = 80
CLOSED_PIECES: Final = 5_000
OPEN_PIECES: Final = 160
WIDE_PIECES: Final = 48
DEEPEST_INFINITE: Final = 72  # pieces are halved so often in the hope of a finite enclosure
LEAST_ORDER: Final = 8
SPARE_BITS: Final = 16
MOST_LOGS: Final = 8
PROBES: Final = (Fraction(1, 11), Fraction(4, 15), Fraction(9, 20))
INFINITE: Final = arb.pos_inf()


@dataclass(frozen=True)
class Expansion:
    """A term of the integrand near one end, u the distance from it.

    plain = rest * product of (u*q)**s over `powers` [(q, s)] * product of log(p)**k over `logs` [(p, q, k)], where q is p/u,
    or None if nothing is divided out.
    """

    plain: Expr
    rest: Expr
    powers: tuple[tuple[Expr, Expr], ...] = ()
    logs: tuple[tuple[Expr, Expr | None, int], ...] = ()

    @property
    def exponent(self) -> Expr:
        """p, if the term is u**p * sum of rows[i]*log(u)**i."""
        return add(*(s for _, s in self.powers))

    @property
    def rows(self) -> tuple[Expr, ...]:
        """The coefficients of the powers of log(u)."""
        found: list[Expr] = [mul(self.rest, *(power(q, s) for q, s in self.powers))]
        for argument, quotient, times in self.logs:
            for _ in range(times):
                low = [mul(g, log(quotient or argument)) for g in found]
                found = low if quotient is None else _plus_shifted(low, found)
        return tuple(found)

    @property
    def singular(self) -> bool:
        """Whether anything is divided out."""
        return bool(self.powers) or any(q is not None for _, q, _ in self.logs)


@dataclass(frozen=True, eq=False)
class Piece:
    """The part between the fractions `low` and `high` of the way from an end, the order used there, and what it gave."""

    low: Fraction
    high: Fraction
    order: int
    value: arb
    error: arb  # how much of the radius is due to the remainder: shrinks with the piece


@dataclass(frozen=True)
class Half:
    """A term near an end (the lower one if `left`) and its pieces, which reach to the middle."""

    left: bool
    expansion: Expansion
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Enclosure:
    """A ball for the integral and the halves that gave it, two for each term."""

    ball: arb
    halves: tuple[Half, ...] = ()


NOTHING: Final = Enclosure(NAN)


def enclose_integral(item: Binder, values: Mapping[str, arb]) -> arb:
    """A ball for the integral with the parameters in the given balls, at the current precision; NaN on failure."""
    if not item.free:
        return closed(item, min(ctx.prec, CLOSED_BITS)).ball
    prec = min(ctx.prec, OPEN_BITS)
    if not all(values[name].is_finite() for name in item.free):
        return NAN
    return _open(item, prec, tuple((name, _key(values[name])) for name in sorted(item.free)))


def _key(value: arb) -> tuple[int, int, int, int]:
    """A ball as plain numbers: middle and radius."""
    return tuple(int(n) for part in (value.mid(), value.rad()) for n in part.man_exp())  # type: ignore[return-value]


@lru_cache(maxsize=4096)
def _open(item: Binder, prec: int, parameters: tuple[tuple[str, tuple[int, int, int, int]], ...]) -> arb:
    """An integral with parameters; searches ask for the same one again and again."""
    with ctx.workprec(prec):
        return integrate(item, {name: arb(key[:2], key[2:]) for name, key in parameters}).ball


@lru_cache(maxsize=1024)
def closed(item: Binder, prec: int) -> Enclosure:
    """An integral without parameters."""
    with ctx.workprec(prec):
        return integrate(item, {})


def integrate(item: Binder, values: Mapping[str, arb]) -> Enclosure:
    """The enclosure with its pieces.  Its `ball` is NaN if none was found."""
    if item.op != "integral":
        raise ValueError("expected an integral")
    try:
        return _Rule(with_fresh_variable(item), values).run()
    except (Unproved, ValueError, ZeroDivisionError):
        return NOTHING


def with_fresh_variable(item: Binder) -> Binder:
    """The same integral with a bound variable that does not occur free in its ends."""
    if item.variable not in item.free:
        return item
    new = fresh(item.variable, item.free | item.body.free)
    return Binder(item.op, substitute(item.body, {item.variable: Variable(new)}), new, item.lower, item.upper)


@lru_cache(maxsize=256)
def expansions(item: Binder, left: bool) -> tuple[Expansion, ...]:
    """The terms near one end, as functions of the distance (which takes over the name of the bound variable)."""
    u = Variable(item.variable)
    place = item.lower + u if left else item.upper - u
    found = [_expansion(substitute(term, {item.variable: place}), item.variable) for term in addends(item.body)]
    singular = tuple(e for e in found if e.singular)
    smooth = add(*(e.plain for e in found if not e.singular))
    return singular if len(singular) == len(found) else (*singular, Expansion(smooth, smooth))


def _expansion(term: Expr, u: str) -> Expansion:
    rest: list[Expr] = []
    powers: list[tuple[Expr, Expr]] = []
    logs: list[tuple[Expr, Expr | None, int]] = []
    for base, s in factors(term):
        inner = base.args[0] if isinstance(base, Call) and base.op == "log" else None
        literal = is_integer(s) and _value(s) > 0
        quotient = None
        if u in base.free and u not in s.free and (literal or s == ZERO) == (inner is not None):
            quotient = _divided(inner or base, u)
        if inner is not None and literal and _value(s) <= MOST_LOGS:
            logs.append((inner, quotient, int(_value(s))))
        elif inner is None and quotient is not None:
            powers.append((quotient, s))
        else:
            rest.append(power(base, s))
    return Expansion(term, mul(*rest), tuple(powers), tuple(logs))


def _value(item: Expr) -> Fraction:
    assert isinstance(item, Rational)
    return item.value


def _plus_shifted(low: list[Expr], high: list[Expr]) -> list[Expr]:
    """low + L*high as coefficients of powers of L."""
    return [add(*(g[k] for g, k in ((low, j), (high, j - 1)) if 0 <= k < len(g))) for j in range(len(low) + 1)]


def _divided(base: Expr, u: str) -> Expr | None:
    """base/u as a polynomial, if the base is a polynomial in u with a simple zero at 0."""
    from certify.algebra import polynomial

    p = polynomial(base, (u,))
    if p is None or (0,) in p or (1,) not in p:
        return None
    return add(*(mul(c, power(Variable(u), Rational(k - 1))) if k > 1 else c for (k,), c in sorted(p.items())))


class _Rule:
    """One integral for given parameters."""

    def __init__(self, item: Binder, values: Mapping[str, arb]) -> None:
        self.names = tuple(sorted(item.free))
        self.values = [values[name] for name in self.names]
        start, end = (compile(e, self.names).ball(self.values) for e in (item.lower, item.upper))
        self.sign = 1
        if end < start:
            item = Binder(item.op, item.body, item.variable, item.upper, item.lower)
            start, end, self.sign = end, start, -1
        self.item, self.width = item, end - start
        self.middle = compile(item.body, (*self.names, item.variable)).ball([*self.values, (start + end) / 2])
        self.bits = ctx.prec
        nested = any(isinstance(n, Binder) and n.op == "integral" and item.variable in n.free for n in walk(item.body))
        self.wide = nested or any(v.rel_accuracy_bits() < 20 for v in (*self.values, start, end))
        self.most = WIDE_PIECES if self.wide else OPEN_PIECES if self.names else CLOSED_PIECES
        self.order = LEAST_ORDER if self.wide else max(LEAST_ORDER, 2 * (self.bits * 2 // 9))

    def run(self) -> Enclosure:
        """All terms.  The integrand is evaluated in the middle as it stands, since division by u may hide that a
        coefficient is undefined."""
        if not (self.width.is_finite() and self.middle.is_finite()):
            return NOTHING
        sides = [(left, e, _Pieces(self, e)) for left in (True, False) for e in expansions(self.item, left)]
        if not all(pieces.defined(t) for _, _, pieces in sides for t in PROBES):
            return NOTHING
        halves = []
        for left, expansion, work in sides:
            pieces = work.run()
            if pieces is None:
                return NOTHING
            halves.append(Half(left, expansion, tuple(pieces)))
        total = sum((p.value for half in halves for p in half.pieces), arb(0))
        return Enclosure(total * self.sign, tuple(halves))


class _Pieces:
    """One term over one half: pieces are halved until the remainders are small against the sum."""

    def __init__(self, rule: _Rule, expansion: Expansion) -> None:
        self.rule = rule
        self.whole = self.compiled(expansion.plain)
        self.exponent, self.skip = arb(0), 0
        self.rows: list[Compiled] = []
        if expansion.singular:
            if not rule.width > 0:
                raise Unproved("the ends cannot be told apart")
            self.exponent = compile(expansion.exponent, rule.names).ball(rule.values)
            self.skip = vanishing(expansion, rule.item.variable)
            self.rows = [self.compiled(g) for g in expansion.rows]
            if not self.exponent + self.skip > -1:
                raise Unproved("the integral does not exist, or that it does was not recognised")

    def compiled(self, item: Expr) -> Compiled:
        """A function of the parameters and, last, the distance from the end."""
        return compile(item, (*self.rule.names, self.rule.item.variable))

    def box(self, low: arb, high: arb) -> tuple[list[arb], list[arb]]:
        """The parameters and the distances from low to high: all lower ends, all upper ends."""
        values = self.rule.values
        return [*(v.lower() for v in values), low.lower()], [*(v.upper() for v in values), high.upper()]

    def series(self, function: Compiled, low: arb, high: arb, count: int) -> list[arb]:
        """Taylor coefficients over the distances from low to high."""
        return function.expand(*self.box(low, high), (len(self.rule.values),), count)

    def defined(self, t: Fraction) -> bool:
        """Whether the integrand is seen to be defined a fraction of the way to the other end."""
        place = self.distance(t)
        return bool(self.whole.ball([*self.rule.values, place]).is_finite())

    def distance(self, t: Fraction) -> arb:
        """A fraction of the way to the other end."""
        return self.rule.width * rational_ball(t)

    def run(self) -> list[Piece] | None:
        """The pieces from 0 to 1/2, or None if no finite enclosure was found."""
        rule = self.rule
        pieces = [self.piece(Fraction(0), Fraction(1, 2))]
        if self.waves() > rule.most:
            return pieces if pieces[0].value.is_finite() else None
        spent, before, stuck = 1, INFINITE, 0
        while bad := self.worst(pieces):
            finest = min(p.high - p.low for p in bad).denominator.bit_length()
            deepest = 2 * rule.bits + 40 if bad[0].value.is_finite() else DEEPEST_INFINITE
            if spent + 2 * len(bad) > rule.most or finest > deepest:
                break
            spent += 2 * len(bad)
            refined: list[Piece] = []
            for p in pieces:
                middle = (p.low + p.high) / 2
                if not p.value.is_finite() and not self.defined(middle):
                    return None
                refined += [self.piece(p.low, middle), self.piece(middle, p.high)] if p in bad else [p]
            pieces = refined
            error = sum((p.error for p in pieces), arb(0))
            stuck = 0 if error < before * 0.9 else stuck + 1
            before = error
            if rule.wide and stuck >= 3:
                break
        return pieces if all(p.value.is_finite() for p in pieces) else None

    def waves(self) -> float:
        """How many pieces an oscillating integrand would need, judging by its highest coefficients at a few points."""
        n = self.rule.order
        rates = []
        for t in PROBES:
            place = self.distance(t)
            size, *_, last, top = (c.abs_upper() for c in self.series(self.whole, place, place, n + 1))
            if not (size > 0 and last.is_finite() and top.is_finite()):
                return 0.0
            rates.append(max(float((c / size).root(k).upper()) for c, k in ((last, n - 1), (top, n))))
        return min(rates) * float(self.rule.width.abs_upper())

    def worst(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces worth halving: none once the remainders are lost in what cannot be avoided."""
        infinite = [p for p in pieces if not p.value.is_finite()]
        if infinite:
            return infinite
        scale = sum((abs(p.value.mid()) for p in pieces), arb(0))
        fixed = sum((p.value.rad() - p.error for p in pieces), arb(0))
        allowed = (scale * arb(2) ** (SPARE_BITS - self.rule.bits)).max(fixed / 8) / (2 * len(pieces))
        return [p for p in pieces if p.error > allowed]

    def piece(self, low: Fraction, high: Fraction) -> Piece:
        """Enclose the integral over one piece."""
        if low == 0 and self.rows:
            return self.end_piece(high)
        n, a, b = self.rule.order, self.distance(low), self.distance(high)
        near, far = _in_order(a, b)
        over = self.series(self.whole, near, far, n + 1)
        least, most = self.whole.interval(*self.box(near, far))
        best = Piece(low, high, 0, *_with_error(arb(0), least.union(most) * (b - a)))
        if over[n].is_finite():
            centre, half = self.distance((low + high) / 2), self.distance((high - low) / 2)
            at = self.series(self.whole, centre, centre, n)
            square, weight, total = half * half, half * 2, arb(0)
            for k in range(0, n, 2):
                total += at[k] * weight / (k + 1)
                weight *= square
            found = Piece(low, high, n, *_with_error(total, over[n] * weight / (n + 1)))
            if not best.value.is_finite() or found.error < best.error:
                return found
        return best

    def end_piece(self, high: Fraction) -> Piece:
        """The piece at a singular end; by the ranges of the rows (order 0) where they have no expansion there."""
        width = self.distance(high)
        if len(self.rows) > 1 and not width <= 1:  # log(u)**i must keep its sign for the remainder
            return Piece(Fraction(0), high, 0, NAN, INFINITE)
        found = self.expanded(high, self.rule.order)
        return found if found.value.is_finite() or self.skip else self.expanded(high, 0)

    def expanded(self, high: Fraction, n: int) -> Piece:
        """The rows expanded at the end to order n."""
        zero, width = arb(0), self.distance(high)
        total, remainder = arb(0), arb(0)
        for i, g in enumerate(self.rows):
            if n:
                at, bound = self.series(g, zero, zero, n), self.series(g, zero, width, n + 1)[n]
                for k in range(self.skip, n):
                    total += at[k] * moment(self.exponent + k, i, width)
            else:
                least, most = g.interval(*self.box(zero, width))
                bound = least.union(most)
            remainder += bound * moment(self.exponent + n, i, width)
        return Piece(Fraction(0), high, n, *_with_error(total, remainder))


def vanishing(expansion: Expansion, u: str) -> int:
    """How many Taylor coefficients of all rows at u = 0 vanish exactly, as far as the integral needs it to exist."""
    from certify.calculus import taylor

    if not isinstance(expansion.exponent, Rational) or not -8 < expansion.exponent.value <= -1:
        return 0
    need = int(-expansion.exponent.value // 1)
    gone = all(c == ZERO for g in expansion.rows for c in taylor(g, u, ZERO, need))
    return need if gone else 0


def moment(q: arb, i: int, h: arb) -> arb:
    """The integral of u**q * log(u)**i over [0, h], q > -1, h > 0."""
    edge = (h.log() * (q + 1)).exp()
    found = edge / (q + 1)
    for j in range(1, i + 1):
        found = (edge * h.log() ** j - found * j) / (q + 1)
    return found


def _in_order(a: arb, b: arb) -> tuple[arb, arb]:
    """Two balls such that the first's lower and the second's upper end bracket both."""
    hull = a.union(b)
    return (a, b) if b > a else (hull, hull)


def _with_error(value: arb, remainder: arb) -> tuple[arb, arb]:
    total = value + remainder
    return (total, remainder.rad()) if total.is_finite() else (NAN, INFINITE)
