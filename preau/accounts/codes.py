"""Tokens of links and codes of mails: drawn, read as people type them, kept as hashes only."""

import hashlib
import secrets
import unicodedata

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def new_token() -> str:
    """256 random bits for the link of the mail."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def read_code(typed: str) -> str:
    """The digits of a typed or pasted code; "" unless there are exactly six.

    Spaces of any kind, hyphens and invisible signs are dropped; digits of any script count.
    """
    digits = ""
    for char in unicodedata.normalize("NFKC", typed):
        if unicodedata.category(char) in ("Zs", "Cc", "Cf", "Pd"):
            continue
        if not char.isdecimal():
            return ""
        digits += str(unicodedata.decimal(char))
    return digits if len(digits) == DIGITS else ""


def code_hash(code: str, proof_token_hash: str) -> str:
    """The keyed hash of a code, worth something for its own proof only."""
    return salted_hmac(
        "preau.proof-code", f"{proof_token_hash}:{code}", algorithm="sha256"
    ).hexdigest()


def unguessable_hash() -> str:
    """Stands where no code can be right, and looks like any other."""
    return secrets.token_hex(32)


def code_matches(code: str, proof_token_hash: str, kept: str) -> bool:
    return constant_time_compare(code_hash(code, proof_token_hash), kept)
