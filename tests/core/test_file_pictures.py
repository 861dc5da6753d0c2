"""A parent's photo tells nothing but what it shows."""

import io

import pytest
from PIL import Image

from preau.core.files.accept import accept
from preau.core.files.errors import PictureRefused
from tests import files


def remade(data: bytes) -> bytes:
    content = accept(io.BytesIO(data), "photo.jpg").content
    assert content is not None
    content.seek(0)
    return content.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a20_where_a_photo_was_taken_does_not_leave_home(kind: str) -> None:
    before = files.picture(kind)
    assert files.SECRET in before
    after = remade(before)
    assert files.SECRET not in after
    assert b"Telephone" not in after
    with Image.open(io.BytesIO(after)) as image:
        assert dict(image.getexif()) == {}
        assert not {"exif", "comment", "xmp", "icc_profile"} & image.info.keys()


def test_a20_a_photo_in_heic_loses_its_exif_and_its_xmp_and_no_pixel() -> None:
    before = files.heic()
    after = remade(before)
    assert before.count(files.SECRET) == 2
    assert files.SECRET not in after
    assert len(after) == len(before)
    assert after.count(b"pixels") == 20


@pytest.mark.parametrize(
    "data",
    [
        files.heic()[:-300],
        files.heic().replace(b"iloc", b"ilox"),
        files.heic().replace(b"iinf", b"iinx"),
        files.heic().replace(b"mdat", b"moov"),
        files.heic() + files.box(b"uuid", files.SECRET),
    ],
)
def test_a20_a_heic_whose_metadata_nobody_finds_is_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused, match="JPEG"):
        remade(data)


def test_what_the_school_sends_is_left_as_it_is() -> None:
    accepted = accept(io.BytesIO(files.JPEG), "affiche.jpg", strip=False)
    assert accepted.content is not None
    accepted.content.seek(0)
    assert accepted.content.read() == files.JPEG


def test_a_photo_taken_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(remade(files.picture("JPEG", orientation=6)))) as image:
        assert image.size == (40, 60)
        red, _, blue = image.convert("RGB").getpixel((20, 5))
        assert (red > 200, blue < 60) == (True, True)


def test_a_large_photo_becomes_readable_and_no_larger() -> None:
    with Image.open(io.BytesIO(remade(files.picture("JPEG", (6400, 3200))))) as image:
        assert image.size == (3000, 1500)


def test_a_transparent_picture_stays_so() -> None:
    stream = io.BytesIO()
    Image.new("P", (10, 10)).save(stream, "PNG", transparency=0)
    with Image.open(io.BytesIO(remade(stream.getvalue()))) as image:
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0


def bomb() -> bytes:
    """A few bytes that say they are a picture of 60,000 by 60,000."""
    data = bytearray(files.PNG)
    at = data.index(b"IHDR") + 4
    data[at : at + 8] = (60_000).to_bytes(4, "big") * 2
    return bytes(data)


@pytest.mark.parametrize(
    "data", [bomb(), files.PNG[:60], files.JPEG[:40], b"\xff\xd8\xff<script>", b"GIF89a;alert(1)"]
)
def test_a25_a_picture_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused, match="JPEG"):
        remade(data)


def test_a25_what_follows_a_picture_stays_behind() -> None:
    assert b"<script>" not in remade(files.JPEG + b"<script>alert(1)</script>")
    assert b"PK\x03\x04" not in remade(files.PNG + files.DOCX)
