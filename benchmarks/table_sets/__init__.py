"""Fresh tables to measure with: what they say, how they look, and what must be read from them."""
