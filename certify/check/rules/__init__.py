"""The rules of proofs, one function each: from a goal and a node's parameters to what is left to show.

A rule checks what it demands and returns a `Plan`: the goals of the children, in order, and the new terms that must be shown to be
defined, each with the domain where, and with a term that is known to be defined there.  `proof` does the rest.  A goal (D, f, op)
says: at every point of D where f is defined, `f op 0`.  So a rule that goes on with another term must show that it is defined
wherever f is; and a goal on D follows from goals on pieces of it.

What is certified: if the children of a node hold, so does its goal; each function says why, or where the theorem stands.  What is not
looked for: a proof.  Every parameter is in the node, and whatever two terms are compared by the normal form must be shown to be
defined, as terms that cancel could otherwise carry in what does not hold (tests/certify/check/test_forgeries.py has examples).
"""
