"""Expressions in normal form as products, with what is visible of the signs of their factors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from certify.algebra.field import Polynomial, guard_factors
from certify.algebra.leaves import Factor, Factors
from certify.expr import PI, Call, Expr, Rational

if TYPE_CHECKING:
    from certify.algebra.frame import Frame

MAX_FACTORED: Final = 400


class Product:
    """The first element of a frame as a product."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._signs: dict[int, int] = {}

    def factors(self, irreducible: bool) -> Factors:
        """The first element as a product, by irreducible or only by square-free factors."""
        if self.frame.polished.numerator.is_zero():
            return Factors(Fraction(0), ())
        units: dict[Expr, Fraction] = {}
        others: list[Factor] = []
        constant = Fraction(1)
        for polynomial, side in zip(self.frame.polished, (1, -1), strict=True):
            monomials = list(polynomial.monoms())
            low = [0] * len(self.frame.keys)
            for k, key in enumerate(self.frame.keys):
                if self._sign(k):
                    low[k] = min(int(m[k]) for m in monomials)
                    if low[k]:
                        units[key] = units.get(key, Fraction(0)) + side * low[k] * self.frame.steps[k]
            rest = polynomial / self.frame.field.ring.from_dict({tuple(low): 1})
            content, parts = _factored(rest, irreducible)
            constant *= Fraction(content) ** side
            for factor, m in parts:
                others.append(Factor(self.frame.expression(factor), Fraction(side * m), self._sign_of(factor), False))
        keyed = (Factor(key, u, self._sign(self.frame.index[key]), True) for key, u in units.items() if u)
        return Factors(constant, (*keyed, *others))

    def _sign(self, k: int) -> int:
        """2 if generator number k is > 0 wherever the items are defined, 1 if >= 0, else 0."""
        if k not in self._signs:
            self._signs[k] = self._find_sign(k)
        return self._signs[k]

    def _find_sign(self, k: int) -> int:
        key = self.frame.keys[k]
        if key == PI or (isinstance(key, Call) and key.op == "exp"):
            return 2
        if isinstance(key, Call) and key.op == "root":
            value = self.frame.radicand(key)
            return 2 if isinstance(key.args[0], Rational) or self._sign_of(*value) == 2 else 1
        if isinstance(key, Call) and key.op == "pow":
            base = key.args[0]
            return 2 if base == PI or (isinstance(base, Rational) and base.value > 0) else 0
        if isinstance(key, Call) and key.op == "rgamma":
            return 2 if self.frame.normal.shift(key.args[0])[0] in self.frame.positive else 0
        return 1 if self.frame.steps[k].denominator != 1 or (isinstance(key, Call) and key.op == "abs") else 0

    def _sign_of(self, *polynomials: Polynomial) -> int:
        """The same for a product of polynomials whose terms are all visibly >= 0 (even powers, signed generators)."""
        found = 2
        for polynomial in polynomials:
            strict = 0
            for monomial, c in polynomial.to_dict().items():
                signs = [self._even_sign(k, int(e)) for k, e in enumerate(monomial) if e]
                if c < 0 or 0 in signs:
                    return 0
                strict = max(strict, min(signs, default=2))
            found = min(found, strict)
        return found

    def _even_sign(self, k: int, e: int) -> int:
        key = self.frame.keys[k]
        real = not (isinstance(key, Call) and key.op == "pow")
        return max(self._sign(k), 1 if real and e % 2 == 0 else 0)


def _factored(polynomial: Polynomial, irreducible: bool) -> tuple[int, list[tuple[Polynomial, int]]]:
    """(constant, [(factor, multiplicity)]), the factors' leading coefficients positive."""
    if len(polynomial) > MAX_FACTORED:
        content = polynomial.content()
        found = [(polynomial / content, 1)]
    else:
        guard_factors(polynomial)
        content, found = _irreducible(polynomial) if irreducible else polynomial.factor_squarefree()
    constant, parts = int(content), []
    for factor, m in found:
        if factor.leading_coefficient() < 0:
            factor, constant = -factor, constant * (-1) ** int(m)
        parts.append((factor, int(m)))
    return constant, parts


def _irreducible(polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
    """Irreducible factors; only square-free ones where python-flint 0.9 cannot sort them, by coefficients beyond 64 bits."""
    try:
        content, found = polynomial.factor()
    except OverflowError:
        content, found = polynomial.factor_squarefree()
    return content, found
