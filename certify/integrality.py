"""Expressions whose values are integers, wherever they are defined, by the way they are built."""

from __future__ import annotations

from certify.expr import Binder, Call, Expr, Rational, Variable


def is_integer_valued(item: Expr, integers: frozenset[str]) -> bool:
    """Whether the expression is built from integers and integer variables so that its value is always an integer."""
    if isinstance(item, Rational):
        return item.value.denominator == 1
    if isinstance(item, Variable):
        return item.name in integers
    if isinstance(item, Call):
        if item.op in ("floor", "ceil", "harmonic_dim"):
            return True
        if item.op in ("add", "mul", "min", "max", "abs", "binomial"):
            return all(is_integer_valued(a, integers) for a in item.args)
        if item.op == "pow":
            base, exponent = item.args
            return (
                is_integer_valued(base, integers)
                and isinstance(exponent, Rational)
                and exponent.value.denominator == 1
                and exponent.value >= 0
            )
        if item.op == "gamma":
            return is_integer_valued(item.args[0], integers)
    if isinstance(item, Binder) and item.op in ("sum", "product"):
        return is_integer_valued(item.body, integers | {item.variable})
    return False
