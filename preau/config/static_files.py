"""Style sheets and scripts, gathered and compressed once for each version of them."""

import fcntl
import hashlib
from importlib.metadata import version
from pathlib import Path

STAMP = ".gathered"


def gather_static_files() -> None:
    """Into STATIC_ROOT; does nothing when they have not changed. Django must be set up."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / STAMP).open("a+") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        fingerprint = _fingerprint()
        if stamp.read() == fingerprint:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.truncate(0)
        stamp.write(fingerprint)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    told = hashlib.sha256(version("whitenoise").encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            told.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return told.hexdigest()
