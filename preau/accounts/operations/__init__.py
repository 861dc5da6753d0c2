"""What an account's owner does, one file a use: proving an address, choosing a password, signing
in and out, proving again who is there, other addresses. Refusals are in `errors`; each operation
names those it raises. A refusal that must leave a trace (a try, a failure) is raised after its
transaction."""

from preau.accounts.operations.addresses import add_address, ask_for_address, remove_address
from preau.accounts.operations.identity import (
    confirm_identity,
    confirm_identity_by_code,
    send_identity_code,
)
from preau.accounts.operations.password import (
    SavedPassword,
    change_password,
    save_password,
)
from preau.accounts.operations.prove import ask_for_code, forget_proofs, resend_code, verify_code
from preau.accounts.operations.sign_in import choose_language, sign_in, sign_out

__all__ = [
    "SavedPassword",
    "add_address",
    "ask_for_address",
    "ask_for_code",
    "change_password",
    "choose_language",
    "confirm_identity",
    "confirm_identity_by_code",
    "forget_proofs",
    "remove_address",
    "resend_code",
    "save_password",
    "send_identity_code",
    "sign_in",
    "sign_out",
    "verify_code",
]
