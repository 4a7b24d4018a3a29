"""Claims files: TOML with `schema = "certify.claims/1"` and one table `[[claim]]` for each claim.

    schema = "certify.claims/1"
    [[claim]]
    id = "exp-floor"
    claim = "1 - x >= exp(-2*x)"
    where = ["0 <= x <= 79/100"]     # optional, like all that follow
    let = []
    expected = "proved"              # or "refuted": compared with the verdict, never becomes one
    source = "Lemma 4, p. 5"
    printed = true                   # the source prints just this; or a string: how the source prints it
    latex = ""
    tags = []
    depends = ["other-id"]           # what the claim rests on, in the same file

Promise: `load_claims` returns every claim of the file or raises InputError, one line that names the file and the
place: the line for a syntax error, else the number and the id of the claim.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from certify.errors import InputError
from certify.ledger import Claim, closure

SCHEMA: Final = "certify.claims/1"
MAX_BYTES: Final = 16_000_000
_STRINGS: Final = ("id", "claim", "source", "latex", "expected")
_LISTS: Final = ("where", "let", "tags", "depends")
_KEYS: Final = (*_STRINGS, *_LISTS, "printed")


def load_claims(path: str | Path) -> tuple[Claim, ...]:
    """Read a claims file.  Raises InputError."""
    try:
        return read_claims(_read(Path(path)))
    except InputError as failure:
        raise InputError(f"{path}: {failure}") from None


def read_claims(text: str) -> tuple[Claim, ...]:
    """Read the text of a claims file.  Raises InputError."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise InputError("not TOML that can be read: nested too deeply") from None
    except ValueError as failure:  # TOMLDecodeError, with the line; a plain one for integers of thousands of digits
        end = f"(at end of document, line {text.count(chr(10)) + 1})"
        raise InputError(f"not TOML: {str(failure).replace('(at end of document)', end)}") from None
    _known(data, ("schema", "claim"), "")
    if data.get("schema") != SCHEMA:
        raise InputError(f"schema = {_short(data.get('schema'))}; expected {SCHEMA!r}")
    tables = data.get("claim")
    if not isinstance(tables, list) or not tables:
        raise InputError("no claims; expected tables [[claim]]")
    claims: dict[str, Claim] = {}
    depends: dict[str, list[str]] = {}
    for number, table in enumerate(tables, 1):
        _check(table, f"claim {number}")
        place = f"claim {number} ({_short(table['id'])})"
        if table["id"] in claims:
            raise InputError(f"{place}: the id stands there twice")
        try:
            claims[table["id"]] = _claim(table)
        except InputError as failure:
            raise InputError(f"claim {number}: {failure}") from None
        depends[table["id"]] = table.get("depends", [])
    for number, (name, others) in enumerate(depends.items(), 1):
        for other in others:
            if other not in claims:
                raise InputError(f"claim {number} ({name!r}): depends on {_short(other)}, which is not in the file")
            if claims[other].expected == "refuted":
                raise InputError(f"claim {number} ({name!r}): depends on {other!r}, which is expected to be refuted")
        claims[name].uses = tuple(claims[other] for other in others)
    closure(claims.values())
    return tuple(claims.values())


def _claim(table: dict[str, object]) -> Claim:
    fields = {key: value for key, value in table.items() if key not in ("id", "claim", "depends")}
    return Claim(table["id"], table["claim"], **fields)  # type: ignore[arg-type]


def _check(table: object, place: str) -> None:
    """Every key known and every value of its type; `id` and `claim` present."""
    if not isinstance(table, dict):
        raise InputError(f"{place}: expected a table [[claim]]")
    if isinstance(table.get("id"), str):
        place = f"{place} ({_short(table['id'])})"
    _known(table, _KEYS, f"{place}: ")
    for key in ("id", "claim"):
        if key not in table:
            raise InputError(f"{place}: {key!r} is missing")
    for key, value in table.items():
        if key in _STRINGS and not isinstance(value, str):
            raise InputError(f"{place}: {key} = {_short(value)}; expected a string")
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(line, str) for line in value)):
            raise InputError(f"{place}: {key} = {_short(value)}; expected a list of strings")
        if key == "printed" and not isinstance(value, (bool, str)):
            raise InputError(f"{place}: {key} = {_short(value)}; expected true, false or a string")


def _known(table: dict[str, object], keys: Iterable[str], place: str) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected {', '.join(keys)}"
            raise InputError(f"{place}unknown key {_short(key)}; {hint}")


def _short(value: object) -> str:
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # an integer with more digits than Python prints
        text = f"a value of type {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as failure:
        raise InputError(f"cannot be read: {(failure.strerror or str(failure)).lower()}") from None
    except ValueError:  # a null character in the name
        raise InputError("cannot be the name of a file") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"has more than {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise InputError(f"not UTF-8 text: byte 0x{data[failure.start]:02x} at offset {failure.start}") from None
