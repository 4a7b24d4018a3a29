"""The parts of the campaign.  Each is a function of a tally, a number and the chance drawn from it: item number k is tried.

planted falsehoods    `tests.soundness.planted`: never proved
claims by hand        `tests/soundness/by_hand.txt`: false and undefined ones never proved, true ones never refuted
mutation census       every constant, exponent, sign, relation and range end of the ledger's claims changed in turn: refuted,
                      still true and proved, or undecided; none proved that fails at a sampled point
random claims         `tests.soundness.grammar`: none proved or refuted that a sample says is otherwise
edited certificates   `tests.soundness.edits`: none accepted for another statement that is false
equations             `tests.soundness.within`: what the checker's normal form takes for equal has equal values
enclosures            the same: the checker's enclosures of expressions and derivatives on random boxes hold at points of them
functions             the checker's functions at random arguments against Arb: enclosed, and a few units wide
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from itertools import chain, groupby
from typing import Any, Final, NamedTuple

from certify.check.proof import RULES
from tests.soundness import within
from tests.soundness.audit import audit, settle
from tests.soundness.edits import at, nodes, try_edits
from tests.soundness.examples import certificate, rules
from tests.soundness.grammar import grown
from tests.soundness.planted import planted
from tests.soundness.record import Tally
from tests.soundness.sources import Source, book, by_hand, changes, ledger

SECONDS: Final = 0.3  # of processor time, for one claim: short, as much is tried
SHORT: Final = 0.08  # for most random claims
LONG: Final = 1.0  # for one of
TENTH: Final = 10


class Part(NamedTuple):
    """What is tried for an item, the part's share of the time, and how many items there are (None: no end)."""

    attempt: Callable[[Tally, int, random.Random], None]
    share: float
    size: Callable[[], int] | None = None


def plant(tally: Tally, number: int, chance: random.Random) -> None:
    """False claims from a true one."""
    for kind, false in planted(chance.choice([*book(), *ledger()]), chance):
        found = settle(false, SECONDS, tally)
        tally.counts[f"planted: {kind}"] += 1
        if found is not None and found.status == "proved":
            tally.fail(f"planted ({kind}) and proved: {false.lines}")
        audit(false, found, tally, chance)


def written(tally: Tally, number: int, chance: random.Random) -> None:
    """One claim by hand."""
    kind, source = by_hand()[number]
    statement = source.statement()
    found = settle(statement, LONG, tally) if statement is not None else None
    status = found.status if found is not None else "bad input"
    tally.counts[f"{kind}: {status}"] += 1
    if status in {"true": ("refuted", "bad input")}.get(kind, ("proved",)):
        tally.fail(f"{kind}, but {status}: {source}")
    if found is not None and statement is not None:
        audit(statement, found, tally, chance)


@cache
def mutants() -> tuple[tuple[str, Source], ...]:
    """Every single change of every claim of the ledger, in the claim and in the ranges.

    In rounds, and in an order without meaning in each: in the first every place is changed once.
    """
    rounds: list[list[tuple[str, Source]]] = []
    chance = random.Random(0)
    for source in ledger():
        for k, text in enumerate((source.claim, *source.where)):
            for _, here in groupby(changes(text), key=lambda c: c.at):
                for number, new in enumerate(chance.sample(some := list(here), len(some))):
                    lines = [source.claim, *source.where]
                    lines[k] = new.text
                    rounds += [[]] if number == len(rounds) else []
                    mutant = Source(source.id, lines[0], tuple(lines[1:]), source.let)
                    rounds[number].append((f"{source.id}: {new.old} -> {new.new} at {new.at} of {text!r}", mutant))
    for found in rounds:
        chance.shuffle(found)
    return tuple(chain.from_iterable(rounds))


def places() -> int:
    """How many places are changed: that many mutants are the first round."""
    return len({what.partition(" -> ")[0] + what.partition(" at ")[2] for what, _ in mutants()})


def census(tally: Tally, number: int, chance: random.Random) -> None:
    """One mutant."""
    what, source = mutants()[number]
    statement = source.statement()
    found = settle(statement, SECONDS, tally) if statement is not None else None
    if statement is None:
        tally.counts["bad input"] += 1
    else:
        audit(statement, found, tally, chance)
    tally.report.append(f"{found.status if found is not None else 'bad input':<10} {what}")


def randomly(tally: Tally, number: int, chance: random.Random) -> None:
    """One random statement over the whole language."""
    source = next(grown(chance))
    statement = source.statement()
    if statement is None:
        tally.counts["bad input"] += 1
        return
    audit(statement, settle(statement, LONG if number % TENTH == 0 else SHORT, tally), tally, chance)


def certificates(tally: Tally, number: int, chance: random.Random) -> None:
    """Edits of a certificate, with pieces of another's: each rule in turn, then any claim, and so on."""
    data = _certificate(tally, number, chance)
    if data is None:
        return
    tally.counts["certificates"] += 1
    tally.counts.update(f"rule {rule}" for rule in rules(data))
    other = _certificate(tally, chance.randrange(len(RULES)), chance)
    try_edits(data, [{"rule": "identity"}, *(at(other, p) for p in nodes(other))], tally, chance)


def _certificate(tally: Tally, number: int, chance: random.Random) -> dict[str, Any] | None:
    kinds = sorted(RULES)
    if number % (2 * len(kinds)) < len(kinds):
        return certificate(kinds[number % len(kinds)], 2.0)
    statement = chance.choice([*book(), *ledger()]).statement()
    found = settle(statement, 1.0, tally) if statement is not None else None
    return None if found is None or found.certificate is None else json.loads(json.dumps(found.certificate))


def functions(tally: Tally, number: int, chance: random.Random) -> None:
    """Random arguments, as `tests/certify/check/test_functions.py` draws them: ends, huge and tiny ones, near zeros and poles."""
    from flint import arb

    from certify.check.dyadic import Interval
    from tests.certify.check.test_functions import CASES, reference, to_arb

    case = chance.choice(CASES)
    for _ in range(max(1, int(20 * case.weight))):
        p = chance.choice([24, 53, 64, 100, 128, 200])
        a = case.draw(chance, p)
        y, value = case.f(Interval(a, a), p), reference(case.ref, a, 2 * p)
        tally.counts[case.name] += 1
        if y.lo is None or y.hi is None or to_arb(y.lo) > value or to_arb(y.hi) < value or not value.is_finite():
            tally.fail(f"{case.name} at {a} to {p} bits: not enclosed")
        elif not to_arb(y.hi) - to_arb(y.lo) <= abs(value).upper() * arb((case.ulps, 1 - p)):
            tally.fail(f"{case.name} at {a} to {p} bits: too wide")


PARTS: Final[dict[str, Part]] = {
    "planted falsehoods": Part(plant, 0.22),
    "claims by hand": Part(written, 0.03, lambda: len(by_hand())),
    "mutation census": Part(census, 0.25, lambda: len(mutants())),
    "random claims": Part(randomly, 0.26),
    "edited certificates": Part(certificates, 0.12),
    "equations": Part(lambda tally, number, chance: within.equations(tally, chance), 0.04),
    "enclosures": Part(lambda tally, number, chance: within.enclosures(tally, chance), 0.04),
    "functions": Part(functions, 0.04),
}


def prepare() -> None:
    """Load what every process needs, before they are forked."""
    for source in (*ledger()[:1], *book()[:1]):
        statement = source.statement()
        assert statement is not None
        settle(statement, SECONDS, Tally())
    mutants()


def attempt(part: str, seed: int, number: int) -> Tally:
    """An item: always the same for the same seed, but for what the limit of time cuts."""
    tally = Tally()
    PARTS[part].attempt(tally, number, random.Random(f"{seed} {part} {number}"))
    return tally
