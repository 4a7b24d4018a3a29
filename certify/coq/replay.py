"""Theorems compiled by Coq: the only place that says that a claim is replayed.

A theorem counts as replayed if `coqc` accepted its file within the limit of processor time and `Print Assumptions`, at
the end of the file, printed nothing but

    sig_forall_dec, sig_not_dec           the axioms of Coq's real numbers
    functional_extensionality_dep         functional extensionality, of Coq's real numbers and of Coquelicot
    classic                               classical logic, of Coquelicot and CoqInterval
    PrimInt63.*, Uint63.*                 the kernel's 63-bit integers and their laws, on which `interval` computes

A `Record` keeps what was replayed, in `.certify/coq.json` of the working directory: for the digest of a statement, the
SHA-256 of the Coq file that was compiled, and of the files it requires.  It counts only for the very same files.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from certify.coq.theorem import Theorem
from certify.errors import InputError
from certify.files import write_atomically

LIBRARY: Final = ("Depthcert", "DepthcertLemmas", "DepthcertProofs")  # in the order in which they are compiled
INSTALL: Final = "apt-get install coq libcoq-interval libcoq-coquelicot"
RECORD: Final = Path(".certify/coq.json")
SCHEMA: Final = "certify.coq/1"
ALLOWED: Final = re.compile(
    r"ClassicalDedekindReals\.sig_(forall|not)_dec|FunctionalExtensionality\.functional_extensionality_dep"
    r"|Classical_Prop\.classic|(PrimInt63|Uint63)\.[a-z0-9A-Z_]+"
)
MEMORY: Final = 4_000_000  # KiB


@cache
def library() -> dict[str, str]:
    """The Coq files that every theorem requires, by name."""
    folder = resources.files("certify.coq")
    return {name: (folder / f"{name}.v").read_text(encoding="utf-8") for name in LIBRARY}


def library_digest() -> str:
    """SHA-256 (hexadecimal) of these files."""
    return hashlib.sha256("\0".join(library().values()).encode()).hexdigest()


def write(theorems: Sequence[Theorem], folder: Path) -> None:
    """Write the Coq files, `_CoqProject` and a Makefile.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [*LIBRARY, *(t.module for t in theorems)]
    texts = {f"{name}.v": text for name, text in library().items()} | {f"{t.module}.v": t.text for t in theorems}
    texts["_CoqProject"] = "\n".join(["-R . Depthcert", *(f"{name}.v" for name in files)]) + "\n"
    texts["Makefile"] = (
        "# Compiles every theorem; each file prints the axioms it rests on.\n"
        "all:\n\tcoq_makefile -f _CoqProject -o CoqMakefile\n\t$(MAKE) -f CoqMakefile\n\n.PHONY: all\n"
    )
    for name, text in texts.items():
        write_atomically(folder / name, text.encode())


@dataclass(frozen=True)
class Replay:
    """What Coq said of a theorem: `reason` is empty if it is replayed; `axioms` are those it rests on."""

    theorem: Theorem
    reason: str
    axioms: tuple[str, ...]
    seconds: float

    @property
    def replayed(self) -> bool:
        """Whether Coq proved it from allowed axioms."""
        return not self.reason


def compile_library(folder: Path) -> None:
    """Compile what the theorems require.  Raises InputError without Coq and its libraries."""
    if shutil.which("coqc") is None:
        raise InputError(f"Coq is not installed; to install it: {INSTALL}")
    for name in LIBRARY:
        done = _coqc(folder, name, 300)
        if done.returncode:
            raise InputError(f"{name}.v does not compile; are Coq's libraries installed?  {INSTALL}: {_error(done)}")


def compile_all(theorems: Sequence[Theorem], folder: Path, *, seconds: int, jobs: int) -> Iterator[Replay]:
    """Compile the files that `write` wrote, after `compile_library`, in their order."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda t: _replay(t, folder, seconds), theorems)


def _replay(theorem: Theorem, folder: Path, seconds: int) -> Replay:
    start = time.monotonic()
    path = folder / f"{theorem.module}.v"
    if path.read_text(encoding="utf-8") != theorem.text:
        return Replay(theorem, "the file was changed", (), 0.0)
    done = _coqc(folder, theorem.module, seconds)
    spent = time.monotonic() - start
    if done.returncode:
        late = done.returncode in (-9, -24, 137, 152)  # killed at the limit of processor time
        return Replay(theorem, f"not done within {seconds} s" if late else _error(done), (), spent)
    axioms = assumptions(done.stdout)
    if axioms is None:
        return Replay(theorem, "Coq did not say what it rests on", (), spent)
    strange = [name for name in axioms if not ALLOWED.fullmatch(name)]
    return Replay(theorem, f"rests on {', '.join(strange)}" if strange else "", axioms, spent)


def assumptions(output: str) -> tuple[str, ...] | None:
    """The names of the axioms in what `Print Assumptions` printed; None if it cannot be read."""
    if output.strip() == "Closed under the global context":
        return ()
    head, _, body = output.partition("\n")
    if head.strip() != "Axioms:":
        return None
    found = []
    for line in body.splitlines():
        if line.startswith(" "):
            continue  # the rest of a type
        name = re.match(r"[A-Za-z_][\w.']*(?=\s|$)", line)
        if name is None:
            return None
        found.append(name.group())
    return tuple(found)


def _coqc(folder: Path, name: str, seconds: int) -> subprocess.CompletedProcess[str]:
    limits = f'ulimit -t {seconds}; ulimit -v {MEMORY}; exec coqc -q -R . Depthcert "$0"'
    return subprocess.run(
        ["sh", "-c", limits, f"{name}.v"], cwd=folder, capture_output=True, encoding="utf-8", errors="replace",
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def _error(done: subprocess.CompletedProcess[str]) -> str:
    place = re.findall(r"line (\d+), characters", done.stderr)
    found = done.stderr.rpartition("Error:")[2].split("\n\n")[0]
    return f"line {place[-1] if place else '?'}: {' '.join(found.split())[:200]}"


@dataclass
class Record:
    """What was replayed: the digest of a statement, and the digests of the files that were compiled for it."""

    path: Path = RECORD
    entries: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = RECORD) -> Record:
        """The record as it was written; an empty one if there is none, or if it was damaged."""
        try:
            seal, _, body = path.read_bytes().partition(b"\n")
            data = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return cls(path)
        good = seal == _seal(body) and data.get("schema") == SCHEMA and data.get("library") == library_digest()
        return cls(path, data["entries"] if good else {})

    def add(self, replay: Replay) -> None:
        """Note how it went; what is not replayed is struck off."""
        statement = replay.theorem.claim.statement.digest
        if replay.replayed:
            self.entries[statement] = replay.theorem.digest
        else:
            self.entries.pop(statement, None)

    def save(self) -> None:
        """Write it.  Raises OSError."""
        data = {"schema": SCHEMA, "library": library_digest(), "entries": self.entries}
        body = json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path.parent / ".gitignore", b"*\n")
        write_atomically(self.path, _seal(body) + b"\n" + body)

    def holds(self, theorem: Theorem) -> bool:
        """Whether this very file was compiled for this very statement."""
        return self.entries.get(theorem.claim.statement.digest) == theorem.digest


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
