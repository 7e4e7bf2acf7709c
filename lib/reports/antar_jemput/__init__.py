"""Papers of an antar-jemput round."""
