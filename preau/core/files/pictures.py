"""Pictures of parents, made again from their pixels: where and with what they were taken is gone.

The address of a protected parent must not travel in a photo of a doctor's note.
"""

import io
import warnings
from threading import Lock
from typing import IO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from preau.core.files.errors import PictureRefused
from preau.core.files.heic import without_metadata
from preau.core.files.kinds import GIF, HEIC, JPEG, PNG, WEBP, Kind

# The kind it is read as, and the kind it becomes: an animation becomes its first picture.
_REMADE = {JPEG: ("JPEG", JPEG), PNG: ("PNG", PNG), WEBP: ("WEBP", WEBP), GIF: ("GIF", PNG)}
# A page scanned at 600 points an inch. One at a time, or eight threads would fill the memory.
_PIXELS = 40_000_000
_ONE_AT_A_TIME = Lock()
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    Image.DecompressionBombError,
)


def remade(content: IO[bytes], kind: Kind, name: str) -> tuple[IO[bytes], Kind]:
    """The same picture with nothing but pixels. Raises PictureRefused."""
    content.seek(0)
    if kind == HEIC:
        return io.BytesIO(without_metadata(content.read(), name)), HEIC
    format_, becomes = _REMADE[kind]
    side = settings.PREAU_LIMITS.attachment_picture_side
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content, formats=[format_]) as image:
                image.draft("RGB", (side, side))
                if image.width * image.height > _PIXELS:
                    raise PictureRefused(name)
                pixels = _pixels(image, side)
            return _encoded(pixels, becomes), becomes
    except _BROKEN as error:
        raise PictureRefused(name) from error


def _pixels(image: Image.Image, side: int) -> Image.Image:
    """Upright, no larger than asked, in a fresh image: comments and profiles stay behind."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if has_alpha and image.format != "JPEG" else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    plain.thumbnail((side, side))
    upright = ImageOps.exif_transpose(plain)
    fresh = Image.new(mode, upright.size)
    fresh.paste(upright)
    return fresh


def _encoded(pixels: Image.Image, kind: Kind) -> IO[bytes]:
    stream = io.BytesIO()
    if kind == PNG:
        pixels.save(stream, "PNG")
    else:
        pixels.save(stream, "WEBP" if kind == WEBP else "JPEG", quality=90)
    stream.seek(0)
    return stream
