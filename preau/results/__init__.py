"""Résultats, incluant le bulletin."""
