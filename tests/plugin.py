"""Starts the suite's PostgreSQL before Django reads its settings; loaded by `-p tests.plugin`.

The suite's login role is a member of the application's role and of the owner's: tests run as
`preau_app`, factories write as the owner, inside one transaction.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_cluster: Any = None
_folder = ""
_files = ""


def start() -> None:
    """Start a private cluster once a run; workers inherit its socket."""
    global _cluster, _folder, _files
    if not os.environ.get("PREAU_TEST_SOCKET"):
        from preau.config.postgres import Cluster, find_binaries

        given = os.environ.get("PREAU_PG_BIN")
        _folder = tempfile.mkdtemp(prefix="preau-test-")
        _cluster = Cluster(
            Path(_folder) / "pg", find_binaries(Path(given) if given else None), durable=False
        )
        _cluster.start()
        os.environ["PREAU_TEST_SOCKET"] = str(_cluster.socket_dir)
    os.environ.setdefault("PREAU_TEST_RUN", str(os.getpid()))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"preau_{os.environ['PREAU_TEST_RUN']}_{worker}"
    socket = os.environ["PREAU_TEST_SOCKET"]
    os.environ["PREAU_MODE"] = "test"
    if not os.environ.get("PREAU_TEST_FILES"):
        _files = os.environ["PREAU_TEST_FILES"] = tempfile.mkdtemp(prefix="preau-files-")
    os.environ["PREAU_DATA"] = os.path.join(os.environ["PREAU_TEST_FILES"], worker)
    Path(os.environ["PREAU_DATA"], "static").mkdir(parents=True, exist_ok=True)
    os.environ["DATABASE_URL"] = f"postgresql://preau_test@/{name}?host={socket}"
    os.environ["OWNER_DATABASE_URL"] = f"postgresql://preau_owner@/{name}?host={socket}"
    os.environ.pop("PREAU_AS_OWNER", None)


def pytest_unconfigure() -> None:
    if _files:
        shutil.rmtree(_files, ignore_errors=True)
    if _cluster is not None:
        _cluster.stop()
        shutil.rmtree(_folder, ignore_errors=True)


start()
