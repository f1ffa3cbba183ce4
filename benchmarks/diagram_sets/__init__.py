"""Flow charts and mind maps made for measuring, from graphs that are known."""
