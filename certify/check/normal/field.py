"""Products, powers and zero: the arithmetic of elements in which powers of special generators are reduced.

What is certified: a product is the product of the values; `zero` says yes only if an element vanishes where its denominators do not.
What is not: the converse.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor, gcd, lcm
from typing import Any, Final

from certify.check.normal.elements import Element, Gen, Monomial, Number, is_int, key, plus, real, scaled, times, trim

from certify.check.terms import (  # isort: skip
    HALF, MINUS_ONE, ONE, Excessive, Rejected, Term, add as t_add, mul as t_mul, neg as t_neg, number, power as t_power,
    spend,
)  # fmt: skip

MOST_TERMS: Final = 20_000
SPECIAL: Final = frozenset(("i", "minus", "prime", "abs", "sum"))


class Field:
    """The generators of one comparison, over a domain with these integer variables, and the arithmetic of elements.

    `signs` gives what is known of variables: 2 for > 0, 1 for >= 0."""

    def __init__(self, integers: frozenset[str], signs: Mapping[str, int] | None = None) -> None:
        self.integers = integers
        self.signs = dict(signs or {})
        self.gens: dict[object, Gen] = {}
        self.memo: dict[Term, Element] = {}
        self.tops: dict[object, Any] = {}
        self.trusting = True  # whether gamma(z) is known to be > 0, unless its family is one of these,
        self.doubtful: set[object] = set()  # which occur as 1/gamma(z) only, so that z may be negative
        self.calls: dict[tuple[str, int], list[tuple[tuple[Element, ...], Gen]]] = {}
        self.factors: list[Element] = []  # sums > 0 that are split off from products under roots and logarithms
        self.i = self.gen("i", None)
        self.pi = self.gen("pi", None, 2)
        self.e = self.gen("e", None, 2)
        self.turn = self.gen("turn", None)  # exp(i)
        self.minus = self.gen("minus", None)  # -1 = exp(i*pi)

    def of(self, t: Term) -> Element:
        """The normal form of a term."""
        raise NotImplementedError

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

    def family(self, z: Element) -> tuple[object, int]:
        """What z has in common with z + 1, z - 1, ..., and how many units it is above the least of them with constant term >= 0."""
        c = z.get((), 0)
        return key(plus(z, {(): -floor(c)})), floor(c)

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
                if op == "gamma" and self.trusting and self.family(args[0])[0] not in self.doubtful:
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
