"""The options that the commands share: how they are spelled, and their checked values."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from certify.errors import InputError

MAX_SECONDS: Final = 1_000_000.0

Timeout: TypeAlias = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="Computing time for one claim.")
]
Memory: TypeAlias = Annotated[float, typer.Option("--memory", metavar="GIB", help="Memory for one claim.")]
Jobs: TypeAlias = Annotated[int | None, typer.Option("--jobs", metavar="N", help="Processes.  [default: one a core]")]
Json: TypeAlias = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write results as JSON; - is standard output.")
]
NoCache: TypeAlias = Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep results in .certify/.")]
CertificateFolder: TypeAlias = Annotated[
    Path | None, typer.Option("--certificates", metavar="DIR", help="Write the certificates and a manifest to DIR.")
]


@dataclass
class Options:
    """The options' values; one that cannot be used, or a place that cannot be written to, raises InputError at once."""

    timeout: float = 10.0
    memory: float = 4.0
    jobs: int | None = None
    json: str | None = None
    no_cache: bool = False
    certificates: Path | None = None

    def __post_init__(self) -> None:
        if not 0 < self.timeout <= MAX_SECONDS:
            raise InputError(f"--timeout {self.timeout:g}: expected seconds, more than 0 and at most {MAX_SECONDS:.0f}")
        if not 0 < self.memory < math.inf:
            raise InputError(f"--memory {self.memory:g}: expected GiB, more than 0")
        if self.jobs is not None and self.jobs < 1:
            raise InputError(f"--jobs {self.jobs}: expected a number of processes, at least 1")
        if self.json is not None and not self.json_to_stdout:
            from certify.files import check_writable

            with _naming("--json", self.json):
                check_writable(Path(self.json))
        if self.certificates is not None:
            with _naming("--certificates", self.certificates):
                self.certificates.mkdir(parents=True, exist_ok=True)

    @property
    def json_to_stdout(self) -> bool:
        """Whether standard output is for JSON alone."""
        return self.json == "-"

    def write_json(self, data: object) -> None:
        """Write to where `--json` says, if it was given."""
        if self.json is None:
            return
        text = json.dumps(data, indent=1) + "\n"
        if self.json_to_stdout:
            from certify.output import put

            put(text)
        else:
            from certify.files import write_atomically

            with _naming("--json", self.json):
                write_atomically(Path(self.json), text.encode())


@contextmanager
def _naming(option: str, path: str | Path) -> Iterator[None]:
    """An OSError becomes an InputError that names the option and the path."""
    try:
        yield
    except (OSError, ValueError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure)
        raise InputError(f"{option} {path}: {reason.lower()}") from None
