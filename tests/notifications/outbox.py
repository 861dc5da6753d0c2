"""Steps that tests of the outbox share."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from preau.core.actors import Actor, Anonymous, SystemActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.notifications.operations import LEASE, queue_mail, send_mail
from tests.committed import owner_connection

AT = datetime(2026, 11, 19, 13, 5, tzinfo=UTC)
WORKER = SystemActor()
CODE = {"code": "482913", "link": "https://portail.example/x/", "minutes": 10}


def queue(
    to: str = "claire@exemple.ca",
    template: str = "address_taken",
    actor: Actor = Anonymous(),  # noqa: B008
    **fields: object,
) -> UUID:
    values = {"language": "fr-ca", "context": {}, "at": AT, **fields}
    return queue_mail(actor=actor, to=to, template=template, **values)  # type: ignore[arg-type]


def send(mail_id: UUID, at: datetime = AT) -> None:
    send_mail(actor=WORKER, mail_id=mail_id, clock=lambda: at)


def row(mail_id: UUID) -> OutboxMail:
    with acting_as(WORKER):
        return OutboxMail.objects.get(pk=mail_id)


def waiting_jobs() -> list[tuple[object, ...]]:
    with owner_connection() as owner:
        return owner.execute(
            "SELECT args->>'mail_id', scheduled_at FROM procrastinate_jobs"
            " WHERE status = 'todo' ORDER BY id"
        ).fetchall()


def forget_jobs() -> None:
    with owner_connection() as owner:
        owner.execute("TRUNCATE procrastinate_jobs CASCADE")


def as_owner(query: str, *values: object) -> None:
    with owner_connection() as owner:
        owner.execute(query, values)


def finished(threads: list[threading.Thread]) -> bool:
    for thread in threads:
        thread.join(20)
    return not any(thread.is_alive() for thread in threads)


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def late(times: float = LEASE) -> datetime:
    return AT + timedelta(seconds=times + 1)


def claimed(mail_id: UUID, *, handed_over: bool = False, tries: int = 1) -> None:
    as_owner(
        "UPDATE notifications_outboxmail SET state = 'sending', claimed_at = %s, tries = %s,"
        " handed_over_at = %s WHERE id = %s",
        AT,
        tries,
        AT if handed_over else None,
        mail_id,
    )


def coded() -> UUID:
    return queue(template="code_on_file", context=CODE)
