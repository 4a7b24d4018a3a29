"""The errata of the papers, with the verdicts that stand behind them: to read, and as JSON (`certify.errata/1`).

The constants of an erratum are those that bear its tag; in the JSON they stand as in `certify.constants`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from certify.constant import Constant
from certify.constants import show_best
from certify.ledger import NONE_YET, REFUTED, Erratum, Paper, Step, closure, evidence
from certify.pages import point
from certify.results import Result, statuses_of
from certify.screen import Screen
from certify.slack import assess
from certify.tables import STYLES

SCHEMA: Final = "certify.errata/1"

Results = Mapping[Step, Result]


def needed(papers: Iterable[Paper]) -> list[Step]:
    """The steps whose verdicts the errata show: the witnesses, and the repairs with all they use."""
    errata = [erratum for paper in papers for erratum in paper.errata]
    return closure(item for e in errata for item in (e.witness, e.repaired) if item is not None)


def show_errata(screen: Screen, papers: Iterable[Paper], results: Results) -> None:
    """Where, what is printed, what is wrong with it and the exact witness, the repair and what stands behind it."""
    for number, paper in enumerate(p for p in papers if p.errata):
        if number:
            screen.say("")
        screen.say((f"{paper.name}  {paper.title or paper.reference}", "bold"))
        for erratum in paper.errata:
            _show(screen, erratum, results, [c for c in paper.constants if erratum.tag in c.tags])


def _show(screen: Screen, erratum: Erratum, results: Results, constants: list[Constant]) -> None:
    screen.say("")
    screen.say((erratum.tag, "bold"), f"  {erratum.kind}, {erratum.where} ({', '.join(erratum.sources)})")
    screen.listing([erratum.printed], label="printed")
    screen.listing([erratum.found], label="found")
    if erratum.witness is not None:
        outcome = results[erratum.witness].outcome
        assert outcome is not None
        false, where = outcome.status == REFUTED, point(screen, outcome)
        text = f"false{' at ' * bool(where)}{where}" if false else f"{outcome.status}: {outcome.explanation}"
        screen.listing([f"{erratum.witness.id} is {text}"], label="witness", style="" if false else "bold red")
    if erratum.repair:
        screen.listing([erratum.repair], label="repair")
    show_best(screen, constants, results)
    if erratum.repaired is not None:
        kind = evidence([erratum.repaired], statuses_of(results)) or NONE_YET
        screen.listing([f"{kind}: {erratum.repaired.id}"], label="evidence", style=STYLES[kind])


def to_json(papers: Iterable[Paper], results: Results) -> dict[str, object]:
    """The errata as plain data."""
    from certify.engine import engine

    statuses = statuses_of(results)
    entries = [
        {
            "paper": paper.name,
            "tag": e.tag,
            "kind": e.kind,
            "where": e.where,
            "sources": list(e.sources),
            "printed": e.printed,
            "found": e.found,
            "witness": results[e.witness].to_json() if e.witness else None,
            "repair": e.repair,
            "repaired": e.repaired.id if e.repaired else None,
            "evidence": evidence([e.repaired], statuses) if e.repaired else None,
            "constants": [assess(c, results).to_json() for c in paper.constants if e.tag in c.tags],
        }
        for paper in papers
        for e in paper.errata
    ]
    return {"schema": SCHEMA, "engine": engine(), "errata": entries}
