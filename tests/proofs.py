"""The proof of identity of a session, as tests age it."""

from django.conf import settings
from django.test import Client

from preau.web.fresh import PROVED_AT


def make_stale(client: Client) -> Client:
    """Past the minutes during which its owner may act without proving it again."""
    session = client.session
    session[PROVED_AT] -= settings.PREAU_LIMITS.fresh_proof_minutes * 60 + 1
    session.save()
    return client
