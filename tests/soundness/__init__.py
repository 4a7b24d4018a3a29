"""The soundness campaign: `make soundness`."""
