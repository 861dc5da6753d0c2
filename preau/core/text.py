"""Text compared as people mean it: names by rule N, addresses by mailbox, searches without accents.

Rule N forgives accents, case, ligatures and the kind of separator; it forgives neither letters,
nor the number or order of the parts, nor the presence of a separator.
"""

import re
import unicodedata

import idna

_SEPARATORS = dict.fromkeys(map(ord, "'’‘‛ʼʹ´`′＇-‐‑‒–—―−﹣－"), " ")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,253}")


def fold_name(name: str) -> str:
    """The key of a name under rule N; empty when the name has no letter."""
    text = unicodedata.normalize("NFKC", name.translate(_SEPARATORS)).casefold()
    text = unicodedata.normalize("NFD", text.translate(_LETTERS))
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf"))
    key = _SPACE.sub(" ", kept).strip()
    return key if any(c.isalpha() for c in key) else ""


def names_agree(one: str, other: str) -> bool:
    """True when two names are the same under rule N; a letterless name agrees with none."""
    key = fold_name(one)
    return bool(key) and key == fold_name(other)


def fold_search(text: str) -> str:
    """Lower case without accents, punctuation as spaces; the twin of SQL preau_fold()."""
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return _SPACE.sub(" ", re.sub(r"[^\w]+", " ", bare)).strip()


def address_key(address: str) -> str:
    """The key under which one mailbox is known: NFC, case-blind, domain in IDNA; "" if no address.

    Case is folded letter by letter and never from outside ASCII into it, so no look-alike can
    pass for somebody else's mailbox; mail is sent to the key, never to what was typed. Dots and +
    are kept: they are the owner's.
    """
    text = unicodedata.normalize("NFC", address.strip())
    if not _ADDRESS.fullmatch(text):
        return ""
    local, _, domain = text.rpartition("@")
    try:
        host = idna.encode(domain.lower(), uts46=True).decode() if not domain.isascii() else domain
    except idna.IDNAError:
        return ""
    host = host.lower().rstrip(".")
    if ("." not in host and host != "localhost") or not all(host.split(".")):
        return ""
    lowered = local.lower() if local.isascii() else "".join(_lower(c) for c in local)
    return f"{lowered}@{host}"


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if char.isascii() or not lowered[0].isascii() else char


def mask(value: str) -> str:
    """A personal value as it may stand in a report: first sign, stars, length kept vague."""
    return f"{value[0]}***" if value else ""
