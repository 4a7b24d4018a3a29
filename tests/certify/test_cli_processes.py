"""The command in a process of its own: Ctrl-C, pipes, terminals, two at once."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

TOY = Path(__file__).parent / "toy"
ROOT = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    keep = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}
    return {**keep, "PYTHONPATH": os.pathsep.join([str(TOY), str(ROOT)])}


def start(*args: str, cwd: Path, **rest: object) -> subprocess.Popen[str]:
    """The command in a process of its own, with the toys."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **rest}
    return subprocess.Popen([sys.executable, str(TOY / "drive.py"), *args], cwd=cwd, env=environment(), **pipes)  # type: ignore[call-overload]


def write_claims(path: Path, *claims: str) -> None:
    tables = (f'[[claim]]\nid = "c{number}"\nclaim = "{claim}"\n' for number, claim in enumerate(claims))
    path.write_text('schema = "certify.claims/1"\n' + "".join(tables))


@pytest.mark.parametrize("times", [1, 3])
def test_ctrl_c_stops_at_once_and_keeps_what_is_done(tmp_path: Path, times: int) -> None:
    write_claims(tmp_path / "f.toml", "0 < 1", "0 < 2", "0 < 9", "0 < 3")
    process = start(
        "run", "f.toml", "--jobs", "1", "--timeout", "1000", "--json", "out.json", cwd=tmp_path, process_group=0
    )
    cache = tmp_path / ".certify" / "cache"
    deadline = time.monotonic() + 30
    while not (cache.is_dir() and len(list(cache.iterdir())) == 2) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    workers = children(process.pid)
    assert len(workers) == 1
    for _ in range(times):
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert not alive(workers[0])
    if times == 1:
        assert re.search(r"stopped; 2 of 4 claims: 2 proved", out)
        assert [r["id"] for r in json.loads((tmp_path / "out.json").read_text())["results"]] == ["c0", "c1"]
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_other_ends(tmp_path: Path, number: signal.Signals) -> None:
    write_claims(tmp_path / "f.toml", "0 < 9")
    process = start("run", "f.toml", "--timeout", "0.5", cwd=tmp_path)
    deadline = time.monotonic() + 30
    while not children(process.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    [worker] = children(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == (143 if number == signal.SIGTERM else -9)
    assert "Traceback" not in out + err
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(worker)


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_two_runs_at_once_in_one_directory(tmp_path: Path) -> None:
    write_claims(tmp_path / "f.toml", *(f"0 < {k}" for k in range(20, 35)))
    runs = [start("run", "f.toml", "--json", "-", cwd=tmp_path) for _ in range(2)]
    for process in runs:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert {r["status"] for r in json.loads(out)["results"]} == {"proved"}
    out, _ = start("run", "f.toml", cwd=tmp_path).communicate(timeout=60)
    assert "15 from the cache" in out


@pytest.mark.parametrize(
    "args", [["list"], ["errata"], ["run"], ["run", "--json", "-"], ["prove", "0 < 1"], ["--help"]]
)
def test_a_reader_that_goes_away(tmp_path: Path, args: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    process = start(*args, cwd=tmp_path, stdout=write)
    os.close(write)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "Exception" not in err
    assert process.returncode in (141, 1)
    assert process.returncode == 141 or args == ["--help"]


def test_standard_output_on_a_full_disk(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        process = start("list", cwd=tmp_path, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "certify: error: No space left on device\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams(tmp_path: Path, closed: str) -> None:
    command = f"'{sys.executable}' '{TOY / 'drive.py'}' run toy2020.sine --json out.json {closed}"
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0
    assert {r["status"] for r in json.loads((tmp_path / "out.json").read_text())["results"]} == {
        "proved",
        "refuted",
        None,
    }


def test_nobody_hears_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed before where standard error is buffered: the end of the process tried to write it again."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    read, write = os.pipe()
    os.close(read)
    process = start("run", "nothing.toml", cwd=tmp_path, stderr=write)
    os.close(write)
    assert process.wait(timeout=60) == 2


def in_terminal(tmp_path: Path, *args: str, columns: int = 80) -> tuple[int, str]:
    """The command on a terminal of its own; its exit code and what the terminal was told."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {**environment(), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, str(TOY / "drive.py"), *args], cwd=tmp_path, env=env, stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    data: list[bytes] = []

    def read() -> None:
        try:
            while block := os.read(master, 1 << 16):
                data.append(block)
        except OSError:  # the terminal is closed
            return

    reader = threading.Thread(target=read)
    reader.start()
    code = process.wait(timeout=60)
    reader.join(timeout=10)
    os.close(master)
    return code, b"".join(data).decode()


@pytest.mark.parametrize("columns", [3, 40, 80, 200])
def test_on_a_terminal_there_are_colours_and_progress(tmp_path: Path, columns: int) -> None:
    code, text = in_terminal(tmp_path, "run", columns=columns)
    assert code == 3
    assert "\x1b[" in text
    assert "4/4" in text or columns < 80
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert "undecided" in plain or columns == 3
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h")  # the cursor comes back


def test_without_a_terminal_the_width_is_80_whatever_the_surroundings(tmp_path: Path) -> None:
    out, err = start("run", cwd=tmp_path).communicate(timeout=60)
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out + err
    assert err == ""


def test_an_ascii_terminal(tmp_path: Path) -> None:
    env = {**environment(), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, str(TOY / "drive.py"), "show", "toy2020.main"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout.isascii()
    assert b"`- ? toy2020.main.limit  none yet" in done.stdout
