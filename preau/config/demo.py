"""`preau demo`: the private database, the invented families, the web server and the worker.

Whatever ends it, Ctrl-C, SIGTERM or SIGKILL, nothing stays behind: the server of pages and the
database both end with this process.
"""

import fcntl
import http
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import click

from preau.config.demo_database import own_demo_database
from preau.config.env import Env, SettingError, child_environment
from preau.config.errors import DemoFailed, FolderBusy
from preau.config.migrations import pending_migrations
from preau.config.process import Stopped, require_free_port, stopping_on_signal
from preau.config.start import start_django, start_logs
from preau.config.static_files import gather_static_files

HOST = "127.0.0.1"
WEB_ANSWERS_WITHIN = 60.0
WEB_STOPS_WITHIN = 5.0
WORKER_STOPS_WITHIN = 4.0
WORKER = "worker"


def run_demo(env: Env) -> None:
    """Until a signal. `env` is read again by the children, from the environment."""
    require_free_port(HOST, env.port)
    _run(env)
    if any(thread.name == WORKER and thread.is_alive() for thread in threading.enumerate()):
        # A job that does not end would keep the interpreter waiting: its database is gone.
        os._exit(0)


def _run(env: Env) -> None:
    with suppress(Stopped), stopping_on_signal(), ExitStack() as running:
        running.enter_context(_alone_in(env.data_dir, env.public_url))
        _tell("Démarrage de la base de données…")
        running.enter_context(own_demo_database(env))
        start_django()
        start_logs()
        _prepare()
        worker = running.enter_context(_worker())
        web = running.enter_context(_web(env))
        _wait_for_answer(web, env.port)
        _welcome(env)
        _watch(web, worker)


def _prepare() -> None:
    from django.conf import settings  # noqa: PLC0415

    from preau.core import clock  # noqa: PLC0415
    from preau.demo.load import load_demo  # noqa: PLC0415

    if pending_migrations(settings.ENV.database_url):
        _tell("Création des tables…")
        _migrate()
    load_demo(at=clock.now(), tell=_tell)
    gather_static_files()


def _migrate() -> None:
    done = subprocess.run(
        _preau("migrate", "--quiet"),
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        process_group=0,
        check=False,
    )
    if done.returncode != 0:
        raise DemoFailed("Les tables n’ont pas pu être créées (voyez ci-dessus).")


def _preau(command: str, *options: str) -> list[str]:
    parent = f"--child-of={os.getpid()}"
    return [sys.executable, "-P", "-m", "preau", command, parent, *options]


@contextmanager
def _alone_in(data: Path, address: str) -> Iterator[None]:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "demo.lock").open("a+")
    except OSError as error:
        raise SettingError(
            f"Le dossier PREAU_DATA={data} n’est pas utilisable ({error.strerror})."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise FolderBusy(
                f"Une démonstration se sert déjà du dossier {data}\u00a0: elle est à l’adresse "
                f"{lock.read()}/. Pour une deuxième, donnez un autre dossier, par exemple "
                "PREAU_DATA=.data-2."
            ) from error
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


@contextmanager
def _worker() -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=[stop], daemon=True, name=WORKER)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(WORKER_STOPS_WITHIN)


def _work(stop: threading.Event) -> None:
    from preau.core.jobs import WorkerStopped, run_worker  # noqa: PLC0415

    with suppress(WorkerStopped):
        run_worker(stop)


@contextmanager
def _web(env: Env) -> Iterator["subprocess.Popen[bytes]"]:
    options = [f"--host={HOST}", f"--port={env.port}", "--workers=1", "--threads=4"]
    web = subprocess.Popen(
        _preau("serve", *options),
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        yield web
    finally:
        _end(web)


def _end(web: "subprocess.Popen[bytes]") -> None:
    web.terminate()
    with suppress(subprocess.TimeoutExpired):
        web.wait(WEB_STOPS_WITHIN)
    with suppress(ProcessLookupError):
        os.killpg(web.pid, signal.SIGKILL)
    web.wait()


def _wait_for_answer(web: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + WEB_ANSWERS_WITHIN
    while time.monotonic() < deadline:
        if web.poll() is not None:
            break
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=WEB_ANSWERS_WITHIN)
            connection.request("GET", "/connexion/")
            if connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            raise DemoFailed("Le serveur de pages répond par une erreur (voyez ci-dessus).")
        time.sleep(0.05)
    raise DemoFailed("Le serveur de pages n’a pas démarré (voyez ci-dessus).")


def _watch(web: "subprocess.Popen[bytes]", worker: threading.Thread) -> None:
    while worker.is_alive():
        with suppress(subprocess.TimeoutExpired):
            web.wait(1.0)
            raise DemoFailed("Le serveur de pages s’est arrêté (voyez ci-dessus).")
    raise DemoFailed("L’envoi du courrier s’est arrêté (voyez ci-dessus).")


def _welcome(env: Env) -> None:
    address = env.public_url
    # What a command does at a terminal says where the demonstration is, when it is elsewhere.
    elsewhere = "" if address.endswith(":8000") else f"PREAU_URL={address} "
    command = Path(sys.executable).with_name("preau")
    _tell(
        f"""
Préau est prêt\u00a0: {address}/

  Les personnes à essayer   {address}/demo/
  Le courrier qu’elles reçoivent   {address}/demo/courriels/
  Importer un fichier d’école      PREAU_MODE=demo PREAU_DATA="{env.data_dir}" \\
                                   {elsewhere}{command} import-roster CHEMIN --board 864000

Ctrl-C arrête tout, la base de données comprise.
"""
    )


def _tell(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()
