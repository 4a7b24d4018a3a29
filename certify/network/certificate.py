"""The certificate of a network of depth 3 for f(<x, x'>) on two spheres: what is read by `certify.check.network`.

The document is specified there.  It holds all weights exactly, and two numbers that the checker verifies and need not be
trusted: by what the sum of squares is scaled inside the network, and a Lipschitz constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from certify import __version__
from certify.certificate import Json, canonical_json, digest_of
from certify.errors import InputError
from certify.expr import Expr
from certify.ledger import PROVED
from certify.network.exact import RELU, Layer, Network
from certify.network.numbers import Numbers
from certify.network.report import decimals
from certify.text import rational_text, to_text

if TYPE_CHECKING:
    from certify.constructions import Built

SCHEMA: Final = "certify.network-certificate/1"
SECONDS: Final = 600.0  # for the checker
_BITS: Final = 40  # of a Lipschitz constant, rounded up: the checker sees it with roundings of its own
_LONGEST: Final = 10**18  # numerators that stand as numbers; longer ones stand as text


@dataclass(frozen=True)
class InnerProduct:
    """What a network made by `units.composed` for f(<x, x'>) on S^{d-1} x S^{d-1} is said to do.

    `lipschitz` is a Lipschitz constant of f on [-1, 1], or of the piecewise-linear function of the second layer.
    """

    dimension: int
    f: Expr
    lipschitz: Fraction


@dataclass(frozen=True)
class Document:
    """A certificate: its bytes, the lines of what it states, and the error among them."""

    data: bytes
    lines: tuple[str, ...]
    error: Fraction

    @property
    def statement(self) -> str:
        """The digest of what it states."""
        return digest_of(self.lines)


@dataclass(frozen=True)
class Checked:
    """What the independent checker says of a certificate: the error it accepts, and an objection if it does not."""

    error: Fraction
    objection: str

    def to_json(self) -> dict[str, Json]:
        """The same as data."""
        return {"error": rational_text(self.error), "checked": not self.objection, "objection": self.objection}


def certify(built: Built, most: Fraction | None = None) -> tuple[Document, Checked]:
    """The certificate, and what the checker says of it.  Raises InputError."""
    from certify.recheck import objection_to

    document = certificate(built, most)
    return document, Checked(document.error, objection_to(document.data, document.statement, PROVED, SECONDS))


def certificate(built: Built, most: Fraction | None = None) -> Document:
    """The certificate of a network with its upper bound for the error, rounded up to six digits if that is not above `most`.

    Raises InputError for a network that is not of this kind.
    """
    if built.inner_product is None:
        raise InputError("--certificate: there are certificates for networks of depth 3 for f(<x, x'>) only")
    problem, network = built.inner_product, built.network
    rounded = Fraction(decimals(built.upper))
    error = rounded if most is None or rounded <= most else built.upper
    first, second, last = network.layers
    function = to_text(problem.f)
    lines = _statement(network, function, problem.dimension, error)
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "engine": __version__,
        "digest": digest_of(lines),
        "statement": list(lines),
        "function": function,
        "dimension": problem.dimension,
        "error": rational_text(error),
        "neurons": list(network.widths),
        "largest_weight": rational_text(network.largest_weight),
        "layers": [_first(first), _second(second), _last(last)],
        # the units of `composed` read +-(x_i + x'_i) before they are rescaled
        "scale": rational_text(first.affine.largest_weight),
        "lipschitz": rational_text(_above(problem.lipschitz)),
    }
    return Document(canonical_json(document).encode() + b"\n", lines, error)


def _above(value: Fraction) -> Fraction:
    """A little above the value, in few digits."""
    unit = Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length() - _BITS)
    return (value // unit + 2) * unit


def _statement(network: Network, function: str, dimension: int, error: Fraction) -> tuple[str, ...]:
    first, second = network.widths
    return (
        f"network of ReLUs, {first} + {second} hidden neurons in depth 3, weights at most {network.largest_weight}",
        f"function f(<x, x'>) of unit vectors in dimension {dimension}, f(t) = {function}",
        f"error at most {error}",
    )


def _first(layer: Layer) -> dict[str, Json]:
    assert layer.activation == RELU
    matrix = layer.affine.matrix
    entries: dict[str, Json] = {
        "shape": list(matrix.shape),
        "rows": matrix.rows.tolist(),
        "columns": matrix.columns.tolist(),
        "values": _vector(matrix.values),
    }
    return {"matrix": entries, "bias": _vector(layer.affine.bias)}


def _second(layer: Layer) -> dict[str, Json]:
    assert layer.activation == RELU
    row, column = layer.affine.factors
    return {"row": _vector(row.values), "column": _vector(column.values), "bias": _vector(layer.affine.bias)}


def _last(layer: Layer) -> dict[str, Json]:
    (row,) = layer.affine.factors
    return {"row": _vector(row.values), "bias": _vector(layer.affine.bias)}


def _vector(numbers: Numbers) -> dict[str, Json]:
    numerators = [int(n) for n in numbers.numerators]
    listed: list[Json] = [n if abs(n) < _LONGEST else str(n) for n in numerators]
    return {"numerators": listed, "denominator": str(numbers.denominator)}
