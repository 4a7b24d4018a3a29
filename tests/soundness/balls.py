"""Values in Arb balls of 1,000 bits at rational points: a relation that fails there is false.

A third evaluator, beside the prover's (compiled, other precisions) and `tests.certify.real` (mpmath): it covers what has a
closed form, so no integrals.  Raises Unseen where it has no opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from flint import acb, arb, ctx, fmpq

from certify.expr import Binder, Call, Constant, Expr, Rational, Variable
from certify.integrality import is_integer_valued
from certify.parse import Relation

BITS: Final = 1000
MOST_TERMS: Final = 2000


class Unseen(Exception):
    """No value at this point, or none that is seen here."""


def fails(r: Relation, point: Mapping[str, Fraction | int], integers: frozenset[str]) -> bool | None:
    """Whether the relation fails at the point, for certain; None if there is no value here."""
    with ctx.workprec(BITS):
        try:
            gap = ball(r.lhs, point, integers) - ball(r.rhs, point, integers)
        except (Unseen, ZeroDivisionError, ValueError, OverflowError):
            return None
        if not gap.is_finite():
            return None
        return bool({">=": gap < 0, ">": gap <= 0, "<=": gap > 0, "<": gap >= 0, "==": gap != 0, "!=": gap == 0}[r.op])


def ball(item: Expr, at: Mapping[str, Fraction | int], integers: frozenset[str]) -> arb:
    """The value at a point, to be asked for at `BITS`.  Raises Unseen, ZeroDivisionError, ValueError or OverflowError."""
    if isinstance(item, Rational):
        return arb(fmpq(item.value.numerator, item.value.denominator))
    if isinstance(item, Constant):
        return arb.pi()
    if isinstance(item, Variable):
        q = Fraction(at[item.name])
        return arb(fmpq(q.numerator, q.denominator))
    if isinstance(item, Binder):
        return _sum(item, at, integers)
    assert isinstance(item, Call)
    args = [ball(a, at, integers) for a in item.args]
    if item.op == "pow":
        return _power(item, args, integers)
    found = _call(item.op, args)
    if not found.is_finite():
        raise Unseen(item.op)
    return found


def _sum(item: Binder, at: Mapping[str, Fraction | int], integers: frozenset[str]) -> arb:
    ends = [ball(e, at, integers).unique_fmpz() for e in (item.lower, item.upper)]
    if item.op == "integral" or None in ends or int(ends[1]) - int(ends[0]) > MOST_TERMS:  # type: ignore[arg-type]
        raise Unseen(item.op)
    found = arb(0 if item.op == "sum" else 1)
    for k in range(int(ends[0]), int(ends[1]) + 1):  # type: ignore[arg-type]
        x = ball(item.body, {**at, item.variable: k}, integers | {item.variable})
        found = found + x if item.op == "sum" else found * x
    return found


def _power(item: Call, args: list[arb], integers: frozenset[str]) -> arb:
    (base, exponent), e = args, item.args[1]
    if is_integer_valued(e, integers):
        n = exponent.unique_fmpz()
        if n is None or abs(int(n)) > 10**6 or (n < 0 and not base != 0):
            raise Unseen("pow")
        return base ** int(n)
    if not (base > 0 or (base == 0 and exponent > 0)):
        raise Unseen("pow")
    return arb(0) if base == 0 else base**exponent


def _call(op: str, args: list[arb]) -> arb:
    a = args[0]
    if op in ("add", "mul"):
        found = a
        for b in args[1:]:
            found = found + b if op == "add" else found * b
        return found
    if op in ("min", "max"):
        found = a
        for b in args[1:]:
            found = found.min(b) if op == "min" else found.max(b)
        return found
    if op in ("log", "gamma", "lgamma", "digamma"):
        if not a > 0:
            raise Unseen(op)
        return getattr(a, op)()
    if op in ("asin", "acos") and not (-1 <= a <= 1):
        raise Unseen(op)
    if op in ("exp", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "floor", "ceil"):
        return getattr(a, op)()
    if op == "abs":
        return abs(a)
    if op == "binomial":
        n, k = args
        if not n + 1 > 0:
            raise Unseen(op)
        return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()
    if op == "besselj" and a >= 0 and args[1] >= 0:
        return args[1].bessel_j(a)
    if op == "polygamma" and args[1] > 0:
        return acb(args[1]).polygamma(a).real
    raise Unseen(op)
