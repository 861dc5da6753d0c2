"""Row headers, which the compiler cannot tag yet: the first cell of a row names the row.

Typst has `pdf.header-cell`, behind a switch that its Python package lacks. In the PDF, a cell under
one column names that column's header. Here the cells of the first column become headers of their
row, and the others name nothing: a reader of the screen then finds both headers by their scope.
What is written is as long as what was there, so that every offset in the file stays true; streams
are compressed, and strings write parentheses otherwise: neither can hold what is looked for.
"""

import re

_CELL = re.compile(
    rb"(<</Type/StructElem/S/T)D(/P \d+ 0 R/A\[<</O/Table)(/Headers\[\(U\d+x(\d+)y0\)\])"
)
_ROW = b"/Scope/Row"


def with_row_headers(pdf: bytes) -> bytes:
    return _CELL.sub(_cell, pdf)


def _cell(found: re.Match[bytes]) -> bytes:
    start, owner, headers, column = found.groups()
    if column == b"0":
        return start + b"H" + owner + _ROW.ljust(len(headers))
    return start + b"D" + owner + b"".ljust(len(headers))
