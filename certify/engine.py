"""Which program this is: versions, and a digest of all of the package's code."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from certify import __version__


@cache
def engine() -> dict[str, str | None]:
    """Name, versions of what takes part in a search, and `sources`, a SHA-256 of the package's files.

    Two engines are equal only if they would search alike; results are kept from one run to the next under it.
    """
    root, hasher = Path(__file__).parent, hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        data = path.read_bytes()
        hasher.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    packages = {name: _version(name) for name in ("python-flint", "sympy")}
    return {
        "name": "depthcert",
        "version": __version__,
        "python": platform.python_version(),
        **packages,
        "sources": hasher.hexdigest(),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
