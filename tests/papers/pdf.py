"""What a reader of the screen, or of the text, finds in a PDF."""

from collections import Counter
from io import BytesIO
from typing import Any

import pikepdf
from pypdf import PdfReader

# In points, of `page.typ`.
_MARGIN = 50


def text_of(content: bytes) -> str:
    """Every page's text, in reading order, with plain spaces."""
    return "\n".join(pages_of(content))


def pages_of(content: bytes) -> list[str]:
    """The text of each page."""
    pages = PdfReader(BytesIO(content)).pages
    return [page.extract_text().replace("\u00a0", " ") for page in pages]


def in_the_foot_of(content: bytes) -> list[str]:
    """What is lower than the margin of the sheets, or off them: the pages' feet alone, we hope."""
    found: list[str] = []

    def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip() and outer[3] * inner[5] + outer[5] < _MARGIN:
            found.append(text.strip())

    for page in PdfReader(BytesIO(content)).pages:
        page.extract_text(visitor_text=note)
    return found


def words_of(content: bytes) -> str:
    """The text with every line break taken for a space."""
    return " ".join(text_of(content).split())


class Tags:
    """The structure of a PDF: how often each tag is there, and what it says of itself."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(content))
        self.root = self.pdf.Root
        self.count: Counter[str] = Counter()
        self.scopes: list[str] = []
        self.alternatives: list[str] = []
        self.rows: list[list[str]] = []
        self._walk(self.root.StructTreeRoot.K)

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    @property
    def language(self) -> str:
        return str(self.root.Lang)

    @property
    def title(self) -> str:
        return str(self.pdf.docinfo["/Title"])

    @property
    def shows_title(self) -> bool:
        return bool(self.root.ViewerPreferences.DisplayDocTitle)

    @property
    def is_marked(self) -> bool:
        return bool(self.root.MarkInfo.Marked)

    @property
    def claims_ua(self) -> bool:
        return b"pdfuaid:part" in self.root.Metadata.read_bytes()

    def _walk(self, node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for part in node:
                self._walk(part)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                self._note(node)
            if "/K" in node:
                self._walk(node.K)

    def _note(self, node: pikepdf.Dictionary) -> None:
        tag = str(node.S).removeprefix("/")
        self.count[tag] += 1
        if "/Alt" in node:
            self.alternatives.append(str(node.Alt))
        if tag == "TR":
            self.rows.append([_cell(cell) for cell in node.K])
        if tag == "TH":
            self.scopes += [str(one.Scope) for one in _attributes(node) if "/Scope" in one]


def _attributes(node: pikepdf.Dictionary) -> list[Any]:
    given = node.get("/A", [])
    return list(given) if isinstance(given, pikepdf.Array) else [given]


def _cell(node: pikepdf.Dictionary) -> str:
    """« TH/Column », « TH/Row », « TD »; « TD/Headers » where it names its headers itself."""
    said = "".join(
        str(one.get("/Scope", "/Headers" if len(one.get("/Headers", [])) else ""))
        for one in _attributes(node)
    )
    return str(node.S).removeprefix("/") + said
