"""What a paper states and what stands behind it: steps, lemmas, papers, errata.

A module of a paper reads like the paper.  Each step is one object, and names the steps it uses:

    from certify.ledger import Paper, argued, cited, claim, erratum, lemma

    weight = claim("weight", "1 - x**2 >= exp(-2*x**2)", where=["0 <= x <= 1/sqrt(2)"], source="Lemma 4, step 1")
    signs = argued("sign-count", "on m - k intervals ...", guard="tests/proofs/daniely2017/test_sine.py::test_signs")
    total = claim("total", "...", where=["..."], uses=[weight, signs], tags=["C-D6"])
    printed = claim("total-printed", "...", where=["..."], expected="refuted", printed=True)
    sine = lemma("sine", "Lemma 4", "The sine is far from every polynomial ...", steps=[weight, signs, total, printed])
    paper = Paper("daniely2017", reference="...", lemmas=[sine], errata=[erratum("D-G1", witness=printed, ...)])

Every step carries one kind of evidence: `proved` (a claim with a certificate), `argued` (in words, guarded by
tests), `cited` (from the literature) or `none yet`.  `evidence` gives the weakest kind among a lemma's steps and
all they use.

Promises: a claim's text is read when the object is made, so a ledger with a claim that cannot be read cannot be
loaded, and the error names the step.  `expected` is compared with a verdict and never becomes one.  A claim that is
expected to be refuted supports nothing: it is shown beside the lemma, and using it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, ClassVar, Final

from certify.errors import InputError
from certify.statement import Statement

if TYPE_CHECKING:
    from certify.constant import Constant

PROVED: Final = "proved"
REFUTED: Final = "refuted"
UNDECIDED: Final = "undecided"

ARGUED: Final = "argued"
CITED: Final = "cited"
NONE_YET: Final = "none yet"
EVIDENCE: Final = (PROVED, ARGUED, CITED, NONE_YET)  # from the strongest to the weakest

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


@dataclass(eq=False)
class Step:
    """One step of a lemma: what it says, where the source says it, and what it uses."""

    name: str
    text: str
    _: KW_ONLY
    uses: Sequence[Step | Lemma] = ()
    source: str = ""
    tags: Sequence[str] = ()
    latex: str = ""
    home: Lemma | None = field(default=None, init=False, repr=False)
    word: ClassVar = "step"

    def __post_init__(self) -> None:
        self._texts("name", "text", "source", "latex")
        if not _ID.fullmatch(self.name):
            raise InputError(f"{self.name[:60]!r} cannot be an id; expected letters, digits, '.', '_' and '-'")
        self.tags = self._lines("tags")
        self.uses = tuple(self.uses)
        for used in self.uses:
            if not isinstance(used, (Step, Lemma)):
                raise self.error(f"uses {used!r}, which is no step and no lemma")
            if isinstance(used, Claim) and used.expected == REFUTED:
                raise self.error(f"uses {used.id!r}, which is expected to be refuted")

    @property
    def id(self) -> str:
        """`paper.lemma.step`, or the name alone outside a lemma."""
        return f"{self.home.id}.{self.name}" if self.home else self.name

    def error(self, message: str) -> InputError:
        """The message with the step it belongs to."""
        return InputError(f"{self.word} {self.id!r}: {message}")

    def _texts(self, *names: str) -> None:
        for name in names:
            if not isinstance(getattr(self, name), str):
                raise InputError(f"{self.word} {str(self.name)[:60]!r}: {name} must be a string")

    def _lines(self, name: str) -> tuple[str, ...]:
        lines = getattr(self, name)
        if isinstance(lines, str) or not all(isinstance(line, str) for line in lines):
            raise self.error(f"{name} must be a list of strings")
        return tuple(lines)


@dataclass(eq=False)
class Claim(Step):
    """A step in the claim language.  `statement` is what it says, exactly.

    `printed` is True if the source prints just this, or a text that says what the source prints.
    """

    _: KW_ONLY
    where: Sequence[str] = ()
    let: Sequence[str] = ()
    expected: str = PROVED
    printed: bool | str = False
    statement: Statement = field(init=False, repr=False)
    word: ClassVar = "claim"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.where, self.let = self._lines("where"), self._lines("let")
        if self.expected not in (PROVED, REFUTED):
            raise self.error(f"expected = {self.expected!r}; expected 'proved' or 'refuted'")
        if not isinstance(self.printed, (bool, str)):
            raise self.error("printed must be true, false or a string")
        try:
            self.statement = Statement.parse(self.text, self.where, self.let)
        except InputError as failure:
            raise self.error(f"{self._line_of(failure)}{failure}") from None

    def _line_of(self, failure: InputError) -> str:
        """Which line of the claim the failure is in, if it tells."""
        for name, lines in (("let", self.let), ("where", self.where), ("claim", (self.text,))):
            for number, line in enumerate(lines, 1):
                if failure.text and " ".join(failure.text.split()) == " ".join(line.split()):
                    return f"{name}: " if name == "claim" else f"{name} line {number}: "
        return ""


@dataclass(eq=False)
class Argued(Step):
    """A step proved in words, because it is no inequality; `guard` names the test that tries to break it."""

    _: KW_ONLY
    guard: str
    word: ClassVar = "argued step"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._texts("guard")
        if not self.guard.strip():
            raise self.error("expected the test that guards it")


@dataclass(eq=False)
class Cited(Step):
    """A step taken from the literature."""

    _: KW_ONLY
    reference: str
    word: ClassVar = "cited step"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._texts("reference")
        if not self.reference.strip():
            raise self.error("expected a reference")


@dataclass(eq=False)
class Missing(Step):
    """A step for which there is nothing yet."""

    word: ClassVar = "missing step"


@dataclass(eq=False)
class Lemma:
    """A lemma: its statement as the source has it (words or LaTeX) and its steps in the source's order."""

    name: str
    title: str
    statement: str
    _: KW_ONLY
    steps: Sequence[Step]
    paper: Paper | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        _check_name("lemma", self.name)
        self.steps = tuple(self.steps)
        for step in self.steps:
            _check_name(step.word, step.name)
            if step.home is not None:
                raise step.error(f"stands in lemma {self.name!r} as well; a step has one home")
            step.home = self
        _unique(f"lemma {self.name!r}", (s.name for s in self.steps))

    @property
    def id(self) -> str:
        """`paper.lemma`."""
        return f"{self.paper.name}.{self.name}" if self.paper else self.name

    @property
    def chain(self) -> tuple[Step, ...]:
        """The steps that carry the lemma: all but the claims that are expected to be refuted."""
        return tuple(s for s in self.steps if not (isinstance(s, Claim) and s.expected == REFUTED))


KINDS: Final = ("false", "ambiguous", "misprint", "gap")


@dataclass(eq=False)
class Erratum:
    """Something wrong in a source: what is printed, what was found, the exact witness, the repair and its proof."""

    tag: str
    _: KW_ONLY
    where: str
    kind: str
    printed: str
    found: str
    repair: str = ""
    witness: Claim | None = None
    repaired: Step | Lemma | None = None
    sources: Sequence[str] = ("paper",)

    def __post_init__(self) -> None:
        _check_name("erratum", self.tag)
        if self.kind not in KINDS:
            raise self._error(f"kind {self.kind!r}; expected one of {', '.join(KINDS)}")
        if isinstance(self.sources, str) or not self.sources:
            raise self._error("sources must be a list such as ['paper', 'slides']")
        if self.witness is not None and self.witness.expected != REFUTED:
            raise self._error(f"its witness {self.witness.id!r} is not expected to be refuted")
        if isinstance(self.repaired, Claim) and self.repaired.expected != PROVED:
            raise self._error(f"its repair {self.repaired.id!r} is not expected to be proved")

    def _error(self, message: str) -> InputError:
        return InputError(f"erratum {self.tag!r}: {message}")


@dataclass(eq=False)
class Paper:
    """A paper: its reference, its lemmas in order, what is wrong in it, and its constants (`certify.constant`)."""

    name: str
    _: KW_ONLY
    reference: str
    title: str = ""
    lemmas: Sequence[Lemma] = ()
    errata: Sequence[Erratum] = ()
    constants: Sequence[Constant] = ()

    def __post_init__(self) -> None:
        _check_name("paper", self.name)
        self.lemmas, self.errata, self.constants = tuple(self.lemmas), tuple(self.errata), tuple(self.constants)
        for item in self.lemmas:
            if item.paper is not None:
                raise InputError(f"lemma {item.id!r} stands in paper {self.name!r} as well")
            item.paper = self
        _unique(f"paper {self.name!r}", (x.name for x in self.lemmas))
        _unique(f"paper {self.name!r}", (x.tag for x in self.errata))
        _unique(f"paper {self.name!r}", (x.name for x in self.constants))

    @property
    def steps(self) -> Iterator[Step]:
        """All steps, lemma by lemma."""
        return (step for item in self.lemmas for step in item.steps)


# In a paper's module these read better in lower case.
claim, argued, cited, missing, lemma, erratum = Claim, Argued, Cited, Missing, Lemma, Erratum


def closure(items: Iterable[Step | Lemma]) -> list[Step]:
    """The steps themselves and all they use, directly or not, each once, used steps first.

    Raises InputError if steps use each other in a circle.
    """
    graph: dict[Step, list[Step]] = {}
    stack = _spread(items)
    while stack:
        step = stack.pop()
        if step not in graph:
            graph[step] = _spread(step.uses)
            stack.extend(graph[step])
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(step.id for step in reversed(error.args[1]))
        raise InputError(f"steps use each other in a circle: {circle}") from None


def _spread(items: Iterable[Step | Lemma]) -> list[Step]:
    return [s for item in items for s in (item.chain if isinstance(item, Lemma) else (item,))]


def own_evidence(step: Step, status: str | None) -> str | None:
    """The step's own kind of evidence; None for a claim without a verdict so far.

    A verdict is as good as its certificate, so a refutation that was expected counts as `proved`; one that was not
    leaves the step with nothing.
    """
    if isinstance(step, Argued):
        return ARGUED
    if isinstance(step, Cited):
        return CITED
    if isinstance(step, Claim):
        return None if status is None else PROVED if status in (PROVED, step.expected) else NONE_YET
    return NONE_YET


def evidence(items: Iterable[Step | Lemma], statuses: Mapping[Step, str]) -> str | None:
    """The weakest evidence among the steps and all they use: `none yet` for no steps; None if a verdict is missing."""
    kinds = [own_evidence(step, statuses.get(step)) for step in closure(items)]
    known = [kind for kind in kinds if kind is not None]
    if NONE_YET in known or not kinds:
        return NONE_YET
    return max(known, key=EVIDENCE.index) if len(known) == len(kinds) else None


def _check_name(word: str, name: str) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InputError(f"{word} {str(name)[:60]!r}: expected a name of letters, digits, '_' and '-'")


def _unique(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"{where}: {name!r} stands there twice")
        seen.add(name)
