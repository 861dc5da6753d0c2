class PostgresError(Exception):
    """A refusal in one sentence, to print as it is: it says what to do."""
