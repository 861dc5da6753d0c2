"""Rich text from people: an allow-list of plain tags, and every link shown in full.

Stored cleaned, so that mails, exports and searches meet nothing else, and cleaned again when shown:
a row may come from an import, or from a day when the list was longer. Cleaning what is clean
changes nothing. Nothing is underlined but links, and no link hides where it leads.
"""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import idna
import nh3
from django.utils.safestring import SafeString, mark_safe

_BLOCKS = frozenset({"p", "ul", "ol", "h3", "h4", "blockquote"})
TAGS = _BLOCKS | {"br", "strong", "em", "li", "a"}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# What editors write for the same thing; a `div` is only a line of its own.
_SYNONYMS = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_READ = TAGS | _SYNONYMS.keys() | {"div"}
_WEB = re.compile(r"(https?)://([^/?#@\\:\s]+)(:\d{1,5})?((?:[/?#][^\s\\]*)?)", re.IGNORECASE)
_MAIL = re.compile(r"mailto:([\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?:\?.*)?", re.IGNORECASE | re.ASCII)
_PHONE = re.compile(r"tel:(\+?[\d().,; -]{3,40})", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[a-z0-9.-]+")
# Signs that turn the direction of a line, or that nobody sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]"
)
_IN_TEXT = re.compile(
    r"(https?://[^\s<>\"'\\«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE | re.ASCII
)
_TRAILING = ".,;:!?)]}"
# The cells of a table that was pasted are words apart, its rows are lines.
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_ROW = re.compile(r"</tr\s*>", re.IGNORECASE)
# A tag that is left out may let its neighbours nest otherwise: read again until nothing moves.
_PASSES = 6


def clean(html: str) -> SafeString:
    """The same text with allowed tags alone; after a link whose text hides it, its address."""
    written = ""
    for _ in range(_PASSES):
        written = _written(html)
        if written == html:
            break
        html = written
    return mark_safe(written)  # noqa: S308 - written tag by tag from the allow-list


def from_text(text: str) -> SafeString:
    """Plain text as paragraphs, its addresses as links."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return clean("".join(f"<p>{_lines(p)}</p>" for p in paragraphs if p.strip()))


def to_text(html: str) -> str:
    """The words alone, for mails and searches; links keep their address."""
    reader = _Reader()
    reader.feed(clean(html))
    reader.close()
    lines = [" ".join(line.split(" ")).strip() for line in "".join(reader.read).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _written(html: str) -> str:
    sifted = nh3.clean(
        _ROW.sub("<br>", _CELL.sub(" ", html)),
        tags=set(_READ),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(sifted)
    writer.close()
    return "".join(writer.written)


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    """One line, escaped, where what reads as an address is one."""
    pieces = _IN_TEXT.split(line)
    return "".join(_anchor(p) if at % 2 else escape(p) for at, p in enumerate(pieces))


def _anchor(found: str) -> str:
    address = found.rstrip(_TRAILING)
    href = address if "://" in address else f"mailto:{address}"
    after = escape(found[len(address) :])
    return f'<a href="{escape(href)}">{escape(address)}</a>{after}'


def _address(href: str) -> tuple[str, str]:
    """Where a link leads, and how that reads; two empty texts when nobody could tell.

    A host is written in ASCII, so that no letter passes for another, and no name comes before it.
    """
    href = href.strip()
    if mail := _MAIL.fullmatch(href):
        return f"mailto:{mail[1]}", mail[1]
    if phone := _PHONE.fullmatch(href):
        return f"tel:{phone[1]}", phone[1]
    if web := _WEB.fullmatch(href):
        host = _ascii(web[2])
        if host:
            whole = f"{web[1].lower()}://{host}{web[3] or ''}{web[4]}"
            return (whole, whole) if _splits(whole) else ("", "")
    return "", ""


def _ascii(host: str) -> str:
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""
    return name if _HOST.fullmatch(name) else ""


def _splits(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _shows(text: str, address: str) -> bool:
    """Whether a link's own text already says all of where it leads."""
    bare = address.partition("://")[2] or address
    said = " ".join(text.split()).casefold().rstrip("/")
    return said in {address.casefold().rstrip("/"), bare.casefold().rstrip("/")}


class _Writer(HTMLParser):
    """Writes again what the sieve let through, tag by tag, and nothing that it does not know."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._address = ""
        self._text: list[str] | None = None
        self._owed = ""

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self._pay()
        tag = _SYNONYMS.get(tag, tag)
        if tag == "a":
            href, self._address = _address(dict(attrs).get("href") or "")
            if href:
                self._text = []
                self.written.append(f'<a href="{escape(href)}" rel="noopener noreferrer">')
        elif tag in TAGS:
            self.written.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._pay()
        tag = _SYNONYMS.get(tag, tag)
        if tag == "a":
            self._end_link()
        elif tag == "div":
            self.written.append("<br>")
        elif tag in TAGS and tag != "br":
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        data = _UNSEEN.sub("", data)
        if data.startswith(self._owed):
            self._owed = ""
        self._pay()
        if self._text is not None:
            self._text.append(data)
        self.written.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        self._pay()

    def _end_link(self) -> None:
        if self._text is not None:
            self.written.append("</a>")
            if not _shows("".join(self._text), self._address):
                self._owed = f" ({self._address})"
        self._text = None

    def _pay(self) -> None:
        """The address that a link owes comes right after it, once."""
        self.written.append(escape(self._owed, quote=False))
        self._owed = ""


class _Reader(HTMLParser):
    """The words of a clean text, blocks apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.read.append({"br": "\n", "li": "\n• "}.get(tag, "\n\n" if tag in _BLOCKS else ""))

    def handle_endtag(self, tag: str) -> None:
        self.read.append("\n\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        self.read.append(re.sub(r"[ \t\r\n\f]+", " ", data))
