"""What a file is, by its own bytes: neither its name nor what the browser says counts.

A closed list of a dozen kinds. Whatever is not recognised from its first byte is refused: pages,
drawings and scripts that a browser would run, programs, and files that begin as something else.
"""

import codecs
from dataclasses import dataclass
from typing import IO

from preau.core.files import containers
from preau.core.files.errors import KindRefused

_TEXT_CHUNK = 1 << 16
# Tab, line feed, form feed, carriage return; a text has no other control sign.
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\f\r") | {"\x7f"}
# Markup, scripts and printer programs are text too, and are run by what opens them.
_ACTIVE_STARTS = ("<", "#!", "%!", "{\\rtf", "MZ", "@echo", "MIME-Version:", "From ")


@dataclass(frozen=True)
class Kind:
    """A kind that is taken: our media type, and the endings its name may have, ours first."""

    media_type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


PDF = Kind("application/pdf", (".pdf",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("image/png", (".png",))
GIF = Kind("image/gif", (".gif",))
WEBP = Kind("image/webp", (".webp",))
HEIC = Kind("image/heic", (".heic", ".heif"))
TEXT = Kind("text/plain", (".txt", ".csv"))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
PPTX = Kind(f"{_OFFICE}presentationml.presentation", (".pptx",))
_OPEN = "application/vnd.oasis.opendocument."
ODT = Kind(f"{_OPEN}text", (".odt",))
ODS = Kind(f"{_OPEN}spreadsheet", (".ods",))
ODP = Kind(f"{_OPEN}presentation", (".odp",))

KINDS = (PDF, JPEG, PNG, GIF, WEBP, HEIC, TEXT, DOCX, XLSX, PPTX, ODT, ODS, ODP)
_BY_TYPE = {kind.media_type: kind for kind in KINDS}
_STARTS = (
    (b"%PDF-1.", PDF),
    (b"%PDF-2.", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})


def kind_of(content: IO[bytes], name: str) -> Kind:
    """The kind of a file. Raises a FileRefused; `name` is only for its message."""
    content.seek(0)
    start = content.read(64)
    for signature, kind in _STARTS:
        if start.startswith(signature):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start[4:8] == b"ftyp" and _heic_brands(start) & _HEIC_BRANDS:
        return HEIC
    if start.startswith(b"PK\x03\x04"):
        return _BY_TYPE[containers.media_type(content, name)]
    if _is_text(content):
        return TEXT
    raise KindRefused(name)


def _heic_brands(start: bytes) -> set[bytes]:
    brands = start[8 : min(int.from_bytes(start[:4], "big"), 64)]
    return {brands[at : at + 4] for at in range(0, len(brands), 4) if at != 4}


def _is_text(content: IO[bytes]) -> bool:
    """UTF-8 to its end, without control signs, and nothing that a reader would run."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    is_first = True
    try:
        while chunk := content.read(_TEXT_CHUNK):
            text = decoder.decode(chunk)
            if not _CONTROLS.isdisjoint(text):
                return False
            if is_first and (opening := text.lstrip()):
                is_first = False
                # Readers of PDF look for its beginning further down, too.
                if opening.startswith(_ACTIVE_STARTS) or "%PDF-" in opening:
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not is_first
