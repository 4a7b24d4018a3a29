"""Files: what is written is read back exactly; what is no network file is one clear error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from certify.errors import InputError
from certify.network import Network
from certify.network.store import load, save
from tests.certify.network.nets import dense, networks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(networks(["relu", "threshold", "sigmoid", "tanh"]))
def test_a_network_comes_back(tmp_path: Path, network: Network) -> None:
    path = tmp_path / "n.npz"
    save(network, path)
    back = load(path)
    assert [layer.activation for layer in back.layers] == [layer.activation for layer in network.layers]
    for a, b in zip(back.layers, network.layers, strict=True):
        assert dense(a.affine) == dense(b.affine)
        assert [f.to_dense() for f in a.affine.factors] == [f.to_dense() for f in b.affine.factors]
        assert [a.affine.bias[k] for k in range(len(a.affine.bias))] == [
            b.affine.bias[k] for k in range(len(b.affine.bias))
        ]


GOOD = {
    "format": np.array("certify.network/1"),
    "layers": np.array(1),
    "0.activation": np.array("identity"),
    "0.factors": np.array(1),
    "0.0.shape": np.array([1, 2]),
    "0.0.rows": np.array([0]),
    "0.0.columns": np.array([1]),
    "0.0.values": np.array([3]),
    "0.0.values.denominator": np.array("2"),
    "0.bias": np.array(["123456789012345678901234567890"]),
    "0.bias.denominator": np.array("1"),
}


def test_the_format_is_as_documented(tmp_path: Path) -> None:
    np.savez(tmp_path / "n.npz", **GOOD)
    network = load(tmp_path / "n.npz")
    assert dense(network.layers[0].affine) == [[0, 1.5]]
    assert network.layers[0].affine.bias[0] == 123456789012345678901234567890


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("format", np.array("other"), "format"),
        ("layers", np.array(0), "from 1 to"),
        ("layers", np.array(2), "1.factors"),
        ("layers", np.array(1.0), "integers"),
        ("0.activation", np.array("cube"), "cube"),
        ("0.0.shape", np.array([1, 2, 3]), "network file|expected"),
        ("0.0.shape", np.array([1, 1]), "outside"),
        ("0.0.rows", np.array([0.5]), "integers"),
        ("0.0.values", np.array([float("nan")]), "integers"),
        ("0.0.values", np.array(["nan"]), "integer"),
        ("0.0.values", np.array([1, 2]), "as many"),
        ("0.0.values.denominator", np.array("0"), "positive"),
        ("0.0.values.denominator", np.array("9" * 5000), "integer"),
        ("0.bias", np.array([{}], dtype=object), "network file"),
        ("0.bias", np.array([0, 0]), "biases"),
        ("0.bias", None, "missing"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, array: np.ndarray | None, message: str) -> None:
    path = tmp_path / "n.npz"
    np.savez(path, **{k: v for k, v in {**GOOD, name: array}.items() if v is not None})
    with pytest.raises(InputError, match=message) as failure:
        load(path)
    assert str(path) in str(failure.value)


def test_no_archive_and_too_large_a_file(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(InputError, match="no network file"):
        load(tmp_path / "text")
    np.savez_compressed(tmp_path / "n.npz", **{**GOOD, "0.0.rows": np.zeros(10**6, np.int64)})
    with pytest.raises(InputError, match="more than the 1 MiB"):
        load(tmp_path / "n.npz", memory=2**20)
