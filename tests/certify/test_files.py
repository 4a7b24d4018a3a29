"""Files are whole or as before."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from certify import files
from certify.files import check_writable, write_atomically


def test_new_and_old_files(tmp_path: Path) -> None:
    path = tmp_path / "out"
    for data in (b"first", b"second", b""):
        write_atomically(path, data)
        assert path.read_bytes() == data
    assert os.listdir(tmp_path) == ["out"]


def test_the_mode_is_kept_and_a_new_file_has_the_usual_one(tmp_path: Path) -> None:
    path, usual = tmp_path / "out", tmp_path / "usual"
    usual.touch()
    write_atomically(path, b"x")
    assert path.stat().st_mode == usual.stat().st_mode
    path.chmod(0o640)
    write_atomically(path, b"y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_atomically(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"x"


def test_a_failure_leaves_the_old_content_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")

    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out"]


def test_devices_and_pipes_are_written_to_as_they_are(tmp_path: Path) -> None:
    write_atomically(Path(os.devnull), b"x")
    with pytest.raises(OSError, match="No space"):
        write_atomically(Path("/dev/full"), b"x")
    pipe, found = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, b"x")
    reader.join()
    assert found == [b"x"]
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_place_that_cannot_be_written_to_is_known_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "new")
    check_writable(Path(os.devnull))
    for path, error in [(tmp_path, IsADirectoryError), (tmp_path / "no" / "file", FileNotFoundError)]:
        with pytest.raises(error):
            check_writable(path)
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        check_writable(tmp_path / "file" / "below")
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError):
        check_writable(tmp_path / "file")
    assert sorted(os.listdir(tmp_path)) == ["file"]
