"""Powers whose exponents are no integers, absolute values, and the factors of sums.

What is certified: (a*b)**m = a**m*b**m and (a**c)**m = a**(c*m) are used only where a is known to be > 0 (or >= 0, as said at each
place), or the exponent is an integer.  What is not: powers of negative bases otherwise; they stay as they are.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from certify.check.normal.elements import (  # isort: skip
    Element, Gen, Monomial, Number, constant, is_int, key, order, plus, scaled, times, trim,
)  # fmt: skip
from certify.check.normal.field import Field

MOST_DIVISIONS: Final = 200
MOST_FACTORS: Final = 20
SMALL_PRIMES: Final = tuple(p for p in range(2, 1000) if all(p % q for q in range(2, int(p**0.5) + 1)))


class Powers(Field):
    """Powers and absolute values; every equation holds wherever the power that is rewritten is defined."""

    def exp(self, e: Element) -> Element:
        """exp of an element."""
        raise NotImplementedError

    def nonnegative_content(self, e: Element) -> tuple[Monomial, Element]:
        """(m, rest): e = m*rest, both >= 0, m a product of generators >= 0; m = 1 if there is none, or the rest may be < 0."""
        monos = [dict(m) for m in e]
        common = {g: min(m.get(g, 0) for m in monos) for g in monos[0] if g.sign == 1}
        m = tuple((g, k) for g, k in sorted(common.items(), key=lambda p: p[0].index) if k)
        if m:
            inverse = tuple((g, -k) for g, k in m)
            rest = self.settle({times(n, inverse): c for n, c in e.items()})
            if rest and self.gen_of_sum(rest).sign:
                return m, rest
        return (), e

    def divided(self, e: Element) -> Element:
        """A sum with numerators reduced by denominators: where a monomial holds S**k, k < 0, and the first monomial of the sum S,
        that is put to S minus its others, so that x/(1+x) is 1 - 1/(1+x)."""
        for _ in range(MOST_DIVISIONS):
            step = next(
                ((m, g, n) for m in e for g, k in m if g.kind == "sum" and k < 0 and (n := leading(m, g))), None
            )
            if step is None:
                return e
            m, g, first = step
            s = dict(g.data)
            others = {n: -d for n, d in s.items() if n != first}
            by = scaled(plus(self.one(g), others), Fraction(e[m]) / Fraction(s[first]))
            quotient = times(m, tuple((h, -k) for h, k in first))
            e = plus({n: d for n, d in e.items() if n != m}, self.multiply({quotient: 1}, by))
        return e

    def positive_sums(self) -> list[Element]:
        """The sums met so far that are > 0 by their form: as bases, and in logarithms."""
        found = {key(dict(g.data)): dict(g.data) for g in self.gens.values() if g.kind == "sum" and g.sign == 2}
        for (arg,), _ in self.calls.get(("log", 1), []):
            signs = [self.monomial_sign(m) if c > 0 else 0 for m, c in arg.items()]
            if len(arg) > 1 and min(signs) and max(signs) == 2:
                found[key(arg)] = arg
        return sorted(found.values(), key=lambda e: max(map(order, e)))[:MOST_FACTORS]  # factors before their products

    def apart(self, e: Element) -> tuple[list[Element], Element]:
        """e as a product of known positive sums, each as often as it divides, and the rest."""
        found: list[Element] = []
        for s in self.factors:
            while len(e) > 1 and len(found) < MOST_FACTORS and (q := self.quotient(e, s)):
                found.append(s)
                e = q
        return found, e

    def quotient(self, e: Element, s: Element) -> Element:
        """e/s if division comes out even, else 0."""
        first = max(s, key=order)
        found: Element = {}
        for _ in range(4 * len(e) + 4):
            if not e:
                return found
            m = max(e, key=order)
            have = dict(m)
            if any(k > have.get(h, 0) for h, k in first):
                return {}
            step: Element = {times(m, tuple((h, -k) for h, k in first)): trim(Fraction(e[m]) / Fraction(s[first]))}
            found = plus(found, step)
            e = plus(e, scaled(self.multiply(step, s), -1))
        return {}

    def rational_power(self, q: Number, exponent: Element) -> Element:
        """q**exponent for a rational q > 0."""
        found: Element = {(): 1}
        for n, s in ((q.numerator, 1), (q.denominator, -1)):
            for p, k in primes(n):
                found = self.multiply(found, self.gen_power(self.gen("prime", p, 2), s * k, exponent))
        return found

    def gen_power(self, g: Gen, k: Number, exponent: Element, whole: bool = False) -> Element:
        """(g**k)**exponent as g**(k*exponent), where the caller knows that this is right.

        If g is itself b**m, b**(m*k*exponent) is the same only for b >= 0 or a `whole` exponent: ((-1)**2)**(1/2) is not -1.
        """
        mono: Monomial = ()
        found: Element = {(): 1}
        for m, c in exponent.items():
            inverse = self.log_below(g, m)
            if not m and g.kind == "power" and g.data[0] is self.minus and not whole:
                value = self.gen("sum", key({((g, 1),): 1}))  # a root of (-1)**m, 1 where it stands, not (-1)**(c*m)
                mono = times(mono, ((value, trim(k * c)),))
            elif not m:
                mono = times(mono, ((g, trim(k * c)),))
            elif inverse is not None:
                rest = {tuple(p for p in m if p[0] is not inverse): trim(k * c)}
                found = self.multiply(found, self.exp(rest))
            elif g.kind == "power" and (whole or g.data[0].sign):
                base, inner = g.data
                mono = times(mono, self.symbolic(base, times(inner, m), k * c))
            else:
                mono = times(mono, self.symbolic(g, m, k * c))
        return self.multiply(found, self.settle({mono: 1}))

    def log_below(self, g: Gen, m: Monomial) -> Gen | None:
        """The generator log(p), if g is the prime p and log(p) divides the exponent m once: p**(a/log(p)) = exp(a)."""
        if g.kind != "prime":
            return None
        name = ((((g, 1),), 1),)
        inverse = (
            h for h, k in m if k == -1 and h.kind == "call" and h.data[0] == "log" and dict(h.data[2][0]) == dict(name)
        )
        return next(inverse, None)

    def symbolic(self, base: Gen, m: Monomial, k: Number) -> Monomial:
        """base**(k*m)."""
        if not m:
            return ((base, trim(k)),)
        sign = 2 if base.sign == 2 else 1 if base.sign == 1 else 0
        return ((self.gen("power", (base, m), sign), trim(k)),)

    def power(self, base: Element, exponent: Element, whole: bool) -> Element:
        """base**exponent; `whole` if the exponent is always an integer."""
        n = constant(exponent)
        if n is not None and is_int(n):
            return self.integer_power(base, int(n)) if n >= 0 else self.inverse_power(base, int(-n))
        if not base:
            return {} if n is not None and n > 0 else self.call("pow", (base, exponent))
        exponent = self.divided(exponent)
        q, common, rest = self.content(base, whole and len(base) > 1)
        if len(rest) > 1 and not whole:
            more, rest = self.nonnegative_content(rest)
            common = times(common, more)
        found = self.rational_power(q, exponent)
        for g, k in common:
            found = self.multiply(found, self.gen_power(g, k, exponent, whole))
        parts, rest = self.apart(rest)
        for s in parts:
            found = self.multiply(found, self.gen_power(self.gen_of_sum(s), 1, exponent, whole))
        if rest == {(): 1}:
            return found
        if len(rest) == 1:
            return self.multiply(found, self.power_of_product(rest, exponent, whole))
        return self.multiply(found, self.gen_power(self.gen_of_sum(rest), 1, exponent))

    def power_of_product(self, rest: Element, exponent: Element, whole: bool) -> Element:
        """(+-m)**exponent, no generator in m being known as > 0.

        For integers the power goes to every factor, and (-1)**exponent is one; the same if all factors are >= 0.  Else the base
        is >= 0 where the power is defined: g**k with k no integer, and with k odd and a literal exponent, have g >= 0; g**k
        with k even is abs(g)**k.  Anything else stays together.
        """
        ((m, c),) = rest.items()
        if whole or (c == 1 and all(g.sign for g, _ in m)):
            found: Element = self.gen_power(self.minus, 1, exponent) if c == -1 else {(): 1}
            for g, k in m:
                found = self.multiply(found, self.gen_power(g, k, exponent, whole))
            return found
        literal = constant(exponent) is not None
        if c == 1 and len(m) == 1:
            g, k = m[0]
            if k == 1 or not is_int(k) or (literal and k % 2):
                return self.gen_power(g, k, exponent)
            if literal:
                return self.gen_power(self.abs_gen(g), k, exponent)
        return self.gen_power(self.gen_of_sum(rest), 1, exponent)

    def abs_gen(self, g: Gen) -> Gen:
        return g if g.sign or g.kind == "abs" else self.gen("abs", g, 1)

    def absolute(self, e: Element) -> Element:
        """abs of a product goes to its factors, of which those >= 0 and even powers stay as they are."""
        if not e:
            return e
        q, common, rest = self.content(e)
        found: Element = {common: q}
        if len(rest) == 1:
            ((m, _),) = rest.items()
            for g, k in m:
                plain = g.sign or not is_int(k) or k % 2 == 0
                item: Element = self.one(g, k) if plain else {times(((g, k - 1),), ((self.abs_gen(g), 1),)): 1}
                found = self.multiply(found, item)
            return found
        g, other = self.gen_of_sum(rest), self.gen_of_sum(scaled(rest, -1))
        if g.sign or other.sign:
            return self.multiply(found, rest if g.sign else scaled(rest, -1))
        return self.multiply(found, self.one(self.abs_gen(min(g, other, key=lambda h: h.index))))


@lru_cache(maxsize=4096)
def primes(n: int) -> tuple[tuple[int, int], ...]:
    """n > 0 as a product of powers of pairwise coprime bases: its small primes, and the rest."""
    found = []
    for p in SMALL_PRIMES:
        k = 0
        while n % p == 0:
            n, k = n // p, k + 1
        if k:
            found.append((p, k))
    return (*found, (n, 1)) if n > 1 else tuple(found)


def leading(m: Monomial, g: Gen) -> Monomial:
    """The first monomial of a sum, by degree, if it divides m; else the empty one."""
    first: Monomial = max(dict(g.data), key=order)
    have = dict(m)
    divides = all(h.kind != "sum" and 0 < k <= have.get(h, 0) for h, k in first)
    return first if divides else ()
