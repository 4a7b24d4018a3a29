"""Feed-forward networks with exact weights: data, evaluation, storage, and general constructions.

    exact      the numbers, matrices, layers and networks; width, depth, weights, bounds
    evaluate   N(x) in rationals and in balls
    bulk       N(x) for many x in float64, with a certified bound for the rounding of the whole pass
    store      .npz files
    exchange   ONNX models and VNNLIB properties, for other programs
    chords     piecewise-linear approximants of a function on an interval, with an enclosed error
    ridge      sums of functions of single coordinates, composed with a function of the sum
    staircase  threshold networks for functions of bounded variation

A construction promises nothing by itself: its error is enclosed after it has been built.
"""

from __future__ import annotations

from certify.network.exact import Affine, Layer, Matrix, Network, Numbers

__all__ = ["Affine", "Layer", "Matrix", "Network", "Numbers"]
