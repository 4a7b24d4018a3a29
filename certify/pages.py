"""Pages to read: a verdict, a step with all it rests on, a lemma."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal

from certify.constant import Constant
from certify.errors import InputError
from certify.expr import Rational
from certify.ledger import (
    PROVED,
    REFUTED,
    UNDECIDED,
    Argued,
    Cited,
    Claim,
    Erratum,
    Lemma,
    Step,
    evidence,
    own_evidence,
)
from certify.outcome import Outcome
from certify.parse import parse_expression
from certify.results import Result, statuses_of
from certify.screen import Piece, Screen
from certify.tables import STYLES, mark

Results = Mapping[Step, Result]


def show_verdict(screen: Screen, result: Result) -> None:
    """The verdict on one claim: what `certify prove` says."""
    outcome = result.outcome
    assert outcome is not None
    screen.say((outcome.status, "bold " + (STYLES[outcome.status])), f"  in {outcome.seconds:.2f} s")
    _verdict_details(screen, outcome)


def _verdict_details(screen: Screen, outcome: Outcome) -> None:
    if outcome.method:
        screen.listing([outcome.method], label="method")
    if outcome.margin:
        screen.listing([outcome.margin], label="margin")
    if outcome.status != UNDECIDED:
        said = outcome.unchecked or "accepted by the independent checker"
        screen.listing([said], label="checked", style="bold red" if outcome.unchecked else "green")
    if outcome.witness is not None:
        screen.listing([point(screen, outcome) or "none is needed: the claim has no variables"], label="witness")
    if outcome.status == UNDECIDED:
        screen.listing([outcome.reason], label="reason")
        if outcome.closest:
            screen.listing([outcome.closest], label="closest")


def point(screen: Screen, outcome: Outcome) -> str:
    """Where a claim is false: the witness, exact, with decimals where they say more; empty if it has no variables."""
    parts = []
    for name, value in (outcome.witness or {}).items():
        near = decimal(value)
        parts.append(f"{name} = {value}" + (f" ({screen.symbol('about')} {near})" if near else ""))
    return ", ".join(parts)


def decimal(text: str) -> str:
    """Six digits of a closed expression, an approximation for the eye; nothing for an integer."""
    try:
        value = parse_expression(text)
    except InputError:
        return ""
    if isinstance(value, Rational):
        n, d = value.value.numerator, value.value.denominator
        return "" if d == 1 else f"{Context(prec=6).divide(Decimal(n), Decimal(d)).normalize():g}"
    from certify.enclose import closed_ball

    ball = closed_ball(value, 64)
    return ball.str(6, radius=False) if ball.is_finite() else ""


def show_step(
    screen: Screen, step: Step, results: Results, errata: Iterable[Erratum], constants: Iterable[Constant] = ()
) -> None:
    """All there is to say of one step."""
    from certify.constants import show_best

    result = results[step]
    screen.say((step.id, "bold"), *([f"  {step.home.title}"] if step.home else []))
    if isinstance(step, Claim):
        screen.listing([step.text], label="claim")
        screen.listing(step.where, label="where")
        screen.listing(step.let, label="let")
    else:
        screen.listing([step.text], label=step.word.split()[0])
    screen.listing(filter(None, [step.latex]), label="latex")
    screen.listing(filter(None, [step.source]), label="source")
    if isinstance(step, Claim) and step.printed:
        screen.listing([step.printed if isinstance(step.printed, str) else "as it stands here"], label="printed")
    show_best(screen, constants, results)
    if isinstance(step, Cited):
        screen.listing([step.reference], label="cited")
    if isinstance(step, Argued):
        screen.listing([step.guard], label="guarded by")
    if result.outcome:
        expected = "" if result.as_expected else f", expected to be {PROVED if result.status == REFUTED else REFUTED}"
        known = " as expected" if result.status == REFUTED and result.as_expected else expected
        style = STYLES[result.outcome.status] if result.as_expected else "bold red"
        seconds = f" in {result.outcome.seconds:.2f} s" + (", from the cache" if result.cached else "")
        screen.listing([f"{result.status}{known}{seconds}"], label="verdict", style=style)
        _verdict_details(screen, result.outcome)
    kind = evidence([step], statuses_of(results)) or ""
    screen.listing([kind], label="evidence", style=STYLES.get(kind, ""))
    if step.tags:
        screen.listing([", ".join(step.tags)], label="tags")
    screen.listing(
        [f"{e.tag} ({e.kind}): {e.found}" for e in errata if step in (e.witness, e.repaired)], label="errata"
    )
    if step.uses:
        screen.say(("  rests on", "dim"))
        show_tree(screen, step.uses, results)


def show_lemma(screen: Screen, lemma: Lemma, results: Results, constants: Iterable[Constant] = ()) -> None:
    """A lemma: its statement, its constants and what carries it, down to the leaves."""
    from certify.constants import show_best

    kind = evidence([lemma], statuses_of(results)) or ""
    screen.say((lemma.id, "bold"), f"  {lemma.title}")
    screen.listing([lemma.statement], label="statement")
    show_best(screen, constants, results)
    screen.listing([kind], label="evidence", style=STYLES.get(kind, ""))
    show_tree(screen, lemma.steps, results)


def show_tree(screen: Screen, items: Iterable[Step | Lemma], results: Results) -> None:
    """What something rests on, as a tree; what has been shown above is not unfolded again."""
    seen = set[Step | Lemma]()
    stack = [("  ", item, last) for item, last in _marked(items)]
    while stack:
        prefix, item, last = stack.pop()
        below = item.chain if isinstance(item, Lemma) else item.uses
        again = "  (as above)" if below and item in seen else ""
        fork = screen.symbol("last" if last else "fork")
        screen.say((prefix + fork, "dim"), *_node(screen, item, results), again)
        if item not in seen:
            deeper = prefix + ("   " if last else screen.symbol("bar"))
            deeper = deeper if len(deeper) <= screen.room // 2 else prefix  # the very deep go on side by side
            stack.extend((deeper, child, end) for child, end in _marked(below))
        seen.add(item)


def _node(screen: Screen, item: Step | Lemma, results: Results) -> list[Piece]:
    """One line of the tree: the item, how it stands, and where to look for it."""
    if isinstance(item, Lemma):
        kind = evidence([item], statuses_of(results)) or ""
        return [f"{item.id}  ", (kind, STYLES.get(kind, "")), f"  {item.title}"]
    result = results[item]
    word, style = own_evidence(item, result.status) or "", ""
    if result.status in (REFUTED, UNDECIDED):
        word, style = result.status, "" if result.as_expected and result.status == REFUTED else "bold red"
        word += " as expected" * (not style)
    reference = f"  {item.reference}" if isinstance(item, Cited) else ""
    return [mark(screen, result), f" {item.id}  ", (word, style or STYLES.get(word, "")), reference]


def _marked(items: Iterable[Step | Lemma]) -> list[tuple[Step | Lemma, bool]]:
    """The items, last first, each with whether it is the last: ready to be put on a stack."""
    return [(item, k == 0) for k, item in enumerate(reversed(tuple(items)))]
