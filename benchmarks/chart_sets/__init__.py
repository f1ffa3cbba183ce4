"""Charts made for measuring: every set draws from data that it knows."""
