"""The independent checker: re-checks certificates with the standard library alone, `python3 -S -m certify.check DIR`.

What is certified.  For each accepted certificate: the statement in its `claim` and `where` lines, as `certify.certificate` and the
claim language read them, is true (verdict "proved": at every point of its domain, which is not empty, all expressions are
defined and all relations hold), or false (verdict "refuted": a relation fails at the given point of the domain).  Of a network of depth 3
(`network`) size and error are certified from its weights; of a separation of depths (`separation`) that its parts, a bound for depth 2 and a
network of depth 3, fit together, given the theorem that it names.

What is not.  That the statement says what a paper's lemma means; that a claims file was carried over into it; anything about
certificates that are not in the directory and not in its manifest.  A rejection says that this program cannot follow, not that the
statement is false; "unsupported" is a rejection because of a rule that is not known here.

What must still be trusted.  This package, Python's integers, fractions, `json` and `hashlib`, and the theorems cited in docstrings.
No other part of `certify` is imported, nothing is searched for, and all work is bounded by the length of the certificate.

In what order to read it, after the rules in `certify.certificate`:

1. What is said: `terms`, `domains`, `text` (the parser), `goals`.
2. When it has a meaning: `definedness`, `existence` (integrals).
3. How a proof is read: `plan`, `proof` (a node against a goal), `certificate` (from bytes to a verdict), `__main__` (a directory).
4. When two terms are equal: `normal` (which has an order of its own), `written`, `calculus` (derivatives).
5. The rules: `rules.steps`, `rules.domains`, `rules.facts`, `rules.taylor`, `rules.sums`, `rules.integrals`, `rules.values`.
6. Numbers: `dyadic` (intervals), `elementary`, `trigonometric`, `functions` (gamma, erf, Bessel), `series` (Taylor
   coefficients), `evaluate` (of terms), `jets` (gradients and Hessians).
7. The rules that compute: `boxes`, `quadrature`, and for `sign`: `coefficients`, `sturm`, `bernstein`, `polynomials`.
8. What is no claim: `weights`, `network`, `separation`.
"""
