"""What an operation needs to have a value, beyond its arguments: relations, as obligations.

    log(a), lgamma(a), gamma(a), digamma(a)   a > 0        (the language defines gamma on positive arguments)
    a**r, r a negative integer                a != 0
    a**r, r another literal                   a >= 0, or a > 0 if r < 0
    a**b, b integer-valued                    b >= 0, or a != 0
    a**b otherwise                            a > 0, or a >= 0 and b > 0
    tan(a)                                    cos(a) != 0
    asin(a), acos(a)                          -1 <= a <= 1
    binomial(a, b)                            a + 1 > 0     (= gamma(a+1)/(gamma(b+1) gamma(a-b+1)), 1/gamma = 0 at 0, -1, ...)
    harmonic_dim(d, n)                        d >= 2, n >= 0, and both integer-valued
    legendre(n, d, x)                         n >= 0 and integer-valued, d >= 2
    polygamma(k, a)                           k a literal integer >= 0, a > 0
    besselj(a, b)                             a >= 0, b >= 0

An obligation is a list of alternatives, each a list of relations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from certify.domain import Domain, Range
from certify.errors import InputError
from certify.expr import ONE, ZERO, Call, Expr, Rational, Variable, add
from certify.integrality import is_integer_valued
from certify.parse import Relation
from certify.unproved import Unproved

Alternatives: TypeAlias = tuple[tuple[Relation, ...], ...]
Binders: TypeAlias = tuple[tuple[str, Expr, Expr, bool], ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One of `alternatives` must hold on the domain extended by `binders`; `of` is the expression that needs it.

    `binders` lists (name, lower, upper, integer): for integrals lower < name < upper, for sums lower <= name <= upper.
    An obligation that is not `necessary` is only sufficient: `of` may be defined where it fails.
    """

    of: Expr
    alternatives: Alternatives
    binders: Binders = ()
    necessary: bool = field(default=True, compare=False)

    def domain(self, base: Domain) -> Domain:
        """The domain on which the alternatives must hold (closed ends become a range, others constraints).

        Raises Unproved if a bound variable has the name of another variable: its conditions would be confused.
        """
        for name, lower, upper, integer in self.binders:
            if name in base.ranges:
                raise Unproved(f"the name {name} is used twice")
            variable, strict, op = Variable(name), not integer, "<=" if integer else "<"
            low = None if lower.free else lower
            high = None if upper.free else upper
            base = base.with_range(
                name, Range(low, high, strict and low is not None, strict and high is not None, integer)
            )
            if low is None:
                base = base.constrained(Relation(lower, op, variable))
            if high is None:
                base = base.constrained(Relation(variable, op, upper))
        return base


def needs(node: Call, integers: frozenset[str]) -> list[Alternatives]:
    """What a call needs beyond its arguments: a list of obligations, each with its alternatives."""
    args = node.args
    if node.op in ("log", "lgamma", "gamma", "digamma"):
        return [_positive(args[0])]
    if node.op == "pow":
        base, exponent = args
        return _power_needs(base, exponent, integers)
    if node.op == "tan":
        return [_nonzero(Call("cos", args))]
    if node.op in ("asin", "acos"):
        return [((Relation(args[0], ">=", Rational(-1)), Relation(args[0], "<=", ONE)),)]
    if node.op == "binomial":
        return [_positive(add(args[0], ONE))]
    if node.op == "harmonic_dim":
        _require_integers(node, args, integers)
        return [((Relation(args[0], ">=", Rational(2)), Relation(args[1], ">=", ZERO)),)]
    if node.op == "legendre":
        _require_integers(node, args[:1], integers)
        return [((Relation(args[0], ">=", ZERO), Relation(args[1], ">=", Rational(2))),)]
    if node.op == "polygamma":
        order = args[0]
        if not (isinstance(order, Rational) and order.value.denominator == 1 and order.value >= 0):
            raise InputError(f"the order of {node!r} must be a literal integer >= 0")
        return [_positive(args[1])]
    if node.op == "besselj":
        return [((Relation(args[0], ">=", ZERO), Relation(args[1], ">=", ZERO)),)]
    return []


def _power_needs(base: Expr, exponent: Expr, integers: frozenset[str]) -> list[Alternatives]:
    if isinstance(exponent, Rational):
        if exponent.value.denominator == 1:
            return [_nonzero(base)] if exponent.value < 0 else []
        return [((Relation(base, ">" if exponent.value < 0 else ">=", ZERO),),)]
    if isinstance(base, Rational) and base.value > 0:
        return []
    if is_integer_valued(exponent, integers):
        return [((Relation(exponent, ">=", ZERO),), *_nonzero(base))]
    return [(*_positive(base), (Relation(base, ">=", ZERO), Relation(exponent, ">", ZERO)))]


def _positive(item: Expr) -> Alternatives:
    return ((Relation(item, ">", ZERO),),)


def _nonzero(item: Expr) -> Alternatives:
    return ((Relation(item, ">", ZERO),), (Relation(item, "<", ZERO),), (Relation(item, "!=", ZERO),))


def _require_integers(node: Call, args: tuple[Expr, ...], integers: frozenset[str]) -> None:
    for a in args:
        if not is_integer_valued(a, integers):
            raise InputError(f"{node!r}: {a!r} must be an integer; expected `in ZZ` for its variables")
