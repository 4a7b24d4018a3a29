"""The normal form `~` of expressions: rational functions over Q in normalised function calls.

Two expressions are shown to be equal by functional equations (listed in `certify.certificate`, "Normal form") and exact
arithmetic of rational functions.

Promise: `is_zero(f)` is True only if f has the value 0 wherever it is defined (real, in the sense of
`certify.definedness`); False means "not shown".  `normal(f)`, `fraction(f)` and `polynomial(f, names)` have f's value
wherever both are defined.  `integers` names the integer variables; leaving one out is safe.  What is too large raises
`TooLarge`, an expression defined nowhere `Nowhere` (both are `Unproved`); `is_zero` is False then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from certify.algebra.field import Nowhere, TooLarge
from certify.algebra.frame import FLAT, Frame, Normal
from certify.expr import Expr, Rational, Variable

__all__ = ["Nowhere", "TooLarge", "combinations", "fraction", "is_zero", "normal", "polynomial", "rational_polynomial"]


def is_zero(f: Expr, integers: Iterable[str] = ()) -> bool:
    """Whether f is shown to vanish wherever it is defined."""
    try:
        return bool(_frame(f, integers).elements[0].numerator.is_zero())
    except (Nowhere, TooLarge):
        return False


def normal(f: Expr, integers: Iterable[str] = ()) -> Expr:
    """The expanded single quotient."""
    return _frame(f, integers).canonical


def fraction(f: Expr, integers: Iterable[str] = ()) -> tuple[Expr, Expr]:
    """Numerator and denominator, without a common factor."""
    frame = _frame(f, integers)
    return frame.show(frame.polished)


def polynomial(f: Expr, names: Collection[str], integers: Iterable[str] = ()) -> dict[tuple[int, ...], Expr] | None:
    """f as a polynomial in `names`: exponents -> coefficient, a non-zero expression free of `names`; None if it is not
    seen to be one."""
    frame = _frame(f, integers)
    top, bottom = frame.polished
    places = {name: frame.index.get(Variable(name)) for name in names}
    mixed = [k for k, key in enumerate(frame.keys) if key.free & set(names)]
    if any(int(bottom.degrees()[k]) for k in mixed):
        return None
    parts: dict[tuple[int, ...], dict[tuple[int, ...], int]] = {}
    for monomial, c in top.to_dict().items():
        exponents = []
        rest = [int(e) for e in monomial]
        for name in names:
            k = places[name]
            e = Fraction(0) if k is None else rest[k] * frame.steps[k]
            if e.denominator != 1:
                return None
            exponents.append(int(e))
            if k is not None:
                rest[k] = 0
        if any(rest[k] for k in mixed):
            return None
        parts.setdefault(tuple(exponents), {})[tuple(rest)] = c
    found = {}
    for key, part in parts.items():
        above, below = frame.show(frame.field.quotient(frame.field.ring.from_dict(part), bottom))
        found[key] = above if below == Rational(1) else above / below
    return found


def rational_polynomial(
    f: Expr, names: Collection[str], integers: Iterable[str] = ()
) -> dict[tuple[int, ...], Fraction] | None:
    """The same with rational coefficients."""
    found = polynomial(f, names, integers)
    if found is None:
        return None
    values = {key: c.value for key, c in found.items() if isinstance(c, Rational)}
    return values if len(values) == len(found) else None


def combinations(items: Sequence[Expr], integers: Iterable[str] = ()) -> list[dict[Expr, Expr]] | None:
    """Every item as a combination of common products of functions (1 among them): product -> coefficient, a rational
    function of the variables; None if a function stands in a denominator."""
    frame = Normal(frozenset(integers)).frame(*items)
    plain = [isinstance(key, Variable) for key in frame.keys]
    found = []
    for top, bottom in frame.elements:
        if any(degree and not p for degree, p in zip(bottom.degrees(), plain, strict=True)):
            return None
        parts: dict[tuple[int, ...], dict[tuple[int, ...], int]] = {}
        for monomial, c in top.to_dict().items():
            outer = tuple(0 if p else int(e) for e, p in zip(monomial, plain, strict=True))
            parts.setdefault(outer, {})[tuple(int(e) if p else 0 for e, p in zip(monomial, plain, strict=True))] = c
        below = frame.expression(bottom)
        found.append(
            {frame.normal.product(frame.exponents(outer)): frame.sum(part, 1) / below for outer, part in parts.items()}
        )
    return found


def _frame(f: Expr, integers: Iterable[str]) -> Frame:
    found = Normal(frozenset(integers))
    if f.depth > FLAT:
        found.prepare(f)
    return found.frame(f)
