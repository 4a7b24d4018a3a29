"""Feed-forward networks with exact weights: data, evaluation, storage, and general constructions.

    numbers    vectors of exact numbers
    matrix     sparse matrices of them
    exact      layers and networks; width, depth, weights, bounds
    evaluate   N(x) in rationals and in balls
    bulk       N(x) for many x in float64, with a certified bound for the rounding of the whole pass
    store      .npz files
    exchange   ONNX models and VNNLIB properties, for other programs
    units      sums of units in one variable; sums of them over directions, composed with another
    chords     piecewise-linear approximants of a function on an interval
    suprema    bounds for a function and its derivatives
    errors     the error of an approximant, enclosed
    certificate  networks for f(<x, x'>) as certificates for the independent checker
    staircase  threshold networks for functions of bounded variation

A construction promises nothing by itself: its error is enclosed after it has been built.

Names are loaded when they are first used: the command starts without NumPy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certify.network.exact import Affine as Affine
    from certify.network.exact import Layer as Layer
    from certify.network.exact import Network as Network
    from certify.network.matrix import Matrix as Matrix
    from certify.network.numbers import Numbers as Numbers

_HOMES: Final = {"Affine": "exact", "Layer": "exact", "Network": "exact", "Matrix": "matrix", "Numbers": "numbers"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
