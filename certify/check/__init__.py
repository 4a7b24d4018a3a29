"""The independent checker: re-checks certificates with the standard library alone, `python3 -S -m certify.check DIR`.

What is certified.  For each accepted certificate: the statement in its `claim` and `where` lines, as `certify.certificate` and the
claim language read them, is true (verdict "proved": at every point of its domain, which is not empty, all expressions are
defined and all relations hold), or false (verdict "refuted": a relation fails at the given point of the domain).  Every step
is derived anew: the text is parsed here (`terms`), equalities are found by a normal form of our own (`normal`), signs on boxes
by outward-rounded interval arithmetic on Python's integers (`dyadic`, `elementary`, `functions`, `series`, `evaluate`, `boxes`),
polynomials by exact rationals (`polynomials`), and every other rule in `rules`, one function each, with its reason.  Of a network of depth 3
(`network`) size and error are certified from its weights; of a separation of depths (`separation`) that its parts, a bound for depth 2 and a
network of depth 3, fit together, given the theorem that it names.

What is not.  That the statement says what a paper's lemma means; that a claims file was carried over into it; anything about
certificates that are not in the directory and not in its manifest.  A rejection says that this program cannot follow, not that the
statement is false; "unsupported" is a rejection because of a rule that is not known here.

What must still be trusted.  This package, Python's integers, fractions, `json` and `hashlib`, and the theorems cited in docstrings.
No other part of `certify` is imported, nothing is searched for, and all work is bounded by the length of the certificate.
"""
