"""What was queued for an address, as its reader sees it."""

import re

from preau.notifications.models import OutboxMail
from tests.factories import as_owner


def mails_to(address: str) -> list[OutboxMail]:
    """Oldest first."""
    with as_owner():
        return list(OutboxMail.objects.filter(recipient=address).order_by("created_at", "pk"))


def code_in(mail: OutboxMail) -> str:
    """The code as it is written, its space included; "" when there is none."""
    found = re.search(r"^\s*(\d{3}\s\d{3})\s*$", mail.text, re.MULTILINE)
    return found.group(1) if found else ""


def token_in(mail: OutboxMail) -> str:
    found = re.search(r"/compte/verification/([\w-]+)/", mail.text)
    return found.group(1) if found else ""


def last_code(address: str) -> str:
    return code_in(mails_to(address)[-1])


def last_token(address: str) -> str:
    return token_in(mails_to(address)[-1])


def wrong(code: str) -> str:
    """Six digits that are not these."""
    number = int(re.sub(r"\D", "", code))
    return f"{(number + 1) % 1_000_000:06d}"
