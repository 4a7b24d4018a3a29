"""Steps of a proof as plans: a rule, its parameters, and the goals it leaves.

A `Step` reduces a goal to children; it is data, so that a search can look at the children (and sample them) before
anything is proved.  `realise` turns a plan into a proof: it checks the identities that the step rests on by the normal form,
shows that what the step introduces is defined, and proves the children with the context.  Every function below builds one
rule of `certify.certificate`; that the goal follows from the children is argued there or here.

All of them may be applied to goals they do not help; a step that is wrong (a factor that does not multiply out, an inverse
that does not invert) is refused by its constructor or by `realise`, with `Unproved`.
"""

from certify.methods.steps.derivatives import comparisons, taylor
from certify.methods.steps.plan import Child, Step, chain, goal_of, node, put, realise, slope
from certify.methods.steps.products import by_logs, exponential, logarithm, multiply, product, rewrite, total
from certify.methods.steps.ranges import conditions, excluded, opened, periodic, relax, split, substitution, widen
from certify.methods.steps.terms import by_known, cut, generalise, replacement, transitive

__all__ = [
    "Child",
    "Step",
    "by_known",
    "by_logs",
    "chain",
    "comparisons",
    "conditions",
    "cut",
    "excluded",
    "exponential",
    "generalise",
    "goal_of",
    "logarithm",
    "multiply",
    "node",
    "opened",
    "periodic",
    "product",
    "put",
    "realise",
    "relax",
    "replacement",
    "rewrite",
    "slope",
    "split",
    "substitution",
    "taylor",
    "total",
    "transitive",
    "widen",
]
