"""`preau messages receipts`, `replies` and `answer`: who has read, who wrote, what is answered."""

import click
from django.conf import settings

from preau.config.errors import Refused
from preau.config.school.body import actor_of, plain, refusing, require_short, show, when
from preau.config.school.staff import author_of
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.messaging.models import Thread
from preau.messaging.operations import (
    add_staff,
    close_thread,
    reply_as_staff,
    see_receipts,
    see_waiting_threads,
)


def list_unopened(code: str, number: int, most: int) -> None:
    """Print how many children's guardians read a message, and the children of whom none did."""
    actor = actor_of(code)
    with refusing(f"L’organisme {code} n’a pas de message {number}."), acting_as(actor):
        seen = see_receipts(actor=actor, message_id=number, most=most)
    counts = seen.receipts
    click.echo(plain(f"{seen.title} (message {number})"))
    click.echo(
        f"Élèves\u00a0: {counts.pupils}, ouvert pour {counts.opened},"
        f" confirmé pour {counts.confirmed}."
    )
    click.echo("Personne ne l’a ouvert pour\u00a0:" if seen.unopened else "Ouvert pour tous.")
    for _student_id, name in seen.unopened:
        click.echo(f"  {plain(name)}")
    if len(seen.unopened) == most:
        click.echo("  … (voyez --most)")


def list_replies(code: str) -> None:
    """Print the exchanges in which a parent wrote last; journalled."""
    actor = actor_of(code)
    with acting_as(actor):
        threads = see_waiting_threads(actor=actor)
    click.echo(f"Échanges qui attendent une réponse\u00a0: {len(threads)}")
    for thread in threads:
        head = f"{thread.id:>6}  {thread.pupil}, {thread.sender}"
        click.echo(plain(f"{head}\u00a0: {thread.title} (message {thread.message_id})"))
        if thread.answers_by:
            show(f"Auteur\u00a0: {thread.answers_by}")
        for post in thread.posts:
            show(f"{when(post.sent_at)}, {post.author}\u00a0:")
            show(post.text)


def answer(code: str, number: int, *, text: str, author: str | None, closes: bool) -> None:
    """Answer in the author's name, or in a colleague's, whom the parent then sees named."""
    require_short("--text", text, settings.PREAU_LIMITS.reply_characters)
    if not text.strip():
        raise click.UsageError("--text est vide.")
    actor, at = actor_of(code), clock.now()
    with refusing(f"L’organisme {code} n’a pas d’échange {number}."), acting_as(actor):
        thread = _thread(actor, number)
        staff = author_of(actor, author) if author else thread.message.staff
        if staff is None or staff.ended_at:
            raise Refused("L’auteur n’est pas, ou plus, du personnel\u00a0: donnez --author.")
        if staff.id != thread.message.staff_id:
            add_staff(actor=actor, thread_id=number, staff_id=staff.id, at=at)
        reply_as_staff(actor=actor, thread_id=number, staff_id=staff.id, text=text, at=at)
        if closes:
            close_thread(actor=actor, thread_id=number, at=at)
    click.echo(f"Échange {number}\u00a0: réponse envoyée. Le parent en est averti.")


def _thread(actor: BoardActor, number: int) -> Thread:
    own = Thread.objects.select_related("message__staff").filter(board_id=actor.board_id)
    thread = own.filter(id=number).first()
    if thread is None:
        raise NotVisible
    return thread
