"""Exact rationals and balls, one into the other."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq


def to_fmpq(value: Fraction) -> fmpq:
    """The same number."""
    return fmpq(value.numerator, value.denominator)


def rational_ball(value: Fraction) -> arb:
    """A ball around a rational, at the current precision."""
    return arb(fmpq(value.numerator, value.denominator))


def to_arb(value: Fraction) -> arb:
    """A rational: exactly if it is dyadic, however long it is, else rounded to a ball."""
    bits = value.denominator.bit_length() - 1
    return arb((value.numerator, -bits)) if value.denominator == 1 << bits else rational_ball(value)


def to_fraction(value: arb) -> Fraction:
    """The midpoint of a ball: its value, if it is exact."""
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
