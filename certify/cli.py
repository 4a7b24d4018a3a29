"""The command `certify`.

Exit codes: 0 all as expected, 1 something decided otherwise than expected, 3 something undecided and nothing worse,
2 bad input, 130 stopped by Ctrl-C.  Bad input is one line on standard error, `certify: error: ...`; never a
traceback.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated, Final, NoReturn

import typer

from certify.bounds_command import bounds
from certify.commands import check, constants, errata, list_ids, prove, run, show, stopped_early
from certify.coq.command import coq
from certify.errors import InputError
from certify.experiment.command import experiment
from certify.network.command import network
from certify.output import Gone, discard, error
from certify.search.commands import sharpen, threshold

READER_GONE: Final = 128 + signal.SIGPIPE

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Exact statements, proved for all values in their range or refuted with an exact witness.",
)
app.command()(run)
app.command()(prove)
app.command()(show)
app.command("list")(list_ids)
app.command()(errata)
app.command()(constants)
app.command()(check)
app.command()(threshold)
app.command()(sharpen)
app.command()(bounds)
app.command()(network)
app.command()(experiment)
app.command()(coq)


@app.callback(invoke_without_command=True)
def _start(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        from certify import __version__

        print(f"depthcert {__version__}")
        raise typer.Exit


def main() -> NoReturn:
    """The entry point."""
    _prepare()
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="certify", standalone_mode=False) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = stopped_early()
    except (Gone, BrokenPipeError):
        code = READER_GONE
        discard(1)
    except InputError as failure:
        code = _bad_input(str(failure))
    except typer.TyperException as failure:
        code = _bad_input(failure.format_message())
    except OSError as failure:  # a full disk, no more processes
        code = _bad_input(": ".join(str(part) for part in (failure.filename, failure.strerror or failure) if part))
        discard(1)
    sys.exit(code)


def _prepare() -> None:
    """Streams that can show any text, descriptors 0, 1 and 2 in use, and an end by SIGTERM that tidies up."""
    for descriptor in range(3):
        with suppress(OSError):
            os.fstat(descriptor)
            continue
        os.open(os.devnull, os.O_RDWR)  # takes the lowest number, which is this one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def _bad_input(message: str) -> int:
    from certify.results import BAD_INPUT

    error(message)
    return BAD_INPUT
