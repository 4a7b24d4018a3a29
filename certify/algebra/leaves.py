"""Leaves, the atoms of the normal form, and the data in which they are described.

A leaf is `key**c`, c rational, written `Call("leaf", (key, c))`; for a key `b**m` it is `b**(c*m)`.  Keys are variables,
pi, `root(b)` for primes and canonical sums b (it stands for b under a root), `exp(m)` and `b**m` for monomials m,
`rgamma(z)` (1/gamma, entire), cosines and sines of basic angles, and functions without an equation of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final, Protocol

from flint import fmpz

from certify.expr import ONE, Call, Constant, Expr, Rational, Variable, walk

MAX_FACTOR_BITS: Final = 100
SMALL_PRIMES: Final = tuple(p for p in range(2, 1000) if all(p % q for q in range(2, isqrt(p) + 1)))


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient` times the product of key**exponent, divided by `below` (1 unless it is no monomial)."""

    coefficient: Fraction
    factors: tuple[tuple[Expr, Fraction], ...]
    below: Expr

    @property
    def constant(self) -> bool:
        """Whether it is a rational number."""
        return not self.factors and self.below == ONE


@dataclass(frozen=True, slots=True)
class Factor:
    """base**exponent in a product; `sign` is 2 if the base is known to be > 0, 1 if >= 0, else 0.

    A `key` is a leaf's key, otherwise the base is canonical and the exponent an integer.
    """

    base: Expr
    exponent: Fraction
    sign: int
    key: bool

    @property
    def positive(self) -> bool:
        """Whether the base is > 0 wherever the product is defined."""
        return self.sign == 2 or (self.sign == 1 and self.exponent < 0)


@dataclass(frozen=True, slots=True)
class Factors:
    """A product: constant and factors."""

    constant: Fraction
    parts: tuple[Factor, ...]


class Lower(Protocol):
    """The normal form of sub-expressions, as the rewriting needs it."""

    def canonical(self, item: Expr) -> Expr:
        """The one spelling."""
        ...

    def signed(self, item: Expr) -> tuple[int, Expr]:
        """(s, canonical spelling of s*item) with s = 1 or -1 chosen by the leading coefficient."""
        ...

    def scaled(self, item: Expr) -> tuple[Fraction, Expr]:
        """(c, canonical spelling of item/c) with the rational content c of the numerator."""
        ...

    def shift(self, item: Expr) -> tuple[Expr, int]:
        """(canonical class, integer) with item = class + integer, the class common to items that differ by integers."""
        ...

    def factors(self, item: Expr, *, irreducible: bool) -> Factors:
        """The item as a product."""
        ...

    def linear(self, items: Sequence[Expr]) -> list[list[Term]]:
        """The items as rational combinations of monomials common to all of them."""
        ...

    def monomial(self, term: Term) -> Expr:
        """A term without its coefficient, as an expression."""
        ...

    def product(self, factors: Iterable[tuple[Expr, Fraction]]) -> Expr:
        """A product of powers of keys as an expression of the claim language."""
        ...

    def within(self, name: str, *, integer: bool) -> Lower:
        """The same for the body of a binder of that variable."""
        ...


def leaf(key: Expr, exponent: Fraction | int = 1) -> Expr:
    """key**exponent as a leaf."""
    return Call("leaf", (key, Rational(exponent)))


def rational_gcd(a: Fraction, b: Fraction) -> Fraction:
    """The positive generator of the group that a and b generate."""
    if not a or not b:
        return abs(a or b)
    top = fmpz(a.numerator * b.denominator).gcd(fmpz(b.numerator * a.denominator))
    return Fraction(int(top), a.denominator * b.denominator)


def prime_factors(value: Fraction) -> list[tuple[int, int]]:
    """A positive rational as a product of powers of primes (of whole integers where they are too long to factor)."""
    found: list[tuple[int, int]] = []
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        if part == 1:
            continue
        if part.bit_length() > MAX_FACTOR_BITS:
            small = fmpz(part).factor_smooth()
            found += [(int(p), sign * int(m)) for p, m in small]
        else:
            found += [(int(p), sign * int(m)) for p, m in fmpz(part).factor()]
    return found


def regular(base: Expr) -> bool:
    """Whether the base is surely no zero divisor among the leaves: then `b**m` obeys the laws of exponents also where
    b vanishes.  (abs(x) - x is one, as its product with abs(x) + x is 0.)"""
    for node in walk(base):
        if isinstance(node, Call) and node.op == "abs":
            return False
        if isinstance(node, Call) and node.op == "pow":
            b, e = node.args
            literal = isinstance(e, Rational) and e.value.denominator == 1
            if not literal and not isinstance(b, (Variable, Constant, Rational)):
                return False
            if isinstance(b, Rational) and not 0 < b.value < 2**MAX_FACTOR_BITS:
                return False
    return True


def small_factors(value: Fraction) -> list[tuple[int, int]]:
    """A positive rational as a product of powers of primes below 1000 and of what is left: so far the checker takes it apart.

    For logarithms and powers with variable exponents, where nothing but a common base is to be seen.
    """
    found: list[tuple[int, int]] = []
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for p in SMALL_PRIMES:
            count = 0
            while part % p == 0:
                part, count = part // p, count + 1
            if count:
                found.append((p, sign * count))
            if part == 1:
                break
        if part > 1:
            found.append((part, sign))
    return found
