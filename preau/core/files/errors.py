"""Refusals of a file; each says what to do instead."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.errors import Refused


class FileRefused(Refused):
    """One file cannot be taken; the others of the form are kept."""


class FileEmpty(FileRefused):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("«\u00a0%(name)s\u00a0» est vide. Choisissez le fichier de nouveau.") % {"name": name}
        )


class FileTooLarge(FileRefused):
    def __init__(self, name: str, most_mib: int) -> None:
        text = _(
            "«\u00a0%(name)s\u00a0» dépasse %(most)s\u00a0Mo. Réduisez-le, ou séparez-le en "
            "plusieurs fichiers."
        )
        super().__init__(text % {"name": name, "most": most_mib})


class KindRefused(FileRefused):
    """Its first bytes, or what the archive lists, are of no kind that is taken."""

    def __init__(self, name: str) -> None:
        text = _(
            "«\u00a0%(name)s\u00a0» n’est pas d’un type accepté. Envoyez un PDF, une photo "
            "(JPEG, PNG, GIF, WEBP, HEIC), un texte, ou un document de bureautique récent "
            "(DOCX, XLSX, PPTX, ODT, ODS, ODP)."
        )
        super().__init__(text % {"name": name})


class MacrosRefused(FileRefused):
    def __init__(self, name: str) -> None:
        text = _(
            "«\u00a0%(name)s\u00a0» contient des macros. Enregistrez-le sans macros, ou en PDF, "
            "puis envoyez-le de nouveau."
        )
        super().__init__(text % {"name": name})


class ArchiveRefused(FileRefused):
    """Locked, damaged, nested, or far larger once unpacked."""

    def __init__(self, name: str) -> None:
        text = _(
            "«\u00a0%(name)s\u00a0» ne s’ouvre pas comme un document ordinaire. Enregistrez-le en "
            "PDF, sans mot de passe, puis envoyez-le de nouveau."
        )
        super().__init__(text % {"name": name})


class PictureRefused(FileRefused):
    def __init__(self, name: str) -> None:
        text = _(
            "«\u00a0%(name)s\u00a0» est une image abîmée ou démesurée. Enregistrez-la en JPEG, ou "
            "prenez une nouvelle photo."
        )
        super().__init__(text % {"name": name})


class TooManyFiles(FileRefused):
    def __init__(self, most: int) -> None:
        text = ngettext(
            "Joignez un seul fichier.",
            "Joignez au plus %(most)s fichiers\u00a0: retirez-en, ou réunissez-les.",
            most,
        )
        super().__init__(text % {"most": most})


class KeptFileGone(FileRefused):
    """What the form had kept was taken by another form, or waited too long."""

    def __init__(self) -> None:
        super().__init__(_("Un fichier n’est plus gardé. Choisissez-le de nouveau."))
