"""Messages de l’école: what schools write to families, and who read it."""
