"""Polynomials whose coefficients in a basis of functions >= 0 on a box have one sign.

What is certified: the leaves of the tree cover the box, and on each the coefficients in the basis of the specification are >= 0 (and
enough of them > 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb, prod
from typing import Any, Final

from certify.check.coefficients import Exponents, Polynomial, Side, enclose
from certify.check.normal.elements import Element, constant, plus, scaled
from certify.check.terms import Rejected, spend
from certify.check.text import parse

MAX_ENTRIES: Final = 100_000


def localised(line: list[Element], s: Side) -> list[Element]:
    """Coefficients of powers of the variable to those in the basis of its range."""

    def shifted(a: Fraction, w: Fraction) -> list[Element]:
        """Coefficients in t, the variable being a + w*t."""
        found: list[Element] = [{} for _ in line]
        for k, e in enumerate(line):
            if e:
                for j in range(k + 1):
                    found[j] = plus(found[j], scaled(e, comb(k, j) * a ** (k - j) * w**j))
        return found

    if s.low is None and s.high is None:
        return line
    if s.low is None or s.high is None:
        return shifted(s.low if s.low is not None else s.high, Fraction(1 if s.low is not None else -1))  # type: ignore[arg-type]
    powers = shifted(s.low, s.high - s.low)
    if s.low == s.high:
        return powers[:1]
    n = len(line) - 1
    return [plus(*(scaled(powers[k], Fraction(comb(i, k), comb(n, k))) for k in range(i + 1))) for i in range(n + 1)]


def positive(p: Polynomial, sides: Sequence[Side], op: str, prec: int) -> None:
    """All coefficients in the basis of the box are >= 0 (those of odd powers on a line 0), and enough of them > 0 for `>`."""
    shape = [1 + max((m[i] for m in p), default=0) for i in range(len(sides))]
    if prod(shape) > MAX_ENTRIES:
        raise Rejected("too many coefficients")
    spend(prod(shape) * sum(shape) * 5)
    entries = p
    for i, s in enumerate(sides):
        lines: dict[Exponents, list[Element]] = {}
        for m, e in entries.items():
            lines.setdefault((*m[:i], *m[i + 1 :]), [{} for _ in range(shape[i])])[m[i]] = e
        entries = {(*m[:i], k, *m[i:]): e for m, line in lines.items() for k, e in enumerate(localised(line, s)) if e}
    top = [0 if s.low is not None and s.low == s.high else n - 1 for n, s in zip(shape, sides, strict=True)]
    strict = set()
    for m, e in entries.items():
        if any(k % 2 and s.low is None and s.high is None for k, s in zip(m, sides, strict=True)):
            raise Rejected("an odd power on a line")
        c = constant(e)
        x = None if c is not None else enclose(e, prec)
        if not (c > 0 if c is not None else x.is_nonnegative()):  # type: ignore[union-attr]
            raise Rejected("a coefficient is not positive")
        if c is not None or x.is_positive():  # type: ignore[union-attr]
            strict.add(m)
    if op == ">":
        choices: list[list[int | None]] = []
        for n, s in zip(top, sides, strict=True):
            line = s.low is None and s.high is None
            ends = [0] if line or (s.low is not None and not s.low_open) else []
            if s.high is not None and not s.high_open:
                ends.append(n if s.low is not None else 0)
            choices.append(list(dict.fromkeys(ends)) or [None])
        for choice in product(*choices):
            spend(len(strict))
            if not any(all(c is None or c == k for c, k in zip(choice, m, strict=True)) for m in strict):
                raise Rejected("the polynomial may vanish on a face")


def bernstein(
    p: Polynomial, names_: Sequence[str], sides: list[Side], op: str, tree: Any, prec: int, depth: int = 0
) -> None:
    """The tree splits the box; on each leaf the coefficients have the sign."""
    spend(50)
    if depth > 100:
        raise Rejected("a tree is too deep")
    if tree == "b" or tree == ["b"]:
        positive(p, sides, op, prec)
        return
    if not isinstance(tree, list) or len(tree) != 5 or tree[0] != "s" or tree[1] not in names_:
        raise Rejected("not a tree of splits")
    i, x = names_.index(tree[1]), parse(tree[2]).rational
    s = sides[i]
    if x is None or (s.low is not None and x < s.low) or (s.high is not None and x > s.high):
        raise Rejected("a split at a rational of the range is expected")
    whole = s.integer and x.denominator == 1 and all(e is None or e.denominator == 1 for e in (s.low, s.high))
    if whole and s.high is not None and x + 1 > s.high:
        raise Rejected("an empty half")
    for half, sub_tree in ((s._replace(high=x, high_open=False), tree[3]),
                           (s._replace(low=x + 1 if whole else x, low_open=False), tree[4])):  # fmt: skip
        bernstein(p, names_, [*sides[:i], half, *sides[i + 1 :]], op, sub_tree, prec, depth + 1)
