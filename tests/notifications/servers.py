"""Real mail servers on the loopback, each with its own bad manners."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """Takes every mail, unless told to answer or to wait otherwise at a step."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.at_sender: Callable[[], str | None] = lambda: None
        self.at_recipient: Callable[[], str | None] = lambda: None
        self.at_message: Callable[[], str | None] = lambda: None
        self.stalls_at = ""
        self.stalled = threading.Event()
        self.released = threading.Event()

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.SMTPUTF8) for raw in self.raw]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.at_sender():
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._stall("recipient")
        if answer := self.at_recipient():
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_message()
        if answer is None:
            assert isinstance(envelope.original_content, bytes)
            self.raw.append(envelope.original_content)
            self.recipients += envelope.rcpt_tos
        await self._stall("message")
        return answer or "250 Taken"

    async def _stall(self, step: str) -> None:
        if self.stalls_at != step:
            return
        self.stalls_at = ""
        self.stalled.set()
        while not self.released.is_set():
            await asyncio.sleep(0.02)


class CutsDuringData(SMTP):
    """Asks for the message and hangs up."""

    async def smtp_DATA(self, arg: str) -> None:
        await self.push("354 Go on")
        self.transport.abort()


class CutsAfterFinalDot(SMTP):
    """Takes the whole message and hangs up instead of answering."""

    async def smtp_DATA(self, arg: str) -> None:
        await self.push("354 Go on")
        while (await self._reader.readline()) != b".\r\n":
            pass
        self.event_handler.raw.append(b"whole")
        self.transport.abort()


class _Controller(Controller):
    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(
    mailbox: Mailbox, *, port: int = 0, kind: type[SMTP] = SMTP, **options: Any
) -> Iterator[int]:
    """The port of a server that runs until the end of the block."""
    controller = _Controller(mailbox, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.kind = kind
    controller.start()
    try:
        yield controller.port
    finally:
        mailbox.released.set()
        controller.stop()
