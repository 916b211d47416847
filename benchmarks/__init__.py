"""Measures the engine against a checker of the same rules written by hand."""
