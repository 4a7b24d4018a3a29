"""Plain output: text to standard output, one line to standard error."""

from __future__ import annotations

import os
import sys


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


def discard(descriptor: int) -> None:
    """Nothing more is to be written there, not even what is still in a buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def _tell(kind: str, message: str) -> None:
    try:
        print(f"certify: {kind}: {' '.join(printable(message).split())}", file=sys.stderr, flush=True)
    except OSError:  # nobody to tell
        discard(2)
