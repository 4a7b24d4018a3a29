"""Sums of units in one variable as vectors, and networks made of them.

    g(t) = bias + sum of alphas[k]*s(gammas[k]*t - betas[k]),   s the activation

`ridge_network` computes g(<w, x>) for one direction w; `composed` computes outer(constant + sum over the directions w_i of
inner(<w_i, x>)), a network of depth 3 whose second matrix has rank one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.interpolant import ReluSum
from certify.network.exact import RELU, Affine, Layer, Network
from certify.network.matrix import Matrix
from certify.network.numbers import Numbers


@dataclass(frozen=True, eq=False)
class Units:
    """A sum of units; all vectors have one length."""

    bias: Fraction
    alphas: Numbers
    gammas: Numbers
    betas: Numbers
    activation: str = RELU

    @staticmethod
    def of(g: ReluSum) -> Units:
        """The units of a sum in rationals."""
        return Units(
            g.bias,
            Numbers.of(unit.alpha for unit in g.units),
            Numbers.integers(unit.gamma for unit in g.units),
            Numbers.of(unit.beta for unit in g.units),
        )

    def __len__(self) -> int:
        return len(self.betas)


def ridge_network(direction: Matrix, g: Units) -> Network:
    """The network of depth 2 for g(<w, x>), with w the only row of `direction`."""
    return Network((_hidden((direction,), Fraction(0), g), _output(g)))


def composed(directions: Matrix, inner: Units, outer: Units, constant: Fraction) -> Network:
    """The network of depth 3 for outer(constant + sum over i of inner(<w_i, x>)), with w_i the rows of `directions`."""
    number = directions.shape[0]
    alphas, gammas, betas = (inner_part.tiled(number) for inner_part in (inner.alphas, inner.gammas, inner.betas))
    each = np.repeat(np.arange(number), len(inner))
    first = Affine((directions, Matrix.selection(number, each, gammas)), -betas)
    second = _hidden((Matrix.row(alphas),), number * inner.bias + constant, outer)
    return Network((Layer(first, inner.activation), second, _output(outer)))


def _hidden(before: tuple[Matrix, ...], shift: Fraction, g: Units) -> Layer:
    """The layer z -> s(gammas*(z + shift) - betas), with z the only output of the factors before."""
    each = Matrix.selection(1, np.zeros(len(g), np.int64), g.gammas)
    moved = Numbers.of(g.gammas[k] * shift - g.betas[k] for k in range(len(g))) if shift else -g.betas
    return Layer(Affine((*before, each), moved), g.activation)


def _output(g: Units) -> Layer:
    return Layer(Affine((Matrix.row(g.alphas),), Numbers.of([g.bias])))
