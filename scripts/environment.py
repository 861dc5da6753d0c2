"""Make `.venv` and install a lock into it: `python3 scripts/environment.py base|dev`.

Needs the standard library alone. Does nothing when the lock has not changed since the last
time. The packages come from the hashed files of `requirements/`; the project itself is put on
the path, so that nothing is built.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
OLDEST = (3, 11)
# What tests need holds all that running needs, in the same versions.
HOLDS = {"base": ["base"], "dev": ["base", "dev"]}
COMMAND = """#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -P -m preau "$@"
"""


def main(lock: str) -> None:
    if sys.version_info < OLDEST:
        _stop(
            f"Préau demande Python {OLDEST[0]}.{OLDEST[1]} ou plus récent, et {sys.executable} est "
            f"la version {sys.version_info[0]}.{sys.version_info[1]} : donnez-en un autre, par "
            "exemple « make PYTHON=python3.12 demo »."
        )
    with open(os.path.join(ROOT, "pyproject.toml")) as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not _is_current(lock):
            _install(lock)


def _install(lock: str) -> None:
    print(f"Préparation de l’environnement (requirements/{lock}.txt)…", flush=True)
    if not os.path.exists(PYTHON):
        _make_venv()
    install = [_uv(), "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode"]
    _run([*install, "--require-hashes", "-r", _lock_path(lock)])
    _put_project_on_path()
    for held in HOLDS[lock]:
        with open(_stamp_path(held), "w") as stamp:
            stamp.write(_fingerprint(held))


def _make_venv() -> None:
    if shutil.which("uv"):
        _run(["uv", "venv", "--quiet", "--python", sys.executable, VENV])
    elif importlib.util.find_spec("ensurepip"):
        _run([sys.executable, "-m", "venv", VENV])
    elif importlib.util.find_spec("pip"):
        _run([sys.executable, "-m", "venv", "--without-pip", VENV])
    else:
        _stop(
            "Il manque à Python de quoi faire un environnement : installez le paquet "
            "python3-venv (« apt install python3-venv » sur Debian et Ubuntu), puis recommencez."
        )


def _uv() -> str:
    ours = os.path.join(BIN, "uv")
    if os.path.exists(ours):
        return ours
    found = shutil.which("uv")
    if found:
        return found
    pip = [PYTHON, "-m", "pip"]
    if not _has_pip():
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
    _run([*pip, "install", "--quiet", "--require-hashes", "-r", _lock_path("uv")])
    return ours


def _has_pip() -> bool:
    return subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def _put_project_on_path() -> None:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([PYTHON, "-c", code], universal_newlines=True).strip()
    with open(os.path.join(packages, "preau.pth"), "w") as path:
        path.write(ROOT + "\n")
    command = os.path.join(BIN, "preau")
    with open(command, "w") as script:
        script.write(COMMAND)
    os.chmod(command, 0o755)  # noqa: S103 - a command is for everyone


def _is_current(lock: str) -> bool:
    if not os.path.exists(PYTHON):
        return False
    try:
        with open(_stamp_path(lock)) as stamp:
            return stamp.read() == _fingerprint(lock)
    except OSError:
        return False


def _fingerprint(lock: str) -> str:
    """What the environment was made from: the lock, this script, and where the project is."""
    told = hashlib.sha256(ROOT.encode())
    for path in (_lock_path(lock), os.path.abspath(__file__)):
        with open(path, "rb") as source:
            told.update(source.read())
    return told.hexdigest()


def _lock_path(lock: str) -> str:
    return os.path.join(ROOT, "requirements", lock + ".txt")


def _stamp_path(lock: str) -> str:
    return os.path.join(VENV, f"preau-{lock}.stamp")


def _run(command: list[str]) -> None:
    if subprocess.call(command, stdin=subprocess.DEVNULL) != 0:
        _stop(
            "L’environnement n’a pas pu être préparé : "
            f"« {' '.join(command)} » a échoué (voyez ci-dessus)."
        )


def _stop(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
