"""Networks in .npz files: plain arrays, no pickles.

    format                       "certify.network/1"
    layers                       their number, the output layer included
    K.activation                 of layer K = 0, 1, ...: relu, threshold, sigmoid, tanh; identity for the output layer
    K.factors                    the number of factors of its matrix, in the order in which they are applied
    K.J.shape                    of factor J = 0, 1, ...: rows, columns
    K.J.rows, K.J.columns        the places of its entries, sorted by rows, then columns; K.J.values their values
    K.bias                       the biases

A vector of rationals NAME is two arrays: `NAME` the numerators, int64, or decimal text where one does not fit, and
`NAME.denominator`, decimal text.  A weight w/2**q with |w| < 2**53 is the float64 number `w*2.0**-q` exactly.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from certify.errors import InputError
from certify.files import write_atomically
from certify.network.bulk import MEMORY
from certify.network.exact import Affine, Layer, Network
from certify.network.matrix import Matrix
from certify.network.numbers import Numbers, compact

FORMAT: Final = "certify.network/1"
_MOST_LAYERS: Final = 1000
_MOST_DIGITS: Final = 4000


def save(network: Network, path: Path) -> None:
    """Write the network to a file, which is replaced at once or not at all.  Raises OSError."""
    arrays: dict[str, Any] = {"format": np.array(FORMAT), "layers": np.array(len(network.layers))}
    for k, layer in enumerate(network.layers):
        arrays[f"{k}.activation"] = np.array(layer.activation)
        arrays[f"{k}.factors"] = np.array(len(layer.affine.factors))
        for j, factor in enumerate(layer.affine.factors):
            arrays[f"{k}.{j}.shape"] = np.array(factor.shape)
            arrays[f"{k}.{j}.rows"], arrays[f"{k}.{j}.columns"] = factor.rows, factor.columns
            _put(arrays, f"{k}.{j}.values", factor.values)
        _put(arrays, f"{k}.bias", layer.affine.bias)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_atomically(path, buffer.getvalue())


def load(path: Path, *, memory: int = MEMORY) -> Network:
    """The network in a file.  Raises InputError for what is no such file, or needs more than `memory` bytes; OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > memory:
            raise InputError(f"{path}: {size / 2**20:.3g} MiB, more than the {memory / 2**20:.3g} MiB allowed")
        with np.load(path, allow_pickle=False) as arrays:
            return _network({name: arrays[name] for name in arrays.files})
    except InputError as failure:
        raise InputError(f"{path}: {failure}") from None
    except KeyError as failure:
        raise InputError(f"{path}: the array {failure} is missing") from None
    except (ValueError, TypeError, zipfile.BadZipFile, EOFError) as failure:
        raise InputError(f"{path}: no network file: {failure}") from None


def _put(arrays: dict[str, Any], name: str, numbers: Numbers) -> None:
    values = numbers.numerators
    arrays[name] = values if values.dtype == np.int64 else np.array([str(v) for v in values], dtype=np.str_)
    arrays[f"{name}.denominator"] = np.array(str(numbers.denominator))


def _network(arrays: dict[str, Any]) -> Network:
    if str(arrays["format"]) != FORMAT:
        raise InputError(f"expected the format {FORMAT}, found {str(arrays['format'])[:80]!r}")
    layers = []
    for k in range(_count(arrays, "layers")):
        factors = [_matrix(arrays, f"{k}.{j}") for j in range(_count(arrays, f"{k}.factors"))]
        layers.append(Layer(Affine(tuple(factors), _numbers(arrays, f"{k}.bias")), str(arrays[f"{k}.activation"])))
    return Network(tuple(layers))


def _count(arrays: dict[str, Any], name: str) -> int:
    found = _integers(arrays[name], name, 0)
    if not 1 <= int(found) <= _MOST_LAYERS:
        raise InputError(f"{name}: expected a number from 1 to {_MOST_LAYERS}, found {int(found)}")
    return int(found)


def _matrix(arrays: dict[str, Any], name: str) -> Matrix:
    height, width = _integers(arrays[f"{name}.shape"], name, 1).tolist()
    rows, columns = (_integers(arrays[f"{name}.{part}"], name, 1) for part in ("rows", "columns"))
    return Matrix((height, width), rows, columns, _numbers(arrays, f"{name}.values"))


def _integers(array: Any, name: str, dimensions: int) -> Any:
    if array.dtype.kind not in "iu" or array.ndim != dimensions:
        raise InputError(f"{name}: expected integers in {dimensions} dimensions, found {array.dtype} in {array.ndim}")
    return array.astype(np.int64)


def _numbers(arrays: dict[str, Any], name: str) -> Numbers:
    array, denominator = arrays[name], arrays[f"{name}.denominator"]
    if array.dtype.kind == "U" and array.ndim == 1:
        return Numbers(compact(_digits(str(v)) for v in array), _digits(str(denominator)))
    return Numbers(_integers(array, name, 1), _digits(str(denominator)))


def _digits(text: str) -> int:
    if len(text) > _MOST_DIGITS or not text.removeprefix("-").isascii() or not text.removeprefix("-").isdecimal():
        raise InputError(f"expected an integer, found {text[:40]!r}")
    return int(text)
