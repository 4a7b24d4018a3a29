"""The least value of a parameter from which on a claim holds.

For an integer parameter d: the least d0 such that the claim is proved for all d >= d0 of the range, and refuted at d0 - 1.
For a real one: a value x1 such that the claim is proved for all x >= x1, and one x0 < x1 at which it is refuted, x1 - x0
at most the tolerance.  "From d on" is monotone in d whatever the claim is, so no more is assumed; below d0 - 1 the claim may
hold here and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from certify.ledger import PROVED, REFUTED, UNDECIDED
from certify.search.bracket import QUICK, Bracket, Found
from certify.search.parameter import Asker, Parametric, Value
from certify.text import to_text

FARTHEST = 16  # turns, each some times as far as the one before


@dataclass
class Threshold:
    """What is known so far: `proved` from its value on (with `finite`, the cases up to the next proof), `refuted` at its value."""

    question: Parametric
    proved: Found | None = None
    finite: Found | None = None
    refuted: Found | None = None
    closed_form: str = ""
    note: str = ""
    undecided: list[int] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether the least value is known, for an integer parameter, or enclosed."""
        return self.proved is not None and (self.refuted is not None or self.note == WHOLE)


WHOLE = "it holds on the whole range, which begins there"


def threshold(question: Parametric, ask: Asker, tol: Fraction, state: Threshold) -> None:
    """Search; what is found stands in `state`, also if the search is interrupted.  Raises InputError."""
    (_Integers if question.range.integer else _Reals)(question, ask, tol, state).search()


class _Search:
    def __init__(self, question: Parametric, ask: Asker, tol: Fraction, state: Threshold) -> None:
        self.question, self.ask, self.tol, self.state = question, ask, tol, state
        limits = question.range
        self.lower = None if limits.lower is None else Value.of(to_text(limits.lower))
        self.upper = None if limits.upper is None else Value.of(to_text(limits.upper))

    def from_on(self, values: Sequence[Value], seconds: float | None = QUICK) -> list[Found]:
        """Whether the claim holds from each value on; values from which nothing is left of the range are left out."""
        claims = [self.question.from_on(v) for v in values]
        return [Found(v, r) for v, r in zip(values, self.ask(claims, seconds), strict=True)]

    def witness(self, found: Found) -> Value:
        """The parameter's value at a witness."""
        outcome = found.result.outcome
        assert outcome is not None and outcome.witness is not None
        return Value.of(outcome.witness[self.question.name])

    def confirm(self, found: Found) -> Found | None:
        """The refutation at the witness's value alone."""
        value = self.witness(found)
        again = Found(value, self.ask([self.question.at(value)])[0])
        return again if again.status == REFUTED else None


class _Integers(_Search):
    """`bad` is the largest value known to be refuted, or one below the range; `good` the least from which on it is proved."""

    def search(self) -> None:
        state = self.state
        begin = None if self.lower is None else int(self.lower.near)
        bad, good = self._gallop(0 if begin is None else begin)
        if good is None:
            return
        if bad is None and begin is None:
            bad, good = self._gallop_down(good)
            if bad is None:
                state.note = "it holds from every value tried on"
                return
        floor = bad if bad is not None else begin - 1 if begin is not None else good - 1
        floor, good = self._bisect(floor, good)
        if begin is not None and floor < begin:
            state.note = WHOLE
            return
        if self.state.refuted is None or self.state.refuted.value.near != floor:
            at = Value.of(floor)
            again = Found(at, self.ask([self.question.at(at)])[0])
            if again.status == REFUTED:
                state.refuted = again

    def _take(self, found: Found, bad: int | None) -> int | None:
        """Take in an answer; the new largest refuted value."""
        state = self.state
        if found.status == PROVED:
            if state.proved is None or found.value.near < state.proved.value.near:
                state.proved, state.finite = found, None
        elif found.status == REFUTED:
            at = int(self.witness(found).near)
            if bad is None or at > bad:
                state.refuted = Found(Value.of(at), found.result)
                return at
        else:
            state.undecided.append(int(found.value.near))
        return bad

    def _gallop(self, begin: int) -> tuple[int | None, int | None]:
        """Larger and larger values until it is proved from one on."""
        bad: int | None = None
        last = None if self.upper is None else int(self.upper.near)
        values, step = [begin], 1
        for _ in range(FARTHEST):
            for found in self.from_on([Value.of(v) for v in values]):
                bad = self._take(found, bad)
            if self.state.proved is not None:
                return bad, int(self.state.proved.value.near)
            base = max(values[-1], begin if bad is None else bad)
            if last is not None and base >= last:
                break
            values = [base + step * 4**k for k in range(self.ask.jobs)]
            values = sorted({v if last is None else min(v, last) for v in values})
            step *= 4 ** len(values)
        where = f"refuted at {self.question.name} = {bad}" if bad is not None else "undecided"
        self.state.note = f"from no value on was it proved; the last was {where}"
        return bad, None

    def _gallop_down(self, good: int) -> tuple[int | None, int]:
        bad: int | None = None
        for turn in range(2 * FARTHEST):
            for found in self.from_on([Value.of(-(2**turn))]):
                bad = self._take(found, bad)
            if bad is not None:
                break
        assert self.state.proved is not None
        return bad, int(self.state.proved.value.near)

    def _bisect(self, bad: int, good: int) -> tuple[int, int]:
        """Narrow to neighbours where the prover can; what it cannot do from a value on, it may do case by case."""
        fog = bad  # from here on it is undecided, or worse
        while good - fog > 1:
            jobs = min(self.ask.jobs, good - fog - 1)
            cuts = sorted({fog + (good - fog) * k // (jobs + 1) for k in range(1, jobs + 1)} - {fog})
            for found in self.from_on([Value.of(c) for c in cuts or [good - 1]]):
                new = self._take(found, bad)
                assert new is not None
                bad = new
                if found.status == UNDECIDED:
                    fog = max(fog, int(found.value.near))
            fog = max(fog, bad)
            assert self.state.proved is not None
            good = int(self.state.proved.value.near)
        while good - bad > 1:
            first, last = Value.of(bad + 1), Value.of(good - 1)
            claim = self.question.from_on(first, last, id=f"cases-{first.text}-to-{last.text}")
            found = Found(first, self.ask([claim])[0])
            if found.status == PROVED:
                self.state.finite = found
                return bad, bad + 1
            new = self._take(found, bad)
            if new is None or new <= bad:
                self.state.note = f"undecided between {bad} and {good}"
                break
            bad = new
        return bad, good


class _Reals(_Search):
    def search(self) -> None:
        """Steps outward from the range's lower end (from 0, if there is none), then narrowing."""
        state = self.state
        good: Found | None = None
        bad: Found | None = None
        for value in self._ladder():
            found = self.from_on([value])[0]
            if found.status == PROVED and (good is None or value.near < good.value.near):
                good = state.proved = found
            again = self.confirm(found) if found.status == REFUTED else None
            if again is not None and (bad is None or again.value.near > bad.value.near):
                bad = state.refuted = again
            if good is not None and (bad is not None or self.lower is not None):
                break
        if good is None:
            state.note = "from no value on was it proved"
            return
        if bad is None:
            state.note = WHOLE if self.lower is not None and good.value == self.lower else "it was refuted nowhere"
            return
        bracket = Bracket(good, bad)
        try:
            bracket.narrow(self._ask, self.tol, self.ask.jobs)
        finally:
            state.proved, state.refuted = bracket.good, bracket.bad
            state.closed_form = bracket.closed_form
        if bracket.width > self.tol:
            state.note = "the prover could not decide between the ends"

    def _ask(self, values: Sequence[Value], seconds: float | None) -> list[Found]:
        """Refutations count at their witnesses."""
        answers = self.from_on(values, seconds)
        return [self.confirm(f) or f if f.status == REFUTED else f for f in answers]

    def _ladder(self) -> list[Value]:
        if self.lower is None:
            return [Value.of(v) for k in range(20) for v in (4**k, -(4**k))]
        if self.upper is None:
            return [self.lower, *(Value.of(ceil(self.lower.near) + 4**k) for k in range(30))]
        span = self.upper.near - self.lower.near
        return [self.lower, *(Value.of(self.lower.near + span * k / 8) for k in range(1, 8)), self.upper]
