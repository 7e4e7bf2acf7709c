"""Slides of meeting mode."""
