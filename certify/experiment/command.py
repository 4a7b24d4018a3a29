"""The command `certify experiment`: run one, print its table, keep its figures as JSON and as a plot."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from certify.errors import InputError

if TYPE_CHECKING:
    from certify.experiment import Experiment, Outcome


def experiment(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Such as parity; without a name they are listed.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the random numbers.")] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="For NAME.json and NAME.png.")] = Path(
        "experiments"
    ),
    quick: Annotated[bool, typer.Option("--quick", help="Few samples, to see whether it runs.")] = False,
) -> int:
    """Run an experiment: samples and estimates, never a proof."""
    from certify.experiment import find
    from certify.files import write_atomically
    from certify.screen import Screen

    if name is None:
        return _list()
    if seed < 0:
        raise InputError(f"--seed {seed}: expected a number from 0 on")
    chosen = find(name)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise InputError(f"--out {out}: {(failure.strerror or str(failure)).lower()}") from None
    outcome = run(chosen, seed, quick)
    screen = Screen()
    screen.say((chosen.title, "bold"))
    show(screen, outcome)
    screen.listing([outcome.found], label="found", style="bold")
    screen.listing([chosen.shows], label="shows")
    screen.listing([chosen.shows_not], label="not")
    write_atomically(
        out / f"{name}.json", (json.dumps(to_json(chosen, outcome, seed, quick), indent=1) + "\n").encode()
    )
    written = [out / f"{name}.json"]
    if plot(chosen, outcome, out / f"{name}.png"):
        written.append(out / f"{name}.png")
    else:
        screen.listing(["there is no plot without matplotlib: pip install 'depthcert[report]'"], label="note")
    screen.listing(map(str, written), label="written")
    return 0


def _list() -> int:
    """The experiments there are."""
    from certify.experiment import find, names
    from certify.screen import Screen

    screen = Screen()
    for name in names():
        screen.say((name, "bold"))
        screen.listing([find(name).title])
    return 0


def run(chosen: Experiment, seed: int, quick: bool) -> Outcome:
    """The outcome for a seed, with a progress bar."""
    import numpy as np

    from certify.experiment import Setting
    from certify.progress import bar

    with bar(chosen.name, chosen.steps(quick)) as tell:
        return chosen.run(Setting(np.random.default_rng(seed), quick, tell))


def show(screen: Any, outcome: Outcome) -> None:
    """The table, numbers to four digits."""
    cells = [list(outcome.columns), *([_cell(v) for v in row] for row in outcome.rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(outcome.columns))]
    for number, row in enumerate(cells):
        line = "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
        screen.print(("  " + line).rstrip(), style="dim" if number == 0 else None, soft_wrap=True)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def to_json(chosen: Experiment, outcome: Outcome, seed: int, quick: bool) -> dict[str, Any]:
    """All figures, with what they show and what not; numbers that are not finite are null."""
    return {
        "schema": "certify.experiment/1",
        "experiment": chosen.name,
        "title": chosen.title,
        "seed": seed,
        "quick": quick,
        "found": outcome.found,
        "shows": chosen.shows,
        "shows_not": chosen.shows_not,
        "rows": [{k: _plain(v) for k, v in zip(outcome.columns, row, strict=True)} for row in outcome.rows],
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def plot(chosen: Experiment, outcome: Outcome, path: Path) -> bool:
    """Draw to a file; False without matplotlib."""
    import io

    from certify.files import write_atomically

    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(9, 4.5), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    outcome.draw(figure)
    figure.suptitle(chosen.title, fontsize=11)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    write_atomically(path, buffer.getvalue())
    return True
