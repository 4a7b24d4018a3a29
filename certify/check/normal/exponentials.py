"""exp, log, sine and cosine, and the families of gamma(z + k).

What is certified: exp and log are inverse to each other where the logarithm is defined; sines and cosines are Euler's formula in a formal
i; gamma(z) is written upwards only.  What is not: branches of complex logarithms, which do not occur.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Final

from certify.check.normal.elements import Element, Gen, Number, constant, is_int, plus, scaled, trim
from certify.check.normal.powers import Powers, primes
from certify.check.terms import Rejected

MOST_SHIFTS: Final = 300


class Exponentials(Powers):
    """exp and log are inverse to each other where they stand; sines and cosines are powers of exp(i)."""

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
