"""Reading, acknowledging and publishing results."""

from preau.results.operations.announcing import announce_report_cards, remind_of_report_cards
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
    "choose_pace",
    "open_card",
    "publish_report_cards",
    "remind_of_report_cards",
    "see_archives",
    "see_results",
]
