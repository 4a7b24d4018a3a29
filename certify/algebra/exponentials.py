"""Exponentials, logarithms and absolute values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpz

from certify.algebra.field import Nowhere
from certify.algebra.leaves import Term, leaf, regular, small_factors
from certify.expr import MINUS_ONE, ONE, ZERO, Call, Expr, Rational, add, mul, power

if TYPE_CHECKING:
    from certify.algebra.rewrite import Rewriter


def exponential(r: Rewriter, argument: Expr) -> Expr:
    a = r.lower.canonical(argument)
    if a == ZERO:
        return ONE
    r.exponents.setdefault(a)
    terms = r.terms.get(a)
    if terms is None:
        return leaf(Call("exp", (a,)))
    powers_of_logs, rest = _regrouped(r, terms)
    return mul(*powers_of_logs, *(_exp_term(r, term) for term in rest))


def _regrouped(r: Rewriter, terms: Sequence[Term]) -> tuple[list[Expr], list[Term]]:
    """Terms c_i*log(b) over a common denominator, whose sum c cancels to what has none, as b**c; and the other terms."""
    groups: dict[Expr, list[Term]] = {}
    for term in terms:
        for key, exponent in term.factors:
            if (
                term.below != ONE
                and isinstance(key, Call)
                and key.op == "log"
                and exponent == 1
                and regular(key.args[0])
            ):
                groups.setdefault(key, []).append(term)
                break
    found: list[Expr] = []
    used: set[int] = set()
    for key, group in groups.items():
        if len(group) < 2:
            continue
        assert isinstance(key, Call)
        rests = [Term(t.coefficient, tuple(f for f in t.factors if f != (key, Fraction(1))), t.below) for t in group]
        c = r.lower.canonical(add(*(mul(Rational(t.coefficient), r.lower.monomial(t)) for t in rests)))
        parts = r.terms.get(c)
        if isinstance(c, Rational):
            found.append(r.raised(key.args[0], c.value))
        elif parts is not None and all(part.below == ONE for part in parts):
            found += [_exp_term(r, Term(t.coefficient, (*t.factors, (key, Fraction(1))), t.below)) for t in parts]
        else:
            continue
        used.update(map(id, group))
    return found, [t for t in terms if id(t) not in used]


def _exp_term(r: Rewriter, term: Term) -> Expr:
    """exp of one term; exp(c*m*log(b)) = b**(c*m), as log(b) is defined only for b > 0."""
    for k, (key, exponent) in enumerate(term.factors):
        if isinstance(key, Call) and key.op in ("log", "lgamma") and exponent == 1:
            base = key.args[0] if key.op == "log" else Call("gamma", key.args)
            rest = Term(Fraction(1), (*term.factors[:k], *term.factors[k + 1 :]), term.below)
            if rest.constant:
                return r.raised(base, term.coefficient)
            if regular(base):
                return leaf(Call("pow", (base, r.lower.monomial(rest))), term.coefficient)
    return leaf(Call("exp", (r.lower.monomial(term),)), term.coefficient)


def logarithm(r: Rewriter, argument: Expr) -> Expr:
    product = r.lower.factors(argument, irreducible=False)
    rest = [(part.base, int(part.exponent)) for part in product.parts if not part.sign]
    if product.constant == 0 or (product.constant < 0 and not rest):
        raise Nowhere("the logarithm of a number <= 0")
    found = [mul(Rational(m), leaf(Call("log", (Rational(p),)))) for p, m in small_factors(abs(product.constant))]
    for part in product.parts:
        if part.sign:
            inner = _log_unit(r, part.base) if part.key else leaf(Call("log", (part.base,)))
            found.append(mul(Rational(part.exponent), inner))
    if rest:
        found.append(_log_rest(r, -1 if product.constant < 0 else 1, rest))
    return add(*found) if found else ZERO


def _log_unit(r: Rewriter, key: Expr) -> Expr:
    if isinstance(key, Call) and key.op == "exp":
        return r.rewrite(key.args[0])
    if isinstance(key, Call) and key.op == "pow":
        return mul(r.rewrite(key.args[1]), logarithm(r, key.args[0]))
    if isinstance(key, Call) and key.op == "rgamma":
        return mul(MINUS_ONE, r.function("lgamma", key.args))
    if isinstance(key, Call) and key.op == "root":
        return logarithm(r, key.args[0])
    return leaf(Call("log", (key,)))


def _log_rest(r: Rewriter, sign: int, rest: list[tuple[Expr, int]]) -> Expr:
    """log of a product of powers, which is positive: h**m for odd m gives m*log(h), for even m (m/2)*log(h**2)."""
    common = 0
    for _, m in rest:
        common = abs(m) if common == 0 else int(fmpz(common).gcd(fmpz(m)))
    common = 1 if sign < 0 and common % 2 == 0 else common
    outer = common if common % 2 else common // 2
    inner = r.lower.canonical(mul(Rational(sign), *(power(f, Rational(m // outer)) for f, m in rest)))
    inverse = r.lower.canonical(power(inner, MINUS_ONE))
    if (inverse.size, repr(inverse)) < (inner.size, repr(inner)):
        inner, outer = inverse, -outer
    return mul(Rational(outer), leaf(Call("log", (inner,))))


def absolute(r: Rewriter, argument: Expr) -> Expr:
    product = r.lower.factors(argument, irreducible=False)
    found: list[Expr] = [Rational(abs(product.constant))]
    for part in product.parts:
        if part.sign:
            found.append(r.signed_power(part, Fraction(1)))
            continue
        m = part.exponent
        if m % 2:
            r.register(part.base)
            found.append(leaf(Call("abs", (part.base,))))
        found.append(r.raised(part.base, m - m % 2))
    return mul(*found)
