"""Reading sums of products: what a search wants to know about an expression before it transforms it.

Everything here only reads and proposes; nothing is proved.  Signs are judged from sample points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from certify import sample
from certify.algebra.frame import Normal
from certify.domain import Domain
from certify.expr import ONE, Call, Constant, Expr, Rational, Variable, add, mul, power, walk

INVERSE = ("log", "atan", "asin", "acos", "erf", "lgamma")
WEIGHTS: Mapping[str, int] = {
    "exp": 3, "log": 3, "atan": 3, "asin": 4, "acos": 4, "erf": 4, "sin": 5, "cos": 5, "tan": 6, "sinh": 4, "cosh": 4,
    "tanh": 4, "gamma": 9, "lgamma": 7, "digamma": 7, "polygamma": 7, "besselj": 12, "binomial": 9, "harmonic_dim": 12,
    "abs": 6, "min": 6, "max": 6, "floor": 8, "ceil": 8, "legendre": 12,
}  # fmt: skip


def summands(f: Expr) -> tuple[Expr, ...]:
    """The terms of a sum."""
    return f.args if isinstance(f, Call) and f.op == "add" else (f,)


def factors(f: Expr) -> tuple[Expr, ...]:
    """The factors of a product."""
    return f.args if isinstance(f, Call) and f.op == "mul" else (f,)


def powers(term: Expr) -> dict[Expr, Fraction]:
    """The factors of a term as bases with literal exponents; exponentials as `exp(a)` with exponent 1, or exp(b)**k."""
    found: dict[Expr, Fraction] = {}
    for item in factors(term):
        base, exponent = item, Fraction(1)
        if isinstance(item, Call) and item.op == "pow" and isinstance(item.args[1], Rational):
            base, exponent = item.args[0], item.args[1].value
        if not isinstance(base, Rational):
            found[base] = found.get(base, Fraction(0)) + exponent
    return found


def common(f: Expr) -> dict[Expr, Fraction]:
    """The bases that divide every term of a sum, with their least exponents (which may be negative)."""
    terms = [powers(t) for t in summands(f)]
    bases = dict.fromkeys(b for t in terms for b in t)
    least = {b: min(t.get(b, Fraction(0)) for t in terms) for b in bases}
    return {b: e for b, e in least.items() if e}


def product_of(bases: Mapping[Expr, Fraction]) -> Expr:
    """The product of powers."""
    return mul(*(power(b, Rational(e)) for b, e in bases.items())) if bases else ONE


def seems_positive(item: Expr, domain: Domain) -> bool:
    """Whether an expression is positive, by its form or at all sample points."""
    if isinstance(item, (Rational, Constant)):
        return not isinstance(item, Rational) or item.value > 0
    if isinstance(item, Call) and item.op in ("exp", "gamma"):
        return True
    return sample.seems(item, ">", domain)


def collected(f: Expr, atom: Expr) -> dict[Fraction, Expr]:
    """A sum of products by the powers of one factor: the coefficients."""
    parts: dict[Fraction, list[Expr]] = {}
    for term in summands(f):
        exponent = powers(term).get(atom, Fraction(0))
        rest = [x for x in factors(term) if atom not in powers(x)] if exponent else [term]
        parts.setdefault(exponent, []).append(mul(*rest) if rest else ONE)
    return {e: add(*terms) for e, terms in parts.items()}


def growing(item: Expr, names: frozenset[str]) -> bool:
    """Whether a factor is an exponential, a gamma or a power with an exponent that depends on the variables."""
    if not isinstance(item, Call) or not item.free & names:
        return False
    if item.op == "pow":
        base, exponent = item.args
        return bool(exponent.free & names) or growing(base, names)
    return item.op in ("exp", "gamma", "binomial")


def groups(f: Expr, names: frozenset[str]) -> dict[Expr, Expr]:
    """A sum of products by its growing factors: growing part -> coefficient."""
    parts: dict[Expr, list[Expr]] = {}
    for term in summands(f):
        fast = [x for x in factors(term) if growing(x, names)]
        slow = [x for x in factors(term) if not growing(x, names)]
        parts.setdefault(mul(*fast) if fast else ONE, []).append(mul(*slow) if slow else ONE)
    return {g: add(*terms) for g, terms in parts.items()}


def atoms(f: Expr, names: frozenset[str]) -> Iterator[Call]:
    """The sub-expressions that depend on the variables and are not rational in their parts."""
    for node in walk(f):
        if isinstance(node, Call) and node.free & names and node.op not in ("add", "mul"):
            if node.op == "pow":
                exponent = node.args[1]
                if isinstance(exponent, Rational) and exponent.value.denominator == 1:
                    continue
            yield node


def weight(f: Expr, names: frozenset[str]) -> float:
    """How far an expression is from a polynomial: 0 if it is rational in the variables."""
    total = 0.0
    for node in atoms(f, names):
        if node.op == "pow":
            total += 2 if isinstance(node.args[1], Rational) else 7
        else:
            total += WEIGHTS.get(node.op, 10)
    return total


def variables(names: frozenset[str]) -> Iterator[Variable]:
    """The names as variables."""
    return (Variable(name) for name in sorted(names))


def factored(f: Expr, integers: frozenset[str]) -> tuple[Fraction, list[tuple[Expr, Fraction]]]:
    """A rational number and irreducible factors (of numerator and denominator) with their exponents."""
    normal = Normal(integers)
    parts = normal.factors(f, irreducible=True)
    found: list[tuple[Expr, Fraction]] = []
    for part in parts.parts:
        spelled = normal.product(((part.base, part.exponent),))
        if isinstance(spelled, Call) and spelled.op == "pow" and isinstance(spelled.args[1], Rational):
            found.append((spelled.args[0], spelled.args[1].value))
        else:
            found.append((spelled, Fraction(1)))
    return parts.constant, found
