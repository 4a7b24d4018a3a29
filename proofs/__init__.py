"""Papers, stated claim by claim; the machinery that settles the claims is in `certify`."""
