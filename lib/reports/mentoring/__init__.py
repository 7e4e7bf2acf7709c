"""Papers of SIKERITING."""
