"""Formats that a graph is written in: one a file."""
