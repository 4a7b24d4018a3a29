"""Enclosures that live with the proof methods: integrals."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from certify.expr import Binder


def enclose_integral(item: Binder, values: Mapping[str, arb]) -> arb:
    """A ball that contains the integral for all values of its free variables in the given balls; NaN if unknown."""
    try:
        from certify.methods import integral
    except ImportError:
        return arb.nan()
    found = integral.enclose_integral(item, values)
    return found if found.is_finite() else arb.nan()
