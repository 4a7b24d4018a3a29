"""Constants to read: the table of `certify constants`, what `show` and `errata` say of them, and JSON (`certify.constants/1`).

    {"schema": "certify.constants/1", "engine": {...}, "constants": [{"id": ..., "of": ..., "printed": ..., "printed_is_false": ...,
      "better": "larger", "status": "certified", "reason": "", "best": ..., "near": ..., "refuted_at": ..., "slack": ...,
      "slack_refuted_at": ..., "slack_everywhere": ..., "slack_at": [{"point": ..., "slack": ...}], "claims": {"best": ..., ...},
      "by": [...], "evidence": ..., "note": ..., "ledger": [...]}]}

`of` is the step or lemma whose constant it is; `status` is `certified`, `not certified` (`reason` says why, and there is no value) or
`not applicable` (`reason` again); `printed` is null where the source gives no value.  `best` is an expression, `near` a decimal for
it, rounded to the side where it is still true; `refuted_at` a better value that is refuted.  `slack` is a lower bound of best/printed
(printed/best for a constant that is better when smaller), `slack_refuted_at` an upper bound of it at the refuted value;
`slack_everywhere` and `slack_at` are lower bounds where the values have variables: on the whole domain, and at points.  `claims`
gives the ids of the claims by role (best, beyond, printed, attained, slack), `by` the steps that carry the value besides.  The results
of a step (`certify.results/1`) and the errata have the same entries under `constants`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from certify.constant import Constant
from certify.ledger import PROVED, Claim, Paper, Step, evidence
from certify.parse import parse_expression
from certify.results import Result, statuses_of
from certify.screen import Piece, Screen, fit
from certify.slack import Assessment, assess, near

SCHEMA: Final = "certify.constants/1"
NOT_CERTIFIED, NOT_APPLICABLE = "not certified", "-"
_WIDTHS: Final = (20, 16, 16, 9, 12)  # name, printed, best, slack, attained or refuted
_TOKEN: Final = re.compile(r"[A-Za-z_0-9.=]+,?|-[a-z]+|\*\*|\s+|.")

Results = Mapping[Step, Result]


def show_constants(screen: Screen, papers: Iterable[Paper], wanted: Sequence[Constant], results: Results) -> None:
    """The table, step by step."""
    count = 0
    for paper in papers:
        items = [item for item in paper.constants if item in wanted]
        if not items:
            continue
        if count:
            screen.say("")
        count += len(items)
        screen.say((f"{paper.name}  {paper.title or paper.reference}", "bold"))
        _row(screen, ("", "printed", "best certified", "slack", "at / not"), "dim")
        for of in dict.fromkeys(item.of for item in items):
            screen.say((of.id.removeprefix(f"{paper.name}."), "bold"))
            for item in items:
                if item.of is of:
                    _constant(screen, assess(item, results))


def summary(wanted: Sequence[Constant], results: Results) -> str:
    """One line: how many constants, how many certified, how many of these better than printed."""
    found = [assess(item, results) for item in wanted]
    certified = [a for a in found if a.certified]
    words = sum(a.evidence != PROVED for a in certified)
    parts = [f"{len(certified)} certified" + (f" ({words} with an argument in words, marked *)" if words else "")]
    parts += [f"{sum(a.improved for a in certified)} of these better than printed"]
    missing = sum(bool(a.problem) for a in found)
    parts += [f"{missing} not certified"] * bool(missing)
    parts += [f"{sum(bool(a.constant.reason) for a in found)} to which the notion does not apply"]
    return f"{len(found)} constant{'s' * (len(found) != 1)}: {', '.join(parts)}"


def _constant(screen: Screen, found: Assessment) -> None:
    item = found.constant
    if item.reason:
        _row(screen, (item.name, item.printed, NOT_APPLICABLE, "", ""))
        screen.say((item.reason, "dim"), indent=4)
        return
    if found.problem:
        _row(screen, (item.name, item.printed, NOT_CERTIFIED, "", ""), "bold red")
        screen.say((found.problem, "red"), indent=4)
        return
    printed, best = item.printed_value, item.value
    cells = (
        item.name,
        _short(item.printed, near(item, printed)) if item.printed else "not given",
        _short(item.best, near(item, best)) + " *" * (found.evidence != PROVED),
        _slack(found),
        _limit(item),
    )
    _row(screen, cells)
    if item.false:
        screen.say(("what is printed is false", "red"), indent=4)
    if found.slack_at:
        screen.say("slack " + "; ".join(f"{value} at {point}" for point, value in found.slack_at), indent=4)
    if item.note:
        screen.say((item.note, "dim"), indent=4)


def _slack(found: Assessment) -> str:
    item = found.constant
    return found.slack or (f">= {item.least_slack}" if item.least_slack else "below" if found.slack_at else "")


def _limit(item: Constant) -> str:
    """Where the value is attained, or a better value that is refuted."""
    if "attained" in item.ends:
        return (
            "attained"
            if isinstance(item.attained, Claim)
            else f"at {', '.join(line.replace(' ', '') for line in item.attained)}"
        )
    return f"not {_refuted(item)}" if "beyond" in item.ends and item.beyond else ""


def _refuted(item: Constant) -> str:
    return near(item, parse_expression(item.beyond), worse=False) or item.beyond


def _short(text: str, decimal: str) -> str:
    """A text as it stands if it fits, else its decimal value."""
    return text if len(text) <= _WIDTHS[1] - 2 or not decimal else decimal


def _row(screen: Screen, cells: Sequence[str], style: str = "") -> None:
    """One row of the table; a cell that is too long goes on below."""
    columns = [_cut(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        pieces: list[Piece] = ["  "]
        pieces += [(fit(cell, width) + " ", style) for cell, width in zip(line, _WIDTHS, strict=True)]
        screen.say(*pieces)


def _cut(text: str, width: int) -> list[str]:
    """The text in lines of at most this width, broken between tokens."""
    lines = [""]
    for token in _TOKEN.findall(text):
        if len(lines[-1]) + len(token) > width and lines[-1]:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [line.rstrip() for line in lines]


def show_best(screen: Screen, constants: Iterable[Constant], results: Results) -> None:
    """What is to be said of these constants on the page of a step or an erratum."""
    lines = (line for item in constants for line in _lines(screen, assess(item, results), results))
    screen.listing(lines, label="best")


def _lines(screen: Screen, found: Assessment, results: Results) -> list[str]:
    item, about = found.constant, screen.symbol("about")
    printed, best = item.printed_value, item.value
    head = f"{item.name}{item.note and f', {item.note}'}: " + (
        f"printed {_with(item.printed, near(item, printed), about)}" if item.printed else "no value is printed"
    )
    if item.reason:
        return [f"{head}; {item.reason}"]
    if found.problem:
        return [f"{head}; best {NOT_CERTIFIED}: {found.problem}"]
    text = f"{head}; best certified {_with(item.best, near(item, best), about)}"
    if item.false:
        text += "; what is printed is false"
    if found.slack:
        text += f"; slack {'' if found.slack in ('1', 'infinite') else 'at least '}{found.slack}"
    if item.least_slack:
        text += f"; slack at least {item.least_slack} everywhere"
    text += "".join(f"; slack at least {value} at {point}" for point, value in found.slack_at)
    lines = [text]
    if "best" in item.ends:
        lines.append(f"  proved: {item.ends['best'].id}")
    if "attained" in item.ends:
        lines.append(f"  attained: {item.ends['attained'].id}")
    if "beyond" in item.ends:
        lines.append(f"  refuted for {_refuted(item)}: {item.ends['beyond'].id}")
    return lines + [f"  {evidence([step], statuses_of(results))}: {step.id}" for step in item.by]


def _with(text: str, decimal: str, about: str) -> str:
    """A value and its decimal, if that is not the value itself."""
    known = not decimal or parse_expression(decimal) == parse_expression(text)
    return text if known else f"{text} ({about} {decimal})"


def to_json(wanted: Iterable[Constant], results: Results) -> dict[str, object]:
    """The constants as plain data."""
    from certify.engine import engine

    return {"schema": SCHEMA, "engine": engine(), "constants": [assess(item, results).to_json() for item in wanted]}
