"""Where the Unix socket lives: in the cluster's folder, or in a short private one.

The system caps the length of a socket's path (107 bytes on Linux, 103 elsewhere), and a
PostgreSQL client takes a comma for a second host. A folder with either gets
`<temporary folder>/preau-<digest of the folder>`, accepted only when it is a real directory,
closed to all others and owned by the server's account.
"""

import hashlib
import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from preau.config.postgres.errors import PostgresError

SHORTEST = Path("/tmp")  # noqa: S108 — used only once proved private, see _require_private
LONGEST = 107 if sys.platform == "linux" else 103


def socket_folder(folder: Path, port: int) -> Path:
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    for candidate in (folder, Path(tempfile.gettempdir(), f"preau-{digest}")):
        if _suits_clients(candidate / f".s.PGSQL.{port}"):
            return candidate
    return SHORTEST / f"preau-{digest}"


def _suits_clients(path: Path) -> bool:
    # A comma would make a PostgreSQL client read two hosts.
    return len(os.fsencode(path)) <= LONGEST and "," not in str(path)


def claim_socket_folder(folder: Path, port: int, owner: int) -> Path:
    """To be called under the start lock, when no server lives: what is there is a dead one's."""
    chosen = socket_folder(folder, port)
    if chosen != folder:
        _create(chosen, owner)
        _require_private(chosen, owner)
    _clear_dead_socket(chosen, port)
    return chosen


def _clear_dead_socket(chosen: Path, port: int) -> None:
    # PostgreSQL refuses to start when the number in the lock is now another process's.
    for name in (f".s.PGSQL.{port}", f".s.PGSQL.{port}.lock"):
        (chosen / name).unlink(missing_ok=True)


def release_socket_folder(folder: Path, port: int) -> None:
    chosen = socket_folder(folder, port)
    if chosen != folder:
        with suppress(OSError):
            chosen.rmdir()


def _create(chosen: Path, owner: int) -> None:
    try:
        chosen.mkdir(mode=0o700)
    except FileExistsError:
        return
    except OSError as error:
        raise PostgresError(
            "Le chemin de vos données est trop long ou contient une virgule, et le dossier "
            f"{chosen} ne peut pas être créé pour le socket ({error.strerror})\u00a0: choisissez "
            "par PREAU_DATA un dossier au chemin plus court et sans virgule."
        ) from error
    if os.geteuid() == 0 and owner != 0:
        os.chown(chosen, owner, -1, follow_symlinks=False)


def _require_private(chosen: Path, owner: int) -> None:
    found = chosen.lstat()
    private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
    if not private or found.st_uid != owner:
        raise PostgresError(
            f"Le dossier {chosen} n’est pas un dossier privé de Préau\u00a0: supprimez-le, ou "
            "choisissez par PREAU_DATA un dossier de données au chemin sans virgule et "
            f"plus court ({LONGEST} octets au plus, socket compris)."
        )
