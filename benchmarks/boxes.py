"""Branch and bound, timed side by side with mpmath.iv in one process.

    python benchmarks/boxes.py

The peer is plain branch and bound on mpmath.iv: halve the widest side until the enclosure of the value has the sign.  Beside
it stand the same loop on `certify.enclose`, which shows what the enclosures alone gain, and the method itself,
`certify.methods.boxes`, on the whole range, with parsing and compilation.  The loops end only where the two sides do not touch, so
ranges are cut there for them.  mpmath.iv is no guaranteed enclosure (mpmath issue 1181) and serves here as a clock only.
Each time is the best of three.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import mpmath
from flint import arb, ctx
from mpmath import iv

from certify.deadline import Deadline
from certify.enclose import _compile
from certify.enclose.program import Program
from certify.goal import Goal
from certify.methods.boxes.box import Problem
from certify.methods.boxes.search import Search
from certify.statement import Statement

PRECISION = 64
SMOOTH = {  # one smooth variable, and more than a handful of boxes; the ends at which the two sides touch (l, u)
    ("x*exp(-x) < 36788/100000", "0 <= x <= 3"): "",
    ("sin(x)**2 + cos(x)**2 > 999/1000", "-10 <= x <= 10"): "",
    ("sin(x) > x - x**3/6 + x**5/120 - 2/10000", "0 <= x <= 1"): "",
    ("cos(x) < 1 - x**2/2 + x**4/24 + 1/1000", "0 <= x <= 2"): "",
    ("exp(x) < 1 + x + x**2/2 + x**3/6 + x**4/24 + 1/100", "0 <= x <= 1"): "",
    ("log(1 + x) > x - x**2/2 + x**3/3 - x**4/4 - 1/1000", "0 <= x <= 1"): "",
    ("exp(x)*sin(x) < 7461/1000", "0 <= x <= 3"): "",
    ("exp(x) < 1/(1 - x)", "1/1000 <= x <= 99/100"): "",
}
OTHERS = {
    ("1 - x >= exp(-2*x)", "0 <= x <= 79/100"): "l",
    ("1 - x >= exp(-2*x)", "0 <= x <= 0.7968"): "l",
    ("sin(x) >= 2*x/pi", "0 <= x <= pi/2"): "lu",
    ("1 + cos(x) + cos(2*x)/2 + cos(3*x)/3 > 0", "0 <= x <= pi"): "",
    ("exp(x + y) > 1 + x + y + (x + y)**2/2", "1/4 <= x <= 1", "1/4 <= y <= 1"): "",
    ("sin(x*y) + 1/10 > x*y - (x*y)**3/6", "0 <= x <= 2", "0 <= y <= 1"): "",
}


def run(program: Program, ranges: Sequence[Any]) -> Any:
    """A program on mpmath intervals."""
    slots: list[Any] = []
    for step in program.constants:
        slots.append(step_value(step.op, [slots[a] for a in step.args], step.data))
    slots.extend(ranges)
    for step in program.steps:
        slots.append(step_value(step.op, [slots[a] for a in step.args], step.data))
    return slots[program.result]


def step_value(op: str, args: list[Any], data: Any) -> Any:
    """One operation."""
    if op == "add":
        return args[0] + args[1]
    if op == "sub":
        return args[0] - args[1]
    if op == "mul":
        return args[0] * args[1]
    if op == "scale":
        return args[0] * data.numerator / data.denominator
    if op == "power":
        return args[0] ** data
    if op == "rational":
        return iv.mpf(data.numerator) / data.denominator
    return {"exp": iv.exp, "log": iv.log, "sin": iv.sin, "cos": iv.cos, "inv": inverse, "neg": negative, "pi": pi}[op](
        *args
    )


def inverse(a: Any) -> Any:
    """1/a."""
    return 1 / a


def negative(a: Any) -> Any:
    """-a."""
    return -a


def pi() -> Any:
    """The constant."""
    return +iv.pi


def mpmath_number(end: arb) -> Any:
    """An exact ball as an mpmath number."""
    return mpmath.ldexp(*(int(v) for v in end.man_exp()))


def end(x: Any) -> arb:
    """An end of an mpmath interval."""
    sign, mantissa, exponent, _ = x._mpi_[0]
    return arb(int(-mantissa if sign else mantissa)) * arb(2) ** int(exponent)


def best(work: Callable[[], object], times: int) -> float:
    """The least of several timings, in seconds."""
    found = []
    for _ in range(times):
        _compile.cache_clear()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def cut(goal: Goal, spared: str) -> list[tuple[arb, arb]]:
    """The ranges of a goal; the first loses a thousandth at the ends where the two sides touch."""
    box = [(s.low, s.high) for s in Problem(goal).whole()]
    gap = (box[0][1] - box[0][0]) / 1000
    box[0] = ((box[0][0] + gap * ("l" in spared)).mid(), (box[0][1] - gap * ("u" in spared)).mid())
    return box


def with_arb(goal: Goal, box: Sequence[tuple[arb, arb]]) -> int:
    """The loop on `certify.enclose`; the number of boxes."""
    compiled = Problem(goal).f
    stack, count = [[((a + b) / 2, (b - a) / 2) for a, b in box]], 0
    while stack:
        count += 1
        ranges = stack.pop()
        if compiled.ball([arb(m, r) for m, r in ranges]) > 0:
            continue
        k = max(range(len(ranges)), key=lambda k: float(ranges[k][1])) if len(ranges) > 1 else 0
        middle, half = ranges[k][0], ranges[k][1] / 2
        stack.append([*ranges[:k], (middle - half, half), *ranges[k + 1 :]])
        stack.append([*ranges[:k], (middle + half, half), *ranges[k + 1 :]])
    return count


def with_mpmath(goal: Goal, box: Sequence[tuple[arb, arb]]) -> int:
    """The loop on mpmath.iv; the number of boxes."""
    program = Problem(goal).f.program
    stack, count = [[iv.mpf([mpmath_number(a), mpmath_number(b)]) for a, b in box]], 0
    while stack:
        count += 1
        ranges = stack.pop()
        try:
            if run(program, ranges).a > 0:
                continue
        except (ZeroDivisionError, ValueError):
            pass
        k = max(range(len(ranges)), key=lambda k: ranges[k].delta) if len(ranges) > 1 else 0
        low, middle, high = ranges[k].a, ranges[k].mid, ranges[k].b
        stack.append([*ranges[:k], iv.mpf([low, middle]), *ranges[k + 1 :]])
        stack.append([*ranges[:k], iv.mpf([middle, high]), *ranges[k + 1 :]])
    return count


def prove(claim: str, where: Sequence[str]) -> None:
    """The method from the text on."""
    statement = Statement.parse(claim, where)
    goal = Goal.of(statement.domain, statement.relations[0])
    with ctx.workprec(PRECISION):
        Search(Problem(goal)).tree(Deadline.after(600))


def row(claim: str, where: Sequence[str], spared: str) -> tuple[float, float]:
    """Time one claim and print it; how many times faster than mpmath.iv the same loop is, and the method."""
    statement = Statement.parse(claim, where)
    goal = Goal.of(statement.domain, statement.relations[0])
    with ctx.workprec(PRECISION):
        box = cut(goal, spared)
        counts = with_arb(goal, box), with_mpmath(goal, box)
        fast = best(lambda: with_arb(goal, box), 3)
        slow = best(lambda: with_mpmath(goal, box), 3)
    whole = best(lambda: prove(claim, where), 3)
    print(
        f"{claim[:50]:<51}{slow * 1e3:7.0f} ms {counts[1]:6}{fast * 1e3:8.1f} ms {counts[0]:6}{slow / fast:6.0f}x"
        f"{whole * 1e3:8.1f} ms{slow / whole:6.0f}x"
    )
    return slow / fast, slow / whole


def table(title: str, claims: Mapping[tuple[str, ...], str]) -> None:
    """Print the rows of some claims, then the least and the median of the ratios."""
    print(f"{title:<51}{'mpmath.iv, boxes':>17}{'Arb, boxes':>18}{'ratio':>7}{'method':>11}{'ratio':>7}")
    ratios = [row(claim, where, spared) for (claim, *where), spared in claims.items()]
    for name, found in zip(("the same loop", "the method"), zip(*ratios, strict=True), strict=True):
        print(f"  {name}: {min(found):.0f} times faster at least, {median(found):.0f} times in the median")


def main() -> None:
    """Print the tables."""
    iv.prec = PRECISION
    table("one smooth variable", SMOOTH)
    print()
    table("few boxes, contact, two variables", OTHERS)


if __name__ == "__main__":
    main()
