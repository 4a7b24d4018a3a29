"""What installed projects offer: the objects behind their entry points.

Promises: nothing is imported before it is asked for; whatever goes wrong in somebody else's package (it cannot be imported, it
fails, it offers something else, two projects use one name) is an InputError that names the entry.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from certify.errors import InputError

T = TypeVar("T")


def offered(group: str) -> dict[str, list[EntryPoint]]:
    """The entries of a group by name, in order; more than one where projects clash."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        same = found.setdefault(entry.name, [])
        if entry not in same:  # one installation can be found along two ways
            same.append(entry)
    return found


def load(word: str, entries: list[EntryPoint], kind: type[T], check: Callable[[T], None] = lambda found: None) -> T:
    """The object behind the entries of one name, which must be of a kind and pass a check.  Raises InputError.

    `word` says in messages what it is; `check` raises InputError.
    """
    what = f"{word} {entries[0].name!r} ({' and '.join(sorted(entry.value for entry in entries))})"
    try:
        if len(entries) > 1:
            raise InputError("two packages use the name")
        found = entries[0].load()
        if not isinstance(found, kind):
            raise InputError(f"expected a {kind.__module__}.{kind.__qualname__}, found {type(found).__name__}")
        check(found)
    except InputError as failure:
        raise InputError(f"{what}: {failure}") from None
    except Exception as failure:  # somebody else's package can fail in any way
        raise InputError(f"{what} cannot be loaded: {_one_line(failure)}") from failure
    return found


def _one_line(failure: Exception) -> str:
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(failure).__name__}: {failure}{place}".split())
