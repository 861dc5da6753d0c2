"""Préau's own PostgreSQL: found, created, started and stopped without administration.

`find_binaries` chooses a PostgreSQL, `Cluster` runs it in a private folder behind a Unix
socket, and `roles.prepare_database` creates the database with its owner and its
application role. Nothing here needs Django.
"""

from preau.config.postgres.binaries import Binaries, find_binaries
from preau.config.postgres.cluster import Cluster
from preau.config.postgres.errors import PostgresError

__all__ = ["Binaries", "Cluster", "PostgresError", "find_binaries"]
