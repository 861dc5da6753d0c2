"""Make sure that the browser journeys find a Chromium; says nothing when there is one.

The system's package first, where this user may install it; else Playwright's own; else a
sentence that names the package. Needs the standard library alone, and Playwright for its own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = Path("~/.cache/ms-playwright").expanduser()
PATIENCE = 600


def main() -> int:
    if is_there():
        return 0
    print("Installation de Chromium, pour les parcours dans le navigateur…", flush=True)
    ways: tuple[Callable[[], None], ...] = (from_apt, from_playwright)
    for install in ways:
        install()
        if is_there():
            return 0
    print(
        "Chromium manque et n’a pas pu être installé : installez le paquet « chromium » de votre "
        "système (« apt install chromium » sur Debian), puis recommencez.",
        file=sys.stderr,
    )
    return 1


def is_there() -> bool:
    """A `chromium-browser` that only tells to install a snap does not count: it is run."""
    return any(_answers(name) for name in NAMES if shutil.which(name)) or any(
        PLAYWRIGHT.glob("chromium*-*/*/*")
    )


def _answers(name: str) -> bool:
    return _succeeds([name, "--version"], quiet=True)


def from_apt() -> None:
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not (shutil.which("sudo") and _succeeds([*root, "true"], quiet=True)):
        return
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _succeeds([*apt, "update"])
    _succeeds([*apt, "install", "-y", "--no-install-recommends", "chromium"])


def from_playwright() -> None:
    if find_spec("playwright"):
        _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])


def _succeeds(command: list[str], *, quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
