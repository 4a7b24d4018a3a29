"""The command with the toy prover and the toy paper: `python drive.py ARGUMENTS`."""

import functools

import certify.session
from certify.cli import main

certify.session.run = functools.partial(certify.session.run, target="toy_target:work")
main()
