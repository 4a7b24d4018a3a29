"""The label of the independent checker: what it is for, and that it cannot change a verdict."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import certify.check.certificate
from certify.check.certificate import Outcome
from certify.cli import app
from certify.prove import prove
from certify.recheck import recheck
from certify.statement import Statement
from certify.worker import prove_claim

ROOT = Path(__file__).parents[2]
STATEMENT = Statement.parse("1 - x >= exp(-2*x)", ["0 <= x <= 79/100"])
TASK = {"claim": "1 - x >= exp(-2*x)", "where": ["0 <= x <= 79/100"], "let": [], "timeout": 10.0}


def certificate(statement: Statement) -> bytes:
    return json.dumps(prove(statement, timeout=10).certificate).encode()


def test_a_proof_is_accepted_for_its_own_statement_only() -> None:
    data = certificate(STATEMENT)
    assert recheck(data, STATEMENT, "proved", 10) == ("accepted", "")
    assert recheck(data, STATEMENT, "refuted", 10)[0] == "rejected"
    assert recheck(data, Statement.parse("1 - x >= exp(-2*x)", ["0 <= x <= 4/5"]), "proved", 10)[0] == "rejected"
    assert recheck(b"{", STATEMENT, "proved", 10)[0] == "rejected"
    assert recheck(data.replace(b"boxes", b"magic"), STATEMENT, "proved", 10)[0] == "unsupported"
    assert recheck(data.replace(b"exp(-2", b"exp(-3"), STATEMENT, "proved", 10)[0] == "rejected"


def test_the_worker_labels_what_it_proves() -> None:
    for task, status in ((TASK, "proved"), (TASK | {"where": ["0 <= x <= 9/10"]}, "refuted")):
        outcome, data = prove_claim(task)
        assert (outcome.status, outcome.checked, outcome.objection, bool(data)) == (status, "accepted", "", True)
        assert outcome.unchecked == ""


@pytest.mark.parametrize("status", ["rejected", "unsupported", "too large", "unreadable"])
def test_an_objection_is_kept_and_changes_no_verdict(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    monkeypatch.setattr(certify.check.certificate, "check", lambda data: Outcome(status, "because"))
    outcome, data = prove_claim(TASK)
    label = "rejected" if status == "unreadable" else status
    assert (outcome.status, outcome.checked, outcome.objection) == ("proved", label, "because")
    assert outcome.unchecked == f"not independently checked: {label}: because"
    assert data


def test_a_checker_without_an_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(data: bytes) -> Outcome:
        while True:
            pass

    monkeypatch.setattr(certify.check.certificate, "check", for_ever)
    before = signal.getsignal(signal.SIGVTALRM)
    start = time.process_time()
    label, why = recheck(b"", STATEMENT, "proved", 0.05)
    assert (label, why[:15]) == ("too large", "not done within")
    assert time.process_time() - start < 10
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_a_run_whose_certificates_the_checker_accepts(tmp_path: Path) -> None:
    """The way a referee goes: `run --certificates`, then the checker alone, without any package."""
    (tmp_path / "f.toml").write_text(
        'schema = "certify.claims/1"\n'
        '[[claim]]\nid = "true"\nclaim = "1 - x >= exp(-2*x)"\nwhere = ["0 <= x <= 79/100"]\n'
        '[[claim]]\nid = "false"\nclaim = "1 - x >= exp(-2*x)"\nwhere = ["0 <= x <= 4/5"]\nexpected = "refuted"\n'
    )
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "certify",
        "run",
        str(tmp_path / "f.toml"),
        "--no-cache",
        "--certificates",
        str(out),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 checked" in done.stdout
    assert "not independently" not in done.stdout

    def check(*words: str) -> tuple[int, str]:
        found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert found.stderr == ""
        return found.returncode, found.stdout

    alone = (sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, '.'); from certify.check.__main__ import main; "
             "sys.exit(main(sys.argv[1:]))", str(out))  # fmt: skip
    code, text = check(*alone)
    assert (code, text.splitlines()[-1]) == (0, "2 accepted")
    assert check(sys.executable, "-S", "-m", "certify.check", str(out)) == (code, text)
    assert check(sys.executable, "-m", "certify", "check", str(out)) == (code, text)

    path = out / "true.cert.json"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"79/100", b"80/100"))
    code, text = check(*alone)
    assert code == 1
    assert "rejected     true.cert.json" in text
    manifest = json.loads((out / "manifest.json").read_text())
    (entry,) = (e for e in manifest["certificates"] if e["id"] == "true")
    entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert check(*alone)[0] == 1  # also with the manifest amended
    path.unlink()
    code, text = check(*alone)
    assert code == 1
    assert "missing      true.cert.json" in text


def test_check_is_a_command() -> None:
    assert "check" in {command.name or command.callback.__name__ for command in app.registered_commands}
