"""States and purposes of the proof of an address."""

from django.db import models


class Purpose(models.TextChoices):
    """Why an address is being proved. Sign-up and forgotten password are one flow.

    `IDENTITY`: somebody signed in proves it again before an act.
    """

    SIGN_UP = "sign_up"
    RESET = "reset"
    ADD_ADDRESS = "add_address"
    IDENTITY = "identity"


class ProofCase(models.TextChoices):
    """What the address really is; told by mail only, never by the page."""

    ON_FILE = "on_file"
    HAS_ACCOUNT = "has_account"
    UNKNOWN = "unknown"


class ProofState(models.TextChoices):
    PENDING = "pending"
    PROVED = "proved"
    USED = "used"
    VOID = "void"
