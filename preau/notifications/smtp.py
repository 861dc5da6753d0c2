"""One mail given to one server, so that what happened is always known but for one instant.

The body's last line, a lone dot, hands the mail over. Before it, any failure means that the server
does not have the mail; after it, only the server's answer tells. `before_final_dot` runs between
the two and may stop the delivery by raising.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from preau.notifications.errors import (
    AnswerLost,
    BadServerAddress,
    PermanentRefusal,
    TemporaryFailure,
)

Tls = Literal["starttls", "ssl", "none"]
SCHEMES: dict[str, Tls | None] = {"smtp": None, "smtps": "ssl", "smtp+starttls": "starttls"}
PORTS: dict[Tls, int] = {"starttls": 587, "ssl": 465, "none": 25}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# The whole conversation may take this many times the limit of one step.
CONVERSATION = 3
# Giving up on the last answer loses certainty: wait longer for it than for the others.
LAST_ANSWER = 3


@dataclass(frozen=True)
class Server:
    """Where mail is given. The password never shows in a repr or a log."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, as the server is told; `needs_utf8` when an address is not ASCII."""

    sender: str
    recipient: str
    needs_utf8: bool


def server_from(url: str) -> Server:
    """`smtp://user:password@host:port?tls=starttls|ssl|none`. Raises BadServerAddress.

    Without `tls`, the machine itself is spoken to in clear and any other under STARTTLS.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadServerAddress(_NOT_AN_ADDRESS) from error
    if parts.scheme not in SCHEMES or not host:
        raise BadServerAddress(_NOT_AN_ADDRESS)
    nearby = host in LOOPBACK
    asked = parse_qs(parts.query).get("tls", [""])[-1]
    tls = asked or SCHEMES[parts.scheme] or ("none" if nearby else "starttls")
    if tls not in PORTS:
        raise BadServerAddress("SMTP_URL : tls vaut starttls, ssl ou none.")
    if parts.username and tls == "none" and not nearby:
        raise BadServerAddress(
            "SMTP_URL donnerait le mot de passe en clair : ajoutez ?tls=starttls."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(host, port or PORTS[tls], tls, user, password)


_NOT_AN_ADDRESS = (
    "SMTP_URL doit être l’adresse d’un serveur de courrier, par exemple "
    "smtp://utilisateur:motdepasse@courrier.example:587?tls=starttls."
)


def deliver(
    server: Server,
    envelope: Envelope,
    body: bytes,
    *,
    timeout: float,
    before_final_dot: Callable[[], None],
) -> None:
    """Give `body` (CRLF lines) to the server; returning means that the server has it.

    Raises TemporaryFailure, PermanentRefusal or AnswerLost, and what `before_final_dot` raises.
    """
    late = time.monotonic() + CONVERSATION * timeout
    with _failures_are_temporary(), _session(server, envelope, timeout) as smtp:
        _announce(smtp, envelope)
        code, answer = smtp.docmd("DATA")
        _require(code == 354, code, answer, "DATA")
        smtp.send(_stuffed(body))
        if time.monotonic() > late:
            raise TemporaryFailure("le serveur est trop lent")
        before_final_dot()
        if smtp.sock is None or _is_gone(smtp.sock):
            raise TemporaryFailure("le serveur a coupé pendant le message")
        smtp.sock.settimeout(LAST_ANSWER * timeout)
        _hand_over(smtp)


@contextmanager
def _failures_are_temporary() -> Iterator[None]:
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(_reason(error)) from error


@contextmanager
def _session(server: Server, envelope: Envelope, timeout: float) -> Iterator[smtplib.SMTP]:
    smtp = _connected(server, envelope.sender.rpartition("@")[2], timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        # Said out of courtesy; its answer would only delay what is now certain.
        with suppress(smtplib.SMTPException, OSError):
            smtp.putcmd("quit")
    finally:
        smtp.close()


def _connected(server: Server, name: str, timeout: float) -> smtplib.SMTP:
    if server.tls != "ssl":
        return smtplib.SMTP(server.host, server.port, name, timeout)
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)


def _announce(smtp: smtplib.SMTP, envelope: Envelope) -> None:
    options = []
    if envelope.needs_utf8:
        if not smtp.has_extn("smtputf8"):
            raise PermanentRefusal("le serveur ne prend pas les adresses accentuées (SMTPUTF8)")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    code, answer = smtp.mail(envelope.sender, options)
    _require(code == 250, code, answer, "MAIL", always_temporary=True)
    code, answer = smtp.rcpt(envelope.recipient)
    _require(code in (250, 251), code, answer, "RCPT")


def _is_gone(server: socket.socket) -> bool:
    """Whether the server closed, or spoke out of turn, while the body was on its way."""
    server.setblocking(False)
    try:
        server.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    return True


def _hand_over(smtp: smtplib.SMTP) -> None:
    try:
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise AnswerLost(_reason(error)) from error
    _require(code == 250, code, answer, "message")


def _stuffed(body: bytes) -> bytes:
    lines = re.sub(rb"(?m)^\.", b"..", body)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _require(
    held: bool, code: int, answer: bytes, step: str, *, always_temporary: bool = False
) -> None:
    """What is not about this mail (our sender, our login) is mended on our side: try again."""
    if held:
        return
    text = f"{step} : {code} {answer.decode('utf-8', 'replace')}"
    if 500 <= code <= 599 and not always_temporary:
        raise PermanentRefusal(text)
    raise TemporaryFailure(text)


def _reason(error: Exception) -> str:
    """The kind of failure and the server's code; not the server's words, which may name people."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
