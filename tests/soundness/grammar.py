"""Random statements over the whole language: unrelated sides, and sides that differ by a square or a little more or less."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.soundness.sources import Source

FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "tanh", "atan", "sinh", "cosh", "sqrt", "abs", "asin", "acos", "gamma", "lgamma",
             "erf", "floor", "ceil", "digamma", "log2")  # fmt: skip
RANGES = ("0 <= x <= 1", "-1 <= x <= 1", "x > 0", "0 < x < 3", "x in RR", "x >= 2", "-2 <= x < 1/2", "1/3 <= x <= 7/2",
          "0 <= x <= pi", "x <= 0", "-1/2 < x <= sqrt(2)")  # fmt: skip
INTEGERS = ("n >= 1", "0 <= n <= 6", "n >= 3", "n >= 0", "-3 <= n <= 3", "n in ZZ")
CONSTRAINTS = ("x <= y", "x < y", "x != y", "x + y <= 1", "x**2 + y**2 <= 1", "x == y")
CONSTANTS = ("1", "2", "3", "1/2", "2/3", "5", "-1", "pi", "e", "7/10", "0")
BINDERS = ("integral({0}, t, 0, 1)", "integral({0}, t, -1, 1)", "integral({0}, t, 0, x)", "sum({0}, t, 1, 4)", "sum({0}, t, 1, n)",
           "product({0}, t, 1, 3)", "sum({0}, t, 1, 0)", "product({0}, t, 0, n)", "integral({0}, t, 1, 0)")  # fmt: skip
SPECIAL = ("binomial({0}, {1})", "besselj({0}, {1})", "legendre({2}, {3}, {0})", "harmonic_dim({3}, {2})", "polygamma({2}, {0})",
           "factorial({2})", "max({0}, {1}, {2})", "(-1)**{2}", "({0})**{2}")  # fmt: skip


def term(chance: random.Random, names: tuple[str, ...], depth: int) -> str:
    """A random expression as text."""
    kind = chance.randrange(10) if depth else chance.randrange(2)
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
        return chance.choice(BINDERS).format(term(chance, (*names, "t"), depth - 1))
    if kind == 7:
        return f"{chance.choice(['min', 'max'])}({a}, {term(chance, names, depth - 1)})"
    if kind == 8 and chance.random() < 0.4:
        small = chance.choice(["n", "0", "1", "2", "3"]) if "n" in names else chance.choice("0123")
        return chance.choice(SPECIAL).format(a, term(chance, names, depth - 1), small, chance.choice("2345"))
    return f"{chance.choice(FUNCTIONS)}({a})"


def grown(chance: random.Random) -> Iterator[Source]:
    """For ever."""
    while True:
        where, names = [chance.choice(RANGES)], ["x"]
        if chance.random() < 0.3:
            names.append("y")
            where.append(chance.choice(RANGES).replace("x", "y"))
            if chance.random() < 0.3:
                where.append(chance.choice(CONSTRAINTS))
        if chance.random() < 0.3:
            names.append("n")
            where += list(dict.fromkeys(["n in ZZ", chance.choice(INTEGERS)]))
        a = term(chance, tuple(names), chance.choice([1, 2, 2, 3]))
        b = term(chance, tuple(names), chance.choice([0, 0, 1, 2]))
        op = chance.choice([">=", ">", "<=", "<", ">=", "<=", "==", "!="])
        shape = chance.randrange(6)
        if shape == 1:
            b = f"({a}) - ({b})**2 {chance.choice(['', '', '+ 1/1000', '- 1/1000'])}"
        elif shape == 2:
            b = f"({a}) - abs({b})"
        elif shape == 3:  # equal but for the spelling, and perhaps for where it is defined or what its sign is
            b = f"{chance.choice(['sqrt(({})**2)', 'exp(log({}))', 'abs({})', '({})**3/({})**2', 'asin(sin({}))'])}".replace(
                "{}", a
            )
        elif shape == 4:
            b = f"{b} {chance.choice(['<=', '<', '>='])} {term(chance, tuple(names), 1)}"
        yield Source("random", f"{a} {op} {b}", tuple(where))
