"""A normal form of terms, by which two of them are seen to be equal (`~` of the specification).

An element is a finite sum of rational coefficients times monomials, a dict {monomial: coefficient}; a monomial is a product of
rational powers of generators.  Generators are variables, pi, primes, e, the formal i, exp(i) and -1 (whose powers are sines and
cosines), powers of generators to monomials, calls, and sums: a sum under a power that is no positive integer is a generator of
its own.  Every rewriting below is an equation between real (complex, where i is about) numbers wherever what stood in the term
is defined; so if f - g comes out as the empty sum, f = g wherever both are defined.  Failing to come out so means nothing.

What makes an equation hold pointwise is said where it is used; two principles recur.  (1) x and 1/x cancel: where 1/x stands, x
is not 0; a denominator is cleared for the same reason.  (2) gamma(z) is written as gamma(z+k)/(z*(z+1)*...*(z+k-1)), upwards only:
z > 0 where gamma(z) stands, and 1/gamma, which is entire, may be written so at any z.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import factorial, floor, gcd, lcm
from typing import Any, Final

from certify.check.terms import (
    BINDERS,
    HALF,
    MINUS_ONE,
    ONE,
    Excessive,
    Rejected,
    Term,
    binder,
    call,
    div,
    is_integer,
    number,
    put,
    rebuilt,
    spend,
    sub,
    var,
    walk,
)
from certify.check.terms import add as t_add
from certify.check.terms import mul as t_mul
from certify.check.terms import neg as t_neg
from certify.check.terms import power as t_power

Number = int | Fraction
MOST_TERMS: Final = 20_000
MOST_SHIFTS: Final = 300
MOST_DIVISIONS: Final = 200
MOST_FACTORS: Final = 20
MOST_WRITTEN: Final = 100
SMALL_PRIMES: Final = tuple(p for p in range(2, 1000) if all(p % q for q in range(2, int(p**0.5) + 1)))


class Gen:
    """A generator, one object each; `sign` is 2 for > 0, 1 for >= 0, 0 for not known."""

    __slots__ = ("data", "index", "kind", "sign")

    def __init__(self, kind: str, data: Any, index: int, sign: int) -> None:
        self.kind, self.index, self.sign = kind, index, sign
        self.data: Any = data

    def __repr__(self) -> str:
        return f"{self.kind}:{self.data}"


Monomial = tuple[tuple[Gen, Number], ...]
Element = dict[Monomial, Number]
SPECIAL: Final = frozenset(("i", "minus", "prime", "abs", "sum"))


def trim(q: Number) -> Number:
    return q.numerator if q.denominator == 1 else q


def is_int(q: Number) -> bool:
    return q.denominator == 1


def constant(e: Element) -> Number | None:
    """The value of an element that is a rational number."""
    return 0 if not e else e[()] if len(e) == 1 and () in e else None


def times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    total = dict(m)
    for g, k in n:
        total[g] = total.get(g, 0) + k
    return tuple(sorted(((g, trim(k)) for g, k in total.items() if k), key=lambda p: p[0].index))


def plus(*items: Element) -> Element:
    total: Element = {}
    for item in items:
        for m, c in item.items():
            total[m] = total.get(m, 0) + c
    spend(4 * sum(map(len, items)))
    return {m: trim(c) for m, c in total.items() if c}


def scaled(e: Element, q: Number) -> Element:
    return {m: trim(c * q) for m, c in e.items()} if q else {}


def key(e: Element) -> frozenset[tuple[Monomial, Number]]:
    return frozenset(e.items())


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


class Normal:
    """The generators and normal forms of one comparison, over a domain with these integer variables.

    `signs` gives what is known of variables: 2 for > 0, 1 for >= 0.
    """

    def __init__(self, integers: frozenset[str], signs: Mapping[str, int] | None = None) -> None:
        self.integers = integers
        self.signs = dict(signs or {})
        self.gens: dict[object, Gen] = {}
        self.memo: dict[Term, Element] = {}
        self.tops: dict[object, Any] = {}
        self.doubtful: set[object] = (
            set()
        )  # families of gamma(z) that occur as 1/gamma(z) only, so that z may be negative
        self.calls: dict[tuple[str, int], list[tuple[tuple[Element, ...], Gen]]] = {}
        self.factors: list[Element] = []  # sums > 0 that are split off from products under roots and logarithms
        self.i = self.gen("i", None)
        self.pi = self.gen("pi", None, 2)
        self.e = self.gen("e", None, 2)
        self.turn = self.gen("turn", None)  # exp(i)
        self.minus = self.gen("minus", None)  # -1 = exp(i*pi)

    # Generators and elements

    def gen(self, kind: str, data: object, sign: int = 0) -> Gen:
        found = self.gens.get((kind, data))
        if found is None:
            spend(5)
            found = self.gens[kind, data] = Gen(kind, data, len(self.gens), sign)
        return found

    @staticmethod
    def one(g: Gen, exponent: Number = 1) -> Element:
        return {((g, exponent),): 1}

    def gen_of_sum(self, e: Element) -> Gen:
        """The element as a base: a generator that it is, or a new one."""
        if len(e) == 1:
            ((m, c),) = e.items()
            if c == 1 and len(m) == 1 and m[0][1] == 1:
                return m[0][0]
        signs = [self.monomial_sign(m) if c > 0 else 0 for m, c in e.items()]
        return self.gen("sum", key(e), 0 if 0 in signs else max(signs, default=0))

    @staticmethod
    def monomial_sign(m: Monomial) -> int:
        """A lower bound of the signs of a product: even powers are >= 0."""
        return min((g.sign if g.sign else 1 if is_int(k) and k % 2 == 0 and real(g) else 0 for g, k in m), default=2)

    def multiply(self, a: Element, b: Element) -> Element:
        if len(a) * len(b) > MOST_TERMS * 50:
            raise Excessive("an expression has too many terms")
        spend(40 * len(a) * len(b))
        total: Element = {}
        for m, c in a.items():
            for n, d in b.items():
                mn = times(m, n)
                total[mn] = total.get(mn, 0) + c * d
        return self.settle({m: trim(c) for m, c in total.items() if c})

    def settle(self, e: Element) -> Element:
        """Powers of special generators reduced: i**2 = -1, (-1)**2 = 1, p**(1+r) = p*p**r, abs(g)**2 = g**2, sums multiplied out."""
        spend(5 * len(e))
        if not any(g.kind in SPECIAL or g.kind == "power" for m in e for g, _ in m):
            return e
        out: dict[Monomial, Number] = {}
        extra: list[Element] = []
        for m, c in e.items():
            keep: list[tuple[Gen, Number]] = []
            factors: list[Element] = []
            for g, k in m:
                reduced = self.reduced(g, k)
                if isinstance(reduced, tuple):
                    q, k = reduced
                    c *= q
                    if k:
                        keep.append((g, trim(k)))
                else:
                    factors.append(reduced)
            if not factors:
                mono = tuple(keep)
                out[mono] = out.get(mono, 0) + c
                continue
            item: Element = {tuple(keep): trim(c)}
            for factor in factors:
                item = self.multiply(item, factor)
            extra.append(item)
        total = {m: trim(c) for m, c in out.items() if c}
        return plus(total, *extra) if extra else total

    def reduced(self, g: Gen, k: Number) -> tuple[Number, Number] | Element:
        """g**k as (coefficient, exponent), or as an element if it is something else."""
        if g.kind == "i" and not 0 <= k < 2:
            return (-1 if k % 4 >= 2 else 1), k % 2
        if g.kind == "minus":
            sign, k = -1 if k % 2 >= 1 else 1, k % 1
            return scaled(self.root_of_unity(k), sign) if k.denominator in (2, 3, 4, 5, 6, 8, 10, 12) else (sign, k)
        if g.kind == "power" and g.data[0] is self.minus and not 0 <= k < 2 and self.is_integer_monomial(g.data[1]):
            return 1, k % 2
        if g.kind == "prime" and not 0 <= k < 1:
            n = floor(k)
            if abs(n) * int(g.data).bit_length() > 50_000:
                raise Excessive("a number is too large")
            return Fraction(g.data) ** n, k - n
        if g.kind == "abs" and not 0 <= k < 2:
            n = floor(k / Fraction(2)) * 2
            even = self.settle(self.one(g.data, n))
            return even if k == n else self.multiply(even, self.one(g, trim(k - n)))
        if g.kind == "sum" and k >= 1:
            n = floor(k)
            whole = self.integer_power(dict(g.data), n)
            return whole if k == n else self.multiply(whole, self.one(g, k - n))
        return 1, k

    def is_integer_monomial(self, m: Monomial) -> bool:
        return all(is_int(k) and k > 0 and g.kind == "var" and self.is_integer_name(g.data) for g, k in m)

    def is_integer_name(self, name: object) -> bool:
        return name in self.integers or str(name).startswith("#i")

    def root_of_unity(self, q: Number) -> Element:
        """exp(i*pi*q), 0 <= q < 1, by radicals."""
        n = q.denominator
        s2, s3, s5 = (t_power(number(k), HALF) for k in (2, 3, 5))
        quarter = number(Fraction(1, 4))
        cosine, sine = {
            1: (number(-1), number(0)),
            2: (number(0), ONE),
            3: (HALF, t_mul(HALF, s3)),
            4: (t_mul(HALF, s2), t_mul(HALF, s2)),
            5: (
                t_mul(quarter, t_add(ONE, s5)),
                t_mul(quarter, t_power(t_add(number(10), t_mul(number(-2), s5)), HALF)),
            ),
            6: (t_mul(HALF, s3), HALF),
            8: (
                t_mul(HALF, t_power(t_add(number(2), s2), HALF)),
                t_mul(HALF, t_power(t_add(number(2), t_neg(s2)), HALF)),
            ),
            10: (
                t_mul(quarter, t_power(t_add(number(10), t_mul(number(2), s5)), HALF)),
                t_mul(quarter, t_add(s5, MINUS_ONE)),
            ),
            12: (t_mul(quarter, s2, t_add(s3, ONE)), t_mul(quarter, s2, t_add(s3, MINUS_ONE))),
        }[n]
        z = plus(self.of(cosine), self.multiply(self.one(self.i), self.of(sine)))
        return self.integer_power(z, q.numerator)

    def integer_power(self, e: Element, n: int) -> Element:
        """e**n, n >= 0."""
        if len(e) > 1 and n > 1 and (n > 2000 or len(e) ** 2 * n > 10**7):
            raise Excessive("a power has too many terms")
        if len(e) == 1:
            ((m, c),) = e.items()
            if c not in (1, -1) and n * max(abs(c.numerator).bit_length(), c.denominator.bit_length()) > 100_000:
                raise Excessive("a number is too large")
            return self.settle({tuple((g, trim(k * n)) for g, k in m): trim(Fraction(c) ** n)}) if n else {(): 1}
        found: Element = {(): 1}
        for bit in bin(n)[2:]:
            found = self.multiply(found, found)
            if bit == "1":
                found = self.multiply(found, e)
        return found

    def zero(self, e: Element) -> bool:
        """Whether the element vanishes once its denominators are cleared."""
        for _ in range(200):
            least: dict[Gen, Number] = {}
            for m in e:
                for g, k in m:
                    if g.kind == "sum":
                        least[g] = min(k, least.get(g, 0))
            found = [(g, -floor(k)) for g, k in least.items() if k < 0]
            if not found or not e:
                return not e
            g, n = max(found, key=lambda p: p[0].index)
            e = self.multiply(e, self.one(g, n))
        raise Rejected("denominators are nested too deeply")

    def same(self, a: Element, b: Element) -> bool:
        return a == b or self.zero(plus(a, scaled(b, -1)))

    # Powers

    def content(self, e: Element, any_sign: bool = False) -> tuple[Number, Monomial, Element]:
        """(q, m, rest): e = q*m*rest with q > 0 rational and m a product of positive generators (of any, if asked)."""
        q = Fraction(gcd(*(c.numerator for c in e.values())), lcm(*(c.denominator for c in e.values())))
        if len(e) == 1:
            ((mono, _),) = e.items()
            common = {g: k for g, k in mono if g.sign == 2}
        else:
            monos = [dict(m) for m in e]
            common = {
                g: min(m.get(g, 0) for m in monos) for m in e for g, _ in m if g.sign == 2 or (any_sign and real(g))
            }
        m = tuple((g, k) for g, k in sorted(common.items(), key=lambda p: p[0].index) if k)
        inverse = tuple((g, -k) for g, k in m)
        rest = self.settle({times(n, inverse): trim(c / q) for n, c in e.items()})
        if any(g.kind == "sum" for g, _ in m) and rest:  # sums were multiplied out, so there may be more to take out
            more, others, rest = self.content(rest, any_sign)
            q, m = q * more, times(m, others)
        return trim(q), m, rest

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
        return sorted(found.values(), key=lambda e: max(map(_order, e)))[:MOST_FACTORS]  # factors before their products

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
        first = max(s, key=_order)
        found: Element = {}
        for _ in range(4 * len(e) + 4):
            if not e:
                return found
            m = max(e, key=_order)
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

    def inverse_power(self, base: Element, n: int) -> Element:
        """base**(-n), n > 0."""
        if not base:
            raise Rejected("division by zero")
        if len(base) == 1:
            ((m, c),) = base.items()
            self.integer_power({(): c}, n)
            return self.settle({tuple((g, -k * n) for g, k in m): trim(Fraction(1) / Fraction(c) ** n)})
        q, common, rest = self.content(base)
        g = self.gen_of_sum(rest)
        mono = times(tuple((h, trim(-k * n)) for h, k in common), ((g, -n),))
        return self.settle({mono: trim(Fraction(1) / Fraction(q) ** n)})

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

    # exp, log, sin, cos

    def exp(self, e: Element) -> Element:
        """exp of a sum is a product; exp(c*m*log(a)) = a**(c*m), exp(c*m*lgamma(z)) = gamma(z)**(c*m)."""
        found: Element = {(): 1}
        for m, c in self.divided(e).items():
            logs = [g for g, k in m if g.kind == "call" and g.data[0] in ("log", "lgamma") and k == 1]
            if len(logs) == 1:
                (g,) = logs
                op, (arg,) = g.data[0], g.data[2]
                exponent = {tuple(p for p in m if p[0] is not g): c}
                base = dict(arg) if op == "log" else self.gamma_at(dict(arg))
                item = self.power(base, exponent, False)
            else:
                item = self.gen_power(self.e, 1, {m: c})
            found = self.multiply(found, item)
        return found

    def log(self, e: Element) -> Element:
        """log of a product with positive factors; of one power: log(g**k) = k*log(g) for odd k, (k/2)*log(g**2) for even k."""
        if not e:
            raise Rejected("log of zero")
        if any(g.kind == "sum" and k < 0 for m in e for g, k in m) and self.zero(plus(e, {(): -1})):
            return {}  # a quotient that is 1
        q, common, rest = self.content(e)
        found = plus(*(scaled(self.atom("log", {((self.gen("prime", p, 2), 1),): 1} if p else {}), s * k)
                       for n, s in ((q.numerator, 1), (q.denominator, -1)) for p, k in primes(n)))  # fmt: skip
        for g, k in common:
            found = plus(found, self.log_of_gen(g, k))
        parts, rest = self.apart(rest)
        if parts:
            return plus(found, self.log(rest), *(self.atom("log", s) for s in parts))
        if rest == {(): 1}:
            return found
        if len(rest) == 1:
            ((m, c),) = rest.items()
            if c == 1 and (len(m) == 1 or all(g.sign for g, _ in m)):
                return plus(found, *(self.log_of_gen(g, k) for g, k in m))
        if any(k < 0 for m in rest for _, k in m):
            for (other,), _ in self.calls.get(("log", 1), [])[:50]:
                if self.same(self.multiply(rest, other), {(): 1}):
                    return plus(found, scaled(self.atom("log", other), -1))  # the logarithm of a reciprocal
        return plus(found, self.atom("log", rest))

    def log_of_gen(self, g: Gen, k: Number) -> Element:
        if g is self.e:
            return {(): k}
        if g.kind == "power" and (g.data[0].sign or g.data[0] is self.e):
            base, m = g.data
            return self.multiply(self.log_of_gen(base, 1), {m: k})
        if g.kind == "call" and g.data[0] == "gamma":
            return scaled(self.atom("lgamma", dict(g.data[2][0])), k)
        if g.kind == "abs":
            return scaled(self.atom("log", self.settle(self.one(g.data, 2))), Fraction(k) / 2)
        if g.sign == 0 and is_int(k) and k % 2 == 0:
            return scaled(self.atom("log", self.settle(self.one(g, 2))), Fraction(k) / 2)
        base = dict(g.data) if g.kind == "sum" else self.one(g)
        return scaled(self.atom("log", base), k)

    def wave(self, e: Element) -> Element:
        """exp(i*e): a product of powers of exp(i), of -1 = exp(i*pi), and of cosine + i*sine where e is an inverse function."""
        found: Element = {(): 1}
        for m, c in e.items():
            rest = dict(m)
            inverse = m[0][0] if len(m) == 1 and m[0][1] == 1 else None
            if inverse is not None and inverse.kind == "call" and inverse.data[0] in ("asin", "atan") and is_int(c):
                a = dict(inverse.data[2][0])
                square = self.multiply(a, a)
                i_a = self.multiply(self.one(self.i), scaled(a, 1 if c > 0 else -1))
                if inverse.data[0] == "asin":
                    z = plus(self.power(plus({(): 1}, scaled(square, -1)), {(): Fraction(1, 2)}, False), i_a)
                else:
                    root = self.power(plus({(): 1}, square), {(): Fraction(-1, 2)}, False)
                    z = self.multiply(plus({(): 1}, i_a), root)
                item = self.integer_power(z, abs(int(c)))
            elif rest.get(self.pi) == 1:
                rest.pop(self.pi)
                item = self.gen_power(self.minus, 1, {tuple(rest.items()): c})
            else:
                item = self.gen_power(self.turn, 1, {m: c})
            found = self.multiply(found, item)
        return found

    def sin_cos(self, e: Element) -> tuple[Element, Element]:
        z, w = self.wave(e), self.wave(scaled(e, -1))
        half = Fraction(1, 2)
        return self.multiply(scaled(plus(z, scaled(w, -1)), -half), self.one(self.i)), scaled(plus(z, w), half)

    # Gamma

    def family(self, z: Element) -> tuple[object, int]:
        """What z has in common with z + 1, z - 1, ..., and how many units it is above the least of them with constant term >= 0."""
        c = z.get((), 0)
        return key(plus(z, {(): -floor(c)})), floor(c)

    def shifted(self, z: Element) -> tuple[Element, list[Element]]:
        """(top, [z, z+1, ..., top-1]), top = z + k the highest argument of its family."""
        name, own = self.family(z)
        steps = self.tops.get(name, own) - own
        if steps > MOST_SHIFTS:
            raise Rejected("arguments of gamma too far apart")
        return plus(z, {(): steps}), [plus(z, {(): j}) for j in range(max(0, steps))]

    def gamma_at(self, z: Element, sign: int = 1) -> Element:
        """gamma(z)**sign; literal integers and halves exactly."""
        q = constant(z)
        if q is not None:
            if q.denominator <= 2 and 0 < q <= 1000:
                n = int(q)
                value = Fraction(factorial(n - 1)) if q == n else Fraction(factorial(2 * n), 4**n * factorial(n))
                return {(): trim(value**sign)} if q == n else {((self.pi, Fraction(sign, 2)),): trim(value**sign)}
            if is_int(q) and q <= 0:
                if sign < 0:
                    return {}
                raise Rejected("gamma at a pole")
        top, steps = self.shifted(z)
        found = self.atom("gamma", top)
        if sign < 0:
            found = self.inverse_power(found, 1)
        for factor in steps:
            found = self.multiply(found, factor if sign < 0 else self.inverse_power(factor, 1))
        return found

    # Calls and binders

    def call(self, op: str, args: tuple[Element, ...]) -> Element:
        """A call as a generator; the same one for arguments equal by the normal form."""
        data = (op, tuple(map(key, args)))
        found = self.gens.get(("call", data))
        if found is None:
            siblings = self.calls.setdefault((op, len(args)), [])
            for others, g in siblings[:50]:
                if all(self.same(a, b) for a, b in zip(args, others, strict=True)):
                    found = g
                    break
            else:
                sign = 1 if op == "harmonic_dim" else 0
                if op == "gamma" and self.family(args[0])[0] not in self.doubtful:
                    sign = 2
                found = Gen("call", (op, None, tuple(args)), len(self.gens), sign)
                siblings.append((args, found))
            self.gens["call", data] = found
        return self.one(found)

    def atom(self, op: str, arg: Element) -> Element:
        return self.call(op, (arg,))

    def odd(self, op: str, arg: Element) -> Element:
        """An odd function: the sign is taken out."""
        if not arg:
            return {}
        lead = min(arg, key=lambda m: [(g.index, -k) for g, k in m])
        return self.atom(op, arg) if arg[lead] > 0 else scaled(self.atom(op, scaled(arg, -1)), -1)

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
            return self.power(self.of(base), self.of(exponent), self.is_whole(exponent))
        if op in BINDERS:
            return self.binder(t)
        handler = HANDLERS.get(op)
        if handler is not None:
            return handler(self, t)
        return self.call(op, tuple(map(self.of, t.args)))

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
        else:
            a, b = constant(low), constant(high)
            if a is not None and b is not None and b - a < MOST_WRITTEN:
                found: Element = {} if t.op == "sum" else {(): 1}
                for k in range(int(a), int(b) + 1):
                    item = self.of(put(body, {name: number(k)}))
                    found = plus(found, item) if t.op == "sum" else self.multiply(found, item)
                return found
        inner = self.of(body)
        if t.op == "product":  # of zeros as well: it is 1 if there is no factor
            return self.call(f"{t.op} {name}", (inner, low, high))
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


def _order(m: Monomial) -> tuple[Number, list[tuple[int, Number]]]:
    """Monomials by degree, then by their generators."""
    return sum(k for _, k in m), [(-h.index, k) for h, k in m]


def leading(m: Monomial, g: Gen) -> Monomial:
    """The first monomial of a sum, by degree, if it divides m; else the empty one."""
    first: Monomial = max(dict(g.data), key=_order)
    have = dict(m)
    divides = all(h.kind != "sum" and 0 < k <= have.get(h, 0) for h, k in first)
    return first if divides else ()


def real(g: Gen) -> bool:
    return g.kind not in ("i", "turn", "minus") and not (g.kind == "power" and g.data[0].kind in ("turn", "minus"))


@lru_cache(maxsize=1 << 16)
def names(g: Gen) -> frozenset[str]:
    """The variables in a generator."""

    def of_elements(items: Iterable[Mapping[Monomial, Number]]) -> frozenset[str]:
        return frozenset().union(*(names(h) for e in items for m in e for h, _ in m))

    if g.kind == "var":
        return frozenset((str(g.data),))
    if g.kind == "sum":
        return of_elements([dict(g.data)])
    if g.kind == "power":
        return names(g.data[0]) | of_elements([{g.data[1]: 1}])
    if g.kind == "abs":
        return names(g.data)
    if g.kind == "call":
        return of_elements(g.data[2])
    return frozenset()


def _exp_pair(n: Normal, t: Term) -> tuple[Element, Element]:
    a = n.of(t.args[0])
    return n.exp(a), n.exp(scaled(a, -1))


def _sinh(n: Normal, t: Term) -> Element:
    a, b = _exp_pair(n, t)
    return scaled(plus(a, scaled(b, -1)), Fraction(1, 2))


def _cosh(n: Normal, t: Term) -> Element:
    return scaled(plus(*_exp_pair(n, t)), Fraction(1, 2))


def _tanh(n: Normal, t: Term) -> Element:
    a, b = _exp_pair(n, t)
    return n.multiply(plus(a, scaled(b, -1)), n.inverse_power(plus(a, b), 1))


def _tan(n: Normal, t: Term) -> Element:
    sine, cosine = n.sin_cos(n.of(t.args[0]))
    return n.multiply(sine, n.inverse_power(cosine, 1))


def _asin(n: Normal, t: Term) -> Element:
    a = n.of(t.args[0])
    for q in (Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), Fraction(1, 6)):
        sine = n.sin_cos({((n.pi, 1),): q})[0]
        for s in (1, -1):
            if a == scaled(sine, s):
                return {((n.pi, 1),): s * q}
    return n.odd("asin", a)


def _atan(n: Normal, t: Term) -> Element:
    a = n.of(t.args[0])
    for q in (Fraction(1, 3), Fraction(1, 4), Fraction(1, 6)):
        sine, cosine = n.sin_cos({((n.pi, 1),): q})
        for s in (1, -1):
            if n.multiply(a, cosine) == scaled(sine, s):
                return {((n.pi, 1),): s * q}
    return n.odd("atan", a)


def _acos(n: Normal, t: Term) -> Element:
    return plus({((n.pi, 1),): Fraction(1, 2)}, scaled(_asin(n, t), -1))


def _lgamma(n: Normal, t: Term) -> Element:
    """lgamma(z) = lgamma(z+k) - log(z) - ... - log(z+k-1), z > 0."""
    z = n.of(t.args[0])
    q = constant(z)
    if q is not None and q.denominator <= 2:
        return n.log(n.gamma_at(z))
    top, steps = n.shifted(z)
    return plus(n.atom("lgamma", top), *(scaled(n.log(s), -1) for s in steps))


def _digamma(n: Normal, t: Term) -> Element:
    """digamma(z) = digamma(z+k) - 1/z - ... - 1/(z+k-1)."""
    top, steps = n.shifted(n.of(t.args[0]))
    return plus(n.atom("digamma", top), *(scaled(n.inverse_power(s, 1), -1) for s in steps))


def _polygamma(n: Normal, t: Term) -> Element:
    """polygamma(m, z+1) = polygamma(m, z) + (-1)**m*m!/z**(m+1) (DLMF 5.15.5)."""
    m = t.args[0].integer
    if m is None or not 0 <= m <= 50:
        return n.call("polygamma", tuple(map(n.of, t.args)))
    top, steps = n.shifted(n.of(t.args[1]))
    q = -((-1) ** m) * factorial(m)
    return plus(
        n.call("polygamma", ({(): m} if m else {}, top)), *(scaled(n.inverse_power(s, m + 1), q) for s in steps)
    )


def _binomial(n: Normal, t: Term) -> Element:
    """gamma(a+1)/(gamma(b+1)*gamma(a-b+1))."""
    a, b = map(n.of, t.args)
    one: Element = {(): 1}
    found = n.gamma_at(plus(a, one))
    for z in (plus(b, one), plus(a, scaled(b, -1), one)):
        found = n.multiply(found, n.gamma_at(z, -1)) if found else found
    return found


def dimension(d: Term, k: Term) -> Term | None:
    """harmonic_dim by gammas, for a literal d >= 3 or a literal k >= 1, and for k = 0."""
    if k.integer == 0:
        return ONE
    if (d.integer or 0) < 3 and (k.integer or 0) < 1:
        return None
    z = t_add(k, d, number(-2))
    top = t_mul(t_add(t_mul(number(2), k), d, number(-2)), call("gamma", z))
    return div(top, t_mul(call("gamma", t_add(k, ONE)), call("gamma", t_add(d, MINUS_ONE))))


def _harmonic_dim(n: Normal, t: Term) -> Element:
    known = dimension(*t.args)
    return n.of(known) if known is not None else n.call("harmonic_dim", tuple(map(n.of, t.args)))


def legendre(n: int, d: Term, x: Term) -> Term:
    """The d-dimensional Legendre polynomial of literal degree n, as the rule `unfold` writes it."""
    if not 0 <= n <= 60:
        raise Rejected("legendre of this degree is not written out")
    terms, bottom = [], ONE
    for k in range(n // 2 + 1):
        if k:
            bottom = t_mul(bottom, t_add(d, number(2 * k - 3)))
        c = Fraction((-1) ** k * factorial(n), 2**k * factorial(k) * factorial(n - 2 * k))
        square = t_power(t_add(ONE, t_neg(t_power(x, number(2)))), number(k)) if k else ONE
        tail = t_power(x, number(n - 2 * k)) if n > 2 * k else ONE
        terms.append(t_mul(number(c), square, tail, t_power(bottom, MINUS_ONE)))
    return t_add(*terms)


def _legendre(n: Normal, t: Term) -> Element:
    """Literal degrees as polynomials, 1 at x = 1, others by the recurrence down from the two lowest of their family."""
    k, d, x = t.args
    if k.integer is not None:
        return n.of(legendre(k.integer, d, x))
    kk, dd, xx = map(n.of, t.args)
    if xx == {(): 1}:
        return {(): 1}
    name, own = n.family(kk)
    low, _ = n.tops.get(("legendre", name, key(dd), key(xx)), (own, own))
    steps = own - low
    if steps < 2 or steps > 20:
        return n.call("legendre", (kk, dd, xx))
    # (m+d-2)*P[m+1] = (2*m+d-2)*x*P[m] - m*P[m-1] with m = k - 1 >= 1, as P[k-2] stands in the terms; then m + d - 2 > 0.
    m = t_add(k, MINUS_ONE)
    p1, p2 = call("legendre", m, d, x), call("legendre", t_add(k, number(-2)), d, x)
    top = t_add(t_mul(t_add(t_mul(number(2), m), d, number(-2)), x, p1), t_neg(t_mul(m, p2)))
    return n.of(div(top, t_add(m, d, number(-2))))


def _floor(n: Normal, t: Term) -> Element:
    """floor(a + k) = floor(a) + k for literal integers k; likewise ceil."""
    a = n.of(t.args[0])
    k = floor(a.get((), 0))
    rest = plus(a, {(): -k})
    c = constant(rest)
    if c is not None:
        return plus({(): k + (1 if c and t.op == "ceil" else 0)})
    return plus(n.atom(t.op, rest), {(): k})


def _extremum(n: Normal, t: Term) -> Element:
    """Sets of arguments; literals are folded."""
    found: list[Element] = []
    literals = []
    for a in map(n.of, t.args):
        c = constant(a)
        if c is not None:
            literals.append(c)
        elif not any(n.same(a, b) for b in found):
            found.append(a)
    if literals:
        q = min(literals) if t.op == "min" else max(literals)
        found.append({(): q} if q else {})
    if len(found) == 1:
        return found[0]
    return n.call(t.op, tuple(sorted(found, key=lambda e: sorted([[(g.index, k) for g, k in m] for m in e]))))


def _besselj(n: Normal, t: Term) -> Element:
    order, x = map(n.of, t.args)
    if not x and constant(order) is not None:
        return {} if order else {(): 1}
    return n.call("besselj", (order, x))


HANDLERS: Final[Mapping[str, Callable[[Normal, Term], Element]]] = {
    "exp": lambda n, t: n.exp(n.of(t.args[0])), "log": lambda n, t: n.log(n.of(t.args[0])),
    "sinh": _sinh, "cosh": _cosh, "tanh": _tanh,
    "sin": lambda n, t: n.sin_cos(n.of(t.args[0]))[0], "cos": lambda n, t: n.sin_cos(n.of(t.args[0]))[1], "tan": _tan,
    "asin": _asin, "acos": _acos, "atan": _atan, "erf": lambda n, t: n.odd("erf", n.of(t.args[0])),
    "abs": lambda n, t: n.absolute(n.of(t.args[0])),
    "gamma": lambda n, t: n.gamma_at(n.of(t.args[0])), "lgamma": _lgamma, "digamma": _digamma, "polygamma": _polygamma,
    "binomial": _binomial, "harmonic_dim": _harmonic_dim, "legendre": _legendre,
    "floor": _floor, "ceil": _floor, "min": _extremum, "max": _extremum, "besselj": _besselj,
}  # fmt: skip


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
    known = dict(signs)
    gammas: list[Term] = []
    inverse: list[Term] = []
    positive: list[Term] = []
    degrees: list[Term] = []
    outer = {n for t in terms for n in unbound(t)}  # what stands under a binder need not be defined: a sum may be empty
    for node in dict.fromkeys(n for t in terms for n in walk(t)):
        start = len(gammas)
        if node in outer and node.op in ("log", "gamma", "lgamma", "pow", "digamma") and node.args[0].op == "var":
            exponent = node.args[1] if node.op == "pow" else None
            if exponent is None or not is_integer(exponent, integers | {v for v in exponent.free if v[0] == "#"}):
                name = str(node.args[0].value)
                if not name.startswith("#"):
                    known[name] = max(known.get(name, 0), 2 if exponent is None else 1)
        if node.op in ("gamma", "lgamma", "digamma"):
            gammas.append(node.args[0])
        elif node.op == "polygamma":
            gammas.append(node.args[1])
        elif node.op == "binomial":
            a, b = node.args
            inverse += [t_add(b, ONE), t_add(sub(a, b), ONE)]
            gammas.append(t_add(a, ONE))
        elif node.op == "harmonic_dim" and dimension(*node.args) is not None:
            d, k = node.args
            gammas += [t_add(k, d, number(-2)), t_add(k, ONE), t_add(d, MINUS_ONE)]
        elif node.op == "legendre" and node.args[0].integer is None:
            degrees.append(node)
        if node in outer:
            positive += gammas[start:]
    found = Normal(integers, known)
    for z in gammas + inverse:
        family, own = found.family(found.of(z))
        found.tops[family] = max(own, found.tops.get(family, own))
    found.doubtful = {found.family(found.of(z))[0] for z in inverse} - {found.family(found.of(z))[0] for z in positive}
    for node in degrees:
        degree, dim, at = map(found.of, node.args)
        family, own = found.family(degree)
        tag = ("legendre", family, key(dim), key(at))
        low, high = found.tops.get(tag, (own, own))
        found.tops[tag] = (min(low, own), max(high, own))
    found.memo.clear()
    return found, terms


def is_zero(integers: frozenset[str], signs: Mapping[str, int], f: Term) -> bool:
    """Whether f vanishes wherever it is defined, by the normal form: if not at once, with positive sums split off that it met."""
    normal, (t,) = prepared(integers, signs, f)
    if normal.zero(normal.of(t)):
        return True
    normal.factors = normal.positive_sums()
    normal.memo.clear()
    return bool(normal.factors) and normal.zero(normal.of(t))
