"""What is wrong in the cells, how well was measured, what was read."""
