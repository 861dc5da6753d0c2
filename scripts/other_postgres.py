"""Print the folder of a PostgreSQL of another version than the one the suite just used.

The system's when the wheel's was used, the wheel's when the system's was; nothing when the
machine has a single one.
"""

import os
from pathlib import Path

from preau.config.postgres.binaries import find_binaries, system_binaries, wheel_binaries

given = os.environ.get("PREAU_PG_BIN")
used = find_binaries(Path(given) if given else None)
others = [b for b in (*system_binaries(), *wheel_binaries()) if b.major != used.major]
if others:
    elsewhere = [b for b in others if b.origin != used.origin] or others
    print(max(elsewhere, key=lambda b: b.major).bin)
