"""The mail as it travels. Headers refuse line breaks, bodies are plain ASCII on the wire."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr

from django.conf import settings

from preau.notifications.errors import PermanentRefusal
from preau.notifications.models import OutboxMail
from preau.notifications.smtp import Envelope


def sender_address() -> Address:
    """From whom mails come, as the site is set."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _address(address, name)


def envelope_of(mail: OutboxMail) -> Envelope:
    sender = sender_address().addr_spec
    return Envelope(sender, mail.recipient, not (sender + mail.recipient).isascii())


def bytes_of(mail: OutboxMail) -> bytes:
    """The whole message in CRLF lines. Raises PermanentRefusal when it cannot be written."""
    policy = SMTP if mail.recipient.isascii() else SMTPUTF8
    message = EmailMessage(policy=policy)
    try:
        message["From"] = sender_address()
        message["To"] = _address(mail.recipient)
        message["Subject"] = mail.subject
    except (ValueError, HeaderParseError, IndexError) as error:
        raise PermanentRefusal("une en-tête ne peut pas être écrite") from error
    message["Date"] = mail.created_at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Last: a message that becomes multipart gives its content headers to its first part.
    message["Content-Language"] = "en-CA" if mail.language == "en" else "fr-CA"
    return message.as_bytes()


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
