"""Files that we make ourselves, as they are stored: the same road as what people send."""

import hashlib
from io import BytesIO

from preau.core.files.accept import AcceptedFile
from preau.core.files.kinds import PDF
from preau.core.files.names import clean_name


def made_pdf(content: bytes, name: str) -> AcceptedFile:
    """A PDF that we made, ready for `store`. Its sha256 is that of its bytes, always the same.

    Raises ValueError for what is no PDF.
    """
    if not content.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    digest = hashlib.sha256(content).hexdigest()
    shown = clean_name(name, PDF)
    return AcceptedFile(shown, PDF.media_type, len(content), digest, BytesIO(content))
