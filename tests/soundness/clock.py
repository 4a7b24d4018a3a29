"""Limits of time for many claims: short ones, in processor time alone, so that a busy machine changes no verdict.

What the prover does in its time is as ever; but its first and last looks for a witness, which do not count against the time that
a claim is given and would take most of it here, are cut, and how late it is on the clock does not matter.
"""

from __future__ import annotations

from importlib import import_module

import certify.deadline

QUICK = 0.003
LAST = (0.03, 0.06)


def be_quick() -> None:
    """From now on, in this process."""
    certify.deadline.PATIENCE = 1e6  # type: ignore[misc]
    prover = import_module("certify.prove")  # as an attribute of the package the name is a function
    prover.QUICK_SECONDS, prover.LAST_LOOKS = QUICK, LAST  # type: ignore[attr-defined]
