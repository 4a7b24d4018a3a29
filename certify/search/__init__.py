"""Searches over one parameter of a claim: the least value from which it holds, the best constant with which it holds.

What a search answers are verdicts with certificates; how it came to ask for them is no part of the answer.
"""
