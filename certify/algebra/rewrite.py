"""The functional equations of the normal form: every function call becomes arithmetic in *leaves*.

A leaf is `key**c`, c rational, written `Call("leaf", (key, c))`.  Keys are variables, pi, `root(b)` for primes and canonical
sums b (it stands for b under a root), `exp(m)` and `b**m` for monomials m, `rgamma(z)` (1/gamma, entire), cosines and sines
of basic angles, and functions without an equation of their own.  Which basic exponentials, angles and gamma arguments are used depends on the whole
input, so rewriting is repeated until nothing new turns up.

Promise: wherever the input is defined, every leaf is defined and the rewritten expression has the input's value.  One
exception: `b**m` with a monomial m of an exponent may have no real value where b <= 0; it occurs only in combinations that
have one, and the laws of exponents hold for these (this is why b must be `_regular`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Final, Protocol

from flint import fmpz

from certify.algebra import trig
from certify.algebra.field import Nowhere, TooLarge
from certify.definedness import is_integer_valued
from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Binder,
    Call,
    Constant,
    Expr,
    Rational,
    Variable,
    add,
    fresh,
    mul,
    power,
    substitute,
    walk,
)

MAX_SHIFT: Final = 200
MAX_MULTIPLE: Final = 16
MAX_UNFOLD: Final = 100
MAX_FACTORIAL: Final = 1000
MAX_LITERAL_POWER: Final = 1000
MAX_FACTOR_BITS: Final = 100


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
        """(canonical class, integer) with item = class + integer; the same class for items that differ by an integer."""
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


class Rewriter:
    """Rewrites several expressions in the same leaves."""

    def __init__(self, lower: Lower, integers: frozenset[str]) -> None:
        self.lower, self.integers = lower, integers
        self.bases: dict[Expr, Expr] = {}  # radicands and arguments of abs -> rewritten
        self.positive: set[Expr] = set()  # classes whose gamma (not only 1/gamma) occurs: its argument is > 0
        self._exponents: dict[Expr, None] = {}
        self._angles: dict[Expr, None] = {}
        self._top: dict[Expr, int] = {}  # gamma class -> largest shift
        self._low: dict[tuple[Expr, Expr, Expr], int] = {}  # legendre class, d, x -> smallest shift
        self._terms: dict[Expr, list[Term]] = {}
        self._steps: dict[Expr, Fraction] = {}  # angle monomial -> basic multiple
        self._memo: dict[Expr, Expr] = {}

    def settle(self, items: Sequence[Expr]) -> list[Expr]:
        """The items rewritten in common leaves."""
        for _ in range(12):
            before = (len(self._exponents), len(self._angles), dict(self._top), dict(self._low))
            self._memo, self.bases = {}, {}
            found = [self.rewrite(item) for item in items]
            if before == (len(self._exponents), len(self._angles), self._top, self._low):
                return found
            wanted = list({**self._exponents, **self._angles})
            self._terms = dict(zip(wanted, self.lower.linear(wanted), strict=True)) if wanted else {}
            self._steps = {}
            for angle in self._angles:
                for term in self._terms[angle]:
                    monomial = self.lower.monomial(term)
                    old = self._steps.get(monomial, Fraction(0))
                    self._steps[monomial] = rational_gcd(old, term.coefficient)
        raise TooLarge("the functional equations do not settle")

    def rewrite(self, node: Expr) -> Expr:
        """One expression in leaves."""
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._rewrite(node)
        return found

    def _rewrite(self, node: Expr) -> Expr:
        if isinstance(node, Rational):
            return node
        if isinstance(node, (Variable, Constant)):
            return leaf(node)
        if isinstance(node, Binder):
            return self._binder(node)
        assert isinstance(node, Call)
        if node.op == "leaf":
            return node
        if node.op == "add":
            return add(*(self.rewrite(a) for a in node.args))
        if node.op == "mul":
            return mul(*(self.rewrite(a) for a in node.args))
        if node.op == "pow":
            base, exponent = node.args
            if isinstance(exponent, Rational):
                return self.raised(base, exponent.value)
            return self._symbolic(base, exponent)
        return self._function(node.op, node.args)

    def _function(self, op: str, args: tuple[Expr, ...]) -> Expr:
        a = args[0]
        if op == "exp":
            return self._exp(a)
        if op == "log":
            return self._log(a)
        if op in ("sin", "cos", "tan"):
            cosine, sine = self._angle(a)
            return {"cos": cosine, "sin": sine}.get(op) or mul(sine, self._inverse(cosine))
        if op in ("sinh", "cosh", "tanh"):
            up, down = self._exp(a), self._exp(mul(MINUS_ONE, a))
            odd, even = mul(HALF, add(up, mul(MINUS_ONE, down))), mul(HALF, add(up, down))
            return {"sinh": odd, "cosh": even}.get(op) or mul(odd, self._inverse(even))
        if op in ("asin", "acos", "atan", "erf"):
            return self._odd(op, a)
        if op == "abs":
            return self._abs(a)
        if op in ("gamma", "rgamma", "lgamma", "digamma", "polygamma"):
            return self._gammas(op, args)
        if op == "binomial":
            top, bottom = args
            return mul(
                self._rgamma(add(top, ONE), Fraction(-1), positive=True),
                self._rgamma(add(bottom, ONE), Fraction(1)),
                self._rgamma(add(top, mul(MINUS_ONE, bottom), ONE), Fraction(1)),
            )
        if op == "legendre":
            return self._legendre(*args)
        if op == "harmonic_dim":
            return self._harmonic(*args)
        if op in ("floor", "ceil"):
            base, whole = self.lower.shift(a)
            if isinstance(base, Rational):
                return Rational(whole + (1 if op == "ceil" and base.value else 0))
            return add(leaf(Call(op, (base,))), Rational(whole))
        if op in ("min", "max"):
            return self._extremum(op, args)
        return leaf(Call(op, tuple(self.lower.canonical(b) for b in args)))

    def _inverse(self, item: Expr) -> Expr:
        if item == ZERO:
            raise Nowhere("division by an expression that vanishes identically")
        return power(item, MINUS_ONE)

    # powers ---------------------------------------------------------------------------------------------------------

    def raised(self, base: Expr, q: Fraction) -> Expr:
        """base**q for a rational q; the base need not be rewritten yet."""
        if q.denominator == 1:
            n = int(q)
            if abs(n) > MAX_LITERAL_POWER:
                raise TooLarge(f"the power {n} is too large")
            inner = self.rewrite(base)
            if n < 0 and inner == ZERO:
                raise Nowhere("division by zero")
            return Call("pow", (inner, Rational(n))) if n != 1 else inner
        found = self.lower.factors(base, irreducible=False)
        if found.constant == 0:
            if q < 0:
                raise Nowhere("division by zero")
            return ZERO
        if found.constant < 0 and not found.parts:
            raise Nowhere("a root of a negative number")
        pieces = [self._primes(abs(found.constant), q)]
        rest = []
        for part in found.parts:
            if part.positive:
                pieces.append(self._part(part, q))
            else:
                rest.append(part)
        sign = -1 if found.constant < 0 else 1
        if all(part.sign for part in rest) and sign > 0:
            return mul(*pieces, *(self._part(part, q) for part in rest))
        if len(rest) == 1 and (sign > 0 or rest[0].exponent % 2):
            f, m = rest[0].base, rest[0].exponent  # f**m >= 0 with m odd says f >= 0
            f = self.lower.canonical(mul(Rational(sign), f)) if sign < 0 else f
            return mul(*pieces, self._root(f, m * q, even=m % 2 == 0))
        kept = []
        for part in rest:
            whole = 0
            if part.exponent < 0 and q.denominator % 2 == 0:  # the base is not 0: its even powers can be split off
                whole = int(-part.exponent // 2)
                if whole:
                    pieces.append(self._root(part.base, -2 * whole * q, even=True))
            kept.append(self.lower.product([(part.base, part.exponent + 2 * whole)]))
        radicand = self.lower.canonical(mul(Rational(sign), *kept))
        return mul(*pieces, self._root(radicand, q, even=False))

    def _part(self, part: Factor, q: Fraction) -> Expr:
        """A factor that is >= 0, to the power q."""
        return (
            self._unit(part.base, part.exponent * q)
            if part.key
            else self._root(part.base, part.exponent * q, even=False)
        )

    def _root(self, base: Expr, q: Fraction, *, even: bool) -> Expr:
        """base**q where base >= 0; with `even`, abs(base)**q for a canonical base with positive leading coefficient."""
        if q.denominator == 1 and (not even or q % 2 == 0):
            return self.raised(base, q)
        if even:
            self._register(base)
            return leaf(Call("abs", (base,)), q)
        if isinstance(base, Rational):
            return self._primes(base.value, q)
        if isinstance(base, (Variable, Constant)):
            return leaf(base, q)
        inner = self.rewrite(base)
        if isinstance(inner, Call) and inner.op == "leaf" and inner.args[1] == ONE:
            return leaf(inner.args[0], q)
        self._register(base)
        return leaf(Call("root", (base,)), q)

    def _register(self, base: Expr) -> None:
        if base not in self.bases:
            self.bases[base] = ZERO  # set before the recursion, which may meet the base again
            self.bases[base] = self.rewrite(base)

    def _unit(self, key: Expr, q: Fraction) -> Expr:
        """key**q for the key of a leaf that is >= 0."""
        if isinstance(key, Call) and key.op == "rgamma":
            return self._rgamma(key.args[0], q, positive=True)
        if isinstance(key, Call) and key.op == "root":
            base = key.args[0]
            if isinstance(base, Rational):
                return self._primes(base.value, q)
            if q.denominator == 1:
                return self.raised(base, q)
        if isinstance(key, Call) and key.op in ("root", "abs"):
            self._register(key.args[0])
        return leaf(key, q)

    def _primes(self, value: Fraction, q: Fraction) -> Expr:
        """value**q for a positive rational: square-free radicals of primes."""
        found: list[Expr] = []
        for p, m in prime_factors(value):
            whole, rest = divmod(m * q, 1)
            if abs(whole) * p.bit_length() > 100_000:
                raise TooLarge("a power of a number is too large")
            found.append(Rational(Fraction(p) ** int(whole)))
            if rest:
                self._register(Rational(p))
                found.append(leaf(Call("root", (Rational(p),)), rest))
        return mul(*found) if found else ONE

    def _symbolic(self, base: Expr, exponent: Expr) -> Expr:
        e = self.lower.canonical(exponent)
        if isinstance(e, Rational):
            return self.raised(base, e.value)
        integral = is_integer_valued(exponent, self.integers) or is_integer_valued(e, self.integers)
        self._exponents.setdefault(e)
        terms = self._terms.get(e)
        opaque = leaf(Call("pow", (self.lower.canonical(base), e)))
        if terms is None:
            return opaque
        product = self.lower.factors(base, irreducible=integral)
        negative = product.constant < 0
        constant = sum((t.coefficient for t in terms if t.constant), Fraction(0))
        if integral and constant.denominator != 1:
            return opaque
        if product.constant == 0 or (negative and not integral and not product.parts):
            return opaque
        pieces: list[tuple[Expr, Fraction]] = [
            (Rational(p), Fraction(m)) for p, m in prime_factors(abs(product.constant))
        ]
        found: list[Expr] = []
        rest: list[Factor] = []
        for part in product.parts:
            key, u = part.base, part.exponent
            if not (integral or part.positive):
                rest.append(part)
            elif part.key and isinstance(key, Call) and key.op == "exp":
                found.append(self._exp(mul(Rational(u), key.args[0], e)))
            elif part.key and isinstance(key, Call) and key.op == "pow":
                found.append(self._symbolic(key.args[0], mul(Rational(u), key.args[1], e)))
            elif isinstance(key, Call) and key.op == "rgamma":
                pieces.append((Call("gamma", key.args), -u))
            elif isinstance(key, Call) and key.op == "root":
                pieces.append((key.args[0], u))
            else:
                pieces.append((key, u))
        if integral and negative:
            found.append(self._sign(e, terms))
        elif rest:
            sign = Rational(-1 if negative else 1)
            whole = mul(sign, *(self.lower.product([(part.base, part.exponent)]) for part in rest))
            pieces.append((self.lower.canonical(whole), Fraction(1)))
        if not all(self._regular(b) for b, _ in pieces):
            return opaque
        for b, m in pieces:
            for term in terms:
                c = m * term.coefficient
                found.append(
                    self.raised(b, c) if term.constant else leaf(Call("pow", (b, self.lower.monomial(term))), c)
                )
        return mul(*found) if found else ONE

    def _regular(self, base: Expr) -> bool:
        """Whether the base is surely no zero divisor among the leaves: then `b**m` obeys the laws of exponents also
        where b vanishes."""
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

    def _sign(self, exponent: Expr, terms: Sequence[Term]) -> Expr:
        """(-1)**exponent for an integer-valued exponent with integer constant term."""
        constant = sum((t.coefficient for t in terms if t.constant), Fraction(0))
        front = Rational(-1 if constant % 2 else 1)
        found: list[Expr] = [front]
        for term in terms:
            monomial = self.lower.monomial(term)
            if term.coefficient.denominator != 1 or not is_integer_valued(monomial, self.integers):
                whole = self.lower.canonical(add(exponent, Rational(-constant)))
                return mul(front, leaf(Call("pow", (MINUS_ONE, whole))))
            if term.coefficient % 2 and not term.constant:
                found.append(leaf(Call("pow", (MINUS_ONE, monomial))))
        return mul(*found)

    # exponentials, logarithms ---------------------------------------------------------------------------------------

    def _exp(self, argument: Expr) -> Expr:
        a = self.lower.canonical(argument)
        if a == ZERO:
            return ONE
        self._exponents.setdefault(a)
        terms = self._terms.get(a)
        if terms is None:
            return leaf(Call("exp", (a,)))
        return mul(*(self._exp_term(term) for term in terms))

    def _exp_term(self, term: Term) -> Expr:
        """exp of one term; exp(c*m*log(b)) = b**(c*m), as log(b) is defined only for b > 0."""
        for k, (key, exponent) in enumerate(term.factors):
            if isinstance(key, Call) and key.op in ("log", "lgamma") and exponent == 1:
                base = key.args[0] if key.op == "log" else Call("gamma", key.args)
                rest = Term(Fraction(1), (*term.factors[:k], *term.factors[k + 1 :]), term.below)
                if rest.constant:
                    return self.raised(base, term.coefficient)
                if self._regular(base):
                    return leaf(Call("pow", (base, self.lower.monomial(rest))), term.coefficient)
        return leaf(Call("exp", (self.lower.monomial(term),)), term.coefficient)

    def _log(self, argument: Expr) -> Expr:
        product = self.lower.factors(argument, irreducible=False)
        rest = [(part.base, int(part.exponent)) for part in product.parts if not part.sign]
        if product.constant == 0 or (product.constant < 0 and not rest):
            raise Nowhere("the logarithm of a number <= 0")
        found = [mul(Rational(m), leaf(Call("log", (Rational(p),)))) for p, m in prime_factors(abs(product.constant))]
        for part in product.parts:
            if part.sign:
                inner = self._log_unit(part.base) if part.key else leaf(Call("log", (part.base,)))
                found.append(mul(Rational(part.exponent), inner))
        if rest:
            found.append(self._log_rest(-1 if product.constant < 0 else 1, rest))
        return add(*found) if found else ZERO

    def _log_unit(self, key: Expr) -> Expr:
        if isinstance(key, Call) and key.op == "exp":
            return self.rewrite(key.args[0])
        if isinstance(key, Call) and key.op == "pow":
            return mul(self.rewrite(key.args[1]), self._log(key.args[0]))
        if isinstance(key, Call) and key.op == "rgamma":
            return mul(MINUS_ONE, self._gammas("lgamma", key.args))
        if isinstance(key, Call) and key.op == "root":
            return self._log(key.args[0])
        return leaf(Call("log", (key,)))

    def _log_rest(self, sign: int, rest: list[tuple[Expr, int]]) -> Expr:
        """log of a product of powers, which is positive: h**m for odd m gives m*log(h), for even m (m/2)*log(h**2)."""
        common = 0
        for _, m in rest:
            common = abs(m) if common == 0 else int(fmpz(common).gcd(fmpz(m)))
        common = 1 if sign < 0 and common % 2 == 0 else common
        outer = common if common % 2 else common // 2
        inner = self.lower.canonical(mul(Rational(sign), *(power(f, Rational(m // outer)) for f, m in rest)))
        inverse = self.lower.canonical(power(inner, MINUS_ONE))
        if (inverse.size, repr(inverse)) < (inner.size, repr(inner)):
            inner, outer = inverse, -outer
        return mul(Rational(outer), leaf(Call("log", (inner,))))

    # angles ---------------------------------------------------------------------------------------------------------

    def _angle(self, argument: Expr) -> trig.Pair:
        """(cosine, sine) of an argument."""
        a = self.lower.canonical(argument)
        if a == ZERO:
            return ONE, ZERO
        self._angles.setdefault(a)
        terms = self._terms.get(a)
        if terms is None:
            return leaf(Call("cos", (a,))), leaf(Call("sin", (a,)))
        size = 1
        pairs = []
        for term in terms:
            pair, k = self._basic(term)
            size *= abs(k) + 1
            pairs.append((pair, k))
        if size > 4 * MAX_MULTIPLE or any(abs(k) > MAX_MULTIPLE for _, k in pairs):
            sign, positive = self.lower.signed(a)
            return leaf(Call("cos", (positive,))), mul(Rational(sign), leaf(Call("sin", (positive,))))
        multiples = [trig.multiple(pair, k) for pair, k in pairs]
        total = multiples[0]
        for pair in multiples[1:]:
            total = trig.plus(total, pair)
        return total

    def _basic(self, term: Term) -> tuple[trig.Pair, int]:
        """A basic pair and the multiple of its angle that the term is."""
        factors = dict(term.factors)
        if factors.get(PI) == 1 and term.below == ONE:
            rest = Term(Fraction(1), tuple((k, e) for k, e in term.factors if k != PI), ONE)
            if rest.constant:
                cosine, sine = trig.of_pi(term.coefficient)
                return (self.rewrite(cosine), self.rewrite(sine)), 1
            monomial = self.lower.monomial(rest)
            if term.coefficient.denominator == 1 and is_integer_valued(monomial, self.integers):
                return (leaf(Call("pow", (MINUS_ONE, monomial))), ZERO), int(term.coefficient) % 2
        monomial = self.lower.monomial(term)
        step = self._steps.get(monomial, Fraction(1))
        k = int(term.coefficient / step)
        if isinstance(monomial, Call) and monomial.op in ("asin", "atan") and step == 1:
            return self._inverse_pair(monomial), k
        angle = self.lower.canonical(mul(Rational(step), monomial))
        return (leaf(Call("cos", (angle,))), leaf(Call("sin", (angle,)))), k

    def _inverse_pair(self, angle: Call) -> trig.Pair:
        """asin and atan have values in [-pi/2, pi/2], where the cosine is >= 0."""
        a = angle.args[0]
        square = power(a, Rational(2))
        if angle.op == "asin":
            return self.raised(add(ONE, mul(MINUS_ONE, square)), Fraction(1, 2)), self.rewrite(a)
        cosine = self.raised(add(ONE, square), Fraction(-1, 2))
        return cosine, mul(self.rewrite(a), cosine)

    def _odd(self, op: str, argument: Expr) -> Expr:
        if op == "acos":
            return add(mul(HALF, leaf(PI)), mul(MINUS_ONE, self._odd("asin", argument)))
        sign, a = self.lower.signed(argument)
        if a == ZERO:
            return ZERO
        if op != "erf" and not a.free:
            table = trig.arcsines() if op == "asin" else trig.arctangents()
            for value, turn in table.items():
                if self.lower.canonical(value) == a:
                    return mul(Rational(sign * turn), leaf(PI))
        return mul(Rational(sign), leaf(Call(op, (a,))))

    def _abs(self, argument: Expr) -> Expr:
        product = self.lower.factors(argument, irreducible=False)
        found: list[Expr] = [Rational(abs(product.constant))]
        for part in product.parts:
            if part.sign:
                found.append(self._part(part, Fraction(1)))
                continue
            m = part.exponent
            if m % 2:
                self._register(part.base)
                found.append(leaf(Call("abs", (part.base,))))
            found.append(self.raised(part.base, m - m % 2))
        return mul(*found)

    def _extremum(self, op: str, args: tuple[Expr, ...]) -> Expr:
        items = {self.lower.canonical(a) for a in args}
        literals = [a.value for a in items if isinstance(a, Rational)]
        rest = sorted((a for a in items if not isinstance(a, Rational)), key=repr)
        if literals:
            rest.append(Rational(min(literals) if op == "min" else max(literals)))
        return self.rewrite(rest[0]) if len(rest) == 1 else leaf(Call(op, tuple(rest)))

    # gamma and its relatives ----------------------------------------------------------------------------------------

    def _rgamma(self, argument: Expr, q: Fraction, *, positive: bool = False) -> Expr:
        """(1/gamma)**q; q is an integer unless `positive` (the argument is known to be > 0).

        1/gamma(z) = z*(z+1)*...*(z+k-1) / gamma(z+k) holds everywhere, so that arguments are shifted upwards only.
        """
        z = self.lower.canonical(argument)
        if isinstance(z, Rational) and z.value.denominator == 1:
            if z.value <= 0:
                if q < 0:
                    raise Nowhere("gamma at an integer <= 0")
                return ZERO
            if z.value > MAX_FACTORIAL:
                raise TooLarge("a factorial is too large")
            return self.raised(Rational(factorial(int(z.value) - 1)), -q)
        if isinstance(z, Rational) and z.value.denominator == 2 and abs(z.value) <= MAX_FACTORIAL:
            value = Fraction(1)
            for k in range(abs(int(z.value - Fraction(1, 2)))):
                value *= Fraction(1, 2) + k if z.value > 0 else 1 / (-Fraction(1, 2) - k)
            return mul(self.raised(Rational(value), -q), self.raised(PI, -q / 2))
        base, shift, top = self._class(z)
        if positive:
            self.positive.add(base)
        found = [self.raised(self.lower.canonical(add(z, Rational(j))), q) for j in range(top - shift)]
        return mul(*found, leaf(Call("rgamma", (self.lower.canonical(add(base, Rational(top))),)), q))

    def _class(self, z: Expr) -> tuple[Expr, int, int]:
        """(class, shift, largest shift of the class)."""
        base, shift = self.lower.shift(z)
        top = self._top[base] = max(shift, self._top.get(base, shift))
        if top - shift > MAX_SHIFT:
            raise TooLarge("arguments of gamma are too far apart")
        return base, shift, top

    def _gammas(self, op: str, args: tuple[Expr, ...]) -> Expr:
        if op in ("gamma", "rgamma"):
            return self._rgamma(args[0], Fraction(-1 if op == "gamma" else 1), positive=op == "gamma")
        z = self.lower.canonical(args[-1])
        if op == "lgamma" and isinstance(z, Rational) and z.value.denominator <= 2 and z.value <= MAX_FACTORIAL:
            return self._log(Call("gamma", (z,)))
        order = 0
        if op == "polygamma":
            assert isinstance(args[0], Rational)
            order = int(args[0].value)
        base, shift, top = self._class(z)
        self.positive.add(base)
        shifted = self.lower.canonical(add(base, Rational(top)))
        if op == "lgamma":
            steps = [mul(MINUS_ONE, self._log(add(z, Rational(j)))) for j in range(top - shift)]
            return add(leaf(Call("lgamma", (shifted,))), *steps)
        coefficient = Rational(-((-1) ** order) * factorial(order))
        steps = [mul(coefficient, self.raised(add(z, Rational(j)), Fraction(-order - 1))) for j in range(top - shift)]
        key = Call("digamma", (shifted,)) if order == 0 else Call("polygamma", (args[0], shifted))
        return add(leaf(key), *steps)

    def _harmonic(self, d: Expr, n: Expr) -> Expr:
        """By gammas where one argument is a literal that keeps d + n - 2 positive; at d = 2, n = 0 the formula has a pole."""
        d, n = self.lower.canonical(d), self.lower.canonical(n)
        if n == ZERO:
            return ONE
        if (isinstance(d, Rational) and d.value >= 3) or (isinstance(n, Rational) and n.value >= 1):
            return self.rewrite(harmonic_formula(d, n))
        return leaf(Call("harmonic_dim", (d, n)))

    def _legendre(self, n: Expr, d: Expr, x: Expr) -> Expr:
        """Literal degrees as polynomials; others through the two lowest degrees of their class modulo 1 that occur.

        (n+d-2) P_{n+1} = (2n+d-2) x P_n - n P_{n-1}, used for n >= 1 only, where n + d - 2 > 0.
        """
        n, d, x = (self.lower.canonical(a) for a in (n, d, x))
        if x == ONE:
            return ONE
        base, shift = self.lower.shift(n)
        if base == ZERO:
            if not 0 <= shift <= MAX_UNFOLD:
                raise TooLarge("the degree of a Legendre polynomial is negative or too large")
            return self._recurrence(ONE, self.rewrite(x), ZERO, d, x, shift)
        low = self._low[base, d, x] = min(shift, self._low.get((base, d, x), shift))
        if shift - low > MAX_MULTIPLE:
            raise TooLarge("degrees of Legendre polynomials are too far apart")
        first, second = (
            leaf(Call("legendre", (self.lower.canonical(add(base, Rational(low + j))), d, x))) for j in (0, 1)
        )
        return self._recurrence(first, second, add(base, Rational(low)), d, x, shift - low)

    def _recurrence(self, first: Expr, second: Expr, start: Expr, d: Expr, x: Expr, steps: int) -> Expr:
        """P_{start + steps} from P_start and P_{start + 1}."""
        if steps == 0:
            return first
        for j in range(1, steps):
            k = self.rewrite(self.lower.canonical(add(start, Rational(j))))
            top = self.rewrite(d)
            front = add(mul(Rational(2), k), top, Rational(-2))
            both = add(mul(front, self.rewrite(x), second), mul(MINUS_ONE, k, first))
            first, second = second, mul(both, self._inverse(add(k, top, Rational(-2))))
        return second

    # binders --------------------------------------------------------------------------------------------------------

    def _binder(self, node: Binder) -> Expr:
        lower, upper = self.lower.canonical(node.lower), self.lower.canonical(node.upper)
        if node.op == "integral" and lower == upper:
            return ZERO
        if node.op != "integral" and isinstance(lower, Rational) and isinstance(upper, Rational):
            first, last = int(lower.value), int(upper.value)
            if last - first < MAX_UNFOLD:
                items = [
                    self.rewrite(substitute(node.body, {node.variable: Rational(k)})) for k in range(first, last + 1)
                ]
                return add(*items) if node.op == "sum" else mul(*items)
        name = fresh("b", (node.body.free - {node.variable}) | lower.free | upper.free)
        body = substitute(node.body, {node.variable: Variable(name)})
        inner = self.lower.within(name, integer=node.op != "integral").canonical(body)
        if node.op == "product":
            return ONE if inner == ONE else leaf(Binder(node.op, inner, name, lower, upper))
        if inner == ZERO:
            return ZERO
        content, inner = self.lower.within(name, integer=node.op != "integral").scaled(inner)
        return mul(Rational(content), leaf(Binder(node.op, inner, name, lower, upper)))


def harmonic_formula(d: Expr, n: Expr) -> Expr:
    """(2n+d-2) gamma(n+d-2) / (gamma(n+1) gamma(d-1)): harmonic_dim(d, n) where d + n > 2."""
    z = add(n, d, Rational(-2))
    front = add(mul(Rational(2), n), d, Rational(-2))
    return mul(
        front,
        Call("gamma", (z,)),
        power(Call("gamma", (add(n, ONE),)), MINUS_ONE),
        power(Call("gamma", (add(d, MINUS_ONE),)), MINUS_ONE),
    )


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
