"""`preau slips deposit`: a folder of PDFs and its index, all of it or nothing."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click

from preau.config.errors import Refused
from preau.config.school.body import actor_of, plain, refusing
from preau.core import clock
from preau.core.scope import acting_as
from preau.core.wording import speaking
from preau.finances.enums import SlipKind, SlipState
from preau.finances.operations import Deposit, deposit_slips

COLUMNS = ("file", "reference", "kind", "year", "number", "state")
# No file system of ours has longer names.
_LONGEST_NAME = 255
_LARGEST = 5_000_000


def deposit(code: str, folder: Path, index: Path) -> None:
    """Deposit the slips of an index; tells which are to print and post. Raises Refused."""
    actor = actor_of(code)
    with speaking("fr-ca"):
        deposits = list(_deposits(folder, index))
        with refusing("L’organisme n’a pas ces comptes."), acting_as(actor):
            done = deposit_slips(actor=actor, deposits=deposits, at=clock.now())
    click.echo(
        f"En ligne\u00a0: {done.online}. Par la poste\u00a0: {len(done.to_post)}."
        f" Déjà déposés\u00a0: {done.known}."
    )
    for one in done.to_post:
        click.echo(f"  à poster\u00a0: {plain(one.file)}")


def _deposits(folder: Path, index: Path) -> Iterator[Deposit]:
    rows = csv.DictReader(io.StringIO(_text(index), newline=""), strict=True)
    try:
        names = list(rows.fieldnames or ())
        missing = [name for name in COLUMNS if names.count(name) != 1]
        if missing:
            raise Refused(
                f"Il manque à l’index, ou s’y répète\u00a0: {', '.join(missing)}."
                " Il se sépare par des virgules."
            )
        for row in rows:
            yield _deposit(folder, rows.line_num, {name: row[name] or "" for name in COLUMNS})
    except csv.Error:
        raise Refused(
            f"Ligne {rows.line_num}\u00a0: un guillemet n’est pas fermé, ou une case est démesurée."
        ) from None


def _text(index: Path) -> str:
    """The index as text. Raises Refused."""
    if index.stat().st_size > _LARGEST:
        raise Refused("Cet index est démesuré\u00a0: faites plusieurs dépôts.")
    try:
        text = index.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            "L’index n’est pas en UTF-8\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»."
        ) from None
    if "\0" in text:
        raise Refused("L’index a un caractère nul\u00a0: ce n’est pas un fichier CSV.")
    return text


def _deposit(folder: Path, line: int, row: dict[str, str]) -> Deposit:
    try:
        kind, state = SlipKind(row["kind"]), SlipState(row["state"] or SlipState.ORIGINAL)
        year = int(row["year"])
    except ValueError:
        raise Refused(
            f"Ligne {line}\u00a0: kind est rl24 ou receipt, state original, amended ou cancelled,"
            " year une année."
        ) from None
    return Deposit(
        line=line,
        file=row["file"],
        content=_content(folder, line, row["file"]),
        reference=row["reference"].strip(),
        kind=kind,
        year=year,
        number=row["number"].strip()[:40],
        state=state,
    )


def _content(folder: Path, line: int, name: str) -> bytes:
    """A file of the folder itself: no path, no link leads out of it."""
    path = folder / name
    is_plain = 0 < len(name.encode()) <= _LONGEST_NAME and name == Path(name).name
    if not is_plain or path.is_symlink() or not path.is_file():
        raise Refused(
            f"Ligne {line}\u00a0: le dossier n’a pas de fichier «\u00a0{plain(name[:60])}\u00a0»."
        )
    if path.stat().st_size > _LARGEST:
        raise Refused(f"Ligne {line}\u00a0: ce fichier est démesuré pour un relevé.")
    return path.read_bytes()
