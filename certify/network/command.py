"""The command `certify network`: build a network, certify its error, write it down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certify.errors import InputError
from certify.options import Json, Options

if TYPE_CHECKING:
    from certify.constructions import Built
    from certify.network.certificate import Checked

_Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the network as .npz.")]


def network(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A construction, such as daniely2017; without one they are listed."),
    ] = None,
    d: Annotated[int | None, typer.Option("--d", metavar="D", help="The dimension.")] = None,
    eps: Annotated[str | None, typer.Option("--eps", metavar="EPS", help="The error asked for: 0.1, 1/10.")] = None,
    f: Annotated[str | None, typer.Option("--f", metavar="EXPR", help="A function of t, such as 'exp(t)'.")] = None,
    radius: Annotated[str | None, typer.Option("--radius", metavar="R", help="Of the range [-R, R] of t.")] = None,
    activation: Annotated[str | None, typer.Option("--activation", metavar="NAME", help="relu, threshold, ...")] = None,
    out: _Out = None,
    onnx: Annotated[Path | None, typer.Option("--onnx", metavar="FILE", help="Write it as an ONNX model.")] = None,
    double: Annotated[bool, typer.Option("--double", help="ONNX in float64 instead of float32.")] = False,
    vnnlib: Annotated[Path | None, typer.Option("--vnnlib", metavar="FILE", help="Write a property for it.")] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="Write a certificate for `certify check`.")
    ] = None,
    memory: Annotated[float, typer.Option("--memory", metavar="GIB", help="Memory for the network.")] = 2.0,
    json: Json = None,
) -> int:
    """Build a network of a paper, with its error certified."""
    from certify.constructions import Request, find
    from certify.files import check_writable
    from certify.network.report import show_built, show_checked, to_json
    from certify.network.store import save
    from certify.parse import parse_expression
    from certify.progress import bar
    from certify.results import OK, OPEN
    from certify.screen import Screen

    options = Options(memory=memory, json=json)
    if name is None:
        return _list()
    construction = find(name)
    for path in (out, onnx, vnnlib, certificate):
        if path is not None:
            with _naming(path):
                check_writable(path)
    function = None if f is None else parse_expression(f)
    with bar("knots") as progress:
        request = Request(
            d,
            _rational("--eps", eps),
            function,
            _rational("--radius", radius),
            activation,
            int(memory * 2**30),
            progress,
        )
        built = construction.build(request)
    if out is not None:
        with _naming(out):
            save(built.network, out)
    if onnx is not None or vnnlib is not None:
        from certify.network.exchange import write_onnx, write_vnnlib

        if onnx is not None:
            write_onnx(built.network, onnx, double=double)
        if vnnlib is not None:
            write_vnnlib(built, vnnlib, double=double)
    checked = None
    if certificate is not None:
        checked = _certify(built, request.eps, certificate)
    options.write_json(to_json(built) | ({} if checked is None else {"certificate": checked.to_json()}))
    screen = Screen(stderr=options.json_to_stdout)
    screen.say((construction.title, "bold"))
    show_built(screen, built)
    if checked is not None:
        show_checked(screen, checked)
    for path in (out, onnx, vnnlib, certificate):
        if path is not None:
            screen.listing([str(path)], label="written")
    return OK if checked is None or not checked.objection else OPEN


def _certify(built: Built, most: Fraction | None, path: Path) -> Checked:
    """Write the certificate, and ask the independent checker."""
    from certify.files import write_atomically
    from certify.network.certificate import certify

    document, checked = certify(built, most)
    with _naming(path):
        write_atomically(path, document.data)
    return checked


def _rational(option: str, text: str | None) -> Fraction | None:
    """An exact number given as 0.1 or 1/10."""
    from certify.expr import Rational
    from certify.parse import parse_expression

    if text is None:
        return None
    value = parse_expression(text)
    if not isinstance(value, Rational):
        raise InputError(f"{option} {text[:40]}: expected a rational number, such as 0.1 or 1/10")
    return value.value


def _list() -> int:
    """The constructions there are."""
    from certify.constructions import known
    from certify.results import OK
    from certify.screen import Screen

    found, problems = known()
    if problems:
        raise InputError("; ".join(problems))
    screen = Screen()
    for name, construction in found.items():
        screen.say((name, "bold"))
        screen.listing([construction.title])
    return OK


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise InputError(f"{path}: {(failure.strerror or str(failure)).lower()}") from None
