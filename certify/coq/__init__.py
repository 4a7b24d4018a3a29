"""The claims as theorems for the proof assistant Coq: see `theorem` (what is stated) and `replay` (what Coq says of it)."""
