"""Theorems compiled by Coq: the only place that says that a claim is replayed.

A theorem counts as replayed if `coqc` accepted the file it stands in within the limit of processor time and `Print
Assumptions` of all theorems of the file, at its end, printed nothing but

    sig_forall_dec, sig_not_dec           the axioms of Coq's real numbers
    functional_extensionality_dep         functional extensionality, of Coq's real numbers and of Coquelicot
    classic                               classical logic, of Coquelicot and CoqInterval
    PrimInt63.*, Uint63.*                 the kernel's 63-bit integers and their laws, on which `interval` computes

A `Record` keeps what was replayed, in `.certify/coq.json` of the working directory: for the digest of a statement, the
SHA-256 of the theorem with its proof as it was compiled, and of the files it requires.  It counts only for the very
same texts.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
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
TIMES: Final = re.compile(r"^Chars \d+ - (\d+) \[.*", re.M)  # what `coqc -time` prints after a sentence
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

    If a proof is wrong or takes too long, the file is tried again without that theorem; if Coq does not tell which it is,
    the theorems are tried one by one.  In the end the file keeps those that are proved, and each of the others stays in a
    file of its own, outside the project.
    """
    with ThreadPoolExecutor(jobs) as pool:
        for found in pool.map(lambda f: _replay(f, folder, seconds), files):
            yield from found


def _replay(file: File, folder: Path, seconds: int) -> list[Replay]:
    found: dict[Theorem, Replay] = {}
    rest = file
    while rest.theorems:
        start = time.monotonic()
        path = folder / f"{rest.module}.v"
        if path.read_text(encoding="utf-8") != rest.text:
            found |= {t: Replay(t, "the file was changed", (), 0.0) for t in rest.theorems}
            break
        done = _coqc(folder, rest.module, seconds)
        reason, axioms = _judge(done, seconds)
        spent = time.monotonic() - start
        culprit = rest.at_line(_line(done) or _reached(done, rest.text)) if done.returncode else None
        if not reason or len(rest.theorems) == 1:
            found |= {t: Replay(t, reason, axioms, spent / len(rest.theorems)) for t in rest.theorems}
            break
        if culprit is None:
            for single in rest.alone():
                single.write(folder)
                found |= {r.theorem: r for r in _replay(single, folder, seconds)}
            break
        found[culprit] = Replay(culprit, reason, (), spent)
        if not _line(done):  # perhaps it was the others that took long
            alone = File(f"{rest.module}_0", (culprit,))
            alone.write(folder)
            found |= {r.theorem: r for r in _replay(alone, folder, seconds)}
        rest = File(rest.module, tuple(t for t in rest.theorems if t != culprit))
        rest.write(folder)
    if len(file.theorems) > 1 and not all(r.replayed for r in found.values()):
        _sort_out(file, found, folder)
    return [found[t] for t in file.theorems]


def _sort_out(file: File, found: Mapping[Theorem, Replay], folder: Path) -> None:
    """Leave in the file what is proved, and each of the other theorems in a file of its own."""
    for single in (File(f"{file.module}_0", ()), *file.alone()):
        for remains in folder.glob(f"{single.module}.*"):
            remains.unlink()
    for single in file.alone():
        if not found[single.theorems[0]].replayed:
            single.write(folder)
    File(file.module, tuple(t for t in file.theorems if found[t].replayed)).write(folder)


def _judge(done: subprocess.CompletedProcess[str], seconds: int) -> tuple[str, tuple[str, ...]]:
    """Why a file does not count (empty if it does), and the axioms its theorems rest on."""
    if done.returncode:
        late = done.returncode in (-9, -24, 137, 152)  # killed at the limit of processor time
        return f"not done within {seconds} s" if late else _error(done), ()
    axioms = assumptions("".join(line for line in done.stdout.splitlines(True) if not TIMES.match(line)))
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
    limits = f'ulimit -t {seconds}; ulimit -v {MEMORY}; exec coqc -q -time -R . Depthcert "$0"'
    return subprocess.run(
        ["sh", "-c", limits, f"{name}.v"], cwd=folder, capture_output=True, encoding="utf-8", errors="replace",
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def _line(done: subprocess.CompletedProcess[str]) -> int:
    """The line of the error; 0 if there is none."""
    before, error, _ = done.stderr.rpartition("Error:")
    places = re.findall(r"line (\d+), characters", before)
    return int(places[-1]) if error and places else 0


def _reached(done: subprocess.CompletedProcess[str], text: str) -> int:
    """The line that Coq was at when it was stopped, from what `-time` printed after each sentence; 0 if it cannot be told."""
    ends = TIMES.findall(done.stdout)
    before = text.encode()[: int(ends[-1])] if ends else b""
    rest = text.encode()[len(before) :]
    return before.count(b"\n") + rest[: len(rest) - len(rest.lstrip())].count(b"\n") + 1 if before else 0


def _error(done: subprocess.CompletedProcess[str]) -> str:
    found = done.stderr.rpartition("Error:")[2].split("\n\n")[0]
    return f"line {_line(done) or '?'}: {' '.join(found.split())[:200]}"


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
