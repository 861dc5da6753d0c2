"""Absences et retards: what happened, what parents say of it, what the school decides."""
