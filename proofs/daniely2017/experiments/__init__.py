"""Experiments about the paper, a module each: `certify experiment NAME`."""
