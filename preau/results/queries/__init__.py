"""Reads of results, as ready rows, in a family's scope."""
