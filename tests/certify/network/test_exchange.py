"""ONNX models, read back by onnxruntime, and VNNLIB properties: both agree with the exact network within the bound."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from certify.constructions import Built, Property, Request
from certify.errors import InputError
from certify.network.bulk import rounding_bound
from certify.network.evaluate import exact
from certify.network.exchange import DOUBLE, SINGLE, vnnlib, write_onnx, write_vnnlib
from proofs.daniely2017.constructions import sharp
from proofs.safran_reichman_valiant2025.constructions import example1, theorem4

BUILT = {
    "sharp": sharp(Request(3, Fraction(1, 2))),
    "example1": example1(Request(3)),
    "threshold": theorem4(Request(2, Fraction(1, 2), activation="threshold")),
    "tanh": theorem4(Request(2, Fraction(1, 2), activation="tanh")),
}


def answers(path: Path, points: np.ndarray) -> np.ndarray:
    """What onnxruntime says at each point."""
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime, of the extra `test`, is not installed")
    session = runtime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return np.array([session.run(None, {"X": row[None, :]})[0][0, 0] for row in points])


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("name", ["sharp", "example1"])
def test_onnxruntime_agrees_within_the_bound(name: str, double: bool, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the extra `onnx` is not installed")
    network = BUILT[name].network
    write_onnx(network, tmp_path / "n.onnx", double=double)
    points = (
        np.random.default_rng(0).uniform(-0.5, 0.5, (20, network.inputs)).astype(np.float64 if double else np.float32)
    )
    bound = rounding_bound(network, [-0.5] * network.inputs, [0.5] * network.inputs, unit=DOUBLE if double else SINGLE)[
        0
    ]
    found = answers(tmp_path / "n.onnx", points)
    for row, value in zip(points, found, strict=True):
        assert abs(Fraction(float(value)) - exact(network, [Fraction(float(v)) for v in row])[0]) <= bound
        assert abs(float(value) - float(exact(network, [Fraction(float(v)) for v in row])[0])) <= (
            1e-9 if double else 1e-3
        )


@pytest.mark.parametrize("name", ["threshold", "tanh"])
def test_other_activations(name: str, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the extra `onnx` is not installed")
    from certify.network.bulk import Runner

    network = BUILT[name].network
    write_onnx(network, tmp_path / "n.onnx", double=True)
    points = np.random.default_rng(0).uniform(0, 0.5, (10, network.inputs))
    assert np.allclose(answers(tmp_path / "n.onnx", points), Runner(network)(points)[:, 0], atol=1e-9)


def box(text: str) -> dict[tuple[str, str], Fraction]:
    return {(op, name): Fraction(v) for op, name, v in re.findall(r"\((<=|>=) (\w+) (-?[\d.]+)\)", text)}


@pytest.mark.parametrize("unit", [SINGLE, DOUBLE])
def test_the_property_says_what_was_certified(unit: float) -> None:
    case = BUILT["example1"]
    (claim,) = case.properties
    text = vnnlib(case.network, claim, unit=unit)
    found = box(text)
    assert text.count("declare-const") == 13
    for k, (a, b) in enumerate(zip(claim.low, claim.high, strict=True)):
        assert a <= found[">=", f"X_{k}"] <= a + Fraction(1, 10**14)
        assert b - Fraction(1, 10**14) <= found["<=", f"X_{k}"] <= b
    slack = Fraction(float(rounding_bound(case.network, [-1] * 12, [1] * 12, unit=unit)[0]))
    assert claim.most < found[">=", "Y_0"] <= claim.most + slack + Fraction(1, 10**14)
    assert claim.least - slack - Fraction(1, 10**14) <= found["<=", "Y_0"] < claim.least
    assert text.count("(") == text.count(")")


def test_the_box_of_example_1_holds_the_whole_cube() -> None:
    (claim,) = BUILT["example1"].properties
    for a, b in zip(claim.low[6:], claim.high[6:], strict=True):
        assert 144 * 3 * a * a <= 9 and 144 * 3 * b * b >= 16  # 12 sqrt(3) a <= 3, 12 sqrt(3) b >= 4
        assert (a + b) / 2 > 0


def test_missing_package_and_missing_property(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = BUILT["example1"]
    with pytest.raises(InputError, match="GiB allowed"):
        write_onnx(case.network, tmp_path / "n.onnx", memory=10)
    bare = Built(case.network, "f", "R", Fraction(0), Fraction(0))
    with pytest.raises(InputError, match="no property"):
        write_vnnlib(bare, tmp_path / "n.vnnlib")
    claim = Property((Fraction(0),) * 8, (Fraction(1),) * 8, Fraction(0), Fraction(1), "")
    with pytest.raises(InputError, match="tanh"):
        vnnlib(BUILT["tanh"].network, claim, unit=SINGLE)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(InputError, match="pip install"):
        write_onnx(case.network, tmp_path / "n.onnx")
