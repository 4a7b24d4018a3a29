"""The least value of a parameter from which on a claim holds.

For an integer parameter d: the least d0 such that the claim is proved for all d >= d0 of the range, and refuted at d0 - 1.
For a real one: a value x1 such that the claim is proved for all x >= x1, and one x0 < x1 at which it is refuted, x1 - x0
at most the tolerance.  "From d on" is monotone in d whatever the claim is, so no more is assumed; below d0 - 1 the claim may
hold here and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from certify.errors import InputError
from certify.ledger import PROVED, REFUTED, Claim
from certify.search.bracket import QUICK, Bracket, Found
from certify.search.parameter import UNDEFINED, Asker, Parametric, Value
from certify.text import to_text

FARTHEST: Final = 16  # turns, each some times as far as the one before
ROUNDS: Final = 8


@dataclass
class Threshold:
    """What is known so far: `proved` from its value on (with `finite`, the cases up to the next proof), `refuted` at its value."""

    question: Parametric
    proved: Found | None = None
    finite: Found | None = None
    refuted: Found | None = None
    closed_form: str = ""
    note: str = ""

    @property
    def found(self) -> bool:
        """Whether the least value is known, for an integer parameter, or enclosed."""
        return self.proved is not None and (self.note == WHOLE or (self.refuted is not None and not self.note))


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

    def at(self, values: Sequence[Value], seconds: float | None = None) -> list[tuple[Value, Found | None]]:
        """Whether the claim holds at each value; None where it is not even a claim, as 1/(d - 7) > 0 at d = 7."""
        claims: dict[Value, Claim] = {}
        for value in values:
            try:
                claims[value] = self.question.at(value)
            except InputError:
                continue
        found = {v: Found(v, r) for v, r in zip(claims, self.ask([*claims.values()], seconds), strict=True)}
        return [(value, found.get(value)) for value in values]

    def witness(self, found: Found) -> Value:
        """The parameter's value at a witness."""
        outcome = found.result.outcome
        assert outcome is not None and outcome.witness is not None
        return Value.of(outcome.witness[self.question.name])

    def confirm(self, found: Found) -> Found | None:
        """The refutation at the witness's value alone."""
        _, again = self.at([self.witness(found)])[0]
        return again if again is not None and again.status == REFUTED else None


class _Integers(_Search):
    """`bad` is the largest value known to be refuted.  Single values are asked first, since they cost least."""

    bad: int | None = None

    def search(self) -> None:
        begin = 0 if self.lower is None else int(self.lower.near)
        last = None if self.upper is None else int(self.upper.near)
        candidate = begin
        for _ in range(ROUNDS):
            climbed = self._climb(candidate, last)
            if climbed is None:
                self.state.note = self._failed()
                return
            candidate = climbed
            found = self._from(candidate, None)
            if found.status != REFUTED:
                break
            assert self.bad is not None
            candidate = self.bad + 1
        if self.state.proved is None and not self._beyond(candidate, last):
            self.state.note = (
                self._failed()
                if self.bad is not None and self.bad >= candidate
                else (f"from no value on was it proved; from {candidate} on it is undecided")
            )
            return
        if self.lower is None and self.bad is None and not self._below(begin):
            self.state.note = "it holds from every value tried on"
            return
        self._join(begin)
        if self.bad is None or (self.lower is not None and self.bad < begin):
            self.state.note = self.state.note or WHOLE

    def _failed(self) -> str:
        return f"refuted at {self.question.name} = {self.bad}, and from no larger value on was it proved"

    def _from(self, value: int, seconds: float | None = QUICK) -> Found:
        """Ask from a value on."""
        found = self.from_on([Value.of(value)], seconds)[0]
        if found.status == PROVED:
            self.state.proved, self.state.finite = found, None
        elif found.status == REFUTED:
            self._refuted(Found(self.witness(found), found.result))
        return found

    def _at(self, values: Sequence[int]) -> list[str]:
        """Ask at single values."""
        answers = [found for _, found in self.at([Value.of(v) for v in values], QUICK)]
        for found in answers:
            if found is not None and found.status == REFUTED:
                self._refuted(found)
        return [UNDEFINED if found is None else found.status for found in answers]

    def _refuted(self, found: Found) -> None:
        if self.bad is None or found.value.near >= self.bad:
            self.bad, self.state.refuted = int(found.value.near), found

    def _climb(self, start: int, last: int | None) -> int | None:
        """A value at which the claim is not refuted, `start` or one above a refuted value; None if none is found."""
        if last is not None and start > last:
            return None
        if self._at([start])[0] != REFUTED:
            return start
        low, step = start, 1
        for _ in range(FARTHEST):
            values = [low + step * 2**k for k in range(2 * self.ask.jobs)]
            values = sorted({v if last is None else min(v, last) for v in values} - {low})
            if not values:
                return None
            answers = self._at(values)
            holds = next((v for v, word in zip(values, answers, strict=True) if word != REFUTED), None)
            low = max([low, *(v for v in values if holds is None or v < holds)])
            if holds is not None:
                return self._neighbour(low, holds)
            step *= 2 ** len(values)
        return None

    def _neighbour(self, low: int, high: int) -> int:
        """The least value above `low`, which is refuted, up to `high`, as if there were only one change."""
        while high - low > 1:
            middle = (low + high) // 2
            if self._at([middle])[0] == REFUTED:
                low = middle
            else:
                high = middle
        return high

    def _beyond(self, candidate: int, last: int | None) -> bool:
        """Whether it is proved from some larger value on."""
        for k in range(ROUNDS):
            value = candidate + max(1, abs(candidate) // 256) * 4**k
            if (last is not None and value > last) or self._from(value, None).status == PROVED:
                break
        return self.state.proved is not None

    def _below(self, start: int) -> bool:
        """Whether it is refuted somewhere below, where the range has no lower end."""
        return any(self._from(start - 4**k).status == REFUTED for k in range(FARTHEST))

    def _join(self, begin: int) -> None:
        """Close the gap between the refuted value and that from which on it is proved; one by one where need be."""
        state = self.state
        assert state.proved is not None
        while (good := int(state.proved.value.near)) - (bad := begin - 1 if self.bad is None else self.bad) > 1:
            found = self._from(max(bad + 1, (bad + good) // 2))
            if found.status not in (PROVED, REFUTED):
                break
        while good - (bad := begin - 1 if self.bad is None else self.bad) > 1:
            first, end = Value.of(bad + 1), Value.of(good - 1)
            claim = self.question.from_on(first, end, id=f"cases-{first.text}-to-{end.text}")
            found = Found(first, self.ask([claim])[0])
            if found.status == PROVED:
                state.finite = found
                return
            if found.status != REFUTED:
                state.note = f"{found.status} between {bad} and {good}"
                return
            self._refuted(Found(self.witness(found), found.result))


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
            at = f"refuted at {self.question.name} = {bad.value.text}, and " if bad else ""
            state.note = f"{at}from no {'larger ' if bad else ''}value on was it proved"
            return
        if bad is None:
            state.note = WHOLE if self.lower is not None and good.value == self.lower else "it was refuted nowhere"
            return
        bracket = Bracket(good, bad)
        try:
            bracket.narrow(self._ask, self.tol, self.ask.jobs)
        finally:
            state.proved, state.refuted = bracket.good, bracket.bad
            state.closed_form = bracket.closed_form if bracket.width <= self.tol else ""
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
