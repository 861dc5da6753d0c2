"""`preau batches`: long works, how far they are, and a bar while one is done here."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TextIO

import click

from preau.config.errors import Refused
from preau.config.school.body import INDENT, actor_of, plain, refusing, when
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations
from preau.core.batches.queries import BatchProgress, batch_progress, latest_batches
from preau.core.batches.run import Tally, run
from preau.core.enums import BatchState
from preau.core.scope import acting_as

STATES = {
    BatchState.WAITING: "en attente",
    BatchState.RUNNING: "en cours",
    BatchState.DONE: "terminé",
    BatchState.FAILED: "échoué",
    BatchState.CANCELLED: "annulé",
}
_WIDTH = 28
# Often enough to see it move on a terminal, seldom enough to read in a log.
_REDRAWN_EVERY, _SAID_EVERY = 0.2, 10.0
_ERRORS_SHOWN = 20


class ProgressLine:
    """A bar redrawn on a terminal, plain lines anywhere else; what is told after each item."""

    def __init__(
        self, stream: TextIO | None = None, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._every = _REDRAWN_EVERY if self._is_terminal else _SAID_EVERY
        self._tick = tick
        self._began: tuple[float, int] | None = None
        self._said_at = 0.0

    def __call__(self, tally: Tally) -> None:
        now = self._tick()
        if self._began is None:
            self._began = (now, tally.done + tally.failed)
        is_last = tally.done + tally.failed >= tally.total
        if not is_last and self._said_at and now - self._said_at < self._every:
            return
        self._said_at = now
        line = f"{tally.done} de {tally.total}{self._pace(tally, now)}"
        if tally.failed:
            line += f", {tally.failed} en erreur"
        self._write(tally, line)

    def _pace(self, tally: Tally, now: float) -> str:
        began, before = self._began or (now, 0)
        reached = tally.done + tally.failed
        if now <= began or reached <= before:
            return ""
        rate = (reached - before) / (now - began)
        left = timedelta(seconds=(tally.total - reached) / rate)
        return f", {_rate(rate)}, reste {_duration(left)}" if left else f", {_rate(rate)}"

    def _write(self, tally: Tally, line: str) -> None:
        if self._is_terminal:
            filled = _WIDTH * tally.done // tally.total if tally.total else _WIDTH
            line = f"\r\x1b[2K[{'█' * filled}{'·' * (_WIDTH - filled)}] {line}"
        else:
            line += "\n"
        self._stream.write(line)
        self._stream.flush()

    def end(self) -> None:
        """Leave the bar where it is, and go to the next line."""
        if self._is_terminal and self._began is not None:
            self._stream.write("\n")
            self._stream.flush()


def list_batches(code: str) -> None:
    """Print the latest batches of a body, the newest first, with what went wrong in each."""
    with acting_as(actor_of(code)):
        found = latest_batches(at=clock.now())
    if not found:
        click.echo("Aucun traitement.")
    for batch in found:
        _show(batch)


def cancel(code: str, number: int) -> None:
    """Stop a batch before its next item. Raises Refused."""
    actor = actor_of(code)
    with refusing(_absent(code, number)):
        operations.cancel(actor=actor, batch_id=number, at=clock.now())
    click.echo(f"Traitement {number} annulé\u00a0: ce qui est fait reste fait.")


def resume(code: str, number: int) -> None:
    """Go on with a batch, here and now. Raises Refused."""
    actor = actor_of(code)
    with refusing(_absent(code, number)):
        operations.resume(actor=actor, batch_id=number, at=clock.now())
    run_here(actor, number)


def run_here(actor: BoardActor, number: int) -> None:
    """Do a batch in this process, with its progress; errors are told at the end. Raises Refused."""
    line = ProgressLine()
    try:
        with refusing(f"Il n’y a pas de traitement {number}."):
            is_done = run(actor=actor, batch_id=number, tell=line)
    finally:
        line.end()
    with acting_as(actor):
        batch = batch_progress(number, at=clock.now())
    _show(batch)
    if not is_done:
        raise Refused(f"Le traitement {number} a été annulé, ou repris ailleurs.")
    if batch.errors:
        raise Refused(
            f"{len(batch.errors)} élément(s) en erreur\u00a0: corrigez, puis "
            f"«\u00a0preau batches resume {number}\u00a0»."
        )


def _show(batch: BatchProgress) -> None:
    state = "interrompu" if batch.is_silent else STATES[batch.state]
    far = f"{batch.done} de {batch.total}"
    click.echo(f"{batch.id:>6}  {when(batch.asked_at)}  {state:<10}  {far:>15}  {batch.title}")
    if batch.rate and batch.remaining and not batch.is_silent:
        click.echo(f"{INDENT}{_rate(batch.rate)}, reste {_duration(batch.remaining)}")
    if batch.failure:
        click.echo(f"{INDENT}{plain(batch.failure)}")
    for error in batch.errors[:_ERRORS_SHOWN]:
        click.echo(f"{INDENT}{plain(error.label)}\u00a0: {plain(error.sentence)}")
    if len(batch.errors) > _ERRORS_SHOWN:
        click.echo(f"{INDENT}… et {len(batch.errors) - _ERRORS_SHOWN} autre(s) erreur(s).")


def _absent(code: str, number: int) -> str:
    return f"L’organisme {code} n’a pas de traitement {number}."


def _rate(rate: float) -> str:
    return f"{rate:.1f} par seconde".replace(".", ",")


def _duration(left: timedelta) -> str:
    seconds = round(left.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02}"
