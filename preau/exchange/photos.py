"""Photos of pupils: re-made from their pixels alone, small, under a name nobody can guess.

New files are written while the transaction is open and taken away again if it fails; those they
replace go once it is committed. A dry run writes nothing.
"""

import io
import os
import secrets
import warnings
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from preau.exchange.loading.run import Run
from preau.exchange.numbers import fiche_number
from preau.exchange.package import Member
from preau.exchange.report import Diff

FOLDER = "photos"
_SIDE = 480
_PIXELS = 40_000_000
_BYTES = 20 * 2**20
_SUFFIXES = (".jpg", ".jpeg", ".png")
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)


class PhotoRefused(Exception):
    """Not a picture that can be kept; the argument is the rule."""


def remade(data: bytes, *, most: int) -> bytes:
    """A JPEG of at most `most` bytes with the pixels of a JPEG or PNG and nothing else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
                if image.width * image.height > _PIXELS:
                    raise PhotoRefused("photo_large")
                image.draft("RGB", (_SIDE, _SIDE))
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((_SIDE, _SIDE))
                pixels = _flat(upright)
    except _BROKEN as error:
        raise PhotoRefused("photo_broken") from error
    return _encoded(pixels, most)


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white, in a fresh image: comments, profiles and positions stay behind."""
    layered = image.convert("RGBA")
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(layered, mask=layered.getchannel("A"))
    return fresh


def _encoded(pixels: Image.Image, most: int) -> bytes:
    while True:
        for quality in (85, 70, 55, 40):
            stream = io.BytesIO()
            pixels.save(stream, "JPEG", quality=quality, optimize=True)
            if stream.tell() <= most or max(pixels.size) <= 32:
                return stream.getvalue()
        pixels = pixels.resize((max(1, pixels.width // 2), max(1, pixels.height // 2)))


class PhotoShelf:
    """The files of one import: what it wrote, and what it will leave behind."""

    def __init__(self, *, dry_run: bool) -> None:
        self._dry_run = dry_run
        self._written: list[Path] = []

    def holds(self, name: str, data: bytes) -> bool:
        """True when this very picture is already there under this name."""
        try:
            return bool(name) and self._path(name).read_bytes() == data
        except OSError:
            return False

    def put(self, data: bytes) -> str:
        """Keep a picture under a fresh random name; the name."""
        name = f"{FOLDER}/{secrets.token_hex(20)}.jpg"
        if not self._dry_run:
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._written.append(path)
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as f:
                f.write(data)
        return name

    def replace(self, name: str) -> None:
        """Drop a replaced picture once the change is committed."""
        if name and not self._dry_run:
            transaction.on_commit(lambda: self._path(name).unlink(missing_ok=True))

    def undo(self) -> None:
        """Take away what was written: the transaction failed."""
        for path in self._written:
            path.unlink(missing_ok=True)

    @staticmethod
    def _path(name: str) -> Path:
        return Path(settings.PREAU_DATA) / "files" / name


def load_photos(
    run: Run, photos: tuple[Member, ...], shelf: PhotoShelf, advance: Callable[[int], None]
) -> None:
    """Keep the photo of every live pupil whose fiche names one; tell the others."""
    if not photos:
        return
    held: dict[str, tuple[int, str]] = {
        fiche: (student_id, photo)
        for fiche, student_id, photo in run.rows(
            "SELECT fiche, id, photo FROM people_student WHERE board_id = %(board)s"
            " AND ended_at IS NULL AND fiche IS NOT NULL"
        )
    }
    seen: set[str] = set()
    diff = Diff()
    for member in photos:
        try:
            diff += _load_one(run, member, held, seen, shelf)
        except PhotoRefused as refusal:
            run.findings.warning(str(refusal), _hidden(member.name))
        advance(1)
    run.add("photos", diff)


def _load_one(
    run: Run,
    member: Member,
    held: dict[str, tuple[int, str]],
    seen: set[str],
    shelf: PhotoShelf,
) -> Diff:
    stem, suffix = os.path.splitext(member.name.rpartition("/")[2])
    fiche = fiche_number(stem)
    if not fiche or suffix.lower() not in _SUFFIXES:
        raise PhotoRefused("photo_name")
    if fiche not in held:
        raise PhotoRefused("photo_stranger")
    if fiche in seen:
        raise PhotoRefused("photo_twice")
    seen.add(fiche)
    data = remade(_bytes(member), most=settings.PREAU_LIMITS.photo_kib * 1024)
    student_id, before = held[fiche]
    if shelf.holds(before, data):
        return Diff()
    name = shelf.put(data)
    shelf.replace(before)
    run.execute(
        "UPDATE people_student SET photo = %(name)s WHERE id = %(id)s", name=name, id=student_id
    )
    return Diff(changed=1) if before else Diff(added=1)


def _bytes(member: Member) -> bytes:
    with member.open() as stream:
        data = bytearray()
        while chunk := stream.read(1 << 20):
            data += chunk
            if len(data) > _BYTES:
                raise PhotoRefused("photo_large")
    return bytes(data)


def _hidden(name: str) -> str:
    """The name of a photo tells a fiche: only its folder and kind are shown."""
    folder, _, base = name.rpartition("/")
    return f"{folder}/{base[:1]}***{os.path.splitext(base)[1][:5]}"
