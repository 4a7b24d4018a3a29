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
WELL_KNOWN = (
    "exp({a}) >= 1 + ({a})", "log({a}) <= {a} - 1", "exp({a}) >= 1 + ({a}) + ({a})**2/2", "sin({a}) <= {a}", "cos({a}) >= 1 - ({a})**2/2", "({a})**2 + ({b})**2 >= 2*({a})*({b})",
    "({a})/({b}) + ({b})/({a}) >= 2", "({a} + {b})/2 >= sqrt(({a})*({b}))", "(1 + ({a}))**{m} >= 1 + {m}*({a})", "2**{m} >= {m}**2", "factorial({m}) >= ({m}/e)**{m}", "(1 + 1/{m})**{m} <= e",
    "tanh({a}) <= {a}", "atan({a}) >= ({a})/(1 + ({a})**2)", "abs({a} + {b}) <= abs({a}) + abs({b})", "floor({a}) > {a} - 1", "floor({a}) + floor({b}) <= floor({a} + {b})", "{m} - floor({m}/2)*2 <= 1",
    "gamma({a} + 1) >= ({a})**({a})*exp(-({a}))", "lgamma({a} + 1/2) - lgamma({a}) <= log({a})/2", "erf({a}) <= 2/sqrt(pi)*({a})", "({a})*log({a}) >= -1/e", "cosh({a}) <= exp(({a})**2/2)",
    "sum(1/t, t, 1, {m}) >= log({m})", "sum(1/t**2, t, 1, {m}) <= 2 - 1/{m}", "integral(exp(-t**2), t, 0, {a}) <= {a}", "integral({T}, t, 0, 1) >= {c}", "legendre({m}, 3, {a}) <= 1",
    "({a})**({b}) >= 0", "({a})**{m} >= 0", "log2({a}) <= log({a})*3/2", "({a} + {b})**2 <= 2*({a})**2 + 2*({b})**2", "min({a}, {b}) <= sqrt(({a})*({b}))", "binomial(2*{m}, {m}) <= 4**{m}/sqrt(3*{m} + 1)",
    "sqrt({a} + 1) - sqrt({a}) <= 1/(2*sqrt({a}))", "({a})**{m} <= ({b})**{m}", "sinh({a})/({a}) >= 1", "(1 - ({a})/{m})**{m} <= exp(-({a}))", "harmonic_dim({d}, {m}) >= {m}",
)  # fmt: skip
