"""Derivatives and Taylor coefficients of expressions, exactly.

Promises
- `derivative(f, name)` has the value of the partial derivative of f wherever it is defined and f is defined nearby.
- `taylor(f, name, centre, order)` lists the coefficients 0 .. order-1 in the powers of `name - centre`, in normal form;
  a coefficient that the normal form shows to vanish is `ZERO`.  They hold where f is defined nearby and every one of
  them is defined.  `centre` is any expression free of `name`.
- `leading(f, name, centre, limit)` is the first coefficient that is not shown to vanish.
All raise `Unproved` for functions without a derivative (abs, min, max, floor, ceil depending on the variable) and for
what the rules do not cover.
"""

from __future__ import annotations

from certify.calculus.rules import derivative
from certify.calculus.series import leading, taylor

__all__ = ["derivative", "leading", "taylor"]
