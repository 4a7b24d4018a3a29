"""Coq files: the theorems of a lemma together, so that Coq's libraries are loaded once for all of them.

A file ends with `Print Assumptions` of all its theorems at once: what one of them rests on is among what it prints.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Final

from certify.coq.theorem import Theorem
from certify.files import write_atomically

LIBRARY: Final = (  # in the order in which they are compiled
    "Depthcert", "DepthcertGamma", "DepthcertLemmas", "DepthcertProofs", "DepthcertCases",
    "DepthcertIntegrals", "DepthcertLegendre", "DepthcertIntegration",
)  # fmt: skip
MOST: Final = 12  # theorems in a file: two processes find work, and what fails is soon found


@dataclass(frozen=True)
class File:
    """A Coq file `module`.v with these theorems."""

    module: str
    theorems: tuple[Theorem, ...]

    @cached_property
    def text(self) -> str:
        """What is in the file."""
        parts = [f"Require Import {LIBRARY[-1]}.\n", *(t.text for t in self.theorems)]
        if self.theorems:
            names = ", ".join(t.name for t in self.theorems)
            parts.append(f"Definition all := ({names}).\nPrint Assumptions all.\n")
        return "\n".join(parts)

    def at_line(self, line: int) -> Theorem | None:
        """The theorem that stands there, if one does (lines count from 1)."""
        end = 2  # the first line, and an empty one
        for t in self.theorems:
            start, end = end, end + t.text.count("\n") + 1
            if start < line < end:
                return t
        return None

    def write(self, folder: Path) -> None:
        """Write it.  Raises OSError."""
        write_atomically(folder / f"{self.module}.v", self.text.encode())

    def alone(self) -> list[File]:
        """Each theorem in a file of its own."""
        return [File(f"{self.module}_{number}", (t,)) for number, t in enumerate(self.theorems, 1)]


def arrange(theorems: Sequence[Theorem]) -> list[File]:
    """The files for these theorems, in their order: those of a lemma together, but not more than `MOST`."""
    found: list[File] = []
    for lemma, group in itertools.groupby(theorems, lambda t: t.claim.id.rpartition(".")[0]):
        stem, members = re.sub("[^A-Za-z0-9]", "_", lemma) or "claims", tuple(group)
        for first in range(0, len(members), MOST):
            found.append(File(f"C{len(found) + 1:03}_{stem}", members[first : first + MOST]))
    return found


@cache
def library() -> dict[str, str]:
    """The Coq files that every theorem requires, by name."""
    folder = resources.files("certify.coq")
    return {name: (folder / f"{name}.v").read_text(encoding="utf-8") for name in LIBRARY}


def library_digest() -> str:
    """SHA-256 (hexadecimal) of these files."""
    return hashlib.sha256("\0".join(library().values()).encode()).hexdigest()


def write(files: Sequence[File], folder: Path) -> None:
    """Write the Coq files, `_CoqProject` and a Makefile.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [*LIBRARY, *(f.module for f in files)]
    texts = {f"{name}.v": text for name, text in library().items()} | {f"{f.module}.v": f.text for f in files}
    texts["_CoqProject"] = "\n".join(["-R . Depthcert", *(f"{name}.v" for name in names)]) + "\n"
    texts["Makefile"] = (
        "# Compiles every theorem; each file prints the axioms it rests on.\n"
        "all:\n\tcoq_makefile -f _CoqProject -o CoqMakefile\n\t$(MAKE) -f CoqMakefile\n\n.PHONY: all\n"
    )
    for name, text in texts.items():
        write_atomically(folder / name, text.encode())
