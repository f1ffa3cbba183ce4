"""Sampling: regions of a graph, and paths through it, drawn on typed arrays."""
