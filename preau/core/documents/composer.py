"""One compiler, in a folder of its own: only copies of templates and pictures are there to read.

Runs in processes that know no Django. Data goes in as JSON in a file, where nothing reads it as
markup or code; through `sys.inputs`, the compiler makes its whole library again for each paper.
PDF/UA-1 refuses a sign that no font has; it is printed as « □ » then, so that a reader sees that
something is missing.
"""

import ast
import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from preau.core.documents.document import Document, shared_templates, sources_in
from preau.core.documents.row_headers import with_row_headers

# What a template never does: fetch a package, or read text as code.
_CLOSED = re.compile(r'"@|\beval\s*\(|\bplugin\s*\(')
_NO_FONT = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_IN_PLACE = "\u25a1"
_JOINS = ("Mn", "Mc", "Me", "Cf", "Sk")
# A comment in a script that no font has; more than this and it is not a text.
_MOST_SIGNS = 200
_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


class ComposingFailed(Exception):
    """The template or a picture is broken; the message is the compiler's."""


@dataclass(frozen=True)
class Order:
    """A document as it travels to another process."""

    template: str
    data: str
    at: int
    images: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Composed:
    """The PDF, and the signs that no font has."""

    pdf: bytes
    missing: tuple[str, ...] = ()


def order_of(document: Document) -> Order:
    at = datetime.combine(document.dated, time(12), UTC)
    data = json.dumps(document.data, ensure_ascii=False, separators=(",", ":"))
    return Order(str(document.template), data, int(at.timestamp()), dict(document.images))


class Composer:
    """Compiles orders. `fonts` is a folder of fonts beside those inside the compiler's package."""

    def __init__(self, folder: Path, fonts: Path | None = None) -> None:
        self._root = folder / "root"
        self._packages = folder / "packages"
        self._packages.mkdir(parents=True)
        self._copy(shared_templates(), "core")
        self._fonts = typst.Fonts(
            include_system_fonts=False, font_paths=[str(fonts)] if fonts else []
        )
        self._templates: dict[str, tuple[str, typst.Compiler]] = {}
        self._images: set[str] = set()

    def compose(self, order: Order) -> Composed:
        """Raises ComposingFailed."""
        images = {name: self._picture(name, content) for name, content in order.images.items()}
        try:
            compiler = self._compiler(order.template)
        except (RuntimeError, OSError) as error:
            raise ComposingFailed(str(error)) from error
        data = order.data
        missing: list[str] = []
        while True:
            try:
                return Composed(self._compile(compiler, data, images, order.at), tuple(missing))
            except typst.TypstError as error:
                sign = _sign_without_font(str(error))
                left = _without(sign, data) if sign else data
                if left == data or len(missing) >= _MOST_SIGNS:
                    raise ComposingFailed(str(error)) from error
            missing.append(sign)
            data = left

    def _compile(
        self, compiler: typst.Compiler, data: str, images: Mapping[str, str], at: int
    ) -> bytes:
        given = f'{{"data":{data},"images":{json.dumps(images)}}}'
        (self._root / "data.json").write_text(given, "utf-8")
        pdf: Any = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=at)
        if not isinstance(pdf, bytes):
            raise ComposingFailed("no document came out")
        return with_row_headers(pdf)

    def _compiler(self, template: str) -> typst.Compiler:
        if template not in self._templates:
            path = Path(template)
            name = hashlib.sha256(str(path.parent).encode()).hexdigest()[:16]
            self._copy(path.parent, name)
            compiler = typst.Compiler(
                str(self._root / name / path.name),
                root=str(self._root),
                font_paths=self._fonts,
                ignore_system_fonts=True,
                package_path=str(self._packages),
                package_cache_path=str(self._packages),
            )
            self._templates[template] = (name, compiler)
        return self._templates[template][1]

    def _copy(self, folder: Path, name: str) -> None:
        (self._root / name).mkdir(parents=True, exist_ok=True)
        for source in sources_in(folder):
            if _CLOSED.search(source.read_text("utf-8")):
                raise ComposingFailed(f"{source.name} asks for a package, or for code from text")
            shutil.copyfile(source, self._root / name / source.name)

    def _picture(self, name: str, content: bytes) -> str:
        ending = next((e for start, e in _PICTURES.items() if content.startswith(start)), "")
        if not ending:
            raise ComposingFailed(f"{name} is neither PNG nor JPEG")
        file = f"{hashlib.sha256(content).hexdigest()}.{ending}"
        if file not in self._images:
            (self._root / "images").mkdir(exist_ok=True)
            (self._root / "images" / file).write_bytes(content)
            self._images.add(file)
        return f"/images/{file}"


def _without(sign: str, data: str) -> str:
    """The data with « □ » for a sign: only where another joins it, if any does; else everywhere.

    « 1️⃣ » is a 1 that no font has, and no other 1 is: marks and amounts stay as they are.
    """
    written = json.dumps(sign, ensure_ascii=False)[1:-1]
    given = re.sub(f"{re.escape(written)}([^\\x00-\\x7f]+)", _in_place_of, data)
    if given != data or (sign.isascii() and sign.isprintable()):
        return given
    return data.replace(written, _IN_PLACE)


def _in_place_of(found: re.Match[str]) -> str:
    """« □ » for a sign with what joins it or is upon it: a tone, a skin, the next of a family."""
    rest = found[1].lstrip("".join(s for s in found[1] if unicodedata.category(s) in _JOINS))
    return found[0] if rest == found[1] else f"{_IN_PLACE}{rest}"


def _sign_without_font(message: str) -> str:
    """The sign that the compiler complains of, or ""."""
    found = _NO_FONT.search(message)
    if found is None:
        return ""
    quoted = _RUST_ESCAPE.sub(lambda code: f"\\U{int(code[1], 16):08x}", found[1])
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return ""
