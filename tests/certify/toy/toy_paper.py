"""A paper for the tests: every kind of step, a false claim in print, errata of two kinds."""

from certify.ledger import Paper, argued, cited, claim, erratum, lemma, missing

weight = claim("weight", "0 < 1", source="Lemma 4, step 1, p. 5", tags=["C-T1"])
basis = cited("basis", "The polynomials are an orthonormal basis.", reference="Atkinson, Han 2012, ch. 2")
signs = argued("sign-count", "On m - k intervals the signs differ.", guard="tests/x.py::test_y", uses=[basis])
total = claim("total", "c < 2", let=["c = 1"], uses=[weight, signs], tags=["C-T1", "C-T2"], latex=r"c < \frac{4}{2}")
printed = claim("total-printed", "x >= 2*x", where=["x in RR"], expected="refuted", printed="x is at least 2x")
sine = lemma(
    "sine", "Lemma 4: the sine is far from polynomials", "For all d ...", steps=[weight, basis, signs, total, printed]
)

hard = claim("hard", "x**2 >= 0", where=["x in RR"], uses=[sine])
limit = missing("limit", "The limit of the sums.")
theorem = lemma("main", "Theorem 1", "r >= 2^{cd}", steps=[hard, limit])

paper = Paper(
    "toy2020",
    title="A toy",
    reference="T. Oy, A toy, 2020",
    lemmas=[sine, theorem],
    errata=[
        erratum(
            "T-G1",
            where="Lemma 4, p. 5",
            kind="false",
            printed="x >= 2x",
            found="The sides are exchanged.",
            repair="Exchange them.",
            witness=printed,
            repaired=total,
        ),
        erratum("T-G2", where="p. 7", kind="misprint", printed="2L", found="4L", sources=["slides"], repaired=theorem),
    ],
)
