"""Laws of the functions and inequalities of the textbooks, some true, some true only for some arguments, some never.

To be filled: expressions for a, b and c, integers for m and k, a dimension for d, an expression in t for T, and for U that with
m + 1 for t.
"""

from __future__ import annotations

LAWS = (
    "({a}*{b})**({c}) == ({a})**({c})*({b})**({c})", "(({a})**({b}))**({c}) == ({a})**({b}*({c}))", "sqrt({a}*{b}) == sqrt({a})*sqrt({b})",
    "({a})**({b} + {c}) == ({a})**({b})*({a})**({c})", "log({a}*{b}) == log({a}) + log({b})", "log(({a})**({c})) == ({c})*log({a})",
    "log({a}/({b})) == log({a}) - log({b})", "exp({a} + {b}) == exp({a})*exp({b})", "exp({a}*{b}) == exp({a})**({b})", "exp(({b})*log({a})) == ({a})**({b})",
    "sin({a} + {b}) == sin({a})*cos({b}) + cos({a})*sin({b})", "cos(2*({a})) == 1 - 2*sin({a})**2", "sin(2*({a})) == 2*sin({a})*cos({a})",
    "tan({a})*cos({a}) == sin({a})", "cosh({a})**2 - sinh({a})**2 == 1", "tanh({a}) == sinh({a})/cosh({a})", "atan({a}) + atan(1/({a})) == pi/2",
    "asin({a}) + acos({a}) == pi/2", "sin(asin({a})) == {a}", "asin({a}) == atan(({a})/sqrt(1 - ({a})**2))", "abs({a}*{b}) == abs({a})*abs({b})",
    "abs({a} + {b}) == abs({a}) + abs({b})", "max({a}, {b}) == ({a} + {b} + abs({a} - {b}))/2", "min({a}, {b}) + max({a}, {b}) == {a} + {b}",
    "min({a}, {b})*max({a}, {b}) == {a}*{b}", "max({a}*{c}, {b}*{c}) == {c}*max({a}, {b})", "floor({a} + {k}) == floor({a}) + {k}", "floor(-({a})) == -ceil({a})",
    "floor(2*({a})) == floor({a}) + floor({a} + 1/2)", "floor({a} + {b}) == floor({a}) + floor({b})", "ceil({a}) == floor({a}) + 1",
    "gamma({a} + 1) == ({a})*gamma({a})", "lgamma({a}) == log(gamma({a}))", "lgamma({a} + 1) == lgamma({a}) + log({a})", "digamma({a} + 1) == digamma({a}) + 1/({a})",
    "gamma({a})*gamma({a} + 1/2) == 2**(1 - 2*({a}))*sqrt(pi)*gamma(2*({a}))", "binomial({a}, {k}) == gamma({a} + 1)/(gamma({k} + 1)*gamma({a} - {k} + 1))",
    "binomial({a}, {k}) + binomial({a}, {k} + 1) == binomial({a} + 1, {k} + 1)", "binomial({m}, {k}) == binomial({m}, {m} - {k})", "factorial({m} + 1) == ({m} + 1)*factorial({m})",
    "sum({T}, t, 1, {m} + 1) == sum({T}, t, 1, {m}) + {U}", "product({T}, t, 1, {m} + 1) == product({T}, t, 1, {m})*({U})", "sum({c}*({T}), t, 0, {m}) == ({c})*sum({T}, t, 0, {m})",
    "integral({T}, t, {a}, {b}) == -integral({T}, t, {b}, {a})", "integral({T}, t, 0, {a}) + integral({T}, t, {a}, 1) == integral({T}, t, 0, 1)",
    "integral({c}*t, t, 0, {a}) == ({c})*({a})**2/2", "integral(t**({b}), t, 0, {a}) == ({a})**({b} + 1)/({b} + 1)", "integral(1/t, t, 1, {a}) == log({a})",
    "sum(t, t, 1, {m}) == {m}*({m} + 1)/2", "sum(({a})**t, t, 0, {m}) == (1 - ({a})**({m} + 1))/(1 - ({a}))", "sum(binomial({m}, t), t, 0, {m}) == 2**({m})",
    "(-1)**(2*{m}) == 1", "(-1)**{m}*(-1)**{k} == (-1)**({m} + {k})", "cos(pi*{m}) == (-1)**{m}", "sin(pi*({a})) == 0", "(({a})**2)**(({c})/2) == abs({a})**({c})",
    "0**({a}) == 0", "({a})**0 == 1", "1**({a}) == 1", "({a})/({a}) == 1", "({a}) - ({a}) == 0", "({a})*0 == 0", "erf(-({a})) == -erf({a})",
    "legendre({m}, 2, cos({a})) == cos({m}*({a}))", "legendre({m}, {d}, 1) == 1", "legendre({m}, {d}, -({a})) == (-1)**{m}*legendre({m}, {d}, {a})",
    "harmonic_dim({d}, {m} + 1) == harmonic_dim({d}, {m}) + harmonic_dim({d} - 1, {m} + 1)", "harmonic_dim(3, {m}) == 2*{m} + 1", "harmonic_dim(2, {m}) == 2",
    "besselj({m}, {a})**2 <= 1", "besselj({b} + 1, {a}) == 2*({b})/({a})*besselj({b}, {a}) - besselj({b} - 1, {a})",
)  # fmt: skip
IDENTITIES = (  # for the normal form alone
    "product({c}, t, 1, {m}) == ({c})**{m}", "sum({c}, t, 1, {m}) == {m}*({c})", "product({T}*({c}), t, 1, {m}) == product({T}, t, 1, {m})*({c})**{m}",
    "product(1, t, {k}, {m}) == 1", "product(({c})*0, t, 1, {m}) == 0", "sum(({c})*0, t, 1, {m}) == 0", "sum({T}, t, {k}, {m}) == sum({T}, t, 0, {m}) - sum({T}, t, 0, {k} - 1)",
    "sum({T} + {c}, t, 1, {m}) == sum({T}, t, 1, {m}) + {m}*({c})", "sum({T}, t, {m}, {m} - 1) == 0", "sum(-({T}), t, 1, {m}) == -sum({T}, t, 1, {m})", "sum(sum({T}, t, 1, {m}), s, 1, 2) == 2*sum({T}, t, 1, {m})",
    "product({T}, t, 0, {m}) == product({T}, t, 1, {m})*({a})", "product({T}, t, 1, {m})**2 == product(({T})**2, t, 1, {m})", "integral({c}*({T}), t, {a}, {b}) == ({c})*integral({T}, t, {a}, {b})",
    "integral({T}, t, {a}, {a}) == 0", "integral({T}, t, {a}, {b}) == integral({T}, t, 0, {b}) - integral({T}, t, 0, {a})", "integral({c}, t, {a}, {b}) == ({c})*({b} - {a})", "integral({c}*0, t, {a}, {b}) == 0",
    "abs({a})**{m} == abs(({a})**{m})", "(({a})**{m})**{k} == ({a})**({m}*{k})", "(({a})**2)**{m} == ({a})**(2*{m})", "sqrt(({a})**(2*{m})) == ({a})**{m}", "sqrt(({a})**(2*{m})) == abs({a})**{m}", "(-({a}))**{m} == (-1)**{m}*({a})**{m}",
    "(-({a}))**({c}) == (-1)**({c})*({a})**({c})", "exp({m}*log({a})) == ({a})**{m}", "log(({a})**{m}) == {m}*log({a})", "log(({a})**2)/2 == log(abs({a}))", "log(({a})**3) == 3*log({a})", "log(({a})**4) == 4*log({a})",
    "log(sqrt({a})) == log({a})/2", "gamma({m} + 1) == factorial({m})", "gamma({a} + {m}) == gamma({a} + {m} - 1)*({a} + {m} - 1)", "gamma({a})*gamma(1 - {a}) == pi/sin(pi*({a}))", "lgamma(({a})**2) == log(gamma(({a})**2))",
    "binomial({a}, {b}) == binomial({a}, {a} - ({b}))", "binomial({a}, 0) == 1", "binomial({a}, 1) == {a}", "binomial({a}, {k})*{k} == ({a})*binomial({a} - 1, {k} - 1)", "floor({a}) + floor(-({a})) == 0", "floor(floor({a})) == floor({a})",
    "floor({m}/2) + floor(({m} + 1)/2) == {m}", "floor({a} + {b}) == floor({a}) + ({b})", "ceil({a} + {m}) == ceil({a}) + {m}", "ceil({a}) - floor({a}) == 1", "max({a}, min({a}, {b})) == {a}", "max({a}, {b}, {a}) == max({b}, {a})",
    "max(({a})**2, 0) == ({a})**2", "min(abs({a}), -1) == -1", "max(2*({a}), 2*({b})) == 2*max({a}, {b})", "max(-({a}), -({b})) == -min({a}, {b})", "cos({a} + pi*{m}) == (-1)**{m}*cos({a})", "sin({a} + 2*pi*{m}) == sin({a})", "sin({a} + pi*({b})) == sin({a})",
    "tan({a} + pi) == tan({a})", "asin(cos({a})) == pi/2 - ({a})", "acos(-({a})) == pi - acos({a})", "asin(-({a})) == -asin({a})", "asin(sin({a})) == {a}", "cos(asin({a}))**2 == 1 - ({a})**2", "sin(acos({a})) == sqrt(1 - ({a})**2)",
    "cos(atan({a})) == 1/sqrt(1 + ({a})**2)", "sin(3*({a})) == 3*sin({a}) - 4*sin({a})**3", "sin({a}/2)**2 == (1 - cos({a}))/2", "exp({a})**({b}) == exp({a}*({b}))", "(exp({a}) + 1)*(exp({a}) - 1) == exp(2*({a})) - 1", "exp({a}/2)**2 == exp({a})",
    "polygamma(1, {a} + 1) == polygamma(1, {a}) - 1/({a})**2", "digamma({a} + 2) == digamma({a}) + 1/({a}) + 1/({a} + 1)", "0**{m} == 0", "0**({c}) == 0", "({a})**{m}*({a})**(-{m}) == 1", "({a})**({c})*({a})**(-({c})) == 1",
    "(({a})/({b}))**{m} == ({a})**{m}/({b})**{m}", "(({a})/({b}))**({c}) == ({a})**({c})/({b})**({c})", "(1/({a}))**({c}) == ({a})**(-({c}))", "1/(1/({a})) == {a}", "sqrt({a}/({b})) == sqrt({a})/sqrt({b})", "sqrt({a}*{b}*{c}) == sqrt({a})*sqrt({b}*{c})",
    "sqrt(1/({a})) == 1/sqrt({a})", "(({a})**3)**(1/3) == {a}", "(({a})**(1/3))**3 == {a}", "(({a})**2)**(1/2)*({b}) == abs(({a})*({b}))", "(({a})**6)**(1/4) == abs({a})**(3/2)", "(({a})**(2/3))**(3/2) == {a}", "(({a})**(4/3))**(3/4) == abs({a})",
    "abs({a})*abs({a}) == ({a})**2", "abs({a} - {b}) == abs({b} - {a})", "abs(abs({a})) == abs({a})", "abs(({a})**3) == ({a})**3", "abs(exp({a})*({b})) == exp({a})*abs({b})", "abs({a})/({a}) == ({a})/abs({a})", "abs(({a})**({c})) == ({a})**({c})",
    "(({a})**2 - ({b})**2)/({a} - {b}) == {a} + {b}", "({a})**({b})*({a})**({c}) == ({a})**({c} + {b})", "2**({a})*3**({a}) == 6**({a})", "4**({a}) == 2**(2*({a}))", "(1/2)**({a}) == 2**(-({a}))", "8**({a}/3) == 2**({a})", "(-2)**{m} == (-1)**{m}*2**{m}",
    "(-2)**{m}*(-3)**{m} == 6**{m}", "((-1)**{m})**2 == 1", "((-1)**{m})**(1/2)*((-1)**{m})**(1/2) == (-1)**{m}", "(-1)**({m}*({m} + 1)) == 1", "(-1)**({m}**2) == (-1)**{m}", "legendre(2, {d}, {a}) == ({d}*({a})**2 - 1)/({d} - 1)",
    "({m} + {d} - 2)*legendre({m} + 1, {d}, {a}) == (2*{m} + {d} - 2)*({a})*legendre({m}, {d}, {a}) - {m}*legendre({m} - 1, {d}, {a})", "legendre({m}, {d}, -1) == (-1)**{m}", "harmonic_dim({d}, 0) == 1", "harmonic_dim(4, {m}) == ({m} + 1)**2",
    "harmonic_dim({d}, {m}) == (2*{m} + {d} - 2)*gamma({m} + {d} - 2)/(gamma({m} + 1)*gamma({d} - 1))", "besselj(0, 0*({a})) == 1", "besselj({m}, 0) == 0", "erf({a}) + erf(-({a})) == 0", "erf(abs({a})) == abs(erf({a}))", "log2(2**({a})) == {a}", "2**log2({a}) == {a}",
)  # fmt: skip
WELL_KNOWN = (
    "exp({a}) >= 1 + ({a})", "log({a}) <= {a} - 1", "exp({a}) >= 1 + ({a}) + ({a})**2/2", "sin({a}) <= {a}", "cos({a}) >= 1 - ({a})**2/2", "({a})**2 + ({b})**2 >= 2*({a})*({b})",
    "({a})/({b}) + ({b})/({a}) >= 2", "({a} + {b})/2 >= sqrt(({a})*({b}))", "(1 + ({a}))**{m} >= 1 + {m}*({a})", "2**{m} >= {m}**2", "factorial({m}) >= ({m}/e)**{m}", "(1 + 1/{m})**{m} <= e",
    "tanh({a}) <= {a}", "atan({a}) >= ({a})/(1 + ({a})**2)", "abs({a} + {b}) <= abs({a}) + abs({b})", "floor({a}) > {a} - 1", "floor({a}) + floor({b}) <= floor({a} + {b})", "{m} - floor({m}/2)*2 <= 1",
    "gamma({a} + 1) >= ({a})**({a})*exp(-({a}))", "lgamma({a} + 1/2) - lgamma({a}) <= log({a})/2", "erf({a}) <= 2/sqrt(pi)*({a})", "({a})*log({a}) >= -1/e", "cosh({a}) <= exp(({a})**2/2)",
    "sum(1/t, t, 1, {m}) >= log({m})", "sum(1/t**2, t, 1, {m}) <= 2 - 1/{m}", "integral(exp(-t**2), t, 0, {a}) <= {a}", "integral({T}, t, 0, 1) >= {c}", "legendre({m}, 3, {a}) <= 1",
    "({a})**({b}) >= 0", "({a})**{m} >= 0", "log2({a}) <= log({a})*3/2", "({a} + {b})**2 <= 2*({a})**2 + 2*({b})**2", "min({a}, {b}) <= sqrt(({a})*({b}))", "binomial(2*{m}, {m}) <= 4**{m}/sqrt(3*{m} + 1)",
    "sqrt({a} + 1) - sqrt({a}) <= 1/(2*sqrt({a}))", "({a})**{m} <= ({b})**{m}", "sinh({a})/({a}) >= 1", "(1 - ({a})/{m})**{m} <= exp(-({a}))", "harmonic_dim({d}, {m}) >= {m}",
)  # fmt: skip
