"""Exact rationals and balls."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq


def to_arb(value: Fraction) -> arb:
    """A rational: exactly if it is dyadic, else rounded to a ball."""
    bits = value.denominator.bit_length() - 1
    if value.denominator == 1 << bits:
        return arb((value.numerator, -bits))
    return arb(fmpq(value.numerator, value.denominator))


def to_fraction(value: arb) -> Fraction:
    """The midpoint of a ball."""
    man, exponent = value.mid().man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exponent)


def complexity(value: Fraction) -> tuple[int, Fraction]:
    """Short numbers first; among equally short ones small ones."""
    return value.numerator.bit_length() + 2 * value.denominator.bit_length(), abs(value)
