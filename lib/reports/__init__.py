"""Printed and exported documents, and the machine-readable recap."""
