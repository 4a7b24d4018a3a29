"""Values, gradients and Hessians over boxes, in one forward pass.

What is certified: the enclosure of the first and second partial derivatives at every point of the box, where the term is twice
differentiable; with `kinks`, of difference quotients.  What is not: that it is tight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check.dyadic import Interval, Undefined
from certify.check.evaluate import ZERO, Box, cost, first_is_less, series, unfolded, value
from certify.check.terms import BINDERS, Term, call, mul, neg, number, put, spend, var

VARIABLE: Final = var("#u")


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
                    found = found if first_is_less(found.v, other.v) == (t.op == "min") else other
                except Undefined:
                    if not kinks:
                        raise
                    both = (d.minimum if t.op == "min" else d.maximum)(found.v, other.v)
                    found = Jet(both, {n: d.hull(found.g.get(n, ZERO), other.g.get(n, ZERO)) for n in along}, {})
        elif t.op == "abs":
            u = jet(t.args[0], env, along, p, memo, kinks)
            try:
                found = _jet_chain(u, neg(VARIABLE), env, p) if first_is_less(u.v, ZERO) else u
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
