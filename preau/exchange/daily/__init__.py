"""From the temporary tables of every day to the tables of their domains, set by set."""
