"""How often codes are sent and sign-ins fail, before the next one must wait.

Nothing here ever locks an account: every window is tied to an address and a network, or to the
session of somebody already signed in, and opens again by itself.
"""

from datetime import datetime, timedelta

from django.conf import settings

from preau.accounts.errors import (
    SignInDelayed,
    SignInPaused,
    TooManyCodes,
    minutes_until,
    seconds_until,
)
from preau.core import attempts
from preau.core.attempts import Window
from preau.core.errors import Refused

CODE_ADDRESS, CODE_NETWORK = "code_address", "code_network"
SIGN_IN, SIGN_IN_NETWORK = "sign_in", "sign_in_network"
OWN_PASSWORD, NEW_PASSWORD = "own_password", "new_password"
# Seconds to wait after each failure past the free ones; the last holds until the pause.
DELAYS = (2, 4, 8, 16, 30)
NEW_PASSWORDS_PER_HOUR = 30


def lock_address(email: str, *more: str) -> None:
    """One at a time for one address: proofs, sends and accounts of it never race."""
    attempts.lock([f"address:{email}", *more])


def take_send(email: str, network: str, *, at: datetime) -> None:
    """Count one more code for this address and network. Raises TooManyCodes."""
    lock_address(email, f"network:{network}")
    full = attempts.first_exceeded(send_windows(email, network), at=at)
    if full:
        raise TooManyCodes(attempts.latest(full, at=at)[-1] + full.span, at=at)
    attempts.add([(CODE_ADDRESS, email), (CODE_NETWORK, network)], at=at)


def send_windows(email: str, network: str) -> list[Window]:
    limits, quarter, hour = settings.PREAU_LIMITS, timedelta(minutes=15), timedelta(hours=1)
    return [
        Window(CODE_ADDRESS, email, limits.code_sends_per_day, timedelta(days=1)),
        Window(CODE_ADDRESS, email, limits.code_sends_per_quarter_hour, quarter),
        Window(CODE_NETWORK, network, limits.code_sends_per_network_hour, hour),
    ]


def sign_in_window(address: str, network: str) -> Window:
    limits = settings.PREAU_LIMITS
    span = timedelta(minutes=limits.sign_in_window_minutes)
    return Window(SIGN_IN, f"{address} {network}", limits.sign_in_failures, span)


def network_window(network: str) -> Window:
    limits = settings.PREAU_LIMITS
    span = timedelta(minutes=limits.sign_in_window_minutes)
    return Window(SIGN_IN_NETWORK, network, limits.sign_in_network_failures, span)


def own_password_window(account_id: int) -> Window:
    limits = settings.PREAU_LIMITS
    span = timedelta(minutes=limits.sign_in_window_minutes)
    return Window(OWN_PASSWORD, str(account_id), limits.sign_in_failures, span)


def new_password_window(email: str) -> Window:
    return Window(NEW_PASSWORD, email, NEW_PASSWORDS_PER_HOUR, timedelta(hours=1))


def must_wait(window: Window, *, at: datetime) -> Refused | None:
    """The refusal of an attempt that comes too early after failures, or None."""
    failures = attempts.latest(window, at=at)
    if len(failures) >= window.most:
        return SignInPaused(minutes_until(failures[-1] + window.span, at=at))
    late = len(failures) - settings.PREAU_LIMITS.sign_in_free_failures
    if late < 0 or not failures:
        return None
    delay = DELAYS[min(late, len(DELAYS) - 1)]
    seconds = seconds_until(failures[0] + timedelta(seconds=delay), at=at)
    return SignInDelayed(seconds) if seconds else None


def network_must_wait(network: str, *, at: datetime) -> Refused | None:
    window = network_window(network)
    if attempts.first_exceeded([window], at=at) is None:
        return None
    oldest = attempts.latest(window, at=at)[-1]
    return SignInPaused(minutes_until(oldest + window.span, at=at))
