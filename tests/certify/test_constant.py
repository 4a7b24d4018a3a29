"""Constants: the claims say what the values say, and without every verdict there is no number."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify import cli
from certify.certificate import canonical_json
from certify.constant import Constant, best_values, constant
from certify.constants import show_best, show_constants, summary, to_json
from certify.errata import show_errata
from certify.errata import to_json as errata_json
from certify.errors import InputError
from certify.ledger import Claim, Paper, Step, argued, claim, erratum, lemma, missing
from certify.outcome import Outcome
from certify.prove import prove
from certify.recheck import recheck
from certify.results import Result
from certify.screen import Screen
from certify.slack import INFINITE, assess, needed, slack
from certify.text import rational_text

HOST = claim("host", "1 - x >= exp(-2*x)", where=["0 <= x <= 1/2"])
FLOOR = {"of": HOST, "claim": "1 - x >= exp(-c*x)", "where": ["0 <= x <= 1/2"], "printed": "2", "better": "smaller"}


def floor(best: str = "2*log(2)", **more: object) -> Constant:
    return constant("floor", best=best, **(FLOOR | more))  # type: ignore[arg-type]


def settled(item: Constant) -> dict[Step, Result]:
    """What the prover and the checker say of everything that the constant rests on."""
    return {step: settle(step) for step in needed([item])}


def settle(step: Step) -> Result:
    if not isinstance(step, Claim):
        return Result(step)
    verdict = prove(step.statement, timeout=20)
    if verdict.status == "undecided":
        return Result(step, Outcome("undecided", "toy"))
    assert verdict.certificate is not None
    label, why = recheck(canonical_json(verdict.certificate).encode(), step.statement, verdict.status, 20)
    return Result(step, Outcome(verdict.status, witness=verdict.witness, checked=label, objection=why))


def as_expected(*items: Constant) -> dict[Step, Result]:
    """As if every claim were settled as it should be."""
    outcomes = {
        "proved": Outcome("proved", checked="accepted"),
        "refuted": Outcome("refuted", witness={}, checked="accepted"),
    }
    return {s: Result(s, outcomes[s.expected] if isinstance(s, Claim) else None) for s in needed(items)}


# --- the claims


def test_the_claims_are_those_of_the_values() -> None:
    item = floor(attained=["x = 1/2"])
    assert list(item.ends) == ["best", "beyond", "attained"]
    assert {role: end.expected for role, end in item.ends.items()} == {
        "best": "proved", "beyond": "refuted", "attained": "proved",
    }  # fmt: skip
    same = Claim("same", "1 - x >= exp(-(2*log(2))*x)", where=["0 <= x <= 1/2"])
    assert item.ends["best"].statement == same.statement
    beyond = Claim("beyond", "1 - x >= exp(-((2*log(2))*999/1000)*x)", where=["0 <= x <= 1/2"])
    assert item.ends["beyond"].statement == beyond.statement
    assert item.ends["attained"].statement == Claim("at", "1 - 1/2 == exp(-(2*log(2))*(1/2))").statement


def test_a_threshold_stands_in_the_range() -> None:
    item = constant(
        "least", of=HOST, claim="2**d >= d**3", where=["d in ZZ", "d >= c"], best="10", better="smaller", beyond="9"
    )
    assert item.ends["best"].statement.domain.lines() == ["d in ZZ", "d >= 10"]
    assert item.ends["beyond"].statement.domain.lines() == ["d in ZZ", "d >= 9"]
    assert assess(item, settled(item)).certified


def test_what_is_false_in_print_is_a_claim_of_its_own() -> None:
    item = floor(printed="1", false=True)
    assert item.ends["printed"].expected == "refuted"
    found = assess(item, settled(item))
    assert found.certified and not found.improved and found.slack == "0.721"
    assert found.to_json()["printed_is_false"] is True
    wrong = floor(printed="3", false=True)
    assert assess(wrong, settled(wrong)).problem == "floor-printed is proved, not refuted"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"best": ""}, "expected a best value"),
        ({"reason": "a choice"}, "expected a best value"),
        ({"claim": ""}, "expected a claim"),
        ({"claim": "", "by": [HOST], "false": True}, "expected a claim"),
        ({"better": "greater"}, "expected 'larger' or 'smaller'"),
        ({"best": "2*"}, "'floor'"),
        ({"printed": "two"}, ""),
        ({"claim": "1 - x >= exp(-2*x)"}, "does not occur"),
        ({"var": "k"}, "does not occur"),
        ({"claim": "1 - x >= exp(-c*y)"}, "no range"),
        ({"attained": ["x = 3/4"]}, "is false"),
        ({"attained": ["x = "]}, "'floor'"),
        ({"where": ["n in ZZ", "0 <= n <= 1"], "claim": "c*n <= c", "attained": ["n = 1/2"]}, "is no integer"),
        ({"points": [["x = 1"]]}, "is false"),
        ({"claim": "0 <= c*x <= 2"}, ""),
        ({"claim": "0 <= c*x <= 2", "attained": ["x = 0"]}, "one relation"),
    ],
)
def test_bad_input_names_the_constant(changes: dict[str, object], words: str) -> None:
    settings_ = {"best": "2*log(2)", **changes}
    if words == "":
        floor(**settings_)  # type: ignore[arg-type]
        return
    with pytest.raises(InputError, match="constant 'floor'") as failure:
        floor(**settings_)  # type: ignore[arg-type]
    assert words in str(failure.value) and "\n" not in str(failure.value)


@pytest.mark.parametrize("name", ["", "Floor", "a b", "-a", "a" * 41, "a.b"])
def test_names(name: str) -> None:
    with pytest.raises(InputError, match="expected a name"):
        constant(name, of=HOST, reason="a choice")


def test_claims_that_exist_are_used_and_not_made_again() -> None:
    known = claim("known", "1 - x >= exp(-(2*log(2))*x)", where=["0 <= x <= 1/2"])
    twin = constant("twin", best="2*log(2)", **FLOOR)  # type: ignore[arg-type]
    item = floor()
    home = best_values([item, twin], [lemma("sine", "", "", steps=[known])])
    assert item.ends["best"] is known and twin.ends["best"] is known
    assert twin.ends["beyond"] is item.ends["beyond"]
    assert [step.name for step in home.steps] == ["floor-beyond"]
    assert item.id == "constants.floor"


# --- what is certified


def test_both_ends_are_settled() -> None:
    item = floor(attained=["x = 1/2"])
    found = assess(item, settled(item))
    assert found.certified and found.improved and found.evidence == "proved"
    assert (found.slack, found.slack_beyond) == ("1.44", "1.45")
    assert found.to_json()["near"] == "1.3863"  # rounded up: the claim holds with it as well


@pytest.mark.parametrize("best", ["1.38", "139/100*0.99", "log(2)"])
def test_a_wrong_best_value_is_no_number(best: str) -> None:
    """Planted: the claim is false with this value."""
    item = floor(best, beyond="1/2")
    found = assess(item, settled(item))
    assert found.problem == "floor-best is refuted, not proved"
    assert not found.certified and (found.slack, found.slack_beyond, found.slack_at) == ("", "", ())
    data = found.to_json()
    assert (data["status"], data["best"], data["slack"], data["near"]) == ("not certified", None, None, "")
    assert "not certified" in page(item, settled(item)) and best not in page(item, settled(item))


@pytest.mark.parametrize("best", ["1.4", "2"])
def test_a_value_that_is_not_the_best_is_no_number(best: str) -> None:
    """Planted: what is claimed to be refuted is true."""
    item = floor(best)
    assert assess(item, settled(item)).problem == "floor-beyond is proved, not refuted"


@pytest.mark.parametrize("beyond", ["2*log(2)", "log(4)", "3"])
def test_what_is_refuted_must_be_better(beyond: str) -> None:
    item = floor(beyond=beyond)
    assert assess(item, as_expected(item)).problem == f"{beyond}, which is refuted, is no better than 2*log(2)"


@pytest.mark.parametrize("point", ["x = 1/4", "x = 1/3"])
def test_a_point_where_it_is_not_attained(point: str) -> None:
    item = floor(attained=[point])
    assert assess(item, settled(item)).problem.startswith("floor-attained is ")


@settings(max_examples=8, deadline=None)
@given(st.fractions(min_value=Fraction(1, 50), max_value=50), st.sampled_from([-1, 0, 1]))
def test_the_best_value_and_no_other(best: Fraction, shift: int) -> None:
    """p x >= c x for x in [1, 2] holds for c <= p only: p is certified, and nothing 1 % away."""
    p = rational_text(best)
    item = constant(
        "p", of=HOST, claim=f"({p})*x >= c*x", where=["1 <= x <= 2"], printed="1/100",
        best=rational_text(best * (1 + Fraction(shift, 100))),
    )  # fmt: skip
    found = assess(item, settled(item))
    assert found.certified == (shift == 0)
    if shift == 0:
        assert 0.99 * float(best * 100) <= float(found.slack) <= float(best * 100) * (1 + 1e-12)


@pytest.mark.parametrize("role", ["best", "beyond", "attained", "slack", "printed"])
@pytest.mark.parametrize("fault", ["absent", "undecided", "other", "unchecked"])
def test_every_verdict_is_needed(role: str, fault: str) -> None:
    item = constant(
        "width", of=HOST, claim="a*d <= c*d", where=["d >= 1", "0 <= a <= 1"], printed="1/(1 + d)", best="1",
        better="smaller", attained=["a = 1", "d = 1"], false=True, least_slack="0", points=[["d = 1", "a = 1"]],
    )  # fmt: skip
    results = as_expected(item)
    assert assess(item, results).slack_at
    end = item.ends[role]
    right = results[end].outcome
    assert right is not None
    other = Outcome("proved", checked="accepted") if end.expected == "refuted" else Outcome("refuted", witness={})
    faulty = {
        "undecided": Outcome("undecided", "toy"),
        "other": other,
        "unchecked": replace(right, checked="rejected", objection="toy"),
    }
    rest = {step: result for step, result in results.items() if step is not end}
    found = assess(item, rest if fault == "absent" else {**rest, end: Result(end, faulty[fault])})
    assert end.id in found.problem and not found.certified and not found.slack_at
    assert found.to_json()["best"] is None


def test_evidence_is_that_of_the_weakest_step() -> None:
    words = argued("theorem", "In words.", guard="tests/x.py::test_y", uses=[HOST])
    item = floor(by=[words])
    assert assess(item, as_expected(item)).evidence == "argued"
    hole = floor(by=[missing("hole", "Nothing.")])
    assert not assess(hole, as_expected(hole)).certified
    used = {**as_expected(item), HOST: Result(HOST, Outcome("undecided", "toy"))}
    assert assess(item, used).problem == "host is undecided, not proved"


def test_no_notion_no_number() -> None:
    item = constant("share", of=HOST, printed="1/2", reason="a choice")
    found = assess(item, {})
    assert not found.certified and not found.problem and not item.ends
    assert found.to_json()["status"] == "not applicable"


# --- the slack


@pytest.mark.parametrize(
    ("better", "printed", "best", "expected"),
    [
        ("larger", "1/(2*e*pi)", "1/sqrt(2*pi*e)", "4.13"),
        ("smaller", "2", "2*log(2)", "1.44"),
        ("larger", "44", "10", "0.227"),
        ("smaller", "44", "10", "4.4"),
        ("smaller", "4", "4/3", "3"),
        ("larger", "2", "sqrt(4)", "1"),
        ("smaller", "2", "0", INFINITE),
        ("larger", "-1", "1", ""),
        ("larger", "1", "2**10**9", "4.61e+301029995"),
        ("smaller", "0.41", "0.1947", "2.10"),
    ],
)
def test_slacks(better: str, printed: str, best: str, expected: str) -> None:
    item = constant("s", of=HOST, by=[HOST], printed=printed, best=best, better=better)
    assert item.value is not None and item.printed_value is not None
    assert slack(item, item.value, item.printed_value) == expected


def test_with_variables_the_slack_is_given_at_points_and_everywhere() -> None:
    item = constant(
        "norm", of=HOST, claim="x <= c", where=["0 <= x <= 1/2"], over=["d in ZZ", "d >= 2"], printed="1 + sqrt(4*d)",
        best="1/2", better="smaller", points=[["d = 2"], ["d = 100"]], least_slack="7.65",
    )  # fmt: skip
    found = assess(item, settled(item))
    assert found.certified and found.improved and found.slack == ""
    assert found.slack_at == (("d = 2", "7.65"), ("d = 100", "42.0"))
    assert item.ends["slack"].statement.domain.lines() == ["d in ZZ", "d >= 2"]
    wrong = constant(
        "norm", of=HOST, claim="x <= c", where=["0 <= x <= 1/2"], over=["d in ZZ", "d >= 2"], printed="1 + sqrt(4*d)",
        best="1/2", better="smaller", least_slack="7.66",
    )  # fmt: skip
    assert assess(wrong, settled(wrong)).problem == "norm-slack is refuted, not proved"


# --- what is shown


def page(item: Constant, results: Mapping[Step, Result]) -> str:
    screen = Screen()
    screen.file, screen.room = io.StringIO(), 80
    show_best(screen, [item], results)
    return screen.file.getvalue()


def test_a_page_tells_values_slack_and_claims() -> None:
    item = floor(attained=["x = 1/2"], note="on [0, 1/2]")
    text = " ".join(page(item, as_expected(item)).split())
    for words in (
        "best floor, on [0, 1/2]: printed 2;", "best certified 2*log(2) (≈ 1.3863); slack at least 1.44",
        "proved: floor-best", "refuted for 1.3849: floor-beyond", "attained: floor-attained",
    ):  # fmt: skip
        assert words in text


def toy() -> Paper:
    step = claim("host", "0 < 1")
    items = [
        floor(of=step, tags=["T-G1"]),
        constant("share", of=step, printed="1/2", reason="a choice"),
        constant("long", of=step, by=[step], printed="*".join(["(1 + x)"] * 30), best="x", note="a note " * 30),
    ]
    home = lemma("sine", "Lemma 4", "", steps=[step])
    wrong = erratum("T-G1", where="p. 1", kind="gap", printed="2", found="2 log 2")
    return Paper("toy", reference="R", lemmas=[home, best_values(items, [home])], errata=[wrong], constants=items)


def test_the_table_fits_and_is_aligned() -> None:
    paper = toy()
    screen = Screen()
    screen.file, screen.room = io.StringIO(), 80
    results = as_expected(*paper.constants)
    show_constants(screen, [paper], list(paper.constants), results)
    lines = screen.file.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines)
    head = next(line for line in lines if "best certified" in line)
    row = next(line for line in lines if line.strip().startswith("floor"))
    assert [row.index(cell) for cell in ("2*log(2)", "1.44")] == [head.index("best certified"), head.index("slack")]
    assert row[head.index("at / not") :] == "not 1.3849"
    assert summary(list(paper.constants), results).startswith(
        "3 constants: 2 certified, 1 of these better than printed"
    )


def test_json_comes_back_whole() -> None:
    paper = toy()
    data = to_json(paper.constants, as_expected(*paper.constants))
    assert json.loads(json.dumps(data)) == data
    assert data["schema"] == "certify.constants/1"
    first, second, _ = data["constants"]  # type: ignore[misc]
    assert first["claims"] == {"best": "toy.constants.floor-best", "beyond": "toy.constants.floor-beyond"}
    assert (first["id"], first["of"], first["best"], first["slack"]) == (
        "toy.constants.floor",
        "toy.sine.host",
        "2*log(2)",
        "1.44",
    )
    again = constant("again", of=HOST, by=[HOST], printed=first["printed"], best=first["best"], better=first["better"])
    assert assess(again, as_expected(again)).slack == first["slack"]
    assert (second["status"], second["reason"], second["claims"]) == ("not applicable", "a choice", {})


def test_an_erratum_has_the_constants_that_bear_its_tag() -> None:
    paper = toy()
    screen, results = Screen(), as_expected(*paper.constants)
    screen.file, screen.room = io.StringIO(), 80
    show_errata(screen, [paper], results)
    assert "best      floor: printed 2; best certified 2*log(2)" in screen.file.getvalue()
    (entry,) = errata_json([paper], results)["errata"]  # type: ignore[misc]
    assert [c["id"] for c in entry["constants"]] == ["toy.constants.floor"]


# --- the command


@pytest.fixture
def certify(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    handler = signal.getsignal(signal.SIGTERM)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["certify", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        signal.signal(signal.SIGTERM, handler)
        return (stop.value.code, *capsys.readouterr())  # type: ignore[return-value]

    return call


def test_the_command(certify: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = certify("constants", "daniely2017.relu.few-cells", "daniely2017.constants.signs")
    assert (code, err) == (0, "")
    assert "2 constants: 1 certified, 0 of these better than printed, 1 to which" in out
    assert "  units                2                2                1         at t=1\n" in out
    assert "a normalisation" in out
    code, out, _ = certify("constants", "daniely2017.relu.few-cells", "--json", "-")
    (entry,) = json.loads(out)["constants"]
    assert (entry["status"], entry["best"], entry["slack"]) == ("certified", "2", "1")
    code, out, _ = certify("show", "daniely2017.relu.few-cells")
    assert code == 0 and "best      units: printed 2; best certified 2; slack 1" in out
    code, out, _ = certify("show", "daniely2017.relu.few-cells", "--json", "-")
    assert [c["best"] for c in json.loads(out)["results"][-1]["constants"]] == ["2"]


def test_a_constant_that_is_not_known(certify: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = certify("constants", "daniely2017.nothing")
    assert (code, out) == (2, "") and err == "certify: error: no constant is known by 'daniely2017.nothing'\n"


def test_two_constants_of_a_paper_cannot_share_a_name() -> None:
    items = [constant("share", of=HOST, reason="a choice"), constant("share", of=HOST, reason="a choice")]
    with pytest.raises(InputError, match="stands there twice"):
        Paper("toy", reference="R", constants=items)
