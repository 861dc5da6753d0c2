"""Composing: text stays text, nothing else is read, the same bytes each time, no sign vanishes."""

import dataclasses
import io
from datetime import date
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from preau.core.documents import Document, DocumentFailed, render
from preau.core.documents.composer import Composer, ComposingFailed, order_of
from tests.papers.pdf import words_of

TEMPLATE = """
#let given = json("/data.json")
#let data = given.data
#let images = given.images
#set document(title: data.text)
#set text(lang: "fr", font: "Libertinus Serif")
= A
#data.text
#for (name, path) in images { image(path, alt: name) }
"""
HOSTILE = [
    '#read("/etc/passwd")',
    '#image("../../../etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#include "/core/page.typ"',
    "$x^2$ *gras* _italique_ <label> @label `code` // rien",
    '"); #panic("no',
    "\\u{23} \\ ~ -- --- …",
    '{"data": 1}',
    "#let data = 1; #data",
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "domain" / "paper.typ"
    path.parent.mkdir()
    path.write_text(TEMPLATE, "utf-8")
    return path


def document(template: Path, text: str = "Léa") -> Document:
    return Document(template, {"text": text}, date(2026, 11, 25))


def picture(kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_printed_and_never_read_as_code(template: Path, text: str) -> None:
    assert words_of(render(document(template, text))).split("A ", 1)[1] == " ".join(text.split())


@pytest.mark.parametrize(
    "read",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#read("/packages")',
        '#include "/../../etc/hostname"',
    ],
)
def test_a_template_reads_nothing_outside_the_copies(template: Path, read: str) -> None:
    template.write_text(TEMPLATE + read, "utf-8")
    with pytest.raises(DocumentFailed, match="n’a pu être composé"):
        render(document(template))


@pytest.mark.parametrize("closed", ['#import "@preview/a:1.0.0": b', '#eval("1")', "#plugin(1)"])
def test_a_template_fetches_no_package_and_runs_no_text(template: Path, closed: str) -> None:
    template.write_text(TEMPLATE + closed, "utf-8")
    with pytest.raises(DocumentFailed, match="package, or for code"):
        render(document(template))


def test_the_same_document_has_the_same_bytes_in_any_folder(tmp_path: Path, template) -> None:
    order = order_of(document(template, "Zoé"))
    one = Composer(tmp_path / "one").compose(order)
    other = Composer(tmp_path / "further" / "away").compose(order)
    assert one.pdf == other.pdf == render(document(template, "Zoé"))
    later = dataclasses.replace(document(template, "Zoé"), dated=date(2026, 11, 26))
    assert render(later) != one.pdf


@pytest.mark.parametrize("name", ["Łódź Đặng Nguyễn Ệ", "Олександра Їжакевич", "Αλέξανδρος ʔ Ŋ"])
def test_names_of_many_places_are_printed(template: Path, name: str) -> None:
    assert name in words_of(render(document(template, name)))


@pytest.mark.parametrize(
    ("name", "printed"),
    [("Léa 🙂", "Léa □"), ("ᐃᓄᒃ Ivalu", "□□□ Ivalu"), ("王 Wang", "□ Wang"), ("a\u0007b", "a□b")],
)
def test_a_sign_without_font_is_seen_to_be_missing(template: Path, name: str, printed: str) -> None:
    assert printed in words_of(render(document(template, name)))


def test_a_folder_of_fonts_prints_what_ours_lack(tmp_path: Path, template: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    syllabics_font(fonts / "syllabics.ttf")
    order = order_of(document(template, "ᐃ"))
    assert Composer(tmp_path / "without").compose(order).missing == ("ᐃ",)
    made = Composer(tmp_path / "with", fonts).compose(order)
    assert made.missing == ()
    assert "ᐃ" in words_of(made.pdf)


def syllabics_font(path: Path) -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((250, 700))
    pen.lineTo((500, 0))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "i"])
    builder.setupCharacterMap({0x1403: "i"})
    builder.setupGlyf({".notdef": pen.glyph(), "i": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "i": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "Syllabics", "styleName": "Regular", "psName": "Syllabics"}
    )
    builder.setupOS2()
    builder.setupPost()
    builder.save(str(path))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_printed(template: Path, kind: str) -> None:
    made = dataclasses.replace(document(template), images={"signature": picture(kind)})
    assert b"/Image" in render(made)


@pytest.mark.parametrize("content", [b"<svg/>", b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_broken_picture_is_told(template: Path, content: bytes) -> None:
    made = dataclasses.replace(document(template), images={"signature": content})
    with pytest.raises(DocumentFailed, match="n’a pu être composé"):
        render(made)


def test_a_broken_template_is_told_and_harms_no_other(tmp_path: Path, template: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#let x = (", "utf-8")
    with pytest.raises(DocumentFailed, match="n’a pu être composé"):
        render(document(broken))
    with pytest.raises(DocumentFailed, match="text"):
        render(dataclasses.replace(document(template), data={}))
    assert render(document(template))


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    composer = Composer(tmp_path / "c")
    with pytest.raises(ComposingFailed):
        composer.compose(order_of(document(tmp_path / "nowhere" / "none.typ")))
