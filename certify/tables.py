"""The table of a run: a row for each step, lemma by lemma, 80 columns wide, and a line that sums it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from certify.ledger import (
    ARGUED,
    CITED,
    NONE_YET,
    PROVED,
    REFUTED,
    UNDECIDED,
    Argued,
    Cited,
    Claim,
    Lemma,
    Missing,
    Step,
    evidence,
    own_evidence,
)
from certify.recheck import ACCEPTED, UNCHECKED
from certify.results import Result, statuses_of
from certify.screen import Piece, Screen, fit

STYLES = {
    PROVED: "green",
    ARGUED: "yellow",
    CITED: "cyan",
    NONE_YET: "bold red",
    UNDECIDED: "bold red",
    REFUTED: "magenta",
    "checked": "green",
}
CHECKED = "checked"  # by `certify.check`, which shares no code with the prover
_STATUS, _EVIDENCE, _METHOD, _MARGIN, _SECONDS = 9, 8, 12, 10, 6
_REST = 4 + _STATUS + _EVIDENCE + _METHOD + _MARGIN + _SECONDS + 5


def show_results(screen: Screen, steps: Sequence[Step], results: Mapping[Step, Result]) -> None:
    """The table of these steps; claims without a result (a run that was stopped) are left out."""
    statuses = statuses_of(results)
    shown = [step for step in steps if step in results]
    name = max(12, screen.room - _REST)
    if shown:
        head = ("status", _STATUS), ("evidence", _EVIDENCE), ("method", _METHOD)
        titles = " ".join(fit(title, width) for title, width in head)
        screen.say((f"    {'':<{name}} {titles} {'margin':>{_MARGIN}} {'time/s':>{_SECONDS}}", "dim"))
    for number, (home, group) in enumerate(groupby(shown, key=lambda step: step.home)):
        if number:
            screen.say("")
        if home is not None:
            _lemma(screen, home, statuses)
        for step in group:
            _row(screen, name, results[step])


def _lemma(screen: Screen, home: Lemma, statuses: Mapping[Step, str]) -> None:
    kind = evidence([home], statuses) or ""
    room = screen.room - len(kind) - 1
    title = fit(f"{home.id}  {home.title}", room)
    screen.say((title, "bold"), " ", (kind, STYLES.get(kind, "")))


def _row(screen: Screen, width: int, result: Result) -> None:
    step, outcome = result.step, result.outcome
    status, kind = result.status or "", own_evidence(step, result.status) or ""
    name = step.name
    if len(name) > width:
        screen.say(name, indent=4)
        name = ""
    kind = "witness" if status == REFUTED else kind
    if outcome and outcome.checked == ACCEPTED:
        kind = CHECKED
    pieces: list[Piece] = [
        "  ",
        mark(screen, result),
        f" {fit(name, width)} ",
        (fit(status, _STATUS), STYLES.get(status, "") if result.as_expected else "bold red"),
        " ",
        (fit(kind, _EVIDENCE), STYLES.get(kind, "")),
    ]
    if outcome:
        margin = fit(outcome.margin or "", _MARGIN).strip()
        pieces += [f" {fit(outcome.method, _METHOD)} {margin:>{_MARGIN}} {outcome.seconds:>{_SECONDS}.2f}"]
    screen.say(*pieces)
    for line in remarks(result):
        screen.say((line, "bold red"), indent=6)


def remarks(result: Result) -> list[str]:
    """What must be said of a result that is not as it should be."""
    outcome = result.outcome
    if outcome is None:
        return []
    if outcome.status == UNDECIDED:
        return [outcome.explanation]
    unchecked = [outcome.unchecked] * bool(outcome.unchecked)
    if result.as_expected:
        return unchecked
    if outcome.status == PROVED:
        return ["expected to be refuted", *unchecked]
    point = ", ".join(f"{name} = {value}" for name, value in (outcome.witness or {}).items())
    return [f"expected to be proved, but false{' at ' * bool(point)}{point}", *unchecked]


def mark(screen: Screen, result: Result) -> tuple[str, str]:
    """A sign for the result: as expected, not so, open, or in words."""
    if isinstance(result.step, (Argued, Cited)):
        return screen.symbol("words"), "yellow"
    if result.status in (None, UNDECIDED):
        return screen.symbol("open"), "bold red"
    return (screen.symbol("good"), "green") if result.as_expected else (screen.symbol("bad"), "bold red")


def summary(results: Sequence[Result], steps: Iterable[Step], *, seconds: float) -> str:
    """One line: how many of what, of the steps that were asked for, and how long it took."""
    selected = sum(isinstance(step, Claim) for step in steps)
    claims = [r for r in results if isinstance(r.step, Claim)]
    counts: Counter[str] = Counter()
    for r in claims:
        good = r.as_expected and r.status == REFUTED
        bad = not r.as_expected and r.status == PROVED
        counts[f"{r.status}{' as expected' if good else ' against expectation' if bad else ''}"] += 1
    order = ("proved", "refuted as expected", "refuted", "proved against expectation", "undecided")
    parts = [f"{counts[key]} {key}" for key in order if counts[key]]
    others = Counter(type(r.step) for r in results)
    parts += [f"{others[kind]} {kind.word.split()[0]}" for kind in (Argued, Cited, Missing) if others[kind]]
    cached = sum(r.cached for r in results)
    settled = [r.outcome for r in claims if r.outcome and r.outcome.status != UNDECIDED]
    bare = sum(bool(outcome.unchecked) for outcome in settled)
    verdicts = {CHECKED: len(settled) - bare, UNCHECKED: bare}
    labels = "; " + ", ".join(f"{count} {word}" for word, count in verdicts.items() if count) if settled else ""
    done = f"{len(claims)} claim{'s' * (len(claims) != 1)}"
    done = done if len(claims) == selected else f"{len(claims)} of {selected} claims"
    return f"{done}: {', '.join(parts) or 'none'}{labels}; {seconds:.1f} s" + (
        f", {cached} from the cache" if cached else ""
    )
