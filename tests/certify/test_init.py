"""The public face: every name is there, lazily, and submodules do not hide functions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ["Claim", "InputError", "Statement", "Verdict", "load_claims", "prove"]


def python(code: str, *flags: str) -> str:
    done = subprocess.run([sys.executable, *flags, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_imported_alone(name: str) -> None:
    assert python(f"from certify import {name}; print({name}.__name__)") == name


def test_the_function_wins_over_the_module_of_the_same_name() -> None:
    code = "import certify.prove; from certify.prove import Verdict; import certify; print(certify.prove.__name__)"
    assert python(code) == "prove"


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; import certify; print([m for m in sys.modules if m.startswith('certify')])"
    assert python(code) == "['certify']"
    assert python(code, "-S") == "['certify']"


def test_an_unknown_name_is_an_attribute_error() -> None:
    import certify

    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = certify.nonsense
    assert set(NAMES) <= set(dir(certify))


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("certify.cli", ["flint", "sympy", "numpy", "rich", "mpmath", "matplotlib"]),
        ("certify.worker", ["sympy", "numpy", "rich", "typer"]),
        ("certify.ledger", ["flint", "sympy", "numpy", "rich", "typer"]),
    ],
)
def test_what_is_heavy_waits(module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    assert python(code) == "[]"


def test_the_version_is_that_of_the_distribution() -> None:
    import tomllib

    from certify import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
