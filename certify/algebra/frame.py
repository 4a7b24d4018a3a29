"""Several expressions as quotients over one set of generators, and back.

`Frame` rewrites its items (`certify.algebra.rewrite`), takes the leaves that occur as generators of a `Field` and
evaluates.  `Normal` answers what the rewriting asks about sub-expressions, by frames of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final

from flint import fmpq, fmpq_mat, fmpz

from certify.algebra.field import Field, Monomial, Polynomial, Quotient, TooLarge, common_factor
from certify.algebra.leaves import Factors, Term, rational_gcd
from certify.algebra.product import Product
from certify.algebra.rewrite import Rewriter
from certify.expr import MINUS_ONE, ONE, Call, Constant, Expr, Rational, Variable, add, exp, mul, power, walk
from certify.text import to_text
from certify.unproved import Unproved

MAX_DIVIDED: Final = 16
MAX_SIZE: Final = 20_000
MAX_RADICALS: Final = 64
MAX_GENERATORS: Final = 120
MAX_RELATIONS: Final = 24
FLAT: Final = 12


class Normal:
    """The normal form where the named variables are integers."""

    def __init__(self, integers: frozenset[str]) -> None:
        self.integers = integers

    def frame(self, *items: Expr) -> Frame:
        """The items over common generators."""
        free = frozenset().union(*(item.free for item in items))
        found = _frame(items, self.integers & free)
        if isinstance(found, Unproved):
            raise found.with_traceback(None)  # it is remembered, and would collect the frames of all who met it
        return found

    def prepare(self, item: Expr) -> None:
        """Bring the arguments of nested calls to normal form from the inside out, so that recursion stays flat."""
        for node in sorted(walk(item), key=lambda node: node.depth):
            if node.depth > FLAT and not (isinstance(node, Call) and node.op in ("add", "mul")):
                with suppress(Unproved):
                    self.frame(node)

    def canonical(self, item: Expr) -> Expr:
        """The one spelling."""
        if isinstance(item, (Rational, Constant, Variable)):
            return item
        return self.frame(item).canonical

    def signed(self, item: Expr) -> tuple[int, Expr]:
        """(s, canonical spelling of s*item), s = 1 or -1 so that the leading coefficient is positive."""
        frame = self.frame(item)
        top, _ = frame.polished
        if top.is_zero() or top.leading_coefficient() > 0:
            return 1, frame.canonical
        return -1, self.canonical(mul(MINUS_ONE, item))

    def scaled(self, item: Expr) -> tuple[Fraction, Expr]:
        """(c, canonical spelling of item/c), c the signed rational content; the item is not zero."""
        top, bottom = self.frame(item).polished
        content = Fraction(int(top.content()), int(bottom.content()))
        if top.leading_coefficient() < 0:
            content = -content
        return content, self.canonical(mul(Rational(1 / content), item))

    def shift(self, item: Expr) -> tuple[Expr, int]:
        """(canonical class, integer part of the constant term)."""
        frame = self.frame(item)
        top, bottom = frame.polished
        whole, _ = divmod(top, bottom)
        constant = whole.to_dict().get((0,) * len(frame.keys), fmpz(0))
        if bottom.is_constant():
            constant = top.to_dict().get((0,) * len(frame.keys), fmpz(0)) // int(bottom.leading_coefficient())
        k = int(constant)
        return (self.canonical(add(item, Rational(-k))) if k else frame.canonical), k

    def factors(self, item: Expr, *, irreducible: bool) -> Factors:
        """The item as a product."""
        return Product(self.frame(item)).factors(irreducible)

    def linear(self, items: Sequence[Expr]) -> list[list[Term]]:
        """The items as rational combinations of common monomials."""
        return self.frame(*items).linear()

    def monomial(self, term: Term) -> Expr:
        """A term without its coefficient, as an expression."""
        found = self.product(term.factors)
        return found if term.below == ONE else mul(found, power(term.below, MINUS_ONE))

    def product(self, factors: Iterable[tuple[Expr, Fraction]]) -> Expr:
        """The product of key**exponent as an expression of the claim language."""
        found, exponent = [], []
        for key, e in factors:
            if isinstance(key, Call) and key.op == "exp":
                exponent.append(mul(Rational(e), key.args[0]))
            elif isinstance(key, Call) and key.op == "rgamma":
                found.append(power(Call("gamma", key.args), Rational(-e)))
            elif isinstance(key, Call) and key.op == "root":
                found.append(power(key.args[0], Rational(e)))
            elif isinstance(key, Call) and key.op == "pow" and not isinstance(key.args[1], Rational):
                found.append(power(key.args[0], self.canonical(mul(Rational(e), key.args[1]))))
            else:
                found.append(power(key, Rational(e)))
        if exponent:
            found.append(exp(self.canonical(add(*exponent))))
        return mul(*found) if found else ONE

    def within(self, name: str, *, integer: bool) -> Normal:
        """The same for the body of a binder of that variable."""
        return Normal(self.integers | {name} if integer else self.integers - {name})


@lru_cache(maxsize=2_000)
def _frame(items: tuple[Expr, ...], integers: frozenset[str]) -> Frame | Unproved:
    try:
        return Frame(items, integers)
    except Unproved as failure:
        return failure


class Frame:
    """Quotients over one set of generators: `elements`, one for each item.

    Generator number k stands for keys[k]**steps[k].
    """

    def __init__(self, items: Sequence[Expr], integers: frozenset[str]) -> None:
        if sum(item.size for item in items) > MAX_SIZE:
            raise TooLarge("the expression is too long for the normal form")
        self.normal = Normal(integers)
        rewriter = Rewriter(self.normal, integers)
        rewritten = rewriter.settle(items)
        self._bases, self.positive = rewriter.bases, rewriter.positive
        steps: dict[Expr, Fraction] = {}
        self._collect([*rewritten, *self._bases.values()], steps)
        self.keys = sorted(steps, key=_rank)
        self.steps = [steps[key] for key in self.keys]
        related = sum(isinstance(key, Call) and key.op in ("root", "abs", "sin") for key in self.keys)
        if len(self.keys) > MAX_GENERATORS or related > MAX_RELATIONS:
            raise TooLarge("too many different functions for the normal form")
        self.index = {key: k for k, key in enumerate(self.keys)}
        self.field = Field(len(self.keys))
        self._values: dict[Expr, Quotient] = {}
        self._related: set[Expr] = set()
        for key in self.keys:
            self._relate(key)
        self.elements = [self._value(item) for item in rewritten]
        self._canonical: Expr | None = None
        self._polished: Quotient | None = None

    # building -------------------------------------------------------------------------------------------------------

    def _collect(self, items: Sequence[Expr], steps: dict[Expr, Fraction]) -> None:
        stack, seen = list(items), set()
        while stack:
            node = stack.pop()
            if node in seen or not isinstance(node, Call):
                continue
            seen.add(node)
            if node.op != "leaf":
                stack.extend(node.args)
                continue
            key, exponent = node.args
            assert isinstance(exponent, Rational)
            old = steps.get(key, Fraction(0 if _movable(key) else 1))
            steps[key] = rational_gcd(old, exponent.value)
            if isinstance(key, Call) and key.op == "sin":
                steps.setdefault(Call("cos", key.args), Fraction(1))

    def _relate(self, key: Expr) -> None:
        if key in self._related or key not in self.index:
            return
        self._related.add(key)
        degree = 1 / self.steps[self.index[key]]
        value: Quotient | None = None
        if isinstance(key, Call) and key.op in ("root", "abs"):
            self._relate_leaves(self._bases[key.args[0]])
            value = self.radicand(key)
            if key.op == "abs":
                value, degree = self.field.power(value, 2), 2 * degree
        elif isinstance(key, Call) and key.op == "sin":
            cosine = Call("cos", key.args)
            self._relate(cosine)
            square = self.field.power(self._power_of(cosine, Fraction(2)), 1)
            value = self.field.add([self.field.constant(1), Quotient(-square.numerator, square.denominator)])
            degree = 2 * degree
        elif isinstance(key, Call) and key.op == "pow" and key.args[0] == MINUS_ONE:
            value, degree = self.field.constant(1), Fraction(2)
        if value is not None and degree > 1:
            self.field.relate(self.index[key], int(degree), value)

    def _relate_leaves(self, item: Expr) -> None:
        stack = [item]
        while stack:
            node = stack.pop()
            if isinstance(node, Call):
                if node.op == "leaf":
                    self._relate(node.args[0])
                else:
                    stack.extend(node.args)

    def _power_of(self, key: Expr, exponent: Fraction) -> Quotient:
        k = self.index[key]
        count = exponent / self.steps[k]
        return self.field.power(self.field.generator(k), int(count))

    def _value(self, node: Expr) -> Quotient:
        found = self._values.get(node)
        if found is None:
            found = self._values[node] = self._evaluate(node)
        return found

    def _evaluate(self, node: Expr) -> Quotient:
        if isinstance(node, Rational):
            return self.field.constant(node.value)
        assert isinstance(node, Call)
        if node.op == "add":
            return self.field.add([self._value(a) for a in node.args])
        if node.op == "mul":
            found = self.field.constant(1)
            for a in node.args:
                found = self.field.multiply(found, self._value(a))
            return found
        exponent = node.args[1]
        assert isinstance(exponent, Rational)
        if node.op == "leaf":
            return self._power_of(node.args[0], exponent.value)
        return self.field.power(self._value(node.args[0]), int(exponent.value))

    def radicand(self, key: Call) -> Quotient:
        """The base of a root, or the argument of an absolute value."""
        return self._value(self._bases[key.args[0]])

    # reading --------------------------------------------------------------------------------------------------------

    @property
    def polished(self) -> Quotient:
        """The first element with denominators free of roots where that is always allowed."""
        if self._polished is None:
            found = self.field.clear_monomial(self.elements[0])
            self._polished = self._rationalise(found)
        return self._polished

    @property
    def canonical(self) -> Expr:
        """The first element as an expression."""
        if self._canonical is None:
            top, bottom = self.show(self.polished)
            self._canonical = top if bottom == ONE else mul(top, power(bottom, MINUS_ONE))
        return self._canonical

    def _rationalise(self, a: Quotient) -> Quotient:
        """1/(1 + sqrt(2)) = sqrt(2) - 1: denominators that are combinations of roots of primes, by linear algebra."""
        used = [k for k, d in enumerate(a.denominator.degrees()) if d]
        relations = {k: int(q) for k, q, _ in self.field.relations}
        if not used or any(k not in relations or not _is_prime_root(self.keys[k]) for k in used):
            return a
        basis: list[Monomial] = [(0,) * len(self.keys)]
        for k in used:
            basis = [(*m[:k], e, *m[k + 1 :]) for m in basis for e in range(relations[k])]
        if len(basis) > MAX_RADICALS:
            return a
        place = {m: i for i, m in enumerate(basis)}
        matrix = fmpq_mat(len(basis), len(basis))
        for column, m in enumerate(basis):
            image = self.field.quotient(a.denominator * self.field.ring.from_dict({m: 1}), self.field.one)
            for monomial, c in image.numerator.to_dict().items():
                matrix[place[tuple(int(e) for e in monomial)], column] = fmpq(
                    c, image.denominator.leading_coefficient()
                )
        unit = fmpq_mat(len(basis), 1)
        unit[0, 0] = fmpq(1)
        solved = matrix.solve(unit)
        scale = lcm(*(int(solved[i, 0].denominator) for i in range(len(basis))))
        inverse = self.field.ring.from_dict(
            {m: int(solved[i, 0] * scale) for m, i in place.items() if solved[i, 0] != 0}
        )
        return self.field.quotient(a.numerator * inverse, self.field.ring.constant(scale))

    def show(self, a: Quotient) -> tuple[Expr, Expr]:
        """Numerator and denominator as expressions; exponentials, powers and gammas are moved to the numerator."""
        top, bottom = a
        low = [0] * len(self.keys)
        for k, key in enumerate(self.keys):
            if _movable(key):
                low[k] = min((int(m[k]) for m in bottom.monoms()), default=0)
        lowered = {tuple(int(e) - f for e, f in zip(m, low, strict=True)): c for m, c in bottom.to_dict().items()}
        raised = {tuple(int(e) - f for e, f in zip(m, low, strict=True)): c for m, c in top.to_dict().items()}
        if len(lowered) == 1 and not any(next(iter(lowered))):
            scale = int(next(iter(lowered.values())))
            return self.sum(raised, scale), ONE
        return self.sum(raised, 1), self.sum(lowered, 1)

    def sum(self, terms: dict[Monomial, int], scale: int) -> Expr:
        """A polynomial divided by an integer, as an expression."""
        found = [
            mul(Rational(Fraction(int(c), scale)), self.normal.product(self.exponents(m))) for m, c in terms.items()
        ]
        return add(*found) if found else Rational(0)

    def exponents(self, monomial: Sequence[int]) -> tuple[tuple[Expr, Fraction], ...]:
        """A monomial of generators as powers of keys."""
        return tuple((self.keys[k], int(e) * self.steps[k]) for k, e in enumerate(monomial) if e)

    def expression(self, polynomial: Polynomial) -> Expr:
        """A polynomial as an expression."""
        return self.sum({tuple(int(e) for e in m): c for m, c in polynomial.to_dict().items()}, 1)

    def linear(self) -> list[list[Term]]:
        """Every element as a combination of monomials over a common denominator."""
        common: Polynomial = self.field.one
        for _, bottom in self.elements:
            common = common * (bottom / common_factor(common, bottom))
        single = len(common) == 1
        content = int(common.content()) if not single else 1
        common = common if single else common / self.field.ring.constant(content)
        below = ONE if single else self.expression(common)
        found = []
        for top, bottom in self.elements:
            lifted = top * (common * self.field.ring.constant(content) / bottom)
            terms: list[Term] = []
            if single:
                low = next(iter(common.monoms()))
                scale = int(common.leading_coefficient())
                for m, c in lifted.to_dict().items():
                    exponents = self.exponents([int(e) - int(f) for e, f in zip(m, low, strict=True)])
                    terms.append(Term(Fraction(int(c), scale), exponents, ONE))
            else:
                degree = int(lifted.total_degree())
                unit = int(common.leading_coefficient()) ** (degree if degree <= MAX_DIVIDED else 0)
                lifted = lifted * self.field.ring.constant(unit)  # so that the division is one over the rationals
                for part, under in zip(divmod(lifted, common), (ONE, below), strict=True):
                    scaled = ((m, Fraction(int(c), unit * content)) for m, c in part.to_dict().items())
                    terms += [Term(c, self.exponents(m), under) for m, c in scaled]
            found.append(terms)
        return found


def _is_prime_root(key: Expr) -> bool:
    if not (isinstance(key, Call) and key.op == "root" and isinstance(key.args[0], Rational)):
        return False
    return bool(fmpz(int(key.args[0].value)).is_prime())


def _movable(key: Expr) -> bool:
    """Whether a negative power of the key is written by its argument or as gamma."""
    return isinstance(key, Call) and key.op in ("exp", "rgamma", "pow")


def _rank(key: Expr) -> tuple[int, int, str]:
    """Order of generators: variables first, then by size and text."""
    if isinstance(key, Variable):
        return 0, 0, key.name
    return (1 if isinstance(key, Constant) else 2), key.size, to_text(key)
