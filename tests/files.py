"""Files as people send them, made here byte by byte: good ones, and those that pretend."""

import io
import struct
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
TEXT = "Léo avait rendez-vous chez le dentiste à 8\u00a0h\u00a030.\n".encode()
# A place on the Plateau, as a telephone writes it: 45° 31' 12" N, 73° 34' 30" W.
PLACE = {1: "N", 2: (45.0, 31.0, 12.0), 3: "W", 4: (73.0, 34.0, 30.0)}
SECRET = b"77 rue des Tilleuls"


def picture(kind: str, size: tuple[int, int] = (60, 40), *, orientation: int = 1) -> bytes:
    """Half red, half blue, with an Exif that tells where it was taken and on what."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0110] = "Telephone de Claire"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(PLACE)
    stream = io.BytesIO()
    options = {} if kind == "GIF" else {"exif": exif}
    image.save(stream, kind, comment=SECRET if kind in ("JPEG", "GIF") else None, **options)
    return stream.getvalue()


JPEG, PNG, WEBP, GIF = map(picture, ("JPEG", "PNG", "WEBP", "GIF"))


def box(kind: bytes, *inside: bytes) -> bytes:
    data = b"".join(inside)
    return struct.pack(">I", 8 + len(data)) + kind + data


def heic(secret: bytes = SECRET, pixels: bytes = b"\x01pixels\x02" * 20) -> bytes:
    """The boxes of a telephone's photo: a picture, its Exif and its XMP."""

    def entry(number: int, kind: bytes) -> bytes:
        return box(b"infe", b"\x02\0\0\0", struct.pack(">HH", number, 0), kind, b"\0")

    items = box(b"iinf", b"\0\0\0\0\0\3", entry(1, b"hvc1"), entry(2, b"Exif"), entry(3, b"mime"))

    def whole(start: int) -> bytes:
        where = b""
        for number, data in enumerate((pixels, secret, secret), 1):
            where += struct.pack(">HHHII", number, 0, 1, start, len(data))
            start += len(data)
        places = box(b"iloc", b"\0\0\0\0", b"\x44\0", b"\0\3", where)
        return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0\0\0\0", items, places)

    start = len(whole(0)) + 8
    return whole(start) + box(b"mdat", pixels, secret, secret)


def archive(members: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            opened.writestr(name, data, compress_type=how)
    return stream.getvalue()


OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def office(ending: str = "docx", more: dict[str, bytes] | None = None, main: str = "") -> bytes:
    path, kind = OFFICE[ending]
    told = main or f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    types = f'<Types><Override PartName="/{path}" ContentType="{told}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), path: b"<x/>", **(more or {})})


def open_document(kind: str = "text", more: dict[str, bytes] | None = None) -> bytes:
    told = f"application/vnd.oasis.opendocument.{kind}".encode()
    members = {"mimetype": told, "content.xml": b"<x/>", **(more or {})}
    return archive(members, stored=("mimetype",))


DOCX = office()
ODT = open_document()


def upload(data: bytes = PDF, name: str = "billet.pdf", kind: str = "") -> SimpleUploadedFile:
    """As a browser sends it; `kind` is what the browser says it is."""
    return SimpleUploadedFile(name, data, kind or "application/octet-stream")
