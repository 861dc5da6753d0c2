"""Addresses of servers, and what is known after each way a delivery can end."""

import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from preau.notifications.errors import (
    AnswerLost,
    BadServerAddress,
    PermanentRefusal,
    TemporaryFailure,
)
from preau.notifications.smtp import Envelope, Server, deliver, server_from
from tests.notifications.servers import (
    CutsAfterFinalDot,
    CutsDuringData,
    Mailbox,
    free_port,
    serving,
)

ENVELOPE = Envelope("preau@ecoles.example", "claire@exemple.ca", needs_utf8=False)
BODY = b"Subject: essai\r\n\r\n.un point en t\r\n..deux\r\nfin\r\n"


def send(
    port: int, *, envelope: Envelope = ENVELOPE, body: bytes = BODY, **server: str
) -> list[str]:
    """The steps passed before the final dot: one, or none."""
    passed: list[str] = []
    deliver(
        Server("127.0.0.1", port, **({"tls": "none"} | server)),  # type: ignore[arg-type]
        envelope,
        body,
        timeout=1,
        before_final_dot=lambda: passed.append("handed over"),
    )
    return passed


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", Server("localhost", 25, "none")),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, "none")),
        ("smtp://relais.example", Server("relais.example", 587, "starttls")),
        ("smtp://relais.example?tls=none", Server("relais.example", 25, "none")),
        ("smtp://relais.example?tls=ssl", Server("relais.example", 465, "ssl")),
        ("smtps://relais.example", Server("relais.example", 465, "ssl")),
        ("smtp+starttls://relais.example:2525", Server("relais.example", 2525, "starttls")),
        (
            "smtp://pr%C3%A9au%40x:p%3Aw%2F@relais.example",
            Server("relais.example", 587, "starttls", "préau@x", "p:w/"),
        ),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: Server) -> None:
    assert server_from(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "relais.example",
        "http://relais.example",
        "smtp://",
        "smtp://relais.example:99999",
        "smtp://[::1",
        "smtp://relais.example?tls=maybe",
        "smtp://moi:secret@relais.example?tls=none",
    ],
)
def test_a_bad_address_is_refused_with_a_sentence_without_the_password(url: str) -> None:
    with pytest.raises(BadServerAddress, match="SMTP_URL") as refusal:
        server_from(url)
    assert "secret" not in str(refusal.value)


def test_the_password_never_shows() -> None:
    assert "secret" not in repr(server_from("smtp://moi:secret@relais.example"))


def test_a_mail_arrives_byte_for_byte_even_with_lone_dots() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        assert send(port) == ["handed over"]
    assert mailbox.raw == [BODY]
    assert mailbox.recipients == ["claire@exemple.ca"]


def test_a_body_without_its_last_line_end_is_ended() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(port, body=b"Subject: x\r\n\r\nfin")
    assert mailbox.raw == [b"Subject: x\r\n\r\nfin\r\n"]


def test_a_server_that_is_not_there_has_nothing() -> None:
    with pytest.raises(TemporaryFailure, match="ConnectionRefusedError"):
        send(free_port())


def test_a_server_without_a_name_has_nothing() -> None:
    with pytest.raises(TemporaryFailure):
        deliver(
            Server("nulle-part.invalid", 25, "none"),
            ENVELOPE,
            BODY,
            timeout=1,
            before_final_dot=lambda: None,
        )


@pytest.mark.parametrize("code", [421, 450, 451])
def test_a_server_that_says_later_has_nothing(code: int) -> None:
    mailbox = Mailbox()
    mailbox.at_recipient = lambda: f"{code} later"
    with serving(mailbox) as port, pytest.raises(TemporaryFailure, match=f"RCPT : {code}"):
        send(port)
    assert mailbox.raw == []


def test_a_recipient_refused_for_good_is_said_so() -> None:
    mailbox = Mailbox()
    mailbox.at_recipient = lambda: "550 5.1.1 no such mailbox"
    with serving(mailbox) as port, pytest.raises(PermanentRefusal, match=r"550 5\.1\.1"):
        send(port)


@pytest.mark.parametrize(
    ("answer", "error"), [("554 spam", PermanentRefusal), ("452 full", TemporaryFailure)]
)
def test_an_answer_after_the_final_dot_is_believed(answer: str, error: type[Exception]) -> None:
    mailbox = Mailbox()
    mailbox.at_message = lambda: answer
    with serving(mailbox) as port, pytest.raises(error, match=answer):
        send(port)


def test_our_own_sender_refused_is_mended_on_our_side_and_tried_again() -> None:
    mailbox = Mailbox()
    mailbox.at_sender = lambda: "553 sender not allowed"
    with serving(mailbox) as port, pytest.raises(TemporaryFailure, match="MAIL : 553"):
        send(port)


def test_a_server_slower_than_the_limit_before_the_final_dot_has_nothing() -> None:
    mailbox = Mailbox()
    mailbox.stalls_at = "recipient"
    with serving(mailbox) as port, pytest.raises(TemporaryFailure, match=r"imeout|Disconnected"):
        send(port)
    assert mailbox.raw == []


def test_a_server_that_cuts_during_the_message_has_nothing() -> None:
    with (
        serving(Mailbox(), kind=CutsDuringData) as port,
        pytest.raises(TemporaryFailure, match="coupé pendant"),
    ):
        deliver(
            Server("127.0.0.1", port, "none"),
            ENVELOPE,
            BODY,
            timeout=1,
            before_final_dot=_a_moment,
        )


def _a_moment() -> None:
    """As long as committing takes."""
    threading.Event().wait(0.05)


def test_a_server_that_cuts_during_a_long_message_has_nothing() -> None:
    long = BODY + b"x" * 76 + b"\r\n"
    with (
        serving(Mailbox(), kind=CutsDuringData) as port,
        pytest.raises(TemporaryFailure, match=r"coupé|Disconnected|Reset|Broken"),
    ):
        send(port, body=long * 200_000)


def test_a_server_that_cuts_instead_of_answering_may_have_it() -> None:
    mailbox = Mailbox()
    with serving(mailbox, kind=CutsAfterFinalDot) as port, pytest.raises(AnswerLost):
        send(port)
    assert mailbox.raw == [b"whole"]


def test_a_server_that_never_answers_the_final_dot_may_have_it() -> None:
    mailbox = Mailbox()
    mailbox.stalls_at = "message"
    with serving(mailbox) as port, pytest.raises(AnswerLost):
        send(port)
    assert mailbox.raw == [BODY]


def test_a_conversation_that_drags_is_left_before_the_final_dot() -> None:
    """Each step within its limit, all of them beyond: the claim must not outlive its lease."""
    with Dripping(seconds=0.9) as port, pytest.raises(TemporaryFailure, match="trop lent"):
        send(port)


class Dripping:
    """A server that waits before each of its answers."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> int:
        self.thread.start()
        return int(self.listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.thread.join(20)
        self.listener.close()
        assert not self.thread.is_alive()

    def _serve(self) -> None:
        client, _ = self.listener.accept()
        with client, client.makefile("rb") as lines:
            for answer in (b"220 x", b"250 x", b"250 x", b"250 x", b"354 x"):
                threading.Event().wait(self.seconds)
                client.sendall(answer + b"\r\n")
                if not lines.readline():
                    return
            lines.read()


def test_what_stops_the_hand_over_stops_the_delivery() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    mailbox = Mailbox()
    with serving(mailbox) as port, pytest.raises(Stop):
        deliver(Server("127.0.0.1", port, "none"), ENVELOPE, BODY, timeout=1, before_final_dot=stop)
    assert mailbox.raw == []


def test_an_accented_address_goes_to_a_server_that_knows_them() -> None:
    mailbox = Mailbox()
    accented = Envelope("preau@ecoles.example", "hélène@exemple.ca", needs_utf8=True)
    with serving(mailbox, enable_SMTPUTF8=True) as port:
        send(port, envelope=accented)
    assert mailbox.recipients == ["hélène@exemple.ca"]
    with (
        serving(mailbox, enable_SMTPUTF8=False) as port,
        pytest.raises(PermanentRefusal, match="SMTPUTF8"),
    ):
        send(port, envelope=accented)


def test_a_server_without_starttls_is_told_nothing_in_clear() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, pytest.raises(TemporaryFailure, match="NotSupported"):
        send(port, tls="starttls", user="moi", password="secret")
    assert mailbox.raw == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, certificate


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))


def login(*_: object) -> AuthResult:
    data = _[-1]
    good = (getattr(data, "login", b""), getattr(data, "password", b"")) == (b"moi", b"secret")
    return AuthResult(success=good)


@pytest.mark.usefixtures("trusted")
def test_starttls_and_a_password(tls: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    options = {"authenticator": login, "auth_required": True}
    with serving(mailbox, tls_context=tls, require_starttls=True, **options) as port:
        send(port, tls="starttls", user="moi", password="secret")
        assert mailbox.raw == [BODY]
        with pytest.raises(TemporaryFailure) as failure:
            send(port, tls="starttls", user="moi", password="faux")
    assert "faux" not in str(failure.value)
    assert mailbox.raw == [BODY]


@pytest.mark.usefixtures("trusted")
def test_tls_from_the_first_byte(tls: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with serving(mailbox, ssl_context=tls) as port:
        send(port, tls="ssl")
    assert mailbox.raw == [BODY]


def test_an_untrusted_certificate_gets_nothing(tls: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with (
        serving(mailbox, tls_context=tls) as port,
        pytest.raises(TemporaryFailure, match="SSLCertVerificationError"),
    ):
        send(port, tls="starttls")
    assert mailbox.raw == []
