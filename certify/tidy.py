"""Closed expressions in a shorter form: roots of perfect powers taken, the normal form where it is shorter."""

from __future__ import annotations

from fractions import Fraction

from certify.expr import Call, Expr, Rational, call
from certify.unproved import Unproved


def simplified(item: Expr) -> Expr:
    """The same closed value, in normal form if that is shorter."""
    from certify.algebra import normal

    item = tidy(item)
    if isinstance(item, Rational):
        return item
    try:
        return min(item, tidy(normal(item)), key=lambda e: e.size)
    except Unproved:
        return item


def tidy(item: Expr) -> Expr:
    """The same closed value with roots of perfect powers taken."""
    if not isinstance(item, Call):
        return item
    args = tuple(tidy(a) for a in item.args)
    if item.op == "pow" and isinstance(args[0], Rational) and isinstance(args[1], Rational):
        base, exponent = args[0].value, args[1].value
        if base >= 0 and exponent.denominator <= 64:
            tops = exact_root(base.numerator, exponent.denominator)
            bottoms = exact_root(base.denominator, exponent.denominator)
            if tops is not None and bottoms is not None:
                return call("pow", Rational(Fraction(tops, bottoms)), Rational(exponent.numerator))
    return call(item.op, *args)


def exact_root(value: int, n: int) -> int | None:
    """The n-th root of a non-negative integer if it is an integer."""
    if n == 1 or value < 2:
        return value
    low, high = 1, 1 << (value.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= value else (low, middle - 1)
    return low if low**n == value else None
