"""Papers: a template beside its domain and plain data become a tagged PDF, always the same bytes.

`render` makes one here and now; a `Press` makes thousands in processes of their own.
"""

from preau.core.documents.document import Document, DocumentFailed, fingerprint_of
from preau.core.documents.press import Press, render

__all__ = ["Document", "DocumentFailed", "Press", "fingerprint_of", "render"]
