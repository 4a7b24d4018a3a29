"""Proof methods, one a file: `applies(goal)` is cheap, `attempt(goal, context)` returns a proof or raises `Unproved`."""
