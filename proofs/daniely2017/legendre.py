"""Legendre polynomials in d dimensions: Section 2 and Proposition 2.

With N_{d,n} = C(d+n-1, d-1) - C(d+n-3, d-1) = (2n+d-2)(n+d-3)!/(n!(d-2)!), the law mu_d of the first coordinate of a
uniform point of the sphere S^{d-1}, dmu_d(x) = c_d (1-x^2)^{(d-3)/2} dx on [-1, 1], c_d = Gamma(d/2)/(sqrt(pi)
Gamma((d-1)/2)), and P_0 = 1, P_1 = x,

    P_n = (2n+d-4)/(n+d-3) x P_{n-1} - (n-1)/(n+d-3) P_{n-2}     for n >= 2:

  1. for d >= 2 the functions sqrt(N_{d,n}) P_n are an orthonormal basis of L2(mu_d);
  2. max |P_n| = P_n(1) = 1 on [-1, 1];
  3. <L_i^x, L_j^x'> = P_i(<x, x'>) delta_ij for L_n^x(x') = sqrt(N_{d,n}) P_n(<x, x'>).

The paper cites 1 to 3; here 1 and 2 are derived.  In the claims p and q stand for P_n(x) and P_{n-1}(x) at a point x,
u for P_n'(x), and r for P_{n+1}(x), which is given by the recurrence; so a claim with free p and q holds for the
polynomials at every point.  The steps that are joined in words are two inductions and two integrations by parts.

In print: the factorial form of N_{d,n} has no value at d = 2, n = 0, where the binomial form has a binomial of a
negative number; both must be read as 1.  The binomial C(d+n-3, d-1) is 0 where d+n-3 < d-1.
"""

from __future__ import annotations

from certify.ledger import argued, cited, claim, lemma

ATKINSON_HAN = (
    "K. Atkinson, W. Han, Spherical Harmonics and Approximations on the Unit Sphere: An Introduction, "
    "Lecture Notes in Mathematics 2044, Springer 2012, chapter 2"
)
GUARD = "tests/proofs/daniely2017/test_legendre.py"

ALL_D = ["d in ZZ", "d >= 2"]
ALL_D_N = [*ALL_D, "n in ZZ", "n >= 1"]
POINT = ["x in RR", "p in RR", "q in RR"]
C_D = "c = gamma(d/2)/(sqrt(pi)*gamma((d-1)/2))"
NEXT = "r = ((2*n+d-2)*x*p - n*q)/(n+d-2)"
LADDER = ["s = n*(q - x*p)", "t = (n+d-3)*(x*q - p)"]  # (1-x^2) P_n' and (1-x^2) P_{n-1}'

# --- the dimension N_{d,n}

two_forms = claim(
    "dimension-two-forms",
    "binomial(d+n-1, d-1) - binomial(d+n-3, d-1) == (2*n+d-2)*factorial(n+d-3)/(factorial(n)*factorial(d-2))",
    where=ALL_D_N,
    source="Section 2, definition of N_{d,n}",
    tags=["C-D1", "D-G7"],
    printed="for all d and n; at d = 2, n = 0 the right side has (-1)! and the left side C(-1, 1)",
)
dimension = claim(
    "dimension",
    "harmonic_dim(d, n) == binomial(d+n-1, d-1) - binomial(d+n-3, d-1)",
    where=ALL_D_N,
    source="Section 2, definition of N_{d,n}",
    tags=["C-D1"],
    printed=True,
)
dimension_zero = claim("dimension-0", "harmonic_dim(d, 0) == 1", where=ALL_D, tags=["C-D1", "D-G7"])
dimension_one = claim("dimension-1", "harmonic_dim(d, 1) == d", where=ALL_D, tags=["C-D1"], uses=[dimension])
dimension_ratio = claim(
    "dimension-ratio",
    "harmonic_dim(d, n+1)*(n+1)*(2*n+d-2) == harmonic_dim(d, n)*(2*n+d)*(n+d-2)",
    where=ALL_D_N,
    tags=["C-D1"],
)
ratio_excess = claim(
    "dimension-ratio-excess",
    "(2*n+d)*(n+d-2) >= (n+1)*(2*n+d-2)",
    where=[*ALL_D, "n in ZZ", "n >= 0"],
    tags=["C-D1"],
)
monotone = claim(
    "dimension-monotone",
    "harmonic_dim(d, n+1) >= harmonic_dim(d, n)",
    where=[*ALL_D, "n in ZZ", "n >= 0"],
    source="used silently in the proof of Theorem 3",
    tags=["C-D1", "D-G6"],
    uses=[dimension_ratio, ratio_excess, dimension_zero, dimension_one],
)
nondecreasing = claim(
    "dimension-nondecreasing",
    "harmonic_dim(d, n+k) >= harmonic_dim(d, n)",
    where=[*ALL_D, "n in ZZ", "n >= 0", "k in ZZ", "k >= 0"],
    source="used silently in the proof of Theorem 3",
    tags=["C-D1", "D-G6"],
    uses=[monotone],
)

# --- the measure

mass = claim(
    "mass",
    "c*integral((1-x**2)**((d-3)/2), x, -1, 1) == 1",
    let=[C_D],
    where=ALL_D,
    source="Section 2, definition of mu_d",
    tags=["C-D2"],
)
second_moment = claim(
    "second-moment",
    "c*integral(x**2*(1-x**2)**((d-3)/2), x, -1, 1) == 1/d",
    let=[C_D],
    where=ALL_D,
    tags=["C-D2"],
)

# --- values, parity and derivatives through the recurrence

recurrence = [
    claim(
        f"recurrence-{n}",
        f"legendre({n}, d, x) == (2*{n}+d-4)/({n}+d-3)*x*legendre({n - 1}, d, x)"
        f" - ({n}-1)/({n}+d-3)*legendre({n - 2}, d, x)",
        where=[*ALL_D, "x in RR"],
        source="Section 2, recurrence",
        tags=["C-D2"],
        printed=True,
    )
    for n in range(2, 7)
]
at_one = claim(
    "at-one",
    "(2*n+d-2)/(n+d-2)*1*1 - n/(n+d-2)*1 == 1",
    where=ALL_D_N,
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
parity = claim(
    "parity",
    "((2*n+d-2)*(-x)*(s*p) - n*(-s*q))/(n+d-2) == -s*r",
    let=[NEXT],
    where=[*ALL_D_N, *POINT, "s in RR"],
    tags=["C-D2"],
)
ladder_first = claim(
    "ladder-first",
    "(1-x**2)*1 == 1*(1 - x*x)",
    where=["x in RR"],
    tags=["C-D2"],
)
ladder_up = claim(
    "ladder-up",
    "((2*n+d-2)*((1-x**2)*p + x*s) - n*t)/(n+d-2) == (n+1)*(p - x*r)",
    let=[NEXT, *LADDER],
    where=[*ALL_D_N, *POINT],
    tags=["C-D2"],
)
ladder_down = claim(
    "ladder-down",
    "s == (n+d-2)*(x*p - r)",
    let=[NEXT, *LADDER],
    where=[*ALL_D_N, *POINT],
    tags=["C-D2"],
)
ladder = argued(
    "ladder",
    "For all n >= 1: P_n(1) = 1, P_n(-x) = (-1)^n P_n(x), (1-x^2) P_n' = n (P_{n-1} - x P_n) and (1-x^2) P_{n-1}' = "
    "(n+d-3) (x P_{n-1} - P_n). By induction on n: for n = 1 all four are seen from P_0 = 1, P_1 = x. If they hold "
    "for n, write r = P_{n+1} by the recurrence, and (1-x^2) P_{n+1}' by its derivative; then the claims at-one, "
    "parity, ladder-up and ladder-down are the four statements for n + 1 (s and t in them are (1-x^2) P_n' and "
    "(1-x^2) P_{n-1}').",
    uses=[at_one, parity, ladder_first, ladder_up, ladder_down],
    guard=f"{GUARD}::test_ladder_on_the_polynomials",
    source="Proposition 2, part 2 (P_n(1) = 1)",
    tags=["C-D2"],
)
equation = claim(
    "differential-equation",
    "2*x*s + n*(t - (1-x**2)*p - x*s) == (d-1)*x*s - n*(n+d-2)*(1-x**2)*p",
    let=LADDER,
    where=[*ALL_D_N, *POINT],
    uses=[ladder],
    latex=r"(1-x^2) P_n'' = (d-1) x P_n' - n(n+d-2) P_n",
    tags=["C-D2"],
)

# --- orthogonality

eigenvalues = claim(
    "eigenvalues-differ",
    "(m+k)*(m+k+d-2) > m*(m+d-2)",
    where=[*ALL_D, "m in ZZ", "m >= 0", "k in ZZ", "k >= 1"],
    tags=["C-D2"],
)
wronskian = claim(
    "wronskian",
    "-(d-1)*x*(u*q - p*v) + ((d-1)*x*u - n*(n+d-2)*p)*q - p*((d-1)*x*v - m*(m+d-2)*q) == (m*(m+d-2) - n*(n+d-2))*p*q",
    where=[*ALL_D_N, "m in ZZ", "m >= 0", *POINT, "u in RR", "v in RR"],
    uses=[equation],
    latex=r"(1-x^2)^{(3-d)/2} \left((1-x^2)^{(d-1)/2} (P_n' P_m - P_n P_m')\right)'",
    tags=["C-D2"],
)
orthogonal = argued(
    "orthogonality",
    "The integral of P_n P_m over mu_d is 0 for n != m. The function W = (1-x^2)^{(d-1)/2} (P_n' P_m - P_n P_m') is "
    "continuous on [-1, 1] and vanishes at both ends, because (d-1)/2 > 0. Inside, W' is (1-x^2)^{(d-3)/2} times the "
    "left side of the claim wronskian, in which (1-x^2) P'' is put in from the differential equation (here q and v "
    "are P_m and P_m'). So 0 = W(1) - W(-1) = (m(m+d-2) - n(n+d-2)) times the integral of P_n P_m (1-x^2)^{(d-3)/2}, "
    "and the factor is not 0 by eigenvalues-differ.",
    uses=[wronskian, eigenvalues],
    guard=f"{GUARD}::test_moments_give_orthonormality",
    source="Proposition 2, part 1",
    tags=["C-D2"],
)

# --- the norm

multiplication = claim(
    "multiplication-by-x",
    "((n+d-2)*r + n*q)/(2*n+d-2) == x*p",
    let=[NEXT],
    where=[*ALL_D_N, *POINT],
    tags=["C-D2"],
)
norm_ratio = claim(
    "norm-ratio",
    "(n+1)/(2*n+d)*((2*n+d-2)/(n+d-2))*(1/harmonic_dim(d, n)) == 1/harmonic_dim(d, n+1)",
    where=ALL_D_N,
    uses=[dimension_ratio],
    tags=["C-D2"],
)
norm = argued(
    "norm",
    "The integral h_n of P_n^2 over mu_d is 1/N_{d,n}. h_0 = 1 is the mass of mu_d, h_1 = 1/d its second moment. For "
    "n >= 1 the integral of x P_n P_{n+1} is (n+d-2)/(2n+d-2) h_{n+1} if multiplication-by-x is used for P_n, and "
    "(n+1)/(2n+d) h_n if it is used for P_{n+1}; the other terms vanish by orthogonality. So h_{n+1} = "
    "(n+1)(2n+d-2)/((2n+d)(n+d-2)) h_n, and norm-ratio is the step of the induction.",
    uses=[mass, second_moment, dimension_zero, dimension_one, multiplication, norm_ratio, orthogonal],
    guard=f"{GUARD}::test_moments_give_orthonormality",
    source="Proposition 2, part 1",
    tags=["C-D2"],
)
exact_orthogonality = [
    claim(
        f"orthogonality-d{d}",
        f"integral(legendre(n, {d}, x)*legendre(m, {d}, x)*(1-x**2)**(({d}-3)/2), x, -1, 1) == 0",
        where=["n in ZZ", "1 <= n <= 12", "m in ZZ", "0 <= m <= 11", "m < n"],
        source="Proposition 2, part 1, for n <= 12",
        tags=["C-D2"],
    )
    for d in range(2, 13)
]
exact_norm = [
    claim(
        f"norm-d{d}",
        f"c*integral(legendre(n, {d}, x)**2*(1-x**2)**(({d}-3)/2), x, -1, 1)*harmonic_dim({d}, n) == 1",
        let=[f"c = gamma({d}/2)/(sqrt(pi)*gamma(({d}-1)/2))"],
        where=["n in ZZ", "0 <= n <= 12"],
        source="Proposition 2, part 1, for n <= 12",
        tags=["C-D2"],
    )
    for d in range(2, 13)
]
all_d_norm = [
    claim(
        f"norm-degree-{n}",
        f"c*integral(legendre({n}, d, x)**2*(1-x**2)**((d-3)/2), x, -1, 1)*harmonic_dim(d, {n}) == 1",
        let=[C_D],
        where=ALL_D,
        source="Proposition 2, part 1, for this degree",
        tags=["C-D2"],
    )
    for n in range(1, 5)
]
complete = cited(
    "completeness",
    "The polynomials are dense in L2(mu_d), so the orthonormal system is a basis.",
    reference="Weierstrass's approximation theorem; mu_d is a finite measure on [-1, 1]",
    source="Proposition 2, part 1",
    tags=["C-D2"],
)

# --- the maximum

energy_derivative = claim(
    "energy-derivative",
    "2*p*u + (-2*x*u**2 + 2*u*((d-1)*x*u - n*(n+d-2)*p))/(n*(n+d-2)) == 2*(d-2)*x*u**2/(n*(n+d-2))",
    where=[*ALL_D_N, "x in RR", "p in RR", "u in RR"],
    uses=[equation],
    latex=r"\left(P_n^2 + \frac{(1-x^2) P_n'^2}{n(n+d-2)}\right)'",
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
energy_grows = claim(
    "energy-grows",
    "2*(d-2)*x*u**2/(n*(n+d-2)) >= 0",
    where=[*ALL_D_N, "0 <= x <= 1", "u in RR"],
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
energy_above = claim(
    "energy-above-square",
    "p**2 <= p**2 + (1-x**2)*u**2/(n*(n+d-2))",
    where=[*ALL_D_N, "0 <= x <= 1", "p in RR", "u in RR"],
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
energy_at_one = claim(
    "energy-at-one",
    "1**2 + (1-1**2)*u**2/(n*(n+d-2)) == 1",
    where=[*ALL_D_N, "u in RR"],
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
bounded = argued(
    "bounded",
    "|P_n| <= 1 on [-1, 1]. For n = 0 this is clear. For n >= 1 let E = P_n^2 + (1-x^2) P_n'^2/(n(n+d-2)). On [0, 1] "
    "its derivative, with (1-x^2) P_n'' put in from the differential equation, is >= 0, so "
    "P_n(x)^2 <= E(x) <= E(1) = P_n(1)^2 = 1. On [-1, 0] the bound follows by parity.",
    uses=[ladder, energy_derivative, energy_grows, energy_above, energy_at_one],
    guard=f"{GUARD}::test_bounded_by_one",
    source="Proposition 2, part 2",
    tags=["C-D2"],
)
reproducing = cited(
    "reproducing",
    "<L_i^x, L_j^x'> = P_i(<x, x'>) delta_ij in L2 of the uniform measure on the sphere.",
    reference=f"{ATKINSON_HAN} (addition theorem and Funk-Hecke formula)",
    source="Proposition 2, part 3",
    tags=["C-D2"],
)

legendre = lemma(
    "legendre",
    "Proposition 2: the Legendre polynomials in d dimensions",
    "sqrt(N_{d,n}) P_n, n >= 0, is an orthonormal basis of L2(mu_d); max |P_n| = P_n(1) = 1; "
    "<L_i^x, L_j^x'> = P_i(<x, x'>) delta_ij",
    steps=[
        two_forms, dimension, dimension_zero, dimension_one, dimension_ratio, ratio_excess, monotone, nondecreasing,
        mass, second_moment, *recurrence, at_one, parity, ladder_first, ladder_up, ladder_down, ladder, equation,
        eigenvalues, wronskian, orthogonal, multiplication, norm_ratio, norm, *exact_orthogonality, *exact_norm,
        *all_d_norm, complete, energy_derivative, energy_grows, energy_above, energy_at_one, bounded, reproducing,
    ],
)  # fmt: skip
