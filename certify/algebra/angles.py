"""Trigonometric functions, their inverses, and erf."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from certify.algebra import powers, trig
from certify.algebra.leaves import Term, leaf
from certify.expr import HALF, MINUS_ONE, ONE, PI, ZERO, Call, Expr, Rational, add, mul, power
from certify.integrality import is_integer_valued

if TYPE_CHECKING:
    from certify.algebra.rewrite import Rewriter

MAX_MULTIPLE: Final = 16


def angle(r: Rewriter, argument: Expr) -> trig.Pair:
    """(cosine, sine) of an argument."""
    a = r.lower.canonical(argument)
    if a == ZERO:
        return ONE, ZERO
    r.angles.setdefault(a)
    terms = r.terms.get(a)
    if terms is None:
        return leaf(Call("cos", (a,))), leaf(Call("sin", (a,)))
    size = 1
    pairs = []
    for term in terms:
        pair, k = _basic(r, term)
        size *= abs(k) + 1
        pairs.append((pair, k))
    if size > 4 * MAX_MULTIPLE or any(abs(k) > MAX_MULTIPLE for _, k in pairs):
        sign, positive = r.lower.signed(a)
        return leaf(Call("cos", (positive,))), mul(Rational(sign), leaf(Call("sin", (positive,))))
    multiples = [trig.multiple(pair, k) for pair, k in pairs]
    total = multiples[0]
    for pair in multiples[1:]:
        total = trig.plus(total, pair)
    return total


def _basic(r: Rewriter, term: Term) -> tuple[trig.Pair, int]:
    """A basic pair and the multiple of its angle that the term is."""
    factors = dict(term.factors)
    if factors.get(PI) == 1 and term.below == ONE:
        rest = Term(Fraction(1), tuple((k, e) for k, e in term.factors if k != PI), ONE)
        if rest.constant:
            cosine, sine = trig.of_pi(term.coefficient)
            return (r.rewrite(cosine), r.rewrite(sine)), 1
        monomial = r.lower.monomial(rest)
        if term.coefficient.denominator == 1 and is_integer_valued(monomial, r.integers):
            return (leaf(Call("pow", (MINUS_ONE, monomial))), ZERO), int(term.coefficient) % 2
    monomial = r.lower.monomial(term)
    step = r.steps.get(monomial, Fraction(1))
    k = int(term.coefficient / step)
    if isinstance(monomial, Call) and monomial.op in ("asin", "atan") and step == 1:
        return _inverse_pair(r, monomial), k
    angle = r.lower.canonical(mul(Rational(step), monomial))
    return (leaf(Call("cos", (angle,))), leaf(Call("sin", (angle,)))), k


def _inverse_pair(r: Rewriter, angle: Call) -> trig.Pair:
    """asin and atan have values in [-pi/2, pi/2], where the cosine is >= 0."""
    a = angle.args[0]
    square = power(a, Rational(2))
    if angle.op == "asin":
        return powers.raised(r, add(ONE, mul(MINUS_ONE, square)), Fraction(1, 2)), r.rewrite(a)
    cosine = powers.raised(r, add(ONE, square), Fraction(-1, 2))
    return cosine, mul(r.rewrite(a), cosine)


def odd(r: Rewriter, op: str, argument: Expr) -> Expr:
    if op == "acos":
        return add(mul(HALF, leaf(PI)), mul(MINUS_ONE, odd(r, "asin", argument)))
    sign, a = r.lower.signed(argument)
    if a == ZERO:
        return ZERO
    if op != "erf" and not a.free:
        table = trig.arcsines() if op == "asin" else trig.arctangents()
        for value, turn in table.items():
            if r.lower.canonical(value) == a:
                return mul(Rational(sign * turn), leaf(PI))
    return mul(Rational(sign), leaf(Call(op, (a,))))
