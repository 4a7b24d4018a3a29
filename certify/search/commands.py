"""The commands threshold and sharpen: what they ask, what they show, their JSON (`certify.search/1`).

    {"schema": "certify.search/1", "engine": {...}, "command": "threshold", "claim": ..., "where": [...], "var": "d",
     "found": true, "value": "19", "enclosure": {"proved": "19", "refuted": "18"}, "closed_form": "", "note": "",
     "results": [results of `certify.results/1`]}

`value` is the least integer, the closed form that is proved best to within the tolerance, or null; `results` holds the two
ends and what else was proved, under the ids proved, cases, refuted, monotone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from certify.errors import InputError
from certify.options import CertificateFolder, Jobs, Json, Memory, NoCache, Options, Timeout

if TYPE_CHECKING:
    from certify.results import Result
    from certify.screen import Screen
    from certify.search.parameter import Asker, Parametric
    from certify.search.sharpen import Best
    from certify.search.threshold import Threshold

SCHEMA: Final = "certify.search/1"

Claim: TypeAlias = Annotated[str, typer.Argument(metavar="CLAIM", help="Such as '1 - x >= exp(-c*x)'.")]
Var: TypeAlias = Annotated[str, typer.Option("--var", metavar="NAME", help="The parameter.")]
Where: TypeAlias = Annotated[
    list[str] | None, typer.Option("--where", metavar="CONDITION", help="Such as '0 <= x <= 1/2'; repeatable.")
]
Let: TypeAlias = Annotated[
    list[str] | None, typer.Option("--let", metavar="DEFINITION", help="Such as 'b = pi/2'; repeatable.")
]
Tol: TypeAlias = Annotated[str, typer.Option("--tol", metavar="WIDTH", help="Width of the enclosure.")]


def threshold(
    claim: Claim,
    var: Var,
    where: Where = None,
    let: Let = None,
    tol: Tol = "1e-9",
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
    certificates: CertificateFolder = None,
) -> int:
    """The least value of a parameter from which on a claim holds, and its refutation just below."""
    from certify.search.threshold import Threshold, threshold

    options = Options(timeout, memory, jobs, json, no_cache, certificates)
    question, width = _read(claim, var, where, let, tol)
    state = Threshold(question)
    stopped = _search(options, lambda ask: threshold(question, ask, width, state))
    ends = {"proved": state.proved, "cases": state.finite, "refuted": state.refuted}
    named = {name: end.result for name, end in ends.items() if end is not None}
    return _finish(options, "threshold", state, named, stopped=stopped)


def sharpen(
    claim: Claim,
    var: Var,
    maximize: Annotated[bool, typer.Option("--maximize", help="The greatest constant.")] = False,
    minimize: Annotated[bool, typer.Option("--minimize", help="The least constant.")] = False,
    where: Where = None,
    let: Let = None,
    tol: Tol = "1e-9",
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
    certificates: CertificateFolder = None,
) -> int:
    """The best constant with which a claim holds: proved at one end of an enclosure, refuted at the other."""
    from certify.search.sharpen import Best, sharpen

    options = Options(timeout, memory, jobs, json, no_cache, certificates)
    if maximize and minimize:
        raise InputError("--maximize and --minimize: expected one of the two")
    question, width = _read(claim, var, where, let, tol)
    state = Best(question, least=minimize or (None if not maximize else False))
    stopped = _search(options, lambda ask: sharpen(question, ask, width, state))
    named = {
        name: end.result for name, end in (("proved", state.proved), ("refuted", state.refuted)) if end is not None
    }
    named |= {f"monotone-{k}" if k else "monotone": result for k, result in enumerate(state.monotone)}
    return _finish(options, "sharpen", state, named, stopped=stopped)


def _read(
    claim: str, var: str, where: list[str] | None, let: list[str] | None, tol: str
) -> tuple[Parametric, Fraction]:
    from certify.search.parameter import Parametric

    try:
        width = Fraction(tol)
    except (ValueError, ZeroDivisionError):
        width = Fraction(0)
    if not Fraction(1, 10**30) <= width <= 10**6:
        raise InputError(f"--tol {tol[:40]}: expected a width such as 1e-9, at least 1e-30")
    return Parametric.read(claim, var, where or [], let or []), width


def _search(options: Options, search: Callable[[Asker], None]) -> bool:
    """Run a search; whether Ctrl-C ended it."""
    with _asker(options) as ask:
        try:
            search(ask)
        except KeyboardInterrupt:
            return True
    return False


@contextmanager
def _asker(options: Options) -> Iterator[Asker]:
    from certify.cache import Cache
    from certify.outcome import Limits
    from certify.output import warn
    from certify.runner import Workers
    from certify.screen import progress
    from certify.search.parameter import Asker
    from certify.session import cores

    limits = Limits(options.timeout, int(options.memory * (1 << 30)))
    cache = None if options.no_cache else Cache()
    with Workers() as workers, progress(None) as watch:
        yield Asker(limits, options.jobs or cores(), workers, watch, cache)
    if cache is not None and cache.problem:
        warn(cache.problem)


def _finish(options: Options, command: str, state: Threshold | Best, named: dict[str, Result], *, stopped: bool) -> int:
    """Write the certificates and the JSON, show the answer; the exit code."""
    from certify.commands import stopped_early
    from certify.results import OK, OPEN
    from certify.screen import Screen

    if stopped:
        state.note = "stopped; these are the ends so far"
    results = _named(options, named)
    value, enclosure = _answer(state)
    data = {
        "command": command,
        "claim": state.question.text,
        "where": list(state.question.where),
        "var": state.question.name,
        "found": state.found,
        "value": value,
        "enclosure": enclosure,
        "closed_form": state.closed_form,
        "note": state.note,
        "results": [result.to_json() for result in results.values()],
    }
    from certify.engine import engine

    options.write_json({"schema": SCHEMA, "engine": engine(), **data})
    _show(Screen(stderr=options.json_to_stdout), state, value, results)
    if stopped:
        return stopped_early()
    return OK if state.found else OPEN


def _named(options: Options, named: dict[str, Result]) -> dict[str, Result]:
    """The results as claims called by their part in the answer, their certificates written if that is wanted."""
    from dataclasses import replace

    from certify.ledger import Claim
    from certify.session import Certificates

    folder = Certificates(options.certificates) if options.certificates else None
    results: dict[str, Result] = {}
    for name, result in named.items():
        old = result.step
        assert isinstance(old, Claim)
        claim = Claim(name, old.text, where=old.where, let=old.let, expected=result.status or "")
        path = None
        if folder is not None and result.outcome is not None and result.data:
            path = folder.write(claim, result.outcome, result.data)
        results[name] = replace(result, step=claim, certificate=path)
    if folder is not None:
        folder.close()
    return results


def _answer(state: Threshold | Best) -> tuple[str | None, dict[str, str | None]]:
    """The value, if it is exactly known or proved best to within the tolerance, and the ends."""
    proved = state.proved.value.text if state.proved else None
    if getattr(state, "finite", None):
        proved = state.finite.value.text  # type: ignore[union-attr]
    refuted = state.refuted.value.text if state.refuted else None
    exact = state.question.range.integer or state.closed_form
    return (proved if state.found and exact else None), {"proved": proved, "refuted": refuted}


def _show(screen: Screen, state: Threshold | Best, value: str | None, results: dict[str, Result]) -> None:
    from certify.pages import point
    from certify.tables import STYLES

    name = state.question.name
    head = f"{name} = {value}" if value else "enclosed" if state.found else "not found"
    near = state.proved.value.decimal if value and state.proved and not state.question.range.integer else ""
    screen.say((head, "bold"), f"  ({screen.symbol('about')} {near})" if near else "")
    if state.note:
        screen.listing([state.note], label="note")
    for part, result in results.items():
        outcome = result.outcome
        assert outcome is not None
        said = outcome.unchecked or "accepted by the independent checker"
        where = f", witness {point(screen, outcome)}" if outcome.witness else ""
        screen.listing(
            [f"{_what(screen, state, part)}{where}", f"by {outcome.method}; {said}"],
            label=part.partition("-")[0],
            style=STYLES[outcome.status] if not outcome.unchecked else "bold red",
        )


def _what(screen: Screen, state: Threshold | Best, part: str) -> str:
    """What was proved or refuted."""
    from certify.search.threshold import Threshold

    name = state.question.name
    if part.startswith("monotone"):
        return f"what holds with one {name} holds with every {_better(state)} one"
    if part == "cases":
        assert isinstance(state, Threshold) and state.finite and state.proved
        return f"for {name} from {state.finite.value.text} up to there"
    end = state.proved if part == "proved" else state.refuted
    assert end is not None
    about = f" ({screen.symbol('about')} {end.value.decimal})" if end.value.decimal else ""
    if isinstance(state, Threshold) and part == "proved":
        return f"for all {name} >= {end.value.text}{about}"
    return f"for {name} = {end.value.text}{about}"


def _better(state: Threshold | Best) -> str:
    return "larger" if getattr(state, "least", True) else "smaller"
