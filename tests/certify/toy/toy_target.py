"""What workers do in the tests, well or badly: `act` by name, `work` by the text of a claim."""

import ctypes
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from certify.outcome import INPUT, Outcome

PROVED = Outcome("proved", "", "toy", "1/8", None, "", 0.25, checked="accepted"), b'{"toy":"proved"}'
REFUTED = (
    Outcome("refuted", "", "witness", None, {"x": "1/3"}, "", 0.5, "verdict", "rejected", "toy: it does not follow"),
    b'{"toy":"refuted"}',
)
UNDECIDED = Outcome("undecided", "no method applies", closest="x in [0, 1/8]", seconds=0.75), b""

CLAIMS = {
    "x >= 2*x": "refute",
    "x**2 >= 0": "undecide",
    "0 < 9": "hang",
    "0 < 10": "segfault",
    "0 < 11": "memory",
    "0 < 12": "input",
}


def work(task):
    """The toy prover."""
    if log := os.environ.get("TOY_LOG"):
        with open(log, "a") as file:
            file.write(f"{os.getpid()} {task['claim']}\n")
    return act({**task, "do": CLAIMS.get(task["claim"], "prove")})


def act(task):
    """Do as told."""
    what = task["do"]
    if path := task.get("sign"):
        Path(path).write_text(str(os.getpid()))
    if what == "prove":
        return PROVED
    if what == "refute":
        return REFUTED
    if what == "undecide":
        return UNDECIDED
    if what == "input":
        return Outcome("undecided", "the range is empty", kind=INPUT), b""
    if what == "pid":
        return Outcome("undecided", str(os.getpid())), b""
    if what == "timeout":
        return Outcome("undecided", str(task["timeout"])), b""
    if what == "allocate":
        return PROVED if bytearray(task["bytes"]) else UNDECIDED
    if what == "large":
        return PROVED[0], b"x" * 5_000_000
    if what == "loud":
        os.write(1, b"noise\n" * 100_000)
        os.write(2, b"noise\n" * 100_000)
        return PROVED
    if what == "sleep":
        time.sleep(task["seconds"])
        return PROVED
    if what == "hang":
        time.sleep(1000)
    if what == "hang in C":  # nothing of Python runs while this does
        re.match("(a+)+$", "a" * 60 + "b")
    if what == "grandchild":
        child = subprocess.Popen(["sleep", "1000"])
        Path(task["child"]).write_text(str(child.pid))
        time.sleep(1000)
    if what == "memory":
        blocks = []
        while True:
            blocks.append(bytearray(1 << 26))
    if what == "recursion":
        return act(act(task))
    if what == "raise":
        raise ZeroDivisionError("in the toy")
    if what == "segfault":
        ctypes.string_at(0)
    if what == "abort":
        os.write(2, b"Flint exception (General error):\n    something is wrong\n")
        os.abort()
    if what == "flint memory":
        os.write(2, b"Exception (flint_malloc). Unable to allocate memory (123).\n")
        os.abort()
    if what == "exit":
        sys.exit(0)
    if what == "quit":
        os._exit(7)
    if what == "nonsense":
        return None
    if what == "half":
        os.write(int(sys.argv[1]), b"\x00\x00\x10\x00half a message")
        os._exit(0)
    if what == "junk":
        os.write(int(sys.argv[1]), b"\x00\x00\x00\x04junk\x00\x00\x00\x00")
        time.sleep(1000)
    raise AssertionError(what)
