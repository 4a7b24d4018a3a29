"""Powers with literal and symbolic exponents."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from certify.algebra.exponentials import exponential
from certify.algebra.field import Nowhere, TooLarge
from certify.algebra.gammas import rgamma
from certify.algebra.leaves import Factor, Term, leaf, prime_factors, regular, small_factors
from certify.expr import MINUS_ONE, ONE, ZERO, Call, Constant, Expr, Rational, Variable, add, mul
from certify.integrality import is_integer_valued

if TYPE_CHECKING:
    from certify.algebra.rewrite import Rewriter

MAX_LITERAL_POWER: Final = 1000
MAX_POWER_BITS: Final = 100_000


def raised(r: Rewriter, base: Expr, q: Fraction) -> Expr:
    """base**q for a rational q; the base need not be rewritten yet."""
    if q.denominator == 1:
        n = int(q)
        if abs(n) > MAX_LITERAL_POWER:
            raise TooLarge(f"the power {n} is too large")
        inner = r.rewrite(base)
        if n < 0 and inner == ZERO:
            raise Nowhere("division by zero")
        return Call("pow", (inner, Rational(n))) if n != 1 else inner
    found = r.lower.factors(base, irreducible=False)
    if found.constant == 0:
        if q < 0:
            raise Nowhere("division by zero")
        return ZERO
    pieces = [_primes(r, abs(found.constant), q)]
    rest = []
    for part in found.parts:
        if part.positive:
            pieces.append(signed_power(r, part, q))
        else:
            rest.append(part)
    sign = -1 if found.constant < 0 else 1
    if sign < 0 and not rest:
        raise Nowhere("a root of a negative number")
    if all(part.sign for part in rest) and sign > 0:
        return mul(*pieces, *(signed_power(r, part, q) for part in rest))
    if len(rest) == 1 and (sign > 0 or rest[0].exponent % 2):
        f, m = rest[0].base, rest[0].exponent  # f**m >= 0 with m odd says f >= 0
        f = r.lower.canonical(mul(Rational(sign), f)) if sign < 0 else f
        return mul(*pieces, _root(r, f, m * q, even=m % 2 == 0))
    kept = []
    for part in rest:
        whole = 0
        if part.exponent < 0 and q.denominator % 2 == 0:  # the base is not 0: its even powers can be split off
            whole = int(-part.exponent // 2)
            if whole:
                pieces.append(_root(r, part.base, -2 * whole * q, even=True))
        kept.append(r.lower.product([(part.base, part.exponent + 2 * whole)]))
    radicand = r.lower.canonical(mul(Rational(sign), *kept))
    return mul(*pieces, _root(r, radicand, q, even=False))


def signed_power(r: Rewriter, part: Factor, q: Fraction) -> Expr:
    """A factor that is >= 0, to the power q."""
    return _unit(r, part.base, part.exponent * q) if part.key else _root(r, part.base, part.exponent * q, even=False)


def _root(r: Rewriter, base: Expr, q: Fraction, *, even: bool) -> Expr:
    """base**q where base >= 0; with `even`, abs(base)**q for a canonical base with positive leading coefficient."""
    if q.denominator == 1 and (not even or q % 2 == 0):
        return raised(r, base, q)
    if even:
        r.register(base)
        return leaf(Call("abs", (base,)), q)
    if isinstance(base, Rational):
        return _primes(r, base.value, q)
    if isinstance(base, (Variable, Constant)):
        return leaf(base, q)
    inner = r.rewrite(base)
    if isinstance(inner, Call) and inner.op == "leaf" and inner.args[1] == ONE:
        key = inner.args[0]
        if not (isinstance(key, Call) and key.op == "pow"):  # a leaf of b**m to the power q would be b**(q*m)
            return leaf(key, q)
    r.register(base)
    return leaf(Call("root", (base,)), q)


def _unit(r: Rewriter, key: Expr, q: Fraction) -> Expr:
    """key**q for the key of a leaf that is >= 0."""
    if isinstance(key, Call) and key.op == "rgamma":
        return rgamma(r, key.args[0], q, positive=True)
    if isinstance(key, Call) and key.op == "root":
        base = key.args[0]
        if isinstance(base, Rational):
            return _primes(r, base.value, q)
        if q.denominator == 1:
            return raised(r, base, q)
    if isinstance(key, Call) and key.op in ("root", "abs"):
        r.register(key.args[0])
    return leaf(key, q)


def _primes(r: Rewriter, value: Fraction, q: Fraction) -> Expr:
    """value**q for a positive rational: square-free radicals of primes."""
    found: list[Expr] = []
    for p, m in prime_factors(value):
        whole, rest = divmod(m * q, 1)
        if abs(whole) * p.bit_length() > MAX_POWER_BITS:
            raise TooLarge("a power of a number is too large")
        found.append(Rational(Fraction(p) ** int(whole)))
        if rest:
            r.register(Rational(p))
            found.append(leaf(Call("root", (Rational(p),)), rest))
    return mul(*found) if found else ONE


def symbolic(r: Rewriter, base: Expr, exponent: Expr) -> Expr:
    """base**exponent for an exponent with variables: powers of the base's factors to the monomials of the exponent.

    Without an integer-valued exponent the base is >= 0, and only factors known to be positive are split off.
    """
    e = r.lower.canonical(exponent)
    if isinstance(e, Rational):
        return raised(r, base, e.value)
    r.exponents.setdefault(e)
    opaque = leaf(Call("pow", (r.lower.canonical(base), e)))
    if e not in r.terms:
        return opaque
    constant = sum((t.coefficient for t in r.terms[e] if t.constant), Fraction(0))
    terms = [t for t in r.terms[e] if not t.constant]
    e = r.lower.canonical(add(e, Rational(-constant)))
    whole = is_integer_valued(exponent, r.integers)
    if whole and constant.denominator != 1:
        return opaque
    integral = whole or is_integer_valued(e, r.integers)
    product = r.lower.factors(base, irreducible=integral)
    rest = [part for part in product.parts if not (integral or part.positive)]
    if product.constant == 0 or (product.constant < 0 and not integral and not rest):
        return opaque
    found: list[Expr] = [raised(r, base, constant)] if constant else []
    pieces: list[tuple[Expr, Fraction]] = [(Rational(p), Fraction(m)) for p, m in small_factors(abs(product.constant))]
    for part in product.parts:
        key, u = part.base, part.exponent
        if part in rest:
            continue
        if part.key and isinstance(key, Call) and key.op == "exp":
            found.append(exponential(r, mul(Rational(u), key.args[0], e)))
        elif isinstance(key, Call) and key.op == "pow" and not isinstance(key.args[1], Rational):
            found.append(symbolic(r, key.args[0], mul(Rational(u), key.args[1], e)))
        elif isinstance(key, Call) and key.op == "rgamma":
            pieces.append((Call("gamma", key.args), -u))
        else:
            pieces.append((key.args[0] if isinstance(key, Call) and key.op == "root" else key, u))
    if integral and product.constant < 0:
        found.append(_sign_power(r, e, terms))
    elif rest:
        sign = Rational(-1 if product.constant < 0 else 1)
        kept = mul(sign, *(r.lower.product([(part.base, part.exponent)]) for part in rest))
        pieces.append((r.lower.canonical(kept), Fraction(1)))
    if not all(regular(b) for b, _ in pieces):
        return opaque
    found += [_to_term(r, b, m, t) for b, m in pieces for t in terms]
    return mul(*found) if found else ONE


def _to_term(r: Rewriter, base: Expr, m: Fraction, term: Term) -> Expr:
    """base**(m*term); p**(a/log(p)) = exp(a) for a prime p."""
    inverse = (Call("log", (base,)), Fraction(-1))
    if isinstance(base, Rational) and inverse in term.factors:
        kept = tuple(f for f in term.factors if f != inverse)
        return exponential(
            r, mul(Rational(m * term.coefficient), r.lower.monomial(Term(Fraction(1), kept, term.below)))
        )
    return leaf(Call("pow", (base, r.lower.monomial(term))), m * term.coefficient)


def _sign_power(r: Rewriter, exponent: Expr, terms: Sequence[Term]) -> Expr:
    """(-1)**exponent for an integer-valued exponent."""
    found: list[Expr] = []
    for term in terms:
        monomial = r.lower.monomial(term)
        if term.coefficient.denominator != 1 or not is_integer_valued(monomial, r.integers):
            return leaf(Call("pow", (MINUS_ONE, exponent)))
        if term.coefficient % 2:
            found.append(leaf(Call("pow", (MINUS_ONE, monomial))))
    return mul(*found) if found else ONE
