"""The parts of the campaign: each a generator of statements (or certificates) and what must never happen to them."""

from __future__ import annotations

import copy
import json
import random
import re
import time
import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from mpmath import mpf

from certify.check.certificate import check, digest
from certify.errors import InputError
from certify.ledger import Claim
from certify.papers import Library
from certify.statement import Statement
from certify.text import to_text
from tests.certify.real import Undefined, value
from tests.soundness.audit import Tally, audit, counterexample, points, settle

BOOK = Path(__file__).parents[1] / "exercises"
SECONDS = 0.4  # for one claim: short, as much is tried
Source = tuple[str, tuple[str, ...], tuple[str, ...]]


@cache
def ledger() -> tuple[Source, ...]:
    """The claims of all papers, as text."""
    return tuple((s.text, tuple(s.where), tuple(s.let)) for s in Library().steps([]) if isinstance(s, Claim))


@cache
def book() -> tuple[Source, ...]:
    """The claims of the exercise book."""
    items = [c for path in sorted(BOOK.glob("*.toml")) for c in tomllib.loads(path.read_text())["claim"]]
    return tuple((c["claim"], tuple(c.get("where", ())), tuple(c.get("let", ()))) for c in items)


def parsed(source: Source) -> Statement | None:
    try:
        return Statement.parse(*source)
    except InputError:
        return None


def try_all(statements: Iterator[Statement | None], tally: Tally, chance: random.Random, until: float) -> None:
    """Settle and audit statements until the time is over."""
    for statement in statements:
        if time.monotonic() > until:
            return
        if statement is not None:
            audit(statement, settle(statement, SECONDS), tally, chance)


def planted(tally: Tally, chance: random.Random, until: float) -> None:
    """Inequalities overstepped at a sampled point: lhs >= rhs + s with s just above lhs - rhs there.  Never proved."""
    sources = [*book(), *ledger()]
    while time.monotonic() < until:
        source = chance.choice(sources)
        statement = parsed(source)
        if (
            statement is None
            or len(statement.relations) != 1
            or statement.relations[0].op not in (">=", ">", "<=", "<")
        ):
            continue
        (r,) = statement.relations
        best: tuple[mpf, dict[str, Fraction | int]] | None = None
        turn = 1 if r.op[0] == ">" else -1
        for point in points(statement, chance, 25):
            try:
                a, b = (value(side, point, statement.domain.integers) for side in (r.lhs, r.rhs))
            except (Undefined, AssertionError):
                continue
            if best is None or turn * (a - b) < best[0]:
                best = turn * (a - b), point
        if best is None:
            continue
        beyond = Fraction(str(best[0])).limit_denominator(10**9) + Fraction(1, 10 ** chance.choice([1, 3, 6, 8]))
        if mpf(beyond.numerator) / beyond.denominator <= best[0] + mpf(10) ** -12:
            continue
        text = f"({to_text(r.lhs)}) - ({to_text(r.rhs)}) {r.op} {'-' * (turn < 0)}({beyond})"
        false = parsed((text, tuple(statement.domain.lines()), ()))
        if false is None:
            continue
        found = settle(false, SECONDS)
        if found is not None and found.status == "proved":
            tally.fail(f"planted at {best[1]} and proved: {false.lines}")
        audit(false, found, tally, chance)


PIECES = re.compile(r"\d+(?:/\d+)?|<=|>=|==|!=|<|>|\*\*|[-+*/]|\b(?:sin|cos|exp|log|sqrt|tanh|atan|sinh|cosh)\b")
GROUPS = (("<", "<=", ">", ">="), ("==", "<=", ">="), ("+", "-", "*", "/"), ("**", "*"), ("sin", "cos", "tanh", "atan"),
          ("exp", "cosh", "sinh"), ("log", "sqrt"))  # fmt: skip


def mutants(source: Source, chance: random.Random) -> Iterator[Source]:
    """Each number, sign, relation and function in turn, in the claim and in the ranges."""
    claim, where, let = source
    for k, text in enumerate((claim, *where)):
        for m in PIECES.finditer(text):
            old = m[0]
            if old[0].isdigit():
                n, _, d = old.partition("/")
                others = [f"{int(n) + 1}", f"{int(n) - 1}", f"{int(n) * 101 + 1}/{100 * int(d or 1)}"]
            else:
                others = [o for group in GROUPS if old in group for o in group if o != old]
            for new in others:
                changed = text[: m.start()] + new + text[m.end() :]
                lines = [claim, *where]
                lines[k] = changed
                yield lines[0], tuple(lines[1:]), let


def census(tally: Tally, chance: random.Random, until: float) -> None:
    """The mutants of the ledger's claims: refuted, still true, or undecided; none proved that fails at a sampled point."""
    sources = list(ledger())
    chance.shuffle(sources)
    queues = [mutants(s, chance) for s in sources]

    def turns() -> Iterator[Statement | None]:
        while queues:
            queue = chance.choice(queues)
            source = next(queue, None)
            if source is None:
                queues.remove(queue)
            else:
                yield parsed(source)

    try_all(turns(), tally, chance, until)


FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "tanh", "atan", "sinh", "cosh", "sqrt", "abs", "asin", "acos", "gamma", "lgamma",
             "erf", "floor", "ceil", "digamma")  # fmt: skip
RANGES = ("0 <= x <= 1", "-1 <= x <= 1", "x > 0", "0 < x < 3", "x in RR", "x >= 2", "-2 <= x < 1/2", "1/3 <= x <= 7/2")


def term(chance: random.Random, names: tuple[str, ...], depth: int) -> str:
    """A random expression as text."""
    kind = chance.randrange(9) if depth else chance.randrange(2)
    if kind == 0:
        return chance.choice(names)
    if kind == 1:
        return chance.choice(["1", "2", "3", "1/2", "2/3", "5", "-1", "pi", "e", "7/10"])
    a = term(chance, names, depth - 1)
    if kind in (2, 3, 4):
        return f"({a} {chance.choice('+-*')} {term(chance, names, depth - 1)})"
    if kind == 5:
        return f"({a})/({term(chance, names, depth - 1)})"
    if kind == 6:
        return f"({a})**{chance.choice(['2', '3', '(1/2)', '(-1)', '(3/2)', '4', '(' + term(chance, names, depth - 1) + ')'])}"
    if kind == 7 and chance.random() < 0.15:
        binder = chance.choice(["integral({0}, t, 0, 1)", "sum({0}, t, 1, 4)", "product({0}, t, 1, 3)"])
        return binder.format(term(chance, (*names, "t"), depth - 1))
    if kind == 7:
        return f"{chance.choice(['min', 'max'])}({a}, {term(chance, names, depth - 1)})"
    return f"{chance.choice(FUNCTIONS)}({a})"


def grown(chance: random.Random) -> Iterator[Statement | None]:
    """Random statements: unrelated sides, and sides whose difference is a square or an overstepped identity."""
    while True:
        where = [chance.choice(RANGES)]
        names = ["x"]
        if chance.random() < 0.3:
            names.append("y")
            where.append(chance.choice(RANGES).replace("x", "y"))
        if chance.random() < 0.25:
            names.append("n")
            where += ["n in ZZ", chance.choice(["n >= 1", "0 <= n <= 6", "n >= 3"])]
        a = term(chance, tuple(names), chance.choice([1, 2, 2, 3]))
        b = term(chance, tuple(names), chance.choice([0, 0, 1, 2]))
        op = chance.choice([">=", ">", "<=", "<", ">=", "<=", "==", "!="])
        shape = chance.randrange(4)
        if shape == 1:
            b = f"({a}) - ({b})**2 {chance.choice(['', '', '+ 1/1000', '- 1/1000'])}"
        elif shape == 2:
            b = f"({a}) - abs({b})"
        yield parsed((f"{a} {op} {b}", tuple(where), ()))


def randomly(tally: Tally, chance: random.Random, until: float) -> None:
    """Random statements over the whole language."""
    try_all(grown(chance), tally, chance, until)


def _places(data: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if isinstance(data, (dict, list)) and data:
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _places(item, (*path, key))
    else:
        yield path


def certificates(tally: Tally, chance: random.Random, until: float) -> None:
    """Random edits: an accepted certificate proves the statement that it did before, or one without a counterexample."""
    sources = [*book(), *ledger()]
    while time.monotonic() < until:
        statement = parsed(chance.choice(sources))
        found = settle(statement, 1.0) if statement is not None else None
        if found is None or found.certificate is None:
            continue
        data = json.loads(json.dumps(found.certificate))
        paths = list(_places(data))
        for _ in range(60):
            if time.monotonic() > until:
                return
            changed = copy.deepcopy(data)
            path = chance.choice(paths)
            target = changed
            for key in path[:-1]:
                target = target[key]
            old = target[path[-1]]
            new: object = chance.choice([None, 0, 1, 2, "x", [], {}, 10**9, True])
            if isinstance(old, str) and (pieces := list(PIECES.finditer(old))):
                m = chance.choice(pieces)
                group = next((g for g in GROUPS if m[0] in g), None)
                text = chance.choice(group) if group else str(int(m[0].partition("/")[0]) + chance.choice([-1, 1, 10]))
                new = old[: m.start()] + text + old[m.end() :]
            if new == old:
                continue
            target[path[-1]] = new
            if path[0] in ("claim", "where"):
                lines = (*(f"claim {t}" for t in changed["claim"]), *(f"where {t}" for t in changed["where"]))
                changed["digest"] = digest(lines)
            outcome = check(json.dumps(changed).encode())
            tally.counts[outcome.status] += 1
            if outcome.status != "accepted":
                continue
            if path[0] not in ("claim", "where"):
                if (digest(outcome.statement), outcome.verdict) != (data["digest"], data["verdict"]):
                    tally.fail(f"an edit at {path} made another statement")
                continue
            for claim in changed["claim"]:
                other = parsed((claim, tuple(changed["where"]), ()))
                if other is None:
                    tally.fail(f"accepted, but it cannot be read: {claim} {changed['where']}")
                elif outcome.verdict == "proved" and (point := counterexample(other, chance, 200)) is not None:
                    tally.fail(f"accepted, but false at {point}: {claim} {changed['where']}")


PARTS: dict[str, tuple[Callable[[Tally, random.Random, float], None], float]] = {
    "planted falsehoods": (planted, 0.3),
    "mutation census": (census, 0.3),
    "random claims": (randomly, 0.3),
    "edited certificates": (certificates, 0.1),
}


def run(seconds: float, seed: int) -> dict[str, Tally]:
    """All parts, one after the other, each with its share of the time."""
    found = {}
    for name, (part, share) in PARTS.items():
        found[name] = Tally()
        part(found[name], random.Random(f"{seed} {name}"), time.monotonic() + seconds * share)
    return found
