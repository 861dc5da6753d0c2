"""The account's operations as tests call them: one network, one clock."""

from datetime import UTC, datetime, timedelta

from preau.accounts import operations
from preau.accounts.enums import Purpose
from preau.core.actors import Actor, Anonymous, Origin
from tests.accounts.mailbox import last_code
from tests.factories import PASSWORD, make_board, make_link, make_school, make_student

CLAIRE = "claire.ngo@exemple.ca"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NETWORK = "198.51.100.0/24"
NOBODY = Anonymous(Origin("198.51.100.7", "test"))


def put_on_file(address: str = CLAIRE, language: str = "fr", given: str = "Léo") -> None:
    """A school holds this address for a pupil's guardian."""
    board = make_board(language=language)
    make_link(make_student(make_school(board), given=given), address)


def ask(
    address: str = CLAIRE,
    *,
    at: datetime = NOW,
    purpose: Purpose = Purpose.SIGN_UP,
    network: str = NETWORK,
    language: str = "",
    actor: Actor = NOBODY,
) -> str:
    return operations.ask_for_code(
        actor=actor,
        address=address,
        purpose=purpose,
        language=language,
        network=network,
        link_of=lambda token: f"http://preau.test/compte/verification/{token}/",
        at=at,
    )


def resend(token: str, *, at: datetime, network: str = NETWORK) -> None:
    operations.resend_code(
        actor=NOBODY,
        token=token,
        network=network,
        link_of=lambda token: f"http://preau.test/compte/verification/{token}/",
        at=at,
    )


def verify(token: str, typed: str, *, at: datetime = NOW, actor: Actor = NOBODY) -> int:
    return operations.verify_code(actor=actor, token=token, typed=typed, at=at)


def prove(address: str = CLAIRE, *, at: datetime = NOW, purpose: Purpose = Purpose.SIGN_UP) -> int:
    """Asked, mailed, typed: the id of the proof."""
    token = ask(address, at=at, purpose=purpose)
    return verify(token, last_code(address), at=at)


def save(
    proof_id: int, password: str = PASSWORD, *, at: datetime = NOW, network: str = NETWORK
) -> operations.SavedPassword:
    return operations.save_password(
        actor=NOBODY, proof_id=proof_id, password=password, language="", network=network, at=at
    )


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)
