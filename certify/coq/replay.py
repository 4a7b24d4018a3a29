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
from pathlib import Path
from typing import Final

from certify.coq.files import LIBRARY, File, library_digest
from certify.coq.theorem import Theorem
from certify.errors import InputError
from certify.files import write_atomically

INSTALL: Final = "apt-get install coq libcoq-interval libcoq-coquelicot"
RECORD: Final = Path(".certify/coq.json")
SCHEMA: Final = "certify.coq/1"
ALLOWED: Final = re.compile(
    r"ClassicalDedekindReals\.sig_(forall|not)_dec|FunctionalExtensionality\.functional_extensionality_dep"
    r"|Classical_Prop\.classic|(PrimInt63|Uint63)\.[a-z0-9A-Z_]+"
)
MEMORY: Final = 4_000_000  # KiB


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


def compile_all(files: Sequence[File], folder: Path, *, seconds: int, jobs: int) -> Iterator[Replay]:
    """Compile the files that `write` wrote, after `compile_library`: what Coq said of each theorem, in their order.

    If a file does not compile, its theorems are tried one by one, each with the limit of processor time; the file then
    keeps those that are proved, and the others stay in files of their own, outside the project.
    """
    with ThreadPoolExecutor(jobs) as pool:
        for found in pool.map(lambda f: _replay(f, folder, seconds), files):
            yield from found


def _replay(file: File, folder: Path, seconds: int) -> list[Replay]:
    start = time.monotonic()
    path = folder / f"{file.module}.v"
    if path.read_text(encoding="utf-8") != file.text:
        return [Replay(t, "the file was changed", (), 0.0) for t in file.theorems]
    reason, axioms = _judge(_coqc(folder, file.module, seconds), seconds)
    if len(file.theorems) == 1 or not reason:
        spent = (time.monotonic() - start) / len(file.theorems)
        return [Replay(t, reason, axioms, spent) for t in file.theorems]
    found = []
    for single in file.alone():
        single.write(folder)
        found += _replay(single, folder, seconds)
        if found[-1].replayed:
            for remains in folder.glob(f"{single.module}.*"):
                remains.unlink()
    File(file.module, tuple(r.theorem for r in found if r.replayed)).write(folder)
    return found


def _judge(done: subprocess.CompletedProcess[str], seconds: int) -> tuple[str, tuple[str, ...]]:
    """Why a file does not count (empty if it does), and the axioms its theorems rest on."""
    if done.returncode:
        late = done.returncode in (-9, -24, 137, 152)  # killed at the limit of processor time
        return f"not done within {seconds} s" if late else _error(done), ()
    axioms = assumptions(done.stdout)
    if axioms is None:
        return "Coq did not say what it rests on", ()
    strange = [name for name in axioms if not ALLOWED.fullmatch(name)]
    return f"rests on {', '.join(strange)}" if strange else "", axioms


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
