"""What is taken and what is not, by its bytes alone; and what a name may do."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from preau.core.files.accept import AcceptedFile, accept
from preau.core.files.errors import (
    ArchiveRefused,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    KindRefused,
    MacrosRefused,
)
from preau.core.files.kinds import KINDS
from preau.core.files.names import clean_name
from tests import files

MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


def look(data: bytes, name: str = "a.bin", *, strip: bool = True) -> AcceptedFile:
    return accept(io.BytesIO(data), name, strip=strip)


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (files.PDF, ".pdf"),
        (files.JPEG, ".jpg"),
        (files.PNG, ".png"),
        (files.WEBP, ".webp"),
        (files.heic(), ".heic"),
        (files.TEXT, ".txt"),
        (b"\xef\xbb\xbf" + files.TEXT, ".txt"),
        *((files.office(ending), f".{ending}") for ending in files.OFFICE),
        (files.open_document("text"), ".odt"),
        (files.open_document("spreadsheet"), ".ods"),
        (files.open_document("presentation"), ".odp"),
    ],
)
def test_each_kind_is_known_by_its_bytes(data: bytes, ending: str) -> None:
    accepted = look(data, "Rapport")
    kind = next(k for k in KINDS if k.endings[0] == ending)
    assert (accepted.name, accepted.media_type) == (f"Rapport{ending}", kind.media_type)


def test_a_gif_of_the_school_stays_one_and_a_parents_becomes_a_picture() -> None:
    assert look(files.GIF, "a.gif", strip=False).name == "a.gif"
    assert look(files.GIF, "a.gif").name == "a.png"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf  \n <html>",
        b"#!/bin/sh\nrm -rf /",
        b"@echo off\r\nformat c:",
        b"{\\rtf1 {\\object}}",
        b"%!PS-Adobe-3.0",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"Rar!\x1a\x07\x00",
        b"\x1f\x8b\x08\x00",
        b"\x00GIF87a",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        b"caf\xe9 au lait",
        b"texte\x00cach\xc3\xa9",
        b"\x1b]0;titre\x07",
        b"junk%PDF-1.7",
        b"  %PDF-1.7\n\x80",
        b" \n\t",
        files.archive({"photo.txt": b"x"}),
        files.archive({"word/document.xml": b"<x/>"}),
        files.archive({"mimetype": b"application/epub+zip"}, stored=("mimetype",)),
        b"MZ" + files.DOCX,
    ],
)
@pytest.mark.parametrize("name", ["photo.jpg", "billet.pdf"])
def test_a25_what_is_not_on_the_list_is_refused_whatever_its_name(data: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        look(data, name)
    assert name in refusal.value.message


@pytest.mark.parametrize(
    "data",
    [
        files.office(more={"word/vbaProject.bin": b"x"}),
        files.office(more={"word/VBAPROJECT.BIN": b"x"}),
        files.office("xlsx", {"xl/vbaData.xml": b"x"}),
        files.office(main=MACRO_MAIN),
        files.open_document(more={"Basic/Standard/script-lb.xml": b"x"}),
        files.open_document(more={"Scripts/python/a.py": b"x"}),
    ],
)
def test_a25_a_document_with_macros_is_refused_and_says_so(data: bytes) -> None:
    with pytest.raises(MacrosRefused, match="sans macros"):
        look(data, "sortie.docx")


def locked() -> bytes:
    """Every member says that it is encrypted, in its own header and in the list."""
    data = bytearray(files.DOCX)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def twice() -> bytes:
    stream = io.BytesIO(files.DOCX)
    with zipfile.ZipFile(stream, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("word/document.xml", b"another")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        files.office(more={"word/media/a.bin": b"\0" * 60_000_000}),
        files.office(more={"word/embeddings/a.zip": files.archive({"x": b"x"})}),
        files.office(more={"word/embeddings/a.EXE": b"MZ"}),
        files.office(more={"../../etc/cron.d/a": b"x"}),
        files.office(more={"/etc/passwd": b"x"}),
        files.office(more={"word\\..\\a": b"x"}),
        files.office(more={f"word/{n}.xml": b"" for n in range(5001)}),
        files.DOCX[:-30],
        files.DOCX[: len(files.DOCX) // 2],
        files.DOCX + files.DOCX,
        locked(),
        twice(),
        b"PK\x03\x04" + b"\xff" * 200,
    ],
)
def test_a24_archives_that_play_tricks_are_refused(data: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="PDF"):
        look(data, "sortie.docx")


def test_a24_members_that_share_the_same_bytes_are_refused() -> None:
    """The bomb of overlapping members: each small, together endless."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml")
        opened.writestr("word/a", b"x" * 4000)
        for number in range(60):
            info = zipfile.ZipInfo(f"word/b{number}")
            last = opened.filelist[1]
            info.header_offset, info.CRC = last.header_offset, last.CRC
            info.file_size = info.compress_size = 4000
            opened.filelist.append(info)
    with pytest.raises(ArchiveRefused):
        look(stream.getvalue())


def test_empty_and_too_large_files_say_what_to_do(settings: Settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, attachment_mib=1)
    with pytest.raises(FileEmpty, match="Choisissez"):
        look(b"")
    with pytest.raises(FileTooLarge, match="dépasse 1\u00a0Mo"):
        look(files.PDF + b" " * 2**20)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Billet du médecin – 3 nov. (Zoé).pdf", "Billet du médecin – 3 nov. (Zoé).pdf"),
        ("e\u0301te\u0301.PDF", "été.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Claire\\note.pdf", "note.pdf"),
        ("..", "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "document.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "img src=x onerror=alert(1).pdf"),
        ("photo\u202efdp.exe", "photofdp.exe.pdf"),
        ("note.pdf\x00.html", "note.pdf.html.pdf"),
        ("facture.pdf.exe", "facture.pdf.exe.pdf"),
        ("photo.jpg", "photo.pdf"),
        ("é" * 400 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_a25_a_name_is_only_a_name_and_ends_as_its_file_is(typed: str, shown: str) -> None:
    assert look(files.PDF, typed).name == shown


@given(st.text(max_size=300))
def test_a25_no_name_leads_anywhere(typed: str) -> None:
    for name in (clean_name(typed), clean_name(typed, KINDS[0])):
        assert 0 < len(name) <= 150
        assert not set(name) & set('/\\\0\r\n<>"')
        assert not name.startswith(".")


@given(st.binary(max_size=400))
def test_a25_whatever_is_sent_is_of_a_known_kind_or_refused(data: bytes) -> None:
    try:
        accepted = look(data)
    except FileRefused:
        return
    assert accepted.media_type in {kind.media_type for kind in KINDS}
    assert not data.lstrip().startswith(b"<")


def test_a25_what_a_browser_says_of_a_file_counts_for_nothing() -> None:
    sent = files.upload(b"<html>", "photo.png", "image/png")
    with pytest.raises(KindRefused):
        accept(sent, sent.name)
    assert accept(files.upload(files.PNG, "a.pdf", "application/pdf"), "a.pdf").name == "a.png"
