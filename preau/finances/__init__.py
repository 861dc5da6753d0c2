"""Finances: états de compte, reçus."""
