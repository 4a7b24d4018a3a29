"""Sums of ReLU units in one variable as vectors, and networks made of them.

    g(t) = bias + sum of alphas[k]*relu(signs[k]*t - betas[k]),   signs[k] in {-1, 1}

`ridge_network` computes g(<w, x>) for one direction w; `composed` computes outer(constant + sum over the directions w_i of
inner(<w_i, x>)), a network of depth 3 whose second matrix has rank one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from certify.interpolant import ReluSum
from certify.network.exact import RELU, Affine, Layer, Matrix, Network, Numbers


@dataclass(frozen=True, eq=False)
class Units:
    """A sum of ReLU units; all vectors have one length."""

    bias: Fraction
    alphas: Numbers
    signs: NDArray[np.int64]
    betas: Numbers

    @staticmethod
    def of(g: ReluSum) -> Units:
        """The units of a sum in rationals."""
        return Units(
            g.bias,
            Numbers.of(unit.alpha for unit in g.units),
            np.array([unit.gamma for unit in g.units], dtype=np.int64),
            Numbers.of(unit.beta for unit in g.units),
        )

    def __len__(self) -> int:
        return len(self.signs)

    def __call__(self, t: Fraction) -> Fraction:
        """g(t), exactly."""
        terms = (self.alphas[k] * max(Fraction(0), int(self.signs[k]) * t - self.betas[k]) for k in range(len(self)))
        return sum(terms, self.bias)


def ridge_network(direction: Matrix, g: Units) -> Network:
    """The network of depth 2 for g(<w, x>), with w the only row of `direction`."""
    return Network((_hidden((direction,), Fraction(0), g), _output(g)))


def composed(directions: Matrix, inner: Units, outer: Units, constant: Fraction) -> Network:
    """The network of depth 3 for outer(constant + sum over i of inner(<w_i, x>)), with w_i the rows of `directions`."""
    number = directions.shape[0]
    repeated = Units(
        inner.bias,
        Numbers(np.tile(inner.alphas.numerators, number), inner.alphas.denominator),
        np.tile(inner.signs, number),
        Numbers(np.tile(inner.betas.numerators, number), inner.betas.denominator),
    )
    each = np.repeat(np.arange(number), len(inner))
    first = Layer(
        Affine(
            (directions, Matrix.selection(number, each, Numbers(repeated.signs))),
            Numbers(-repeated.betas.numerators, inner.betas.denominator),
        ),
        RELU,
    )
    second = _hidden((Matrix.row(repeated.alphas),), number * inner.bias + constant, outer)
    return Network((first, second, _output(outer)))


def _hidden(before: tuple[Matrix, ...], shift: Fraction, g: Units) -> Layer:
    """The layer z -> relu(signs*(z + shift) - betas), with z the only output of the factors before."""
    signs = Matrix.selection(1, np.zeros(len(g), np.int64), Numbers(g.signs))
    if shift:
        moved = Numbers.of(int(s) * shift - g.betas[k] for k, s in enumerate(g.signs))
    else:
        moved = Numbers(-g.betas.numerators, g.betas.denominator)
    return Layer(Affine((*before, signs), moved), RELU)


def _output(g: Units) -> Layer:
    return Layer(Affine((Matrix.row(g.alphas),), Numbers.of([g.bias])))
