"""Enclosures of terms over boxes: values, Taylor series in one variable, gradients and Hessians.

`env` gives each free variable an interval.  What is returned encloses the value (the derivatives) of the term at every point of
the box; where the term may be undefined, or is not of a kind that is evaluated (integrals), `IntervalError` is raised.

What is certified: the enclosure, and that the term is defined on the box (for derivatives of order k: k times differentiable
there).  What is not: that it is tight.  Wider boxes and fewer bits only widen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from certify.check.normal import is_zero
from certify.check.series import Series
from certify.check.terms import BINDERS, ONE, Term, add, call, div, mul, neg, number, put, spend, sub, var
from certify.check.written import dimension, legendre

Box = Mapping[str, Interval]
MOST_WRITTEN: Final = 1000
MAX_PREC: Final = 4096
ZERO: Final = Interval.dyadic(0)
VARIABLE: Final = var("#u")
COST: Final = {"add": 3, "mul": 4, "rational": 1, "pi": 1, "var": 1}
SLOW: Final = frozenset(("gamma", "lgamma", "digamma", "polygamma", "besselj", "erf"))  # series of about p terms


def cost(t: Term, p: int) -> int:
    """What an evaluation of the outermost call costs, in units of work."""
    if t.op not in SLOW:
        return COST.get(t.op, 150) * (1 + p // 256)
    order = t.args[0].integer or 0 if t.op == "polygamma" else 0
    return 150 * (1 + p // 64) ** 2 * (1 + order // 8)


def unfolded(t: Term) -> Term:
    """A call that is defined by others, as these; a sum or product with literal ends written out."""
    if t.op in ("sum", "product"):
        low, high = t.args[1].integer, t.args[2].integer
        if low is not None and high is not None and high - low < MOST_WRITTEN:
            items = [put(t.args[0], {str(t.value): number(k)}) for k in range(low, high + 1)]
            return add(*items) if t.op == "sum" else mul(*items)
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
        return value(unfolded(put(t, {n: number(x.lower() or 0) for n in t.free if (x := env[n]).is_point()})), env, p)
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
        return se.besselj(value(t.args[0], env, p), series(t.args[1], env, name, order, p, memo), p)
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
                total = total if _first(total.c[0], u.c[0]) == (op == "min") else u
        return total
    if op == "abs":
        return se.neg(args[0]) if _first(args[0].c[0], ZERO) else args[0]
    if op == "pow":
        if t.args[0].rational is not None and t.args[0].rational > 0:
            logarithm = el.log(value(t.args[0], env, p), p)
            shifted = se.exp(se.scale(args[1], logarithm, p), p)
            return Series((value(t, env, p), *shifted.c[1:]))
        return se.power(args[0], args[1], p)
    return se.FUNCTIONS[op](args[0], p)


def _first(x: Interval, y: Interval) -> bool:
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


class Jet:
    """A value, a gradient and a Hessian (upper triangle), over the box; absent entries are 0."""

    __slots__ = ("g", "h", "v")

    def __init__(self, v: Interval, g: Mapping[str, Interval], h: Mapping[tuple[str, str], Interval]) -> None:
        self.v, self.g, self.h = v, g, h


def _accumulate(into: dict, k: object, x: Interval, p: int) -> None:  # type: ignore[type-arg]
    into[k] = d.add(into[k], x, p) if k in into else x


def jet(t: Term, env: Box, along: Sequence[str], p: int, memo: dict[Term, Jet], kinks: bool = False) -> Jet:
    """Value, gradient and Hessian in the variables `along`: f(u) has the Hessian f''(u)*grad u*(grad u)^T + f'(u)*Hess u.

    With `kinks` there is no Hessian, and the gradient encloses difference quotients: those of abs(u) are between those of u and
    -u, those of min(u, v) and max(u, v) between those of u and v, those of f(u) are f' in between times those of u.
    """
    found = memo.get(t)
    if found is None:
        spend(cost(t, p) * 8)
        if not t.free & set(along):
            found = Jet(value(t, env, p), {}, {})
        elif t.op == "var":
            found = Jet(env[str(t.value)], {str(t.value): el.ONE}, {})
        elif t.op in BINDERS or t.op in ("binomial", "harmonic_dim", "legendre"):
            fixed = {n: number(x.lower() or 0) for n in t.free - set(along) if (x := env[n]).is_point()}
            found = jet(unfolded(put(t, fixed)), env, along, p, memo, kinks)
        elif t.op == "add":
            found = jet(t.args[0], env, along, p, memo, kinks)
            for a in t.args[1:]:
                found = _jet_sum(found, jet(a, env, along, p, memo, kinks), p)
        elif t.op == "mul":
            powers: dict[Term, int] = {}
            for a in t.args:
                powers[a] = powers.get(a, 0) + 1
            items = [_jet_power(jet(a, env, along, p, memo, kinks), n, p) for a, n in powers.items()]
            found = items[0]
            for item in items[1:]:
                found = _jet_product(found, item, p)
        elif t.op == "pow" and not t.args[1].free & set(along):
            found = _jet_chain(jet(t.args[0], env, along, p, memo, kinks), call("pow", VARIABLE, t.args[1]), env, p)
        elif t.op == "pow":
            logarithm = mul(t.args[1], call("log", t.args[0]))
            inner = jet(logarithm, env, along, p, memo, kinks)
            found = _jet_chain(inner, call("exp", VARIABLE), env, p)
            found = Jet(value(t, env, p), found.g, found.h)
        elif t.op in ("min", "max"):
            found = jet(t.args[0], env, along, p, memo, kinks)
            for a in t.args[1:]:
                other = jet(a, env, along, p, memo, kinks)
                try:
                    found = found if _first(found.v, other.v) == (t.op == "min") else other
                except Undefined:
                    if not kinks:
                        raise
                    both = (d.minimum if t.op == "min" else d.maximum)(found.v, other.v)
                    found = Jet(both, {n: d.hull(found.g.get(n, ZERO), other.g.get(n, ZERO)) for n in along}, {})
        elif t.op == "abs":
            u = jet(t.args[0], env, along, p, memo, kinks)
            try:
                found = _jet_chain(u, neg(VARIABLE), env, p) if _first(u.v, ZERO) else u
            except Undefined:
                if not kinks:
                    raise
                found = Jet(d.absolute(u.v), {n: d.hull(x, d.neg(x)) for n, x in u.g.items()}, {})
        else:
            *front, last = t.args
            if any(a.free & set(along) for a in front):
                raise Undefined("derivative by an order")
            found = _jet_chain(jet(last, env, along, p, memo, kinks), call(t.op, *front, VARIABLE), env, p)
        memo[t] = found
    return found


def _jet_sum(a: Jet, b: Jet, p: int) -> Jet:
    g, h = dict(a.g), dict(a.h)
    for k, x in b.g.items():
        _accumulate(g, k, x, p)
    for kk, x in b.h.items():
        _accumulate(h, kk, x, p)
    return Jet(d.add(a.v, b.v, p), g, h)


def _jet_product(a: Jet, b: Jet, p: int) -> Jet:
    g: dict[str, Interval] = {}
    h: dict[tuple[str, str], Interval] = {}
    for x, y in ((a, b), (b, a)):
        for k, s in x.g.items():
            _accumulate(g, k, d.mul(s, y.v, p), p)
        for kk, s in x.h.items():
            _accumulate(h, kk, d.mul(s, y.v, p), p)
    for i, s in a.g.items():
        for j, u in b.g.items():
            both = d.mul(s, u, p)
            _accumulate(h, (min(i, j), max(i, j)), d.scale(both, 1) if i == j else both, p)
    return Jet(d.mul(a.v, b.v, p), g, h)


def _jet_power(a: Jet, n: int, p: int) -> Jet:
    return a if n == 1 else _jet_chain(a, call("pow", VARIABLE, number(n)), {}, p)


def _jet_chain(u: Jet, outer: Term, env: Box, p: int) -> Jet:
    c = series(outer, {**env, "#u": u.v}, "#u", 2, p).c
    names = sorted(u.g)
    h = {kk: d.mul(c[1], x, p) for kk, x in u.h.items()}
    for a, i in enumerate(names):
        for j in names[a:]:
            square = d.ipow(u.g[i], 2, p) if i == j else d.mul(u.g[i], u.g[j], p)
            _accumulate(h, (i, j), d.mul(c[2], d.scale(square, 1), p), p)
    return Jet(c[0], {k: d.mul(c[1], x, p) for k, x in u.g.items()}, h)


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
