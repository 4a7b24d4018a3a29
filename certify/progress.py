"""A progress bar for work that counts: on standard error, if that is a terminal, and only after a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 1.0


@contextmanager
def bar(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A function to call with the number of things done since the last call; `total` of them are expected."""
    from certify.screen import Screen

    screen = Screen(stderr=True)
    if not screen.is_terminal or screen.is_dumb_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(20), TimeElapsedColumn()
    shown = Progress(*columns, console=screen, transient=True)
    task, start = shown.add_task(label, total=total), time.monotonic()

    def tell(done: int) -> None:
        shown.update(task, advance=done)
        if not shown.live.is_started and time.monotonic() - start > PATIENCE:
            shown.start()

    try:
        yield tell
    finally:
        shown.stop()
