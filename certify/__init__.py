"""Exact statements, proved for all values in their range or refuted with an exact witness.

    from certify import Claim, prove
    verdict = prove(Claim("exp-floor", "1 - x >= exp(-2*x)", where=["0 <= x <= 79/100"]).statement)
    verdict.status, verdict.certificate

Names are loaded when they are first used: `import certify` costs nothing, and `certify.check` runs with the
standard library alone.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certify.claims import load_claims as load_claims
    from certify.errors import InputError as InputError
    from certify.ledger import Claim as Claim
    from certify.prove import Verdict as Verdict
    from certify.prove import prove as prove
    from certify.statement import Statement as Statement

__version__: Final = "0.1.0"

_HOMES: Final = {
    "Claim": "certify.ledger",
    "InputError": "certify.errors",
    "Statement": "certify.statement",
    "Verdict": "certify.prove",
    "load_claims": "certify.claims",
    "prove": "certify.prove",
}


class _Face(ModuleType):
    """The package as a module whose public names win over submodules: `certify.prove` is the function."""

    def __getattr__(self, name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(_HOMES[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):  # the import system binds submodules here
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_HOMES})


sys.modules[__name__].__class__ = _Face
