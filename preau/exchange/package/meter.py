"""Counting the bytes that really come out of a package, whatever its headers announce."""

import io
from typing import IO

from preau.exchange.errors import Stop

# Small archives of regular text compress beyond any ratio; a bomb of this size harms nobody.
_FREE = 8 * 1024 * 1024


class Meter:
    """Bytes read so far from a whole package, against its limits."""

    def __init__(self, *, most: int, packed: int | None, ratio: int) -> None:
        self.total = 0
        self._read: dict[str, int] = {}
        self._most = most
        self._ratio = ratio
        self._by_ratio = None if packed is None else max(packed * ratio, _FREE)

    def reached(self, position: int, name: str) -> None:
        """A member was read up to `position`; reading it again counts once."""
        before = self._read.get(name, 0)
        if position <= before:
            return
        self._read[name] = position
        self.total += position - before
        if self.total > self._most:
            raise Stop("too_big", file=name, values={"limit": self._most // 2**20})
        if self._by_ratio is not None and self.total > self._by_ratio:
            raise Stop("too_packed", file=name, values={"limit": self._ratio})


class MeteredStream(io.RawIOBase):
    """A member's bytes; remembers the last one, to see whether the file ends with a line break."""

    def __init__(self, stream: IO[bytes], meter: Meter, name: str) -> None:
        self._stream = stream
        self._meter = meter
        self._name = name
        self.last = b""
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._stream.read(len(view))
        size = len(data)
        if size:
            self.count += size
            self._meter.reached(self.count, self._name)
            view[:size] = data
            self.last = data[-1:]
        return size

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
