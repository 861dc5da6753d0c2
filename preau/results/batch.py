"""The papers of a publication, made ahead of their first opening: a batch of the body.

From the hour on, and not before: each is filled in the scope of the one parent whom it is for,
which shows nothing earlier. A paper is of one account and card; its key holds both numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from preau.accounts.models import Account
from preau.boards.enums import SwitchKey
from preau.core.actors import BoardActor, FamilyActor
from preau.core.batches.plans import Item, Making, Printing, declare
from preau.core.clock import now
from preau.core.documents import Document, fingerprint_of
from preau.core.errors import NotVisible
from preau.core.scope import acting_as, stepping_out
from preau.core.zone import local_day
from preau.results.models import CardFile
from preau.results.operations.announcing import readers_of
from preau.results.operations.papers import keep_paper, paper_for
from preau.results.operations.reading import CardPage
from preau.results.queries.cards import cards_like, subjects_of_cards

KIND = "results.report_cards"
_SHIFT = 32
_PAGE = 200


@dataclass
class ReportCardPapers:
    """The one step: a paper for each parent who may read a card and has none yet."""

    actor: BoardActor
    publication_id: int
    held: dict[int, tuple[Document, str, int]] = field(default_factory=dict)

    def count(self) -> int:
        return sum(1 for _item in self._items(0))

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        found: list[Item] = []
        for item in self._items(after):
            found.append(item)
            if len(found) == limit:
                break
        return found

    def document(self, item: Item) -> Document:
        account_id, card_id = item.key >> _SHIFT, item.key % (1 << _SHIFT)
        spoken = Account.objects.filter(id=account_id).values_list("language", flat=True).first()
        language = "en" if (spoken or "").startswith("en") else "fr"
        with stepping_out(), acting_as(FamilyActor(account_id)):
            page = _page(card_id)
            document = paper_for(page, language=language)
        self.held[item.key] = (document, language, page.card.board_id)
        return document

    def keep(self, item: Item, pdf: bytes) -> None:
        document, language, board_id = self.held.pop(item.key)
        keep_paper(
            pdf,
            document,
            at=now(),
            language=language,
            fingerprint=fingerprint_of(document),
            board_id=board_id,
            card_id=item.key % (1 << _SHIFT),
            account_id=item.key >> _SHIFT,
        )

    def _items(self, after: int):  # type: ignore[no-untyped-def]
        reached = max(0, (after >> _SHIFT) - 1)
        while readers := readers_of(self.publication_id, reached, _PAGE):
            made = set(
                CardFile.objects.filter(
                    account_id__in=[reader[0] for reader in readers]
                ).values_list("account_id", "card_id")
            )
            for account_id, _email, _language, cards, _students, names in readers:
                pairs = sorted(zip(cards, names, strict=True))
                for card_id, name in pairs:
                    key = (account_id << _SHIFT) + card_id
                    if key > after and (account_id, card_id) not in made:
                        yield Item(key, name)
            reached = readers[-1][0]


def _page(card_id: int) -> CardPage:
    """The card as the parent in scope sees it; nobody opened it yet. Raises NotVisible."""
    cards = cards_like(card_id, today=local_day(now()))
    card = next((one for one in cards if one.id == card_id), None)
    if card is None:
        raise NotVisible
    kept = [one for one in cards if one.starts_on <= card.starts_on]
    averages = SwitchKey.AVERAGES_ON_PAPER
    return CardPage(card, kept, subjects_of_cards([c.id for c in kept], averages=averages))


def _plans(actor: BoardActor, parameters: Mapping[str, Any]) -> Sequence[Making | Printing]:
    return [ReportCardPapers(actor, int(parameters["publication"]))]


declare(KIND, title=lambda: _("Bulletins en PDF"), plans=_plans)
