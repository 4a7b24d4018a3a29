"""Random statements over the whole language, most of them close to the border between true and false.

unrelated      two random expressions
close          sides that differ by a square or an absolute value, and a little more or less
spelling       an expression and another spelling of it, equal or almost, perhaps not where one of them is undefined
law            a law of one of the functions with random expressions put in, some laws true only for some arguments, some never
bound          an expression and a bound of it from samples, moved a little to either side
well known     an inequality of the textbooks with random expressions put in, and a constant changed
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction

from tests.certify.real import Undefined, value
from tests.soundness.audit import points
from tests.soundness.laws import IDENTITIES, LAWS, WELL_KNOWN
from tests.soundness.sources import Source

FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "tanh", "atan", "sinh", "cosh", "sqrt", "abs", "asin", "acos", "gamma", "lgamma",
             "erf", "floor", "ceil", "digamma", "log2")  # fmt: skip
RANGES = ("0 <= x <= 1", "-1 <= x <= 1", "x > 0", "0 < x < 3", "x in RR", "x >= 2", "-2 <= x < 1/2", "1/3 <= x <= 7/2",
          "0 <= x <= pi", "x <= 0", "-1/2 < x <= sqrt(2)", "x >= 1/10", "x == 1/2", "1 <= x <= 2", "0 < x < 1")  # fmt: skip
INTEGERS = ("n >= 1", "0 <= n <= 6", "n >= 3", "n >= 0", "-3 <= n <= 3", "n in ZZ", "n >= 2", "1 <= n <= 9")
CONSTRAINTS = ("x <= y", "x < y", "x != y", "x + y <= 1", "x**2 + y**2 <= 1", "x == y", "x*y >= 1", "y < 2*x")
CONSTANTS = ("1", "2", "3", "1/2", "2/3", "5", "-1", "pi", "e", "7/10", "0")
BINDERS = ("integral({0}, t, 0, 1)", "integral({0}, t, -1, 1)", "integral({0}, t, 0, x)", "sum({0}, t, 1, 4)", "sum({0}, t, 1, n)",
           "product({0}, t, 1, 3)", "sum({0}, t, 1, 0)", "product({0}, t, 0, n)", "integral({0}, t, 1, 0)")  # fmt: skip
SPECIAL = ("binomial({0}, {1})", "besselj({0}, {1})", "legendre({2}, {3}, {0})", "harmonic_dim({3}, {2})", "polygamma({2}, {0})",
           "factorial({2})", "max({0}, {1}, {2})", "(-1)**{2}", "({0})**{2}")  # fmt: skip
OTHERWISE = ("sqrt(({a})**2)", "exp(log({a}))", "abs({a})", "({a})**3/({a})**2", "asin(sin({a}))", "log(exp({a}))", "({a})*1",
             "({a}) + 0*log({a})", "tan(atan({a}))", "max({a}, {a})", "min({a}, {b})", "(({a})**2)**(1/2)", "-(-({a}))",
             "({a})/({b})*({b})", "({a})**({b})/({a})**({b} - 1)", "floor({a})", "ceil({a})", "acos(cos({a}))", "({a})**1")  # fmt: skip
OPERATORS = (">=", ">", "<=", "<", ">=", "<=", "==", "!=")


def term(chance: random.Random, names: tuple[str, ...], depth: int) -> str:
    """A random expression as text."""
    kind = chance.randrange(10) if depth else chance.choice([0, 0, 1])
    if kind == 0:
        return chance.choice(names)
    if kind == 1:
        return chance.choice(CONSTANTS)
    a = term(chance, names, depth - 1)
    if kind in (2, 3, 4):
        return f"({a} {chance.choice('+-*')} {term(chance, names, depth - 1)})"
    if kind == 5:
        return f"({a})/({term(chance, names, depth - 1)})"
    if kind == 6:
        exponent = chance.choice(
            ["2", "3", "(1/2)", "(-1)", "(3/2)", "4", "(1/3)", "(-2)", f"({term(chance, names, depth - 1)})"]
        )
        return f"({a})**{exponent}"
    if kind == 7 and chance.random() < 0.25:
        binders = [b for b in BINDERS if "n)" not in b or "n" in names]
        return chance.choice(binders).format(term(chance, (*names, "t"), depth - 1))
    if kind == 7:
        return f"{chance.choice(['min', 'max'])}({a}, {term(chance, names, depth - 1)})"
    if kind == 8 and chance.random() < 0.4:
        small = chance.choice(["n", "0", "1", "2", "3"]) if "n" in names else chance.choice("0123")
        return chance.choice(SPECIAL).format(a, term(chance, names, depth - 1), small, chance.choice("2345"))
    return f"{chance.choice(FUNCTIONS)}({a})"


def grown(chance: random.Random) -> Iterator[Source]:
    """For ever."""
    shapes = (_unrelated, _close, spelling, law, law, _bound, _bound, _well_known, _well_known)
    while True:
        names, where = domain(chance)
        yield Source("random", chance.choice(shapes)(chance, names, where), where)


def domain(chance: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Variables and conditions."""
    where, names = [chance.choice(RANGES)], ["x"]
    if chance.random() < 0.3:
        names.append("y")
        where.append(chance.choice(RANGES).replace("x", "y"))
        if chance.random() < 0.3:
            where.append(chance.choice(CONSTRAINTS))
    if chance.random() < 0.35:
        names.append("n")
        where += list(dict.fromkeys(["n in ZZ", chance.choice(INTEGERS)]))
    return tuple(names), tuple(where)


def _unrelated(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    a, b = (term(chance, names, chance.choice(depths)) for depths in ([1, 2, 2, 3], [0, 0, 1, 2]))
    more = f" {chance.choice(['<=', '<', '>='])} {term(chance, names, 1)}" if chance.random() < 0.2 else ""
    return f"{a} {chance.choice(OPERATORS)} {b}{more}"


def _close(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    a, b = (term(chance, names, chance.choice(depths)) for depths in ([1, 2, 2, 3], [0, 1, 1, 2]))
    less = chance.choice([f"({b})**2", f"abs({b})", f"({b})**2*exp({names[0]})", f"sqrt({b})"])
    return f"{a} {chance.choice(OPERATORS)} ({a}) - {less}{chance.choice(['', '', ' + 1/1000', ' - 1/1000'])}"


def spelling(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    """A relation between an expression and another spelling of it."""
    a, b = (term(chance, names, chance.choice([1, 1, 2])) for _ in range(2))
    return f"{a} {chance.choice(OPERATORS)} {chance.choice(OTHERWISE).format(a=a, b=b)}"


def law(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    """A law with expressions put in."""
    return _filled(chance.choice(LAWS), chance, names)


def identity(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    """An equation that a normal form might take for true, with expressions put in."""
    return _filled(chance.choice(IDENTITIES), chance, names)


def _well_known(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    text = _filled(chance.choice(WELL_KNOWN), chance, names)
    change = chance.randrange(6)
    if change == 0:
        text += chance.choice([" + 1/1000", " - 1/1000", " + 1/10**9", " - 1/10**9"])
    elif change == 1:
        text = text.replace(">=", ">").replace("<=", "<")
    elif change == 2:
        old = chance.choice([">=", "<="])
        text = text.replace(old, {">=": "<=", "<=": ">="}[old])
    return text


def _filled(shape: str, chance: random.Random, names: tuple[str, ...]) -> str:
    a, b, c = (f"({term(chance, names, chance.choice([0, 0, 1, 1, 2]))})" for _ in range(3))
    m = chance.choice(["n", "n", "(n + 1)", "(2*n)"]) if "n" in names else chance.choice(["0", "1", "2", "3", "7"])
    k = chance.choice(["0", "1", "2", "n", "(-1)"]) if "n" in names else chance.choice(["0", "1", "2", "(-1)"])
    body = term(chance, (*names, "t", "t", "t"), chance.choice([0, 1, 1, 2]))
    body = "t" if ", t," in body else body  # what binds t itself cannot be read at another t
    return shape.format(
        a=a, b=b, c=c, m=m, k=k, d=chance.choice("2345"), T=body, U=re.sub(r"\bt\b", f"({m} + 1)", body)
    )


def _bound(chance: random.Random, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    """The least or greatest sampled value of a random expression, moved by little or nothing."""
    a = term(chance, names, chance.choice([1, 2, 2, 3]))
    statement = Source("", f"{a} >= 0", where).statement()
    values = []
    for point in points(statement, chance, 20) if statement is not None else []:
        try:
            values += [value(r.lhs, point, statement.domain.integers) for r in statement.relations]
        except (Undefined, KeyError, AssertionError):
            continue
    if not values:
        return f"{a} >= 0"
    upper = chance.random() < 0.5
    best = Fraction(str(max(values) if upper else min(values))).limit_denominator(10 ** chance.choice([1, 2, 4, 8]))
    best += chance.choice([0, 0, 1, 1, -1]) * Fraction(1 if upper else -1, 10 ** chance.choice([0, 1, 2, 3, 6, 9]))
    return f"{a} {chance.choice(['<=', '<']) if upper else chance.choice(['>=', '>'])} {best}"
