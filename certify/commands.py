"""The commands about claims: run, prove, show, list, errata, constants, check.  Each returns its exit code.

What takes time to import is imported by the command that needs it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from certify.errors import InputError
from certify.options import CertificateFolder, Jobs, Json, Memory, NoCache, Options, Timeout
from certify.output import error, put, warn

if TYPE_CHECKING:
    from certify.ledger import Step
    from certify.papers import Library
    from certify.results import Result

Globs = Annotated[list[str] | None, typer.Argument(metavar="[ID-GLOB]...", help="Ids, globs or tags; else all.")]


def run(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE.toml | ID-GLOB]...", help="Claims files, ids, globs or tags; else all."),
    ] = None,
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
    certificates: CertificateFolder = None,
) -> int:
    """Settle all claims, those that the ids mean, or claims files."""
    from certify.results import STOPPED, exit_code, to_json
    from certify.screen import Screen
    from certify.tables import show_results, summary

    options = Options(timeout, memory, jobs, json, no_cache, certificates)
    start = time.monotonic()
    library, steps = select(what or [])
    results, stopped = _settle(steps, options)
    done = [results[step] for step in steps if step in results]
    options.write_json(to_json(done))
    screen = Screen(stderr=options.json_to_stdout)
    show_results(screen, steps, results)
    screen.say("")
    line = summary(done, steps, seconds=time.monotonic() - start)
    screen.say((f"stopped; {line}" if stopped else line, "bold"))
    return STOPPED if stopped else _tell(library, done) or exit_code(done)


def prove(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Such as '1 - x >= exp(-2*x)'.")],
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="CONDITION", help="Such as '0 <= x <= 79/100'; repeatable.")
    ] = None,
    let: Annotated[
        list[str] | None, typer.Option("--let", metavar="DEFINITION", help="Such as 'c = pi/2'; repeatable.")
    ] = None,
    timeout: Timeout = 10.0,
    memory: Memory = 4.0,
    json: Json = None,
    certificates: CertificateFolder = None,
) -> int:
    """Settle one claim."""
    from certify.ledger import Claim
    from certify.outcome import INPUT
    from certify.pages import show_verdict
    from certify.results import exit_code, to_json
    from certify.screen import Screen

    options = Options(timeout, memory, 1, json, True, certificates)
    try:
        one = Claim("claim", claim, where=where or (), let=let or ())
    except InputError as failure:
        raise InputError(str(failure).removeprefix("claim 'claim': ")) from None
    results, stopped = _settle([one], options)
    if stopped:
        return stopped_early()
    outcome = results[one].outcome
    assert outcome is not None
    if outcome.kind == INPUT:
        raise InputError(outcome.reason)
    options.write_json(to_json(results.values()))
    show_verdict(Screen(stderr=options.json_to_stdout), results[one])
    return exit_code(results.values())


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of a step, a lemma or a constant, a glob or a tag.")],
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
) -> int:
    """A claim, its verdict, and all it rests on."""
    from certify import slack
    from certify.ledger import closure
    from certify.pages import show_lemma, show_step
    from certify.results import exit_code, to_json
    from certify.screen import Screen

    options = Options(timeout, memory, jobs, json, no_cache)
    library = _library()
    named = [c for c in library.constants() if c.id == id]
    steps = library.steps([step for c in named for step in c.step_ids] or [id])
    constants = [c for c in library.constants() if any(c.concerns(s) or s.home is c.of for s in steps)]
    needed = list(dict.fromkeys([*steps, *closure(steps)]))
    results, stopped = _settle(dict.fromkeys([*needed, *slack.needed(constants)]), options)
    if stopped:
        return stopped_early()
    entries = {s: [slack.assess(c, results).to_json() for c in constants if c.concerns(s)] for s in needed}
    options.write_json(to_json((results[step] for step in needed), entries))
    screen = Screen(stderr=options.json_to_stdout)
    home = steps[0].home
    if home is not None and home.id == id:
        show_lemma(screen, home, results, [c for c in constants if c.of is home])
    else:
        errata = [erratum for paper in library.papers() for erratum in paper.errata]
        for number, step in enumerate(steps):
            if number:
                screen.say("")
            show_step(screen, step, results, errata, [c for c in constants if c.concerns(step)])
    return _tell(library, results.values()) or exit_code(results.values())


def list_ids(
    globs: Globs = None,
    tags: Annotated[bool, typer.Option("--tags", help="With the tags.")] = False,
    status: Annotated[bool, typer.Option("--status", help="With what the last run said, and Coq.")] = False,
) -> int:
    """Ids, one a line."""
    from certify.cache import Cache
    from certify.session import last_word

    library, steps = select(globs or [])
    cache = Cache()
    width = max(len(step.id) for step in steps)
    replayed = _replayed(steps) if status else set()
    words = {step: last_word(step, cache) + ", in Coq" * (step in replayed) for step in steps} if status else {}
    wide = max((len(word) for word in words.values()), default=0)
    for step in steps:
        columns = [f"{step.id:<{width}}"]
        columns += [f"{words[step]:<{wide}}"] if status else []
        columns += [" ".join(step.tags)] * tags
        put("  ".join(columns).rstrip() + "\n")
    return _tell(library)


def _replayed(steps: Sequence[Step]) -> set[Step]:
    """The claims whose theorems, as they would be written now, Coq has proved."""
    from certify.coq.replay import Record
    from certify.coq.terms import Unstated
    from certify.coq.theorem import Theorem, theorem
    from certify.ledger import Claim

    record = Record.load()

    def stated(claim: Claim) -> Theorem | None:
        try:
            return theorem(claim)
        except Unstated:
            return None

    claims = [s for s in steps if isinstance(s, Claim) and s.statement.digest in record.entries]
    return {claim for claim in claims if (found := stated(claim)) is not None and record.holds(found)}


def check(folder: Annotated[str, typer.Argument(metavar="DIR", help="A directory of certificates.")]) -> int:
    """Re-check certificates, as `python3 -S -m certify.check DIR` does with the standard library alone."""
    from certify.check.__main__ import main

    return main([folder])


def errata(
    paper: Annotated[str | None, typer.Option("--paper", metavar="NAME", help="One paper only.")] = None,
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
) -> int:
    """What is false, ambiguous or misprinted in the sources."""
    from certify import slack
    from certify.errata import needed, show_errata, to_json
    from certify.results import exit_code
    from certify.screen import Screen

    options = Options(timeout, memory, jobs, json, no_cache)
    library = _library()
    papers = library.papers(lambda name: paper in (None, name))
    if not papers:
        raise library.problem or InputError(f"no paper is called {paper!r}" if paper else "no paper is installed")
    constants = [c for p in papers for c in p.constants if any(e.tag in c.tags for e in p.errata)]
    results, stopped = _settle(dict.fromkeys([*needed(papers), *slack.needed(constants)]), options)
    if stopped:
        return stopped_early()
    options.write_json(to_json(papers, results))
    show_errata(Screen(stderr=options.json_to_stdout), papers, results)
    return _tell(library, results.values()) or exit_code(results.values())


def constants(
    globs: Annotated[
        list[str] | None, typer.Argument(metavar="[ID-GLOB]...", help="Papers, lemmas, steps, tags or globs; else all.")
    ] = None,
    timeout: Timeout = 10.0,
    jobs: Jobs = None,
    memory: Memory = 4.0,
    json: Json = None,
    no_cache: NoCache = False,
) -> int:
    """What the sources print for each constant, the best certified value, and the slack."""
    from certify import slack
    from certify.constants import show_constants, summary, to_json
    from certify.results import exit_code
    from certify.screen import Screen

    options = Options(timeout, memory, jobs, json, no_cache)
    library = _library()
    wanted = library.constants(globs or [])
    if not wanted:
        raise library.problem or InputError("no paper with constants is installed")
    results, stopped = _settle(slack.needed(wanted), options)
    if stopped:
        return stopped_early()
    options.write_json(to_json(wanted, results))
    screen = Screen(stderr=options.json_to_stdout)
    show_constants(screen, library.papers(), wanted, results)
    screen.say("")
    screen.say((summary(wanted, results), "bold"))
    return _tell(library, results.values()) or exit_code(results.values())


def _library() -> Library:
    from certify.papers import Library

    return Library()


def select(what: Sequence[str]) -> tuple[Library, list[Step]]:
    """The steps that files and patterns mean (all of the ledger, if there are none).  Raises InputError."""
    from certify.claims import load_claims

    library = _library()
    files = [item for item in dict.fromkeys(what) if _is_file(item)]
    patterns = [item for item in what if item not in files]
    steps: list[Step] = [claim for name in files for claim in load_claims(name)]
    if patterns or not files:
        steps += library.steps(patterns)
    if not steps:
        raise library.problem or InputError("no paper is installed; expected a claims file")
    seen: dict[str, Step] = {}
    for step in steps:
        if seen.setdefault(step.id, step) is not step:
            raise InputError(f"two claims have the id {step.id!r}")
    return library, steps


def _is_file(item: str) -> bool:
    return item.endswith(".toml") or os.sep in item or (os.path.exists(item) and not os.path.isdir(item))


def _settle(steps: Iterable[Step], options: Options) -> tuple[dict[Step, Result], bool]:
    """The results of the steps, and whether Ctrl-C came before all were there."""
    from certify.cache import Cache
    from certify.ledger import Claim
    from certify.outcome import Limits
    from certify.results import Result
    from certify.screen import progress
    from certify.session import Certificates, evaluate

    results = {step: Result(step) for step in steps if not isinstance(step, Claim)}
    claims = [step for step in steps if isinstance(step, Claim)]
    limits = Limits(options.timeout, int(options.memory * (1 << 30)))
    cache = None if options.no_cache else Cache()
    folder = Certificates(options.certificates) if options.certificates else None
    stopped = False
    with progress(len(claims)) as watch:
        stream = evaluate(claims, limits, options.jobs, cache=cache, certificates=folder, on_start=watch.begin)
        try:
            with closing(stream):
                for result in stream:
                    results[result.step] = result
                    watch.end(result.step)
        except KeyboardInterrupt:
            stopped = True
    if folder is not None:
        folder.close()
    if cache is not None and cache.problem:
        warn(cache.problem)
    return results, stopped


def _tell(library: Library, results: Iterable[Result] = ()) -> int:
    """Say on standard error what was bad input along the way; its exit code, or 0."""
    from certify.outcome import INPUT
    from certify.results import BAD_INPUT, OK

    bad = [f"{r.step.word} {r.step.id!r}: {r.outcome.reason}" for r in results if r.outcome and r.outcome.kind == INPUT]
    problems = [str(problem) for problem in library.problems] + bad
    if not problems:
        return OK
    error(problems[0] + (f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""))
    return BAD_INPUT


def stopped_early() -> int:
    """Say that Ctrl-C came; the exit code."""
    from certify.results import STOPPED

    warn("stopped")
    return STOPPED
