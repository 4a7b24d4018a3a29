"""Closed forms in an interval: guesses for the prover to try, simplest first.

A guess is q*K, q1*K1 + q2*K2, sqrt(q*K), log(q) or exp(q) with small rationals q and K among well-known constants.  It is
offered only if an interval so narrow would rarely hold one so simple by chance.  A guess says nothing; the prover does.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import ceil, floor
from typing import Final

from flint import arb, ctx

from certify.enclose.numbers import to_fraction
from certify.search.parameter import Value
from certify.text import rational_text

CONSTANTS: Final = (
    "1", "pi", "e", "log(2)", "log(3)", "sqrt(2)", "sqrt(3)", "sqrt(5)", "sqrt(pi)", "sqrt(2*pi)", "pi**2", "e*pi", "sqrt(e)",
    "1/pi", "1/e", "1/log(2)", "1/log(3)", "1/sqrt(pi)", "1/sqrt(2*pi)", "1/pi**2", "1/(e*pi)", "log(2)/pi", "pi*sqrt(2)",
    "pi*sqrt(3)", "log(2)/log(3)", "log(3)/log(2)", "exp(-1/2)", "exp(2)", "exp(-2)",
)  # fmt: skip
PAIRED: Final = ("1", "pi", "e", "log(2)", "log(3)", "sqrt(2)", "sqrt(3)", "sqrt(5)", "1/pi", "1/e")
CHANCE: Final = Fraction(1, 100)
SINGLE: Final = len(CONSTANTS) + 10  # forms with one rational
MOST: Final = 6
BITS: Final = 192


def closed_forms(low: Fraction, high: Fraction) -> list[str]:
    """At most six closed forms strictly between low and high, simplest first."""
    if not low < high:
        return []
    kinds = (_single(low, high), _inverse(low, high), _double(low, high))
    found = {form: (kind, weight) for kind, forms in enumerate(kinds) for form, weight in forms}
    return sorted(found, key=lambda form: (*found[form], len(form), form))[:MOST]


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator in [low, high] (the continued fraction of both ends, as far as they agree)."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    whole = floor(low)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


@lru_cache(maxsize=128)
def _value(constant: str) -> Fraction:
    return Value.of(constant).near


def _single(low: Fraction, high: Fraction) -> Iterator[tuple[str, Fraction]]:
    for constant in CONSTANTS:
        k = _value(constant)
        q, weight = _rational(low / k, high / k, SINGLE)
        if weight < CHANCE:
            yield _times(q, constant), weight


def _double(low: Fraction, high: Fraction) -> Iterator[tuple[str, Fraction]]:
    factors = [Fraction(n, d) for d in (1, 2, 3, 4) for n in range(-8, 9) if n and Fraction(n, d).denominator == d]
    tries = len(factors) * len(PAIRED) * (len(PAIRED) - 1) // 2
    if (high - low) * tries > CHANCE:
        return
    for first, second in combinations(PAIRED, 2):
        k, other = _value(first), _value(second)
        for factor in factors:
            if not _near_simple(float((low - factor * k) / other), float((high - low) / abs(other))):
                continue
            q, weight = _rational((low - factor * k) / other, (high - factor * k) / other, tries)
            if q and weight < CHANCE:
                sign = "-" if q < 0 else "+"
                yield f"{_times(factor, first)} {sign} {_times(abs(q), second)}", weight


def _near_simple(low: float, width: float) -> bool:
    """Whether a rational of small denominator may lie in [low, low + width]."""
    return any(-(-low * n // 1) <= (low + width) * n + 1e-9 for n in range(1, 13))


def _inverse(low: Fraction, high: Fraction) -> Iterator[tuple[str, Fraction]]:
    """sqrt(q), sqrt(q*pi), q**(1/3), log(q), exp(q)."""
    if low > 0:
        q, weight = _rational(low**3, high**3, SINGLE)
        if weight < CHANCE:
            yield _cube_root(q), weight
        for constant in ("1", "pi", "1/pi", "e"):
            k = _value(constant)
            q, weight = _rational(low**2 / k, high**2 / k, SINGLE)
            if weight < CHANCE:
                yield f"sqrt({_times(q, constant)})", weight
        for constant in ("1", "pi", "1/pi", "1/e"):
            k = _value(constant)
            q, weight = _rational(_map(low, "log") / k, _map(high, "log") / k, SINGLE)
            if weight < CHANCE and q:
                yield f"exp({_times(q, constant)})", weight
    if max(abs(low), abs(high)) < 50:
        q, weight = _rational(_map(low, "exp"), _map(high, "exp"), SINGLE)
        if weight < CHANCE and q > 0:
            yield f"log({rational_text(q)})", weight


def _rational(low: Fraction, high: Fraction, tries: int) -> tuple[Fraction, Fraction]:
    """The simplest rational between the ends and about how many as simple to expect by chance in `tries` such intervals."""
    low, high = min(low, high), max(low, high)
    q = simplest(low, high)
    return q, (high - low) * max(q.denominator, abs(q.numerator) // 4) ** 2 * tries / max(abs(q), Fraction(1))


def _times(q: Fraction, constant: str) -> str:
    if constant == "1":
        return rational_text(q)
    if abs(q) == 1:
        return constant if q > 0 else f"-{constant}"
    top = "" if abs(q.numerator) == 1 and not constant.startswith("1/") else f"{q.numerator}*"
    sign = "-" if q < 0 and not top else ""
    text = f"{q.numerator}{constant[1:]}" if constant.startswith("1/") else f"{sign}{top}{constant}"
    return text if q.denominator == 1 else f"{text}/{q.denominator}"


def _cube_root(q: Fraction) -> str:
    text = rational_text(q)
    return f"{text}**(1/3)" if q.denominator == 1 else f"({text})**(1/3)"


def _map(value: Fraction, function: str) -> Fraction:
    with ctx.workprec(BITS):
        ball: arb = getattr(arb(value.numerator) / value.denominator, function)()
        return to_fraction(ball)
