"""Transport scolaire."""
