"""Expressions as text: one canonical spelling, which the parser reads back to the same tree."""

from __future__ import annotations

from fractions import Fraction

from certify.expr import Binder, Call, Constant, Expr, Rational, Variable

_SUM, _PRODUCT, _UNARY, _POWER, _ATOM = 1, 2, 3, 4, 5


def _rational(value: Fraction) -> tuple[str, int]:
    if value < 0:
        text = _rational(-value)[0]
        return f"-{text}", _UNARY if value.denominator == 1 else _PRODUCT
    if value.denominator == 1:
        return _integer(value.numerator), _ATOM
    return f"{_integer(value.numerator)}/{_integer(value.denominator)}", _PRODUCT


def _integer(value: int) -> str:
    """Decimal digits of any length: Python refuses to print beyond 4,300 digits unless told otherwise."""
    if value.bit_length() < 12_000:
        return str(value)
    half = value.bit_length() * 3 // 20
    high, low = divmod(value, 10**half)
    return _integer(high) + _integer(low).rjust(half, "0")


def rational_text(value: Fraction | int) -> str:
    """`3`, `-3` or `7/2`: how rationals are written in claims and certificates."""
    return _rational(Fraction(value))[0]


def to_text(item: Expr) -> str:
    """The canonical text of an expression."""
    memo: dict[Expr, tuple[str, int]] = {}

    def show(node: Expr, level: int) -> str:
        found = memo.get(node)
        if found is None:
            found = memo[node] = spell(node)
        text, own = found
        return text if own >= level else f"({text})"

    def factor_text(factors: tuple[Expr, ...]) -> str:
        """A product: numerator factors joined by `*`, then `/` for each reciprocal."""
        front: list[str] = []
        for k, f in enumerate(factors):
            if k and isinstance(f, Call) and f.op == "pow" and _is_minus_one(f.args[1]):
                front.append("/" + show(f.args[0], _UNARY))
            else:
                front.append(("*" if k else "") + show(f, _PRODUCT if k == 0 else _UNARY))
        return "".join(front)

    def spell(node: Expr) -> tuple[str, int]:
        if isinstance(node, Rational):
            return _rational(node.value)
        if isinstance(node, (Constant, Variable)):
            return node.name, _ATOM
        if isinstance(node, Binder):
            inner = ", ".join((show(node.body, 0), node.variable, show(node.lower, 0), show(node.upper, 0)))
            return f"{node.op}({inner})", _ATOM
        assert isinstance(node, Call)
        if node.op == "add":
            text = show(node.args[0], _SUM)
            for term in node.args[1:]:
                piece = show(term, _PRODUCT)
                text += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
            return text, _SUM
        if node.op == "mul":
            head = node.args[0]
            if isinstance(head, Rational) and head.value == -1:
                return f"-{factor_text(node.args[1:])}", _PRODUCT
            return factor_text(node.args), _PRODUCT
        if node.op == "pow":
            base, exponent = node.args
            if isinstance(exponent, Rational) and exponent.value == Fraction(1, 2):
                return f"sqrt({show(base, 0)})", _ATOM
            if _is_minus_one(exponent):
                return f"1/{show(base, _UNARY)}", _PRODUCT
            return f"{show(base, _ATOM)}**{show(exponent, _ATOM)}", _POWER
        return f"{node.op}({', '.join(show(a, 0) for a in node.args)})", _ATOM

    return show(item, 0)


def _is_minus_one(item: Expr) -> bool:
    return isinstance(item, Rational) and item.value == -1
