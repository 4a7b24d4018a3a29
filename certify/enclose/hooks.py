"""Enclosures that live with the proof methods: integrals."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from certify.expr import Binder


def enclose_integral(item: Binder, values: Mapping[str, arb]) -> arb:
    """A ball that contains the integral for all values of its free variables in the given balls; NaN if unknown."""
    from certify.methods.integral.quadrature import enclose_integral as enclosed

    found = enclosed(item, values)
    return found if found.is_finite() else arb.nan()
