"""The command bounds: a table of widths in both depths, as text, JSON (`certify.bounds/1`), CSV, and a plot.

    {"schema": "certify.bounds/1", "engine": {...}, "B": "2**d", "mse": "1/10", "columns": [{"name", "side", "certified", "note"}],
     "rows": [{"d": 11, "widths": {NAME: "an integer" or null}}], "crossings": [{"lower", "upper", "d"}],
     "pair": null, or a result of `certify.results/1` for the claim about depth 2, and "values", "needed", "network", "error"}

With several `--B` or `--mse` it is `certify.crossings/1`.  Widths are strings, since they have hundreds of digits.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from certify.errors import InputError
from certify.options import CertificateFolder, Json, Memory, Options, Timeout

if TYPE_CHECKING:
    from certify.bounds import Table
    from certify.screen import Screen
    from certify.separated import Separated

SCHEMA: Final = "certify.bounds/1"
PLOTS: Final = (".svg", ".png", ".pdf")


def bounds(
    d: Annotated[str, typer.Option("--d", metavar="RANGE", help="Such as 11 or 8..50.")],
    B: Annotated[
        list[str] | None,
        typer.Option("--B", metavar="WEIGHT", help="Largest weight in depth 2, may depend on d.  [default: 2**d]"),
    ] = None,
    mse: Annotated[
        list[str] | None, typer.Option("--mse", metavar="ERROR", help="Mean squared error.  [default: 1/10]")
    ] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="NAME", help="Whose bounds.")] = None,
    timeout: Timeout = 10.0,
    memory: Memory = 4.0,
    json: Json = None,
    table_file: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="The table; - is standard output.")
    ] = None,
    plot: Annotated[str | None, typer.Option("--plot", metavar="FILE", help="A plot: .svg, .png or .pdf.")] = None,
    certificates: CertificateFolder = None,
) -> int:
    """Widths needed in depth 2 and enough in depth 3, each rounded in the safe direction, and where they cross.

    With several --B or --mse: for each of them only where they cross.
    """
    from certify.bounds import find, read_dimensions, table
    from certify.files import check_writable
    from certify.outcome import Limits
    from certify.results import OK, OPEN
    from certify.screen import Screen
    from certify.separated import separate

    options = Options(timeout, memory, 1, json, True, certificates)
    for option, name in (("--plot", plot), ("--csv", None if table_file == "-" else table_file)):
        if name is not None:
            try:
                check_writable(Path(name))
            except OSError as failure:
                raise InputError(f"{option} {name}: {(failure.strerror or str(failure)).lower()}") from None
    if plot is not None and not plot.endswith(PLOTS):
        raise InputError(f"--plot {plot[:60]}: expected a file that ends in {', '.join(PLOTS)}")
    if table_file == "-" and options.json_to_stdout:
        raise InputError("--csv - and --json -: expected one of them on standard output")
    from certify.ledger import missing
    from certify.screen import progress

    dimensions, cases = read_dimensions(d), [(weights, error) for weights in B or ["2**d"] for error in mse or ["1/10"]]
    if len(cases) > 1 and (table_file or plot or certificates):
        raise InputError("--csv, --plot and --certificates: expected one --B and one --mse")
    try:
        with progress(len(dimensions) * len(cases)) as watch:
            steps = {k: missing(f"d-{k}", "") for k in dimensions}
            offer = find(paper)
            tables = [table(offer, dimensions, *case, on_row=lambda k: watch.begin(steps[k])) for case in cases]
        if len(cases) > 1:
            from certify.crossings import crossings, show, to_json

            lines = [crossings(found) for found in tables]
            options.write_json(to_json(dimensions, lines))
            show(Screen(stderr=options.json_to_stdout), dimensions, lines)
            return OK
        (found,) = tables
        limits = Limits(options.timeout, int(options.memory * (1 << 30)))
        pair = separate(offer, dimensions, found.B, found.mse, limits, options.certificates)
    except KeyboardInterrupt:
        from certify.commands import stopped_early

        return stopped_early()
    options.write_json(_to_json(found, pair))
    _write_csv(found, table_file)
    if plot is not None:
        _plot(found, Path(plot))
    _show(Screen(stderr=options.json_to_stdout or table_file == "-"), found, pair)
    return OK if pair is None or pair.holds else OPEN


def _comparable(found: Table) -> list[tuple[str, str]]:
    """Certified lower and upper bounds."""
    columns = [c for c in found.offer.columns if c.certified]
    return [(a.name, b.name) for a in columns for b in columns if (a.side, b.side) == ("lower", "upper")]


def _crossings(found: Table) -> list[tuple[str, str, int]]:
    return [(low, high, k) for low, high in _comparable(found) if (k := found.crossing(low, high)) is not None]


def _to_json(found: Table, pair: Separated | None) -> dict[str, object]:
    from certify.engine import engine
    from certify.text import rational_text

    return {
        "schema": SCHEMA,
        "engine": engine(),
        "B": found.B,
        "mse": found.mse,
        "columns": [
            {"name": c.name, "side": c.side, "certified": c.certified, "note": c.note} for c in found.offer.columns
        ],
        "rows": [
            {"d": row.d, "widths": {k: None if v is None else rational_text(v) for k, v in row.widths.items()}}
            for row in found.rows
        ],
        "crossings": [{"lower": low, "upper": high, "d": k} for low, high, k in _crossings(found)],
        "pair": pair.to_json() if pair else None,
    }


def _write_csv(found: Table, name: str | None) -> None:
    if name is None:
        return
    from certify.text import rational_text

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [c.name for c in found.offer.columns]
    writer.writerow(["d", *names])
    for row in found.rows:
        values = [row.widths[n] for n in names]
        writer.writerow([row.d, *("" if v is None else rational_text(v) for v in values)])
    if name == "-":
        from certify.output import put

        put(text.getvalue())
    else:
        from certify.files import write_atomically

        write_atomically(Path(name), text.getvalue().encode())


def _show(screen: Screen, found: Table, pair: Separated | None) -> None:
    from certify.bounds import log2_text

    columns = found.offer.columns
    screen.say(
        (f"log2 of the number of neurons; weights in depth 2 at most {found.B}, mean squared error {found.mse}", "bold")
    )
    for part in (0, -1):
        screen.say((f"{'d' if part else '':>5} " + " ".join(f"{c.name.split(' ')[part]:>11}" for c in columns), "dim"))
    for row in found.rows:
        cells = [(row.widths[c.name], c.side) for c in columns]
        screen.say(f"{row.d:>5} " + " ".join(f"{'-' if v is None else log2_text(v, side):>11}" for v, side in cells))
    screen.say("")
    for c in columns:
        screen.say(f"  {c.name}: {c.note}" + ("" if c.certified else "; shown, not certified"))
    for low, high, k in _crossings(found):
        row = next(row for row in found.rows if row.d == k)
        screen.say((f"from d = {k}", "bold"), f" {low} exceeds {high}: {row.widths[low]} > {row.widths[high]}")
    if pair is not None:
        from certify.separated import show

        screen.say("")
        show(screen, pair)
    elif _crossings(found):
        from certify.separation import MOST_NEURONS

        screen.say("")
        screen.say(
            "no network was built: here the theorem for depth 2 in closed form needs fewer neurons than depth 3 has, or these are more than "
            f"{MOST_NEURONS:,}"
        )


def _plot(found: Table, path: Path) -> None:
    """log2 of the widths against d: told apart by line and marker, not by colour.  Raises InputError without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("--plot needs matplotlib: pip install 'depthcert[report]'") from None
    from itertools import cycle
    from math import log2

    from certify.files import write_atomically

    figure = Figure(figsize=(7, 4.6), layout="constrained")
    axes = figure.add_subplot()
    styles = {"lower": cycle(("k-o", "k--s", "k:^", "k-.D")), "upper": cycle(("k-x", "k--+", "k:1"))}
    for column in reversed(found.offer.columns):
        points = [(row.d, log2(w)) for row in found.rows if (w := row.widths[column.name]) is not None]
        style = next(styles[column.side])
        if points:
            axes.plot(*zip(*points, strict=True), style, markersize=4, linewidth=1, fillstyle="none", label=column.name)
    for low, high, k in _crossings(found)[-1:]:
        row = next(row for row in found.rows if row.d == k)
        axes.axvline(k, color="0.6", linewidth=0.8)
        axes.annotate(f"d = {k}", (k, log2(row.widths[low] or 1)), xytext=(6, -14), textcoords="offset points")
        axes.set_title(f"{low} exceeds {high} from d = {k}", fontsize="medium")
    axes.set_xlabel("dimension d")
    axes.set_ylabel("log2 of the number of neurons")
    axes.legend(
        title=f"weights at most {found.B}, mean squared error {found.mse}", fontsize="small", title_fontsize="small"
    )
    axes.grid(color="0.9")
    buffer = io.BytesIO()
    figure.savefig(buffer, format=path.suffix[1:], dpi=150)
    write_atomically(path, buffer.getvalue())
