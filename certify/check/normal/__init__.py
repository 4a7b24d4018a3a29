"""A normal form of terms, by which two of them are seen to be equal (`~` of the specification).

An element is a finite sum of rational coefficients times monomials, a dict {monomial: coefficient}; a monomial is a product of
rational powers of generators.  Generators are variables, pi, primes, e, the formal i, exp(i) and -1 (whose powers are sines and
cosines), powers of generators to monomials, calls, and sums: a sum under a power that is no positive integer is a generator of
its own.  Every rewriting is an equation between real (complex, where i is about) numbers wherever what stood in the term
is defined.

What is certified: if f - g comes out as the empty sum, f = g wherever both are defined.  What is not: that they differ if it does not.

What makes an equation hold pointwise is said where it is used; two principles recur.  (1) x and 1/x cancel: where 1/x stands, x
is not 0; a denominator is cleared for the same reason.  (2) gamma(z) is written as gamma(z+k)/(z*(z+1)*...*(z+k-1)), upwards only:
z > 0 where gamma(z) stands, and 1/gamma, which is entire, may be written so at any z.

To be read in the order `elements`, `field` (products), `powers`, `exponentials` (and gamma), `calls`, `forms` (from terms to elements).
"""

from __future__ import annotations

from certify.check.normal.forms import Normal, is_zero, prepared, unbound

__all__ = ["Normal", "is_zero", "prepared", "unbound"]
