"""Bessel functions J_v(x), J_{v+1}(x), ... below the turning point, by their recurrence, with an error bound that hardly grows.

J_{v+1} = t_v J_v - J_{v-1}, t_v = 2v/x, is run upwards in fixed point.  In balls the errors would grow exponentially; in truth, while v < x, they
rotate.  Let e_j be the errors, r_j the rounding errors of the steps, |r_j| <= r, and

    E_j = e_j^2 - t_j e_j e_{j-1} + e_{j-1}^2,

a square of a norm of (e_j, e_{j-1}), as t_j < 2.  A step without rounding keeps E_j if t_j stays (put e_{j+1} = t_j e_j - e_{j-1} in); rounding
adds at most r to its root; and as |e_j e_{j-1}| <= E_j/(2 - t_j), the change of t_j by 2/x multiplies it by at most 1 + 1/(x - v_j) = (x - v_j + 1)/(x -
v_j).  These factors telescope: after m steps E_m <= (x + 1)/(x - v_m) times (sqrt(E_1) + m r)^2, and e_m^2 <= E_m/(1 - (v_m/x)^2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flint import arb, ctx

from certify.errors import InputError

GUARD: Final = 16
MOST_BITS: Final = 1_000_000


@dataclass(frozen=True)
class Ladder:
    """`values[k]` times 2**-bits is within `error` of J_{v+k}(x); |J| <= 1."""

    values: list[int]
    bits: int
    error: arb


def longest(twice_order: int, x: arb) -> int:
    """How many of the orders v, v + 1, ..., v = twice_order/2, certainly lie below x - 1."""
    room = x - arb(twice_order) / 2 - 1
    return max(0, int(fixed(room.lower(), 0))) if room.is_finite() else 0


def ladder(twice_order: int, x: Callable[[], arb], count: int, bits: int) -> Ladder:
    """J_{v+k}(x) for 0 <= k < count with v = twice_order/2 >= 0; `x` gives x > 0 at the current precision.

    `count` is at most `longest`; `bits` are those of the fixed point, of which about 2 log2(x) + log2(count) are lost.
    Raises InputError if the bits are not enough.
    """
    more = count.bit_length() + 2
    shift = bits + more
    with ctx.workprec(shift + GUARD):
        step, slope = fixed(2 / x(), shift), fixed((twice_order + 2) / x(), shift)
    older, newer = _first(arb(twice_order) / 2, x, bits), _first(arb(twice_order + 2) / 2, x, bits)
    values = [older, newer][:count]
    for _ in range(count - 2):
        older, newer = newer, ((slope * newer) >> shift) - older
        slope += step
        values.append(newer)
    with ctx.workprec(64):
        top, last = x(), arb(twice_order) / 2 + max(count - 1, 1)
        growth = ((top + 1) / (top - last)).sqrt() / (1 - (last / top) ** 2).sqrt()
        error = (
            growth * (4 + 3 * count) * arb(2) ** -bits
        )  # twice 2 units at first; a step: 1 for the shift, 2 for its factor
    if not error < 1:
        raise InputError(f"{bits} bits are not enough for {count} Bessel functions")
    return Ladder(values, bits, error.upper())


def _first(order: arb, x: Callable[[], arb], bits: int) -> int:
    """J times 2**bits, off by less than 2."""
    precision = bits + GUARD
    while precision <= MOST_BITS:
        with ctx.workprec(precision):
            value = x().bessel_j(order)
            if value.is_finite() and value.rad() < arb(2) ** -bits:
                return fixed(value, bits)
        precision *= 2
    raise InputError("no narrow ball for a Bessel function")


def fixed(value: arb, bits: int) -> int:
    """The ball's midpoint times 2**bits, rounded down."""
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    exponent += bits
    return mantissa << exponent if exponent >= 0 else mantissa >> -exponent
