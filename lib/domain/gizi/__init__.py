"""Growth of the children of a month."""
