"""A package once opened: its tables and photos by name, read as metered streams.

Nothing is unpacked on disk: members of an archive are read where they are, so no name of a
stranger ever becomes a path.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from preau.config.limits import Limits
from preau.exchange.errors import Stop
from preau.exchange.package.meter import Meter, MeteredStream
from preau.exchange.package.names import (
    check_members,
    checked_name,
    common_folder,
    is_noise,
    is_timetable,
    printable,
)

PHOTOS = "preau_photos"
_ENCRYPTED = 0x1
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Member:
    """One file of a package. `name` is its path inside the package."""

    name: str
    size: int
    _open: Callable[[], IO[bytes]] = field(repr=False)
    _meter: Meter = field(repr=False)

    @contextmanager
    def open(self) -> Iterator[MeteredStream]:
        """The member's bytes, counted. Damage of the archive comes out as Stop."""
        try:
            with MeteredStream(self._open(), self._meter, self.name) as stream:
                yield stream
        except _BROKEN as error:
            if type(error) is RuntimeError and not _is_archive_trouble(error):
                raise
            raise Stop("archive_damaged", file=self.name) from error


def _is_archive_trouble(error: RuntimeError) -> bool:
    return "password" in str(error) or "encrypted" in str(error)


@dataclass(frozen=True)
class Package:
    """Tables by file name in lower case (`users.csv`), photos by file name."""

    tables: Mapping[str, Member]
    photos: tuple[Member, ...]
    strangers: tuple[str, ...]
    packed_size: int


@contextmanager
def open_package(path: Path, limits: Limits) -> Iterator[Package]:
    """Open a folder or a .zip. Raises Stop when it is neither, or plays tricks."""
    most = limits.import_unpacked_mib * 2**20
    if path.is_dir():
        yield _sorted(list(_folder(path, Meter(most=most, packed=None, ratio=1))), 0)
        return
    if not path.is_file():
        raise Stop("package_missing", values={"path": printable(str(path))})
    if not zipfile.is_zipfile(path):
        raise Stop("package_kind", values={"path": printable(path.name)})
    packed = path.stat().st_size
    meter = Meter(most=most, packed=packed, ratio=limits.import_ratio)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Stop("archive_damaged", file=printable(path.name)) from error
    with archive:
        yield _sorted(list(_archive(archive, meter)), packed)


def _folder(root: Path, meter: Meter) -> Iterator[tuple[PurePosixPath, Member]]:
    for found in sorted(root.rglob("*")):
        name = found.relative_to(root).as_posix()
        if found.is_symlink():
            raise Stop("member_link", file=printable(name))
        path = checked_name(name)
        if found.is_dir() or is_noise(path):
            continue
        if not found.is_file():
            raise Stop("member_kind", file=printable(name))
        yield path, Member(str(path), found.stat().st_size, _opener(found), meter)


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb", buffering=0)


def _archive(archive: zipfile.ZipFile, meter: Meter) -> Iterator[tuple[PurePosixPath, Member]]:
    for info in archive.infolist():
        path = checked_name(info.orig_filename)
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode):
            raise Stop("member_link", file=printable(info.filename))
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Stop("member_kind", file=printable(info.filename))
        if info.is_dir() or is_noise(path):
            continue
        if info.flag_bits & _ENCRYPTED:
            raise Stop("archive_locked", file=printable(info.filename))
        if info.compress_type not in _READABLE:
            raise Stop("archive_method", file=printable(info.filename))
        yield path, Member(str(path), info.file_size, _part(archive, info), meter)


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _sorted(members: list[tuple[PurePosixPath, Member]], packed: int) -> Package:
    paths = [path for path, _ in members]
    check_members(paths)
    folder = common_folder(paths)
    tables: dict[str, Member] = {}
    photos: list[Member] = []
    strangers: list[str] = []
    for path, member in members:
        inside = path.relative_to(folder) if path.is_relative_to(folder) else path
        if len(inside.parts) == 1 and inside.suffix.lower() == ".csv":
            tables[inside.name.lower()] = member
        elif is_timetable(inside):
            tables[str(inside).lower()] = member
        elif inside.parts[0] == PHOTOS and len(inside.parts) == 2:
            photos.append(member)
        else:
            strangers.append(printable(str(path)))
    return Package(tables, tuple(photos), tuple(strangers), packed)
