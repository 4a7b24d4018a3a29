"""From claims to results: what the cache knows, the rest from the runner, each kept as soon as it is there."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certify.cache import Cache
from certify.engine import engine
from certify.files import write_atomically
from certify.ledger import UNDECIDED, Claim, Step, own_evidence
from certify.outcome import Limits, Outcome
from certify.recheck import UNCHECKED
from certify.results import Result
from certify.runner import Workers, run

MANIFEST: Final = "certify.manifest/1"
MANIFEST_FILE: Final = "manifest.json"


@dataclass
class Certificates:
    """A folder of certificates: `ID.cert.json` for each decided claim, and `manifest.json`, a list with digests and engines.

    Promises: the manifest is brought up to date after every certificate, and names only files that were whole before it did,
    so that a run killed at any moment leaves a folder that can be checked; runs that share the folder do not lose each
    other's certificates, nor those of earlier runs.
    """

    folder: Path

    def write(self, claim: Claim, outcome: Outcome, certificate: bytes) -> Path:
        """Write the certificate of a claim and return its path.  Raises OSError."""
        return self.write_as(claim.id, claim.statement.digest, outcome.status, certificate)

    def write_as(self, id: str, statement: str, verdict: str, certificate: bytes) -> Path:
        """Write a certificate by its id, the digest of its statement and its verdict, and return its path.  Raises OSError."""
        path = self.folder / f"{id}.cert.json"
        entry: dict[str, object] = {
            "id": id,
            "file": path.name,
            "sha256": hashlib.sha256(certificate + b"\n").hexdigest(),
            "statement": statement,
            "verdict": verdict,
            "engine": engine(),
        }
        with self._alone():
            old = {k: e for k, e in self._entries().items() if k != id}
            if path.exists():
                self._write_manifest(old)
            write_atomically(path, certificate + b"\n")
            self._write_manifest({**old, id: entry})
        return path

    def close(self) -> None:
        """See that there is a manifest, if only of nothing.  Raises OSError."""
        with self._alone():
            self._write_manifest(self._entries())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One run at a time changes the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _entries(self) -> dict[str, dict[str, object]]:
        """What the manifest says, by id; a manifest that cannot be read, and files that are gone, count for nothing."""
        try:
            found = json.loads((self.folder / MANIFEST_FILE).read_bytes())["certificates"]
            return {e["id"]: e for e in found if (self.folder / f"{e['id']}.cert.json").is_file()}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def _write_manifest(self, entries: Mapping[str, dict[str, object]]) -> None:
        data = {"schema": MANIFEST, "certificates": [entries[k] for k in sorted(entries)]}
        write_atomically(self.folder / MANIFEST_FILE, json.dumps(data, indent=1).encode() + b"\n")


def evaluate(
    claims: Iterable[Claim],
    limits: Limits,
    jobs: int | None = None,
    *,
    cache: Cache | None = None,
    certificates: Certificates | None = None,
    on_start: Callable[[Claim], None] = lambda claim: None,
    workers: Workers | None = None,
) -> Generator[Result]:
    """The result of every claim, in the order in which they are known; `jobs` None means one for each core.

    `workers` are processes that stay for the caller's next call.
    """

    def result(claim: Claim, outcome: Outcome, certificate: bytes, *, cached: bool) -> Result:
        write = certificates is not None and bool(certificate)
        path = certificates.write(claim, outcome, certificate) if write and certificates else None
        return Result(claim, outcome, path, cached, certificate)

    unknown: list[Claim] = []
    for claim in claims:
        found = cache.load(claim.statement, limits) if cache else None
        if found is None:
            unknown.append(claim)
        else:
            yield result(claim, *found, cached=True)
    answers = (workers or run)(_tasks(unknown), limits, jobs or cores(), on_start=lambda k: on_start(unknown[k]))
    with closing(answers):
        for number, (outcome, certificate) in answers:
            if cache:
                cache.store(unknown[number].statement, limits, outcome, certificate)
            yield result(unknown[number], outcome, certificate, cached=False)


def last_word(step: Step, cache: Cache) -> str:
    """What is known of a step without proving anything: a claim's status and the checker's from the cache, or the kind of evidence."""
    if not isinstance(step, Claim):
        return own_evidence(step, None) or ""
    found = cache.load(step.statement, Limits(0.0, 0))
    if not found:
        return "-"
    status = found[0].status
    return status if status == UNDECIDED else f"{status}, {UNCHECKED if found[0].unchecked else 'checked'}"


def _tasks(claims: Sequence[Claim]) -> list[dict[str, object]]:
    return [{"claim": c.text, "where": list(c.where), "let": list(c.let)} for c in claims]


def cores() -> int:
    """The number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
