"""Branch and bound, timed side by side with mpmath.iv in one process.

    python benchmarks/boxes.py

First the same loop on both: halve the widest side until the enclosure of the value has the sign, with
`certify.enclose` and with mpmath.iv (each range cut where the two sides touch, as this loop ends nowhere else).  Then
the method itself, `certify.methods.boxes`, on the whole range, contact included, with parsing and compilation.
mpmath.iv is no guaranteed enclosure (mpmath issue 1181) and serves here as a clock only.  Each time is the best of
three.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from flint import arb, ctx
from mpmath import iv

from certify.context import Deadline
from certify.enclose import _compile
from certify.enclose.program import Program
from certify.goal import Goal
from certify.methods.boxes.box import Problem
from certify.methods.boxes.search import Search
from certify.statement import Statement

PRECISION = 64
CLAIMS = {  # claim and ranges: ends at which the two sides touch (l, u)
    ("1 - x >= exp(-2*x)", "0 <= x <= 79/100"): "l",
    ("1 - x >= exp(-2*x)", "0 <= x <= 0.7968"): "l",
    ("sin(x) >= 2*x/pi", "0 <= x <= pi/2"): "lu",
    ("exp(x) < 1/(1 - x)", "1/100 <= x <= 99/100"): "",
    ("x*exp(-x) < 36788/100000", "0 <= x <= 3"): "",
    ("1 + cos(x) + cos(2*x)/2 + cos(3*x)/3 > 0", "0 <= x <= pi"): "",
    ("sin(x)**2 + cos(x)**2 > 99/100", "-10 <= x <= 10"): "",
    ("log(1 + x**2) < x**2 + 1/1000", "-3 <= x <= 3"): "",
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


def main() -> None:
    """Print the table."""
    iv.prec = PRECISION
    print(f"{'claim':<44}{'same loop, Arb':>17}{'mpmath.iv':>22}{'ratio':>8}{'method':>11}")
    ratios = []
    for (claim, *where), spared in CLAIMS.items():
        statement = Statement.parse(claim, where)
        goal = Goal.of(statement.domain, statement.relations[0])
        with ctx.workprec(PRECISION):
            box = cut(goal, spared)
            counts = with_arb(goal, box), with_mpmath(goal, box)
            fast = best(lambda goal=goal, box=box: with_arb(goal, box), 3)
            slow = best(lambda goal=goal, box=box: with_mpmath(goal, box), 3)
        whole = best(lambda claim=claim, where=where: prove(claim, where), 3)
        ratios.append(slow / fast)
        print(
            f"{claim[:43]:<44}{fast * 1e3:8.1f} ms {counts[0]:5}{slow * 1e3:10.0f} ms {counts[1]:5}"
            f"{slow / fast:7.0f}x{whole * 1e3:8.1f} ms"
        )
    print(f"ratio of the loops: least {min(ratios):.0f}x, median {sorted(ratios)[len(ratios) // 2]:.0f}x")


if __name__ == "__main__":
    main()
