"""The private folder of a cluster: who may use it, its lock, its journal, its creation.

<folder>/start.lock         held while one process creates or starts the cluster
<folder>/server.log         what the server said since its last start
<folder>/server.before.log  the same for the start before
<folder>/data/              PostgreSQL's own data
<folder>/init-*/            a creation under way, renamed to data/ once complete
<folder>/.s.PGSQL.5432      the socket
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.config.postgres.binaries import Binaries, binaries_of_major
from preau.config.postgres.errors import PostgresError
from preau.config.postgres.identity import Identity, account_name
from preau.config.postgres.supervised import Supervised

SUPERUSER = "postgres"
LOCAL_ONLY = "# Written by Préau: the socket's folder is private, and nothing listens elsewhere.\n"
LOCAL_ONLY += "local all all trust\n"
# Creating a cluster takes about 60 MB, and a server that cannot write a few more stops.
ROOM_NEEDED = 16 * 2**20
DISK_IS_FULL = ("No space left on device", "Check free disk space", "wrote only")
INITDB_LIMIT = 300.0
FIRST_WITH_BUILTIN_LOCALE = 17


def open_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = {entry.name for entry in folder.iterdir()}
        owner = folder.stat().st_uid
    except OSError as error:
        raise PostgresError(
            f"Le dossier {folder} ne peut pas servir à la base de Préau ({error.strerror})\u00a0: "
            "vérifiez ses permissions et celles du dossier qui le contient, ou choisissez-en un "
            "autre par PREAU_DATA."
        ) from error
    if owner != os.geteuid() != 0:
        raise PostgresError(
            f"Le dossier {folder} appartient au compte {account_name(owner)}\u00a0: lancez Préau "
            "avec ce compte, ou choisissez un autre dossier par PREAU_DATA."
        )
    if names and not names & {"start.lock", "data"}:
        raise PostgresError(
            f"Le dossier {folder} contient déjà autre chose qu’une base de Préau\u00a0: choisissez "
            "par PREAU_DATA un dossier vide ou qui n’existe pas encore."
        )
    folder.chmod(0o700)


@contextmanager
def start_lock(folder: Path, patience: float) -> Iterator[int]:
    lock = open_private(folder / "start.lock")
    deadline = time.monotonic() + patience
    try:
        while not _locked(lock):
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"Un autre Préau prépare déjà la base de {folder} depuis plus de "
                    f"{patience:.0f}\u00a0secondes\u00a0: attendez qu’il finisse, ou arrêtez-le."
                )
            time.sleep(0.05)
        yield lock
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_private(path: Path, flags: int = 0) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | flags, 0o600)
    if os.geteuid() == 0:
        os.fchown(handle, path.parent.stat().st_uid, -1)
    return handle


def new_log(folder: Path) -> int:
    log = folder / "server.log"
    if log.exists():
        log.replace(folder / "server.before.log")
    return open_private(log, os.O_APPEND)


def failure(folder: Path, what: str) -> PostgresError:
    tail = _log_tail(folder)
    if any(words in tail for words in DISK_IS_FULL) or shutil.disk_usage(folder).free < ROOM_NEEDED:
        return PostgresError(
            f"Le disque qui contient {folder} est plein\u00a0: libérez au moins 200\u00a0Mo, puis "
            "recommencez. Rien n’a été abîmé."
        )
    said = f" Ses derniers mots\u00a0:\n{tail}" if tail else ""
    return PostgresError(f"{what} Le journal complet est dans {folder / 'server.log'}.{said}")


def _log_tail(folder: Path) -> str:
    try:
        text = (folder / "server.log").read_text("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(line[:300] for line in text.strip().splitlines()[-6:])


def matching_binaries(data: Path, binaries: Binaries) -> Binaries:
    major = data_major(data)
    if major in (None, binaries.major):
        return binaries
    matching = binaries_of_major(major) if major else None
    if matching is None:
        raise PostgresError(
            f"Les données de {data} sont celles de PostgreSQL {major}, et Préau ne trouve que "
            f"PostgreSQL {binaries.major}\u00a0: installez PostgreSQL {major} (ou indiquez ses "
            "programmes dans PREAU_PG_BIN), ou choisissez un autre dossier par PREAU_DATA. "
            "Rien n’a été modifié."
        )
    return matching


def data_major(data: Path) -> int | None:
    """The version that created the data; None when there is none yet."""
    if not data.exists():
        return None
    try:
        return int((data / "PG_VERSION").read_text("ascii"))
    except (OSError, ValueError) as error:
        raise PostgresError(
            f"Le dossier {data} n’est pas une base PostgreSQL complète\u00a0: déplacez-le ou "
            "supprimez-le s’il ne vous sert pas, puis recommencez. Rien n’a été modifié."
        ) from error


def create_data(
    folder: Path, binaries: Binaries, identity: Identity, *, durable: bool, lock: int
) -> None:
    """Create data/ whole or not at all; the lock is held as long as `initdb` runs."""
    for leftover in folder.glob("init-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    staging = folder / f"init-{secrets.token_hex(8)}"
    try:
        staging.mkdir(mode=0o700)
        os.chown(staging, identity.owner, -1)
        _initdb(staging, binaries, identity, durable=durable, lock=lock)
        (staging / "pg_hba.conf").write_text(LOCAL_ONLY, "utf-8")
        staging.rename(folder / "data")
        if durable:
            _sync(folder)
    except OSError as error:
        raise failure(folder, f"La base n’a pas été créée ({error.strerror}).") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _initdb(
    staging: Path, binaries: Binaries, identity: Identity, *, durable: bool, lock: int
) -> None:
    for locale in locale_options(binaries.major):
        log = new_log(staging.parent)
        try:
            run = Supervised(
                [binaries.initdb, "-D", str(staging), "-U", SUPERUSER, "--encoding=UTF8"]
                + ["--auth=trust", "--data-checksums", "--no-instructions", *locale]
                + ([] if durable else ["--no-sync"]),
                identity=identity,
                log=log,
                patience=2,
                kept_open=(lock,),
            )
        finally:
            os.close(log)
        if _succeeded(run):
            return
        if "locale name" not in _log_tail(staging.parent):
            break
    raise failure(staging.parent, "La base n’a pas été créée.")


def _succeeded(run: Supervised) -> bool:
    try:
        return run.wait(INITDB_LIMIT) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        run.stop()


def locale_options(major: int) -> list[list[str]]:
    """Order by code point with Unicode letters, the same on every machine that can."""
    plain = ["--locale=C"]
    if major >= FIRST_WITH_BUILTIN_LOCALE:
        return [[*plain, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"], plain]
    return [["--locale=C.UTF-8", "--lc-messages=C"], plain]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
