"""Text to expressions and relations: Python's grammar through `ast`, a whitelist, exact literals.

Nothing is ever evaluated.  Decimals are read from the source text, so `0.41` is 41/100.  Limits keep hostile text cheap:
`MAX_CHARS` characters, `MAX_DEPTH` nested levels, `MAX_SIZE` nodes, literals and exponents of at most `MAX_DIGITS` digits.

Promise: for every text either a tree or `InputError` with the position; never another exception.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certify.errors import InputError
from certify.expr import (
    BINDERS,
    EULER,
    FUNCTIONS,
    PI,
    Binder,
    Expr,
    Rational,
    Variable,
    add,
    call,
    div,
    mul,
    neg,
    power,
)

MAX_CHARS: Final = 20_000
MAX_DEPTH: Final = 150
MAX_SIZE: Final = 20_000
MAX_DIGITS: Final = 1_000

SUGAR: Final[Mapping[str, int]] = {"sqrt": 1, "log2": 1, "factorial": 1}
_RELATIONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
RESERVED: Final = frozenset(FUNCTIONS) | frozenset(SUGAR) | frozenset(BINDERS) | {"pi", "e", "RR", "ZZ"}


@dataclass(frozen=True, slots=True)
class Relation:
    """`lhs op rhs` with op one of `< <= > >= == !=`."""

    lhs: Expr
    op: str
    rhs: Expr

    @property
    def free(self) -> frozenset[str]:
        """The names of the free variables."""
        return self.lhs.free | self.rhs.free

    @property
    def literal(self) -> bool | None:
        """Whether the relation holds, if it is one between rational literals."""
        if not (isinstance(self.lhs, Rational) and isinstance(self.rhs, Rational)):
            return None
        a, b = self.lhs.value, self.rhs.value
        return {">": a > b, ">=": a >= b, "<": a < b, "<=": a <= b, "==": a == b, "!=": a != b}[self.op]

    def __str__(self) -> str:
        from certify.text import to_text

        return f"{to_text(self.lhs)} {self.op} {to_text(self.rhs)}"


@dataclass(frozen=True, slots=True)
class Membership:
    """`name in RR` or `name in ZZ`."""

    name: str
    field: str


def parse_expression(text: str, let: Mapping[str, Expr] | None = None) -> Expr:
    """Read one expression; names in `let` are replaced by their definitions."""
    reader = _Reader(text, let or {})
    return reader.expression(reader.root)


def parse_relations(text: str, let: Mapping[str, Expr] | None = None) -> tuple[Relation, ...]:
    """Read a relation or a chain `a <= b < c`, which gives one relation for each link."""
    reader = _Reader(text, let or {})
    if not isinstance(reader.root, ast.Compare):
        raise reader.error("expected a relation such as `a <= b`", reader.root)
    return reader.chain(reader.root)


def parse_condition(text: str, let: Mapping[str, Expr] | None = None) -> tuple[Relation, ...] | Membership:
    """Read one `where` line: a chain of relations, `x in RR` or `n in ZZ`."""
    reader = _Reader(text, let or {})
    root = reader.root
    if isinstance(root, ast.Compare) and len(root.ops) == 1 and isinstance(root.ops[0], ast.In):
        name, field = root.left, root.comparators[0]
        if not isinstance(name, ast.Name) or name.id in RESERVED:
            raise reader.error("expected a variable's name before `in`", name)
        if not isinstance(field, ast.Name) or field.id not in ("RR", "ZZ"):
            raise reader.error("expected RR or ZZ after `in`", field)
        return Membership(name.id, field.id)
    if not isinstance(root, ast.Compare):
        raise reader.error("expected a condition such as `0 <= x <= 1`, `x in RR` or `n in ZZ`", root)
    return reader.chain(root)


def parse_definition(text: str, let: Mapping[str, Expr]) -> tuple[str, Expr]:
    """Read one `let` line, `name = expression`."""
    name, equals, body = text.partition("=")
    name = name.strip()
    if not equals or body.startswith("="):
        raise InputError("expected a definition such as `c = pi/2`", text=text, position=0)
    if not name.isidentifier() or not name.isascii() or name in RESERVED:
        raise InputError(f"{name[:40]!r} cannot be defined; expected a new name", text=text, position=0)
    body = body.strip()
    try:
        return name, parse_expression(body, let)
    except InputError as failure:
        position = None if failure.position is None else failure.position + text.index(body, text.index("="))
        raise InputError(failure.message, text=text, position=position) from None


class _Reader:
    def __init__(self, text: str, let: Mapping[str, Expr]) -> None:
        self.text, self.let = text, let
        self.bound: list[str] = []
        self.root = self._syntax(text)

    def _syntax(self, text: str) -> ast.expr:
        if len(text) > MAX_CHARS:
            raise InputError(f"the text has {len(text)} characters; at most {MAX_CHARS} are read")
        if not text.strip():
            raise InputError("the text is empty; expected a claim", text=text, position=0)
        for position, char in enumerate(text):
            if not (char.isascii() and (char.isprintable() or char in "\n\t\r")):
                raise InputError(f"unexpected character {char!r}; expected plain ASCII", text=text, position=position)
        self._bracket_depth(text)
        self.text = text = " ".join(text.split("\n")).strip()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text, mode="eval").body
        except SyntaxError as error:
            position = error.offset - 1 if error.offset else len(text)  # 0 is the end of the text
            hint = "; powers are written `**`" if "^" in text else ""
            raise InputError(f"cannot be read: {error.msg}{hint}", text=text, position=position) from None
        except (RecursionError, MemoryError, ValueError):
            raise InputError(f"nested deeper than {MAX_DEPTH} levels, or a literal too long") from None

    @staticmethod
    def _bracket_depth(text: str) -> None:
        depth = 0
        for position, char in enumerate(text):
            depth += (char in "([{") - (char in ")]}")
            if depth > MAX_DEPTH:
                raise InputError(f"brackets nested deeper than {MAX_DEPTH} levels", text=text, position=position)

    def error(self, message: str, node: ast.AST) -> InputError:
        return InputError(message, text=self.text, position=getattr(node, "col_offset", 0))

    def chain(self, node: ast.Compare) -> tuple[Relation, ...]:
        sides = [self.expression(n) for n in (node.left, *node.comparators)]
        found = []
        for k, op in enumerate(node.ops):
            if type(op) not in _RELATIONS:
                raise self.error("expected one of the relations < <= > >= == !=", node)
            found.append(Relation(sides[k], _RELATIONS[type(op)], sides[k + 1]))
        return tuple(found)

    def expression(self, node: ast.expr, depth: int = 0) -> Expr:
        if depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels", node)
        try:
            found = self._node(node, depth + 1)
        except ZeroDivisionError:
            raise self.error("division by zero", node) from None
        if found.size > MAX_SIZE:
            raise self.error(f"the expression has more than {MAX_SIZE} nodes", node)
        return found

    def _node(self, node: ast.expr, depth: int) -> Expr:
        if isinstance(node, ast.Constant):
            return self._literal(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            item = self.expression(node.operand, depth)
            return neg(item) if isinstance(node.op, ast.USub) else item
        if isinstance(node, ast.BinOp):
            return self._operation(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        if isinstance(node, ast.Compare):
            raise self.error("a relation cannot stand inside an expression", node)
        raise self.error(f"unexpected {type(node).__name__}; expected numbers, names, + - * / ** and functions", node)

    def _literal(self, node: ast.Constant) -> Expr:
        source = (ast.get_source_segment(self.text, node) or "").replace("_", "")
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self.error(f"unexpected literal {source[:20]!r}; expected a number", node)
        if isinstance(node.value, int):
            if node.value.bit_length() > MAX_DIGITS * 4:
                raise self.error(f"a literal of more than {MAX_DIGITS} digits", node)
            return Rational(node.value)
        exponent = source.lower().partition("e")[2]
        if len(source) > MAX_DIGITS or (exponent and abs(int(exponent)) > MAX_DIGITS):
            raise self.error(f"a literal of more than {MAX_DIGITS} digits", node)
        return Rational(Fraction(source))

    def _name(self, node: ast.Name) -> Expr:
        name = node.id
        if name in self.bound:
            return Variable(name)
        if name in self.let:
            if captured := self.let[name].free & set(self.bound):
                raise self.error(f"{name!r} depends on {min(captured)!r}, which is bound here", node)
            return self.let[name]
        if name == "pi":
            return PI
        if name == "e":
            return EULER
        if name in RESERVED:
            raise self.error(f"{name!r} is a function or a field, not a number", node)
        if name in ("inf", "infinity", "oo", "nan", "NaN"):
            raise self.error(f"{name!r} is not a number; leave the end of a range out to make it unbounded", node)
        if name.startswith("_"):
            raise self.error(f"unknown name {name[:40]!r}; names start with a letter", node)
        return Variable(name)

    def _operation(self, node: ast.BinOp, depth: int) -> Expr:
        spine: list[ast.BinOp] = []  # a long sum is a deep tree to the left; walk it without recursion
        leaf: ast.expr = node
        while isinstance(leaf, ast.BinOp) and type(leaf.op) is not ast.Pow:
            spine.append(leaf)
            leaf = leaf.left
        if not spine:
            return power(self.expression(node.left, depth), self.expression(node.right, depth))
        found = self.expression(leaf, depth)
        for link in reversed(spine):
            right = self.expression(link.right, depth)
            if isinstance(link.op, ast.Add):
                found = add(found, right)
            elif isinstance(link.op, ast.Sub):
                found = add(found, neg(right))
            elif isinstance(link.op, ast.Mult):
                found = mul(found, right)
            elif isinstance(link.op, ast.Div):
                found = div(found, right)
            else:
                raise self.error("unknown operator; expected + - * / or ** (powers are written `**`)", link)
        return found

    def _call(self, node: ast.Call, depth: int) -> Expr:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.error("expected a function's name and plain arguments", node)
        name = node.func.id
        if name in BINDERS:
            return self._binder(name, node, depth)
        if name not in FUNCTIONS and name not in SUGAR:
            raise self.error(f"unknown function {name[:40]!r}; known are {', '.join(_known())}", node)
        arity = SUGAR.get(name) or FUNCTIONS.get(name)
        if (arity is not None and len(node.args) != arity) or not node.args:
            expected = "at least one argument" if arity is None else f"{arity} argument{'s' * (arity > 1)}"
            raise self.error(f"{name} takes {expected}, got {len(node.args)}", node)
        return call(name, *(self.expression(a, depth) for a in node.args))

    def _binder(self, name: str, node: ast.Call, depth: int) -> Expr:
        if len(node.args) != 4 or not isinstance(node.args[1], ast.Name):
            raise self.error(f"expected {name}(body, variable, lower, upper)", node)
        body, dummy, lower, upper = node.args
        assert isinstance(dummy, ast.Name)
        if dummy.id in RESERVED:
            raise self.error(f"{dummy.id!r} cannot be a bound variable", dummy)
        ends = self.expression(lower, depth), self.expression(upper, depth)
        self.bound.append(dummy.id)
        try:
            inner = self.expression(body, depth)
        finally:
            self.bound.pop()
        return Binder(name, inner, dummy.id, *ends)


def _known() -> list[str]:
    return sorted({*FUNCTIONS, *SUGAR, *BINDERS} - {"digamma", "polygamma"})
