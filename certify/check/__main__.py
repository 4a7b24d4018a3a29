"""`python3 -S -m certify.check DIR`: every certificate in a directory, against its manifest if it has one.

What is certified: a file is called accepted only if `certificate.check` accepts its bytes, and they are those of the manifest.  What is not:
that the manifest lists all there should be.

One line a file, then the counts.  Exit code 0 if every file is accepted and the manifest, if any, is met; 1 if not; 2 if there
is nothing to check.  A file that the manifest does not list is judged by itself, and this is said.  The manifest `manifest.json` lists in `certificates` objects with the `file`, its `sha256`, the digest of its
`statement` and its `verdict`.
"""

from __future__ import annotations

import errno
import hashlib
import sys
from pathlib import Path
from typing import Any

from certify.check.certificate import MAX_BYTES, Outcome, Unreadable, check, digest, read

MANIFEST = "manifest.json"


def load(path: Path) -> bytes:
    """At most one byte more than is read at all; nothing of what is no file and might never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def manifest(folder: Path) -> dict[str, Any] | None:
    """File names and what is said of them; None if there is no manifest."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    data = read(load(path))
    items = data.get("certificates") if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(i, dict) and isinstance(i.get("file"), str) for i in items):
        raise Unreadable("the manifest lists no certificates")
    found = {i["file"]: i for i in items}
    if len(found) < len(items):
        raise Unreadable("the manifest lists a file twice")
    return found


def examine(path: Path, promised: dict[str, Any] | None) -> Outcome:
    """The outcome for one file, with what the manifest promised of it."""
    try:
        data = load(path)
    except OSError as failure:
        return Outcome("unreadable", failure.strerror or "not a file")
    if promised is not None and promised.get("sha256") != hashlib.sha256(data).hexdigest():
        return Outcome("rejected", "not the file of the manifest")
    found = check(data)
    told = None if promised is None else (promised.get("statement"), promised.get("verdict"))
    if found.status == "accepted" and told not in (None, (digest(found.statement), found.verdict)):
        return Outcome("rejected", "not the statement and verdict of the manifest")
    return found


def main(arguments: list[str]) -> int:
    """Check a directory and print what was found."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python3 -S -m certify.check DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        promised = manifest(folder)
    except (Unreadable, OSError) as failure:
        print(f"unreadable   {MANIFEST}: {failure}")
        return 1
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*.json")} - {MANIFEST}
    counts: dict[str, int] = {}
    for name in sorted(names | set(promised or ())):
        if name not in names:
            found = Outcome("missing", "in the manifest, but not there")
        else:
            found = examine(folder / name, None if promised is None else promised.get(name))
        counts[found.status] = counts.get(found.status, 0) + 1
        extra = " - not in the manifest" if promised is not None and name not in promised else ""
        print(f"{found.status:<12} {name}" + (f": {found.why}" if found.why else f" ({found.verdict})") + extra)
    print(", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "no certificates")
    return 2 if not counts else 0 if counts.keys() == {"accepted"} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
