"""Reading, acknowledging and publishing results."""

from preau.results.operations.announcing import announce_report_cards, remind_of_report_cards
from preau.results.operations.papers import archive_of, page_card, paper_of
from preau.results.operations.publishing import Publishing, publish_report_cards
from preau.results.operations.reading import (
    CardPage,
    ResultsPage,
    acknowledge,
    choose_pace,
    open_card,
    see_archives,
    see_results,
)

__all__ = [
    "CardPage",
    "Publishing",
    "ResultsPage",
    "acknowledge",
    "announce_report_cards",
    "archive_of",
    "choose_pace",
    "open_card",
    "page_card",
    "paper_of",
    "publish_report_cards",
    "remind_of_report_cards",
    "see_archives",
    "see_results",
]
