"""Networks for other programs: ONNX models, and VNNLIB properties that network verifiers read.

An ONNX model rounds the weights to float32 (or float64); `bulk.rounding_bound` with the unit of that format bounds what
this and the arithmetic can change.  A property file states the negation of what is certified, as is the custom: a verifier
is to find it unsatisfiable.  ReLU networks only.  Its input box is rounded inwards, its output bounds outwards and widened by that bound.
"""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certify.errors import InputError
from certify.files import write_atomically
from certify.network.bulk import MEMORY, rounding_bound
from certify.network.exact import IDENTITY, RELU, THRESHOLD, Network
from certify.network.numbers import require_memory

if TYPE_CHECKING:
    from certify.constructions import Built, Property

SINGLE: Final = 2.0**-24
DOUBLE: Final = 2.0**-53
_OPSET: Final = 17
_IR: Final = 8
_NODES: Final = {RELU: "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}


def write_onnx(network: Network, path: Path, *, double: bool = False, memory: int = MEMORY) -> None:
    """Write a model with input X and output Y of the shapes [1, inputs] and [1, outputs].

    Raises InputError if the package onnx is missing, or a matrix written out needs more than `memory` bytes; OSError.
    """
    try:
        import onnx
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        raise InputError("--onnx needs the package onnx: pip install 'depthcert[onnx]'") from None
    kind = np.dtype(np.float64 if double else np.float32)
    element = TensorProto.DOUBLE if double else TensorProto.FLOAT
    sizes = [f.shape[0] * f.shape[1] for layer in network.layers for f in layer.affine.factors]
    require_memory(sum(sizes), memory, "the model, whose matrices are dense,")
    nodes: list[Any] = []
    tensors: list[Any] = []
    current = "X"

    def node(op: str, *constants: Any, name: str = "", **attributes: Any) -> None:
        nonlocal current
        number = len(nodes)
        names = [f"C{number}_{k}" for k in range(len(constants))]
        tensors.extend(numpy_helper.from_array(c, n) for c, n in zip(constants, names, strict=True))
        output = name or f"T{number}"
        nodes.append(helper.make_node(op, [current, *names], [output], **attributes))
        current = output

    for k, layer in enumerate(network.layers):
        for factor in layer.affine.factors:
            dense = np.zeros(factor.shape[::-1], dtype=kind)
            dense[factor.columns, factor.rows] = _rounded(factor.values.floats()[0], kind)
            node("MatMul", dense)
        last = k == len(network.layers) - 1
        node("Add", _rounded(layer.affine.bias.floats()[0], kind)[None, :], name="Y" if last else "")
        if layer.activation == THRESHOLD:
            node("GreaterOrEqual", np.array(0.5, dtype=kind))
            node("Cast", to=element)
        elif layer.activation != IDENTITY:
            node(_NODES[layer.activation])
    ends = [
        helper.make_tensor_value_info(n, element, [1, w]) for n, w in (("X", network.inputs), ("Y", network.outputs))
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], tensors)
    model = helper.make_model(
        graph, producer_name="depthcert", producer_version=version("depthcert"), ir_version=_IR,
        opset_imports=[helper.make_opsetid("", _OPSET)],
    )  # fmt: skip
    onnx.checker.check_model(model)
    write_atomically(path, model.SerializeToString())


def _rounded(values: Any, kind: Any) -> Any:
    with np.errstate(over="ignore"):
        found = values.astype(kind)
    if not np.all(np.isfinite(found)):
        raise InputError(f"a weight lies beyond the range of {kind}")
    return found


def write_vnnlib(built: Built, path: Path, *, double: bool = False) -> None:
    """Write the negation of the property of the network.  Raises InputError if none is known for it; OSError."""
    if not built.properties:
        raise InputError("--vnnlib: no property of linear inequalities is known for this network")
    text = vnnlib(built.network, built.properties[0], unit=DOUBLE if double else SINGLE)
    write_atomically(path, text.encode())


def vnnlib(network: Network, claim: Property, *, unit: float) -> str:
    """The property as text: unsatisfiable if every output lies in [least, most], widened by the rounding."""
    low, high = ([_outward(v, up) for v in end] for end, up in ((claim.low, False), (claim.high, True)))
    slack = Fraction(float(rounding_bound(network, low, high, unit=unit).max()))
    least, most = claim.least - slack, claim.most + slack
    lines = [
        f"; {claim.says}",
        f"; then the output lies in [{float(claim.least):.17g}, {float(claim.most):.17g}], certified;",
        f"; the bounds are widened by {float(slack):.3g} for weights and arithmetic with the unit roundoff {unit:.3g}",
        "",
        *(f"(declare-const X_{k} Real)" for k in range(network.inputs)),
        *(f"(declare-const Y_{k} Real)" for k in range(network.outputs)),
        "",
    ]
    for k, (a, b) in enumerate(zip(claim.low, claim.high, strict=True)):
        lines += [f"(assert (>= X_{k} {_decimal(a, up=True)}))", f"(assert (<= X_{k} {_decimal(b, up=False)}))"]
    outside = [
        f"(and (<= Y_{k} {_decimal(least, up=False, beyond=True)})) (and (>= Y_{k} {_decimal(most, up=True, beyond=True)}))"
        for k in range(network.outputs)
    ]
    return "\n".join([*lines, "", f"(assert (or {' '.join(outside)}))", ""])


def _outward(value: Fraction, up: bool) -> float:
    near = float(value)
    if (Fraction(near) < value) if up else (Fraction(near) > value):
        near = float(np.nextafter(near, np.inf if up else -np.inf))
    return near


def _decimal(value: Fraction, *, up: bool, beyond: bool = False) -> str:
    """Plain decimals, 15 digits after the point, rounded up or down; `beyond`: strictly past the value."""
    scaled = value * 10**15
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    if beyond:
        whole += 1 if up else -1
    sign, digits = "-" if whole < 0 else "", str(abs(whole)).rjust(16, "0")
    return f"{sign}{digits[:-15]}.{digits[-15:]}"
