"""The PDF of a report card, for the one parent who asks: made at its first opening, then kept.

What is kept is served again only while the paper would say the same: a mark corrected, an address
changed or an average hidden makes another. Each is reached through its owner's right alone.
"""

import io
import zipfile
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from preau.boards.enums import SwitchKey
from preau.core.actors import FamilyActor
from preau.core.documents import Document, fingerprint_of, render
from preau.core.enums import Act
from preau.core.files.kinds import PDF
from preau.core.files.made import made_pdf
from preau.core.files.names import clean_name
from preau.core.files.storage import attachments, path_of
from preau.core.files.store import store
from preau.core.journal import record
from preau.core.read_only import writing
from preau.core.zone import local_day
from preau.results.access import visible_archive
from preau.results.documents.context import ReportCard
from preau.results.documents.data import document_of
from preau.results.documents.filled import filled
from preau.results.models import CardFile
from preau.results.operations.reading import CardPage, open_card
from preau.results.queries.cards import CardRow, signature_key


def paper_of(
    *, actor: FamilyActor, card_id: int, language: str, at: datetime, is_read: bool = True
) -> CardFile:
    """The PDF of a report card for the actor. Raises NotVisible, DocumentFailed."""
    page = open_card(
        actor=actor,
        card_id=card_id,
        averages=SwitchKey.AVERAGES_ON_PAPER,
        at=at,
        is_read=is_read,
    )
    document = paper_for(page, language=language)
    fingerprint = fingerprint_of(document)
    own = CardFile.objects.filter(account_id=actor.account_id, card_id=card_id, language=language)
    held = own.filter(fingerprint=fingerprint).first()
    if held is not None and attachments().exists(path_of(held.key)):  # type: ignore[attr-defined]
        return held
    owner = {"board_id": page.card.board_id, "card_id": card_id, "account_id": actor.account_id}
    with writing("paper"), transaction.atomic():
        return keep_paper(
            render(document),
            document,
            at=at,
            language=language,
            fingerprint=fingerprint,
            **owner,
        )


def keep_paper(
    pdf: bytes, document: Document, *, at: datetime, language: str, fingerprint: str, **owner: int
) -> CardFile:
    """The paper in the place of what was kept for the same account, card and language."""
    CardFile.objects.filter(
        account_id=owner["account_id"], card_id=owner["card_id"], language=language
    ).delete()
    made = made_pdf(pdf, f"{document.data['title']}.pdf")
    return store(CardFile, [made], at=at, language=language, fingerprint=fingerprint, **owner)[0]


def paper_for(page: CardPage, *, language: str) -> Document:
    """The paper of a card, as the parent in scope may have it."""
    return document_of(filled(page, language=language, signature=_signature(page.card)))


def archive_of(*, actor: FamilyActor, student_id: int, language: str, at: datetime) -> bytes:
    """All the report cards of a pupil, there or gone, as one .zip of PDFs. Raises NotVisible."""
    cards = visible_archive(actor, student_id, today=local_day(at))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for card in cards[: settings.PREAU_LIMITS.archive_report_cards]:
            paper = paper_of(actor=actor, card_id=card.id, language=language, at=at, is_read=False)
            with attachments().open(path_of(paper.key)) as file:
                archive.writestr(_name_in_archive(card), file.read())
    record(
        actor=actor,
        act=Act.DOWNLOADED,
        student_ids=[student_id],
        board_id=cards[0].board_id,
        details={"report_cards": len(cards)},
    )
    return content.getvalue()


def _name_in_archive(card: CardRow) -> str:
    return clean_name(f"{card.year_title} {card.term_title} {card.full_name}.pdf", PDF)


def _signature(card: CardRow) -> bytes | None:
    on: date = local_day(card.published_at)
    key = signature_key(card.school_id, on=on)
    if not key:
        return None
    try:
        with attachments().open(path_of(key)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def page_card(page: CardPage, *, language: str) -> ReportCard:
    """The same card for the page: the school's switch of the page governed its averages."""
    return filled(page, language=language)
