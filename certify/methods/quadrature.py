"""Enclosures of one-dimensional integrals: Taylor expansions on pieces, singular factors at the ends taken out first.

The integral of g over [a, b] is a sum over the terms of g and over pieces of [a, b].  On an inner piece with centre c and
half-width r, for even n,

    integral of g = sum of 2*g_k*r**(k+1)/(k+1) over even k < n, plus R*2*r**(n+1)/(n+1),

where g_k are the Taylor coefficients at c and R is enclosed by the n-th coefficients over the piece.  At the left end a term
is (x-a)**p * log(x-a)**i * G(x) with G analytic up to the end: powers and logarithms of polynomials that vanish there
are divided by x-a exactly.  G is expanded at a, and the moments of u**q*log(u)**i are exact; likewise at the right end.

Promise: the ball contains the integral for all parameters in the given balls, and is finite only if the integrand is defined
strictly between the ends and the integral exists.  Reversed ends give the negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import arb, ctx, fmpq

from certify.context import Unproved
from certify.enclose import NAN, Compiled, compile
from certify.expr import ONE, ZERO, Binder, Call, Expr, Rational, Variable, add, fresh, log, mul, power, substitute
from certify.expr import has as has_call

BEST_BITS: Final = 192  # no enclosure is made tighter than this, however high the precision
MOST_PIECES: Final = 6_000
MOST_WIDE_PIECES: Final = 48
WIDE_ORDER: Final = 8
SPARE_BITS: Final = 16


@dataclass(frozen=True)
class Factor:
    """base**exponent (or log(base)**exponent) with base ~ (x-a)**left * (b-x)**right * quotient."""

    base: Expr
    exponent: Expr
    quotient: Expr
    left: bool
    right: bool


@dataclass(frozen=True)
class Term:
    """An addend of the integrand: rest * product of powers * product of logarithms."""

    whole: Expr
    rest: Expr
    powers: tuple[Factor, ...] = ()
    logs: tuple[Factor, ...] = ()

    def singular(self, left: bool) -> bool:
        """Whether something was taken out at this end."""
        return any(f.left if left else f.right for f in (*self.powers, *self.logs))

    def at_end(self, item: Binder, left: bool) -> tuple[Expr, list[Expr]]:
        """(p, [G_0, G_1, ...]): the term is u**p * sum of log(u)**i * G_i, u the distance from that end."""
        x = Variable(item.variable)
        exponent: Expr = ZERO
        plain = [self.rest]
        for f in self.powers:
            base = f.base
            if f.left if left else f.right:
                exponent = exponent + f.exponent
                base = _without(f, x, item, left)
            plain.append(power(base, f.exponent))
        rows: list[Expr] = [mul(*plain)]
        for f in self.logs:
            assert isinstance(f.exponent, Rational)
            here = f.left if left else f.right
            other = log(_without(f, x, item, left) if here else f.base)
            for _ in range(int(f.exponent.value)):
                lower = [mul(g, other) for g in rows]
                rows = _shifted_sum(lower, rows) if here else lower
        return exponent, rows


def _without(f: Factor, x: Expr, item: Binder, left: bool) -> Expr:
    """The factor's base divided by the distance from one end."""
    if left:
        return mul(item.upper - x, f.quotient) if f.right else f.quotient
    return mul(x - item.lower, f.quotient) if f.left else f.quotient


def _shifted_sum(low: list[Expr], high: list[Expr]) -> list[Expr]:
    """low + L*high as coefficients of powers of L."""
    return [add(*(g[k] for g, k in ((low, j), (high, j - 1)) if 0 <= k < len(g))) for j in range(len(low) + 1)]


@dataclass(frozen=True, eq=False)
class Piece:
    """The part of [a, b] between the fractions `low` and `high` of the way, with the order used on it."""

    low: Fraction
    high: Fraction
    order: int
    value: arb
    error: arb  # how much of the radius is due to the remainder: shrinks with the piece

    @property
    def halves(self) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
        """The piece cut in the middle."""
        middle = (self.low + self.high) / 2
        return (self.low, middle), (middle, self.high)


@dataclass(frozen=True)
class Enclosure:
    """A ball for the integral and the pieces that gave it, term by term."""

    ball: arb
    terms: tuple[tuple[Term, tuple[Piece, ...]], ...] = ()


NOTHING: Final = Enclosure(NAN)


def enclose_integral(item: Binder, values: Mapping[str, arb]) -> arb:
    """A ball for the integral with the parameters in the given balls, at the current precision; NaN on failure."""
    if not item.free:
        return _closed(item, ctx.prec).ball
    return integrate(item, values).ball


@lru_cache(maxsize=1024)
def _closed(item: Binder, prec: int) -> Enclosure:
    with ctx.workprec(min(prec, BEST_BITS)):
        return integrate(item, {})


def integrate(item: Binder, values: Mapping[str, arb]) -> Enclosure:
    """The enclosure with its pieces.  Its `ball` is NaN if none was found."""
    if item.op != "integral":
        raise ValueError("expected an integral")
    try:
        return _Rule(item, values).run()
    except (Unproved, ValueError, ZeroDivisionError):
        return NOTHING


@lru_cache(maxsize=256)
def split_terms(item: Binder) -> tuple[Term, ...]:
    """The integrand as a sum of terms; those without singular factors are kept together."""
    body = item.body
    addends = body.args if isinstance(body, Call) and body.op == "add" else (body,)
    found = [_term(item, a) for a in addends]
    smooth = [t.whole for t in found if not (t.powers or t.logs)]
    weighted = [t for t in found if t.powers or t.logs]
    if not weighted:
        return (Term(body, body),)
    return (*weighted, *([Term(add(*smooth), add(*smooth))] if smooth else []))


def _term(item: Binder, addend: Expr) -> Term:
    factors = addend.args if isinstance(addend, Call) and addend.op == "mul" else (addend,)
    powers, logs, rest = [], [], []
    for f in factors:
        base, exponent, is_log = _singular_candidate(f)
        found = None
        if item.variable in base.free and item.variable not in exponent.free:
            found = _divided(item, base, exponent)
        if found is None:
            rest.append(f)
        else:
            (logs if is_log else powers).append(found)
    return Term(addend, mul(*rest), tuple(powers), tuple(logs))


def _singular_candidate(f: Expr) -> tuple[Expr, Expr, bool]:
    """(base, exponent, whether of its logarithm); (1, 1) if the factor is nothing of the kind."""
    if isinstance(f, Call) and f.op == "log":
        return f.args[0], ONE, True
    if isinstance(f, Call) and f.op == "pow":
        base, exponent = f.args
        whole = isinstance(exponent, Rational) and exponent.value.denominator == 1
        if isinstance(exponent, Rational) and whole and exponent.value > 0:
            if isinstance(base, Call) and base.op == "log" and exponent.value <= 8:
                return base.args[0], exponent, True
            return ONE, ONE, False
        return base, exponent, False
    return ONE, ONE, False


def _divided(item: Binder, base: Expr, exponent: Expr) -> Factor | None:
    """The base with its simple zeros at the ends divided out; None if it has none or is no polynomial."""
    from certify.algebra import polynomial

    x = item.variable
    found = polynomial(base, (x,)) if not has_call(base, "integral", "sum", "product") else None
    if found is None:
        return None
    degree = max((m[0] for m in found), default=0)
    coefficients = [found.get((k,), ZERO) for k in range(degree + 1)]
    left = _divide(coefficients, item.lower)
    right = _divide(left or coefficients, item.upper)
    if left is None and right is None:
        return None
    quotient = right or left
    assert quotient is not None
    terms = [mul(c, power(Variable(x), Rational(k))) if k else c for k, c in enumerate(quotient)]
    total = add(*terms)
    return Factor(base, exponent, -total if right else total, left is not None, right is not None)


def _divide(coefficients: Sequence[Expr], at: Expr) -> list[Expr] | None:
    """The polynomial divided by (x - at), or None if the remainder is not identically zero."""
    from certify.algebra import is_zero, normal

    quotient: list[Expr] = []
    carry: Expr = ZERO
    for c in reversed(coefficients):
        carry = normal(c + carry * at) if quotient else c
        quotient.append(carry)
    remainder = quotient.pop()
    return quotient[::-1] if quotient and is_zero(remainder) else None


class _Rule:
    """One integral for given parameters."""

    def __init__(self, item: Binder, values: Mapping[str, arb]) -> None:
        item = with_fresh_variable(item)
        self.names = tuple(sorted(item.free))
        self.values = [values[name] for name in self.names]
        self.bits = min(ctx.prec, BEST_BITS)
        start, end = (compile(e, self.names).ball(self.values) for e in (item.lower, item.upper))
        self.sign = 1
        if end < start:
            item = Binder(item.op, item.body, item.variable, item.upper, item.lower)
            start, end, self.sign = end, start, -1
        self.item, self.start, self.width = item, start, end - start
        wide = any(v.rel_accuracy_bits() < 20 for v in (*self.values, start, end))
        self.most = MOST_WIDE_PIECES if wide else MOST_PIECES
        self.order = WIDE_ORDER if wide else max(WIDE_ORDER, 2 * (self.bits * 2 // 9))

    def run(self) -> Enclosure:
        """All terms."""
        if not self.width.is_finite():
            return NOTHING
        total, found = arb(0), []
        for term in split_terms(self.item):
            pieces = _Pieces(self, term).run()
            if pieces is None:
                return NOTHING
            for piece in pieces:
                total += piece.value
            found.append((term, tuple(pieces)))
        return Enclosure(total * self.sign, tuple(found))


class _Pieces:
    """One term: pieces are halved until the remainders are small against the sum."""

    def __init__(self, rule: _Rule, term: Term) -> None:
        self.rule, self.term = rule, term
        self.whole = self.compiled(term.whole)
        self.left = _End(self, True) if term.singular(True) else None
        self.right = _End(self, False) if term.singular(False) else None
        if (self.left or self.right) and not rule.width > 0:
            raise Unproved("the ends cannot be told apart")

    def compiled(self, item: Expr) -> Compiled:
        """A function of the parameters and, last, the bound variable."""
        return compile(item, (*self.rule.names, self.rule.item.variable))

    def place(self, t: Fraction) -> arb:
        """The point a fraction of the way from a to b."""
        return self.rule.start + self.rule.width * ball(t)

    def series(self, function: Compiled, x: arb, count: int) -> list[arb]:
        return function.series([*self.rule.values, x], len(self.rule.values), count)

    def run(self) -> list[Piece] | None:
        rule = self.rule
        cuts = [Fraction(0), Fraction(1, 2), Fraction(1)] if self.left or self.right else [Fraction(0), Fraction(1)]
        middle = self.whole.ball([*rule.values, self.place(Fraction(1, 2))])
        if not middle.is_finite():
            return None  # what a division by x - a could hide: a coefficient that is undefined
        pieces = [self.piece(low, high) for low, high in zip(cuts, cuts[1:], strict=False)]
        spent, before, stuck = len(pieces), None, 0
        while True:
            bad = self.worst(pieces)
            if not bad:
                return pieces
            smallest = min(p.high - p.low for p in bad)
            if spent + 2 * len(bad) > rule.most or smallest.denominator.bit_length() > 2 * rule.bits + 40:
                break
            refined: list[Piece] = []
            for p in pieces:
                refined += [self.piece(*half) for half in p.halves] if p in bad else [p]
            spent += 2 * len(bad)
            pieces = refined
            error = sum((p.error for p in pieces), arb(0))
            stuck = stuck + 1 if before is not None and error.is_finite() and not error < before * 0.9 else 0
            before = error if error.is_finite() else None
            if stuck >= 3:
                break
        return pieces if all(p.value.is_finite() for p in pieces) else None

    def worst(self, pieces: list[Piece]) -> set[Piece]:
        """The pieces worth halving: none once the remainders are lost in what cannot be avoided."""
        infinite = {p for p in pieces if not p.value.is_finite()}
        if infinite:
            return infinite
        scale = sum((abs(p.value.mid()) for p in pieces), arb(0))
        fixed = sum((p.value.rad() for p in pieces), arb(0)) - sum((p.error for p in pieces), arb(0))
        allowed = (scale * arb(2) ** (SPARE_BITS - self.rule.bits)).max(fixed / 8) / (2 * len(pieces))
        return {p for p in pieces if p.error > allowed.upper()}

    def piece(self, low: Fraction, high: Fraction) -> Piece:
        """Enclose the integral over one piece."""
        if low == 0 and self.left:
            return self.left.piece(low, high)
        if high == 1 and self.right:
            return self.right.piece(low, high)
        rule = self.rule
        first, last = self.place(low), self.place(high)
        box, half = first.union(last), rule.width * ball((high - low) / 2)
        over = self.series(self.whole, box, rule.order + 1)
        best = Piece(low, high, 0, *_with_error(arb(0), over[0] * half * 2))
        if over[rule.order].is_finite():
            at = self.series(self.whole, self.place((low + high) / 2), rule.order)
            square, weight, total = half * half, half * 2, arb(0)
            for k in range(0, rule.order, 2):
                total += at[k] * weight / (k + 1)
                weight *= square
            found = _with_error(total, over[rule.order] * weight / (rule.order + 1))
            if not best.value.is_finite() or found[0].rad() < best.value.rad():
                best = Piece(low, high, rule.order, *found)
        return best


class _End:
    """A singular end: the term is u**p * sum of log(u)**i * G_i with u the distance from it."""

    def __init__(self, pieces: _Pieces, left: bool) -> None:
        rule = pieces.rule
        self.pieces, self.left = pieces, left
        exponent, rows = pieces.term.at_end(rule.item, left)
        self.exponent = compile(exponent, rule.names).ball(rule.values)
        self.rows = [pieces.compiled(g) for g in rows]
        self.skip = self._vanishing(exponent, rows)
        if not self.exponent + self.skip > -1:
            raise Unproved("the integral does not exist, or this was not recognised")

    def _vanishing(self, exponent: Expr, rows: Sequence[Expr]) -> int:
        """How many leading Taylor coefficients vanish exactly, counted only where the integral needs it."""
        from certify.calculus import taylor

        if not isinstance(exponent, Rational) or exponent.value > -1:
            return 0
        need = int(-exponent.value // 1)
        if need > 8:
            return 0
        item = self.pieces.rule.item
        at = item.lower if self.left else item.upper
        for g in rows:
            if any(c != ZERO for c in taylor(g, item.variable, at, need)):
                return 0
        return need

    def piece(self, low: Fraction, high: Fraction) -> Piece:
        """Expand at the end: u = x - a on the left, u = b - x on the right."""
        pieces, rule = self.pieces, self.pieces.rule
        width = rule.width * ball(high - low)
        if len(self.rows) > 1 and not width <= 1:  # log(u)**i must keep its sign for the remainder
            return Piece(low, high, rule.order, NAN, arb.pos_inf())
        end = pieces.place(low if self.left else high)
        box = pieces.place(low).union(pieces.place(high))
        n = rule.order
        total, remainder = arb(0), arb(0)
        for i, g in enumerate(self.rows):
            at, over = pieces.series(g, end, n), pieces.series(g, box, n + 1)
            for k in range(self.skip, n):
                sign = 1 if self.left or k % 2 == 0 else -1
                total += at[k] * sign * moment(self.exponent + k, i, width)
            remainder += over[n] * (1 if self.left or n % 2 == 0 else -1) * moment(self.exponent + n, i, width)
        return Piece(low, high, n, *_with_error(total, remainder))


def moment(q: arb, i: int, h: arb) -> arb:
    """The integral of u**q * log(u)**i over [0, h], q > -1, h > 0."""
    edge = (h.log() * (q + 1)).exp()
    found = edge / (q + 1)
    for j in range(1, i + 1):
        found = (edge * h.log() ** j - found * j) / (q + 1)
    return found


def ball(value: Fraction) -> arb:
    """An exact fraction, rounded to a ball."""
    return arb(fmpq(value.numerator, value.denominator))


def _with_error(value: arb, remainder: arb) -> tuple[arb, arb]:
    total = value + remainder
    return (total, remainder.rad()) if total.is_finite() else (NAN, arb.pos_inf())


def with_fresh_variable(item: Binder) -> Binder:
    """The same integral with a bound variable that does not occur free in its ends."""
    if item.variable not in item.free:
        return item
    new = fresh(item.variable, item.free | item.body.free)
    return Binder(item.op, substitute(item.body, {item.variable: Variable(new)}), new, item.lower, item.upper)
