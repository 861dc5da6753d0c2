import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from preau.config.postgres import Cluster, PostgresError
from preau.config.postgres.socket_folder import LONGEST, socket_folder
from tests.config.postgres.living import IMPORTS, ORDINARY_UID, become, need_root, python_for


def moved(cluster: Cluster, folder: Path) -> Cluster:
    folder.parent.mkdir(parents=True, exist_ok=True)
    cluster.folder.rename(folder)
    return Cluster(folder, cluster.binaries, durable=False)


def folder_of_length(root: Path, length: int) -> Path:
    """A folder whose socket path counts exactly this many bytes."""
    missing = length - len(f"{root}//.s.PGSQL.5432".encode())
    return root / "é".ljust(missing - 1, "x")


def works(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.admin_url()) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_the_longest_path_the_system_takes_stays_home(root: Path, cluster: Cluster) -> None:
    folder = folder_of_length(root, LONGEST)
    with moved(cluster, folder) as deep:
        assert deep.socket_dir == folder
        assert works(deep)


def test_one_byte_more_moves_the_socket_to_a_private_folder(root: Path, cluster: Cluster) -> None:
    with moved(cluster, folder_of_length(root, LONGEST + 1)) as deep:
        chosen = deep.socket_dir
        assert chosen == socket_folder(deep.folder, 5432) != deep.folder
        assert stat.S_IMODE(chosen.stat().st_mode) == 0o700
        assert works(deep)
        guest = Cluster(deep.folder, deep.binaries)
        guest.start()
        assert works(guest)
        guest.stop()
    assert not chosen.exists()


def test_a_comma_in_the_path_moves_the_socket(root: Path, cluster: Cluster) -> None:
    with moved(cluster, root / "Lavoie, Léa") as comma:
        assert comma.socket_dir != comma.folder
        assert works(comma)


@pytest.mark.parametrize("trap", ["open folder", "link", "file"])
def test_a_trap_in_place_of_the_private_folder_is_refused(
    root: Path, cluster: Cluster, trap: str
) -> None:
    deep = moved(cluster, root / ("x" * 120))
    chosen = deep.socket_dir
    if trap == "open folder":
        chosen.mkdir()
        chosen.chmod(0o777)
    elif trap == "link":
        (root / "private").mkdir(mode=0o700)
        chosen.symlink_to(root / "private")
    else:
        chosen.touch()
    try:
        with pytest.raises(PostgresError, match="n’est pas un dossier privé"):
            deep.start()
    finally:
        chosen.rmdir() if trap == "open folder" else chosen.unlink()
    deep.start()
    assert works(deep)
    deep.stop()


@need_root
def test_another_account_cannot_connect(root: Path, cluster: Cluster) -> None:
    code = "import psycopg, sys; psycopg.connect(sys.argv[1])"
    python = python_for(ORDINARY_UID)
    for folder in (root / "db2", root / ("x" * 120)):
        with moved(cluster, folder) as served:
            stranger = subprocess.run(
                [*become(ORDINARY_UID), python, "-c", code, served.admin_url()],
                env={"PYTHONPATH": IMPORTS},
                capture_output=True,
                text=True,
                check=False,
            )
            assert works(served)
        assert "Permission denied" in stranger.stderr
        cluster = served
