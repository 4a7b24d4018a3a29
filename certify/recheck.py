"""What the independent checker says of a certificate that was just made: a label, which changes no verdict.

The checker (`certify.check`) is given the bytes that would be written to a file, and nothing else.  A label is

    accepted      the checker derived this statement and this verdict from the bytes
    unsupported   a rule that the checker does not know
    too large     more work or time than the checker is allowed
    rejected      the checker does not follow: a fault of the checker or of the prover, to be looked into

and whatever is not accepted is shown as "not independently checked", with the reason.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Final

from certify.statement import Statement

ACCEPTED, UNSUPPORTED, TOO_LARGE, REJECTED = "accepted", "unsupported", "too large", "rejected"
LABELS: Final = (ACCEPTED, UNSUPPORTED, TOO_LARGE, REJECTED)
UNCHECKED: Final = "not independently checked"


class _OutOfTime(BaseException):
    """Raised by the alarm; nothing else catches it."""


def recheck(certificate: bytes, statement: Statement, verdict: str, seconds: float) -> tuple[str, str]:
    """The label of a certificate for a statement and a verdict, and the reason if it is not accepted."""
    return recheck_digest(certificate, statement.digest, verdict, seconds)


def recheck_digest(certificate: bytes, statement: str, verdict: str, seconds: float) -> tuple[str, str]:
    """The same from the digest of the statement: for certificates of what is no claim."""
    from certify.check.certificate import check, digest

    try:
        with _alarm(seconds):
            found = check(certificate)
    except _OutOfTime:
        return TOO_LARGE, f"not done within {seconds:.1f} s"
    if found.status == ACCEPTED and (digest(found.statement), found.verdict) != (statement, verdict):
        return REJECTED, "it proves another statement"
    return found.status if found.status in LABELS else REJECTED, found.why


def objection_to(certificate: bytes, statement: str, verdict: str, seconds: float) -> str:
    """Why a certificate is "not independently checked"; empty if the checker accepts it."""
    label, why = recheck_digest(certificate, statement, verdict, seconds)
    return "" if label == ACCEPTED else f"{UNCHECKED}: {label}: {why}"


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raises _OutOfTime after so many seconds of processor time, in the main thread (elsewhere there is no limit)."""
    if current_thread() is not main_thread() or not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
