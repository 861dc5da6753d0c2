"""The mails about published report cards: one per account, siblings named together, no mark in it.

A mail leaves only if the account may still read the results of all the children it names.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from preau.core import jobs
from preau.core.actors import BoardActor
from preau.core.zone import local_day
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right
from preau.results.models import CardReceipt, Publication

Reader = tuple[int, str, str, list[int], list[int], list[str]]
_RECEIPTS = """
INSERT INTO results_cardreceipt (board_id, card_id, account_id, reminders, reminded_at)
SELECT %(board)s, c, %(account)s, 1, %(at)s FROM unnest(%(cards)s::bigint[]) c
ON CONFLICT (account_id, card_id) DO UPDATE
SET reminders = results_cardreceipt.reminders + 1, reminded_at = excluded.reminded_at
"""


@transaction.atomic
def announce_report_cards(*, actor: BoardActor, publication_id: int, at: datetime) -> int:
    """Queue the mails of a publication to the next slice of accounts; how many mails.

    Does nothing before the hour or when all are told; `announced_to` makes a job that runs twice
    harmless. The mails leave at a set rate.
    """
    publication = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("board", "school", "term")
        .filter(id=publication_id, board_id=actor.board_id, at__lte=at)
        .exclude(announced_to=None)
        .first()
    )
    if publication is None:
        return 0
    most = settings.PREAU_LIMITS.mails_per_slice
    readers = readers_of(publication.id, publication.announced_to or 0, most)
    drafts = [
        _draft("report_card_published", publication, reader) for reader in readers if reader[4]
    ]
    queue_mails(actor=actor, drafts=drafts, at=at, topic=_topic(publication), paced=True)
    publication.announced_to = readers[-1][0] if len(readers) == most else None
    publication.save(update_fields=["announced_to"])
    if publication.announced_to is not None:
        arguments = {"board_id": actor.board_id, "publication_id": publication.id}
        jobs.defer("results.announce", arguments, lock=f"report_cards:{publication.id}")
    return len(drafts)


@transaction.atomic
def remind_of_report_cards(*, actor: BoardActor, at: datetime) -> int:
    """Remind the accounts that acknowledged nothing yet; each a few times, some days apart."""
    limits = settings.PREAU_LIMITS
    first = at - timedelta(
        days=limits.report_card_reminder_days * (limits.report_card_reminders + 1)
    )
    due = Publication.objects.select_related("board", "school", "term").filter(
        board_id=actor.board_id,
        at__lte=at - timedelta(days=limits.report_card_reminder_days),
        at__gt=first,
        announced_to=None,
    )
    due = due.exclude(
        term__year__ends_on__lte=local_day(at),
        at__lt=at - timedelta(days=limits.report_card_word_days),
    )
    return sum(_remind(actor, publication, at) for publication in due.order_by("at", "id"))


def _remind(actor: BoardActor, publication: Publication, at: datetime) -> int:
    after, count, most = 0, 0, settings.PREAU_LIMITS.mails_per_slice
    while readers := readers_of(publication.id, after, most):
        wanted = [found for reader in readers if (found := _unreminded(reader, at))]
        drafts = [_draft("report_card_reminder", publication, reader) for reader in wanted]
        queue_mails(actor=actor, drafts=drafts, at=at, topic=_topic(publication), paced=True)
        with connection.cursor() as cursor:
            for account_id, _email, _language, cards, *_rest in wanted:
                values: dict[str, Any] = {"board": actor.board_id, "account": account_id}
                values |= {"cards": cards, "at": at}
                cursor.execute(_RECEIPTS, values)
        after, count = readers[-1][0], count + len(drafts)
    return count


def _unreminded(reader: Reader, at: datetime) -> Reader | None:
    """The reader, but for the cards of which it was reminded lately or often enough."""
    limits = settings.PREAU_LIMITS
    account_id, email, language, cards, students, names = reader
    lately = at - timedelta(days=limits.report_card_reminder_days)
    spent = CardReceipt.objects.filter(account_id=account_id, card_id__in=cards).filter(
        Q(reminders__gte=limits.report_card_reminders) | Q(reminded_at__gt=lately)
    )
    over = set(spent.values_list("card_id", flat=True))
    kept = [place for place, card in enumerate(cards) if card not in over]
    if not kept:
        return None
    return (
        *(account_id, email, language),
        *([values[place] for place in kept] for values in (cards, students, names)),
    )  # type: ignore[return-value]


def readers_of(publication_id: int, after: int, most: int) -> list[Reader]:
    """A slice of the accounts that a publication is about, by number: with what each may see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM preau_report_card_readers(%s, %s, %s)", [publication_id, after, most]
        )
        return list(cursor.fetchall())


def _draft(template: str, publication: Publication, reader: Reader) -> Draft:
    account_id, email, language, cards, students, names = reader
    return Draft(
        to=email,
        template=template,
        language=language or publication.board.language,
        context={
            "children": names,
            "school": publication.school.name,
            "term": publication.term.title,
            "card_id": cards[0] if len(cards) == 1 else 0,
        },
        account_id=account_id,
        student_ids=students,
        right=Right.RESULTS,
    )


def _topic(publication: Publication) -> str:
    return f"report_cards:{publication.id}"


def due_publications(*, actor: BoardActor, at: datetime) -> list[int]:
    """The publications whose hour has come and of which families are not told yet."""
    due = Publication.objects.filter(board_id=actor.board_id, at__lte=at, announced_to__gte=0)
    return list(due.order_by("at", "id").values_list("id", flat=True))
