"""The file of results: one line of JSON for each thing that was tried, written as soon as it is known.

A run that was killed, or that ended in time, goes on where it stopped: what stands in the file, found by the same code with the
same seed, is not tried again.  Runs with other seeds add up.  A line is one write, so that several runs may share a file;
what is no line (cut by a full disk, say) counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ("certify", "proofs", "tests/soundness", "tests/exercises", "tests/certify/real.py")


@dataclass
class Tally:
    """Counts by kind; what must never happen, in words; what else is worth a line."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    report: list[str] = field(default_factory=list)

    def fail(self, what: str) -> None:
        self.failures.append(what)


@dataclass(frozen=True)
class Line:
    """What became of item number `item` of a part under a seed: found by which code, in how many seconds of processor time."""

    part: str
    seed: int
    item: int
    code: str
    cpu: float
    counts: dict[str, int]
    failures: list[str] = field(default_factory=list)
    report: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, int, int]:
        return self.part, self.seed, self.item


@cache
def code() -> str:
    """A digest of all that decides what is tried and what is found."""
    hasher = hashlib.sha256()
    for name in SOURCES:
        found = sorted(p for p in (ROOT / name).rglob("*") if p.suffix in (".py", ".toml")) or [ROOT / name]
        for path in found:
            hasher.update(f"{path.relative_to(ROOT).as_posix()}\n".encode() + path.read_bytes())
    return hasher.hexdigest()[:12]


def append(path: Path, line: Line) -> None:
    """One line at the end of the file, in one write."""
    data = json.dumps({k: v for k, v in asdict(line).items() if v not in ([], {})}).encode() + b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, data)
    finally:
        os.close(handle)


def mend(path: Path) -> None:
    """Ends the last line of a file whose writer was interrupted."""
    if path.exists() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        with path.open("ab") as file:
            file.write(b"\n")


def read(paths: Iterable[Path]) -> Iterator[Line]:
    """The lines of some files, each item once."""
    seen = set()
    for path in paths:
        if not path.exists():
            continue
        with path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                try:
                    line = Line(**({"counts": {}} | json.loads(text)))
                except (ValueError, TypeError):
                    continue
                if (*line.key, line.code) not in seen:
                    seen.add((*line.key, line.code))
                    yield line


def total(found: Iterable[Line]) -> dict[str, tuple[int, float, Tally]]:
    """For each part: how many items, the processor time, and the sum of their tallies."""
    sums: dict[str, tuple[int, float, Tally]] = {}
    for line in found:
        items, cpu, tally = sums.get(line.part, (0, 0.0, Tally()))
        tally.counts += Counter(line.counts)
        tally.failures += line.failures
        tally.report += line.report
        sums[line.part] = items + 1, cpu + line.cpu, tally
    return sums


def table(found: Iterable[Line]) -> Iterator[str]:
    """The counts by part, for a reader."""
    for part, (items, cpu, tally) in total(found).items():
        yield f"{part}: {items:,} items in {cpu / 60:.1f} minutes of processor time; {len(tally.failures)} failures"
        for kind, n in sorted(tally.counts.items()):
            yield f"    {n:>9,}  {kind}"
