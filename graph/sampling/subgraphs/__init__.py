"""Ways to draw a region: one class a file."""
