"""Expressions and relations of the claim language as Coq terms.

    a/b                 `a / b` and `/ b`          log          ln
    a**k, k literal     `a ^ k`                    abs min max  Rabs Rmin Rmax
    sqrt(a)             `sqrt a`                   floor ceil   IZR (Zfloor _), IZR (Zceil _)   (Flocq)
    a**k, k in ZZ       `powerRZ a k`              gamma(k/2)   gamma_half k                    (Depthcert.v)
    a**(k/2), k in ZZ   `powerRZ (sqrt a) k`       binomial harmonic_dim legendre               (Depthcert.v)
    a**b otherwise      `Rpower a b`, only for a > 0
    integral            `integral (fun x => _) a b` (Depthcert.v) if a < b are literals, else
                        `RInt (fun x => _) a b`     (Riemann's, Coquelicot)

Integer variables are of type Z and stand as `IZR n` in real terms.  `Unstated` says why something cannot be stated.

Promise: the term has the value of the expression wherever what `definedness_terms` states holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from certify.expr import ZERO, Binder, Call, Constant, Expr, Rational, Variable
from certify.parse import Relation
from certify.requirements import Alternatives, needs
from certify.text import rational_text

UNARY: Final[Mapping[str, str]] = {
    "exp": "exp", "log": "ln", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos",
    "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "abs": "Rabs",
}  # fmt: skip
FOLDED: Final[Mapping[str, str]] = {"min": "Rmin", "max": "Rmax"}
OPS: Final[Mapping[str, str]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
EXISTS: Final[Mapping[str, str]] = {"RInt": "ex_RInt", "integral": "integrable"}
# Every name that a statement may contain, and Coq's keywords.
NAMES: Final = frozenset(
    {
        *UNARY.values(), *FOLDED.values(), *EXISTS, *EXISTS.values(), "sqrt", "PI", "IZR", "Zfloor", "Zceil", "Rmin",
        "Rmax", "powerRZ", "Rpower", "gamma_half", "binomial", "harmonic_dim", "legendre", "R", "Z", "as", "at", "by", "cofix",
        "else", "end", "exists", "exists2", "fix", "for", "forall", "fun", "if", "IF", "in", "is", "let", "match",
        "mod", "not", "of", "Prop", "return", "Set", "SProp", "then", "Type", "using", "where", "with",
    }
)  # fmt: skip
LARGEST_POWER: Final = 2000  # exponents are unary numbers in Coq

_SUM, _PRODUCT, _MINUS, _POWER, _APPLY, _ATOM = range(6)  # how tightly Coq's notations bind

Polynomial = dict[tuple[tuple[str, int], ...], Fraction]  # monomials (name, exponent), ...; for integer variables


class Unstated(Exception):
    """The expression cannot be stated in Coq; the message says why."""


@dataclass(frozen=True)
class Names:
    """Coq names of variables; `integers` are of type Z."""

    integers: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], integers: frozenset[str]) -> Names:
        """Names for these variables: their own, unless Coq or a term needs it."""
        found: dict[str, str] = {}
        for name in names:
            new = name
            while new in NAMES or new in found.values() or (new != name and new in names):
                new += "_"
            found[name] = new
        return cls(integers, found)

    def real(self, name: str) -> Names:
        """The same with one more real variable (a bound one)."""
        taken = {new for old, new in self.renamed.items() if old != name} | NAMES
        new = name
        while new in taken:
            new += "_"
        return Names(self.integers - {name}, {**self.renamed, name: new})


def real_term(item: Expr, names: Names) -> str:
    """A term of type R.  Raises Unstated."""
    return _real(item, names)[0]


def relation_term(item: Relation, names: Names) -> str:
    """A relation between reals.  Raises Unstated."""
    return f"{_at(_real(item.lhs, names), _SUM)} {OPS[item.op]} {_at(_real(item.rhs, names), _SUM)}"


def definedness_terms(items: Sequence[Expr], names: Names) -> list[str]:
    """Propositions that say that the expressions are defined, inner ones first.  Raises Unstated."""
    found: dict[str, None] = {}

    def visit(node: Expr, names: Names, bound: tuple[tuple[Binder, str], ...]) -> None:
        def within(used: frozenset[str], text: str) -> str:
            for binder, quantifier in reversed(bound):
                if binder.variable in used:  # what its ends need is bound further out
                    used, text = used - {binder.variable} | binder.lower.free | binder.upper.free, quantifier + text
            return text

        if isinstance(node, Call):
            for a in node.args:
                visit(a, names, bound)
            for ways in needs(node, names.integers):
                if any(all(r.literal for r in way) for way in ways):
                    continue
                used = frozenset[str]().union(*(r.free for way in ways for r in way))
                found.setdefault(within(used, _alternatives(node, ways, names)))
        elif isinstance(node, Binder):
            head, function, *ends = _integral(node, names)
            visit(node.lower, names, bound)
            visit(node.upper, names, bound)
            inner = names.real(node.variable)
            x = inner.renamed[node.variable]
            lower, upper = ends if head == "integral" else (f"Rmin {' '.join(ends)}", f"Rmax {' '.join(ends)}")
            visit(node.body, inner, (*bound, (node, f"forall {x} : R, {lower} < {x} < {upper} -> ")))
            found.setdefault(within(node.free, " ".join((EXISTS[head], function, *ends))))

    for item in items:
        visit(item, names, ())
    return list(found)


def _alternatives(node: Call, ways: Alternatives, names: Names) -> str:
    if is_rpower(node, names):
        ways = ((Relation(node.args[0], ">", ZERO),),)
    spare = [(Relation(r.lhs, op, r.rhs),) for (r, *more) in ways if r.op == "!=" and not more for op in "<>"]
    ways = tuple(way for way in ways if way not in spare)  # a > 0 or a < 0 or a != 0
    return " \\/ ".join(" /\\ ".join(relation_term(r, names) for r in way) for way in ways)


def _at(piece: tuple[str, int], level: int) -> str:
    text, own = piece
    return text if own >= level else f"({text})"


def _apply(head: str, *args: str) -> tuple[str, int]:
    return " ".join((head, *args)), _APPLY


def _real(item: Expr, names: Names) -> tuple[str, int]:
    if isinstance(item, Rational):
        return _rational(item.value)
    if isinstance(item, Constant):
        return "PI", _ATOM
    if isinstance(item, Variable):
        name = names.renamed[item.name]
        return _apply("IZR", name) if item.name in names.integers else (name, _ATOM)
    if isinstance(item, Binder):
        return _apply(*_integral(item, names))
    assert isinstance(item, Call)
    if item.op == "add":
        return _sum(item.args, names)
    if item.op == "mul":
        return _product(item.args, names)
    if item.op == "pow":
        return _power(item.args[0], item.args[1], names)
    if item.op in UNARY:
        return _apply(UNARY[item.op], _argument(item.args[0], names))
    if item.op in FOLDED:
        found = _real(item.args[-1], names)
        for a in reversed(item.args[:-1]):
            found = _apply(FOLDED[item.op], _argument(a, names), _at(found, _ATOM))
        return found
    return _special(item, names)


def _special(item: Call, names: Names) -> tuple[str, int]:
    if item.op in ("floor", "ceil"):
        return _apply("IZR", f"({'Zfloor' if item.op == 'floor' else 'Zceil'} {_argument(item.args[0], names)})")
    if item.op == "gamma":
        return _apply("gamma_half", _integer(item.args[0], names, times=2))
    if item.op == "lgamma":
        return _apply("ln", f"(gamma_half {_integer(item.args[0], names, times=2)})")
    if item.op in ("binomial", "harmonic_dim"):
        return _apply(item.op, *(_integer(a, names) for a in item.args))
    if item.op == "legendre":
        n, d, x = item.args
        return _apply("legendre", _integer(n, names), _argument(d, names), _argument(x, names))
    raise Unstated(f"{item.op} is not defined in Coq's libraries")


def _argument(item: Expr, names: Names) -> str:
    return _at(_real(item, names), _ATOM)


def _rational(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return f"- {_rational(-value)[0]}", _MINUS if value.denominator == 1 else _PRODUCT
    if value.denominator == 1:
        return integer_text(value.numerator), _ATOM
    return f"{integer_text(value.numerator)} / {integer_text(value.denominator)}", _PRODUCT


def _sum(items: Sequence[Expr], names: Names) -> tuple[str, int]:
    text = ""
    for item in items:
        piece = _at(_real(item, names), _PRODUCT)
        if not text:
            text = piece
        elif piece.startswith("- "):
            text += f" {piece}"
        else:
            text += f" + {piece}"
    return text, _SUM


def _product(items: Sequence[Expr], names: Names) -> tuple[str, int]:
    text, rest = "", list(items)
    if isinstance(rest[0], Rational) and rest[0].value == -1:
        text, rest = "- ", rest[1:]
    for position, item in enumerate(rest):
        piece = _real(item, names)
        if piece[0].startswith("/ ") and piece[1] == _MINUS:
            text += f" {piece[0]}" if position else piece[0]
        elif position:
            text += f" * {_at(piece, _POWER)}"
        else:
            text += _at(piece, _POWER if text else _PRODUCT)
    return text, _PRODUCT


def _power(base: Expr, exponent: Expr, names: Names) -> tuple[str, int]:
    if isinstance(exponent, Rational) and exponent.value.denominator <= 2:
        return _literal_power(base, exponent.value, names)
    twice = _polynomial(exponent, names.integers)
    if twice is not None and all(c.denominator == 1 for c in twice.values()):
        return _apply("powerRZ", _argument(base, names), _integer(exponent, names))
    if twice is not None and all((2 * c).denominator == 1 for c in twice.values()):
        return _apply("powerRZ", f"(sqrt {_argument(base, names)})", _integer(exponent, names, times=2))
    return _apply("Rpower", _argument(base, names), _argument(exponent, names))


def is_rpower(node: Call, names: Names) -> bool:
    """Whether a power becomes Coq's Rpower, which is right for positive bases only."""
    return node.op == "pow" and _power(node.args[0], node.args[1], names)[0].startswith("Rpower ")


def _literal_power(base: Expr, exponent: Fraction, names: Names) -> tuple[str, int]:
    if abs(exponent) > LARGEST_POWER:
        raise Unstated(f"an exponent of {exponent} is too large")
    count = abs(exponent.numerator)
    root = _apply("sqrt", _argument(base, names)) if exponent.denominator == 2 else _real(base, names)
    piece = root if count == 1 else (f"{_at(root, _APPLY)} ^ {count}", _POWER)
    return piece if exponent >= 0 else (f"/ {_at(piece, _POWER)}", _MINUS)


def _integral(node: Binder, names: Names) -> tuple[str, str, str, str]:
    if node.op != "integral":
        raise Unstated(f"{node.op}s are not stated")
    inner = names.real(node.variable)
    body = _at(_real(node.body, inner), _SUM)
    function = f"(fun {inner.renamed[node.variable]} : R => {body})"
    a, b = node.lower, node.upper
    inside = isinstance(a, Rational) and isinstance(b, Rational) and a.value < b.value
    return "integral" if inside else "RInt", function, _argument(a, names), _argument(b, names)


def integer_text(value: int) -> str:
    """Decimal digits of any length."""
    return rational_text(value)


def _integer(item: Expr, names: Names, *, times: int = 1) -> str:
    """An argument of type Z: the expression times `times`, which is a polynomial with integer coefficients."""
    found = _polynomial(item, names.integers)
    if found is None or any((times * c).denominator != 1 for c in found.values()):
        kind = "an integer" if times == 1 else "a half-integer"
        raise Unstated(f"{item!r} is not {kind} by its form")
    terms = [(monomial, int(times * c)) for monomial, c in found.items() if c]
    text = ""
    for monomial, c in terms or [((), 0)]:
        factors = [names.renamed[name] + (f" ^ {k}" if k > 1 else "") for name, k in monomial]
        if abs(c) != 1 or not factors:
            factors.insert(0, integer_text(abs(c)))
        text += (" - " if c < 0 else " + ") if text else ("- " if c < 0 else "")
        text += " * ".join(factors)
    plain = len(terms) <= 1 and " " not in text
    return text if plain else f"({text})"


def _polynomial(item: Expr, integers: frozenset[str]) -> Polynomial | None:
    """The expression as a polynomial in integer variables with rational coefficients, if it is one by its form."""
    if isinstance(item, Rational):
        return {(): item.value}
    if isinstance(item, Variable) and item.name in integers:
        return {((item.name, 1),): Fraction(1)}
    if not isinstance(item, Call):
        return None
    if item.op == "pow":
        base, exponent = item.args
        if not (isinstance(exponent, Rational) and exponent.value.denominator == 1 and 0 <= exponent.value <= 8):
            return None
        args: Sequence[Expr] = [base] * int(exponent.value)
    else:
        args = item.args
    parts = [_polynomial(a, integers) for a in args]
    if item.op not in ("add", "mul", "pow") or any(p is None for p in parts):
        return None
    known = [p for p in parts if p is not None]
    found: Polynomial = {}
    if item.op == "add":
        for part in known:
            for monomial, c in part.items():
                found[monomial] = found.get(monomial, Fraction(0)) + c
        return found
    found = {(): Fraction(1)}
    for part in known:
        product: Polynomial = {}
        for (m1, c1), (m2, c2) in itertools.product(found.items(), part.items()):
            exponents = dict(m1)
            for name, k in m2:
                exponents[name] = exponents.get(name, 0) + k
            monomial = tuple(sorted(exponents.items()))
            product[monomial] = product.get(monomial, Fraction(0)) + c1 * c2
        found = product
    return found
