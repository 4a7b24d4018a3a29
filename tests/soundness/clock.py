"""Limits of time for many claims: told by the processor time of this process, which a busy machine does not change, and short.

What the prover does in its time is as ever; but its first and last looks for a witness, which do not count against the time that
a claim is given and would take most of it here, are cut.
"""

from __future__ import annotations

import time
from importlib import import_module
from types import SimpleNamespace

import certify.context
import certify.methods.boxes.search

QUICK = 0.003
LAST = (0.03, 0.06)


def be_quick() -> None:
    """From now on, in this process (one thread proves), a second of a deadline is a second of computing."""
    for module in (certify.context, certify.methods.boxes.search):
        module.time = SimpleNamespace(monotonic=time.process_time)  # type: ignore[attr-defined]
    prover = import_module("certify.prove")  # as an attribute of the package the name is a function
    prover.QUICK_SECONDS, prover.LAST_LOOKS = QUICK, LAST  # type: ignore[attr-defined]
