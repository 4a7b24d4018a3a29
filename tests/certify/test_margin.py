"""Margins: upper bounds of the slack, short, and cheap also where the slack has billions of digits."""

from __future__ import annotations

import pytest

from certify.prove import prove


@pytest.mark.parametrize(
    "claim", ["10**10**10 > 0", "exp(10**10) > exp(10**10 - 1)", "factorial(10**9) > 0", "binomial(10**12, 10**6) > 0"]
)
def test_a_slack_with_billions_of_digits(claim: str) -> None:
    """Failed before: the slack was written out in full, which took longer than the limit of time."""
    verdict = prove(claim, timeout=5)
    assert verdict.status == "proved"
    assert verdict.margin is not None and "e+" in verdict.margin
