"""Balls as short decimals, rounded in a safe direction."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from certify.enclose.numbers import to_fraction

BITS = 256


def rounded(value: arb, *, up: bool, digits: int = 3) -> str:
    """A positive finite ball to so many significant digits: a decimal that is certainly not less (`up`) or not more than the value.

    In balls, as the value may have billions of digits.
    """
    with ctx.workprec(BITS):
        exponent = int(to_fraction((value.log() / arb(10).log()).lower().floor()))
        whole = _whole(_scaled(value, digits - 1 - exponent), up=up)
        while whole >= 10**digits:
            exponent += 1
            whole = _whole(_scaled(value, digits - 1 - exponent), up=up)
    if -4 <= exponent < 6:
        places = max(0, digits - 1 - exponent)
        return f"{float(whole * Fraction(10) ** (exponent - digits + 1)):.{places}f}"
    first, rest = divmod(whole, 10 ** (digits - 1))
    return f"{first}.{rest:0{digits - 1}d}e{exponent:+03d}"


def _scaled(value: arb, places: int) -> arb:
    """value * 10**places, exactly where it fits."""
    return value * arb(10) ** places if places >= 0 else value / arb(10) ** -places


def _whole(value: arb, *, up: bool) -> int:
    """The least integer that is certainly not less, or the greatest that is certainly not more; for moderate values."""
    return int(to_fraction(value.upper().ceil() if up else value.lower().floor()))
