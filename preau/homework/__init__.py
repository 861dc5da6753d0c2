"""Devoirs et leçons."""
