"""Under which account PostgreSQL runs, since it refuses to run as root.

An ordinary user runs it directly. Root runs it inside a user namespace in which root's own
files belong to an ordinary account (`unshare -U`); where the machine forbids namespaces,
root hands the still empty folder to `postgres` or `nobody` and runs the server as them. A
folder that already belongs to somebody is always served under that owner. The same
namespace also serves a user without a line in /etc/passwd, which `initdb` refuses.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from preau.config.postgres.binaries import Binaries
from preau.config.postgres.errors import PostgresError

# A fixed environment: no PG* variable and no language of the caller changes the server.
ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}
STAND_INS = ("daemon", "postgres", "bin", "nobody")
FALLBACK_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Identity:
    owner: int
    prefix: tuple[str, ...] = ()
    drop_to: tuple[int, int] | None = None

    def reaches(self, folder: Path, binaries: Binaries) -> bool:
        test = 'test -w "$1" && test -x "$1" && exec "$2" --version'
        command = [*self.prefix, "/bin/sh", "-c", test, "sh", str(folder), binaries.initdb]
        uid, gid = self.drop_to or (None, None)
        try:
            answer = subprocess.run(
                command,
                user=uid,
                group=gid,
                extra_groups=[] if self.drop_to else None,
                env=ENVIRONMENT,
                cwd="/",
                capture_output=True,
                timeout=20,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return answer.returncode == 0


def choose_identity(folder: Path, binaries: Binaries) -> Identity:
    owner = folder.stat().st_uid
    identity = identity_of(owner)
    if identity and identity.reaches(folder, binaries):
        return identity
    if owner == 0 and not (folder / "data").exists():
        for account in _accounts(FALLBACK_ACCOUNTS):
            if handed := _hand_over(folder, account, binaries):
                return handed
    raise PostgresError(_refusal(folder, binaries, owner))


def identity_of(owner: int) -> Identity | None:
    prefix: tuple[str, ...] = ()
    if owner == 0 or not _has_account(owner):
        namespace = _namespace()
        if namespace is None:
            return None
        prefix = namespace
    return Identity(owner=owner, prefix=prefix, drop_to=_drop_to(owner))


def account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _hand_over(folder: Path, account: pwd.struct_passwd, binaries: Binaries) -> Identity | None:
    os.chown(folder, account.pw_uid, account.pw_gid)
    identity = identity_of(account.pw_uid)
    if identity and identity.reaches(folder, binaries):
        return identity
    os.chown(folder, 0, 0)
    return None


def _drop_to(owner: int) -> tuple[int, int] | None:
    if os.geteuid() != 0 or owner == 0:
        return None
    return (owner, pwd.getpwuid(owner).pw_gid) if _has_account(owner) else (owner, owner)


def _namespace() -> tuple[str, ...] | None:
    unshare = shutil.which("unshare")
    stand_in = next(_accounts(STAND_INS), None)
    if unshare is None or stand_in is None:
        return None
    return (unshare, "-U", f"--map-user={stand_in.pw_uid}", f"--map-group={stand_in.pw_gid}")


def _accounts(names: tuple[str, ...]) -> Iterator[pwd.struct_passwd]:
    for name in names:
        try:
            yield pwd.getpwnam(name)
        except KeyError:
            continue


def _has_account(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _refusal(folder: Path, binaries: Binaries, owner: int) -> str:
    if os.geteuid() == 0 and owner == 0:
        return (
            "PostgreSQL refuse de fonctionner sous le compte root, et cette machine ne permet ni "
            "l’espace de noms (unshare) ni un compte sans privilège qui atteigne le dossier "
            f"{folder} et les programmes de {binaries.bin}\u00a0: lancez Préau avec un compte "
            "ordinaire, ou choisissez par PREAU_DATA un dossier vide ouvert à tous, "
            "comme /var/lib/preau."
        )
    return (
        f"Le compte {account_name(owner)} ne peut pas écrire dans {folder} ou lancer "
        f"{binaries.initdb}\u00a0: vérifiez les permissions de ces deux dossiers et de ceux qui "
        "les contiennent, et que ce compte existe sur la machine."
    )
