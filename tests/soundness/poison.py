"""mpmath's interval arithmetic made unusable: it is no guaranteed enclosure, and nothing may rest on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import mpmath


class Poison:
    """Whoever touches it fails."""

    def __getattribute__(self, name: str) -> NoReturn:
        raise AssertionError(f"mpmath.iv.{name} on the way to a verdict")


def refuse(*args: object, **rest: object) -> NoReturn:
    """Any method of an interval."""
    raise AssertionError("mpmath's intervals on the way to a verdict")


def poison(put: Callable[[object, str, object], None]) -> None:
    """Put the poison in place with `setattr`, or with a monkeypatch's, however the intervals are reached."""
    put(mpmath, "iv", Poison())
    for name, method in list(vars(mpmath.ctx_iv.MPIntervalContext).items()):
        if callable(method) and not name.startswith("__"):
            put(mpmath.ctx_iv.MPIntervalContext, name, refuse)
    put(mpmath.ctx_iv.ivmpf, "__new__", refuse)
