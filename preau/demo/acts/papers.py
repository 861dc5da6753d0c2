"""A small PDF made here: one page, a title and lines, in a font that every reader has."""

from collections.abc import Sequence

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """The bytes of the document; signs outside windows-1252 become question marks."""
    text = ["BT /F2 18 Tf 72 720 Td", f"({_escaped(title)}) Tj", "/F1 12 Tf 0 -14 Td"]
    text += [f"0 -22 Td ({_escaped(line)}) Tj" for line in lines]
    content = "\n".join([*text, "ET"]).encode("cp1252", "replace")
    return _document(
        (
            b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-CA) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            _FONT % b"Helvetica",
            _FONT % b"Helvetica-Bold",
        )
    )


def _escaped(text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _document(objects: Sequence[bytes]) -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + tail + end
