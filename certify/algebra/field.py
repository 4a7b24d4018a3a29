"""Rational functions over Q in finitely many generators, some of them algebraic over the others.

A `Quotient` is numerator/denominator in Z[generators], coprime, the denominator's leading coefficient positive.  A
relation says `g**q = B` for a generator g and a quotient B in other generators (a root, a sine); powers of g from q on
are rewritten by it.

Promise: if at a point every generator has a value, the relations hold there and no inverted quantity vanishes there,
then the denominator of every computed quotient is non-zero there and the quotient has the value of what was computed.
Nothing is ever multiplied by a quantity that could vanish where the original does not, so this needs no irreducibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import Ordering, fmpz_mpoly_ctx

from certify.unproved import Unproved

MAX_TERMS: Final = 20_000
MAX_DEGREE: Final = 1_000
MAX_MONOMIAL: Final = 10**12  # such as 2**x in powers of 2**(x/10**6)
MAX_FACTORED_DEGREE: Final = 20_000
MAX_BITS: Final = 200_000
MAX_GCD_BITS: Final = 100_000

Polynomial = Any  # fmpz_mpoly; python-flint has no type stubs
Monomial = tuple[int, ...]


class TooLarge(Unproved):
    """The normal form would not fit the limits of this package."""


class Nowhere(Unproved):
    """An expression is defined nowhere (a division by what vanishes identically)."""


class Quotient(NamedTuple):
    """numerator/denominator."""

    numerator: Polynomial
    denominator: Polynomial


def common_factor(a: Polynomial, b: Polynomial) -> Polynomial:
    """The greatest common divisor.  Raises TooLarge for sums of very high degree, as of 2**x and 2**(x/10**6)."""
    if len(a) > 1 and len(b) > 1:
        guard_factors(a)
        guard_factors(b)
    return a.gcd(b)


def guard_factors(a: Polynomial) -> None:
    """Raise TooLarge for a sum of very high degree, whose factors may be long."""
    if len(a) > 1 and max(map(int, a.degrees())) > MAX_FACTORED_DEGREE:
        raise TooLarge("a common factor of sums of very high degree")


class Field:
    """The rational functions in `size` generators, modulo the relations added so far."""

    def __init__(self, size: int) -> None:
        self.ring = fmpz_mpoly_ctx.get([f"g{k}" for k in range(size)], Ordering.lex)
        self.one = self.ring.constant(1)
        self.relations: list[tuple[int, int, Quotient]] = []
        self._gens = self.ring.gens()

    def constant(self, value: Fraction | int) -> Quotient:
        """A rational number."""
        value = Fraction(value)
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
            raise TooLarge("a number is too long")
        return Quotient(self.ring.constant(value.numerator), self.ring.constant(value.denominator))

    def generator(self, index: int) -> Quotient:
        """One of the generators."""
        return Quotient(self._gens[index], self.one)

    def relate(self, index: int, degree: int, value: Quotient) -> None:
        """Let generator `index` to the power `degree` be `value`, which is free of it."""
        self.relations.append((index, degree, value))

    def quotient(self, numerator: Polynomial, denominator: Polynomial) -> Quotient:
        """numerator/denominator, reduced by the relations and by common factors."""
        while self.relations:
            top, bottom = self._reduce(numerator), self._reduce(denominator)
            numerator, denominator = top.numerator * bottom.denominator, bottom.numerator * top.denominator
            if top.denominator.is_one() and bottom.denominator.is_one():
                break
        if denominator.is_zero():
            raise Nowhere("division by an expression that vanishes identically")
        if numerator.is_zero():
            return Quotient(numerator, self.one)
        if not denominator.is_one():
            self._guard_gcd(numerator, denominator)
            common = common_factor(numerator, denominator)
            if denominator.leading_coefficient() < 0:
                common = -common
            if not common.is_one():
                numerator, denominator = numerator / common, denominator / common
        return Quotient(numerator, denominator)

    def add(self, items: Iterable[Quotient]) -> Quotient:
        """The sum: items of equal denominator first, so that polynomials stay polynomials as long as possible."""
        groups: dict[str, Quotient] = {}
        for top, bottom in items:
            key = "" if bottom.is_one() else str(bottom)
            groups[key] = Quotient(groups[key].numerator + top, bottom) if key in groups else Quotient(top, bottom)
        total = Quotient(self.ring.constant(0), self.one)
        for top, bottom in sorted(groups.values(), key=lambda q: len(q.denominator)):
            common = common_factor(total.denominator, bottom)
            left, right = bottom / common, total.denominator / common
            self._guard(total.numerator, left)
            self._guard(top, right)
            total = self.quotient(total.numerator * left + top * right, bottom * right)
        return total

    def multiply(self, a: Quotient, b: Quotient) -> Quotient:
        """The product."""
        self._guard(a.numerator, b.numerator)
        self._guard(a.denominator, b.denominator)
        return self.quotient(a.numerator * b.numerator, a.denominator * b.denominator)

    def power(self, a: Quotient, n: int) -> Quotient:
        """An integer power."""
        top, bottom = a if n >= 0 else (a.denominator, a.numerator)
        if bottom.is_zero():
            raise Nowhere("division by an expression that vanishes identically")
        self._guard_power(top, abs(n))
        self._guard_power(bottom, abs(n))
        if not self.relations:
            return self.quotient(top ** abs(n), bottom ** abs(n))
        found, square, n = Quotient(self.one, self.one), self.quotient(top, bottom), abs(n)
        while n:
            if n & 1:
                found = self.multiply(found, square)
            n >>= 1
            if n:
                square = self.multiply(square, square)
        return found

    def evaluate(self, polynomial: Polynomial, values: Mapping[int, Quotient]) -> Quotient:
        """The polynomial with generators replaced by quotients."""
        terms = []
        for monomial, coefficient in polynomial.to_dict().items():
            kept = [0 if k in values else e for k, e in enumerate(monomial)]
            term = Quotient(self.ring.from_dict({tuple(kept): coefficient}), self.one)
            for k, value in values.items():
                if monomial[k]:
                    term = self.multiply(term, self.power(value, int(monomial[k])))
            terms.append(term)
        return self.add(terms)

    def clear_monomial(self, a: Quotient) -> Quotient:
        """The same with no algebraic generator dividing the denominator (as in 1/sqrt(x) = sqrt(x)/x)."""
        for index, degree, _ in reversed(self.relations):
            least = min((int(m[index]) for m in a.denominator.monoms()), default=0)
            if least:
                factor = self._gens[index] ** (degree - least)
                a = self.quotient(a.numerator * factor, a.denominator * factor)
        return a

    def _reduce(self, polynomial: Polynomial) -> Quotient:
        found = Quotient(polynomial, self.one)
        for index, degree, value in reversed(self.relations):
            for part in (0, 1):
                if int(found[part].degrees()[index]) >= degree:
                    top, bottom = self._substitute(found[part], index, degree, value)
                    other = found[1 - part] * bottom
                    found = Quotient(top, other) if part == 0 else Quotient(other, top)
        return found

    def _substitute(
        self, polynomial: Polynomial, index: int, degree: int, value: Quotient
    ) -> tuple[Polynomial, Polynomial]:
        """Numerator and denominator of the polynomial after g**degree -> value."""
        parts: dict[int, dict[Monomial, Any]] = {}
        for monomial, coefficient in polynomial.to_dict().items():
            whole, rest = divmod(int(monomial[index]), degree)
            reduced = (*monomial[:index], rest, *monomial[index + 1 :])
            parts.setdefault(whole, {})[reduced] = coefficient
        top = max(parts)
        self._guard_power(value.numerator, top)
        self._guard_power(value.denominator, top)
        total = self.ring.constant(0)
        for whole, part in parts.items():
            factor = value.numerator**whole * value.denominator ** (top - whole)
            total += self.ring.from_dict(part) * factor
        return total, value.denominator**top

    @staticmethod
    def _guard_gcd(a: Polynomial, b: Polynomial) -> None:
        if len(a) + len(b) > 400:
            bits = sum(int(c).bit_length() for p in (a, b) for c in p.coeffs())
            if bits > MAX_GCD_BITS:
                raise TooLarge("a common factor of long polynomials")

    @staticmethod
    def _guard(a: Polynomial, b: Polynomial) -> None:
        if len(a) * len(b) > 50 * MAX_TERMS:
            raise TooLarge(f"a product of {len(a)} by {len(b)} terms")

    @staticmethod
    def _guard_power(a: Polynomial, n: int) -> None:
        if n <= 1 or len(a) == 0:
            return
        coefficients = int(sum(abs(c) for c in a.coeffs()))
        most = MAX_DEGREE if len(a) > 1 else MAX_MONOMIAL
        if (coefficients - 1).bit_length() * n > MAX_BITS or int(a.total_degree()) * n > most:
            raise TooLarge(f"a power {n} is too large")
        if len(a) == 1:
            return
        terms = 1
        for degree in a.degrees():
            terms *= int(degree) * n + 1
        count = 1
        for k in range(1, min(n, 64) + 1):  # binomial(n + len - 1, len - 1) bounds the number of terms as well
            count = count * (len(a) + k - 1) // k if n <= 64 else terms
        if min(terms, count) > MAX_TERMS:
            raise TooLarge(f"a power {n} of {len(a)} terms")
