"""Results kept from one run to the next, in `.certify/cache` of the working directory.

One file for each statement.  An entry holds for one statement, one engine (version and digest of all its code) and
the limits of time and memory it was made under:

    line 1   SHA-256 (hexadecimal) of all that follows
    line 2   JSON: schema, engine, statement, limits, outcome
    line 3   the certificate, canonical JSON, or nothing

Promises: an entry is used only if all of it is what was written, for this statement and this engine; a damaged,
truncated, foreign or unreadable entry counts as absent.  An undecided outcome is used only if neither limit is
larger now; one that came from a crash or from bad input is never kept.  Entries are replaced atomically, so runs
can share the directory.  A directory that cannot be written to costs the cache and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from certify.certificate import digest_of
from certify.engine import engine
from certify.files import write_atomically
from certify.ledger import UNDECIDED
from certify.outcome import LIMIT, VERDICT, Limits, Outcome
from certify.statement import Statement

SCHEMA: Final = "certify.cache/1"
DIRECTORY: Final = Path(".certify")


@dataclass
class Cache:
    """Outcomes by statement; `problem` is set once the directory could not be written to."""

    directory: Path = DIRECTORY
    problem: str = field(default="", init=False)

    def load(self, statement: Statement, limits: Limits) -> tuple[Outcome, bytes] | None:
        """The outcome and the certificate, or None."""
        try:
            data = self._path(statement).read_bytes()
        except OSError:
            return None
        seal, _, body = data.partition(b"\n")
        if seal != _seal(body):
            return None
        head, _, certificate = body.partition(b"\n")
        try:
            entry = json.loads(head)
            if not isinstance(entry, dict) or entry.get("key") != _key(statement):
                return None
            outcome = Outcome.from_json(entry["outcome"])
            enough = limits <= Limits(**entry["limits"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        if outcome.status == UNDECIDED:
            return (outcome, b"") if enough else None
        return (outcome, certificate) if certificate else None

    def store(self, statement: Statement, limits: Limits, outcome: Outcome, certificate: bytes) -> None:
        """Keep an outcome, if it is one to keep."""
        if self.problem or outcome.kind not in (VERDICT, LIMIT):
            return
        entry = {
            "key": _key(statement),
            "limits": {"timeout": limits.timeout, "memory": limits.memory},
            "outcome": outcome.to_json(),
        }
        body = json.dumps(entry).encode() + b"\n" + certificate
        try:
            self._prepare()
            write_atomically(self._path(statement), _seal(body) + b"\n" + body)
        except OSError as failure:
            self.problem = f"{self.directory}: {(failure.strerror or str(failure)).lower()}; results are not kept"

    def _prepare(self) -> None:
        folder = self.directory / "cache"
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self.directory / ".gitignore", b"*\n")

    def _path(self, statement: Statement) -> Path:
        return self.directory / "cache" / digest_of(statement.lines)


def _key(statement: Statement) -> dict[str, object]:
    """What an entry holds for.  The lines too, since a witness names the variables as they are written."""
    return {"schema": SCHEMA, "engine": engine(), "digest": statement.digest, "lines": list(statement.lines)}


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
