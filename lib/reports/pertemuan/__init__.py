"""Papers of a kader meeting."""
