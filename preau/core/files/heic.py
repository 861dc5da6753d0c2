"""Photos of telephones in HEIC: the items that tell place, hour and device are written over.

The picture itself is left as it is: nothing here decodes it. ISO/IEC 14496-12 §8.11 describes the
boxes: `iinf` names the items, `iloc` says where the bytes of each are.
"""

from collections.abc import Iterator

from preau.core.files.errors import PictureRefused

_TOLD = frozenset({b"Exif", b"mime", b"uri "})
_TOP = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip"})
_MOST_ITEMS = 4096

Box = tuple[bytes, int, int]


class _Odd(Exception):
    """Not built as telephones build it."""


class _Reader:
    """Big-endian numbers, one after the other, between two bounds."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data, self.at, self.end = data, start, end

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def take(self, size: int) -> bytes:
        if self.at + size > self.end:
            raise _Odd
        self.at += size
        return self.data[self.at - size : self.at]


def without_metadata(data: bytes, name: str) -> bytes:
    """The same file, its Exif and XMP all zeros. Raises PictureRefused."""
    try:
        top = list(_boxes(data, 0, len(data)))
        if any(kind not in _TOP for kind, _, _ in top):
            raise _Odd
        metas = [(start, end) for kind, start, end in top if kind == b"meta"]
        if len(metas) != 1:
            raise _Odd
        return _blanked(data, *metas[0])
    except _Odd as error:
        raise PictureRefused(name) from error


def _blanked(data: bytes, start: int, end: int) -> bytes:
    inside: dict[bytes, tuple[int, int]] = {}
    for kind, first, last in _boxes(data, start + 4, end):
        if kind in inside or kind in (b"uuid", b"udta"):
            raise _Odd
        inside[kind] = (first, last)
    if b"iinf" not in inside or b"iloc" not in inside:
        raise _Odd
    told = set(_items(data, *inside[b"iinf"]))
    result = bytearray(data)
    idat = inside.get(b"idat", (0, 0))
    for item, in_idat, offset, length in _extents(data, *inside[b"iloc"]):
        if item not in told:
            continue
        first, last = idat if in_idat else (0, len(data))
        if not length or first + offset + length > last:
            raise _Odd
        result[first + offset : first + offset + length] = bytes(length)
    return bytes(result)


def _boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    at = start
    while at < end:
        reader = _Reader(data, at, end)
        size, kind = reader.number(4), reader.take(4)
        if size == 1:
            size = reader.number(8)
        last = end if size == 0 else at + size
        if last < reader.at or last > end:
            raise _Odd
        yield kind, reader.at, last
        at = last


def _items(data: bytes, start: int, end: int) -> Iterator[int]:
    """The numbers of the items that tell more than the picture."""
    reader = _Reader(data, start, end)
    version = reader.number(4) >> 24
    reader.number(4 if version else 2)
    for kind, first, last in _boxes(data, reader.at, end):
        entry = _Reader(data, first, last)
        version = entry.number(4) >> 24
        if kind != b"infe" or version < 2:
            raise _Odd
        item = entry.number(4 if version > 2 else 2)
        entry.number(2)
        if entry.take(4) in _TOLD:
            yield item


def _extents(data: bytes, start: int, end: int) -> Iterator[tuple[int, bool, int, int]]:
    """Where each item's bytes are: item, whether in `idat`, offset, length."""
    reader = _Reader(data, start, end)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    count = reader.number(4 if version > 1 else 2)
    if version > 2 or count > _MOST_ITEMS:
        raise _Odd
    for _ in range(count):
        item = reader.number(4 if version > 1 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size)
        extents = reader.number(2)
        if method > 1 or extents > _MOST_ITEMS:
            raise _Odd
        for _ in range(extents):
            reader.number(index_size)
            offset = base + reader.number(offset_size)
            yield item, method == 1, offset, reader.number(length_size)
