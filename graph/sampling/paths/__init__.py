"""Ways to draw paths: one class a file."""
