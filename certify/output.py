"""Plain output: text to standard output, one line to standard error."""

from __future__ import annotations

import sys
from contextlib import suppress


class Gone(Exception):
    """Whoever read standard output has gone (`certify list | head -1`)."""


def put(text: str) -> None:
    """Write to standard output.  Raises Gone."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise Gone from None


def error(message: str) -> None:
    """One line on standard error."""
    _tell("error", message)


def warn(message: str) -> None:
    """One line on standard error about something that does not stop the command."""
    _tell("warning", message)


def printable(text: str) -> str:
    """The text on one line, without control characters."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def _tell(kind: str, message: str) -> None:
    with suppress(OSError):  # nobody to tell
        print(f"certify: {kind}: {' '.join(printable(message).split())}", file=sys.stderr, flush=True)
