"""The process that proves claims for `certify.runner`: it reads tasks from a socket, one at a time, and answers.

A task is plain data: the claim's text, its conditions, its definitions, its limit of time.  So is the answer: an
outcome (`certify.outcome.Outcome`), then the certificate as bytes.  An exception that a claim should not cause ends
the process, which the runner sees: its last words on standard error become the reason.

The process guards itself: memory is limited by the system, alarms end it when a claim takes far too long, in processor time or on
the clock (even if the runner is gone, even inside a library), and the end of the socket ends it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TypeAlias

from certify.certificate import canonical_json
from certify.deadline import computed
from certify.errors import InputError
from certify.ledger import REFUTED, UNDECIDED
from certify.outcome import CHECK_SECONDS, INPUT, Limits, Outcome
from certify.recheck import recheck
from certify.statement import Statement

Task: TypeAlias = "Mapping[str, object]"
Answer: TypeAlias = "tuple[Outcome, bytes]"

READY = b"ready"


def main() -> None:
    """Serve: arguments are the socket's number, the function `module:name`, the bytes of memory allowed."""
    number, target, memory = sys.argv[1:]
    for alarm in (signal.SIGALRM, signal.SIGPROF):  # nothing handles them: the system ends the process
        signal.signal(alarm, signal.SIG_DFL)
    _limit(resource.RLIMIT_AS, int(memory))
    _limit(resource.RLIMIT_CORE, 0)
    module, _, name = target.partition(":")
    function: Callable[[Task], Answer] = getattr(importlib.import_module(module), name)
    connection = Connection(int(number))
    connection.send_bytes(READY)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the runner has gone
        while True:
            task = json.loads(connection.recv_bytes())
            signal.setitimer(signal.ITIMER_PROF, task["hard"])
            signal.setitimer(signal.ITIMER_REAL, task["alarm"])
            outcome, certificate = function(task)
            for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
                signal.setitimer(timer, 0)
            connection.send_bytes(json.dumps(outcome.to_json()).encode())
            connection.send_bytes(certificate)
            gc.collect()
            gc.freeze()  # what caches keep need not be looked through during the next claims
    os._exit(0)


def prove_claim(task: Task) -> Answer:
    """Prove one claim and let the checker read the certificate, which labels the verdict and cannot change it.

    A certificate that is not for this statement and this verdict counts for nothing.
    """
    from certify.prove import prove

    start = computed()
    try:
        statement = Statement.parse(task["claim"], task["where"], task["let"])  # type: ignore[arg-type]
        verdict = prove(statement, timeout=task["timeout"])  # type: ignore[arg-type]
    except InputError as failure:
        return Outcome(UNDECIDED, str(failure), kind=INPUT), b""
    certificate = verdict.certificate or {}
    status, reason = verdict.status, verdict.reason
    if status != UNDECIDED and (certificate.get("digest"), certificate.get("verdict")) != (statement.digest, status):
        status, reason = UNDECIDED, f"{status}, but without a certificate for this statement"
    witness = verdict.witness if status == REFUTED else None
    outcome = Outcome(status, reason, verdict.method, verdict.margin, witness, verdict.closest, verdict.seconds)
    if status == UNDECIDED:
        return outcome, b""
    data = canonical_json(dict(certificate)).encode()
    left = Limits(float(task["timeout"])).hard - (computed() - start) - 0.5  # type: ignore[arg-type]
    checked, objection = recheck(data, statement, status, min(left, CHECK_SECONDS))
    return replace(outcome, checked=checked, objection=objection), data


def _limit(what: int, amount: int) -> None:
    with suppress(ValueError, OSError):  # a system without this limit, or one that is already lower
        resource.setrlimit(what, (amount, resource.getrlimit(what)[1]))
