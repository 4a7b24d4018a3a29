"""How much better the best certified value of a constant is than the one printed, once the verdicts are there.

The slack is best/printed for a constant that is better when larger, printed/best for one that is better when smaller: more than 1 if
the source could have printed something better.  It is the ball of that quotient, rounded down: "at least".

Promise: `assess` says what is not certified, and then gives no number; no verdict is taken from anything but the results.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flint import arb

from certify.constant import LARGER, SMALLER, Constant
from certify.digits import rounded
from certify.enclose import closed_ball, compare
from certify.expr import Expr, Rational, substitute
from certify.ledger import NONE_YET, Claim, Step, closure, evidence
from certify.parse import parse_expression
from certify.recheck import ACCEPTED
from certify.results import Result, statuses_of
from certify.search.parameter import short

BITS: Final = 256
INFINITE: Final = "infinite"
DIGITS: Final = 5  # of a value
SLACK_DIGITS: Final = 3
BETTER: Final = {LARGER: ">", SMALLER: "<"}


@dataclass(frozen=True)
class Assessment:
    """A constant and what its claims' verdicts make of it.

    `problem` is empty if the best value is certified.  `slack` is a lower bound, `slack_beyond` an upper bound of the slack that the
    refuted value would have, both empty where the values have variables: then `slack_at` gives lower bounds at the points.
    """

    constant: Constant
    problem: str
    evidence: str = ""
    slack: str = ""
    slack_beyond: str = ""
    slack_at: tuple[tuple[str, str], ...] = ()

    @property
    def certified(self) -> bool:
        """Whether there is a best value, and it is certified."""
        return not self.problem and not self.constant.reason

    @property
    def improved(self) -> bool:
        """Whether the best value is certainly better than the one printed, which is not false; at all points if there are variables."""
        known = [self.slack] if self.slack else [value for _, value in self.slack_at]
        return bool(known) and not self.constant.false and all(value == INFINITE or float(value) > 1 for value in known)

    def to_json(self) -> dict[str, object]:
        """The constant in the words of `certify.constants/1`."""
        item, known = self.constant, self.certified
        return {
            "id": item.id,
            "of": item.of.id,
            "printed": item.printed or None,
            "printed_is_false": item.false and known,
            "better": item.better,
            "status": "not applicable" if item.reason else "certified" if known else "not certified",
            "reason": item.reason or self.problem,
            "best": item.best if known else None,
            "near": near(item, item.value) if known else "",
            "refuted_at": item.beyond if known and "beyond" in item.ends else None,
            "slack": self.slack or None,
            "slack_refuted_at": self.slack_beyond or None,
            "slack_everywhere": item.least_slack if known and item.least_slack else None,
            "slack_at": [{"point": point, "slack": text} for point, text in self.slack_at],
            "claims": {role: claim.id for role, claim in item.ends.items()},
            "by": [step.id for step in item.by],
            "evidence": self.evidence or None,
            "note": item.note,
            "ledger": list(item.tags),
        }


def needed(constants: Iterable[Constant]) -> list[Step]:
    """The steps whose verdicts the constants rest on, used ones first."""
    return closure(step for item in constants for step in (*item.by, *item.ends.values()))


def assess(item: Constant, results: Mapping[Step, Result]) -> Assessment:
    """What is known of the constant; without a number if any verdict is missing, unexpected, or not accepted by the checker."""
    if item.reason:
        return Assessment(item, "")
    for step in closure([*item.by, *item.ends.values()]):
        problem = _problem(step, results.get(step)) if isinstance(step, Claim) else ""
        if problem:
            return Assessment(item, problem)
    kind = evidence([*item.ends.values(), *item.by], statuses_of(results)) or NONE_YET
    if kind == NONE_YET:
        return Assessment(item, "a step that it rests on has no evidence yet", kind)
    best, printed = item.value, item.printed_value
    beyond = parse_expression(item.beyond) if "beyond" in item.ends and item.beyond else None
    if best is None:
        return Assessment(item, "there is no best value", kind)
    if beyond is not None and not (best.free or beyond.free) and compare(beyond, BETTER[item.better], best) is not True:
        return Assessment(item, f"{item.beyond}, which is refuted, is no better than {item.best}")
    if printed is None:
        return Assessment(item, "", kind)
    if best == printed:
        return Assessment(item, "", kind, "1")
    if best.free or printed.free:
        at = [(text, slack(item, substitute(best, p), substitute(printed, p))) for text, p in item.places()]
        return Assessment(item, "", kind, slack_at=tuple((text, value) for text, value in at if value))
    above = "" if beyond is None or beyond.free else slack(item, beyond, printed, up=True)
    return Assessment(item, "", kind, slack(item, best, printed), above)


def _problem(claim: Claim, result: Result | None) -> str:
    """Why the claim does not support what it should; empty if it does."""
    outcome = result.outcome if result else None
    if outcome is None:
        return f"there is no verdict on {claim.id}"
    if outcome.status != claim.expected:
        return f"{claim.id} is {outcome.status}, not {claim.expected}"
    if outcome.checked != ACCEPTED:
        return f"the checker does not accept {claim.id}"
    return ""


def slack(item: Constant, best: Expr, printed: Expr, *, up: bool = False) -> str:
    """The quotient of two closed values, the better over the worse, rounded down (or up) to three digits; empty if there is none."""
    top, bottom = (best, printed) if item.better == LARGER else (printed, best)
    if bottom == Rational(0):
        return INFINITE
    if isinstance(top, Rational) and isinstance(bottom, Rational):
        exact = top.value / bottom.value
        if exact <= 0 or _digits(exact) <= SLACK_DIGITS:
            return short(exact) if exact > 0 else ""
    if top == bottom or compare(top, "==", bottom) is True:
        return "1"
    with_ball = closed_ball(top, BITS) / closed_ball(bottom, BITS)
    return rounded(with_ball, up=up, digits=SLACK_DIGITS) if with_ball.is_finite() and with_ball > arb(0) else ""


def near(item: Constant, value: Expr | None, *, worse: bool = True) -> str:
    """A closed value as a decimal, exact if it is a short one, else rounded to the worse side (or to the better one)."""
    if value is None or value.free:
        return ""
    if isinstance(value, Rational) and _digits(value.value) <= DIGITS:
        return short(value.value)
    ball = closed_ball(value, BITS)
    up = worse != (item.better == LARGER)
    return rounded(ball, up=up, digits=DIGITS) if ball.is_finite() and ball > arb(0) else ""


def _digits(value: Fraction) -> float:
    """How many significant digits the decimal of a rational has; infinitely many if it does not end."""
    text = short(value)
    return math.inf if "/" in text else len(text.lstrip("-").replace(".", "").strip("0"))
