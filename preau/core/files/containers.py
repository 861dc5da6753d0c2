"""Documents that are archives: known by what they list, refused when they hide something.

Nothing is unpacked but the two small members that say what the document is.
"""

import zipfile
import zlib
from typing import IO

from preau.core.files.errors import ArchiveRefused, KindRefused, MacrosRefused

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_ENCRYPTED = 0x1
_MOST_MEMBERS = 5000
_MOST_UNPACKED = 500 * 2**20
# Sheets of numbers shrink fifty times; a bomb a thousand.
_MOST_RATIO = 150
_SMALL = 8 * 2**20
_LISTING_BYTES = 2**20
_HIDDEN = (
    *(".zip", ".jar", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".cab", ".iso", ".apk"),
    *(".exe", ".dll", ".scr", ".msi", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".hta"),
    *(".lnk", ".jse", ".wsf", ".htm", ".html", ".svgz"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OFFICE}wordprocessingml.document": b"wordprocessingml.document.main+xml",
    f"{_OFFICE}spreadsheetml.sheet": b"spreadsheetml.sheet.main+xml",
    f"{_OFFICE}presentationml.presentation": b"presentationml.presentation.main+xml",
}
_OPEN = b"application/vnd.oasis.opendocument."
_OPEN_KINDS = frozenset(_OPEN + kind for kind in (b"text", b"spreadsheet", b"presentation"))


def media_type(content: IO[bytes], name: str) -> str:
    """The media type of a word processor's, spreadsheet's or presentation's document.

    Raises KindRefused, MacrosRefused or ArchiveRefused.
    """
    size = content.seek(0, 2)
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            if not _is_sound(members, size):
                raise ArchiveRefused(name)
            if _has_macros(members):
                raise MacrosRefused(name)
            found = _open_document(archive) or _office_document(archive, name)
    except _BROKEN as error:
        raise ArchiveRefused(name) from error
    if not found:
        raise KindRefused(name)
    return found


def _is_sound(members: list[zipfile.ZipInfo], size: int) -> bool:
    names = [member.filename.lower() for member in members]
    unpacked = sum(member.file_size for member in members)
    return (
        0 < len(members) <= _MOST_MEMBERS
        and len(set(names)) == len(names)
        # It begins at the first byte, and its members lie side by side.
        and min(member.header_offset for member in members) == 0
        and sum(member.compress_size for member in members) <= size
        and unpacked <= min(_MOST_UNPACKED, max(_SMALL, size * _MOST_RATIO))
        and not any(member.flag_bits & _ENCRYPTED for member in members)
        and all(_is_plain(name) for name in names)
    )


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    return not (name.startswith("/") or "\\" in name or ".." in parts or name.endswith(_HIDDEN))


def _has_macros(members: list[zipfile.ZipInfo]) -> bool:
    names = [member.filename.lower() for member in members]
    return any(
        name.endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith(("basic/", "scripts/"))
        for name in names
    )


def _open_document(archive: zipfile.ZipFile) -> str:
    """The first member of an OpenDocument is its type, in clear."""
    first = archive.infolist()[0]
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        return ""
    told = _start_of(archive, first)
    return told.decode() if told in _OPEN_KINDS else ""


def _office_document(archive: zipfile.ZipFile, name: str) -> str:
    listing = next((m for m in archive.infolist() if m.filename == "[Content_Types].xml"), None)
    if listing is None:
        return ""
    told = _start_of(archive, listing)
    if b"macroenabled" in told.lower():
        raise MacrosRefused(name)
    return next((kind for kind, part in _MAIN_PARTS.items() if part in told), "")


def _start_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        return stream.read(_LISTING_BYTES)
