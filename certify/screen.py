"""The terminal: lines of text with style, and the progress of a run.

Promise: what is printed holds no control characters but our own colours, and those only on a terminal; a line
breaks at the terminal's width, or at 80 columns where there is none; progress appears on a terminal only and leaves
nothing behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from certify.ledger import Step
from certify.output import Gone, printable

WIDEST = 110
LABEL = 10
Piece = str | tuple[str, str]


class Screen(Console):
    """Standard output or standard error."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)
        plain = not self.is_terminal and not os.environ.get("COLUMNS")
        self.room = min(80 if plain else self.width, WIDEST)

    def on_broken_pipe(self) -> None:
        """Whoever reads has gone: the command's own affair (`certify.cli.main`)."""
        raise Gone

    def say(self, *pieces: Piece, indent: int = 0) -> None:
        """Print pieces (a text, or a text and its style) as one line; what is too long goes on below."""
        self._wrap(Text(" " * indent), pieces)

    def listing(self, texts: Iterable[str], *, label: str = "", style: str = "") -> None:
        """Print texts one below the other, with a label in front of the first."""
        for number, text in enumerate(texts):
            self._wrap(Text(f"  {label if number == 0 else '':<{LABEL}}", "dim"), [(text, style)])

    def _wrap(self, head: Text, pieces: Iterable[Piece]) -> None:
        body = Text.assemble(*((printable(p), "") if isinstance(p, str) else (printable(p[0]), p[1]) for p in pieces))
        for line in body.wrap(self, max(20, self.room - head.cell_len)) or [body]:
            line.rstrip()
            whole = head + line
            whole.rstrip()
            self.print(whole, soft_wrap=True)
            head = Text(" " * head.cell_len)

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


def fit(text: str, width: int) -> str:
    """The text, cut and padded to exactly `width` columns."""
    if len(text) > width:
        text = text[: width - 1] + "…"
    return text + " " * (width - cell_len(text))


class Watch(Protocol):
    """What a run tells of its progress."""

    def begin(self, step: Step) -> None:
        """A claim is being worked on."""

    def end(self, step: Step) -> None:
        """A claim is done."""


class _Silent:
    def begin(self, step: Step) -> None: ...

    def end(self, step: Step) -> None: ...


@contextmanager
def progress(total: int | None) -> Iterator[Watch]:
    """A bar with the claims that are worked on, on standard error, if that is a terminal; None: how many is not known."""
    screen = Screen(stderr=True)
    if not (screen.is_terminal and not screen.is_dumb_terminal and total != 0):
        yield _Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    screen.width = max(
        8, screen.width - 4
    )  # room for the ^C that the terminal echoes, so that it does not break the line
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
            def begin(self, step: Step) -> None:
                working.append(step.id)
                bar.update(task, description=", ".join(working))

            def end(self, step: Step) -> None:
                if step.id in working:
                    working.remove(step.id)
                bar.update(task, advance=1, description=", ".join(working))

        yield Bar()
