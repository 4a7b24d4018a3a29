"""The terminal: lines of text with style, and the progress of a run.

Promise: what is printed holds no control characters but our own colours, and those only on a terminal; a line breaks at the
terminal's width, or at 80 columns where there is none; progress appears on a terminal only and leaves nothing behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from certify.ledger import Claim

WIDEST = 110
Piece = str | tuple[str, str]


class Screen(Console):
    """Standard output or standard error."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)
        self.columns = min(self.width, WIDEST)

    def on_broken_pipe(self) -> None:
        """Whoever reads has gone: the command's own affair (`certify.cli.main`)."""
        raise  # noqa: PLE0704  rich calls this while it handles the BrokenPipeError

    def line(self, *pieces: Piece, indent: int = 0) -> None:
        """Print pieces (text, or text and style) as one line; what is too long goes on below, indented."""
        text = Text.assemble(*((printable(p), "") if isinstance(p, str) else (printable(p[0]), p[1]) for p in pieces))
        text.rstrip()
        self.print(Padding(text, (0, 0, 0, indent), expand=False), width=self.columns)

    def lines(self, texts: Iterable[str], *, label: str = "", width: int = 10, style: str = "") -> None:
        """Print a labelled list, one below the other."""
        for number, text in enumerate(texts):
            head = Text(f"  {label if number == 0 else '':<{width}}", "dim")
            body = Text(printable(text), style)
            room = max(20, self.columns - head.cell_len)
            for k, piece in enumerate(body.wrap(self, room)):
                piece.rstrip()
                self.print(Text.assemble(head if k == 0 else " " * head.cell_len, piece), width=self.columns)

    def symbol(self, name: str) -> str:
        """A mark, in ASCII where nothing else can be shown."""
        fancy, plain = _SYMBOLS[name]
        try:
            fancy.encode(self.encoding)
        except UnicodeEncodeError:
            return plain
        return fancy


_SYMBOLS = {
    "good": ("✓", "+"), "bad": ("✗", "!"), "open": ("?", "?"), "words": ("·", "-"), "fork": ("├─ ", "|- "),
    "last": ("└─ ", "`- "), "bar": ("│  ", "|  "), "about": ("≈", "~"),
}  # fmt: skip


def printable(text: str) -> str:
    """The text on one line, without control characters."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def fit(text: str, width: int) -> str:
    """The text, cut and padded to exactly `width` columns."""
    if len(text) > width:
        text = text[: width - 1] + "…"
    return text + " " * (width - cell_len(text))


class Watch(Protocol):
    """What a run tells of its progress."""

    def begin(self, claim: Claim) -> None:
        """A claim is being worked on."""

    def end(self, claim: Claim) -> None:
        """A claim is done."""


class _Silent:
    def begin(self, claim: Claim) -> None: ...

    def end(self, claim: Claim) -> None: ...


@contextmanager
def progress(total: int) -> Iterator[Watch]:
    """A bar with the claims that are worked on, on standard error, if that is a terminal."""
    screen = Screen(stderr=True)
    if not (screen.is_terminal and not screen.is_dumb_terminal and total):
        yield _Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
    )
    with Progress(*columns, console=screen, transient=True, expand=True) as bar:
        task = bar.add_task("", total=total)
        working: list[str] = []

        class Bar:
            def begin(self, claim: Claim) -> None:
                working.append(claim.id)
                bar.update(task, description=", ".join(working))

            def end(self, claim: Claim) -> None:
                if claim.id in working:
                    working.remove(claim.id)
                bar.update(task, advance=1, description=", ".join(working))

        yield Bar()


def error(message: str) -> None:
    """One line on standard error."""
    print(f"certify: error: {' '.join(printable(message).split())}", file=sys.stderr, flush=True)
