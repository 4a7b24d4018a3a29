"""Claims files: every mistake is one line that names the file and the place."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims import load_claims, read_claims
from certify.errors import InputError

GOOD = """
schema = "certify.claims/1"

[[claim]]
id = "exp-floor"
claim = "1 - x >= exp(-2*x)"
where = ["0 <= x <= 79/100"]
source = "Lemma 4, p. 5"

[[claim]]
id = "exp-floor.printed"
claim = "c - x >= exp(-x)"
where = ["x >= 0"]
let = ["c = 1"]
expected = "refuted"
printed = true
latex = "1 - x"
tags = ["C-D5"]
depends = ["exp-floor"]
"""


def test_every_field_arrives(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(GOOD)
    first, second = load_claims(path)
    assert (first.id, first.text, first.where) == ("exp-floor", "1 - x >= exp(-2*x)", ("0 <= x <= 79/100",))
    assert (first.source, first.expected, first.printed, first.uses) == ("Lemma 4, p. 5", "proved", False, ())
    assert (second.let, second.expected, second.printed) == (("c = 1",), "refuted", True)
    assert (second.latex, second.tags, second.uses) == ("1 - x", ("C-D5",), (first,))
    assert load_claims(str(path))[0].statement == first.statement


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n"])
def test_windows_files_are_read(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "claims.toml"
    path.write_bytes(start + GOOD.replace("\n", "\r\n").encode())
    assert len(load_claims(path)) == 2


def one(**changes: str) -> str:
    fields = {"id": '"a"', "claim": '"x > 0"', "where": '["x > 1"]', **changes}
    return 'schema = "certify.claims/1"\n[[claim]]\n' + "".join(f"{k} = {v}\n" for k, v in fields.items() if v)


BAD = {
    "not TOML": ("schema = ", "not TOML: .*line 1"),
    "not TOML, later": (GOOD + "\n[[claim]\n", "not TOML: .*line 21"),
    "a key twice": (one() + 'id = "b"', "not TOML: .*line 6"),
    "deep": ("x = " + "[" * 100_000, "not TOML"),
    "long integer": ("x = " + "9" * 10_000, "not TOML"),
    "long hexadecimal integer": (one(id="0x" + "f" * 10_000), "id = .*expected a string"),
    "empty": ("", "schema = None; expected 'certify.claims/1'"),
    "other schema": ('schema = "certify.claims/2"', "schema = 'certify.claims/2'"),
    "no claims": ('schema = "certify.claims/1"', r"no claims; expected tables \[\[claim\]\]"),
    "claim a table": ('schema = "certify.claims/1"\n[claim]\nid = "a"', "no claims"),
    "claim a list of texts": ('schema = "certify.claims/1"\nclaim = ["x > 0"]', "claim 1: expected a table"),
    "claim an empty list": ('schema = "certify.claims/1"\nclaim = []', "no claims"),
    "unknown key at the top": (
        'schema = "certify.claims/1"\nclaims = []',
        "unknown key 'claims'; did you mean 'claim'",
    ),
    "unknown key": (one(wheres='["x"]'), r"claim 1 \('a'\): unknown key 'wheres'; did you mean 'where'\?"),
    "unknown key like nothing": (one(zzz="1"), r"claim 1 \('a'\): unknown key 'zzz'; expected id, claim"),
    "a status": (one(status='"proved"'), "unknown key 'status'"),
    "no id": (one(id=""), "claim 1: 'id' is missing"),
    "no claim": (one(claim=""), r"claim 1 \('a'\): 'claim' is missing"),
    "id a number": (one(id="7"), "claim 1: id = 7; expected a string"),
    "id a path": (one(id='"../../x"'), "claim 1: '../../x' cannot be an id"),
    "id with a newline": (one(id='"a\\nb"'), "claim 1: .*cannot be an id"),
    "id empty": (one(id='""'), "cannot be an id"),
    "claim a list": (one(claim='["x > 0"]'), r"claim = \['x > 0'\]; expected a string"),
    "claim a float": (one(claim="inf"), "claim = inf; expected a string"),
    "where a string": (one(where='"x > 1"'), "where = 'x > 1'; expected a list of strings"),
    "where with a number": (one(where="[1]"), r"where = \[1\]; expected a list of strings"),
    "printed a number": (one(printed="1"), "printed = 1; expected true, false or a string"),
    "expected nonsense": (one(expected='"undecided"'), "claim 1: claim 'a': expected = 'undecided'"),
    "expected a boolean": (one(expected="true"), "expected = True; expected a string"),
    "syntax of the claim": (one(claim='"x >"'), "claim 1: claim 'a': claim: at character 4"),
    "syntax of where": (one(where='["x > 1", "x <"]'), "claim 1: claim 'a': where line 2: at character 4"),
    "syntax of let": (one(let='["c = 1", "d = ("]'), "claim 1: claim 'a': let line 2: at character 5: "),
    "code": (one(claim="\"__import__('os') > 0\""), "claim 1: claim 'a': claim: at character 1: unknown function"),
    "no range": (one(where="[]"), "claim 1: claim 'a': the variable 'x' has no range"),
    "twice": (one() + one().partition("\n")[2], r"claim 2 \('a'\): the id stands there twice"),
    "depends on nothing": (one(depends='["b"]'), r"claim 1 \('a'\): depends on 'b', which is not in the file"),
    "depends on itself": (one(depends='["a"]'), "circle: a -> a"),
    "depends on what is false": (
        one(depends='["b"]') + one(id='"b"', expected='"refuted"').partition("\n")[2],
        "depends on 'b', which is expected to be refuted",
    ),
    "a circle": (one(depends='["b"]') + one(id='"b"', depends='["a"]').partition("\n")[2], "circle: (a -> b|b -> a)"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line(tmp_path: Path, name: str) -> None:
    text, words = BAD[name]
    path = tmp_path / "claims.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=words) as caught:
        load_claims(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"schema = \x00\xff\xfe")
    for path, words in [
        (tmp_path, "is a directory"),
        (tmp_path / "none.toml", "no such file"),
        (binary, "not UTF-8 text: byte 0xff at offset 10"),
        (Path("/dev/zero"), "more than 16000000 bytes"),
        (Path("a\0b"), "cannot be the name"),
    ]:
        with pytest.raises(InputError, match=words):
            load_claims(path)


def test_a_file_without_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"claims\.toml: cannot be read: permission denied"):
        load_claims("claims.toml")


@given(st.text())
def test_any_text_is_claims_or_bad_input(text: str) -> None:
    with pytest.raises(InputError):
        read_claims(text)


@given(st.data())
def test_any_change_of_a_file_is_claims_or_bad_input(data: st.DataObject) -> None:
    start, stop = sorted(data.draw(st.tuples(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)))))
    text = GOOD[:start] + data.draw(st.text(max_size=5)) + GOOD[stop:]
    try:
        claims = read_claims(text)
    except InputError as failure:
        assert "\n" not in str(failure)
    else:
        assert claims
        assert all(claim.expected in ("proved", "refuted") for claim in claims)


def test_a_long_chain_of_claims() -> None:
    lines = ['schema = "certify.claims/1"']
    for k in range(2000):
        before = f'["c{k - 1}"]' if k else "[]"
        lines.append(f'[[claim]]\nid = "c{k}"\nclaim = "0 < 1"\ndepends = {before}')
    assert len(read_claims("\n".join(lines))) == 2000
