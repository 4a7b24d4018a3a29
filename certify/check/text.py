"""A parser from the text of the claim language to terms, relations and domains.

What is certified: a text is read as Python reads it (operators, precedence), or not at all.  Nothing is evaluated.  What is not: that a
text says what its author meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from certify.check.domains import Domain, Range, Relation

from certify.check.terms import (  # isort: skip
    BINDERS, EULER, MINUS_ONE, PI, Rejected, Term, add, binder, call, mul, neg, number, power, spend, var,
)  # fmt: skip

MAX_TEXT: Final = 50_000
MAX_NESTING: Final = 120
MAX_DIGITS: Final = 4_000
ARITY: Final[Mapping[str, int]] = {
    "sqrt": 1, "log2": 1, "factorial": 1, "exp": 1, "log": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1,
    "sinh": 1, "cosh": 1, "tanh": 1, "abs": 1, "min": 0, "max": 0, "floor": 1, "ceil": 1, "gamma": 1, "lgamma": 1, "digamma": 1,
    "polygamma": 2, "erf": 1, "besselj": 2, "binomial": 2, "legendre": 3, "harmonic_dim": 2,
}  # fmt: skip
RESERVED: Final = frozenset(ARITY) | frozenset(BINDERS) | {"pi", "e", "RR", "ZZ", "in"}
_TOKEN: Final = re.compile(
    r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|(\*\*|<=|>=|==|!=|[-+*/(),<>]))"
)


class _Reader:
    """A recursive-descent reader of Python's operators with their precedence."""

    def __init__(self, text: object) -> None:
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            raise Rejected("expected an expression as text of moderate length")
        spend(len(text))
        self.tokens: list[tuple[str, str, str]] = []
        place, text = 0, text.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Rejected(f"cannot read {text[place : place + 20]!r}")
            self.tokens.append((match[1] or "", match[2] or "", match[3] or ""))
            place = match.end()
        self.at, self.depth = 0, 0

    def sign(self, *signs: str) -> str:
        """The next token if it is one of the signs, which is then passed; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at][2] in signs:
            self.at += 1
            return self.tokens[self.at - 1][2]
        return ""

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            raise Rejected(f"expected {sign!r} in an expression")

    def name(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][1]:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def end(self) -> None:
        if self.at != len(self.tokens):
            raise Rejected("something is left over after an expression")

    def sum(self) -> Term:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Rejected("an expression is nested too deeply")
        items = [self.product()]
        while op := self.sign("+", "-"):
            item = self.product()
            items.append(item if op == "+" else neg(item))
        self.depth -= 1
        return items[0] if len(items) == 1 else add(*items)

    def product(self) -> Term:
        items = [self.unary()]
        while op := self.sign("*", "/"):
            item = self.unary()
            items.append(item if op == "*" else power(item, MINUS_ONE))
        return items[0] if len(items) == 1 else mul(*items)

    def unary(self) -> Term:
        minus = False
        while op := self.sign("-", "+"):
            minus ^= op == "-"
        base = self.atom()
        if self.sign("**"):
            self.depth += 1
            if self.depth > MAX_NESTING:
                raise Rejected("an expression is nested too deeply")
            base = power(base, self.unary())
            self.depth -= 1
        return neg(base) if minus else base

    def atom(self) -> Term:
        if self.at >= len(self.tokens):
            raise Rejected("an expression ends too early")
        literal = self.tokens[self.at][0]
        if literal:
            self.at += 1
            if len(literal) > MAX_DIGITS or len(literal.lower().partition("e")[2]) > 4:
                raise Rejected("a literal is too long")
            spend(len(literal) ** 2 // 1000)
            return number(Fraction(literal))
        if self.sign("("):
            found = self.sum()
            self.expect(")")
            return found
        name = self.name()
        if name in ("pi", "e"):
            return PI if name == "pi" else EULER
        if name in BINDERS:
            return self.binder(name)
        if name in ARITY:
            self.expect("(")
            args = [self.sum()]
            while self.sign(","):
                args.append(self.sum())
            self.expect(")")
            if ARITY[name] not in (0, len(args)):
                raise Rejected(f"wrong number of arguments of {name}")
            return call(name, *args)
        if not name or name in RESERVED:
            raise Rejected("expected a number, a name, a function or a bracket")
        return var(name)

    def binder(self, op: str) -> Term:
        self.expect("(")
        body = self.sum()
        self.expect(",")
        name = variable_name(self.name())
        self.expect(",")
        lower = self.sum()
        self.expect(",")
        upper = self.sum()
        self.expect(")")
        return binder(op, body, name, lower, upper)

    def chain(self) -> list[Relation]:
        sides, ops = [self.sum()], []
        while op := self.sign("<", "<=", ">", ">=", "==", "!="):
            ops.append(op)
            sides.append(self.sum())
        self.end()
        if not ops:
            raise Rejected("expected a relation")
        return [Relation(a, op, b) for a, op, b in zip(sides, ops, sides[1:], strict=False)]


def variable_name(name: object) -> str:
    """The name, if it may be a variable's."""
    if (
        not isinstance(name, str)
        or name in RESERVED
        or len(name) > 40
        or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)
    ):
        raise Rejected("expected the name of a variable")
    return name


def parse(text: object) -> Term:
    """Text to a term."""
    reader = _Reader(text)
    found = reader.sum()
    reader.end()
    return found


def parse_relation(text: object) -> Relation:
    """Text to one relation."""
    found = _Reader(text).chain()
    if len(found) != 1:
        raise Rejected("expected one relation, not a chain")
    return found[0]


def parse_domain(lines: Sequence[object]) -> Domain:
    """`where` lines, as the canonical text has them: for each variable at most one lower and one upper closed end.

    `v op closed` is an end of v's range (an equation is both), everything else a constraint; each variable that occurs has to
    stand alone on one side somewhere, or be declared by `v in RR` or `v in ZZ`.
    """
    ranges: dict[str, Range] = {}
    fields: set[str] = set()
    constraints: list[Relation] = []
    for line in lines:
        membership = re.fullmatch(r"\s*([A-Za-z]\w*)\s+in\s+(RR|ZZ)\s*", line) if isinstance(line, str) else None
        if membership:
            name = variable_name(membership[1])
            if name in fields:
                raise Rejected(f"two fields for {name}")
            fields.add(name)
            ranges[name] = ranges.get(name, Range())._replace(integer=membership[2] == "ZZ")
            continue
        for relation in _Reader(line).chain():
            for r in (relation, relation.turned()):
                if r.lhs.op == "var":
                    ranges.setdefault(str(r.lhs.value), Range())
            for r in (relation, relation.turned()):
                if r.lhs.op == "var" and not r.rhs.free and r.op != "!=":
                    _set_end(ranges, str(r.lhs.value), r)
                    break
            else:
                constraints.append(relation)
    if any(not c.free <= ranges.keys() for c in constraints):
        raise Rejected("a condition names a variable without a range")
    return Domain(ranges, tuple(constraints))


def _set_end(ranges: dict[str, Range], name: str, r: Relation) -> None:
    old = ranges[name]
    for op, mine, end in (("<", "upper", old.upper), (">", "lower", old.lower)):
        if r.op[0] in (op, "="):
            if end is not None:
                raise Rejected(f"two {mine} ends for {name}")
            strict = r.op == op
            old = (
                old._replace(upper=r.rhs, upper_strict=strict)
                if op == "<"
                else old._replace(lower=r.rhs, lower_strict=strict)
            )
    ranges[name] = old
