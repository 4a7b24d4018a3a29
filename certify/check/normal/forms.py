"""From terms to elements, and when a term vanishes.

What is certified: `is_zero` says yes only if the term is 0 wherever it is defined.  What is not: the converse.  What stands under a
binder need not be defined, as a sum may be empty: nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from certify.check.normal.calls import HANDLERS
from certify.check.normal.elements import Element, constant, key, names, plus, times, trim
from certify.check.normal.exponentials import Exponentials
from certify.check.normal.field import MOST_TERMS

from certify.check.terms import (  # isort: skip
    BINDERS, MINUS_ONE, ONE, Excessive, Term, add as t_add, binder, is_integer, mul as t_mul, number, put, rebuilt,
    spend, sub, var, walk,
)  # fmt: skip
from certify.check.written import dimension, items

MOST_WRITTEN: Final = 100


class Normal(Exponentials):
    """Normal forms of terms, each made once."""

    def of(self, t: Term) -> Element:
        found = self.memo.get(t)
        if found is None:
            spend(40)
            found = self.memo[t] = self._of(t)
            if len(found) > MOST_TERMS:
                raise Excessive("an expression has too many terms")
        return found

    def _of(self, t: Term) -> Element:
        op = t.op
        if op == "rational":
            return {(): trim(t.rational)} if t.rational else {}
        if op == "pi":
            return self.one(self.pi)
        if op == "var":
            return self.one(self.gen("var", t.value, self.signs.get(str(t.value), 0)))
        if op == "add":
            return plus(*map(self.of, t.args))
        if op == "mul":
            found: Element = {(): 1}
            for a in t.args:
                found = self.multiply(found, self.of(a))
            return found
        if op == "pow":
            base, exponent = t.args
            if (
                exponent.rational is not None and exponent.integer is None and is_square(base)
            ):  # before sums are expanded
                return self.root_of_square(base, exponent.rational)
            return self.power(self.of(base), self.of(exponent), self.is_whole(exponent))
        if op in BINDERS:
            return self.binder(t)
        handler = HANDLERS.get(op)
        if handler is not None:
            return handler(self, t)
        return self.call(op, tuple(map(self.of, t.args)))

    def root_of_square(self, base: Term, c: Fraction) -> Element:
        """(q*a**k*b**l)**c = q**c*abs(a)**(k*c)*abs(b)**(l*c) for q > 0 and even k and l."""
        found: Element = {(): 1}
        for a in base.args if base.op == "mul" else (base,):
            if a.rational is not None:
                item = self.power(self.of(a), {(): c}, False)
            else:
                item = self.power(
                    self.absolute(self.of(a.args[0])), {(): trim(c * int(a.args[1].rational or 0))}, False
                )
            found = self.multiply(found, item)
        return found

    def is_whole(self, t: Term) -> bool:
        return is_integer(t, self.integers | {n for n in t.free if n.startswith("#i")})

    def binder(self, t: Term) -> Element:
        """A sum or product with literal ends is written out; factors free of the variable leave a sum or an integral."""
        body, lower, upper = t.args
        name = str(t.value)
        low, high = self.of(lower), self.of(upper)
        if t.op == "integral":
            if self.same(low, high):
                return {}
        elif None not in (a := constant(low), b := constant(high)):
            found = items(binder(t.op, body, name, number(a), number(b)), MOST_WRITTEN)  # type: ignore[arg-type]
            if found is not None:
                return self.of(t_add(*found) if t.op == "sum" else t_mul(*found))
        inner = self.of(body)
        if t.op == "product":  # of zeros, too: an empty one is 1
            return self.call(f"product {name}", (inner, low, high))
        if not inner:
            return {}
        monos = [{g: k for g, k in m if name not in names(g)} for m in inner]
        common = dict(monos[0])
        for m in monos[1:]:
            common = {g: k for g, k in common.items() if m.get(g) == k}
        q = Fraction(gcd(*(c.numerator for c in inner.values())), lcm(*(c.denominator for c in inner.values())))
        if next(iter(inner.values())) < 0 and len(inner) == 1:
            q = -q
        factor = tuple((g, k) for g, k in sorted(common.items(), key=lambda p: p[0].index))
        inverse = tuple((g, -k) for g, k in factor)
        rest = self.settle({times(m, inverse): trim(c / q) for m, c in inner.items()})
        return self.multiply({factor: trim(q)}, self.call(f"{t.op} {name}", (rest, low, high)))


def bound(t: Term, depth: int = 0) -> Term:
    """Bound variables renamed by their nesting: #i0, #i1, ... are integers, #r0, #r1, ... real."""
    if t.op in BINDERS:
        body, lower, upper = t.args
        name = f"#{'r' if t.op == 'integral' else 'i'}{depth}"
        inner = bound(put(body, {str(t.value): var(name)}), depth + 1)
        return binder(t.op, inner, name, bound(lower, depth), bound(upper, depth))
    return rebuilt(t, [bound(a, depth) for a in t.args]) if t.args else t


def unbound(t: Term) -> set[Term]:
    """The sub-terms that are not under a binder: they are defined wherever t is."""
    found, stack = set(), [t]
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack.extend(() if node.op in BINDERS else node.args)
    return found


def prepared(integers: frozenset[str], signs: Mapping[str, int], *given: Term) -> tuple[Normal, list[Term]]:
    """A normal form for some terms: with the signs that their being defined shows, and the tops of the families of gammas."""
    terms = [bound(t) for t in given]
    outer = {n for t in terms for n in unbound(t)}  # what stands under a binder need not be defined: a sum may be empty
    nodes = sorted(dict.fromkeys(n for t in terms for n in walk(t)), key=lambda n: n.size)  # inner ones first
    found = Normal(integers, {**signs, **known_signs(outer, integers, signs)})
    gammas = [(z, inverse, node in outer) for node in nodes for z, inverse in gamma_arguments(node)]
    if any(inverse for _, inverse, _ in gammas):
        scout = Normal(integers, found.signs)
        scout.trusting = False
        families = [scout.family(scout.of(z))[0] for z, *_ in gammas]
        positive = {f for f, (_, inverse, safe) in zip(families, gammas, strict=True) if safe and not inverse}
        for f, (z, inverse, _) in zip(families, gammas, strict=True):
            if inverse and f not in positive:  # before anything is made of gamma at this argument
                found.doubtful.add(found.family(found.of(z))[0])
    for z, *_ in gammas:
        family, own = found.family(found.of(z))
        found.tops[family] = max(own, found.tops.get(family, own))
    for node in nodes:
        if node.op == "legendre" and node.args[0].integer is None:
            degree, dim, at = map(found.of, node.args)
            family, own = found.family(degree)
            tag = ("legendre", family, key(dim), key(at))
            low, high = found.tops.get(tag, (own, own))
            found.tops[tag] = (min(low, own), max(high, own))
    found.memo.clear()
    return found, terms


def is_square(t: Term) -> bool:
    """A product of even literal powers and rationals > 0."""
    if t.op == "mul":
        return all(is_square(a) for a in t.args)
    n = t.args[1].integer if t.op == "pow" else None
    return (t.rational is not None and t.rational > 0) or (n is not None and n % 2 == 0)


def known_signs(nodes: set[Term], integers: frozenset[str], signs: Mapping[str, int]) -> dict[str, int]:
    """What the calls that are defined say of variables: > 0 in a logarithm or gamma, >= 0 under a power that is no integer."""
    known: dict[str, int] = {}
    for node in nodes:
        if node.op in ("log", "gamma", "lgamma", "pow", "digamma") and node.args[0].op == "var":
            name, exponent = str(node.args[0].value), node.args[1] if node.op == "pow" else None
            whole = exponent is not None and is_integer(exponent, integers | {v for v in exponent.free if v[0] == "#"})
            if not whole and not name.startswith("#"):
                known[name] = max(known.get(name, signs.get(name, 0)), 2 if exponent is None else 1)
    return known


def gamma_arguments(node: Term) -> list[tuple[Term, bool]]:
    """The z of a call written by gamma(z) or 1/gamma(z), and which."""
    if node.op in ("gamma", "lgamma", "digamma", "polygamma"):
        return [(node.args[-1], False)]
    if node.op == "binomial":
        a, b = node.args
        return [(t_add(a, ONE), False), (t_add(b, ONE), True), (t_add(sub(a, b), ONE), True)]
    if node.op == "harmonic_dim" and dimension(*node.args) is not None:
        d, k = node.args
        return [(z, False) for z in (t_add(k, d, number(-2)), t_add(k, ONE), t_add(d, MINUS_ONE))]
    return []


def is_zero(integers: frozenset[str], signs: Mapping[str, int], f: Term) -> bool:
    """Whether f vanishes wherever it is defined, by the normal form: if not at once, with positive sums split off that it met."""
    normal, (t,) = prepared(integers, signs, f)
    if normal.zero(normal.of(t)):
        return True
    normal.factors = normal.positive_sums()
    normal.memo.clear()
    return bool(normal.factors) and normal.zero(normal.of(t))
