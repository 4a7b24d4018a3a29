"""What a proof is: plain data, canonical JSON, a digest; and the rules by which it is read.

A certificate is enough to re-check a verdict without search.  It holds the canonical statement, the verdict, and a tree of
nodes, one rule each.  This page is the specification that the methods (which write) and the checker (which reads) share;
they share no code.

Vocabulary
----------
A *goal* (D, f, op) says: at every point of the domain D where f is defined, `f op 0`, with op in `>= > == !=`.  (That f is
defined on all of D is proved once, at the root, from the obligations of `certify.definedness`.)  Expressions stand as text
of the claim language, rationals as `"7/2"`, in the names of the canonical statement and fresh names.  `f ~ g` means: f - g
vanishes by the normal form (see below), which shows that f = g wherever both are defined.  *Known* relations of a goal are the bounds of D, its constraints, and the
obligations of f.  A rule that introduces an expression g must show that g is defined wherever the goal's f is: each
obligation of g that is not known, and not visible from balls over D, is proved by an entry of the node's field
`defined`, a list of `{"need": [relations], "binders": [[name, lower, upper, integer]], "proofs": [nodes]}`.

Normal form
-----------
Expressions are rational functions over Q (common factors cancel) in pi, the variables and function calls; calls are the same
if their arguments are, by ~.  Every equation holds wherever both sides are defined; a, b, z are any expressions, c a
rational, k an integer, m and e any exponents; "integer" is what `certify.integrality.is_integer_valued` says on D.
  exp      exp(a+b) = exp(a)*exp(b), exp(k*a) = exp(a)**k, exp(c*m*log(a)) = a**(c*m), exp(c*m*lgamma(z)) = gamma(z)**(c*m);
           sinh, cosh and tanh through exp
  powers   p**(m/log(p)) = exp(m) for a prime p; a**(m+e) = a**m*a**e, a**(k*m) = (a**m)**k, (a**c)**m = a**(c*m) if c is not an integer; 0**c = 0 for c > 0; (a*b)**m = a**m*b**m and
           (a**c)**m = a**(c*m) for a *positive*: a rational > 0 (into its primes), pi, exp(..), gamma(..) (not as part of
           a binomial), a power of a positive base, a sum of terms > 0 (even powers and positive factors); for integer m the same
           for any a, and (-1)**(2*m) = 1.  For literal m: (a**k)**m = a**(k*m) if k is odd, abs(a)**(k*m) if k is even;
           (b/a**2)**(c/2) = abs(a)**(-c)*b**(c/2); (q*a**k*...)**m = q**m*abs(a)**(k*m)*... for even k and rational q > 0, whatever the a; a root of several things >= 0 (roots, abs) is the product of their roots
  log      log(a*b) = log(a) + log(b) for a positive (as above) or >= 0 (roots, abs); log(exp(a)) = a; log(a**k) = k*log(a) for odd k,
           (k/2)*log(a**2) for even k; log(a**c) = c*log(a) for c no integer; log(a**m) = m*log(a) for a rational a > 0 or pi;
           log(gamma(z)) = lgamma(z)
  abs      abs(a)**2 = a**2, abs(a*b) = abs(a)*abs(b), abs(a) = a for rationals a >= 0 and positive a, abs(-a) = abs(a)
  sin cos  tan = sin/cos; sin(a)**2 + cos(a)**2 = 1; sums of angles and multiples up to 16; multiples of pi by radicals for denominators
           1, 2, 3, 4, 5, 6, 8, 10, 12; sin(pi*m) = 0, cos(pi*m) = (-1)**m for integer m; sin(asin(a)) = a, cos(asin(a)) =
           sqrt(1-a**2), tan(atan(a)) = a, cos(atan(a)) = 1/sqrt(1+a**2); acos(a) = pi/2 - asin(a); asin, atan and erf are odd; asin
           and atan of the sines and tangents above
  gamma    1/gamma(z) = z/gamma(z+1), with 1/gamma(z) = 0 for z = 0, -1, ...; gamma(1) = 1, gamma(1/2) = sqrt(pi);
           gamma(z)*gamma(z+1/2) = 2**(1-2*z)*sqrt(pi)*gamma(2*z); binomial(a, b) =
           gamma(a+1)/(gamma(b+1)*gamma(a-b+1)); lgamma(z+1) = lgamma(z) + log(z); digamma and polygamma by z -> z+1;
           harmonic_dim(d, n) by gammas if d is a literal >= 3 or n one >= 1, and 1 if n is 0
  others   legendre(n, d, x) for literal n as a polynomial, for others by (n+d-2)*legendre(n+1) = (2*n+d-2)*x*legendre(n) -
           n*legendre(n-1), n >= 1; legendre(n, d, 1) = 1; besselj(0, 0) = 1, besselj(c, 0) = 0; floor(a+k) = floor(a)+k, ceil; min and
           max of sets, literals folded; sum and product with literal ends (up to 100 terms) written out; sum(c*f) = c*sum(f), and for
           integrals; bound variables may be renamed; an integral from a to a is 0

Node: `{"rule": NAME, ...parameters, "children": [nodes], "defined": [...]}`; empty lists are left out.

Rules (goal (D, f, op) throughout)
----------------------------------
boxes      prec, tree.  Op `>=` or `>`.  The box is the product of the ranges of D, strictness of ends forgotten (an unbounded end is an infinite
           end of the box); integer variables range over reals.  Its ends, closed expressions, stay exact; in evaluations they are
           rounded outwards.  A step may fix a variable at an end of the box: then that expression stands for it.  `tree` covers
           the box; a leaf or step is one of
             ["v"]                  the enclosure of f on the box has the sign op asks for
             ["z"]                  op is `>=`, and f with the fixed variables put in ~ 0
             ["x", i]               constraint number i of D (from 0) fails on the whole box
             ["t", name, k]         the sign follows from a_0 + a_1*H + ... + a_{k-1}*H**(k-1) + R*H**k: a_j the Taylor coefficients in `name`
                                    at the midpoint of its range in the box (or nearby), R number k over the box, other variables as
                                    boxes, H the range minus that point
             ["m"]                  mean-value form: f at the midpoint plus the sum of the partial derivatives over the box times (range -
                                    midpoint), over all variables not fixed
             ["q"]                  second order: with g_i the partial derivatives at the midpoint, S_ij the second ones over the box, r_i the
                                    largest |name_i - midpoint_i|, and s_i = S_ii - sum over j != i of |S_ij|*r_j/r_i (variables not
                                    fixed): f at the midpoint plus the sum over i of the least value of -|g_i|*h + s_i*h**2/2 for
                                    0 <= h <= r_i has the sign; that is -g**2/(2*s) if s > 0 and |g| < s*r, else r*(s*r/2 - |g|)
             ["d", name, s, tree]   the partial derivative has sign s (1: >= 0, -1: <= 0) on the box; name is fixed at its lower end for
                                    1, its upper end for -1, which is finite; `tree` covers that face, without the constraints that
                                    contain name
             ["e", name, s, tree]   op is `>`; the same with s > 0 or s < 0 strictly, where that end is excluded from D by a strict end of
                                    name's range or by a constraint name > end, name < end or name != end: `tree` proves `>=`
             ["c", name, c, side, k, m]   contact at name = c, an expression free of name and of fixed variables.  Side "lower": c is the
                                    lower end of name's range in D, or `name >= c` (or `>`, or turned round) is a constraint of D;
                                    "upper": the mirror image; "inner": any c, and k even.  With the fixed variables put in, the Taylor
                                    coefficients of f in name at c of the orders 0..k-1 ~ 0 (as functions of the other
                                    variables).  C encloses c on the box, H is the range minus C, cut to H >= 0 for lower, H <= 0 for upper;
                                    a_j the coefficients at C, R number m over the hull of the range and C; m >= k.  The
                                    enclosure of a_k + a_{k+1}*H + ... + a_{m-1}*H**(m-1-k) + R*H**(m-k), times (-1)**k for upper, has the
                                    sign op asks for.  If op is `>`, c is excluded from D: by a strict end or strict constraint of the side,
                                    or by a constraint `name != c`.
             ["h", {name: c}]       op is `>=`.  With the fixed variables put in, f and its partial derivatives ~ 0 at the point c (closed
                                    expressions, one for each other variable of f); the symmetric matrix of second partial derivatives
                                    over the hull of the box and c is positive definite: the pivots of its interval LDL^T are > 0
             ["s", name, p, left, right]   split at the rational p inside the range of name
           In enclosures equal factors of a product count as one power (x*x is a square).  First and second partial derivatives over a
           box come from one forward pass (value, gradient and Hessian of every sub-expression; f(u) has the Hessian
           f''(u)*grad u*(grad u)^T + f'(u)*Hess u).
split      name, at (closed expressions, increasing).  Children: the goal with name's range cut at those points, left to
           right; each point belongs to the piece on its left and to the piece on its right, or to neither if D has the constraint
           `name != p`.  For an integer variable: pieces <= p and >= p + 1, p integers.
period     name (a real variable in no constraint), period T, at a (closed expressions).  T > 0; f(name + T) ~ f on the line, which is D
           with all reals for name.  Child: the goal with name from a to a + T.  `defined`: f on the line (nothing is known from f).
finite     names (integer variables with literal finite ends), cases.  Each point of the product of their ranges (the first name slowest) is
           put into f and the constraints of D; constraints that become closed and hold are dropped; a point at which one becomes
           closed and fails (exactly, or by balls) is left out.
             cases "values", prec: the names are all variables of f and of the constraints; at each point f is rational by exact
               arithmetic, or its ball at prec bits shows the sign, or f ~ 0 for `>=` and `==`
             cases "children": one child for each point, in order: f there, on D without the names
relax      names.  Child: the goal with the named integer variables made real.  The obligations of f with these variables real hold on
           that domain, by balls or `defined` (else the child would say nothing where f is defined for integers only).
widen      where (the new range and constraint lines; `in ZZ` stays), shown (relations; may be left out).  Children: the relations `shown` on D,
           then the goal on the new domain, which contains D: every condition of it is implied by one with the same sides that is known or
           shown, bounds of an integer variable by a rational counting as what they say in integers (`v < 7/2` as `v <= 3`), and `>=`
           with `!=` as `>`.
substitute name, new, forward, inverse, where.  forward(new, others) replaces `name`; forward(inverse) ~ name; `where` gives the
           range of `new` (constant ends).  Children: one for each condition of that range, of `inverse` in D; last the
           goal f(forward) on D without `name`, with `new`; constraints that contain `name` are rewritten with forward.
multiply   factor h, result g.  f*h ~ g.  Children: h > 0 on D (left out if h is 1: rewriting); g op 0.
log        scale B, log L.  f ~ B*(exp(L) - 1).  Children: B > 0; L op 0.
exp        scale B, result g.  g ~ B*(exp(f) - 1).  Children: B > 0; g op 0.
taylor     name (a real variable), at c (free of name), side, order k >= 1, terms [g_0, ..., g_k], ops.  g_0 = f; g_j ~ the j-th derivative of
           f by name, up to a positive rational factor; f has no floor or ceil of name; op is `>=` or `>`.
           Side "lower": c is the lower end of name's range, or a constraint of D says name >= c (or `>`): its lhs - rhs ~ q*(name - c), q a
           non-zero rational; "upper": the mirror image; "inner": any c, and k even.  Let D1 be D without its constraints that contain name, with the end of
           name's range not strict if c is that end, otherwise with the side's constraint, not strict, written `name >= c`; D0 the same
           with both ends of name's range and that constraint strict; D- is D without name and the constraints that contain it.
           `defined`: obligations of c on D-, of g_0..g_{k-1} on D1, of g_k on D0 (nothing is known from f).  Children, with s = -1 for
           "upper", else 1: unless c is literally the side's end of name's range, that c satisfies its lower end ("lower", "inner")
           and its upper end ("upper", "inner"), where there is one, strict if the end is, on D-;
           then s**j * g_j(c) ops[j] 0 for j < k on D-; then s**k * g_k ops[k] 0 on D0.  ops[j] is `>=` or `>`, but `==` for odd
           j < k if inner.  If op is `>`: ops[0] is `>`; or c is excluded from D by a strict end or strict constraint of the side and
           some ops[j] is `>`.
open       name, side.  Side "lower": c is the lower end of name's range, not strict; "upper": the mirror image.  Children: (f(c), op) on D
           without name, constraints that contain name rewritten with c; the goal on D with that end strict.  `defined`: f(c) there.
generalise term t, new, result g, where.  g[new := t] ~ f.  Children: one for each condition of new's range (ends may depend
           on the other variables), put for t, on D; last the goal (g, op) on D with new in that range.  If t is integer-valued,
           the obligations of g hold on that domain, by balls or `defined`.
replace    term t, by s, result g.  g ~ f with t replaced by s, if need be with calls of the same function that are ~ t as well; exponents that
           are integer-valued by their form stay so.  Children:
           t == s on D; (g, op).
transitive middle g.  Children: f - g >= 0 (or > 0); g op 0 (one of the two strict if op is `>`).
cut        relation.  Children: the relation on D; the goal on D with the relation added to the constraints.
both       For `==`: children f >= 0 and -f >= 0.
apart      sign.  For `!=`: child sign*f > 0.
identity   For `==` and `>=`: f ~ 0.
known      relation, sign, q, r: f ~ q*sign*(lhs - rhs) + r for a known relation (sign -1 for `< <=`, either for `==`), rationals
           q > 0 and r >= 0; for op `>` the relation is strict or r > 0; for op `==` it is an equation and r = 0.  A bound of an integer variable
           by a rational is as good as what it says in integers (`v > 7/2` as `v >= 4`).
empty      relations: two bounds of one variable, shown by the children, that exclude each other (decided by balls or ~).
cases      term: abs(a), min(...) or max(...).  Children: see certify.methods.cases.
sign       f ~ p, a polynomial in its variables (closed coefficients); op `>=` or `>`.  Kinds:
             "sturm", name: the only variable, rational coefficients; irrational ends of its range are rounded outwards.  Op `>`:
                p has no root in the range (Sturm chain of p/gcd(p, p')) and is > 0 at some point of it.  Op `>=`: the product of
                the factors of p of odd multiplicity has no root in the open range, and p > 0 at some point of it.
             "bernstein", shift, tree, prec: shift, a list of [name, up, start] (left out if empty), up 1 or -1: in that order, each
                name stands for start + up*name with a new name >= 0 (an integer if it was one and start is integer-valued); `name
                op start` is known (a bound or a constraint), op `>=` or `>` for up 1, `<=` or `<` for -1; the new name is > 0 if
                op is strict; start contains no name shifted earlier.  Then the tree over the box of the ranges (ends that are
                not rational rounded outwards, and then not strict): ["s", name, p, left, right] splits at a rational inside the
                range, for integers with integer ends at an integer into <= p and >= p + 1; a leaf "b" says: write p in the
                product of the bases 1, t, t**2, ... of t = name - lower (or upper - name, on (-oo, upper]; name itself on a
                line) and Bernstein's on a range with two ends, degrees those of p (a range of one point: put in).  Every
                coefficient is >= 0 (balls of precision prec for coefficients that are not rational), and 0 where the exponent
                of a variable on a line is odd.  Op `>`: moreover for every choice of a closed end of the leaf's box in each
                variable (0 on a line) a coefficient > 0 stands at a basis element that is not 0 there; a variable without
                closed ends leaves its index free.
             "squares", shift, terms [[q, names, s], ...]: p ~ sum of q*product of the names*s**2, q > 0, the names >= 0 after the
                shift, s without obligations; for op `>` one term has no names and a constant s.
induct     name (an integer variable n), start a, factor m, strict.  a is free of n and integer-valued; either it is the lower end
           of n's range and no constraint contains n, or the range has no ends and the one constraint that contains n is `n >= a` (or
           turned round).  D1 is D with a finite upper end of n's range lowered by 1, D- is D without n.  Children: f(a) op 0 on
           D-; then, unless op is `==`, m >= 0 on D1; last f(n+1) - m*f(n) op 0 on D1.  For op `>` strict is "m": m > 0 and the
           last child >= 0; or "r".  `defined`: f on D (nothing is known from f), m and the last f on D1 (the same).
induct2    name n, start a (a rational, the lower end of n's range, which has no upper end; no constraint contains n), factors
           [m1, m2].  Op `==`.  Children: f(a) == 0, f(a+1) == 0 on D without n; f(n+2) - m1*f(n+1) - m2*f(n) == 0 on D.  `defined`: f, m1,
           m2 and the last f on D (nothing is known from f).
last       term T = sum(g, k, a, b) or product(g, k, a, b).  Op `==`; f ~ T - S with S = sum(g, k, a, b-1) + g(b), or
           product(g, k, a, b-1)*g(b).  Child: b - a >= 0 on D.  `defined`: T.
stirling   argument z, order k: f ~ (-1)**k*(lgamma(z) - S_k(z)), S_k(z) = (z - 1/2)*log(z) - z + log(2*pi)/2 + the sum for
           1 <= j <= k of B_{2j}/(2j(2j-1)z**(2j-1)); lgamma(z) occurs in f; op `>` or `>=` (enveloping series, DLMF 5.11(ii)).
erfc       argument z, order n: f ~ (-1)**n*(1 - erf(z) - E_n(z)), E_n(z) = exp(-z**2)/(z*sqrt(pi)) times the sum for 0 <= j < n of
           (-1)**j*1*3*...*(2j-1)/(2*z**2)**j; op `>` or `>=`.  Child: z > 0 on D.  `defined`: z.  (Enveloping series, DLMF 7.12(i).)
floor      term floor(x) or ceil(x).  f ~ r (op `>=`) or 1 - r (op `>` or `>=`) with r = x - floor(x), or ceil(x) - x.
           `defined`: the term.
round      term t, floor(x) or ceil(x), n, side.  Op `>=`; n is integer-valued on D.  Side "lower": f ~ t - n; child x - n >= 0 for floor, x - n +
           1 > 0 for ceil.  Side "upper": f ~ n - t; child n + 1 - x > 0 for floor, n - x >= 0 for ceil.  `defined`: t, n.
whole      item g, scale q, a rational > 0.  Op `>=`; f ~ q*g; g is integer-valued on D.  Child: g + 1 > 0 on D.  `defined`: g.
sum        terms [g_1, ..., g_n], ops.  f ~ their sum.  Children: (g_i, ops[i]) on D, `>=` or `>`, one `>` if op is `>`.  (op `>=`, `>`.)
product    factors [h_1, ..., h_n].  f ~ their product.  Children: (h_i, op) on D for each.  (op is `>=` or `>`.)
logs       terms [[q_i, p_i], ...], rest r.  For `==` and `>=`: f ~ sum of q_i*log(p_i) plus r, each log(p_i) occurs in f, and
           product of p_i**q_i times exp(r) ~ 1 (q_i rationals, or expressions).
fact       fact, arguments [a, ...].  f ~ q*(lhs - rhs) for the relation of that name (rhs - lhs for `<= <`), q a rational, q > 0
           or the relation an equation; op `>` needs a strict relation, `==` an equation.  Children: its conditions, on D.
             pythagoras   sin(a)**2 + cos(a)**2 == 1        tangent     tan(a)*cos(a) == sin(a)
             sin_upper    sin(a) <= 1                       sin_lower   sin(a) >= -1
             cos_upper    cos(a) <= 1                       cos_lower   cos(a) >= -1
             sin_sum      sin(a + b) == sin(a)*cos(b) + cos(a)*sin(b)
             cos_sum      cos(a + b) == cos(a)*cos(b) - sin(a)*sin(b)
             sinh         sinh(a) == (exp(a) - exp(-a))/2   cosh        cosh(a) == (exp(a) + exp(-a))/2
             tanh         tanh(a) == 1 - 2/(exp(2*a) + 1)
             atan_upper   atan(a) < pi/2                    atan_lower  atan(a) > -pi/2
             atan_inverse atan(a) + atan(1/a) == pi/2       if 0 < a
             acos         acos(a) + asin(a) == pi/2         if -1 <= a, a <= 1
             tanh_upper   tanh(a) < 1                       tanh_lower  tanh(a) > -1
             erf_upper    erf(a) < 1                        erf_lower   erf(a) > -1
             square       a**2 >= 0
             power_nonnegative  a**b >= 0  if 0 <= a
             log_positive log(a) > 0        if 1 < a        log_nonnegative  log(a) >= 0  if 1 <= a
             log_negative log(a) < 0  if 0 < a, a < 1       log_nonpositive  log(a) <= 0  if 0 < a, a <= 1
             atan_positive  atan(a) > 0     if 0 < a        asin_positive    asin(a) > 0  if 0 < a
             erf_positive   erf(a) > 0      if 0 < a
             exp_positive exp(a) > 0                        gamma_positive  gamma(a) > 0  if 0 < a
             power_positive  a**b > 0  if 0 < a             abs_positive  abs(a) == a     if 0 <= a
             harmonic_dim harmonic_dim(a, b) == (2*b + a - 2)*gamma(b + a - 2)/(gamma(b + 1)*gamma(a - 1))  if 1 <= b
             max          max(a, b) == a  if b <= a         min         min(a, b) == a  if a <= b
             exp_tangent  exp(a) >= e*a                     log_tangent log(a) <= a - 1  if 0 < a
             power        (a*b)**c == a**c*b**c             if 0 < a, 0 < b
             root         sqrt(a*b) == sqrt(a)*sqrt(b)      if 0 <= a, 0 <= b
             log_gamma    lgamma(a) == log(gamma(a))        if 0 < a
             gamma_ratio_lower  lgamma(a + b) - lgamma(a) >= b*log(a)      if 0 < a, 1 <= b
             gamma_ratio_upper  lgamma(a + b) - lgamma(a) <= b*log(a + b)  if 0 < a, 0 <= b
             trigamma     polygamma(1, a) > 0               if 0 < a
             asin_half    asin(a) == pi/2 - 2*asin(sqrt((1 - a)/2))       if -1 <= a, a <= 1
             binomial_positive  binomial(a, b) > 0          if 0 < a + 1, 0 < b + 1, 0 < a - b + 1
             bessel       besselj(a, b)**2 <= 1             if 0 <= a, 0 <= b
odd        integral I = integral(g, x, a, b).  Op `==`, f ~ I.  a + b ~ 0 and g(-x) ~ -g(x).  (That I exists is an obligation of f.)
antiderivative  integral I = integral(g, x, a, b), antiderivative F, slope G, value V.  Op `==`, f ~ I - V.  F has no floor, ceil, harmonic_dim,
           besselj, integral, sum or product; G ~ the derivative of F by x (the rules of differentiation), G ~ g.  V ~ W(b) - W(a), W(c) being
           the sum of the addends of F with x put to c, except those that vanish there: products (in the sense of `factors` in
           certify.existence) with a factor p**s, x in p and not in s, p ~ 0 at c, s no literal <= 0, where s is no literal or log(p)**k
           with a literal k > 0 is another factor.  Children: s > 0 on D for each such s that is no literal, of b first, without repetitions.
           `defined`: I and V on D; (nothing is known from f) obligations of F and G on D with a < x < b (the ends exchanged if they are closed and certainly
           decreasing); on D those of the addends kept in W(b) and W(a), and of p and the factors of vanishing addends other than p**s and
           the log(p)**k, with x put to the end.
beta       integral I = integral(g, x, a, b), kind, bases [[p_m, s_m, i_m, j_m, q_m], ...], coefficients [[k, c_k], ...], value V.  Op `==`,
           f ~ I - V.  p_m ~ q_m*(x-a)**i_m*(b-x)**j_m with i_m, j_m 0 or 1, not both 0; s_m, q_m, c_k free of x.  Let p = sum of i_m*s_m,
           r = sum of j_m*s_m, Q the product of the q_m**s_m, W of the p_m**s_m, (z)_k = z*(z+1)*...*(z+k-1).
             "left":   g ~ W * sum of c_k*(x-a)**k, and V ~ Q*gamma(p+1)*gamma(r+1)/gamma(p+r+2) * (b-a)**(p+r+1)
                       * sum of c_k*(b-a)**k*(p+1)_k/(p+r+2)_k
             "middle": a + b ~ 0, p ~ r, g ~ W * sum of c_k*x**k, and V ~ Q*sqrt(pi)*gamma(p+1)/gamma(p+3/2)*b**(2*p+1)
                       * sum over even k of c_k*b**k*(1/2)_{k/2}/(p+3/2)_{k/2}
           Children, positive literals left out, `>` on D: p + 1, ("left") r + 1, every q_m, then b - a ("left") or b ("middle").
           `defined`: I, V and all s_m, q_m, c_k, on D; the p_m on D with a < x < b.
poisson    integral I = integral(g, x, -1, 1), wave `cos` or `sin`, frequency a, nu, degree n (0 or no literal, or a literal), scale q, value V.
           Op `==`, f ~ I - V.  a, nu, n, q free of x; g ~ q*wave(a*x)*legendre(n, 2*nu+2, x)*(1-x**2)**(nu-1/2), without the legendre if n is 0;
           V ~ q*wave(pi*n/2)*sqrt(pi)*gamma(nu+1/2)*(2/a)**nu*besselj(n+nu, a) (DLMF 10.9.4, 18.17.16).  Children: a > 0, nu >= 0.
           `defined`: I, V, a, nu, n and q, on D.
linear     integral I = integral(g, x, a, b), terms [[c_i, g_i], ...], result h.  g ~ sum of c_i*g_i, c_i free of x; h is f with I replaced by
           the sum of c_i*integral(g_i, x, a, b).  Child: (h, op).  `defined`: all c_i and integrals, and h.
integrand  terms [[c_i, I_i], ...], rest r, name x (fresh), result h.  Op `>=` or `>`; f ~ sum of c_i*I_i + r, at least one term, I_i =
           integral(g_i, y_i, a_i, b_i) with a_i ~ a, b_i ~ b, the ends of the first.  h ~ sum of c_i*g_i(x), plus r/(b-a) if not r ~ 0.
           Children: b - a >= 0 on D (`>` if op is `>` or not r ~ 0); (h, op) on D with a < x < b.  `defined`: r and all c_i and I_i on D,
           and of h where its child is (known there: the obligations of the c_i*g_i(x) and of r/(b-a)).
shrink     integral I = integral(g, y, a, b), factor c, ends [a1, b1], name x (fresh), result h.  Op `>=` or `>`; f ~ c*I + something with c
           and something free of I; h is f with I replaced by integral(g, y, a1, b1).  Children: c >= 0, a1 - a >= 0, b1 - a1 >= 0, b - b1 >= 0 on D;
           g(x) >= 0 on D with a < x < b; (h, op) on D.  `defined`: c, the shorter integral and h.
cut_integral integral I = integral(g, x, a, b), at c, result h.  h is f with I replaced by integral(g, x, a, c) + integral(g, x, c, b).
           Children: c - a >= 0, b - c >= 0 on D; (h, op).
kink       integral I = integral(g, y, a, b), term abs(p), min(...) or max(...) in g, case k, name x (fresh), result h.  h is f with I replaced by
           integral(g1, y, a, b), g1 being g with the term replaced by its value in case k (from 0) of rule `cases`.  Children: the conditions
           of that case, with x in place of y, on D with a < x < b; (h, op) on D.
quadrature integral I = integral(g, x, a, b); new, where (lower <= new <= upper, rationals), prec, halves, result h.  h is f with I replaced
           by new.  Child: (h, op) on D with new in its range.  That I is in the range for all values of its free variables in their ranges
           in D, which are bounded and stand as intervals: if a > b the ends are exchanged and the sign turned;
           I is the sum of the integrals over 0 <= u <= w/2, w = b - a, of g(a+u) and g(b-u).  halves lists, for each side, terms
           {left, plain, rest, powers [[q, s], ...], logs [[p, q, k], ...], pieces [[low, high, n], ...]} in x in place of u.  The `plain` of a side add
           up ~ to its g(a+x) or g(b-x), and plain ~ rest * product of (x*q)**s * product of log(p)**k, p ~ x*q or q null; k >= 1 integers.
           The pieces, fractions of w, go from 0 to 1/2.  The integral of plain over [low*w, high*w]: if low is 0 and there are powers or logs with
           a q, with P the sum of the s, rest * product of q**s * product of (log(x) + log(q))**k or log(p)**k is a sum of G_i(x)*log(x)**i; then sum
           over i and j < n of [x**j]G_i at 0 times M(P+j, i), plus [x**n]G_i over the piece times M(P+n, i), M(q, i) the integral of
           x**q*log(x)**i over it; if some i > 0, high*w <= 1; leading coefficients that vanish exactly (j < J for all i, by ~) are left out,
           and P + J > -1.  Else for n = 0 the enclosure of plain over the piece times its length; for even n > 0 the sum over even
           j < n of 2*c_j*r**(j+1)/(j+1), plus 2*c_n*r**(n+1)/(n+1) with c_n over the piece, r half its length, the other c_j at its
           centre.  All enclosures must be finite; g must be defined in the middle as well.
unfold     result h.  In f, innermost first and under binders too, every sum and product with literal integer ends (an empty one is 0 or 1) and
           every legendre of literal degree n is written out, legendre(n, d, x) = sum over 0 <= 2k <= n of (-1)**k*n!/(2**k*k!*(n-2k)!)
           *(1-x**2)**k*x**(n-2k)/((d-1)*(d+1)*...*(d-3+2k)); h ~ the result (with the same treatment of h).  Child: (h, op).
binomial   sum S = sum(g, k, 0, n), parts [q, a, b], within, result h.  `within` lists sums and products, outermost first (empty if there are none):
           each stands in the body of the one before, the first in f, S in the body of the last.  D1 is D with their variables, integers between
           their ends, whose names differ from each other's, k and D's.  n is integer-valued on D1; q, a, b and n are free of k;
           g ~ q*binomial(n, k)*a**k*b**(n-k).  h ~ f with S, where it stands, replaced by q*(a+b)**n.  Children: n >= 0 on D1; (h, op).

Root: `{"schema": "certify.certificate/1", "engine": VERSION, "claim": [...], "where": [...], "digest": SHA-256 of the canonical text,
"verdict": "proved" | "refuted", ...}` with, if proved, `inhabited` (a point of the domain: closed expressions by name),
`defined` (all obligations of the relations) and `proofs` (one node for each relation); if refuted, `relation` (its number), `witness` (closed
expressions by name), `proof`: a node for the failure, the goal `-f > 0` (for `>=`), `-f >= 0` (for `>`), `f != 0` (for
`==`) or `f == 0` (for `!=`) with the witness put in, over the empty domain, after `where` is checked at the witness; and `defined`, left
out if empty: the obligations of both sides there that balls do not show.

Certificates of networks and of separations of depths (`certify.network-certificate/1`, `certify.separation/1`) are specified in
`certify.check.network`, `certify.check.weights` and `certify.check.separation`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

SCHEMA: Final = "certify.certificate/1"


@dataclass(frozen=True)
class Proof:
    """A node: a rule, its parameters, the proofs of its children, and of what it needs to be defined."""

    rule: str
    params: Mapping[str, Json] = field(default_factory=dict)
    children: tuple[Proof, ...] = ()
    defined: tuple[Defined, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The node as plain data."""
        data: dict[str, Json] = {"rule": self.rule, **self.params}
        if self.children:
            data["children"] = [c.to_json() for c in self.children]
        if self.defined:
            data["defined"] = [d.to_json() for d in self.defined]
        return data

    def walk(self) -> Iterator[Proof]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()
        for item in self.defined:
            for proof in item.proofs:
                yield from proof.walk()


@dataclass(frozen=True)
class Defined:
    """Proofs of one alternative of an obligation."""

    need: tuple[str, ...]
    binders: tuple[tuple[str, str, str, bool], ...]
    proofs: tuple[Proof, ...]

    def to_json(self) -> dict[str, Json]:
        """The entry as plain data."""
        data: dict[str, Json] = {"need": list(self.need), "proofs": [p.to_json() for p in self.proofs]}
        if self.binders:
            data["binders"] = [list(b) for b in self.binders]
        return data


def canonical_json(data: Json) -> str:
    """The one spelling of plain data: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 (hexadecimal) of lines of text: of what a certificate states."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digest(data: Json) -> str:
    """SHA-256 (hexadecimal) of the canonical spelling."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()
