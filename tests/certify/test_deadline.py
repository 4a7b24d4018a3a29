"""Limits of computing time: what the machine does meanwhile does not count, up to a point."""

from __future__ import annotations

import time

import pytest

from certify.deadline import PATIENCE, Deadline, computed
from certify.unproved import OutOfTime


def busy(seconds: float) -> None:
    until = computed() + seconds
    while computed() < until:
        pass


def test_computing_counts_and_waiting_does_not() -> None:
    deadline = Deadline.after(0.2)
    time.sleep(0.25)
    deadline.check()
    assert 0.1 < deadline.left <= 0.2
    busy(0.21)
    assert deadline.left == 0
    with pytest.raises(OutOfTime):
        deadline.check()


def test_waiting_ends_as_well() -> None:
    deadline = Deadline.after(0.02)
    time.sleep(0.02 * PATIENCE + 0.01)
    assert deadline.left == 0
    with pytest.raises(OutOfTime):
        deadline.check()


def test_an_earlier_deadline_and_a_least_time() -> None:
    long = Deadline.after(100)
    assert long.sooner(1).left <= 1 < 99 < long.left
    assert 0.5 < Deadline.after(-1).sooner(1, least=0.6).left <= 0.6
    assert Deadline.after(-1).sooner(1).left == 0
