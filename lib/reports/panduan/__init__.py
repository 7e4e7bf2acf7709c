"""Papers of the guide."""
