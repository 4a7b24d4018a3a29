"""What becomes of one claim, as plain data that passes between processes and into files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from certify.deadline import PATIENCE
from certify.ledger import PROVED, REFUTED, UNDECIDED
from certify.recheck import ACCEPTED, LABELS, UNCHECKED

# How an outcome came about: a verdict, a limit of time or memory, the death of the process, a claim that is bad input.
VERDICT, LIMIT, CRASH, INPUT = "verdict", "limit", "crash", "input"
CHECK_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Limits:
    """What one claim may use: seconds, and bytes of memory."""

    timeout: float = 10.0
    memory: int = 4 << 30

    def __le__(self, other: Limits) -> bool:
        """Whether neither limit is larger than the other's."""
        return self.timeout <= other.timeout and self.memory <= other.memory

    @property
    def hard(self) -> float:
        """Seconds of processor time after which a claim that does not stop by itself is stopped by force; the checker has its share."""
        return 1.1 * self.timeout + 1.0 + CHECK_SECONDS

    @property
    def clock(self) -> float:
        """Seconds on the clock after which it is stopped, however busy the machine is."""
        return self.hard + PATIENCE * self.timeout


@dataclass(frozen=True)
class Outcome:
    """A verdict without its certificate; `kind` says how it came about.

    `checked` is what the independent checker says of the certificate (`certify.recheck`), empty if there is none or it was not
    asked; `objection` is why it does not accept it.

    Promise: an outcome that is not well formed cannot be built (ValueError), and only a verdict decides.
    """

    status: str
    reason: str = ""
    method: str = ""
    margin: str | None = None
    witness: Mapping[str, str] | None = None
    closest: str = ""
    seconds: float = 0.0
    kind: str = VERDICT
    checked: str = ""
    objection: str = ""

    def __post_init__(self) -> None:
        if self.status not in (PROVED, REFUTED, UNDECIDED) or self.kind not in (VERDICT, LIMIT, CRASH, INPUT):
            raise ValueError("an outcome has a status and a kind")
        if self.status != UNDECIDED and self.kind != VERDICT:
            raise ValueError("only a verdict decides")
        if not isinstance(self.witness, Mapping if self.status == REFUTED else type(None)):
            raise ValueError("a refutation has a witness, and nothing else has")
        if not isinstance(self.margin, str | None):
            raise ValueError("a margin is a text")
        if self.checked not in ("", *LABELS) or (self.checked and self.status == UNDECIDED):
            raise ValueError("a label of the checker, for a verdict")
        texts = [self.reason, self.method, self.closest, self.objection, *(self.witness or {}).values()]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("an outcome is made of strings")
        if not isinstance(self.seconds, (int, float)) or not 0 <= self.seconds < math.inf:
            raise ValueError("seconds are a number")

    @classmethod
    def from_json(cls, data: object) -> Outcome:
        """The outcome of plain data.  Raises ValueError."""
        if not isinstance(data, dict) or data.keys() != {f.name for f in fields(cls)}:
            raise ValueError("not an outcome")
        return cls(**data)

    def to_json(self) -> dict[str, object]:
        """The outcome as plain data."""
        return asdict(self)

    @property
    def unchecked(self) -> str:
        """Empty, or that the checker did not accept the certificate of this verdict, and why."""
        if self.status == UNDECIDED or self.checked == ACCEPTED:
            return ""
        return f"{UNCHECKED}: {self.checked + ': ' if self.checked else ''}{self.objection}".rstrip(": ")

    @property
    def explanation(self) -> str:
        """The reason, and what came closest."""
        return "; ".join(filter(None, (self.reason, self.closest and f"closest: {self.closest}")))
