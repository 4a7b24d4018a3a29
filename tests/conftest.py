"""Hypothesis profiles: `ci` unless HYPOTHESIS_PROFILE or --hypothesis-profile says `thorough`."""

import os

from hypothesis import settings

# The same examples on every run, so that a red run can be repeated; no deadline, as machines differ.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
