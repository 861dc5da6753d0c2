"""Refusals met by a parent who subscribes a calendar, and by a calendar application."""

from django.utils.translation import gettext as _

from preau.core.errors import Refused


class TooManyFeeds(Refused):
    """The account has as many live addresses as it may have."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Vous avez déjà tous les abonnements permis. Révoquez celui qui ne sert plus, puis "
                "créez le nouveau."
            )
        )


class TooManyReads(Exception):
    """A calendar application asks the same address too often."""
