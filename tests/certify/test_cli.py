"""The command as its user meets it: output, exit codes, bad input."""

from __future__ import annotations

import functools
import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from certify import cli, entries, session

TOY = Path(__file__).parent / "toy"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def certify(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """The command in this process, with the toy prover and the toy paper, in an empty directory."""
    monkeypatch.syspath_prepend(str(TOY))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(session, "run", functools.partial(session.run, target="toy_target:work"))
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    found = entries.entry_points
    monkeypatch.setattr(
        entries, "entry_points", lambda group: [e for e in found(group=group) if not e.value.startswith("proofs.")]
    )
    handler = signal.getsignal(signal.SIGTERM)

    def call(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["certify", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return Done(stop.value.code, *capsys.readouterr())  # type: ignore[arg-type]

    yield call
    signal.signal(signal.SIGTERM, handler)


def write_claims(path: Path, *claims: str) -> Path:
    tables = []
    for number, claim in enumerate(claims):
        where = '["x in RR"]' if "x" in claim else "[]"
        tables.append(f'[[claim]]\nid = "c{number}"\nclaim = "{claim}"\nwhere = {where}\n')
    path.write_text('schema = "certify.claims/1"\n' + "".join(tables))
    return path


# What is said


def test_the_table_of_everything(certify: Command) -> None:
    done = certify("run", "--jobs", "2")
    lines = done.out.splitlines()
    assert done.code == 3
    assert done.err == ""
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip()]
    assert "\x1b" not in done.out
    rows = {line.split()[1]: line.split()[2:] for line in lines if line.startswith("  ") and line[4:5].strip()}
    assert rows["weight"] == ["proved", "checked", "toy", "1/8", "0.25"]
    assert rows["basis"] == ["cited"]
    assert rows["sign-count"] == ["argued"]
    assert rows["total-printed"] == ["refuted", "witness", "witness", "0.50"]
    assert rows["hard"] == ["undecided", "none", "yet", "0.75"]
    assert rows["limit"] == ["none", "yet"]
    assert re.search(r"^toy2020\.sine  Lemma 4.* cited$", done.out, re.MULTILINE)
    assert re.search(r"^toy2020\.main  Theorem 1 .* none yet$", done.out, re.MULTILINE)
    assert "no method applies; closest: x in [0, 1/8]" in done.out
    assert "not independently checked: rejected: toy: it does not follow" in done.out
    summary = " ".join(done.out.split("\n\n")[-1].split())
    counts = "4 claims: 2 proved, 1 refuted as expected, 1 undecided, 1 argued, 1 cited, 1 missing"
    assert summary.startswith(f"{counts}; 2 checked, 1 not independently checked; ")


def test_columns_stand_below_their_titles(certify: Command) -> None:
    head, *lines = certify("run", "toy2020.sine").out.splitlines()
    row = next(line for line in lines if " weight " in line)
    for title, value in [("status", "proved"), ("evidence", "checked"), ("method", "toy")]:
        assert row[head.index(title) :].startswith(value)
    for title, value in [("margin", "1/8"), ("time/s", "0.25")]:
        assert row[: head.index(title) + len(title)].endswith(value)


def test_a_long_name_is_shown_whole(certify: Command, tmp_path: Path) -> None:
    name = "a-name-that-is-much-longer-than-any-column-could-ever-be-in-eighty-columns"
    (tmp_path / "f.toml").write_text(f'schema = "certify.claims/1"\n[[claim]]\nid = "{name}"\nclaim = "0 < 1"\n')
    assert name in certify("run", "f.toml").out


def test_the_json_of_a_run(certify: Command) -> None:
    done = certify("run", "toy2020", "--json", "-")
    data = json.loads(done.out)
    assert data["schema"] == "certify.results/1"
    found = {r["id"].removeprefix("toy2020."): (r["status"], r["expected"], r["evidence"]) for r in data["results"]}
    assert found == {
        "sine.weight": ("proved", "proved", "proved"),
        "sine.basis": (None, None, "cited"),
        "sine.sign-count": (None, None, "argued"),
        "sine.total": ("proved", "proved", "proved"),
        "sine.total-printed": ("refuted", "refuted", "proved"),
        "main.hard": ("undecided", "proved", "none yet"),
        "main.limit": (None, None, "none yet"),
    }
    assert "4 claims" in done.err  # the table is on standard error then
    to_file = certify("run", "toy2020", "--json", "out.json")
    assert "4 claims" in to_file.out
    again = json.loads(Path("out.json").read_text())
    assert again == data


def test_claims_files_and_ids_together(certify: Command, tmp_path: Path) -> None:
    write_claims(tmp_path / "f.toml", "0 < 1", "x >= 2*x")
    done = certify("run", "f.toml", "toy2020.sine.weight", "--json", "-")
    assert [r["id"] for r in json.loads(done.out)["results"]] == ["c0", "c1", "toy2020.sine.weight"]
    assert done.code == 1
    assert "expected to be proved, but false at x = 1/3" in done.err


@pytest.mark.parametrize(
    ("claim", "expected", "code"),
    [
        ("0 < 1", "proved", 0),
        ("0 < 1", "refuted", 1),
        ("x >= 2*x", "refuted", 0),
        ("x >= 2*x", "proved", 1),
        ("x**2 >= 0", "proved", 3),
        ("x**2 >= 0", "refuted", 3),
        ("0 < 12", "proved", 2),
    ],
)
def test_exit_codes(certify: Command, tmp_path: Path, claim: str, expected: str, code: int) -> None:
    path = write_claims(tmp_path / "f.toml", claim)
    path.write_text(path.read_text() + f'expected = "{expected}"\n')
    done = certify("run", "f.toml")
    assert done.code == code
    assert done.err == ("certify: error: claim 'c0': the range is empty\n" if code == 2 else "")


@pytest.mark.parametrize(
    ("claim", "code", "words"),
    [
        ("0 < 1", 0, ["proved", "method    toy", "margin    1/8"]),
        ("x >= 2*x", 1, ["refuted", "witness   x = 1/3 (≈ 0.333333)"]),
        ("x**2 >= 0", 3, ["undecided", "reason    no method applies", "closest   x in [0, 1/8]"]),
        ("0 < 10", 3, ["undecided", "SIGSEGV"]),
    ],
)
def test_prove(certify: Command, claim: str, code: int, words: list[str]) -> None:
    done = certify("prove", claim, "--where", "x in RR")
    assert (done.code, done.err) == (code, "")
    assert done.out.startswith(words[0])
    assert all(word in done.out for word in words)
    data = json.loads(certify("prove", claim, "--where", "x in RR", "--json", "-").out)
    assert data["results"][0]["status"] == words[0]
    assert not Path(".certify").exists()


def test_prove_bad_input_is_one_line(certify: Command) -> None:
    assert certify("prove", "0 < 12") == (2, "", "certify: error: the range is empty\n")
    assert certify("prove", "x >", "--where", "x > 0") == (
        2,
        "",
        "certify: error: claim: at character 4: cannot be read: invalid syntax\n",
    )
    assert certify("prove", "x > 0", "--where", "x > 0", "--where", "y") == (
        2,
        "",
        "certify: error: where line 2: at character 1: "
        "expected a condition such as `0 <= x <= 1`, `x in RR` or `n in ZZ`\n",
    )


def test_show_a_claim(certify: Command) -> None:
    done = certify("show", "toy2020.sine.total")
    assert done.code == 0
    for words in [
        "toy2020.sine.total  Lemma 4",
        "claim     c < 2",
        "let       c = 1",
        r"latex     c < \frac{4}{2}",
        "verdict   proved in 0.25 s\n",
        "margin    1/8",
        "evidence  cited",
        "tags      C-T1, C-T2",
        "errata    T-G1 (false): The sides are exchanged.",
        "toy2020.sine.weight  proved",
        "toy2020.sine.sign-count  argued",
        "toy2020.sine.basis  cited  Atkinson, Han 2012, ch. 2",
    ]:
        assert words in done.out
    assert "verdict   proved in 0.25 s, from the cache" in certify("show", "C-T2").out


def test_show_what_is_false_in_print(certify: Command) -> None:
    done = certify("show", "toy2020.sine.total-printed")
    assert done.code == 0
    assert "printed   x is at least 2x" in done.out
    assert "refuted as expected" in done.out
    assert "x = 1/3 (≈ 0.333333)" in done.out


def test_show_a_lemma(certify: Command) -> None:
    done = certify("show", "toy2020.main")
    assert done.code == 3
    assert "evidence  none yet" in done.out
    assert "toy2020.main.hard  undecided" in done.out
    assert "toy2020.sine  cited  Lemma 4" in done.out


def test_list(certify: Command) -> None:
    done = certify("list", "toy2020.sine.*")
    assert done == (
        0,
        "".join(f"toy2020.sine.{s}\n" for s in ["weight", "basis", "sign-count", "total", "total-printed"]),
        "",
    )
    certify("run", "toy2020.sine.total")
    lines = [line.split() for line in certify("list", "--tags", "--status").out.splitlines()]
    found = {line[0]: line[1:] for line in lines}
    assert found["toy2020.sine.total"] == ["proved,", "checked", "C-T1", "C-T2"]
    assert found["toy2020.sine.weight"] == ["-", "C-T1"]
    assert found["toy2020.sine.basis"] == ["cited"]


def test_errata(certify: Command) -> None:
    done = certify("errata")
    assert done.code == 3
    for words in [
        "T-G1  false, Lemma 4, p. 5 (paper)",
        "printed   x >= 2x",
        "found     The sides are exchanged.",
        "witness   toy2020.sine.total-printed is false at x = 1/3 (≈ 0.333333)",
        "repair    Exchange them.",
        "evidence  cited: toy2020.sine.total",
        "T-G2  misprint, p. 7 (slides)",
        "evidence  none yet: toy2020.main",
    ]:
        assert words in done.out
    data = json.loads(certify("errata", "--paper", "toy2020", "--json", "-").out)
    assert data["schema"] == "certify.errata/1"
    first, second = data["errata"]
    assert (first["tag"], first["witness"]["status"], first["witness"]["witness"]) == ("T-G1", "refuted", {"x": "1/3"})
    assert (second["kind"], second["witness"], second["evidence"]) == ("misprint", None, "none yet")


def test_control_characters_do_not_reach_the_terminal(certify: Command, tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text('schema = "certify.claims/1"\n[[claim]]\nid = "a"\nclaim = "0 < 1"\n"\\u001b[31mred\\n" = 1\n')
    done = certify("run", "f.toml")
    assert done.code == 2
    assert "\x1b" not in done.err
    assert done.err.count("\n") == 1


# Bad input


BAD = {
    "no such command": ["fly"],
    "no such option": ["run", "--fast"],
    "no claim": ["prove"],
    "no value": ["run", "--timeout"],
    "unknown id": ["run", "toy2020.sine.nothing"],
    "unknown glob": ["run", "nothing.*"],
    "unknown id to show": ["show", "nothing"],
    "unknown id to list": ["list", "nothing"],
    "unknown paper": ["errata", "--paper", "nothing"],
    "missing file": ["run", "nothing.toml"],
    "directory": ["run", "./folder"],
    "directory by its name": ["run", "folder"],
    "directory like a file": ["run", "folder.toml"],
    "not TOML": ["run", "text.toml"],
    "binary": ["run", "binary.toml"],
    "another kind of TOML": ["run", "other.toml"],
    "empty": ["run", "empty.toml"],
    "no end": ["run", "/dev/zero"],
    "the same id twice": ["run", "good.toml", "same.toml"],
    "timeout negative": ["run", "good.toml", "--timeout", "-1"],
    "timeout zero": ["prove", "0 < 1", "--timeout", "0"],
    "timeout nan": ["prove", "0 < 1", "--timeout", "nan"],
    "timeout infinite": ["show", "toy2020.sine", "--timeout", "inf"],
    "timeout huge": ["run", "--timeout", "1e300"],
    "timeout no number": ["run", "--timeout", "soon"],
    "timeout empty": ["run", "--timeout", ""],
    "jobs zero": ["run", "--jobs", "0"],
    "jobs negative": ["errata", "--jobs", "-3"],
    "jobs no integer": ["run", "--jobs", "1.5"],
    "memory zero": ["run", "--memory", "0"],
    "memory nan": ["run", "--memory", "nan"],
    "json nowhere": ["run", "good.toml", "--json", "nowhere/out.json"],
    "json a directory": ["run", "good.toml", "--json", "folder"],
    "json below a file": ["prove", "0 < 1", "--json", "good.toml/out"],
    "json empty": ["run", "good.toml", "--json", ""],
    "json on a full disk": ["run", "good.toml", "--json", "/dev/full"],
    "certificates below a file": ["run", "good.toml", "--certificates", "good.toml/out"],
    "certificates a file": ["run", "good.toml", "--certificates", "good.toml"],
    "syntax": ["prove", "x >= ="],
    "empty claim": ["prove", ""],
    "unknown name": ["prove", "y >= 0", "--where", "x >= 0"],
    "missing range": ["prove", "x**2 >= 0"],
    "empty range": ["prove", "x >= 0", "--where", "1 <= x <= 0"],
    "float infinity": ["prove", "x >= -1e999999", "--where", "x >= 0"],
    "infinity by name": ["prove", "x <= inf", "--where", "x >= 0"],
    "nested brackets": ["prove", "(" * 10_000 + "1" + ")" * 10_000 + " > 0"],
    "nested minus": ["prove", "-" * 10_000 + "1 > 0"],
    "a long claim": ["prove", "1 + " * 25_000 + "1 > 0"],
    "code": ["prove", "__import__('os').system('touch hacked') == 0"],
    "code in where": ["prove", "x > 0", "--where", "x > __import__('os').system('touch hacked')"],
    "code in let": ["prove", "x > 0", "--let", "x = open('hacked', 'w')"],
    "a huge power": ["prove", "9**9**9**9**9 > 0 and 1"],
    "not a relation": ["prove", "1"],
    "letters of other kinds": ["prove", "π > 3"],
    "a null": ["prove", "1 > 0\x00"],
}


@pytest.fixture
def surroundings(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "text.toml").write_text("This is no TOML.\n")
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "other.toml").write_text('[project]\nname = "x"\n')
    (tmp_path / "empty.toml").touch()
    write_claims(tmp_path / "good.toml", "0 < 1")
    write_claims(tmp_path / "same.toml", "0 < 2")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_and_exit_code_2(certify: Command, surroundings: None, name: str) -> None:
    done = certify(*BAD[name])
    assert done.code == 2
    assert re.fullmatch(r"certify: error: [^\n]+\n", done.err), done.err
    assert "Traceback" not in done.out
    assert not Path("hacked").exists()
    if name != "json on a full disk":
        assert done.out == ""


def test_a_claim_of_a_megabyte(certify: Command, tmp_path: Path) -> None:
    write_claims(tmp_path / "f.toml", "1 + " * 250_000 + "1 > 0")
    done = certify("run", "f.toml")
    assert done.code == 2
    assert "at most" in done.err


def test_no_paper_is_installed(certify: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "entry_points", lambda group: [])
    for args in (["run"], ["list"], ["errata"]):
        done = certify(*args)
        assert (done.code, done.out) == (2, "")
        assert "no paper is installed" in done.err


def test_a_broken_paper_does_not_stop_the_others(
    certify: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site" / "broken-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[certify.papers]\nbroken = no_such_module:paper\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    done = certify("list")
    assert done.code == 2
    assert "toy2020.sine.weight" in done.out
    assert re.fullmatch(r"certify: error: paper 'broken' [^\n]+no_such_module[^\n]+\n", done.err)
    assert certify("run", "toy2020.sine").code == 0


# The cache and the certificates


def test_the_second_run_is_from_the_cache(certify: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOY_LOG", str(tmp_path / "log"))
    first = certify("run", "toy2020.sine")
    asked = len((tmp_path / "log").read_text().splitlines())
    second = certify("run", "toy2020.sine")
    assert first.out.split("\n\n")[0] == second.out.split("\n\n")[0]
    assert "3 from the cache" in " ".join(second.out.split())
    assert len((tmp_path / "log").read_text().splitlines()) == asked
    certify("run", "toy2020.sine", "--no-cache")
    assert len((tmp_path / "log").read_text().splitlines()) == asked + 3


def test_a_cache_that_cannot_be_written_is_a_warning(certify: Command) -> None:
    Path(".certify").write_text("in the way")
    done = certify("run", "toy2020.sine")
    assert done.code == 0
    assert re.fullmatch(r"certify: warning: \.certify: [^\n]+; results are not kept\n", done.err)


def test_certificates_are_written_and_named_in_the_json(certify: Command) -> None:
    done = certify("run", "toy2020.sine", "--certificates", "out", "--json", "-")
    paths = {r["id"]: r["certificate"] for r in json.loads(done.out)["results"]}
    assert paths["toy2020.sine.weight"] == "out/toy2020.sine.weight.cert.json"
    assert paths["toy2020.sine.basis"] is None
    assert json.loads(Path(paths["toy2020.sine.weight"]).read_text()) == {"toy": "proved"}
    assert len(json.loads(Path("out/manifest.json").read_text())["certificates"]) == 3


def test_trouble_with_one_claim_does_not_touch_the_others(certify: Command, tmp_path: Path) -> None:
    write_claims(tmp_path / "f.toml", "0 < 1", "0 < 9", "0 < 10", "0 < 11", "0 < 2")
    done = certify("run", "f.toml", "--timeout", "2", "--memory", "0.3", "--jobs", "2", "--json", "-")
    results = json.loads(done.out)["results"]
    assert [r["status"] for r in results] == ["proved", "undecided", "undecided", "undecided", "proved"]
    assert "out of time" in results[1]["reason"]
    assert "SIGSEGV" in results[2]["reason"]
    assert "out of memory (0.3 GiB)" in results[3]["reason"]
    assert done.code == 3


def test_help_and_version(certify: Command) -> None:
    from certify import __version__

    assert certify("--version") == (0, f"depthcert {__version__}\n", "")
    for args in ([], ["--help"], ["-h"]):
        done = certify(*args)
        assert done.code == 0
        assert all(command in done.out for command in ("run", "prove", "show", "list", "errata"))
    assert "--certificates" in certify("run", "--help").out
