"""An independent reader of Coq terms: Coq's own precedences, values in mpmath."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import mpmath
from mpmath import mpf

TOKEN = re.compile(r"\s*([0-9]+|[A-Za-z_][A-Za-z0-9_]*|[-+*/^()])")


def gamma_half(z: mpf) -> mpf:
    return mpmath.gamma(z / 2)


def legendre(n: mpf, d: mpf, x: mpf) -> mpf:
    before, now = mpf(1), x
    if n == 0:
        return before
    for k in range(1, int(n)):
        before, now = now, ((2 * k + d - 2) * x * now - k * before) / (k + d - 2)
    return now


FUNCTIONS: Mapping[str, Callable[..., mpf]] = {
    "IZR": lambda x: x, "sqrt": mpmath.sqrt, "exp": mpmath.exp, "ln": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos,
    "tan": mpmath.tan, "atan": mpmath.atan, "asin": mpmath.asin, "acos": mpmath.acos, "sinh": mpmath.sinh,
    "cosh": mpmath.cosh, "tanh": mpmath.tanh, "Rabs": abs, "Rmax": max, "Rmin": min, "Zfloor": mpmath.floor,
    "Zceil": mpmath.ceil, "powerRZ": mpmath.power, "Rpower": lambda x, y: mpmath.exp(y * mpmath.log(x)),
    "gamma_half": gamma_half, "legendre": legendre,
}  # fmt: skip
ARITY = {"Rmax": 2, "Rmin": 2, "powerRZ": 2, "Rpower": 2, "legendre": 3}


def value(text: str, point: Mapping[str, mpf]) -> mpf:
    """The value of a term."""
    tokens = TOKEN.findall(text)
    assert "".join(tokens) == re.sub(r"\s", "", text), text
    found, rest = _sum(tokens, point)
    assert not rest, rest
    return found


def _sum(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    """Level 50, left: + and -."""
    left, tokens = _product(tokens, point)
    while tokens and tokens[0] in "+-":
        right, rest = _product(tokens[1:], point)
        left, tokens = (left + right if tokens[0] == "+" else left - right), rest
    return left, tokens


def _product(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    """Level 40, left: * and /."""
    left, tokens = _unary(tokens, point)
    while tokens and tokens[0] in "*/":
        right, rest = _unary(tokens[1:], point)
        left, tokens = (left * right if tokens[0] == "*" else left / right), rest
    return left, tokens


def _unary(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    """Level 35, right: minus and reciprocal."""
    if tokens[0] in "-/":
        inner, rest = _unary(tokens[1:], point)
        return (-inner if tokens[0] == "-" else 1 / inner), rest
    return _power(tokens, point)


def _power(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    """Level 30, right: ^."""
    base, tokens = _application(tokens, point)
    if tokens and tokens[0] == "^":
        exponent, tokens = _power(tokens[1:], point)
        return mpmath.power(base, exponent), tokens
    return base, tokens


def _application(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    """Level 10: a function and its atoms."""
    head = tokens[0]
    if head in FUNCTIONS:
        tokens, arguments = tokens[1:], []
        for _ in range(ARITY.get(head, 1)):
            argument, tokens = _atom(tokens, point)
            arguments.append(argument)
        return FUNCTIONS[head](*arguments), tokens
    return _atom(tokens, point)


def _atom(tokens: list[str], point: Mapping[str, mpf]) -> tuple[mpf, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        found, rest = _sum(rest, point)
        assert rest[0] == ")", rest
        return found, rest[1:]
    if head.isdigit():
        return mpf(head), rest
    return (mpmath.pi + 0 if head == "PI" else point[head]), rest
