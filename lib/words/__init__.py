"""Formats, Indonesian text and tokens, for screen and paper alike."""
