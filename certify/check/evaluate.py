"""Enclosures of terms over boxes: values, and Taylor series in one variable.

`env` gives each free variable an interval.  What is returned encloses the value (the derivatives) of the term at every point of
the box; where the term may be undefined, or is not of a kind that is evaluated (integrals), `IntervalError` is raised.

What is certified: the enclosure, and that the term is defined on the box (for derivatives of order k: k times differentiable
there).  What is not: that it is tight.  Wider boxes and fewer bits only widen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Final

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check import functions as fn
from certify.check import series as se
from certify.check.domains import Relation
from certify.check.dyadic import Interval, IntervalError, Undefined
from certify.check.normal.forms import is_zero
from certify.check.series import Series
from certify.check.terms import BINDERS, ONE, Term, add, call, div, mul, number, put, spend, sub
from certify.check.written import dimension, items, legendre

Box = Mapping[str, Interval]
MOST_WRITTEN: Final = 1000
MAX_PREC: Final = 4096
ZERO: Final = Interval.dyadic(0)
COST: Final = {"add": 3, "mul": 4, "rational": 1, "pi": 1, "var": 1}
SLOW: Final = frozenset(("gamma", "lgamma", "digamma", "polygamma", "besselj", "erf"))  # series of about p terms


def cost(t: Term, p: int) -> int:
    """What an evaluation of the outermost call costs, in units of work."""
    if t.op not in SLOW:
        return COST.get(t.op, 150) * (1 + p // 256)
    order = t.args[0].integer or 0 if t.op == "polygamma" else 0
    return 150 * (1 + p // 64) ** 2 * (1 + order // 8)


def bessel_cost(x: Interval, p: int) -> int:
    """What a Bessel function costs beside that: its series has about |x| terms, of so many bits more."""
    size = d.absolute(x).hi
    reach = el.fixed(size, 0) if size and d.top(size) <= fn.MAX_BESSEL else 0
    return 3 * (reach + p // 8) * (1 + (p + 2 * reach) // 64)


def unfolded(t: Term) -> Term:
    """A call that is defined by others, as these; a sum or product with literal ends written out."""
    found = items(t, MOST_WRITTEN) if t.op in BINDERS else None
    if found is not None:
        return add(*found) if t.op == "sum" else mul(*found)
    if t.op == "binomial":
        a, b = t.args
        if a.integer is not None and b.integer is not None and b.integer >= 0 and -1 < a.integer < 10_000:
            return number(comb(a.integer, b.integer))
        return div(call("gamma", add(a, ONE)), mul(call("gamma", add(b, ONE)), call("gamma", add(sub(a, b), ONE))))
    if t.op == "harmonic_dim":
        dim, k = t.args
        if dim.integer is not None and k.integer is not None and 2 <= dim.integer <= 10**6 and 0 <= k.integer <= 10**4:
            n, m = dim.integer, k.integer
            return number((2 * m + n - 2) * comb(m + n - 3, m - 1) // m if m else 1)
        known = dimension(dim, k)
        if known is not None:
            return known
    if t.op == "legendre" and t.args[0].integer is not None:
        return legendre(t.args[0].integer, t.args[1], t.args[2])
    raise Undefined(f"{t.op} is not evaluated")


@lru_cache(maxsize=1 << 14)
def _literal(q: Fraction, p: int) -> Interval:
    return Interval.of(q, p)


def value(t: Term, env: Box, p: int, memo: dict[Term, Interval] | None = None) -> Interval:
    """An interval that contains the value of t at every point of the box."""
    memo = {} if memo is None else memo
    found = memo.get(t)
    if found is None:
        spend(cost(t, p))
        found = memo[t] = _value(t, env, p, memo)
    return found


def _value(t: Term, env: Box, p: int, memo: dict[Term, Interval]) -> Interval:
    op = t.op
    if op == "rational":
        return _literal(t.rational or Fraction(0), p)
    if op == "pi":
        return el.pi(p)
    if op == "var":
        if t.value not in env:
            raise Undefined("a variable without a range")
        return env[str(t.value)]
    if op in BINDERS or op in ("binomial", "harmonic_dim", "legendre"):
        w = p
        if op == "binomial":  # the bits of log Gamma in front of the point are lost
            size = d.absolute(value(t.args[0], env, p, memo)).hi
            w += 8 + min(max(0, d.top(size) if size else 0), el.MAX_EXP)
        return value(unfolded(put(t, {n: number(x.lower() or 0) for n in t.free if (x := env[n]).is_point()})), env, w)
    args = [value(a, env, p, memo) for a in t.args]
    if op in ("add", "mul", "min", "max"):
        found = args[0]
        for x in args[1:]:
            if op == "add":
                found = d.add(found, x, p)
            elif op == "mul":
                found = d.mul(found, x, p)
            else:
                found = (d.minimum if op == "min" else d.maximum)(found, x)
        return found
    if op == "pow":
        q = t.args[1].rational
        if q is not None:
            return d.ipow(args[0], int(q), p) if q.denominator == 1 else el.rpow(args[0], q, p)
        y = args[1]
        if y.is_point() and d.floor(y) == y:
            return d.ipow(args[0], int(y.lower()), p)  # type: ignore[arg-type]
        return el.power(args[0], y, p)
    if op == "besselj":
        spend(bessel_cost(args[1], p))
        return fn.besselj(args[0], args[1], p)
    if op == "polygamma":
        m = t.args[0].integer
        if m is None:
            raise Undefined("polygamma of no literal order")
        return fn.polygamma(m, args[1], p)
    return fn.FUNCTIONS[op](args[0], p)


def series(t: Term, env: Box, name: str, order: int, p: int, memo: dict[Term, Series] | None = None) -> Series:
    """The Taylor coefficients of orders 0..order of t in one variable, at every point of the box."""
    memo = {} if memo is None else memo
    found = memo.get(t)
    if found is None:
        spend(cost(t, p) * (1 + order) * (1 + order // 2))
        if name not in t.free:
            found = Series.constant(value(t, env, p), order)
        else:
            found = _series(t, env, name, order, p, memo)
        memo[t] = found
    return found


def _series(t: Term, env: Box, name: str, order: int, p: int, memo: dict[Term, Series]) -> Series:
    op = t.op
    if op == "var":
        return Series.variable(env[name], order)
    if op in BINDERS or op in ("binomial", "harmonic_dim", "legendre"):
        fixed = {n: number(x.lower() or 0) for n in t.free - {name} if (x := env[n]).is_point()}
        return series(unfolded(put(t, fixed)), env, name, order, p)
    if op == "besselj":
        if name in t.args[0].free:
            raise Undefined("derivative by the order of besselj")
        u = series(t.args[1], env, name, order, p, memo)
        spend(bessel_cost(u.c[0], p) * (2 * order + 2))
        return se.besselj(value(t.args[0], env, p), u, p)
    if op == "polygamma":
        m, u = t.args[0].integer, series(t.args[1], env, name, order, p, memo)
        if m is None:
            raise Undefined("polygamma of no literal order")
        return se.compose(lambda k: _polygamma_coefficient(m, k, u.c[0], p), u, p)
    if op == "pow" and name not in t.args[1].free:
        base = series(t.args[0], env, name, order, p, memo)
        q = t.args[1].rational
        if q is not None:
            return se.mul(base, base, p) if q == 2 else se.rpow(base, int(q) if q.denominator == 1 else q, p)
        y = value(t.args[1], env, p)
        if y.is_point() and d.floor(y) == y:
            return se.rpow(base, int(y.lower()), p)  # type: ignore[arg-type]
        return se.power(base, y, p)
    args = [series(a, env, name, order, p, memo) for a in t.args]
    if op in ("add", "mul", "min", "max"):
        total = args[0]
        for u in args[1:]:
            if op in ("add", "mul"):
                total = (se.add if op == "add" else se.mul)(total, u, p)
            else:
                total = total if first_is_less(total.c[0], u.c[0]) == (op == "min") else u
        return total
    if op == "abs":
        return se.neg(args[0]) if first_is_less(args[0].c[0], ZERO) else args[0]
    if op == "pow":
        if t.args[0].rational is not None and t.args[0].rational > 0:
            logarithm = el.log(value(t.args[0], env, p), p)
            shifted = se.exp(se.scale(args[1], logarithm, p), p)
            return Series((value(t, env, p), *shifted.c[1:]))
        return se.power(args[0], args[1], p)
    return se.FUNCTIONS[op](args[0], p)


def first_is_less(x: Interval, y: Interval) -> bool:
    """Whether the one expression is <= the other on the whole box (True), or the other <= the one (False); `Undefined` if not
    known, or if both are one number there, so that expansions at a point and over a box around it agree on what is chosen.
    """
    below, above = x.at_most(y), y.at_most(x)
    if below == above:
        raise Undefined("derivative at a kink")
    return below


def _polygamma_coefficient(m: int, k: int, x: Interval, p: int) -> Interval:
    found = fn.polygamma(m + k, x, p)
    for j in range(2, k + 1):
        found = d.div(found, Interval.dyadic(j), p)
    return found


def good(x: Interval, op: str) -> bool:
    return x.is_positive() or (op == ">=" and x.is_nonnegative())


def holds(relation: Relation, env: Mapping[str, Interval], p: int) -> bool | None:
    """Whether a relation holds everywhere on the box (True), nowhere (False), or it is not known (None)."""
    f, op = relation.normal()
    try:
        x = value(f, env, p)
    except IntervalError:
        return None
    if op in ("==", "!="):
        apart = x.is_positive() or x.is_negative()
        return (op == "!=") if apart else (op == "==") if x.is_zero() else None
    if good(x, op):
        return True
    return False if x.is_negative() or (op == ">" and x.is_nonpositive()) else None


def decide(relation: Relation) -> bool | None:
    """Whether a relation between closed terms holds, by balls or by the normal form; None if that is not seen.

    A ball that is found shows as well that both sides are defined.
    """
    for p in (64, 512):
        found = holds(relation, {}, p)
        if found is not None:
            return found
    f, op = relation.normal()
    try:
        value(f, {}, 64)
        return {">=": True, "==": True}.get(op, False) if is_zero(frozenset(), {}, f) else None
    except IntervalError:
        return None
