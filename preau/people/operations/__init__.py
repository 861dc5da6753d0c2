"""Writes about families and their children; each checks, changes, journals and tells.

`confirming`: a parent proves to know a child. `incidents`: what a parent tells the school.
`archives`: the school closes the archive of a pupil who left to an address.
"""

from preau.people.operations.archives import archive_addresses, close_archive, open_archive
from preau.people.operations.confirming import confirm_child
from preau.people.operations.incidents import (
    answer_incident,
    disown_child,
    read_answer,
    report_missing_child,
)
from preau.people.operations.reading import see_code_permanent, see_file, see_home

__all__ = [
    "answer_incident",
    "archive_addresses",
    "close_archive",
    "confirm_child",
    "disown_child",
    "open_archive",
    "read_answer",
    "report_missing_child",
    "see_code_permanent",
    "see_file",
    "see_home",
]
