"""Préau, the open-source portal between school and home."""

__version__ = "0.1.0"
